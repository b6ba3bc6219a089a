#include "elementwise.h"
#include "log.inc.h"

#undef vd
#undef vl
#undef vu
#undef vu4
#undef vu8
#undef vf2
#undef vi2
#undef vn
#define vd ISA(vd_type)
#define vl ISA(vl_type)
#define vu ISA(vu_type)
#define vu4 ISA(vu4_type)
#define vu8 ISA(vu8_type)
#define vf2 ISA(vf2_type)
#define vi2 ISA(vi2_type)
#define vn ISA(vn_type)
typedef double vd __attribute__((vector_size(VW * 4)));
typedef int64_t vl __attribute__((vector_size(VW * 4)));
typedef uint32_t vn __attribute__((vector_size(VW * 4)));
typedef int8_t vu __attribute__((vector_size(VW * 4)));
// As many lanes as vf and as vd have.
typedef int8_t vu4 __attribute__((vector_size(VW)));
typedef int8_t vu8 __attribute__((vector_size(VW / 2)));
typedef float vf2 __attribute__((vector_size(VW * 2)));
typedef int32_t vi2 __attribute__((vector_size(VW * 2)));

#include "elementwise_macros.h"

#undef vlog
#define vlog ISA(simd_log)

// The natural logarithm of any number.
INLINE vf vlog(vf x) {
  vi tiny = x < splat(1.17549435e-38f);
  vf y = normal_log(vselect(tiny, x * splat(8388608.0f), x), tiny & 23);
  vf infinity = splat(__builtin_inff());
  y = vselect(x == infinity, infinity, y);
  y = vselect(x == splat(0.0f), -infinity, y);
  y = vselect(x < splat(0.0f), splat(__builtin_nanf("")), y);
  return vselect(x != x, x, y);
}

#undef vsoftplus
#define vsoftplus ISA(simd_softplus)

// log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|)); what 1 + t rounds off is given back to the logarithm.
INLINE vf vsoftplus(vf x) {
  vf t = vexp(-(vf)((vi)x & 0x7fffffff));
  vf u = t + splat(1.0f);
  vf correction = (t - (u - splat(1.0f))) / u;
  return MAXIMUM(x, splat(0.0f)) + (vlog(u) + correction);
}

#undef verf
#define verf ISA(simd_erf)

// erf(x) as x P(x²) / Q(x²) on [-4, 4], beyond which it rounds to 1 (the rational fit of Eigen and XLA); off by
// less than 5e-7.
INLINE vf verf(vf x) {
  vf c = MINIMUM(MAXIMUM(x, splat(-4.0f)), splat(4.0f));
  vf z = c * c;
  vf p = splat(-2.72614225801306e-10f);
  p = p * z + splat(2.77068142495902e-08f);
  p = p * z + splat(-2.10102402082508e-06f);
  p = p * z + splat(-5.69250639462346e-05f);
  p = p * z + splat(-7.34990630326855e-04f);
  p = p * z + splat(-2.95459980854025e-03f);
  p = p * z + splat(-1.60960333262415e-02f);
  vf q = splat(-1.45660718464996e-05f);
  q = q * z + splat(-2.13374055278905e-04f);
  q = q * z + splat(-1.68282697438203e-03f);
  q = q * z + splat(-7.37332916720468e-03f);
  q = q * z + splat(-1.42647390514189e-02f);
  return MINIMUM(MAXIMUM(c * p / q, splat(-1.0f)), splat(1.0f));
}

// Arithmetic.
FLOATS2(add, a + b)
FLOATS2(subtract, a - b)
FLOATS2(multiply, a * b)
FLOATS2(divide, a / b)
FLOATS2(maximum, MAXIMUM(a, b))
FLOATS2(minimum, MINIMUM(a, b))
INTS2(add, (vi)((vn)a + (vn)b))
INTS2(subtract, (vi)((vn)a - (vn)b))
INTS2(multiply, (vi)((vn)a * (vn)b))
INTS2(maximum, MAXIMUM(a, b))
INTS2(minimum, MINIMUM(a, b))
BOOLS2(or, a | b)
BOOLS2(and, a & b)
BOOLS2(xor, a ^ b)

COMPARISON(equal, ==)
COMPARISON(not_equal, !=)
COMPARISON(less, <)
COMPARISON(less_equal, <=)

FLOATS2(tanh_gradient, b * (1.0f - a * a))
FLOATS2(sigmoid_gradient, b * (a * (1.0f - a)))
FLOATS2(relu_gradient, SELECT(a > 0.0f, b, ZERO))

MAP3(select_bool, int8_t, vu, int8_t, vu, int8_t, vu, SELECT(-a, b, c))
MAP3(select_word, int8_t, vu4, int32_t, vi, int32_t, vi, SELECT(-__builtin_convertvector(a, vi), b, c))
MAP3(select_double, int8_t, vu8, int64_t, vl, int64_t, vl, SELECT(-__builtin_convertvector(a, vl), b, c))
MAP3(clip_f32, float, vf, float, vf, float, vf, MINIMUM(MAXIMUM(a, b), c))
MAP3(clip_f64, double, vd, double, vd, double, vd, MINIMUM(MAXIMUM(a, b), c))
MAP3(clip_i32, int32_t, vi, int32_t, vi, int32_t, vi, MINIMUM(MAXIMUM(a, b), c))

FLOATS1(negative, -a)
FLOATS1(abs, __builtin_elementwise_abs(a))
FLOATS1(sign, SELECT(a > 0.0f, ZERO + 1.0f, SELECT(a < 0.0f, ZERO - 1.0f, a)))
FLOATS1(square, a * a)
FLOATS1(sqrt, __builtin_elementwise_sqrt(a))
FLOATS1(rsqrt, 1.0f / __builtin_elementwise_sqrt(a))
FLOATS1(reciprocal, 1.0f / a)
FLOATS1(floor, __builtin_elementwise_floor(a))
FLOATS1(ceil, __builtin_elementwise_ceil(a))
FLOATS1(round, __builtin_elementwise_roundeven(a))
FLOATS1(relu, SELECT(a <= 0.0f, ZERO, a))
MAP1(exp_f32, float, vf, float, vf, vexp(a))
MAP1(log_f32, float, vf, float, vf, vlog(a))
MAP1(tanh_f32, float, vf, float, vf, vtanh(a))
MAP1(sigmoid_f32, float, vf, float, vf, vsigmoid(a))
MAP1(softplus_f32, float, vf, float, vf, vsoftplus(a))
MAP1(erf_f32, float, vf, float, vf, verf(a))
INTS1(negative, (vi)(-(vn)a))
INTS1(abs, SELECT(a < 0, (vi)(-(vn)a), a))
INTS1(sign, (a >> 31) | -(a > 0))
INTS1(square, (vi)((vn)a * (vn)a))
INTS1(relu, MAXIMUM(a, (vi){}))
MAP1(logical_not, int8_t, vu, int8_t, vu, a ^ 1)
PREDICATE(isnan, a != a)
PREDICATE(isinf, __builtin_elementwise_abs(a) == (float)__builtin_inff())
PREDICATE(isfinite, (a - a) == 0.0f)

static const horn_kernel ISA(map_table)[HORN_OP_COUNT][4] = {
    [HORN_ADD] = {ISA(add_f32), ISA(add_f64), ISA(add_i32), ISA(or_bool)},
    [HORN_SUBTRACT] = {ISA(subtract_f32), ISA(subtract_f64), ISA(subtract_i32)},
    [HORN_MULTIPLY] = {ISA(multiply_f32), ISA(multiply_f64), ISA(multiply_i32), ISA(and_bool)},
    [HORN_DIVIDE] = {ISA(divide_f32), ISA(divide_f64)},
    [HORN_MAXIMUM] = {ISA(maximum_f32), ISA(maximum_f64), ISA(maximum_i32), ISA(or_bool)},
    [HORN_MINIMUM] = {ISA(minimum_f32), ISA(minimum_f64), ISA(minimum_i32), ISA(and_bool)},
    [HORN_LOGICAL_AND] = {0, 0, 0, ISA(and_bool)},
    [HORN_LOGICAL_OR] = {0, 0, 0, ISA(or_bool)},
    [HORN_LOGICAL_XOR] = {0, 0, 0, ISA(xor_bool)},
    [HORN_EQUAL] = {ISA(equal_f32), ISA(equal_f64), ISA(equal_i32), ISA(equal_bool)},
    [HORN_NOT_EQUAL] = {ISA(not_equal_f32), ISA(not_equal_f64), ISA(not_equal_i32), ISA(not_equal_bool)},
    [HORN_LESS] = {ISA(less_f32), ISA(less_f64), ISA(less_i32), ISA(less_bool)},
    [HORN_LESS_EQUAL] = {ISA(less_equal_f32), ISA(less_equal_f64), ISA(less_equal_i32), ISA(less_equal_bool)},
    [HORN_TANH_GRADIENT] = {ISA(tanh_gradient_f32), ISA(tanh_gradient_f64)},
    [HORN_SIGMOID_GRADIENT] = {ISA(sigmoid_gradient_f32), ISA(sigmoid_gradient_f64)},
    [HORN_RELU_GRADIENT] = {ISA(relu_gradient_f32), ISA(relu_gradient_f64)},
    [HORN_SELECT] = {ISA(select_word), ISA(select_double), ISA(select_word), ISA(select_bool)},
    [HORN_CLIP] = {ISA(clip_f32), ISA(clip_f64), ISA(clip_i32)},
    [HORN_NEGATIVE] = {ISA(negative_f32), ISA(negative_f64), ISA(negative_i32)},
    [HORN_ABS] = {ISA(abs_f32), ISA(abs_f64), ISA(abs_i32)},
    [HORN_SIGN] = {ISA(sign_f32), ISA(sign_f64), ISA(sign_i32)},
    [HORN_SQUARE] = {ISA(square_f32), ISA(square_f64), ISA(square_i32)},
    [HORN_SQRT] = {ISA(sqrt_f32), ISA(sqrt_f64)},
    [HORN_RSQRT] = {ISA(rsqrt_f32), ISA(rsqrt_f64)},
    [HORN_RECIPROCAL] = {ISA(reciprocal_f32), ISA(reciprocal_f64)},
    [HORN_EXP] = {ISA(exp_f32)},
    [HORN_LOG] = {ISA(log_f32)},
    [HORN_TANH] = {ISA(tanh_f32)},
    [HORN_SIGMOID] = {ISA(sigmoid_f32)},
    [HORN_SOFTPLUS] = {ISA(softplus_f32)},
    [HORN_ERF] = {ISA(erf_f32)},
    [HORN_FLOOR] = {ISA(floor_f32), ISA(floor_f64)},
    [HORN_CEIL] = {ISA(ceil_f32), ISA(ceil_f64)},
    [HORN_ROUND] = {ISA(round_f32), ISA(round_f64)},
    [HORN_RELU] = {ISA(relu_f32), ISA(relu_f64), ISA(relu_i32)},
    [HORN_LOGICAL_NOT] = {0, 0, 0, ISA(logical_not)},
    [HORN_ISNAN] = {ISA(isnan_f32), ISA(isnan_f64)},
    [HORN_ISINF] = {ISA(isinf_f32), ISA(isinf_f64)},
    [HORN_ISFINITE] = {ISA(isfinite_f32), ISA(isfinite_f64)},
};

// Casts.
INLINE vi ISA(integers)(vf a) {
  vf kept = vselect(a != a, splat(0.0f), MAXIMUM(a, splat(-2147483648.0f)));
  vi large = kept >= splat(2147483648.0f);
  return (__builtin_convertvector(vselect(large, splat(0.0f), kept), vi) & ~large) | (large & 0x7fffffff);
}
INLINE vi2 ISA(integers_of_doubles)(vd a) {
  vd low = (vd){} - 2147483648.0, high = (vd){} + 2147483647.0;
  return __builtin_convertvector(SELECT(a != a, (vd){}, MINIMUM(MAXIMUM(a, low), high)), vi2);
}
MAP1(f32_to_f64, float, vf2, double, vd, __builtin_convertvector(a, vd))
MAP1(f32_to_i32, float, vf, int32_t, vi, ISA(integers)(a))
MAP1(f32_to_bool, float, vf, int8_t, vu4, __builtin_convertvector(a != 0.0f, vu4) & 1)
MAP1(f64_to_f32, double, vd, float, vf2, __builtin_convertvector(a, vf2))
MAP1(f64_to_i32, double, vd, int32_t, vi2, ISA(integers_of_doubles)(a))
MAP1(f64_to_bool, double, vd, int8_t, vu8, __builtin_convertvector(a != 0.0f, vu8) & 1)
MAP1(i32_to_f32, int32_t, vi, float, vf, __builtin_convertvector(a, vf))
MAP1(i32_to_f64, int32_t, vi2, double, vd, __builtin_convertvector(a, vd))
MAP1(i32_to_bool, int32_t, vi, int8_t, vu4, __builtin_convertvector(a != 0, vu4) & 1)
MAP1(bool_to_f32, int8_t, vu4, float, vf, __builtin_convertvector(a, vf))
MAP1(bool_to_f64, int8_t, vu8, double, vd, __builtin_convertvector(a, vd))
MAP1(bool_to_i32, int8_t, vu4, int32_t, vi, __builtin_convertvector(a, vi))

static const horn_kernel ISA(cast_table)[4][4] = {
    [HORN_FLOAT32] = {0, ISA(f32_to_f64), ISA(f32_to_i32), ISA(f32_to_bool)},
    [HORN_FLOAT64] = {ISA(f64_to_f32), 0, ISA(f64_to_i32), ISA(f64_to_bool)},
    [HORN_INT32] = {ISA(i32_to_f32), ISA(i32_to_f64), 0, ISA(i32_to_bool)},
    [HORN_BOOL] = {ISA(bool_to_f32), ISA(bool_to_f64), ISA(bool_to_i32), 0},
};
