#include "horn_simple_rnn.h"

#include <string.h>

#include "horn_basic.h"
#include "horn_memory.h"
#include "horn_pool.h"

#define HORN_NARROW
#define HORN_BODY "simple_rnn.inc.h"
#include "multi_isa.h"

typedef struct {
  const horn_simple_rnn *rnn;
  const horn_simple_rnn_gradients *gradients;
  float *states, *sequence, *last, *final, *work, *sums;
  const float *kernel_t, *recurrent_t;
  long chunk, work_size, sums_size;
  int parts;
} job;

// Sequences of the batch that part `index` works on.
static long part_start(const job *j, int index) { return j->rnn->batch * index / j->parts; }

int horn_simple_rnn_parts(long batch, long time, long features, long units) {
  double work = (double)batch * (double)time * (double)units * (double)(features + units);
  long parts = horn_thread_count();
  if (parts > batch) parts = batch;
  return work < 20000 || parts < 1 ? 1 : (int)parts;
}

// Time steps whose projections and gradients stay in the cache together.
static long chunk_steps(const horn_simple_rnn *r, long rows) {
  long floats = 48 * 1024;
  long steps = floats / (rows * (r->units + r->features) + 1);
  steps = steps < 24 ? 24 : steps / 24 * 24;  // whole tiles of the product kernels
  return steps < r->time ? steps : (r->time > 0 ? r->time : 1);
}

// Where a part keeps its states: behind those of the parts before it, each step with its padding.
static float *part_states(const job *j, int index) {
  return j->states + j->rnn->time * (part_start(j, index) * j->rnn->units + index * 16);
}

static void forward_part(void *context, int index) {
  const job *j = context;
  long first = part_start(j, index), rows = part_start(j, index + 1) - first;
  float *states = j->states ? part_states(j, index) : NULL;
  HORN_NARROW_DISPATCH(simple_rnn_forward, j->rnn->units)
  (j->rnn, first, rows, j->chunk, states, j->work + index * j->work_size, j->sequence, j->last, j->final);
}

long horn_simple_rnn_states_size(const horn_simple_rnn *rnn) {
  return rnn->time * (rnn->batch * rnn->units + rnn->parts * 16);
}

void horn_simple_rnn_forward(
    const horn_simple_rnn *rnn, float *states, float *sequence, float *last, float *final) {
  job j = {.rnn = rnn, .states = states, .sequence = sequence, .last = last, .final = final, .parts = rnn->parts};
  long rows = (rnn->batch + j.parts - 1) / j.parts;
  j.chunk = chunk_steps(rnn, rows);
  j.work_size = states ? 0 : (j.chunk * step_stride(rows, rnn->units) + 31) / 16 * 16;
  size_t bytes = (size_t)(j.work_size * j.parts) * 4;
  j.work = horn_alloc(bytes);
  horn_parallel(j.parts, forward_part, &j);
  horn_free(j.work, bytes);
}

static void backward_part(void *context, int index) {
  const job *j = context;
  const horn_simple_rnn *r = j->rnn;
  long first = part_start(j, index), rows = part_start(j, index + 1) - first;
  float *sums = j->sums + index * j->sums_size;
  HORN_NARROW_DISPATCH(simple_rnn_backward, r->units)
  (r, j->gradients, first, rows, j->chunk, part_states(j, index),
   j->work + index * j->work_size, j->kernel_t, j->recurrent_t, sums, sums + r->features * r->units,
   j->gradients->d_bias ? sums + (r->features + r->units) * r->units : NULL,
   sums + (r->features + r->units + 1) * r->units);
}

static void transpose(float *out, const float *in, long rows, long columns) {
  for (long i = 0; i < rows; i++)
    for (long k = 0; k < columns; k++) out[k * rows + i] = in[i * columns + k];
}

static void add_parts(const job *j, float *out, long offset, long n) {
  if (!out) return;
  memcpy(out, j->sums + offset, (size_t)n * 4);
  for (int part = 1; part < j->parts; part++) horn_add_f32(out, out, j->sums + part * j->sums_size + offset, n);
}

void horn_simple_rnn_backward(
    const horn_simple_rnn *rnn, const float *states, const horn_simple_rnn_gradients *gradients) {
  long D = rnn->features, U = rnn->units;
  job j = {.rnn = rnn, .gradients = gradients, .states = (float *)states, .parts = rnn->parts};
  long rows = (rnn->batch + j.parts - 1) / j.parts;
  j.chunk = chunk_steps(rnn, rows);
  j.work_size = ((j.chunk + 2) * step_stride(rows, U) + 31) / 16 * 16;
  j.sums_size = ((D + U + 1 + (rnn->places ? rnn->rows : 0)) * U + 31) / 16 * 16;
  size_t bytes = (size_t)((j.work_size + j.sums_size) * j.parts + (D + U) * U + 32) * 4;
  j.work = horn_alloc(bytes);
  j.sums = j.work + j.work_size * j.parts;
  float *kernel_t = j.sums + j.sums_size * j.parts, *recurrent_t = kernel_t + D * U;
  if (!rnn->places) transpose(kernel_t, rnn->kernel, D, U);
  transpose(recurrent_t, rnn->recurrent, U, U);
  j.kernel_t = kernel_t;
  j.recurrent_t = recurrent_t;
  horn_parallel(j.parts, backward_part, &j);
  add_parts(&j, gradients->d_kernel, 0, D * U);
  add_parts(&j, gradients->d_recurrent, D * U, U * U);
  add_parts(&j, gradients->d_bias, (D + U) * U, U);
  if (rnn->places) add_parts(&j, gradients->d_x, (D + U + 1) * U, rnn->rows * U);
  horn_free(j.work, bytes);
}
