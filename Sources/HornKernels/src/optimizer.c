#include "horn_optimizer.h"

#include <math.h>

#include "horn_memory.h"
#include "horn_pool.h"

#define HORN_BODY "optimizer.inc.h"
#include "multi_isa.h"

enum { PARALLEL_FROM = 65536 };

int horn_rule_states(horn_rule rule) {
  switch (rule) {
    case HORN_RULE_SGD: return 0;
    case HORN_RULE_MOMENTUM:
    case HORN_RULE_NESTEROV:
    case HORN_RULE_RMSPROP:
    case HORN_RULE_ADAGRAD:
    case HORN_RULE_LION: return 1;
    case HORN_RULE_RMSPROP_CENTERED_MOMENTUM:
    case HORN_RULE_ADAM_AMSGRAD: return 3;
    default: return 2;
  }
}

typedef struct {
  const horn_update *update;
  float *x;
  float *const *states;
  const float *g;
  long n;
  int tasks;
} dense_job;

static void dense_part(void *context, int index) {
  const dense_job *job = context;
  // Parts begin at multiples of 16, so that no vector of any instruction set crosses a border.
  long blocks = (job->n + 15) / 16;
  long from = blocks * index / job->tasks * 16, to = blocks * (index + 1) / job->tasks * 16;
  if (to > job->n) to = job->n;
  HORN_DISPATCH(update_dense)(job->update, job->x, job->states, job->g, from, to);
}

void horn_update_dense(
    const horn_update *update, float *x, float *const *states, const float *g, long n) {
  dense_job job = {update, x, states, g, n, n >= PARALLEL_FROM ? horn_thread_count() : 1};
  horn_parallel(job.tasks, dense_part, &job);
}

void horn_weight_decay(float *x, float decay, float rate, long n) {
  HORN_DISPATCH(weight_decay)(x, decay, rate, n);
}

void horn_scale_f32(float *out, const float *g, float factor, float divisor, long n) {
  HORN_DISPATCH(scale)(out, g, factor, divisor, n);
}

void horn_clip_f32(float *out, const float *g, float limit, long n) {
  HORN_DISPATCH(clip)(out, g, limit, n);
}

double horn_square_sum_f32(const float *g, long n) { return HORN_DISPATCH(square_sum)(g, n); }

void horn_moving_average(float *average, const float *x, float momentum, long n) {
  HORN_DISPATCH(moving_average)(average, x, momentum, n);
}

void horn_subtract_scaled(float *x, const float *d, float factor, long n) {
  HORN_DISPATCH(subtract_scaled)(x, d, factor, n);
}

void horn_lamb_direction(
    const horn_update *update, float correction1, float correction2, float *out, float *m, float *v,
    const float *g, long n) {
  HORN_DISPATCH(lamb_direction)(update, correction1, correction2, out, m, v, g, n);
}

void horn_adafactor_matrix(
    float *out, float *r, float *c, float *v, const float *g, float beta, float epsilon, long count,
    long rows, long columns) {
  float *sums = horn_alloc((size_t)columns * sizeof(float));
  for (long matrix = 0; matrix < count; matrix++) {
    double mean = 0;
    for (long j = 0; j < columns; j++) sums[j] = 0;
    for (long i = 0; i < rows; i++) {
      double sum = HORN_DISPATCH(adafactor_sums)(sums, g + i * columns, epsilon, columns);
      r[i] = beta * r[i] + (1 - beta) * (float)(sum / (double)columns);
      mean += r[i];
    }
    for (long j = 0; j < columns; j++) c[j] = beta * c[j] + (1 - beta) * (sums[j] / (float)rows);
    for (long i = 0; i < rows; i++) {
      float scale = r[i] / (float)(mean / (double)rows);
      HORN_DISPATCH(adafactor_row)(
          out + i * columns, v + i * columns, g + i * columns, c, scale, columns);
    }
    r += rows;
    c += columns;
    out += rows * columns;
    v += rows * columns;
    g += rows * columns;
  }
  horn_free(sums, (size_t)columns * sizeof(float));
}

void horn_adafactor_vector(float *out, float *v, const float *g, float beta, float epsilon, long n) {
  HORN_DISPATCH(adafactor_vector)(out, v, g, beta, epsilon, n);
}

float horn_pow_f32(float x, float y) { return (float)pow(x, y); }

float horn_log_f32(float x) { return (float)log(x); }

float horn_cos_f32(float x) { return (float)cos(x); }
