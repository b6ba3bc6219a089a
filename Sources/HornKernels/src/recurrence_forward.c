#include "horn_memory.h"
#include "horn_pool.h"
#include "recurrence_job.h"

// The room for left sides that a part's forward products take.
static long forward_left_size(const job *j, long rows, long entries) {
  long steps = horn_packed_left_size(rows, j->r->units);
  return !j->packs ? 0 : rounded(longer(steps, j->r->kernel ? horn_packed_left_size(entries, j->r->features) : 0));
}

// For each slot the last of the entries first ..< end, or -1.
static void find_latest(const horn_recurrence_part *part, long first, long end, int32_t *latest) {
  memset(latest, -1, (size_t)part->rows * 4);
  long missing = part->rows;
  for (long k = end - 1; k >= first && missing > 0; k--)
    if (latest[part->slot[k]] < 0) {
      latest[part->slot[k]] = (int32_t)k;
      missing--;
    }
}

// Masked steps of the output: zeros, or the output before.
static void fill_masked(const job *j, const horn_recurrence_part *part) {
  const horn_recurrence *r = j->r;
  const long U = r->units;
  if (r->zero_output_for_mask) {
    clear_masked(j, part, j->sequence, U, r->go_backwards && !r->time_order);
    return;
  }
  for (long i = 0; i < part->rows; i++) {
    long b = part->row[i];
    const float *before = r->initial[0] ? r->initial[0] + b * U : NULL;
    for (long s = 0; s < r->time; s++) {
      float *out = j->sequence + output_row(r, b, s) * U;
      if (!is_live(r, b, s)) {
        if (before) memcpy(out, before, (size_t)U * 4);
        else clear(out, U);
      }
      before = out;
    }
  }
}

// The projected inputs of the steps start ..< end. inputs: room for their copies.
static void project(
    const job *j, const horn_recurrence_kernels *kernels, const horn_recurrence_part *part, long start, long end,
    float *inputs, float *gates) {
  const horn_recurrence *r = j->r;
  const long first = part->offset[start], count = part->offset[end] - first, W = j->width, D = r->features;
  for (long s = start; j->by_sequence && s < end; s += TILE_STEPS)
    for (long i = 0; i < part->rows; i++) {
      long k = part->offset[s] + i, steps = end - s < TILE_STEPS ? end - s : TILE_STEPS;
      multiply(
          kernels, steps, W, D, r->x + part->source[k] * D, r->go_backwards ? -D : D, 1, r->kernel, W,
          gates + (k - first) * W, part->rows * W, r->bias, 0);
    }
  if (j->by_sequence) return;
  if (!r->kernel) {
    copy(j, rows_at(gates, W), inputs_of(j, part->source + first, W), count, W);
    return;
  }
  if (j->dense && !r->places) copy_sequences(j, part, start, end, r->x, r->go_backwards, inputs, D, 0);
  else copy(j, rows_at(inputs, D), inputs_of(j, part->source + first, D), count, D);
  multiply(kernels, count, W, D, inputs, D, 1, r->kernel, W, gates, W, r->bias, 0);
}

static void forward_part(void *context, int index) {
  const job *j = context;
  const horn_recurrence *r = j->r;
  const horn_recurrence_cell *cell = &j->cell;
  const long U = r->units, T = r->time;
  horn_recurrence_part part = horn_recurrence_part_of(r, index);
  const long rows = part.rows, entries = chunk_capacity(j);
  float *work = j->work + index * j->work_size;
  part_memory m;
  if (j->kept) m = lay_out(j, rows, part.entries, j->kept + kept_size(j, index));
  else {
    m = lay_out(j, rows, entries, work);
    work += memory_size(j, rows, entries);
  }
  float *gathered[2] = {work, work + rounded(rows * U)};
  int32_t *latest = (int32_t *)(gathered[1] + rounded(rows * U)), *moved = latest + rows;
  float *inputs = (float *)latest + rounded(2 * rows);
  horn_packed_matrices packed = {
      .left = inputs + (r->kernel ? rounded(entries * r->features) : 0),
      .left_size = forward_left_size(j, rows, entries)};
  horn_recurrence_kernels kernels = j->kernels;
  kernels.packed = &packed;
  if (j->packs) {
    horn_add_packed(&packed, r->recurrent, U, j->width, j->recurrent_panels);
    if (r->kernel) horn_add_packed(&packed, r->kernel, r->features, j->width, j->kernel_panels);
  }

  for (int i = 0; i < cell->states; i++) {
    if (r->initial[i]) copy(j, rows_at(m.state[i], U), rows_by(r->initial[i], U, part.row), rows, U);
    else clear(m.state[i], rows * U);
  }
  for (long start = 0; start < T;) {
    long end = chunk_end(j, &part, start), first = part.offset[start], count = part.offset[end] - first;
    long base = j->kept ? 0 : first;  // the entry that stands first in memory
    if (count > 0) project(j, &kernels, &part, start, end, inputs, m.gates + (first - base) * j->width);
    for (long s = start; s < end; s++) {
      long k = part.offset[s], n = part.offset[s + 1] - k;
      if (n == 0) continue;
      horn_recurrence_step step = {
          .r = r, .kernels = &kernels, .n = n, .odd = s & 1, .gates = m.gates + (k - base) * j->width,
          .kept = m.kept + (k - base) * cell->kept * U};
      // Without kept memory, states from before the chunk stand in the slots.
      const int32_t *before = part.before + k;
      long at = before[0];
      int together = part.form[s] & HORN_STEP_CONTIGUOUS;
      if (!j->kept && s == start) {
        together = part.form[s] & HORN_STEP_ALL_SLOTS;
        at = 0;
        before = part.slot + k;
      } else if (!j->kept && (!together || at < rows + base)) {
        together = 0;
        for (long i = 0; i < n; i++)
          moved[i] = before[i] < rows + base ? part.slot[k + i] : before[i] - (int32_t)base;
        before = moved;
      } else at -= base;
      for (int i = 0; i < cell->states; i++) {
        step.state[i] = m.state[i] + (rows + k - base) * U;
        step.before[i] = together ? m.state[i] + at * U : gathered[i];
        if (!together) copy(j, rows_at(gathered[i], U), rows_by(m.state[i], U, before), n, U);
      }
      cell->forward(&step);
      if (j->sequence && !j->dense)
        copy(j, outputs_of(j, j->sequence, part.source + k, s), rows_at(step.state[0], U), n, U);
    }
    if (j->sequence && j->dense)
      copy_sequences(
          j, &part, start, end, j->sequence, r->go_backwards && r->time_order,
          m.state[0] + (rows + first - base) * U, U, 1);
    if (!j->kept) {
      find_latest(&part, first, first + count, latest);
      for (long i = 0; i < rows; i++)
        for (int state = 0; latest[i] >= 0 && state < cell->states; state++)
          memcpy(m.state[state] + i * U, m.state[state] + (rows + latest[i] - base) * U, (size_t)U * 4);
    }
    start = end;
  }
  if (j->sequence && r->mask) fill_masked(j, &part);
  find_latest(&part, 0, j->kept ? part.entries : 0, latest);
  for (long i = 0; i < rows; i++) {
    long b = part.row[i], at = latest[i] >= 0 ? rows + latest[i] : i;
    for (int state = 0; state < cell->states; state++)
      memcpy(j->final[state] + b * U, m.state[state] + at * U, (size_t)U * 4);
    if (!j->last) continue;
    if (last_is_zero(r, b)) clear(j->last + b * U, U);
    else memcpy(j->last + b * U, m.state[0] + at * U, (size_t)U * 4);
  }
}

void horn_recurrence_forward(
    const horn_recurrence *r, float *kept, float *sequence, float *last, float *const final[2]) {
  job j = horn_recurrence_job(r);
  j.kept = kept;
  j.sequence = sequence;
  j.last = last;
  memcpy(j.final, final, sizeof j.final);
  long rows = most_rows(&j), entries = chunk_capacity(&j);
  j.work_size = (kept ? 0 : memory_size(&j, rows, entries)) + 2 * rounded(rows * r->units) + rounded(2 * rows) +
                (r->kernel ? rounded(entries * r->features) : 0) + forward_left_size(&j, rows, entries);
  int parts = horn_recurrence_parts(r->plan);
  long recurrent_size = j.packs ? rounded(horn_packed_size(r->units, j.width)) : 0;
  long kernel_size = j.packs && r->kernel ? rounded(horn_packed_size(r->features, j.width)) : 0;
  size_t bytes = (size_t)(j.work_size * parts + recurrent_size + kernel_size) * 4;
  j.work = horn_alloc(bytes);
  float *recurrent_panels = j.work + j.work_size * parts, *kernel_panels = recurrent_panels + recurrent_size;
  if (recurrent_size) horn_pack_in_parallel(recurrent_panels, r->recurrent, j.width, 1, r->units, j.width);
  if (kernel_size) horn_pack_in_parallel(kernel_panels, r->kernel, j.width, 1, r->features, j.width);
  j.recurrent_panels = recurrent_panels;
  j.kernel_panels = kernel_panels;
  horn_parallel(parts, forward_part, &j);
  horn_free(j.work, bytes);
}
