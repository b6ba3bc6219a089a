#include "simd.h"

#undef positive_log
#define positive_log ISA(simd_positive_log)

// Natural logarithm (Cephes logf) of NaN and of normal positive numbers, which is all that comes here.
INLINE vf positive_log(vf x) {
  vi bits = (vi)x;
  vi exponent = ((bits >> 23) & 0xff) - 126;
  vf m = (vf)((bits & 0x007fffff) | 0x3f000000);
  vi low = m < splat(0.707106781186547524f);
  m = m + (vf)((vi)m & low) - splat(1.0f);
  vf e = __builtin_convertvector(exponent + low, vf);  // low is -1 where it holds
  vf z = m * m;
  vf p = splat(7.0376836292e-2f);
  p = p * m + splat(-1.1514610310e-1f);
  p = p * m + splat(1.1676998740e-1f);
  p = p * m + splat(-1.2420140846e-1f);
  p = p * m + splat(1.4249322787e-1f);
  p = p * m + splat(-1.6668057665e-1f);
  p = p * m + splat(2.0000714765e-1f);
  p = p * m + splat(-2.4999993993e-1f);
  p = p * m + splat(3.3333331174e-1f);
  vf y = m * z * p + e * splat(-2.12194440e-4f) - splat(0.5f) * z;
  y = m + y + e * splat(0.693359375f);
  return vselect(x != x, x, y);
}
