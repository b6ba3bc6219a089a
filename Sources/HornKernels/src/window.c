#include "horn_window.h"

#include <string.h>

#include "horn_basic.h"
#include "horn_pool.h"

typedef struct {
  const horn_window *window;
  float *out;
  const float *in, *y, *x;
  long first, count;
} window_job;

#define HORN_BODY "window.inc.h"
#include "multi_isa.h"

enum { PARALLEL_FROM = 32768 };  // elements worth waking other threads for

// A job on the rows from..<to of the batch.
typedef void (*batch_body)(const void *job, long from, long to);

typedef struct {
  batch_body body;
  const void *job;
  long batch;
  int tasks;
} batch_job;

static void batch_part(void *context, int index) {
  const batch_job *job = context;
  job->body(job->job, job->batch * index / job->tasks, job->batch * (index + 1) / job->tasks);
}

static void over_batch(batch_body body, const void *job, long batch, long elements) {
  batch_job parts = {body, job, batch, 1};
  if (elements >= PARALLEL_FROM) parts.tasks = horn_thread_count();
  horn_parallel(parts.tasks, batch_part, &parts);
}

static void unfold_rows(const void *context, long from, long to) {
  const window_job *job = context;
  const horn_window *w = job->window;
  long count = job->count;
  size_t bytes = (size_t)count * sizeof(float);
  float *out = job->out + from * w->out_time * w->taps * count;
  for (long b = from; b < to; b++) {
    const float *row = job->in + b * w->time * w->channels + job->first;
    for (long t = 0; t < w->out_time; t++) {
      for (long i = 0; i < w->taps; i++, out += count) {
        long step = t * w->stride - w->before + i * w->dilation;
        if (step >= 0 && step < w->time) memcpy(out, row + step * w->channels, bytes);
        else memset(out, 0, bytes);
      }
    }
  }
}

static void fold_rows(const void *context, long from, long to) {
  const window_job *job = context;
  const horn_window *w = job->window;
  long count = job->count;
  const float *in = job->in + from * w->out_time * w->taps * count;
  for (long b = from; b < to; b++) {
    float *row = job->out + b * w->time * w->channels + job->first;
    for (long t = 0; t < w->out_time; t++) {
      for (long i = 0; i < w->taps; i++, in += count) {
        long step = t * w->stride - w->before + i * w->dilation;
        if (step < 0 || step >= w->time) continue;
        float *to_row = row + step * w->channels;
        if (count < 8) {
          for (long c = 0; c < count; c++) to_row[c] += in[c];
        } else {
          horn_add_f32(to_row, to_row, in, count);
        }
      }
    }
  }
}

void horn_unfold(float *out, const float *x, const horn_window *window, long first, long count) {
  window_job job = {window, out, x, NULL, NULL, first, count};
  over_batch(unfold_rows, &job, window->batch, window->batch * window->out_time * window->taps * count);
}

void horn_fold(float *d_x, const float *d_out, const horn_window *window, long first, long count) {
  window_job job = {window, d_x, d_out, NULL, NULL, first, count};
  over_batch(fold_rows, &job, window->batch, window->batch * window->out_time * window->taps * count);
}

#define POOLING(name)                                           \
  static void name##_rows(const void *context, long from, long to) { \
    HORN_DISPATCH(name)(context, from, to);                     \
  }
POOLING(pool_max)
POOLING(pool_average)
POOLING(pool_max_gradient)
POOLING(pool_average_gradient)

static void pool(batch_body body, window_job job) {
  const horn_window *w = job.window;
  over_batch(body, &job, w->batch, w->batch * w->out_time * w->taps * w->channels);
}

void horn_pool_max(float *y, const float *x, const horn_window *window) {
  pool(pool_max_rows, (window_job){window, y, x, NULL, NULL, 0, 0});
}

void horn_pool_average(float *y, const float *x, const horn_window *window) {
  pool(pool_average_rows, (window_job){window, y, x, NULL, NULL, 0, 0});
}

void horn_pool_max_gradient(
    float *d_x, const float *d_y, const float *y, const float *x, const horn_window *window) {
  pool(pool_max_gradient_rows, (window_job){window, d_x, d_y, y, x, 0, 0});
}

void horn_pool_average_gradient(float *d_x, const float *d_y, const horn_window *window) {
  pool(pool_average_gradient_rows, (window_job){window, d_x, d_y, NULL, NULL, 0, 0});
}
