// The rules, for one vector: x and the states are changed in place.
#include "simd.h"

#undef vsqrt
#undef vrsqrt
#undef vabs
#define vrsqrt ISA(simd_rsqrt)
#define vsqrt ISA(simd_sqrt)
#define vabs ISA(simd_abs)
INLINE vf vsqrt(vf x) { return __builtin_elementwise_sqrt(x); }

// 1 / sqrt(x), within 2 ulp: an estimate and one step of Newton where the CPU has a good estimate, as
// the exact root and division take several times as long.
INLINE vf vrsqrt(vf x) {
#if VW == 16
  vf y = (vf)_mm512_rsqrt14_ps((__m512)x);
  vf better = y * (splat(1.5f) - splat(0.5f) * x * y * y);
  return vselect(better == better, better, y);  // 0 and infinity have no step
#else
  return splat(1.0f) / vsqrt(x);
#endif
}
INLINE vf vabs(vf x) { return (vf)((vi)x & 0x7fffffff); }

INLINE void ISA(sgd)(vf *x, vf *s, vf g, const horn_update *u) { *x = *x - g * splat(u->rate); }

INLINE void ISA(momentum)(vf *x, vf *s, vf g, const horn_update *u) {
  s[0] = s[0] * splat(u->beta1) - g * splat(u->rate);
  *x = *x + s[0];
}

INLINE void ISA(nesterov)(vf *x, vf *s, vf g, const horn_update *u) {
  vf move = g * splat(u->rate);
  s[0] = s[0] * splat(u->beta1) - move;
  *x = *x + (s[0] * splat(u->beta1) - move);
}

INLINE void ISA(rmsprop)(vf *x, vf *s, vf g, const horn_update *u) {
  s[0] = splat(u->beta2) * s[0] + splat(u->rest2) * (g * g);
  *x = *x - splat(u->rate) * g * vrsqrt(s[0] + splat(u->epsilon));
}

INLINE void ISA(rmsprop_momentum)(vf *x, vf *s, vf g, const horn_update *u) {
  s[0] = splat(u->beta2) * s[0] + splat(u->rest2) * (g * g);
  s[1] = splat(u->beta1) * s[1] + splat(u->rate) * g * vrsqrt(s[0] + splat(u->epsilon));
  *x = *x - s[1];
}

INLINE void ISA(rmsprop_centered)(vf *x, vf *s, vf g, const horn_update *u) {
  s[0] = splat(u->beta2) * s[0] + splat(u->rest2) * (g * g);
  s[1] = splat(u->beta2) * s[1] + splat(u->rest2) * g;
  *x = *x - splat(u->rate) * g * vrsqrt(s[0] - s[1] * s[1] + splat(u->epsilon));
}

INLINE void ISA(rmsprop_centered_momentum)(vf *x, vf *s, vf g, const horn_update *u) {
  s[0] = splat(u->beta2) * s[0] + splat(u->rest2) * (g * g);
  s[2] = splat(u->beta2) * s[2] + splat(u->rest2) * g;
  vf divisor = vsqrt(s[0] - s[2] * s[2] + splat(u->epsilon));
  s[1] = splat(u->beta1) * s[1] + splat(u->rate) * g / divisor;
  *x = *x - s[1];
}

INLINE void ISA(adam)(vf *x, vf *s, vf g, const horn_update *u) {
  s[0] = s[0] + (g - s[0]) * splat(u->rest1);
  s[1] = s[1] + (g * g - s[1]) * splat(u->rest2);
  *x = *x - s[0] * splat(u->rate) / (vsqrt(s[1]) + splat(u->epsilon));
}

INLINE void ISA(adam_amsgrad)(vf *x, vf *s, vf g, const horn_update *u) {
  s[0] = s[0] + (g - s[0]) * splat(u->rest1);
  s[1] = s[1] + (g * g - s[1]) * splat(u->rest2);
  s[2] = vmax(s[1], s[2]);
  *x = *x - s[0] * splat(u->rate) / (vsqrt(s[2]) + splat(u->epsilon));
}

INLINE void ISA(nadam)(vf *x, vf *s, vf g, const horn_update *u) {
  s[0] = s[0] + (g - s[0]) * splat(u->rest1);
  s[1] = s[1] + (g * g - s[1]) * splat(u->rest2);
  vf direction = splat(u->extra[0]) * s[0] / splat(u->extra[2]) + splat(u->extra[1]) * g / splat(u->extra[3]);
  *x = *x - direction * splat(u->rate) / (vsqrt(s[1] / splat(u->extra[4])) + splat(u->epsilon));
}

INLINE void ISA(adamax)(vf *x, vf *s, vf g, const horn_update *u) {
  s[0] = s[0] + (g - s[0]) * splat(u->rest1);
  s[1] = vmax(splat(u->beta2) * s[1], vabs(g));
  *x = *x - splat(u->rate) * s[0] / (splat(u->extra[0]) * (s[1] + splat(u->epsilon)));
}

INLINE void ISA(adagrad)(vf *x, vf *s, vf g, const horn_update *u) {
  s[0] = s[0] + g * g;
  *x = *x - splat(u->rate) * g * vrsqrt(s[0] + splat(u->epsilon));
}

INLINE void ISA(adadelta)(vf *x, vf *s, vf g, const horn_update *u) {
  s[0] = splat(u->beta2) * s[0] + splat(u->rest2) * (g * g);
  vf move = vsqrt(s[1] + splat(u->epsilon)) * g / vsqrt(s[0] + splat(u->epsilon));
  s[1] = splat(u->beta2) * s[1] + splat(u->rest2) * (move * move);
  *x = *x - splat(u->rate) * move;
}

INLINE vf ISA(power)(vf x, float exponent) {
  if (exponent == 0.5f) return vsqrt(x);
  float lane[VW];
  memcpy(lane, &x, sizeof x);
  for (int i = 0; i < VW; i++) lane[i] = powf(lane[i], exponent);
  memcpy(&x, lane, sizeof x);
  return x;
}

INLINE void ISA(ftrl)(vf *x, vf *s, vf g, const horn_update *u) {
  vf l1 = splat(u->extra[0]), rate = splat(u->rate);
  vf next = s[0] + g * g;
  vf raised = ISA(power)(next, u->extra[3]);
  s[1] = s[1] + (g + splat(u->extra[2]) * *x - (raised - ISA(power)(s[0], u->extra[3])) / rate * *x);
  *x = (vmin(vmax(s[1], -l1), l1) - s[1]) / (raised / rate + splat(u->extra[1]));
  s[0] = next;
}

INLINE void ISA(lion)(vf *x, vf *s, vf g, const horn_update *u) {
  vf wish = s[0] * splat(u->beta1) + g * splat(u->rest1);
  vf sign = (vf)(((vi)splat(1.0f) & (wish != splat(0.0f))) | ((vi)wish & (int32_t)0x80000000));
  *x = *x - splat(u->rate) * vselect(wish != wish, wish, sign);
  s[0] = s[0] * splat(u->beta2) + g * splat(u->rest2);
}
