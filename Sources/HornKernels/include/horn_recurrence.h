#pragma once
#include <stdint.h>

enum { HORN_CELL_SIMPLE = 0, HORN_CELL_LSTM = 1, HORN_CELL_GRU = 2 };

// A recurrent layer's way through a batch of sequences. `gates` is the number of pre-activations a unit
// (horn_recurrence_gates).
typedef struct {
  int cell;
  int activation, recurrent_activation;  // HORN_FUSED_…
  int go_backwards;          // steps are taken from the end
  int zero_output_for_mask;  // a masked step's output is 0 instead of the state
  int time_order;            // the sequence is written by time; else in the order in which steps are taken
  int reset_after;           // GRU only
  long batch, time, features, units;
  const float *x;               // [batch, time, features]
  // Where `places` is not NULL, step t of sequence b takes row places[b * time + t] of x, which is
  // [rows, features], or, where kernel is NULL, [rows, gates * units]: projected, with the bias.
  const int32_t *places;
  long rows;
  const float *kernel;          // [features, gates * units], or NULL
  const float *recurrent;       // [units, gates * units]
  const float *bias;            // [gates * units] or NULL
  const float *recurrent_bias;  // [gates * units] or NULL; GRU only
  const float *initial[2];      // [batch, units]; NULL for zeros
  const uint8_t *mask;          // [batch, time] or NULL: a step that is 0 keeps the states
  const int32_t *plan;          // horn_recurrence_make_plan
} horn_recurrence;

int horn_recurrence_gates(int cell);

// Which steps are live, in what order, and which thread takes them: made once, for both directions.
// The size is in int32s; the plan is made from all fields but `plan`.
long horn_recurrence_plan_size(const horn_recurrence *r);
void horn_recurrence_make_plan(const horn_recurrence *r, int32_t *plan);

// Steps that are not masked.
long horn_recurrence_live_steps(const horn_recurrence *r);

// Floats for what forward fills and backward reads, whatever the mask: blocks of one size serve all batches of one shape.
long horn_recurrence_kept_size(const horn_recurrence *r);

// kept may be NULL where no gradient will be asked for. One of sequence ([batch, time, units]) and last
// ([batch, units]: the last step's output) may be NULL. final: the states after the last step, [batch, units];
// the second is NULL where the cell has one state.
void horn_recurrence_forward(
    const horn_recurrence *r, float *kept, float *sequence, float *last, float *const final[2]);

typedef struct {
  const float *d_sequence;  // [batch, time, units] or NULL
  const float *d_last;      // [batch, units] or NULL
  const float *d_final[2];  // [batch, units] or NULL
  // As x, or NULL. With places and a kernel: [live steps, features], the gradients of the rows d_places.
  // With places and no kernel it may not be NULL: the sums for each row.
  float *d_x;
  int32_t *d_places;        // [live steps] or NULL
  float *d_kernel;          // as kernel; NULL without
  float *d_recurrent;       // as recurrent
  float *d_bias;            // [gates * units] or NULL
  float *d_recurrent_bias;  // [gates * units] or NULL
  float *d_initial[2];      // [batch, units] or NULL
} horn_recurrence_gradients;

// Fills all d_… outputs from the gradients of the outputs and what forward kept.
void horn_recurrence_backward(
    const horn_recurrence *r, const float *kept, const horn_recurrence_gradients *gradients);
