#include "horn_loss.h"

#include <math.h>
#include <stddef.h>

#include "horn_pool.h"

#define HORN_BODY "loss.inc.h"
#include "multi_isa.h"

typedef struct {
  int kind, tasks;
  float *values, *gradient;
  const float *y_true, *y_pred;
  const int32_t *labels;
  long rows, width;
  float keep, shift, scale;
} loss_job;

// Big arrays are cut into as many parts as there are threads.
static int tasks_for(long elements) { return elements > 65536 ? horn_thread_count() : 1; }

static void elements_part(void *context, int index) {
  const loss_job *job = context;
  long from = job->rows * index / job->tasks, to = job->rows * (index + 1) / job->tasks;
  HORN_DISPATCH(loss_elements)(
      job->kind, job->values + from, job->gradient ? job->gradient + from : NULL, job->y_true + from,
      job->y_pred + from, to - from, job->keep, job->shift, job->scale);
}

void horn_loss_elements(
    int kind, float *values, float *gradient, const float *y_true, const float *y_pred, long n, float keep,
    float shift, float scale) {
  loss_job job = {.kind = kind, .tasks = tasks_for(n), .values = values, .gradient = gradient,
                  .y_true = y_true, .y_pred = y_pred, .rows = n, .keep = keep, .shift = shift, .scale = scale};
  if (job.tasks == 1)
    elements_part(&job, 0);
  else
    horn_parallel(job.tasks, elements_part, &job);
}

void horn_loss_row_means(float *means, const float *elements, long rows, long width) {
  HORN_DISPATCH(loss_row_means)(means, elements, rows, width);
}

static void categorical_part(void *context, int index) {
  const loss_job *job = context;
  long from = job->rows * index / job->tasks, to = job->rows * (index + 1) / job->tasks;
  long at = from * job->width;
  HORN_DISPATCH(loss_categorical)(
      job->values + from, job->gradient ? job->gradient + at : NULL, job->y_true + at, job->y_pred + at,
      to - from, job->width, job->kind, job->keep, job->shift);
}

void horn_loss_categorical(
    float *values, float *gradient, const float *y_true, const float *y_pred, long rows, long width,
    int from_logits, float keep, float shift) {
  loss_job job = {.kind = from_logits, .tasks = tasks_for(rows * width), .values = values,
                  .gradient = gradient, .y_true = y_true, .y_pred = y_pred, .rows = rows, .width = width,
                  .keep = keep, .shift = shift};
  if (job.tasks == 1)
    categorical_part(&job, 0);
  else
    horn_parallel(job.tasks, categorical_part, &job);
}

static void sparse_part(void *context, int index) {
  const loss_job *job = context;
  long from = job->rows * index / job->tasks, to = job->rows * (index + 1) / job->tasks;
  long at = from * job->width;
  HORN_DISPATCH(loss_sparse)(
      job->values + from, job->gradient ? job->gradient + at : NULL, job->labels + from, job->y_pred + at,
      to - from, job->width, job->kind);
}

void horn_loss_sparse(
    float *values, float *gradient, const int32_t *labels, const float *y_pred, long rows, long width,
    int from_logits) {
  loss_job job = {.kind = from_logits, .tasks = tasks_for(rows * width), .values = values,
                  .gradient = gradient, .labels = labels, .y_pred = y_pred, .rows = rows, .width = width};
  if (job.tasks == 1)
    sparse_part(&job, 0);
  else
    horn_parallel(job.tasks, sparse_part, &job);
}

double horn_loss_weighted_sum(const float *values, const float *weights, long n) {
  return HORN_DISPATCH(loss_weighted_sum)(values, weights, n);
}

typedef struct {
  float *out;
  const float *gradient, *weights;
  long rows, width;
  float factor;
  int tasks;
} scale_job;

static void scale_part(void *context, int index) {
  const scale_job *job = context;
  long from = job->rows * index / job->tasks, to = job->rows * (index + 1) / job->tasks;
  HORN_DISPATCH(loss_scale_rows)(
      job->out + from * job->width, job->gradient + from * job->width,
      job->weights ? job->weights + from : NULL, to - from, job->width, job->factor);
}

void horn_loss_scale_rows(
    float *out, const float *gradient, const float *weights, long rows, long width, float factor) {
  scale_job job = {out, gradient, weights, rows, width, factor, tasks_for(rows * width)};
  if (job.tasks == 1)
    scale_part(&job, 0);
  else
    horn_parallel(job.tasks, scale_part, &job);
}

static long spread(
    float *out, const float *weights, int rank, const int64_t *shape, const int64_t *strides) {
  if (rank == 0) {
    *out *= *weights;
    return 1;
  }
  long done = 0;
  for (int64_t i = 0; i < shape[0]; i++)
    done += spread(out + done, weights + i * strides[0], rank - 1, shape + 1, strides + 1);
  return done;
}

void horn_loss_multiply_spread(
    float *out, const float *weights, int rank, const int64_t *shape, const int64_t *strides) {
  spread(out, weights, rank, shape, strides);
}

long horn_loss_labels_f32(
    int32_t *out, const float *labels, long n, long classes, int has_ignored, int32_t ignored) {
  for (long i = 0; i < n; i++) {
    float label = labels[i];
    if (has_ignored && label == (float)ignored) {
      out[i] = -1;
    } else if (label >= 0 && label < (float)classes && label == truncf(label)) {
      out[i] = (int32_t)label;
    } else {
      return i;
    }
  }
  return -1;
}

long horn_loss_labels_i32(
    int32_t *out, const int32_t *labels, long n, long classes, int has_ignored, int32_t ignored) {
  for (long i = 0; i < n; i++) {
    if (has_ignored && labels[i] == ignored) {
      out[i] = -1;
    } else if (labels[i] >= 0 && labels[i] < classes) {
      out[i] = labels[i];
    } else {
      return i;
    }
  }
  return -1;
}

long horn_loss_binary_matches(
    const float *y_true, const float *y_pred, long n, float threshold, float *matches) {
  long count = 0;
  for (long i = 0; i < n; i++) {
    int match = y_true[i] == (y_pred[i] > threshold ? 1.0f : 0.0f);
    count += match;
    if (matches) matches[i] = (float)match;
  }
  return count;
}

long horn_loss_equal_matches(const float *y_true, const float *y_pred, long n, float *matches) {
  long count = 0;
  for (long i = 0; i < n; i++) {
    int match = y_true[i] == y_pred[i];
    count += match;
    if (matches) matches[i] = (float)match;
  }
  return count;
}

long horn_loss_sparse_matches(
    const float *labels, const float *y_pred, long rows, long width, float *matches) {
  long count = 0;
  for (long r = 0; r < rows; r++) {
    int match = labels[r] == (float)HORN_DISPATCH(loss_argmax)(y_pred + r * width, width);
    count += match;
    if (matches) matches[r] = (float)match;
  }
  return count;
}

long horn_loss_categorical_matches(
    const float *y_true, const float *y_pred, long rows, long width, float *matches) {
  long count = 0;
  for (long r = 0; r < rows; r++) {
    long at = r * width;
    int match = HORN_DISPATCH(loss_argmax)(y_true + at, width) == HORN_DISPATCH(loss_argmax)(y_pred + at, width);
    count += match;
    if (matches) matches[r] = (float)match;
  }
  return count;
}

long horn_loss_top_k_matches(
    const float *y_true, int sparse, const float *y_pred, long rows, long width, long k, float *matches) {
  long count = 0;
  for (long r = 0; r < rows; r++) {
    const float *row = y_pred + r * width;
    float label = sparse ? y_true[r] : (float)HORN_DISPATCH(loss_argmax)(y_true + r * width, width);
    int match = 0;
    if (label >= 0 && label < (float)width) {
      float chosen = row[(long)label];
      if (chosen != chosen) chosen = -INFINITY;  // NaN is no great probability
      long greater = 0;
      for (long i = 0; i < width; i++) greater += row[i] > chosen;
      match = greater < k;
    }
    count += match;
    if (matches) matches[r] = (float)match;
  }
  return count;
}

long horn_loss_first_k_matches(
    const float *labels, const float *y_pred, long rows, long width, long k, float *matches) {
  long count = 0;
  for (long r = 0; r < rows; r++) {
    int match = 0;
    for (long i = 0; i < k && i < width; i++) match |= y_pred[r * width + i] == labels[r];
    count += match;
    if (matches) matches[r] = (float)match;
  }
  return count;
}

void horn_loss_confusion(
    double *true_positives, double *false_positives, double *true_negatives, double *false_negatives,
    const float *y_true, const float *y_pred, const float *weights, long n, const float *thresholds,
    long count, long labels, int even, int wider) {
  for (long i = 0; i < n; i++) {
    long label = i % labels;
    float p = y_pred[i], weight = weights ? weights[i] : 1;
    double *positives = y_true[i] != 0 ? true_positives : false_positives;
    double *negatives = y_true[i] != 0 ? false_negatives : true_negatives;
    long reached = -1;
    if (even) {
      float inside = p > 0 ? (p < 1 ? p : 1) : 0;  // NaN counts as 0
      reached = (long)ceilf(inside * (float)(count - 1)) - 1;
      if (wider && reached < 0) reached = 0;
    }
    for (long t = 0; t < count; t++) {
      int positive = even ? t <= reached : p > thresholds[t];
      (positive ? positives : negatives)[t * labels + label] += weight;
    }
  }
}

double horn_loss_log(double x) { return log(x); }
