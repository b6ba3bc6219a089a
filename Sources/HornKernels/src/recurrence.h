// What the fused recurrent layers share. recurrence_forward.c and recurrence_backward.c go through the sequences;
// a cell does the steps.
//
// A *part* is what one thread works on: some rows of the batch, longest first. A row's place in its part is its
// *slot*. Masked steps are never visited: a part's *entries* are its live steps, by time, then by slot; all that
// is kept or worked on has one row an entry. So padding costs nothing, finished rows leave the products, and
// a step's rows lie together. Entries go in chunks that stay in the cache: a chunk's inputs are projected by one
// product, then its steps are taken; backward, the weights' gradients are products over the chunk's entries.
//
// A new cell: a file with its two step functions for each instruction set (`lstm.inc.h` and `lstm.c` are the model),
// a `horn_recurrence_cell` that tells how much memory it needs, a line in `cell_of` in recurrence.c and one in
// `horn_recurrence_gates`; HORN_CELL_… is in horn_recurrence.h. On the Swift side, Recurrence.swift does all but names.
// - forward: `gates` has the projected inputs and bias. It adds before[0]·recurrent (`multiply`), writes state[…],
//   and leaves in `gates` and `kept` what backward wants to see.
// - backward: from d_state[…] (dL/d the states after the step) it writes d_gates (dL/d the projected inputs)
//   and, in place, d_state[…] (dL/d the states before). recurrent_t is recurrent transposed, [gates·units, units], for `multiply` only: it may
//   be packed.
//   The driver adds x·d_gates, before[0]·d_gates and the sums of d_gates to the weights' gradients. A cell with
//   `inner` also writes d_inner, which replaces d_gates for recurrent and recurrent_bias; one with `add_recurrent`
//   does the former itself, for a whole chunk, whose step has all entries' gates, kept, before, d_gates, d_inner.
#pragma once
#include "horn_recurrence.h"
#include "recurrence_packed.h"

// c[m, n] = a[m, k] · b[k, n] (+ bias[n], or + c); a's element (i, p) is a[i * row_a + p * column_a].
typedef void horn_product(
    long m, long n, long k, const float *a, long row_a, long column_a, const float *b, long row_b,
    float *c, long row_c, const float *bias, int accumulate);

// Rows somewhere in memory: the k-th is base + stride * i, where i is k, or index[k] + shift, or places[that]. copy takes
// an index on one side only, places where it reads; add takes places where it adds, an index where it reads.
typedef struct {
  float *base;
  long stride, shift;
  const int32_t *index, *places;
} horn_row_set;

// The loops over elements, in one instruction set.
typedef struct {
  horn_product *product, *narrow_product;  // the narrow ones are for n or length <= 8
  void (*copy)(horn_row_set to, horn_row_set from, long count, long length);
  void (*narrow_copy)(horn_row_set to, horn_row_set from, long count, long length);
  // Copies steps of whole sequences to entries, or back; `sequence` and `along` are the distances there.
  void (*copy_dense)(
      float *entries, float *sequences, long sequence, long along, long rows, long steps, long length, int back);
  void (*narrow_copy_dense)(
      float *entries, float *sequences, long sequence, long along, long rows, long steps, long length, int back);
  void (*add)(horn_row_set to, horn_row_set from, long count, long length);
  void (*narrow_add)(horn_row_set to, horn_row_set from, long count, long length);
  void (*add_up)(float *out, const float *rows, long count, long length);  // out += the sum of the rows
  const horn_packed_matrices *packed;
} horn_recurrence_kernels;

typedef struct {
  const horn_recurrence *r;
  const horn_recurrence_kernels *kernels;
  const float *recurrent_t;
  long n;                  // entries
  int odd;                 // whether it is the second, fourth, … step
  float *gates;            // [n, gates * units]
  float *kept;             // [n, cell.kept * units]
  const float *before[2];  // [n, units]
  float *state[2];         // [n, units]
  float *d_state[2];       // [n, units]
  float *d_gates;          // [n, gates * units]
  float *d_inner;          // [n, gates * units]
} horn_recurrence_step;

typedef struct {
  int gates;     // pre-activations a unit
  int states;    // 1 or 2; the first is the output
  int kept;      // floats a unit that backward needs beside gates and states
  int in_place;  // for cells with one gate: `gates` is state[0]
  int inner;
  void (*forward)(const horn_recurrence_step *step);
  void (*backward)(const horn_recurrence_step *step);
  void (*add_recurrent)(const horn_recurrence_step *chunk, float *d_recurrent, int accumulate);
} horn_recurrence_cell;

horn_recurrence_cell horn_simple_rnn_cell(const horn_recurrence *r);
horn_recurrence_cell horn_lstm_cell(const horn_recurrence *r);
horn_recurrence_cell horn_gru_cell(const horn_recurrence *r);

static inline void multiply(
    const horn_recurrence_kernels *kernels, long m, long n, long k, const float *a, long row_a, long column_a,
    const float *b, long row_b, float *c, long row_c, const float *bias, int accumulate) {
  if (kernels->packed->count &&
      horn_multiply_packed(kernels->packed, m, n, k, a, row_a, column_a, b, row_b, c, row_c, bias, accumulate))
    return;
  (n <= 8 ? kernels->narrow_product : kernels->product)(
      m, n, k, a, row_a, column_a, b, row_b, c, row_c, bias, accumulate);
}

// c[n, columns] (+ bias, or + c) += before[0] · the first `columns` columns of recurrent.
//
// Weights that the first cache cannot hold come from the second at every step. Where a step has one row only, that is
// what takes the time: every other step goes through them from the end, where the cache still has those just read.
static inline void multiply_recurrent(
    const horn_recurrence_step *step, long columns, const float *recurrent, long row, float *c, long row_c,
    const float *bias, int accumulate) {
  const long U = step->r->units;
  const int back = step->n == 1 && step->odd && !step->kernels->packed->count;
  multiply(
      step->kernels, step->n, columns, U, step->before[0] + (back ? U - 1 : 0), U, back ? -1 : 1,
      recurrent + (back ? (U - 1) * row : 0), back ? -row : row, c, row_c, bias, accumulate);
}

// A part of a plan. `before` says where an entry finds its states from before: at a slot (below rows: the
// initial ones) or at rows + an entry.
typedef struct {
  long rows, entries, first_entry;
  const int32_t *row;     // [rows]: which row of the batch a slot is
  const int32_t *offset;  // [time + 1]: entries before a step
  const int32_t *form;    // [time]: HORN_STEP_…
  const int32_t *slot, *source, *before;  // [entries]; source is b * time + t
} horn_recurrence_part;

enum {
  HORN_STEP_ALL_SLOTS = 1,   // the entries are the slots 0, 1, …
  HORN_STEP_CONTIGUOUS = 2,  // their states from before lie together, in the same order
};

int horn_recurrence_parts(const int32_t *plan);
horn_recurrence_part horn_recurrence_part_of(const horn_recurrence *r, int index);
