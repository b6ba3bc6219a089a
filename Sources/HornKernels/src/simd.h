// Vectors of VW floats, included by the body files (no include guard: the width differs each time).
#include <stdint.h>
#include <string.h>

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
#undef vselect
#undef vmax
#undef vmin
#undef vsum
#undef vexp
#undef vtanh
#undef vsigmoid
#define load ISA(simd_load)
#define store ISA(simd_store)
#define splat ISA(simd_splat)
#define load_part ISA(simd_load_part)
#define store_part ISA(simd_store_part)
#define vselect ISA(simd_select)
#define vmax ISA(simd_max)
#define vmin ISA(simd_min)
#define vsum ISA(simd_sum)
#define vexp ISA(simd_exp)
#define vtanh ISA(simd_tanh)
#define vsigmoid ISA(simd_sigmoid)

INLINE vf load(const float *p) {
  vf v;
  memcpy(&v, p, sizeof v);
  return v;
}
INLINE void store(float *p, vf v) { memcpy(p, &v, sizeof v); }
INLINE vf splat(float x) { return (vf){} + x; }

// Loads the first n lanes; the others are zero.
INLINE vf load_part(const float *p, long n) {
  vf v = {};
  memcpy(&v, p, (size_t)n * 4);
  return v;
}
INLINE void store_part(float *p, vf v, long n) { memcpy(p, &v, (size_t)n * 4); }

// Lanes of a where the mask is all ones, of b where it is zero.
INLINE vf vselect(vi mask, vf a, vf b) { return (vf)(((vi)a & mask) | ((vi)b & ~mask)); }
INLINE vf vmax(vf a, vf b) { return vselect(a > b, a, b); }
INLINE vf vmin(vf a, vf b) { return vselect(a < b, a, b); }

// Sum of the lanes, always in the same order.
INLINE float vsum(vf v) {
  float lane[VW];
  memcpy(lane, &v, sizeof v);
  for (int width = VW / 2; width > 0; width /= 2)
    for (int i = 0; i < width; i++) lane[i] += lane[i + width];
  return lane[0];
}

// exp(x) to 1 ulp: x = n ln2 + r, a degree-6 polynomial on r, then n goes into the exponent.
// NaN stays NaN; past the range of float32 it gives 0 or infinity.
INLINE vf vexp(vf x) {
  vf clamped = vselect(x < splat(-104.0f), splat(-104.0f), x);
  clamped = vselect(clamped > splat(89.0f), splat(89.0f), clamped);
  const vf magic = splat(12582912.0f);  // 1.5 * 2^23: adding it rounds to an integer
  vf n = (clamped * splat(1.44269504088896341f) + magic) - magic;
  vf r = clamped - n * splat(0.693359375f);
  r = r - n * splat(-2.12194440e-4f);
  vf p = splat(1.9875691500e-4f);
  p = p * r + splat(1.3981999507e-3f);
  p = p * r + splat(8.3334519073e-3f);
  p = p * r + splat(4.1665795894e-2f);
  p = p * r + splat(1.6666665459e-1f);
  p = p * r + splat(5.0000001201e-1f);
  vf y = p * (r * r) + r + splat(1.0f);
  // Two steps of scaling, so that results near both ends of the range keep their exponent.
  vi whole = __builtin_convertvector(vselect(x != x, splat(0.0f), n), vi);
  vi half = whole >> 1;
  vf first = (vf)((half + 127) << 23);
  vf second = (vf)((whole - half + 127) << 23);
  return vselect(x != x, x, y * first * second);
}

// 1 / (1 + exp(-x)).
INLINE vf vsigmoid(vf x) { return splat(1.0f) / (splat(1.0f) + vexp(-x)); }

// tanh(x) to 2 ulp: an odd polynomial near zero (Cephes), elsewhere 1 - 2 / (exp(2|x|) + 1).
INLINE vf vtanh(vf x) {
  vf magnitude = (vf)((vi)x & 0x7fffffff);
  vf z = x * x;
  vf p = splat(-5.70498872745e-3f);
  p = p * z + splat(2.06390887954e-2f);
  p = p * z + splat(-5.37397155531e-2f);
  p = p * z + splat(1.33314422036e-1f);
  p = p * z + splat(-3.33332819422e-1f);
  vf small = p * z * x + x;
  vf e = vexp(magnitude + magnitude);
  vf large = splat(1.0f) - splat(2.0f) / (e + splat(1.0f));
  large = (vf)((vi)large | ((vi)x & (int32_t)0x80000000));
  return vselect(x != x, x, vselect(magnitude < splat(0.625f), small, large));
}
