// Elementwise kernels that call the C library for each element.
#include <math.h>
#include <stdint.h>

#include "elementwise.h"

#define LOOP1(name, T, expression)                                                         \
  static void name(void *result, const void *const *in, const long *step, long n) {        \
    (void)step;                                                                            \
    T *out = result;                                                                       \
    const T *x = in[0];                                                                    \
    for (long i = 0; i < n; i++) {                                                         \
      T a = x[i];                                                                          \
      out[i] = (expression);                                                               \
    }                                                                                      \
  }
#define LOOP2(name, T, expression)                                                         \
  static void name(void *result, const void *const *in, const long *step, long n) {        \
    T *out = result;                                                                       \
    const T *x = in[0], *y = in[1];                                                        \
    for (long i = 0; i < n; i++) {                                                         \
      T a = x[i * step[0]], b = y[i * step[1]];                                            \
      out[i] = (expression);                                                               \
    }                                                                                      \
  }
#define LIBRARY1(name) LOOP1(name##_f32, float, name##f(a)) LOOP1(name##_f64, double, name(a))
#define LIBRARY2(name) LOOP2(name##_f32, float, name##f(a, b)) LOOP2(name##_f64, double, name(a, b))

LOOP1(exp_f64, double, exp(a))
LOOP1(log_f64, double, log(a))
LOOP1(tanh_f64, double, tanh(a))
LOOP1(erf_f64, double, erf(a))
LOOP1(sigmoid_f64, double, 1 / (1 + exp(-a)))
LOOP1(softplus_f64, double, isnan(a) ? a : fmax(a, 0) + log1p(exp(-fabs(a))))
LIBRARY1(expm1)
LIBRARY1(log1p)
LIBRARY1(log2)
LIBRARY1(log10)
LIBRARY1(sin)
LIBRARY1(cos)
LIBRARY1(tan)
LIBRARY1(sinh)
LIBRARY1(cosh)
LIBRARY1(asin)
LIBRARY1(acos)
LIBRARY1(atan)
LIBRARY1(asinh)
LIBRARY1(acosh)
LIBRARY1(atanh)
LIBRARY2(pow)
LIBRARY2(atan2)

// log(exp(a) + exp(b)) from the larger one; equal infinities have no difference.
static double logaddexp(double a, double b) {
  if (a == b) return a + M_LN2;
  if (isnan(a) || isnan(b)) return a + b;
  return fmax(a, b) + log1p(exp(-fabs(a - b)));
}
static float logaddexpf(float a, float b) {
  if (a == b) return a + (float)M_LN2;
  if (isnan(a) || isnan(b)) return a + b;
  return fmaxf(a, b) + log1pf(expf(-fabsf(a - b)));
}
LIBRARY2(logaddexp)

static double remainder_of(double a, double b) {
  double r = fmod(a, b);
  if (r == 0) return copysign(0, b);
  return (r < 0) != (b < 0) ? r + b : r;
}
LOOP2(mod_f32, float, (float)remainder_of(a, b))
LOOP2(mod_f64, double, remainder_of(a, b))

// As NumPy does it: from the remainder, so that the quotient of two near multiples is the right one.
static double floor_quotient(double a, double b) {
  if (b == 0) return a / b;
  double r = fmod(a, b), quotient = (a - r) / b;
  if (r != 0 && (r < 0) != (b < 0)) quotient -= 1;
  if (quotient == 0) return copysign(0, a / b);
  double whole = floor(quotient);
  return quotient - whole > 0.5 ? whole + 1 : whole;
}
LOOP2(floor_divide_f32, float, (float)floor_quotient(a, b))
LOOP2(floor_divide_f64, double, floor_quotient(a, b))

static int32_t integer_power(int32_t base, int32_t exponent) {
  if (exponent < 0) return base == 1 ? 1 : base == -1 ? (exponent & 1 ? -1 : 1) : 0;
  uint32_t result = 1, square = (uint32_t)base;
  for (; exponent > 0; exponent >>= 1, square *= square)
    if (exponent & 1) result *= square;
  return (int32_t)result;
}
static int32_t integer_quotient(int32_t a, int32_t b) {
  if (b == 0) return 0;
  if (b == -1) return (int32_t)(0u - (uint32_t)a);
  return a / b - (a % b != 0 && (a < 0) != (b < 0));
}
static int32_t integer_remainder(int32_t a, int32_t b) {
  if (b == 0 || b == -1) return 0;
  int32_t r = a % b;
  return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}
LOOP2(power_i32, int32_t, integer_power(a, b))
LOOP2(floor_divide_i32, int32_t, integer_quotient(a, b))
LOOP2(mod_i32, int32_t, integer_remainder(a, b))

const horn_kernel horn_scalar_kernels[HORN_OP_COUNT][3] = {
    [HORN_POWER] = {pow_f32, pow_f64, power_i32},
    [HORN_FLOOR_DIVIDE] = {floor_divide_f32, floor_divide_f64, floor_divide_i32},
    [HORN_MOD] = {mod_f32, mod_f64, mod_i32},
    [HORN_LOGADDEXP] = {logaddexp_f32, logaddexp_f64},
    [HORN_ARCTAN2] = {atan2_f32, atan2_f64},
    [HORN_EXP] = {0, exp_f64},
    [HORN_EXPM1] = {expm1_f32, expm1_f64},
    [HORN_LOG] = {0, log_f64},
    [HORN_LOG1P] = {log1p_f32, log1p_f64},
    [HORN_LOG2] = {log2_f32, log2_f64},
    [HORN_LOG10] = {log10_f32, log10_f64},
    [HORN_SIN] = {sin_f32, sin_f64},
    [HORN_COS] = {cos_f32, cos_f64},
    [HORN_TAN] = {tan_f32, tan_f64},
    [HORN_SINH] = {sinh_f32, sinh_f64},
    [HORN_COSH] = {cosh_f32, cosh_f64},
    [HORN_TANH] = {0, tanh_f64},
    [HORN_ARCSIN] = {asin_f32, asin_f64},
    [HORN_ARCCOS] = {acos_f32, acos_f64},
    [HORN_ARCTAN] = {atan_f32, atan_f64},
    [HORN_ARCSINH] = {asinh_f32, asinh_f64},
    [HORN_ARCCOSH] = {acosh_f32, acosh_f64},
    [HORN_ARCTANH] = {atanh_f32, atanh_f64},
    [HORN_SIGMOID] = {0, sigmoid_f64},
    [HORN_SOFTPLUS] = {0, softplus_f64},
    [HORN_ERF] = {0, erf_f64},
};
