#include "horn_attention.h"

#include <string.h>

#include "horn_dense.h"
#include "horn_memory.h"
#include "horn_pool.h"

typedef struct {
  float *out, *d_query, *d_key, *d_scale;  // d_scale: [batch, length]
  const float *d_out, *query, *key, *scale;
  long batch, rows, columns, length;
  int tasks;
} additive_job;

#define HORN_BODY "attention.inc.h"
#include "multi_isa.h"

enum { PARALLEL_FROM = 8192 };  // elements worth waking other threads for

static void scores_part(void *context, int index) {
  const additive_job *job = context;
  HORN_DISPATCH(additive_scores)(job, job->batch * index / job->tasks, job->batch * (index + 1) / job->tasks);
}

static void gradient_part(void *context, int index) {
  const additive_job *job = context;
  HORN_DISPATCH(additive_gradient)
  (job, job->batch * index / job->tasks, job->batch * (index + 1) / job->tasks);
}

static int tasks_for(const additive_job *job) {
  return job->batch * job->rows * job->columns * job->length >= PARALLEL_FROM ? horn_thread_count() : 1;
}

void horn_additive_scores(
    float *out, const float *query, const float *key, const float *scale, long batch, long rows, long columns,
    long length) {
  additive_job job = {.out = out, .query = query, .key = key, .scale = scale, .batch = batch, .rows = rows,
                      .columns = columns, .length = length};
  job.tasks = tasks_for(&job);
  horn_parallel(job.tasks, scores_part, &job);
}

void horn_additive_scores_gradient(
    float *d_query, float *d_key, float *d_scale, const float *d_out, const float *query, const float *key,
    const float *scale, long batch, long rows, long columns, long length) {
  size_t bytes = (size_t)(batch * length + 1) * sizeof(float);
  float *parts = d_scale ? horn_alloc(bytes) : NULL;
  additive_job job = {.d_query = d_query, .d_key = d_key, .d_scale = parts, .d_out = d_out, .query = query,
                      .key = key, .scale = scale, .batch = batch, .rows = rows, .columns = columns,
                      .length = length};
  memset(d_query, 0, (size_t)(batch * rows * length) * sizeof(float));
  memset(d_key, 0, (size_t)(batch * columns * length) * sizeof(float));
  if (parts) memset(parts, 0, bytes);
  job.tasks = tasks_for(&job);
  horn_parallel(job.tasks, gradient_part, &job);
  if (!parts) return;
  horn_sum_rows(d_scale, parts, batch, length);
  horn_free(parts, bytes);
}
