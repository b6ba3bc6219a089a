#include "simd.h"

#undef rd
#undef rb
#undef rn
#define rd ISA(rd_type)
#define rb ISA(rb_type)
#define rn ISA(rn_type)
typedef double rd __attribute__((vector_size(VW * 4)));
typedef int8_t rb __attribute__((vector_size(VW * 4)));
typedef uint32_t rn __attribute__((vector_size(VW * 4)));

#include "reduce_macros.h"

#define LARGER(x, y) MAXIMUM(x, y)
#define SMALLER(x, y) MINIMUM(x, y)
#define PLUS(x, y) ((x) + (y))
#define TIMES(x, y) ((x) * (y))
REDUCTION(sum_f32, float, vf, 0, PLUS)
REDUCTION(sum_f64, double, rd, 0, PLUS)
REDUCTION(sum_i32, uint32_t, rn, 0, PLUS)
REDUCTION(product_f32, float, vf, 1, TIMES)
REDUCTION(product_f64, double, rd, 1, TIMES)
REDUCTION(product_i32, uint32_t, rn, 1, TIMES)
REDUCTION(max_f32, float, vf, -__builtin_inff(), LARGER)
REDUCTION(max_f64, double, rd, -__builtin_inf(), LARGER)
REDUCTION(max_i32, int32_t, vi, INT32_MIN, LARGER)
REDUCTION(max_bool, int8_t, rb, 0, LARGER)
REDUCTION(min_f32, float, vf, __builtin_inff(), SMALLER)
REDUCTION(min_f64, double, rd, __builtin_inf(), SMALLER)
REDUCTION(min_i32, int32_t, vi, INT32_MAX, SMALLER)
REDUCTION(min_bool, int8_t, rb, 1, SMALLER)
#undef LARGER
#undef SMALLER
#undef PLUS
#undef TIMES

static const reduction_kernels ISA(reduction_table)[4][4] = {
    [HORN_SUM] = {KERNELS(sum_f32), KERNELS(sum_f64), KERNELS(sum_i32)},
    [HORN_PRODUCT] = {KERNELS(product_f32), KERNELS(product_f64), KERNELS(product_i32)},
    [HORN_MAX] = {KERNELS(max_f32), KERNELS(max_f64), KERNELS(max_i32), KERNELS(max_bool)},
    [HORN_MIN] = {KERNELS(min_f32), KERNELS(min_f64), KERNELS(min_i32), KERNELS(min_bool)},
};

// Softmax of one contiguous row.
static void ISA(softmax_row)(float *out, const float *x, long n, int logarithm) {
  if (n <= VW) {
    // A NaN need not be found: it makes the sum NaN. Lanes past the end give zeros.
    vf v = load_filled(x, n, -__builtin_inff());
    vf d = v - splat(vlargest(v)), e = vexp(d);
    float total = vsum(e);
    store_part(out, logarithm ? d - splat(logf(total)) : e / splat(total), n);
    return;
  }
  float largest;
  ISA(max_f32_row)(&largest, x, n);
  vf m = splat(largest), total = {};
  long whole = n / VW * VW;
  for (long i = 0; i < whole; i += VW) {
    vf e = vexp(load(x + i) - m);
    total += e;
    if (!logarithm) store(out + i, e);
  }
  if (whole < n) {
    vf last = splat(-__builtin_inff());
    memcpy(&last, x + whole, (size_t)(n - whole) * 4);
    vf e = vexp(last - m);
    // Lanes past the end count for nothing, also where m is infinite.
    vf kept = {};
    memcpy(&kept, &e, (size_t)(n - whole) * 4);
    total += kept;
    if (!logarithm) store_part(out + whole, e, n - whole);
  }
  float sum = vsum(total);
  float shift = logarithm ? logf(sum) : 0;
  for (long i = 0; i < n; i += VW) {
    vf r = logarithm ? (load(x + i) - m) - shift : load(out + i) / sum;
    if (n - i >= VW) store(out + i, r);
    else store_part(out + i, r, n - i);
  }
}

static void ISA(softmax_gradient_row)(float *dx, const float *y, const float *dy, long n, int logarithm) {
  vf total = {};
  for (long i = 0; i < n; i += VW) {
    long lanes = n - i < VW ? n - i : VW;
    vf g = lanes == VW ? load(dy + i) : load_part(dy + i, lanes);
    vf p = lanes == VW ? load(y + i) : load_part(y + i, lanes);
    total += logarithm ? g : g * p;
  }
  float sum = vsum(total);
  for (long i = 0; i < n; i += VW) {
    vf p = load(y + i), g = load(dy + i);
    vf r = logarithm ? g - vexp(p) * sum : p * (g - sum);
    if (n - i >= VW) store(dx + i, r);
    else store_part(dx + i, r, n - i);
  }
}

// Softmax down columns [from, to) of [n, inner].
static void ISA(softmax_columns)(
    float *out, const float *x, long n, long inner, long from, long to, int logarithm) {
  for (long j = from; j < to; j += VW) {
    long lanes = to - j < VW ? to - j : VW;
    vf m = splat(-__builtin_inff()), total = {};
    for (long i = 0; i < n; i++) m = MAXIMUM(m, load(x + i * inner + j));
    for (long i = 0; i < n; i++) {
      vf e = vexp(load(x + i * inner + j) - m);
      total += e;
      if (!logarithm) store_part(out + i * inner + j, e, lanes);
    }
    float logs[VW];
    for (int k = 0; k < VW && logarithm; k++) logs[k] = logf(total[k]);
    for (long i = 0; i < n; i++) {
      long at = i * inner + j;
      vf r = logarithm ? (load(x + at) - m) - load(logs) : load(out + at) / total;
      store_part(out + at, r, lanes);
    }
  }
}

static void ISA(softmax_gradient_columns)(
    float *dx, const float *y, const float *dy, long n, long inner, long from, long to, int logarithm) {
  for (long j = from; j < to; j += VW) {
    long lanes = to - j < VW ? to - j : VW;
    vf total = {};
    for (long i = 0; i < n; i++) {
      vf g = load(dy + i * inner + j);
      total += logarithm ? g : g * load(y + i * inner + j);
    }
    for (long i = 0; i < n; i++) {
      vf p = load(y + i * inner + j), g = load(dy + i * inner + j);
      vf r = logarithm ? g - vexp(p) * total : p * (g - total);
      store_part(dx + i * inner + j, r, lanes);
    }
  }
}

static const softmax_kernels ISA(softmax_table)[1] = {
    {ISA(softmax_row), ISA(softmax_columns), ISA(softmax_gradient_row), ISA(softmax_gradient_columns)}};
