#include "horn_basic.h"
#include "horn_memory.h"
#include "horn_pool.h"
#include "recurrence_job.h"

// The room for left sides that a part's products take.
static long backward_left_size(const job *j, long rows, long entries) {
  const horn_recurrence *r = j->r;
  long inputs = r->kernel && j->gradients->d_x ? entries : 0;
  long weights = horn_packed_left_size(longer(r->units, r->kernel ? r->features : 0), entries);
  return !j->packs ? 0 : rounded(longer(weights, horn_packed_left_size(longer(rows, inputs), j->width)));
}

// The places of a part's sums in its memory, or, for the first part, the outputs themselves.
typedef struct {
  float *kernel, *recurrent, *bias, *recurrent_bias, *rows;
} weight_sums;

static long add_sum(float **sum, float *output, float *memory, long at, long size, int first) {
  *sum = output ? (first ? output : memory + at) : NULL;
  return output ? at + rounded(size) : at;
}

// Returns the size of the memory.
static long sums_of(const job *j, int index, weight_sums *sums) {
  const horn_recurrence_gradients *g = j->gradients;
  float *memory = j->sums + (index - 1) * j->sums_size;
  long at = 0, features = j->r->features;
  at = add_sum(&sums->kernel, g->d_kernel, memory, at, features * j->width, index == 0);
  at = add_sum(&sums->recurrent, g->d_recurrent, memory, at, j->r->units * j->width, index == 0);
  at = add_sum(&sums->bias, g->d_bias, memory, at, j->width, index == 0);
  at = add_sum(&sums->recurrent_bias, g->d_recurrent_bias, memory, at, j->width, index == 0);
  return add_sum(&sums->rows, j->r->kernel ? NULL : g->d_x, memory, at, j->r->rows * j->width, index == 0);
}

// The gradients of the weights and inputs from those of a chunk's projected inputs.
static void add_chunk(
    const job *j, const horn_recurrence_part *part, const weight_sums *sums, const horn_recurrence_step *chunk,
    long start, long end, int accumulate, float *inputs) {
  const horn_recurrence_kernels *kernels = chunk->kernels;
  const horn_recurrence *r = j->r;
  const horn_recurrence_gradients *g = j->gradients;
  const long U = r->units, D = r->features, W = j->width, count = chunk->n;
  const long first = part->offset[start];
  const float *inner = j->cell.inner ? chunk->d_inner : chunk->d_gates;
  if (j->cell.add_recurrent) j->cell.add_recurrent(chunk, sums->recurrent, accumulate);
  else multiply(kernels, U, W, count, chunk->before[0], 1, U, inner, W, sums->recurrent, W, NULL, accumulate);
  if (sums->bias) j->kernels.add_up(sums->bias, chunk->d_gates, count, W);
  if (sums->recurrent_bias) j->kernels.add_up(sums->recurrent_bias, inner, count, W);
  const int32_t *source = part->source + first;
  if (!r->kernel) {
    horn_row_set to = rows_by(sums->rows, W, source);
    to.places = r->places;
    add(j, to, rows_at(chunk->d_gates, W), count, W);
    return;
  }
  if (j->by_sequence) {
    for (long i = 0; i < part->rows; i++) {
      const long steps = count / part->rows, along = r->go_backwards ? -D : D, apart = part->rows * W;
      const float *d_gates = chunk->d_gates + i * W;
      multiply(
          kernels, D, W, steps, r->x + source[i] * D, 1, along, d_gates, apart, sums->kernel, W, NULL,
          accumulate || i > 0);
      if (g->d_x)
        multiply(
            kernels, steps, D, W, d_gates, apart, 1, j->kernel_t, D, g->d_x + source[i] * D, along, NULL, 0);
    }
    return;
  }
  if (j->dense && !r->places) copy_sequences(j, part, start, end, r->x, r->go_backwards, inputs, D, 0);
  else copy(j, rows_at(inputs, D), inputs_of(j, source, D), count, D);
  multiply(kernels, D, W, count, inputs, 1, D, chunk->d_gates, W, sums->kernel, W, NULL, accumulate);
  if (!g->d_x) return;
  float *to = r->places ? g->d_x + (part->first_entry + first) * D : inputs;
  multiply(kernels, count, D, W, chunk->d_gates, W, 1, j->kernel_t, D, to, D, NULL, 0);
  if (!r->places && j->dense) copy_sequences(j, part, start, end, g->d_x, r->go_backwards, inputs, D, 1);
  else if (!r->places) copy(j, rows_by(g->d_x, D, source), rows_at(inputs, D), count, D);
  for (long k = 0; r->places && k < count; k++) g->d_places[part->first_entry + first + k] = r->places[source[k]];
}

static void backward_part(void *context, int index) {
  const job *j = context;
  const horn_recurrence *r = j->r;
  const horn_recurrence_gradients *g = j->gradients;
  const horn_recurrence_cell *cell = &j->cell;
  const long U = r->units, T = r->time, D = r->features, W = j->width, capacity = chunk_capacity(j);
  horn_recurrence_part part = horn_recurrence_part_of(r, index);
  const long rows = part.rows;
  part_memory m = lay_out(j, rows, part.entries, j->kept + kept_size(j, index));
  float *work = j->work + index * j->work_size;
  float *d_state[2], *d_some[2], *before[2];
  for (int i = 0; i < 2; i++) {
    d_state[i] = work;
    d_some[i] = work + rounded(rows * U);
    before[i] = d_some[i] + rounded(rows * U);
    work = before[i] + rounded(capacity * U);
  }
  float *d_gates = work, *d_inner = d_gates + rounded(capacity * W);
  float *inputs = d_inner + (cell->inner ? rounded(capacity * W) : 0);
  float *outputs = inputs + (r->kernel ? rounded(capacity * D) : 0);
  float *left = outputs + (g->d_sequence && j->dense ? rounded(capacity * U) : 0);
  horn_packed_matrices packed = {.left = left, .left_size = backward_left_size(j, rows, capacity)};
  float *panels = left + packed.left_size;
  const long panels_size = j->packs ? rounded(horn_packed_size(capacity, W)) : 0;
  horn_recurrence_kernels kernels = j->kernels;
  kernels.packed = &packed;
  if (j->packs) {
    horn_add_packed(&packed, j->recurrent_t, W, U, j->recurrent_t);
    if (j->kernel_t) horn_add_packed(&packed, j->kernel_t, W, D, j->kernel_t);
  }
  const int weights = packed.count;
  int32_t *starts = (int32_t *)(panels + panels_size * (cell->inner ? 2 : 1));
  weight_sums sums;
  sums_of(j, index, &sums);
  if (sums.bias) clear(sums.bias, W);
  if (sums.recurrent_bias) clear(sums.recurrent_bias, W);
  if (sums.rows) clear(sums.rows, r->rows * W);

  for (int i = 0; i < cell->states; i++) {
    if (g->d_final[i]) copy(j, rows_at(d_state[i], U), rows_by(g->d_final[i], U, part.row), rows, U);
    else clear(d_state[i], rows * U);
  }
  for (long i = 0; g->d_last && i < rows; i++)
    if (!last_is_zero(r, part.row[i]))
      add(j, rows_at(d_state[0] + i * U, U), rows_by(g->d_last, U, part.row + i), 1, U);
  if (g->d_x && r->mask && r->kernel && !r->places) clear_masked(j, &part, g->d_x, D, 0);

  long chunks = 0;
  int accumulate = 0;
  for (long start = 0; start < T; start = chunk_end(j, &part, start)) starts[chunks++] = (int32_t)start;
  starts[chunks] = (int32_t)T;
  for (long c = chunks - 1; c >= 0; c--) {
    long start = starts[c], end = starts[c + 1], first = part.offset[start], count = part.offset[end] - first;
    const int32_t *from = part.before + first;
    int together = count > 0;
    for (long k = 0; k < count; k++) together &= from[k] == from[0] + (int32_t)k;
    horn_recurrence_step chunk = {
        .r = r, .kernels = &kernels, .recurrent_t = j->recurrent_t, .n = count, .gates = m.gates + first * W,
        .kept = m.kept + first * cell->kept * U, .d_gates = d_gates, .d_inner = d_inner};
    for (int i = 0; i < cell->states; i++) {
      chunk.state[i] = m.state[i] + (rows + first) * U;
      chunk.before[i] = together ? m.state[i] + from[0] * U : before[i];
      if (!together) copy(j, rows_at(before[i], U), rows_by(m.state[i], U, from), count, U);
    }
    packed.count = weights;
    const float *d_outputs = g->d_sequence && j->dense ? outputs : NULL;
    if (d_outputs)
      copy_sequences(j, &part, start, end, g->d_sequence, r->go_backwards && r->time_order, outputs, U, 0);
    for (long s = end - 1; s >= start; s--) {
      long k = part.offset[s], n = part.offset[s + 1] - k;
      if (g->d_sequence && n < rows && !r->zero_output_for_mask)
        for (long i = 0; i < rows; i++)
          if (!is_live(r, part.row[i], s))
            add(j, 
                rows_at(d_state[0] + i * U, U),
                rows_at((float *)g->d_sequence + output_row(r, part.row[i], s) * U, U), 1, U);
      if (n == 0) continue;
      horn_recurrence_step step = chunk;
      int in_place = part.form[s] & HORN_STEP_ALL_SLOTS;
      long at = k - first;
      step.n = n;
      step.gates += at * W;
      step.kept += at * cell->kept * U;
      step.d_gates += at * W;
      if (cell->inner) step.d_inner += at * W;
      for (int i = 0; i < cell->states; i++) {
        step.before[i] += at * U;
        step.state[i] += at * U;
        step.d_state[i] = in_place ? d_state[i] : d_some[i];
        if (!in_place) copy(j, rows_at(d_some[i], U), rows_by(d_state[i], U, part.slot + k), n, U);
      }
      if (d_outputs) add(j, rows_at(step.d_state[0], U), rows_at(outputs + at * U, U), n, U);
      else if (g->d_sequence)
        add(j, rows_at(step.d_state[0], U), outputs_of(j, g->d_sequence, part.source + k, s), n, U);
      cell->backward(&step);
      for (int i = 0; !in_place && i < cell->states; i++)
        copy(j, rows_by(d_state[i], U, part.slot + k), rows_at(d_some[i], U), n, U);
    }
    if (count == 0) continue;
    for (int i = 0; j->packs && i < (cell->inner ? 2 : 1); i++) {
      const float *gates = i ? d_inner : d_gates;
      horn_pack(panels + i * panels_size, gates, W, 1, count, W);
      horn_add_packed(&packed, gates, count, W, panels + i * panels_size);
    }
    add_chunk(j, &part, &sums, &chunk, start, end, accumulate, inputs);
    accumulate = 1;
  }
  if (!accumulate) {
    clear(sums.recurrent, U * W);
    if (sums.kernel) clear(sums.kernel, D * W);
  }
  for (int i = 0; i < cell->states; i++)
    if (g->d_initial[i]) copy(j, rows_by(g->d_initial[i], U, part.row), rows_at(d_state[i], U), rows, U);
}

static void add_parts(float *out, const float *more, long n) {
  if (out) horn_add_in_parallel(out, more, n);
}

void horn_recurrence_backward(
    const horn_recurrence *r, const float *kept, const horn_recurrence_gradients *gradients) {
  job j = horn_recurrence_job(r);
  const long D = r->features, U = r->units, W = j.width;
  const int parts = horn_recurrence_parts(r->plan);
  j.gradients = gradients;
  j.kept = (float *)kept;
  long rows = most_rows(&j), capacity = chunk_capacity(&j);
  j.work_size = 2 * (2 * rounded(rows * U) + rounded(capacity * U)) +
                rounded(capacity * W) * (j.cell.inner ? 2 : 1) + (r->kernel ? rounded(capacity * D) : 0) +
                rounded(r->time + 1) + (gradients->d_sequence && j.dense ? rounded(capacity * U) : 0) +
                backward_left_size(&j, rows, capacity) +
                (j.packs ? rounded(horn_packed_size(capacity, W)) * (j.cell.inner ? 2 : 1) : 0);
  weight_sums sums;
  j.sums_size = sums_of(&j, 0, &sums);
  long kernel_size = r->kernel && gradients->d_x ? rounded(j.packs ? horn_packed_size(W, D) : D * W) : 0;
  long recurrent_size = rounded(j.packs ? horn_packed_size(W, U) : U * W);
  size_t bytes = (size_t)(j.work_size * parts + j.sums_size * (parts - 1) + kernel_size + recurrent_size) * 4;
  j.work = horn_alloc(bytes);
  j.sums = j.work + j.work_size * parts;
  float *kernel_t = j.sums + j.sums_size * (parts - 1), *recurrent_t = kernel_t + kernel_size;
  if (j.packs) {
    if (kernel_size) horn_pack_in_parallel(kernel_t, r->kernel, 1, W, W, D);
    horn_pack_in_parallel(recurrent_t, r->recurrent, 1, W, W, U);
  } else {
    if (kernel_size) horn_transpose_f32(kernel_t, r->kernel, D, W);
    horn_transpose_f32(recurrent_t, r->recurrent, U, W);
  }
  j.kernel_t = kernel_size ? kernel_t : NULL;
  j.recurrent_t = recurrent_t;
  horn_parallel(parts, backward_part, &j);
  for (int i = 1; i < parts; i++) {
    sums_of(&j, i, &sums);
    add_parts(gradients->d_kernel, sums.kernel, D * W);
    add_parts(gradients->d_recurrent, sums.recurrent, U * W);
    add_parts(gradients->d_bias, sums.bias, W);
    add_parts(gradients->d_recurrent_bias, sums.recurrent_bias, W);
    if (!r->kernel) add_parts(gradients->d_x, sums.rows, r->rows * W);
  }
  horn_free(j.work, bytes);
}
