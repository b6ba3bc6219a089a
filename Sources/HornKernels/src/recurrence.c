#include "recurrence.h"

#include <stddef.h>
#include <string.h>

#include "horn_basic.h"
#include "horn_memory.h"
#include "horn_packed.h"
#include "horn_pool.h"

#define HORN_NARROW
#define HORN_BODY "recurrence.inc.h"
#include "multi_isa.h"

enum {
  CACHED_FLOATS = 48 * 1024,  // of a chunk
  LEAST_ENTRIES = 48,         // so that a chunk's products have whole tiles
  LARGE_WEIGHTS = 128 * 1024,  // floats from which a product must reuse what it reads
  LARGE_ENTRIES = 384,
  NARROW_WIDTH = 64,  // gates * units up to which copies of the inputs cost more than short products
  PACKED_WEIGHTS = 256 * 1024,  // floats of the recurrent weights that no longer fit a core's cache
  PACKED_ROWS = 4,  // of a step, from which packing pays
  TILE_STEPS = 24,  // fills whole tiles of the products, and stays apart in the cache's sets
};

typedef struct {
  const horn_recurrence *r;
  const horn_recurrence_gradients *gradients;
  horn_recurrence_cell cell;
  horn_recurrence_kernels kernels;
  float *kept, *sequence, *last, *final[2], *work, *sums;
  const float *kernel_t, *recurrent_t;  // packed, they are names for multiply only
  const float *kernel_panels, *recurrent_panels;
  long width;  // gates * units
  long chunk;  // entries
  int dense;        // all steps live: rows of whole sequences are copied, some steps of each at a time
  int packs;        // large weights: products are of packed sides
  int by_sequence;  // few gates too: the inputs are projected where they stand
  long work_size, sums_size;
} job;

// A part's memory: the first `rows` rows of each state are the ones from before the first entry.
typedef struct {
  float *gates, *kept, *state[2];
} part_memory;

int horn_recurrence_gates(int cell) { return cell == HORN_CELL_LSTM ? 4 : cell == HORN_CELL_GRU ? 3 : 1; }

static horn_recurrence_cell cell_of(const horn_recurrence *r) {
  if (r->cell == HORN_CELL_LSTM) return horn_lstm_cell(r);
  return r->cell == HORN_CELL_GRU ? horn_gru_cell(r) : horn_simple_rnn_cell(r);
}

static job job_of(const horn_recurrence *r) {
  job j = {.r = r, .cell = cell_of(r), .width = horn_recurrence_gates(r->cell) * r->units};
  j.kernels = (horn_recurrence_kernels){
      .product = HORN_DISPATCH(recurrence_product), .narrow_product = HORN_NARROW_DISPATCH(recurrence_product, 1),
      .copy = HORN_DISPATCH(recurrence_copy), .narrow_copy = HORN_NARROW_DISPATCH(recurrence_copy, 1),
      .copy_dense = HORN_DISPATCH(recurrence_copy_dense),
      .narrow_copy_dense = HORN_NARROW_DISPATCH(recurrence_copy_dense, 1),
      .add = HORN_DISPATCH(recurrence_add), .narrow_add = HORN_NARROW_DISPATCH(recurrence_add, 1),
      .add_up = HORN_NARROW_DISPATCH(recurrence_add_up, j.width)};
  long most = CACHED_FLOATS / (j.width + r->units + (r->kernel ? r->features : 0));
  long least = (r->units + r->features) * j.width >= LARGE_WEIGHTS ? LARGE_ENTRIES : LEAST_ENTRIES;
  j.chunk = most > least ? most : least;
  j.dense = !r->mask;
  long live = horn_recurrence_live_steps(r), steps = r->time * horn_recurrence_parts(r->plan);
  j.packs = r->units * j.width >= PACKED_WEIGHTS && live >= PACKED_ROWS * steps && live >= 64;
  // Steps that lie 4 KB apart, or near it, would share few sets of the first cache.
  long apart = horn_recurrence_part_of(r, 0).rows * j.width;
  j.by_sequence = r->kernel && j.dense && !r->places && j.width <= NARROW_WIDTH && apart % 256 != 0;
  return j;
}

static long rounded(long floats) { return (floats + 31) / 16 * 16; }

static long memory_size(const job *j, long rows, long entries) {
  const horn_recurrence_cell *c = &j->cell;
  return (c->in_place ? 0 : rounded(entries * j->width)) + rounded(entries * c->kept * j->r->units) +
         c->states * rounded((rows + entries) * j->r->units);
}

static part_memory lay_out(const job *j, long rows, long entries, float *memory) {
  const horn_recurrence_cell *c = &j->cell;
  long U = j->r->units;
  part_memory m = {.state = {memory}};
  memory += rounded((rows + entries) * U);
  if (c->states > 1) {
    m.state[1] = memory;
    memory += rounded((rows + entries) * U);
  }
  m.gates = c->in_place ? m.state[0] + rows * U : memory;
  m.kept = memory + (c->in_place ? 0 : rounded(entries * j->width));
  return m;
}

// The size of what the first `count` parts keep.
static long kept_size(const job *j, int count) {
  long size = 0;
  for (int i = 0; i < count; i++) {
    horn_recurrence_part part = horn_recurrence_part_of(j->r, i);
    size += memory_size(j, part.rows, part.entries);
  }
  return size;
}

long horn_recurrence_kept_size(const horn_recurrence *r) {
  job j = job_of(r);
  return kept_size(&j, horn_recurrence_parts(r->plan));
}

// The most entries that a chunk of any part may have.
static long chunk_capacity(const job *j) {
  long capacity = j->chunk;
  for (int i = 0; i < horn_recurrence_parts(j->r->plan); i++) {
    long rows = horn_recurrence_part_of(j->r, i).rows;
    if (rows > capacity) capacity = rows;
  }
  return capacity;
}

static long most_rows(const job *j) {
  long most = 0;
  for (int i = 0; i < horn_recurrence_parts(j->r->plan); i++) {
    long rows = horn_recurrence_part_of(j->r, i).rows;
    if (rows > most) most = rows;
  }
  return most;
}

// The step after the last one of the chunk that begins with `start`.
static long chunk_end(const job *j, const horn_recurrence_part *part, long start) {
  long end = start + 1;
  while (end < j->r->time && part->offset[end + 1] - part->offset[start] <= j->chunk) end++;
  if (j->by_sequence && end < j->r->time && end - start > TILE_STEPS) end -= (end - start) % TILE_STEPS;
  return end;
}

static long longer(long a, long b) { return a > b ? a : b; }

// The room for left sides that a part's forward products take.
static long forward_left_size(const job *j, long rows, long entries) {
  long steps = horn_packed_left_size(rows, j->r->units);
  return !j->packs ? 0 : rounded(longer(steps, j->r->kernel ? horn_packed_left_size(entries, j->r->features) : 0));
}

static long backward_left_size(const job *j, long rows, long entries) {
  const horn_recurrence *r = j->r;
  long inputs = r->kernel && j->gradients->d_x ? entries : 0;
  long weights = horn_packed_left_size(longer(r->units, r->kernel ? r->features : 0), entries);
  return !j->packs ? 0 : rounded(longer(weights, horn_packed_left_size(longer(rows, inputs), j->width)));
}

static horn_row_set rows_at(float *base, long stride) { return (horn_row_set){.base = base, .stride = stride}; }
static horn_row_set rows_by(const float *base, long stride, const int32_t *index) {
  return (horn_row_set){.base = (float *)base, .stride = stride, .index = index};
}

static void copy(const job *j, horn_row_set to, horn_row_set from, long count, long length) {
  (length <= 8 ? j->kernels.narrow_copy : j->kernels.copy)(to, from, count, length);
}
static void add(const job *j, horn_row_set to, horn_row_set from, long count, long length) {
  (length <= 8 ? j->kernels.narrow_add : j->kernels.add)(to, from, count, length);
}

// The inputs of the entries.
static horn_row_set inputs_of(const job *j, const int32_t *source, long length) {
  horn_row_set from = rows_by(j->r->x, length, source);
  from.places = j->r->places;
  return from;
}

// Where the entries of a step stand in a sequence.
static horn_row_set outputs_of(const job *j, const float *sequence, const int32_t *source, long step) {
  horn_row_set rows = rows_by(sequence, j->r->units, source);
  if (j->r->go_backwards && !j->r->time_order) rows.shift = 2 * step + 1 - j->r->time;
  return rows;
}

static int is_live(const horn_recurrence *r, long b, long step) {
  return !r->mask || r->mask[b * r->time + (r->go_backwards ? r->time - 1 - step : step)];
}

static long output_row(const horn_recurrence *r, long b, long step) {
  return b * r->time + (r->go_backwards && r->time_order ? r->time - 1 - step : step);
}

static int last_is_zero(const horn_recurrence *r, long b) {
  return r->zero_output_for_mask && r->time > 0 && !is_live(r, b, r->time - 1);
}

static void clear(float *out, long n) { memset(out, 0, (size_t)n * 4); }

// Copies rows of sequences, [batch, time, length], that a dense part's steps start ..< end take, to entries, or
// (`back`) from them.
static void copy_sequences(
    const job *j, const horn_recurrence_part *part, long start, long end, const float *sequences, int reversed,
    float *entries, long length, int back) {
  const long time = j->r->time, t = reversed ? time - 1 - start : start;
  (length <= 8 ? j->kernels.narrow_copy_dense : j->kernels.copy_dense)(
      entries, (float *)sequences + (part->row[0] * time + t) * length, time * length,
      reversed ? -length : length, part->rows, end - start, length, back);
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

// Zeros for the masked steps of sequences, [batch, time, length].
static void clear_masked(const job *j, const horn_recurrence_part *part, float *sequences, long length, int reversed) {
  const long T = j->r->time;
  for (long i = 0; i < part->rows; i++) {
    const uint8_t *mask = j->r->mask + part->row[i] * T;
    float *sequence = sequences + part->row[i] * T * length;
    for (long t = 0; t < T;) {
      long end = t;
      while (end < T && !mask[reversed ? T - 1 - end : end]) end++;
      if (end > t) clear(sequence + t * length, (end - t) * length);
      t = end + 1;
    }
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
          .r = r, .kernels = &kernels, .n = n, .gates = m.gates + (k - base) * j->width,
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
  job j = job_of(r);
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

static void transpose(float *out, const float *in, long rows, long columns) {
  for (long i = 0; i < rows; i += 16)
    for (long k = 0; k < columns; k++)
      for (long a = i; a < i + 16 && a < rows; a++) out[k * rows + a] = in[a * columns + k];
}

static void add_parts(float *out, const float *more, long n) {
  if (out) horn_add_f32(out, out, more, n);
}

void horn_recurrence_backward(
    const horn_recurrence *r, const float *kept, const horn_recurrence_gradients *gradients) {
  job j = job_of(r);
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
    if (kernel_size) transpose(kernel_t, r->kernel, D, W);
    transpose(recurrent_t, r->recurrent, U, W);
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
