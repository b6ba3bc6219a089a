#include "horn_sparse.h"

#include <string.h>

#include "horn_pool.h"

typedef struct {
  float *out;
  const long *starts;
  const int32_t *columns;
  const float *values, *dense, *bias;
  long rows, width;
  int tasks;
} sparse_job;

#define HORN_BODY "sparse.inc.h"
#include "multi_isa.h"

enum { PARALLEL_FROM = 32768, PARTS = 16 };  // products worth waking other threads for; tasks for each thread

// The first row of a task: tasks have about as many numbers each.
static long first_row(const sparse_job *job, int task) {
  if (task == 0 || task == job->tasks) return task == 0 ? 0 : job->rows;
  long target = job->starts[job->rows] * task / job->tasks, low = 0, high = job->rows;
  while (low < high) {
    long middle = (low + high) / 2;
    if (job->starts[middle] < target) low = middle + 1;
    else high = middle;
  }
  return low;
}

static void product_part(void *context, int task) {
  const sparse_job *job = context;
  HORN_DISPATCH(sparse_rows)(job, first_row(job, task), first_row(job, task + 1));
}

void horn_sparse_product(
    float *out, const long *starts, const int32_t *columns, const float *values, long rows, const float *dense,
    const float *bias, long width) {
  sparse_job job = {.out = out, .starts = starts, .columns = columns, .values = values, .dense = dense,
                    .bias = bias, .rows = rows, .width = width};
  job.tasks = (starts[rows] + rows) * width >= PARALLEL_FROM ? PARTS * horn_thread_count() : 1;
  horn_parallel(job.tasks, product_part, &job);
}

void horn_sparse_transpose(
    long *out_starts, int32_t *out_columns, float *out_values, const long *starts, const int32_t *columns,
    const float *values, long rows, long column_count) {
  memset(out_starts, 0, (size_t)(column_count + 1) * sizeof(long));
  for (long i = 0; i < starts[rows]; i++) out_starts[columns[i] + 1]++;
  for (long j = 0; j < column_count; j++) out_starts[j + 1] += out_starts[j];
  for (long row = 0; row < rows; row++)
    for (long i = starts[row]; i < starts[row + 1]; i++) {
      long place = out_starts[columns[i]]++;
      out_columns[place] = (int32_t)row;
      out_values[place] = values[i];
    }
  // Each start has moved to the next one's place.
  for (long j = column_count; j > 0; j--) out_starts[j] = out_starts[j - 1];
  out_starts[0] = 0;
}
