#include "horn_reduce.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "horn_memory.h"
#include "horn_pool.h"

typedef struct {
  void (*row)(void *out, const void *in, long n);
  void (*columns)(void *out, const void *in, long n, long inner, long from, long to);
} reduction_kernels;

typedef struct {
  void (*row)(float *out, const float *x, long n, int logarithm);
  void (*columns)(float *out, const float *x, long n, long inner, long from, long to, int logarithm);
  void (*gradient_row)(float *dx, const float *y, const float *dy, long n, int logarithm);
  void (*gradient_columns)(
      float *dx, const float *y, const float *dy, long n, long inner, long from, long to, int logarithm);
} softmax_kernels;

#define HORN_BODY "reduce.inc.h"
#include "multi_isa.h"

// PIECE elements of a long row are joined by one task; COLUMNS lie in the same task.
enum { PARALLEL_FROM = 65536, PIECE = 65536, COLUMNS = 64 };

typedef struct {
  reduction_kernels reduce;
  softmax_kernels softmax;
  char *out;
  const char *in, *other;
  long outer, n, inner, size;
  int logarithm, tasks;
} job_type;

static long parts_of(const job_type *job) {
  return job->inner == 1 ? job->outer : job->outer * ((job->inner + COLUMNS - 1) / COLUMNS);
}

// Runs a part of the work for each task: whole rows, or groups of columns.
static void run(job_type *job, void (*task)(void *, int)) {
  long parts = parts_of(job);
  job->tasks = job->outer * job->n * job->inner >= PARALLEL_FROM ? horn_thread_count() : 1;
  if (job->tasks > parts) job->tasks = (int)parts;
  if (job->tasks == 1) task(job, 0);
  else horn_parallel(job->tasks, task, job);
}

// The part of work number i: its outer index and the columns [from, to).
static long part(const job_type *job, long i, long *from, long *to) {
  if (job->inner == 1) {
    *from = 0;
    *to = 1;
    return i;
  }
  long groups = (job->inner + COLUMNS - 1) / COLUMNS;
  *from = i % groups * COLUMNS;
  *to = *from + COLUMNS < job->inner ? *from + COLUMNS : job->inner;
  return i / groups;
}

static void reduce_task(void *context, int index) {
  const job_type *job = context;
  long parts = parts_of(job), end = parts * (index + 1) / job->tasks, from, to;
  for (long i = parts * index / job->tasks; i < end; i++) {
    long outer = part(job, i, &from, &to);
    const char *in = job->in + outer * job->n * job->inner * job->size;
    char *out = job->out + outer * job->inner * job->size;
    if (job->inner == 1) job->reduce.row(out, in, job->n);
    else job->reduce.columns(out, in, job->n, job->inner, from, to);
  }
}

static void piece_task(void *context, int index) {
  const job_type *job = context;
  long pieces = (job->n + PIECE - 1) / PIECE, end = pieces * (index + 1) / job->tasks;
  for (long i = pieces * index / job->tasks; i < end; i++) {
    long count = job->n - i * PIECE < PIECE ? job->n - i * PIECE : PIECE;
    job->reduce.row(job->out + i * job->size, job->in + i * PIECE * job->size, count);
  }
}

static long size_of(horn_type type) { return type == HORN_FLOAT64 ? 8 : type == HORN_BOOL ? 1 : 4; }

void horn_reduce(
    horn_reduction reduction, horn_type type, void *out, const void *in, long outer, long n, long inner) {
  if (outer * inner == 0) return;
  job_type job = {
      .reduce = HORN_DISPATCH(reduction_table)[reduction][type], .out = out, .in = in, .outer = outer, .n = n,
      .inner = inner, .size = size_of(type)};
  if (inner > 1 || n < 2 * PIECE) {
    run(&job, reduce_task);
    return;
  }
  // Long rows are cut into pieces, so that one row keeps all threads busy.
  long pieces = (n + PIECE - 1) / PIECE;
  size_t bytes = (size_t)(pieces * job.size);
  char *partial = horn_alloc(bytes);
  for (long row = 0; row < outer; row++) {
    job_type pieces_job = job;
    pieces_job.out = partial;
    pieces_job.in = job.in + row * n * job.size;
    pieces_job.tasks = horn_thread_count();
    horn_parallel(pieces_job.tasks, piece_task, &pieces_job);
    job.reduce.row(job.out + row * job.size, partial, pieces);
  }
  horn_free(partial, bytes);
}

static void softmax_task(void *context, int index) {
  const job_type *job = context;
  long parts = parts_of(job), end = parts * (index + 1) / job->tasks, from, to;
  for (long i = parts * index / job->tasks; i < end; i++) {
    long start = part(job, i, &from, &to) * job->n * job->inner;
    const float *x = (const float *)job->in + start, *dy = (const float *)job->other + start;
    float *out = (float *)job->out + start;
    if (job->inner == 1 && job->other) job->softmax.gradient_row(out, x, dy, job->n, job->logarithm);
    else if (job->inner == 1) job->softmax.row(out, x, job->n, job->logarithm);
    else if (job->other)
      job->softmax.gradient_columns(out, x, dy, job->n, job->inner, from, to, job->logarithm);
    else job->softmax.columns(out, x, job->n, job->inner, from, to, job->logarithm);
  }
}

static void softmax_f64(double *out, const double *x, long n, long inner, int logarithm) {
  double largest = -INFINITY, sum = 0;
  for (long i = 0; i < n; i++)
    if (!(x[i * inner] <= largest)) largest = x[i * inner];
  for (long i = 0; i < n; i++) sum += exp(x[i * inner] - largest);
  double shift = log(sum);
  for (long i = 0; i < n; i++) {
    double d = x[i * inner] - largest;
    out[i * inner] = logarithm ? d - shift : exp(d) / sum;
  }
}

static void softmax_gradient_f64(
    double *dx, const double *y, const double *dy, long n, long inner, int logarithm) {
  double sum = 0;
  for (long i = 0; i < n; i++) sum += logarithm ? dy[i * inner] : dy[i * inner] * y[i * inner];
  for (long i = 0; i < n; i++) {
    double p = y[i * inner], g = dy[i * inner];
    dx[i * inner] = logarithm ? g - exp(p) * sum : p * (g - sum);
  }
}

void horn_softmax(horn_type type, void *out, const void *in, long outer, long n, long inner, int logarithm) {
  if (outer * n * inner == 0) return;
  if (type == HORN_FLOAT32) {
    job_type job = {
        .softmax = HORN_DISPATCH(softmax_table)[0], .out = out, .in = in, .outer = outer, .n = n,
        .inner = inner, .logarithm = logarithm};
    run(&job, softmax_task);
    return;
  }
  for (long i = 0; i < outer * inner; i++) {
    long start = i / inner * n * inner + i % inner;
    softmax_f64((double *)out + start, (const double *)in + start, n, inner, logarithm);
  }
}

void horn_softmax_gradient(
    horn_type type, void *out, const void *y, const void *dy, long outer, long n, long inner, int logarithm) {
  if (outer * n * inner == 0) return;
  if (type == HORN_FLOAT32) {
    job_type job = {
        .softmax = HORN_DISPATCH(softmax_table)[0], .out = out, .in = y, .other = dy, .outer = outer, .n = n,
        .inner = inner, .logarithm = logarithm};
    run(&job, softmax_task);
    return;
  }
  for (long i = 0; i < outer * inner; i++) {
    long start = i / inner * n * inner + i % inner;
    softmax_gradient_f64(
        (double *)out + start, (const double *)y + start, (const double *)dy + start, n, inner, logarithm);
  }
}
