#include "horn_fingerprint.h"

#include <stdio.h>
#include <string.h>

static const uint64_t k0 = 0xc3a5c85c97cb3127u, k1 = 0xb492b66fbe98f273u, k2 = 0x9ae16a3b2f90404fu;

typedef struct {
  uint64_t first, second;
} pair;

// The formats are little-endian.
static inline uint64_t load64(const uint8_t *p) {
  uint64_t x;
  memcpy(&x, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  x = __builtin_bswap64(x);
#endif
  return x;
}

static inline uint64_t load32(const uint8_t *p) {
  uint32_t x;
  memcpy(&x, p, 4);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  x = __builtin_bswap32(x);
#endif
  return x;
}

static inline uint64_t rotate_right(uint64_t x, int by) { return x >> by | x << (64 - by); }
static inline uint64_t rotate_left(uint64_t x, int by) { return x << by | x >> (64 - by); }
static inline uint64_t mix(uint64_t x) { return x ^ x >> 47; }

static inline uint64_t hash16(uint64_t u, uint64_t v, uint64_t mul) {
  uint64_t a = mix((u ^ v) * mul);
  return mix((v ^ a) * mul) * mul;
}

static uint64_t hash_to_16(const uint8_t *s, uint64_t n) {
  uint64_t mul = k2 + n * 2;
  if (n >= 8) {
    uint64_t a = load64(s) + k2, b = load64(s + n - 8);
    return hash16(rotate_right(b, 37) * mul + a, (rotate_right(a, 25) + b) * mul, mul);
  }
  if (n >= 4) return hash16(n + (load32(s) << 3), load32(s + n - 4), mul);
  if (n == 0) return k2;
  uint32_t y = s[0] + ((uint32_t)s[n >> 1] << 8);
  uint32_t z = (uint32_t)n + ((uint32_t)s[n - 1] << 2);
  return mix(y * k2 ^ z * k0) * k2;
}

static uint64_t hash_to_32(const uint8_t *s, uint64_t n) {
  uint64_t mul = k2 + n * 2;
  uint64_t a = load64(s) * k1, b = load64(s + 8), c = load64(s + n - 8) * mul, d = load64(s + n - 16) * k2;
  return hash16(
      rotate_right(a + b, 43) + rotate_right(c, 30) + d, a + rotate_right(b + k2, 18) + c, mul);
}

static uint64_t hash_to_64(const uint8_t *s, uint64_t n) {
  uint64_t mul = k2 + n * 2;
  uint64_t a = load64(s) * k2, b = load64(s + 8), c = load64(s + n - 8) * mul, d = load64(s + n - 16) * k2;
  uint64_t y = rotate_right(a + b, 43) + rotate_right(c, 30) + d;
  uint64_t z = hash16(y, a + rotate_right(b + k2, 18) + c, mul);
  uint64_t e = load64(s + 16) * mul, f = load64(s + 24);
  uint64_t g = (y + load64(s + n - 32)) * mul, h = (z + load64(s + n - 24)) * mul;
  return hash16(
      rotate_right(e + f, 43) + rotate_right(g, 30) + h, e + rotate_right(f + a, 18) + g, mul);
}

static inline pair weak_hash32(const uint8_t *s, uint64_t a, uint64_t b) {
  uint64_t w = load64(s), x = load64(s + 8), y = load64(s + 16), z = load64(s + 24);
  a += w;
  b = rotate_right(b + a + z, 21);
  uint64_t c = a;
  a += x + y;
  b += rotate_right(a, 44);
  return (pair){a + z, b + c};
}

uint64_t horn_fingerprint64(const uint8_t *s, long length) {
  uint64_t n = (uint64_t)length;
  if (n <= 16) return hash_to_16(s, n);
  if (n <= 32) return hash_to_32(s, n);
  if (n <= 64) return hash_to_64(s, n);
  const uint64_t seed = 81;
  uint64_t x = seed, y = seed * k1 + 113, z = mix(y * k2 + 113) * k2, swap;
  pair v = {0, 0}, w = {0, 0};
  x = x * k2 + load64(s);
  const uint8_t *end = s + (n - 1) / 64 * 64, *last = end + ((n - 1) & 63) - 63;
  do {
    x = rotate_right(x + y + v.first + load64(s + 8), 37) * k1;
    y = rotate_right(y + v.second + load64(s + 48), 42) * k1;
    x ^= w.second;
    y += v.first + load64(s + 40);
    z = rotate_right(z + w.first, 33) * k1;
    v = weak_hash32(s, v.second * k1, x + w.first);
    w = weak_hash32(s + 32, z + w.second, y + load64(s + 16));
    swap = z, z = x, x = swap;
    s += 64;
  } while (s != end);
  uint64_t mul = k1 + ((z & 0xff) << 1);
  s = last;
  w.first += (n - 1) & 63;
  v.first += w.first;
  w.first += v.first;
  x = rotate_right(x + y + v.first + load64(s + 8), 37) * mul;
  y = rotate_right(y + v.second + load64(s + 48), 42) * mul;
  x ^= w.second * 9;
  y += v.first * 9 + load64(s + 40);
  z = rotate_right(z + w.first, 33) * mul;
  v = weak_hash32(s, v.second * mul, x + w.first);
  w = weak_hash32(s + 32, z + w.second, y + load64(s + 16));
  swap = z, z = x, x = swap;
  return hash16(
      hash16(v.first, w.first, mul) + mix(y) * k0 + z, hash16(v.second, w.second, mul) + x, mul);
}

static inline void sip_round(uint64_t v[4]) {
  v[0] += v[1], v[2] += v[3];
  v[1] = rotate_left(v[1], 13) ^ v[0], v[3] = rotate_left(v[3], 16) ^ v[2];
  v[0] = rotate_left(v[0], 32);
  v[2] += v[1], v[0] += v[3];
  v[1] = rotate_left(v[1], 17) ^ v[2], v[3] = rotate_left(v[3], 21) ^ v[0];
  v[2] = rotate_left(v[2], 32);
}

uint64_t horn_siphash64(const uint8_t *s, long length, uint64_t key0, uint64_t key1) {
  uint64_t v[4] = {
      key0 ^ 0x736f6d6570736575u, key1 ^ 0x646f72616e646f6du, key0 ^ 0x6c7967656e657261u,
      key1 ^ 0x7465646279746573u};
  uint64_t last = (uint64_t)length << 56;
  for (; length >= 8; s += 8, length -= 8) {
    uint64_t word = load64(s);
    v[3] ^= word;
    sip_round(v), sip_round(v);
    v[0] ^= word;
  }
  for (long i = 0; i < length; i++) last |= (uint64_t)s[i] << 8 * i;
  v[3] ^= last;
  sip_round(v), sip_round(v);
  v[0] ^= last;
  v[2] ^= 0xff;
  for (int i = 0; i < 4; i++) sip_round(v);
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}

uint64_t horn_fingerprint_cat64(uint64_t first, uint64_t second) {
  const uint64_t mul = 0xc6a4a7935bd1e995u;
  uint64_t x = (first ^ mul ^ mix(second * mul) * mul) * mul;
  return mix(mix(x) * mul);
}

static inline uint64_t hash(const uint8_t *bytes, long length, const uint64_t *key) {
  return key ? horn_siphash64(bytes, length, key[0], key[1]) : horn_fingerprint64(bytes, length);
}

void horn_hash_strings(uint64_t *out, const uint8_t *bytes, const long *offsets, long n, const uint64_t *key) {
  for (long i = 0; i < n; i++) out[i] = hash(bytes + offsets[i], offsets[i + 1] - offsets[i], key);
}

void horn_hash_integers(uint64_t *out, const int32_t *in, long n, const uint64_t *key) {
  char digits[16];
  for (long i = 0; i < n; i++) {
    int length = snprintf(digits, sizeof digits, "%d", (int)in[i]);
    out[i] = hash((const uint8_t *)digits, length, key);
  }
}

void horn_hash_buckets(int32_t *out, const uint64_t *in, long n, uint64_t buckets, int32_t start) {
  for (long i = 0; i < n; i++) out[i] = (int32_t)(in[i] % buckets) + start;
}

void horn_cross_strings(uint64_t *hashes, const uint8_t *bytes, const long *offsets, long n) {
  for (long i = 0; i < n; i++) {
    uint64_t next = horn_fingerprint64(bytes + offsets[i], offsets[i + 1] - offsets[i]);
    hashes[i] = horn_fingerprint_cat64(hashes[i], next);
  }
}

void horn_cross_integers(uint64_t *hashes, const int32_t *in, long n) {
  for (long i = 0; i < n; i++) hashes[i] = horn_fingerprint_cat64(hashes[i], (uint64_t)(int64_t)in[i]);
}
