#include "horn_normalization.h"

#include <math.h>
#include <string.h>

#include "horn_basic.h"
#include "horn_memory.h"
#include "horn_pool.h"

#define HORN_BODY "normalization.inc.h"
#include "multi_isa.h"

enum { PARALLEL_FROM = 32768 };  // elements worth waking other threads for

typedef struct {
  float *out, *means, *scales, *sums;
  const float *x, *d_y, *gamma, *beta;
  long rows, n;
  float epsilon;
  int center, parts, d_gamma, d_beta;
} job;

static int part_count(long rows, long n) {
  int threads = horn_thread_count();
  if (rows * n < PARALLEL_FROM) return 1;
  return rows < threads ? (int)rows : threads;
}

static void forward_part(void *context, int index) {
  const job *j = context;
  long first = j->rows * index / j->parts, rows = j->rows * (index + 1) / j->parts - first;
  HORN_DISPATCH(normalize_rows)
  (j->out + first * j->n, j->means + first, j->scales + first, j->x + first * j->n, j->gamma, j->beta, rows, j->n,
   j->epsilon, j->center);
}

void horn_normalize_rows(
    float *y, float *means, float *scales, const float *x, const float *gamma, const float *beta, long rows,
    long n, float epsilon, int center) {
  job j = {
      .out = y, .means = means, .scales = scales, .x = x, .gamma = gamma, .beta = beta, .rows = rows, .n = n,
      .epsilon = epsilon, .center = center, .parts = part_count(rows, n)};
  if (rows * n > 0) horn_parallel(j.parts, forward_part, &j);
}

static void backward_part(void *context, int index) {
  const job *j = context;
  long first = j->rows * index / j->parts, rows = j->rows * (index + 1) / j->parts - first;
  // Each part has sums of its own, which are joined in one order.
  float *d_gamma = j->d_gamma ? j->sums + 2 * index * j->n : NULL;
  float *d_beta = j->d_beta ? j->sums + (2 * index + 1) * j->n : NULL;
  if (d_gamma) memset(d_gamma, 0, (size_t)j->n * 4);
  if (d_beta) memset(d_beta, 0, (size_t)j->n * 4);
  HORN_DISPATCH(normalize_rows_gradient)
  (j->out ? j->out + first * j->n : NULL, d_gamma, d_beta, j->d_y + first * j->n, j->x + first * j->n,
   j->means + first, j->scales + first, j->gamma, rows, j->n, j->center);
}

void horn_normalize_rows_gradient(
    float *d_x, float *d_gamma, float *d_beta, const float *d_y, const float *x, const float *means,
    const float *scales, const float *gamma, long rows, long n, int center) {
  job j = {
      .out = d_x, .means = (float *)means, .scales = (float *)scales, .x = x, .d_y = d_y, .gamma = gamma,
      .rows = rows, .n = n, .center = center, .parts = part_count(rows, n), .d_gamma = d_gamma != NULL,
      .d_beta = d_beta != NULL};
  if (j.parts < 1) j.parts = 1;
  size_t bytes = (size_t)(2 * j.parts * n + 16) * 4;
  j.sums = horn_alloc(bytes);
  horn_parallel(j.parts, backward_part, &j);
  for (int part = 0; part < j.parts; part++) {
    const float *gamma_part = j.sums + 2 * part * n, *beta_part = gamma_part + n;
    if (d_gamma && part == 0) memcpy(d_gamma, gamma_part, (size_t)n * 4);
    else if (d_gamma) horn_add_f32(d_gamma, d_gamma, gamma_part, n);
    if (d_beta && part == 0) memcpy(d_beta, beta_part, (size_t)n * 4);
    else if (d_beta) horn_add_f32(d_beta, d_beta, beta_part, n);
  }
  horn_free(j.sums, bytes);
}
