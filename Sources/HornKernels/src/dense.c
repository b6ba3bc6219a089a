#include "horn_dense.h"

#include "horn_memory.h"
#include "horn_simple_rnn.h"

#define HORN_NARROW
#define HORN_BODY "dense.inc.h"
#include "multi_isa.h"

void horn_dense_forward(
    float *y, const float *x, const float *kernel, const float *bias, long rows, long features,
    long units, int activation) {
  HORN_NARROW_DISPATCH(dense_forward, units)(y, x, kernel, bias, rows, features, units, activation);
}

void horn_dense_backward(
    float *d_x, float *d_kernel, float *d_bias, const float *d_y, const float *y, const float *x,
    const float *kernel, long rows, long features, long units, int activation) {
  size_t bytes = (size_t)(rows * units + features * units + 16) * 4;
  float *kernel_t = horn_alloc(bytes), *d_gates = kernel_t + features * units;
  if (d_x)
    for (long i = 0; i < features; i++)
      for (long j = 0; j < units; j++) kernel_t[j * features + i] = kernel[i * units + j];
  HORN_DISPATCH(activation_gradient)(d_gates, d_y, y, rows * units, activation);
  HORN_NARROW_DISPATCH(dense_backward, units)(d_x, d_kernel, d_bias, d_gates, x, kernel_t, rows, features, units);
  horn_free(kernel_t, bytes);
}

void horn_bias_activation(float *x, const float *bias, long rows, long units, int activation) {
  HORN_DISPATCH(bias_activation)(x, bias, rows, units, activation);
}

void horn_activation_gradient(float *g, const float *d, const float *y, long n, int activation) {
  HORN_DISPATCH(activation_gradient)(g, d, y, n, activation);
}

void horn_sum_rows(float *out, const float *rows, long count, long units) {
  HORN_DISPATCH(sum_rows)(out, rows, count, units);
}
