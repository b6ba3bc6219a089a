#include <math.h>
#include <string.h>

#include "crf.h"
#include "horn_memory.h"
#include "horn_pool.h"

// A path up to some step: its score, and the place (tag · k + rank) of the path up to the step before.
typedef struct {
  float score;
  int32_t origin;
} partial;

// Puts a path among the k best, behind those of the same score; returns how many there are.
static long insert(partial *list, long count, long k, float score, int32_t origin) {
  if (!(score > CRF_NEVER / 2) || (count == k && score <= list[k - 1].score)) return count;
  long place = count < k ? count : k - 1;
  for (; place > 0 && list[place - 1].score < score; place--) list[place] = list[place - 1];
  list[place] = (partial){score, origin};
  return count < k ? count + 1 : k;
}

// paths: [steps, tags, k] with counts [steps, tags]; steps are those that count.
static void best_of_row(const crf_job *job, long b, partial *paths, int32_t *counts, partial *ends) {
  const horn_crf *crf = job->crf;
  long tags = crf->tags, time = crf->time, k = job->k, steps = 0;
  int32_t *out = job->decoded + b * k * time;
  float *scores = job->scores + b * k;
  memset(out, 0, (size_t)(k * time) * sizeof(int32_t));
  for (long r = 0; r < k; r++) scores[r] = -INFINITY;
  for (long t = 0; t < time; t++) {
    if (!crf_counts(crf, b, t)) continue;
    const float *row = crf->emissions + (b * time + t) * tags;
    const partial *before = paths + (steps - 1) * tags * k;
    for (long j = 0; j < tags; j++) {
      partial *list = paths + (steps * tags + j) * k;
      long count = 0;
      if (steps == 0) {
        count = insert(list, 0, k, job->left[j] + row[j], 0);
      } else {
        for (long i = 0; i < tags; i++)
          for (long r = 0; r < counts[(steps - 1) * tags + i]; r++)
            count = insert(
                list, count, k, before[i * k + r].score + job->from[i * job->width + j] + row[j],
                (int32_t)(i * k + r));
      }
      counts[steps * tags + j] = (int32_t)count;
    }
    steps++;
  }
  if (steps == 0) {
    scores[0] = 0;
    return;
  }
  long count = 0;
  for (long i = 0; i < tags; i++)
    for (long r = 0; r < counts[(steps - 1) * tags + i]; r++)
      count = insert(
          ends, count, k, paths[((steps - 1) * tags + i) * k + r].score + job->right[i], (int32_t)(i * k + r));
  for (long r = 0; r < count; r++) {
    scores[r] = ends[r].score;
    int32_t place = ends[r].origin;
    long step = steps - 1;
    for (long t = time - 1; t >= 0; t--) {
      if (!crf_counts(crf, b, t)) continue;
      out[r * time + t] = place / (int32_t)k;
      place = paths[step * tags * k + place].origin;
      step--;
    }
  }
}

static void best_part(void *context, int task) {
  const crf_job *job = context;
  const horn_crf *crf = job->crf;
  size_t cells = (size_t)(crf->time * crf->tags), k = (size_t)job->k;
  size_t bytes = (cells * k + k) * sizeof(partial) + cells * sizeof(int32_t);
  partial *paths = horn_alloc(bytes), *ends = paths + cells * k;
  int32_t *counts = (int32_t *)(ends + k);
  for (long b = crf->batch * task / job->tasks; b < crf->batch * (task + 1) / job->tasks; b++)
    best_of_row(job, b, paths, counts, ends);
  horn_free(paths, bytes);
}

void horn_crf_best(const horn_crf *crf, long k, int32_t *tags, float *scores) {
  crf_job job;
  size_t bytes;
  float *block = horn_crf_prepare(&job, crf, &bytes);
  job.k = k;
  job.decoded = tags;
  job.scores = scores;
  horn_parallel(job.tasks, best_part, &job);
  horn_free(block, bytes);
}
