#include "crf.h"

#include <math.h>
#include <string.h>

#include "horn_memory.h"
#include "horn_pool.h"

#define HORN_BODY "crf.inc.h"
#include "multi_isa.h"

enum { PARALLEL_FROM = 16384, LANES = 16 };  // terms worth waking other threads for

long horn_crf_width(long tags) { return (tags + LANES - 1) / LANES * LANES; }

float *horn_crf_prepare(crf_job *job, const horn_crf *crf, size_t *bytes) {
  long tags = crf->tags, width = horn_crf_width(tags), ends = tags + 1;
  *bytes = (size_t)(2 * tags + 2) * (size_t)width * sizeof(float);
  float *block = horn_alloc(*bytes), *from = block, *to = block + tags * width;
  float *left = to + tags * width, *right = left + width;
  for (long i = 0; i < (2 * tags + 2) * width; i++) block[i] = CRF_NEVER;
  for (long i = 0; i < tags; i++) {
    for (long j = 0; j < tags; j++) {
      if (crf->allowed && !crf->allowed[i * ends + j]) continue;
      from[i * width + j] = to[j * width + i] = crf->transitions[i * tags + j];
    }
    if (!crf->allowed || crf->allowed[tags * ends + i]) left[i] = crf->left ? crf->left[i] : 0;
    if (!crf->allowed || crf->allowed[i * ends + tags]) right[i] = crf->right ? crf->right[i] : 0;
  }
  long terms = crf->batch * crf->time * tags * tags;
  *job = (crf_job){.crf = crf, .width = width, .from = from, .to = to, .left = left, .right = right};
  job->tasks = terms >= PARALLEL_FROM ? horn_thread_count() : 1;
  if (job->tasks > crf->batch) job->tasks = crf->batch > 0 ? (int)crf->batch : 1;
  return block;
}

long horn_crf_check(const horn_crf *crf, int *why) {
  long ends = crf->tags + 1;
  *why = HORN_CRF_FINE;
  for (long b = 0; b < crf->batch; b++) {
    long before = crf->tags, last = -1;
    for (long t = 0; t < crf->time; t++) {
      if (!crf_counts(crf, b, t)) continue;
      long place = b * crf->time + t, label = crf->labels[place];
      if (label < 0 || label >= crf->tags) *why = HORN_CRF_NO_TAG;
      else if (crf->allowed && !crf->allowed[before * ends + label])
        *why = last < 0 ? HORN_CRF_START : HORN_CRF_MOVE;
      if (*why != HORN_CRF_FINE) return place;
      before = label;
      last = place;
    }
    if (last >= 0 && crf->allowed && !crf->allowed[before * ends + crf->tags]) {
      *why = HORN_CRF_END;
      return last;
    }
  }
  return -1;
}

static long first_row(const crf_job *job, int task) { return job->crf->batch * task / job->tasks; }

static void forward_part(void *context, int task) {
  const crf_job *job = context;
  HORN_DISPATCH(crf_forward)(job, first_row(job, task), first_row(job, task + 1));
}

void horn_crf_forward(const horn_crf *crf, float *alphas, float *log_partition, float *loss) {
  crf_job job;
  size_t bytes;
  float *block = horn_crf_prepare(&job, crf, &bytes);
  job.alphas = alphas;
  job.log_partition = log_partition;
  job.loss = loss;
  horn_parallel(job.tasks, forward_part, &job);
  horn_free(block, bytes);
}

static long part_size(const crf_job *job) { return (2 * job->crf->tags + 4) * job->width; }

static void backward_part(void *context, int task) {
  const crf_job *job = context;
  float *part = job->sums + task * part_size(job);
  memset(part, 0, (size_t)part_size(job) * sizeof(float));
  HORN_DISPATCH(crf_backward)(job, first_row(job, task), first_row(job, task + 1), part);
}

void horn_crf_backward(
    const horn_crf *crf, const float *alphas, const float *scales, float *d_emissions, float *d_transitions,
    float *d_left, float *d_right) {
  crf_job job;
  size_t bytes;
  float *block = horn_crf_prepare(&job, crf, &bytes);
  job.alphas = (float *)alphas;
  job.scales = scales;
  job.d_emissions = d_emissions;
  size_t sum_bytes = (size_t)job.tasks * (size_t)part_size(&job) * sizeof(float);
  job.sums = horn_alloc(sum_bytes);
  horn_parallel(job.tasks, backward_part, &job);
  long tags = crf->tags, width = job.width;
  for (int task = 1; task < job.tasks; task++)
    for (long i = 0; i < (tags + 2) * width; i++) job.sums[i] += job.sums[task * part_size(&job) + i];
  for (long i = 0; i < tags; i++) {
    if (d_transitions)
      for (long j = 0; j < tags; j++) d_transitions[i * tags + j] = job.sums[j * width + i];
    if (d_left) d_left[i] = job.sums[tags * width + i];
    if (d_right) d_right[i] = job.sums[(tags + 1) * width + i];
  }
  horn_free(job.sums, sum_bytes);
  horn_free(block, bytes);
}

static void decode_part(void *context, int task) {
  const crf_job *job = context;
  size_t count = (size_t)(job->crf->time + 2) * (size_t)job->width;
  float *scratch = horn_alloc(count * sizeof(float));
  int32_t *origins = (int32_t *)(scratch + 2 * job->width);
  HORN_DISPATCH(crf_decode)(job, first_row(job, task), first_row(job, task + 1), scratch, origins);
  horn_free(scratch, count * sizeof(float));
}

void horn_crf_decode(const horn_crf *crf, int32_t *tags) {
  crf_job job;
  size_t bytes;
  float *block = horn_crf_prepare(&job, crf, &bytes);
  job.decoded = tags;
  horn_parallel(job.tasks, decode_part, &job);
  horn_free(block, bytes);
}
