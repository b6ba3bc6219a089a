// A fused multiply-add rounds once where two instructions round twice: without this the instruction
// sets would give different bits.
#pragma clang fp contract(off)
#include "log.inc.h"

#undef vu
#undef vq
#undef vb
#define vu ISA(random_words)
#define vq ISA(random_products)
#define vb ISA(random_bytes)
typedef uint32_t vu __attribute__((vector_size(VW * 4)));
typedef uint64_t vq __attribute__((vector_size(VW * 4)));
typedef uint8_t vb __attribute__((vector_size(VW)));

// The upper halves of the products; *low gets the lower halves.
INLINE vu ISA(multiply)(vu x, uint32_t factor, vu *low) {
  vq even = ((vq)x & 0xffffffffu) * (uint64_t)factor;
  vq odd = ((vq)x >> 32) * (uint64_t)factor;
  *low = (vu)((even & 0xffffffffu) | (odd << 32));
  return (vu)((even >> 32) | (odd & 0xffffffff00000000u));
}

// Blocks first..<first + VW; first is a multiple of VW.
INLINE void ISA(philox)(vu words[4], uint64_t first, uint64_t key, uint64_t stream) {
  uint32_t lanes[VW];
  for (int i = 0; i < VW; i++) lanes[i] = (uint32_t)i;
  vu c0, c1 = (vu){} + (uint32_t)(first >> 32);
  memcpy(&c0, lanes, sizeof c0);
  c0 += (uint32_t)first;
  vu c2 = (vu){} + (uint32_t)stream, c3 = (vu){} + (uint32_t)(stream >> 32);
  uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
  for (int round = 0; round < 10; round++) {
    vu low0, low1;
    vu high0 = ISA(multiply)(c0, 0xD2511F53u, &low0);
    vu high1 = ISA(multiply)(c2, 0xCD9E8D57u, &low1);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  words[0] = c0;
  words[1] = c1;
  words[2] = c2;
  words[3] = c3;
}

// Two normal numbers from two words: a radius, and a direction of which the two top bits are the
// quadrant.
INLINE void ISA(box_muller)(vu radius_bits, vu angle_bits, vf *first, vf *second) {
  vf u = __builtin_convertvector((vi)(radius_bits >> 1), vf) + splat(0.5f);
  vf radius =
      __builtin_elementwise_sqrt(splat(-2.0f) * normal_log(u * splat(4.656612873077393e-10f), (vi){}));
  vf x = __builtin_convertvector((vi)(angle_bits << 2), vf) * splat(3.657291814e-10f);
  vf z = x * x;
  vf sine = ((splat(-1.9515295891e-4f) * z + splat(8.3321608736e-3f)) * z - splat(1.6666654611e-1f)) *
                z * x + x;
  vf cosine = ((splat(2.443315711809948e-5f) * z - splat(1.388731625493765e-3f)) * z +
               splat(4.166664568298827e-2f)) * z * z - splat(0.5f) * z + splat(1.0f);
  vi odd = -(vi)((angle_bits >> 30) & 1);
  vf a = vselect(odd, sine, cosine), b = vselect(odd, cosine, sine);
  vi sign_b = (vi)(angle_bits & 0x80000000u);
  vi sign_a = sign_b ^ (vi)((angle_bits << 1) & 0x80000000u);
  *first = radius * (vf)((vi)a ^ sign_a);
  *second = radius * (vf)((vi)b ^ sign_b);
}

// sqrt(2) erfinv(x) for |x| <= erf(sqrt(2)), the part of the range within two standard deviations
// (Giles, "Approximating the erfinv function", 2010).
INLINE vf ISA(within_two)(vu bits) {
  vf u = (__builtin_convertvector((vi)bits, vf) + splat(0.5f)) * splat(4.656612873077393e-10f);
  vf x = u * splat(0.9544997361036416f);
  vf w = -normal_log((splat(1.0f) - x) * (splat(1.0f) + x), (vi){}) - splat(2.5f);
  vf p = splat(2.81022636e-08f);
  p = p * w + splat(3.43273939e-07f);
  p = p * w - splat(3.5233877e-06f);
  p = p * w - splat(4.39150654e-06f);
  p = p * w + splat(0.00021858087f);
  p = p * w - splat(0.00125372503f);
  p = p * w - splat(0.00417768164f);
  p = p * w + splat(0.246640727f);
  p = p * w + splat(1.50140941f);
  vf z = p * x * splat(1.41421356237f);
  return vmax(vmin(z, splat(2.0f)), splat(-2.0f));
}

INLINE void ISA(random_values)(vf values[4], const vu words[4], const random_job *job) {
  vf a = splat(job->a), b = splat(job->b);
  switch (job->kind) {
  case BITS:
    for (int w = 0; w < 4; w++) values[w] = (vf)words[w];
    break;
  case UNIFORM:
    for (int w = 0; w < 4; w++) {
      vf u = __builtin_convertvector((vi)(words[w] >> 8), vf) * splat(5.9604644775390625e-08f);
      values[w] = vmin(a + u * b, splat(job->limit));
    }
    break;
  case NORMAL:
    ISA(box_muller)(words[0], words[1], &values[0], &values[1]);
    ISA(box_muller)(words[2], words[3], &values[2], &values[3]);
    for (int w = 0; w < 4; w++) values[w] = a + b * values[w];
    break;
  case TRUNCATED:
    for (int w = 0; w < 4; w++) values[w] = a + b * ISA(within_two)(words[w]);
    break;
  }
}

// Numbers first..<first + n of the stream; first is a multiple of 64.
static void ISA(random_fill)(float *out, long first, long n, const random_job *job) {
  for (long done = 0; done < n; done += 64) {
    float last[64];
    float *to = n - done < 64 ? last : out + done;
    for (int b = 0; b < 16; b += VW) {
      vu words[4];
      vf values[4];
      ISA(philox)(words, (uint64_t)((first + done) / 4 + b), job->key, job->stream);
      ISA(random_values)(values, words, job);
      for (int w = 0; w < 4; w++) store(to + w * 16 + b, values[w]);
    }
    if (to == last) memcpy(out + done, last, (size_t)(n - done) * 4);
  }
}

static void ISA(dropout)(float *out, uint8_t *mask, const float *x, long first, long n, const random_job *job) {
  // Signed comparison of words whose top bit is flipped is unsigned comparison.
  vi threshold = (vi){} + (int32_t)(job->threshold ^ 0x80000000u);
  vf keep = splat(job->a);
  for (long done = 0; done < n; done += 64) {
    float last[64];
    uint8_t last_mask[64];
    const float *from = x + done;
    float *to = out + done;
    uint8_t *kept = mask ? mask + done : last_mask;
    long count = n - done;
    if (count < 64) {
      memset(last, 0, sizeof last);
      memcpy(last, from, (size_t)count * 4);
      from = to = last;
      kept = last_mask;
    }
    for (int b = 0; b < 16; b += VW) {
      vu words[4];
      ISA(philox)(words, (uint64_t)((first + done) / 4 + b), job->key, job->stream);
      for (int w = 0; w < 4; w++) {
        vi keeps = (vi)(words[w] ^ 0x80000000u) >= threshold;
        long at = w * 16 + b;
        store(to + at, (vf)((vi)(load(from + at) / keep) & keeps));
        if (mask) {
          vb bytes = __builtin_convertvector((vu)keeps & 1, vb);
          memcpy(kept + at, &bytes, sizeof bytes);
        }
      }
    }
    if (count < 64) {
      memcpy(out + done, last, (size_t)count * 4);
      if (mask) memcpy(mask + done, last_mask, (size_t)count);
    }
  }
}
