#include "fused_activation.inc.h"
#include "gemm.inc.h"

static __attribute__((unused)) void ISA(bias_activation)(float *x, const float *bias, long rows, long units, int activation) {
  if (bias)
    for (long i = 0; i < rows; i++) {
      float *row = x + i * units;
      long j = 0;
      for (; j + VW <= units; j += VW) store(row + j, load(row + j) + load(bias + j));
      if (j < units) store_part(row + j, load_part(row + j, units - j) + load_part(bias + j, units - j), units - j);
    }
  activate(activation, x, rows * units);
}

static __attribute__((unused)) void ISA(activation_gradient)(float *g, const float *d, const float *y, long n, int activation) {
  times_derivative(activation, g, d, y, n);
}

static __attribute__((unused)) void ISA(dense_forward)(
    float *y, const float *x, const float *kernel, const float *bias, long rows, long features,
    long units, int activation) {
  gemm(rows, units, features, x, features, 1, kernel, units, y, units, bias, 0);
  activate(activation, y, rows * units);
}

// d_gates: rows·units floats; kernel_t: [units, features].
static __attribute__((unused)) void ISA(dense_backward)(
    float *d_x, float *d_kernel, float *d_bias, const float *d_gates, const float *x,
    const float *kernel_t, long rows, long features, long units) {
  gemm(features, units, rows, x, 1, features, d_gates, units, d_kernel, units, NULL, 0);
  if (d_bias) {
    memset(d_bias, 0, (size_t)units * 4);
    add_rows(d_bias, d_gates, rows, units);
  }
  if (d_x) gemm(rows, features, units, d_gates, units, 1, kernel_t, features, d_x, features, NULL, 0);
}

static __attribute__((unused)) void ISA(sum_rows)(float *out, const float *rows, long count, long units) {
  memset(out, 0, (size_t)units * 4);
  add_rows(out, rows, count, units);
}
