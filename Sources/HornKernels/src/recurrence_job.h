// What the two directions of the fused recurrences share; recurrence.h tells what parts, slots, entries and chunks are.
#pragma once
#include <stddef.h>
#include <string.h>

#include "horn_packed.h"
#include "recurrence.h"

enum {
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

job horn_recurrence_job(const horn_recurrence *r);

static inline long rounded(long floats) { return (floats + 31) / 16 * 16; }

static inline long memory_size(const job *j, long rows, long entries) {
  const horn_recurrence_cell *c = &j->cell;
  return (c->in_place ? 0 : rounded(entries * j->width)) + rounded(entries * c->kept * j->r->units) +
         c->states * rounded((rows + entries) * j->r->units);
}

static inline part_memory lay_out(const job *j, long rows, long entries, float *memory) {
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
static inline long kept_size(const job *j, int count) {
  long size = 0;
  for (int i = 0; i < count; i++) {
    horn_recurrence_part part = horn_recurrence_part_of(j->r, i);
    size += memory_size(j, part.rows, part.entries);
  }
  return size;
}

// The most entries that a chunk of any part may have.
static inline long chunk_capacity(const job *j) {
  long capacity = j->chunk;
  for (int i = 0; i < horn_recurrence_parts(j->r->plan); i++) {
    long rows = horn_recurrence_part_of(j->r, i).rows;
    if (rows > capacity) capacity = rows;
  }
  return capacity;
}

static inline long most_rows(const job *j) {
  long most = 0;
  for (int i = 0; i < horn_recurrence_parts(j->r->plan); i++) {
    long rows = horn_recurrence_part_of(j->r, i).rows;
    if (rows > most) most = rows;
  }
  return most;
}

// The step after the last one of the chunk that begins with `start`.
static inline long chunk_end(const job *j, const horn_recurrence_part *part, long start) {
  long end = start + 1;
  while (end < j->r->time && part->offset[end + 1] - part->offset[start] <= j->chunk) end++;
  if (j->by_sequence && end < j->r->time && end - start > TILE_STEPS) end -= (end - start) % TILE_STEPS;
  return end;
}

static inline long longer(long a, long b) { return a > b ? a : b; }

static inline horn_row_set rows_at(float *base, long stride) { return (horn_row_set){.base = base, .stride = stride}; }
static inline horn_row_set rows_by(const float *base, long stride, const int32_t *index) {
  return (horn_row_set){.base = (float *)base, .stride = stride, .index = index};
}

static inline void copy(const job *j, horn_row_set to, horn_row_set from, long count, long length) {
  (length <= 8 ? j->kernels.narrow_copy : j->kernels.copy)(to, from, count, length);
}
static inline void add(const job *j, horn_row_set to, horn_row_set from, long count, long length) {
  (length <= 8 ? j->kernels.narrow_add : j->kernels.add)(to, from, count, length);
}

// The inputs of the entries.
static inline horn_row_set inputs_of(const job *j, const int32_t *source, long length) {
  horn_row_set from = rows_by(j->r->x, length, source);
  from.places = j->r->places;
  return from;
}

// Where the entries of a step stand in a sequence.
static inline horn_row_set outputs_of(const job *j, const float *sequence, const int32_t *source, long step) {
  horn_row_set rows = rows_by(sequence, j->r->units, source);
  if (j->r->go_backwards && !j->r->time_order) rows.shift = 2 * step + 1 - j->r->time;
  return rows;
}

static inline int is_live(const horn_recurrence *r, long b, long step) {
  return !r->mask || r->mask[b * r->time + (r->go_backwards ? r->time - 1 - step : step)];
}

static inline long output_row(const horn_recurrence *r, long b, long step) {
  return b * r->time + (r->go_backwards && r->time_order ? r->time - 1 - step : step);
}

static inline int last_is_zero(const horn_recurrence *r, long b) {
  return r->zero_output_for_mask && r->time > 0 && !is_live(r, b, r->time - 1);
}

static inline void clear(float *out, long n) { memset(out, 0, (size_t)n * 4); }

// Copies rows of sequences, [batch, time, length], that a dense part's steps start ..< end take, to entries, or
// (`back`) from them.
static inline void copy_sequences(
    const job *j, const horn_recurrence_part *part, long start, long end, const float *sequences, int reversed,
    float *entries, long length, int back) {
  const long time = j->r->time, t = reversed ? time - 1 - start : start;
  (length <= 8 ? j->kernels.narrow_copy_dense : j->kernels.copy_dense)(
      entries, (float *)sequences + (part->row[0] * time + t) * length, time * length,
      reversed ? -length : length, part->rows, end - start, length, back);
}

// Zeros for the masked steps of sequences, [batch, time, length].
static inline void clear_masked(const job *j, const horn_recurrence_part *part, float *sequences, long length, int reversed) {
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
