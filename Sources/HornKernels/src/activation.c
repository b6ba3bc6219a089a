#include "horn_activation.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "horn_memory.h"
#include "horn_pool.h"

typedef struct {
  horn_activation f;
  horn_activation_arguments arguments;
  int is_double, tasks;
  union {
    float *f32;
    double *f64;
  } out;
  union {
    const float *f32;
    const double *f64;
  } x, dy;
  long n;
} activation_job;

#define HORN_BODY "activation.inc.h"
#include "multi_isa.h"

// Work for one thread: less is not worth waking another.
enum { LEAST_WORK = 1 << 15 };

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

// The function, or its derivative, in double precision.
static double activation_f64(
    horn_activation f, int derivative, double x, const horn_activation_arguments *arguments) {
  double a = arguments->a, b = arguments->b, c = arguments->c;
  switch (f) {
  case HORN_ACTIVATION_RELU: {
    if (derivative) {
      int rises = x > c && x < b && !(c < 0 && b < INFINITY && x <= 0);
      return (rises ? 1 : 0) + (x < c ? a : 0);
    }
    double y = x > c || (c == 0 && isnan(x)) ? x : 0;
    if (b < INFINITY) y = y < 0 ? 0 : y > b ? b : y;
    return a == 0 ? y : y - a * (x < c ? c - x : isnan(x) ? x : 0);
  }
  case HORN_ACTIVATION_LEAKY_RELU: return derivative ? (x >= 0 ? 1 : a) : x >= 0 ? x : a * x;
  case HORN_ACTIVATION_ELU:
    return b * (derivative ? (x > 0 ? 1 : a * exp(x)) : x > 0 ? x : a * expm1(x));
  case HORN_ACTIVATION_CELU:
    return derivative ? (x > 0 ? 1 : exp(x / a)) : x > 0 ? x : a * expm1(x / a);
  case HORN_ACTIVATION_SOFTSIGN: return (derivative ? 1 / (fabs(x) + 1) : x) / (fabs(x) + 1);
  case HORN_ACTIVATION_SQUAREPLUS:
    return 0.5 * (derivative ? 1 + x / sqrt(x * x + a) : x + sqrt(x * x + a));
  case HORN_ACTIVATION_SOFT_SHRINK:
    if (derivative) return x > a || x < -a ? 1 : 0;
    return x > a ? x - a : x < -a ? x + a : 0;
  case HORN_ACTIVATION_HARD_SHRINK: return fabs(x) > a ? (derivative ? 1 : x) : 0;
  case HORN_ACTIVATION_TANH_SHRINK: return derivative ? tanh(x) * tanh(x) : x - tanh(x);
  case HORN_ACTIVATION_SPARSE_PLUS:
    if (derivative) return x <= -1 ? 0 : x >= 1 ? 1 : 0.5 * (x + 1);
    return x <= -1 ? 0 : x >= 1 ? x : 0.25 * (x + 1) * (x + 1);
  case HORN_ACTIVATION_SPARSE_SIGMOID:
    if (derivative) return x > -1 && x < 1 ? 0.5 : 0;
    return x <= -1 ? 0 : x >= 1 ? 1 : 0.5 * (x + 1);
  case HORN_ACTIVATION_SILU:
    return derivative ? sigmoid(x) * (1 + x * sigmoid(-x)) : x * sigmoid(x);
  case HORN_ACTIVATION_GELU: {
    double phi = 0.5 * erfc(-x * 0.70710678118654752);
    return derivative ? phi + x * 0.39894228040143268 * exp(-0.5 * x * x) : x * phi;
  }
  case HORN_ACTIVATION_GELU_TANH: {
    double near = x > 20 ? 20 : x < -20 ? -20 : x, square = near * near, k = 0.79788456080286536;
    double t = tanh(k * near * (1 + 0.044715 * square));
    if (!derivative) return 0.5 * x * (1 + t);
    return 0.5 * (1 + t) + 0.5 * near * (1 - t * t) * k * (1 + 3 * 0.044715 * square);
  }
  case HORN_ACTIVATION_THRESHOLD: return x > a ? (derivative ? 1 : x) : derivative ? 0 : b;
  case HORN_ACTIVATION_HARD_SIGMOID:
  case HORN_ACTIVATION_HARD_SILU: {
    double s = (x < -3 ? 0 : x > 3 ? 6 : x + 3) / 6, slope = x > -3 && x < 3 ? 1.0 / 6 : 0;
    if (f == HORN_ACTIVATION_HARD_SIGMOID) return derivative ? slope : s;
    return derivative ? s + x * slope : x * s;
  }
  case HORN_ACTIVATION_HARD_TANH:
    if (derivative) return x > 1 || x < -1 ? 0 : 1;
    return x > 1 ? 1 : x < -1 ? -1 : x;
  case HORN_ACTIVATION_MISH: {
    double e = exp(x > 40 ? 40 : x), n = e * (e + 2), t = n / (n + 2);
    return derivative ? t + x * 2 / (n + 2) * (1 + t) * sigmoid(x) : x * t;
  }
  case HORN_ACTIVATION_LOG_SIGMOID:
    return derivative ? sigmoid(-x) : (x > 0 ? 0 : x) - log1p(exp(-fabs(x)));
  }
  return x;
}

static void activate_task(void *context, int index) {
  const activation_job *job = context;
  long first = job->n * index / job->tasks, end = job->n * (index + 1) / job->tasks;
  if (!job->is_double) {
    HORN_DISPATCH(activate)(job, first, end - first);
    return;
  }
  const double *dy = job->dy.f64;
  for (long i = first; i < end; i++) {
    double value = activation_f64(job->f, dy != NULL, job->x.f64[i], &job->arguments);
    job->out.f64[i] = dy ? dy[i] * value : value;
  }
}

static void run(activation_job *job) {
  if (job->n <= 0) return;
  long most = job->n / LEAST_WORK + 1;
  int threads = horn_thread_count();
  job->tasks = most < threads ? (int)most : threads;
  horn_parallel(job->tasks, activate_task, job);
}

void horn_activate_f32(
    horn_activation f, horn_activation_arguments arguments, float *out, const float *x, long n) {
  activation_job job = {.f = f, .arguments = arguments, .out.f32 = out, .x.f32 = x, .n = n};
  run(&job);
}

void horn_activate_f64(
    horn_activation f, horn_activation_arguments arguments, double *out, const double *x, long n) {
  activation_job job = {
      .f = f, .arguments = arguments, .is_double = 1, .out.f64 = out, .x.f64 = x, .n = n};
  run(&job);
}

void horn_activate_gradient_f32(
    horn_activation f, horn_activation_arguments arguments, float *dx, const float *x, const float *dy,
    long n) {
  activation_job job = {
      .f = f, .arguments = arguments, .out.f32 = dx, .x.f32 = x, .dy.f32 = dy, .n = n};
  run(&job);
}

void horn_activate_gradient_f64(
    horn_activation f, horn_activation_arguments arguments, double *dx, const double *x, const double *dy,
    long n) {
  activation_job job = {.f = f,
                        .arguments = arguments,
                        .is_double = 1,
                        .out.f64 = dx,
                        .x.f64 = x,
                        .dy.f64 = dy,
                        .n = n};
  run(&job);
}

static int descending(const void *left, const void *right) {
  float a = *(const float *)left, b = *(const float *)right;
  return (a < b) - (a > b);
}

void horn_sparsemax(float *out, const float *x, long rows, long length) {
  size_t bytes = (size_t)length * 4;
  float *sorted = horn_alloc(bytes);
  for (long row = 0; row < rows; row++, x += length, out += length) {
    int has_nan = 0;
    for (long i = 0; i < length; i++) has_nan |= x[i] != x[i];
    if (has_nan) {
      for (long i = 0; i < length; i++) out[i] = NAN;
      continue;
    }
    memcpy(sorted, x, bytes);
    qsort(sorted, (size_t)length, 4, descending);
    // Relative to the largest, so that large logits keep their digits.
    double sum = 0, threshold = -1;
    for (long i = 0; i < length; i++) {
      double z = (double)sorted[i] - sorted[0];
      sum += z;
      if (z - (sum - 1) / (double)(i + 1) <= 0) break;
      threshold = (sum - 1) / (double)(i + 1);
    }
    for (long i = 0; i < length; i++) {
      double y = (double)x[i] - sorted[0] - threshold;
      out[i] = y > 0 ? (float)y : 0;
    }
  }
  horn_free(sorted, bytes);
}

void horn_sparsemax_gradient(float *dx, const float *y, const float *dy, long rows, long length) {
  for (long row = 0; row < rows; row++, y += length, dy += length, dx += length) {
    double sum = 0;
    long support = 0;
    for (long i = 0; i < length; i++) {
      if (y[i] == 0) continue;
      sum += dy[i];
      support++;
    }
    for (long i = 0; i < length; i++) dx[i] = y[i] == 0 ? 0 : (float)(dy[i] - sum / (double)support);
  }
}
