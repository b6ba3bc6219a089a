#include "simd.h"

#undef normal_log
#undef positive_log
#define normal_log ISA(simd_normal_log)
#define positive_log ISA(simd_positive_log)

// The natural logarithm of x 2^-less for normal positive x, to 1 ulp: x = (1 + f) 2^e with 1 + f in [√½, √2), a
// polynomial on f (Cephes' logf).
INLINE vf normal_log(vf x, vi less) {
  vi exponent = ((vi)x - 0x3f3504f3) >> 23;
  vf f = (vf)((vi)x - (exponent << 23)) - splat(1.0f);
  vf e = __builtin_convertvector(exponent - less, vf);
  vf z = f * f;
  vf p = splat(7.0376836292e-2f);
  p = p * f - splat(1.1514610310e-1f);
  p = p * f + splat(1.1676998740e-1f);
  p = p * f - splat(1.2420140846e-1f);
  p = p * f + splat(1.4249322787e-1f);
  p = p * f - splat(1.6668057665e-1f);
  p = p * f + splat(2.0000714765e-1f);
  p = p * f - splat(2.4999993993e-1f);
  p = p * f + splat(3.3333331174e-1f);
  vf y = f * z * p;
  y = y - e * splat(2.12194440e-4f);
  y = y - splat(0.5f) * z;
  return (f + y) + e * splat(0.693359375f);
}

// The natural logarithm of NaN and of normal positive numbers.
INLINE vf positive_log(vf x) { return vselect(x != x, x, normal_log(x, (vi){})); }
