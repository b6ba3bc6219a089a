#include "horn_rows.h"

#include <string.h>

#include "horn_basic.h"
#include "horn_pool.h"

#define HORN_BODY "rows.inc.h"
#include "multi_isa.h"

typedef struct {
  char *out;
  const char *table;
  const int32_t *indices;
  long count, row_bytes;
  int tasks;
} gather_job;

static void gather_part(void *context, int index) {
  const gather_job *job = context;
  long from = job->count * index / job->tasks, to = job->count * (index + 1) / job->tasks;
  long bytes = job->row_bytes;
  if (bytes % 4 == 0) {
    HORN_DISPATCH(gather)
    ((float *)(job->out + from * bytes), (const float *)job->table, job->indices + from, to - from, bytes / 4);
    return;
  }
  for (long i = from; i < to; i++) {
    memcpy(job->out + i * bytes, job->table + (long)job->indices[i] * bytes, (size_t)bytes);
  }
}

long horn_find_outside(const int32_t *indices, long count, long rows) {
  uint32_t outside = 0, limit = rows > INT32_MAX ? INT32_MAX : (uint32_t)rows;
  for (long i = 0; i < count; i++) outside |= (uint32_t)indices[i] >= limit;
  if (!outside) return -1;
  for (long i = 0; i < count; i++)
    if ((uint32_t)indices[i] >= limit) return i;
  return -1;
}

long horn_gather_rows(
    void *out, const void *table, const int32_t *indices, long count, long rows, long row_bytes) {
  long outside = horn_find_outside(indices, count, rows);
  if (outside >= 0) return outside;
  gather_job job = {out, table, indices, count, row_bytes, 1};
  if (count * row_bytes > 65536) job.tasks = horn_thread_count();
  horn_parallel(job.tasks, gather_part, &job);
  return -1;
}

void horn_scatter_add_rows(float *table, const float *values, const int32_t *indices, long count, long length) {
  for (long i = 0; i < count; i++) {
    float *row = table + indices[i] * length;
    horn_add_f32(row, row, values + i * length, length);
  }
}
