#include "recurrence_job.h"

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
};

int horn_recurrence_gates(int cell) { return cell == HORN_CELL_LSTM ? 4 : cell == HORN_CELL_GRU ? 3 : 1; }

static horn_recurrence_cell cell_of(const horn_recurrence *r) {
  if (r->cell == HORN_CELL_LSTM) return horn_lstm_cell(r);
  return r->cell == HORN_CELL_GRU ? horn_gru_cell(r) : horn_simple_rnn_cell(r);
}

job horn_recurrence_job(const horn_recurrence *r) {
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

long horn_recurrence_kept_size(const horn_recurrence *r) {
  job j = horn_recurrence_job(r);
  long size = 0;
  for (int i = 0; i < horn_recurrence_parts(r->plan); i++) {
    long rows = horn_recurrence_part_of(r, i).rows;
    size += memory_size(&j, rows, rows * r->time);
  }
  return size;
}
