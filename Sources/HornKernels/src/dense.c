#include "horn_dense.h"

#include <string.h>

#include "horn_basic.h"
#include "horn_memory.h"
#include "horn_pool.h"
#include "horn_fused.h"

#define HORN_NARROW
#define HORN_BODY "dense.inc.h"
#include "multi_isa.h"

enum { PARALLEL_FROM = 200000 };  // multiplications worth waking other threads for

typedef struct {
  float *y, *d_x, *d_kernel, *d_bias, *d_gates, *sums;
  const float *x, *kernel, *kernel_t, *bias, *d_y;
  long rows, features, units, sums_size;
  int activation, parts;
} job;

static int part_count(long rows, long features, long units) {
  return rows * features * units >= PARALLEL_FROM && rows >= 64 ? horn_thread_count() : 1;
}

static void forward_part(void *context, int index) {
  const job *j = context;
  long first = j->rows * index / j->parts, rows = j->rows * (index + 1) / j->parts - first;
  HORN_NARROW_DISPATCH(dense_forward, j->units)
  (j->y + first * j->units, j->x + first * j->features, j->kernel, j->bias, rows, j->features, j->units, j->activation);
}

void horn_dense_forward(
    float *y, const float *x, const float *kernel, const float *bias, long rows, long features,
    long units, int activation) {
  job j = {
      .y = y, .x = x, .kernel = kernel, .bias = bias, .rows = rows, .features = features, .units = units,
      .activation = activation, .parts = part_count(rows, features, units)};
  horn_parallel(j.parts, forward_part, &j);
}

static void backward_part(void *context, int index) {
  const job *j = context;
  long first = j->rows * index / j->parts, rows = j->rows * (index + 1) / j->parts - first;
  float *own = j->d_gates + first * j->units, *sums = j->sums + (index - 1) * j->sums_size;
  float *d_kernel = index ? sums : j->d_kernel, *d_bias = index ? sums + j->features * j->units : j->d_bias;
  const float *d_y = j->d_y + first * j->units, *d_gates = j->activation == HORN_FUSED_LINEAR ? d_y : own;
  if (d_gates == own)
    HORN_DISPATCH(activation_gradient)(own, d_y, j->y + first * j->units, rows * j->units, j->activation);
  HORN_NARROW_DISPATCH(dense_backward, j->units)
  (j->d_x ? j->d_x + first * j->features : NULL, d_kernel, j->d_bias ? d_bias : NULL, d_gates,
   j->x + first * j->features, j->kernel_t, rows, j->features, j->units);
}

void horn_dense_backward(
    float *d_x, float *d_kernel, float *d_bias, const float *d_y, const float *y, const float *x,
    const float *kernel, long rows, long features, long units, int activation) {
  job j = {
      .y = (float *)y, .x = x, .kernel = kernel, .d_x = d_x, .d_kernel = d_kernel, .d_bias = d_bias, .d_y = d_y,
      .rows = rows, .features = features, .units = units, .activation = activation,
      .parts = part_count(rows, features, units), .sums_size = ((features + 1) * units + 31) / 16 * 16};
  size_t bytes = (size_t)(rows * units + features * units + 32 + (j.parts - 1) * j.sums_size) * 4;
  j.sums = horn_alloc(bytes);
  float *kernel_t = j.sums + (j.parts - 1) * j.sums_size;
  j.kernel_t = kernel_t;
  j.d_gates = kernel_t + features * units + 16;
  if (d_x) horn_transpose_f32(kernel_t, kernel, features, units);
  horn_parallel(j.parts, backward_part, &j);
  for (int part = 1; part < j.parts; part++) {
    const float *more = j.sums + (part - 1) * j.sums_size;
    horn_add_f32(d_kernel, d_kernel, more, features * units);
    if (d_bias) horn_add_f32(d_bias, d_bias, more + features * units, units);
  }
  horn_free(j.sums, bytes);
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
