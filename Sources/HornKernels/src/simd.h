// Vectors of VW floats, included by the body files: once for each instruction set.
#ifndef HORN_SIMD_READY
#define HORN_SIMD_READY
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#undef vf
#undef vi
#define vf ISA(vf_type)
#define vi ISA(vi_type)
typedef float vf __attribute__((vector_size(VW * 4)));
typedef int32_t vi __attribute__((vector_size(VW * 4)));

#undef INLINE
#define INLINE static inline __attribute__((always_inline, unused))

#undef load
#undef store
#undef splat
#undef load_part
#undef store_part
#undef load_filled
#undef vlargest
#undef vselect
#undef vmax
#undef vmin
#undef vsum
#undef vexp
#undef vexp_within
#undef vreciprocal
#undef vtanh
#undef vsigmoid
#define load ISA(simd_load)
#define store ISA(simd_store)
#define splat ISA(simd_splat)
#define load_part ISA(simd_load_part)
#define store_part ISA(simd_store_part)
#define load_filled ISA(simd_load_filled)
#define vlargest ISA(simd_largest)
#define vselect ISA(simd_select)
#define vmax ISA(simd_max)
#define vmin ISA(simd_min)
#define vsum ISA(simd_sum)
#define vexp ISA(simd_exp)
#define vexp_within ISA(simd_exp_within)
#define vreciprocal ISA(simd_reciprocal)
#define vtanh ISA(simd_tanh)
#define vsigmoid ISA(simd_sigmoid)

INLINE vf load(const float *p) {
  vf v;
  memcpy(&v, p, sizeof v);
  return v;
}
INLINE void store(float *p, vf v) { memcpy(p, &v, sizeof v); }
INLINE vf splat(float x) { return x - (vf){}; }  // minus zero is folded away, plus zero would not be

// Loads the first n lanes; the others are zero. Stores the first n lanes.
#if VW == 16
INLINE vf load_part(const float *p, long n) {
  return (vf)_mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p);
}
INLINE void store_part(float *p, vf v, long n) {
  _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), (__m512)v);
}
#elif VW == 8 && defined(HORN_MASKS)
INLINE vf load_part(const float *p, long n) {
  return (vf)_mm256_maskz_loadu_ps((__mmask8)((1u << n) - 1), p);
}
INLINE void store_part(float *p, vf v, long n) {
  _mm256_mask_storeu_ps(p, (__mmask8)((1u << n) - 1), (__m256)v);
}
#elif VW == 8
INLINE vf load_part(const float *p, long n) {
  static const int32_t lanes[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
  __m256i mask;
  memcpy(&mask, lanes + 8 - n, sizeof mask);
  return (vf)_mm256_maskload_ps(p, mask);
}
// In pieces: a masked store takes dozens of cycles on some CPUs.
INLINE void store_part(float *p, vf v, long n) {
  if (n >= 8) {
    store(p, v);
    return;
  }
  __m128 piece = _mm256_castps256_ps128((__m256)v);
  if (n & 4) {
    _mm_storeu_ps(p, piece);
    piece = _mm256_extractf128_ps((__m256)v, 1);
    p += 4;
  }
  if (n & 2) {
    _mm_storel_pi((__m64 *)p, piece);
    piece = _mm_movehl_ps(piece, piece);
    p += 2;
  }
  if (n & 1) _mm_store_ss(p, piece);
}
#else
INLINE vf load_part(const float *p, long n) {
  vf v = {};
  for (long i = 0; i < n; i++) v[i] = p[i];
  return v;
}
INLINE void store_part(float *p, vf v, long n) {
  for (long i = 0; i < n; i++) p[i] = v[i];
}
#endif

// Lanes of a where the mask is all ones, of b where it is zero.
INLINE vf vselect(vi mask, vf a, vf b) { return (vf)(((vi)a & mask) | ((vi)b & ~mask)); }
// The greater and the smaller; b where one is NaN.
#if VW == 16
INLINE vf vmax(vf a, vf b) { return (vf)_mm512_max_ps((__m512)a, (__m512)b); }
INLINE vf vmin(vf a, vf b) { return (vf)_mm512_min_ps((__m512)a, (__m512)b); }
#elif VW == 8
INLINE vf vmax(vf a, vf b) { return (vf)_mm256_max_ps((__m256)a, (__m256)b); }
INLINE vf vmin(vf a, vf b) { return (vf)_mm256_min_ps((__m256)a, (__m256)b); }
#else
INLINE vf vmax(vf a, vf b) { return vselect(a > b, a, b); }
INLINE vf vmin(vf a, vf b) { return vselect(a < b, a, b); }
#endif

// Loads the first n lanes, which need not be all of them; the others get the filler. Reads a whole vector.
INLINE vf load_filled(const float *p, long n, float filler) {
#if VW == 16
  return (vf)_mm512_mask_loadu_ps((__m512)splat(filler), (__mmask16)((1u << n) - 1), p);
#else
  vi lane;
  for (int i = 0; i < VW; i++) lane[i] = i;
  return vselect(lane < (int32_t)n, load(p), splat(filler));
#endif
}

// The greatest lane; any of them where one is NaN.
INLINE float vlargest(vf v) {
#if VW == 16
  return _mm512_reduce_max_ps((__m512)v);
#else
  float lane[VW];
  memcpy(lane, &v, sizeof v);
  for (int width = VW / 2; width > 0; width /= 2)
    for (int i = 0; i < width; i++) lane[i] = lane[i] > lane[i + width] ? lane[i] : lane[i + width];
  return lane[0];
#endif
}

// Sum of the lanes, always in the same order.
INLINE float vsum(vf v) {
  float lane[VW];
  memcpy(lane, &v, sizeof v);
  for (int width = VW / 2; width > 0; width /= 2)
    for (int i = 0; i < width; i++) lane[i] += lane[i + width];
  return lane[0];
}

// exp(x) to 1 ulp, for x from -104 to 89 or NaN: x = n ln2 + r, a degree-6 polynomial on r, then n goes into
// the exponent.
INLINE vf vexp_within(vf x) {
#if VW == 16
  vf n = (vf)_mm512_roundscale_ps((__m512)(x * splat(1.44269504088896341f)), 8);
#else
  const vf magic = splat(12582912.0f);  // 1.5 * 2^23: adding it rounds to an integer
  vf n = (x * splat(1.44269504088896341f) + magic) - magic;
#endif
  vf r = x - n * splat(0.693359375f);
  r = r - n * splat(-2.12194440e-4f);
  vf p = splat(1.9875691500e-4f);
  p = p * r + splat(1.3981999507e-3f);
  p = p * r + splat(8.3334519073e-3f);
  p = p * r + splat(4.1665795894e-2f);
  p = p * r + splat(1.6666665459e-1f);
  p = p * r + splat(5.0000001201e-1f);
  vf y = p * (r * r) + r + splat(1.0f);
#if VW == 16
  return (vf)_mm512_scalef_ps((__m512)y, (__m512)n);
#elif VW == 8 && defined(HORN_MASKS)
  return (vf)_mm256_scalef_ps((__m256)y, (__m256)n);
#else
  // Two steps of scaling, so that results near both ends of the range keep their exponent.
  vi whole = __builtin_convertvector(vselect(x != x, splat(0.0f), n), vi);
  vi half = whole >> 1;
  vf first = (vf)((half + 127) << 23);
  vf second = (vf)((whole - half + 127) << 23);
  return y * first * second;
#endif
}

// NaN stays NaN; past the range of float32 it gives 0 or infinity.
INLINE vf vexp(vf x) { return vexp_within(vmin(splat(89.0f), vmax(splat(-104.0f), x))); }

// 1 / x for finite x: without the division, which takes as long as ten multiplications.
#if VW == 16
INLINE vf vreciprocal(vf x) {
  vf y = (vf)_mm512_rcp14_ps((__m512)x);
  return y + y * (splat(1.0f) - x * y);
}
#elif VW == 8 && defined(HORN_MASKS)
INLINE vf vreciprocal(vf x) {
  vf y = (vf)_mm256_rcp14_ps((__m256)x);
  return y + y * (splat(1.0f) - x * y);
}
#else
INLINE vf vreciprocal(vf x) { return splat(1.0f) / x; }
#endif

// 1 / (1 + exp(-x)); the exponential stays finite.
INLINE vf vsigmoid(vf x) {
  return vreciprocal(splat(1.0f) + vexp_within(vmin(splat(88.0f), vmax(splat(-104.0f), -x))));
}

// tanh(x) to about 3 ulp: the rational approximation that Eigen and XLA use, on |x| < 7.9; beyond
// it, float32 knows only 1. NaN stays NaN.
INLINE vf vtanh(vf x) {
  const vf limit = splat(7.90531110763549805f);
  vf y = vmax(-limit, vmin(limit, x));
  vf z = y * y;
  vf p = splat(-2.76076847742355e-16f);
  p = p * z + splat(2.00018790482477e-13f);
  p = p * z + splat(-8.60467152213735e-11f);
  p = p * z + splat(5.12229709037114e-08f);
  p = p * z + splat(1.48572235717979e-05f);
  p = p * z + splat(6.37261928875436e-04f);
  p = p * z + splat(4.89352455891786e-03f);
  vf q = splat(1.19825839466702e-06f);
  q = q * z + splat(1.18534705686654e-04f);
  q = q * z + splat(2.26843463243900e-03f);
  q = q * z + splat(4.89352518554385e-03f);
  vf magnitude = (vf)((vi)x & 0x7fffffff);
  return vselect(magnitude < splat(0.0004f), x, y * p * vreciprocal(q));
}
#endif
