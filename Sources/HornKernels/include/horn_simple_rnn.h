#pragma once
#include <stdint.h>

#include "horn_fused.h"

// h[t] = f(x[t]·kernel + bias + h[t−1]·recurrent) over a batch of sequences.
typedef struct {
  long batch, time, features, units;
  const float *x;          // [batch, time, features]
  const float *kernel;     // [features, units]
  const float *recurrent;  // [units, units]
  const float *bias;       // [units] or NULL
  const uint8_t *mask;     // [batch, time] or NULL: a step that is 0 keeps the state
  const float *initial;    // [batch, units] or NULL for zeros
  int activation;
  int go_backwards;          // steps are taken from the end; sequence has them in the order taken
  int zero_output_for_mask;  // a masked step's output is 0 instead of the state
  // Where `places` is not NULL, x is [rows, units]: inputs already projected, with the bias, and step t
  // of sequence b takes row places[b * time + t]. Then kernel and bias are not used.
  const int32_t *places;
  long rows;
  int parts;                 // how many threads share the batch: horn_simple_rnn_parts
} horn_simple_rnn;

// Threads that are worth waking for such a batch. Forward and backward must have the same number.
int horn_simple_rnn_parts(long batch, long time, long features, long units);

// Elements of the memory that forward fills and backward reads.
long horn_simple_rnn_states_size(const horn_simple_rnn *rnn);

// states may be NULL where no gradient will be asked for; sequence ([batch, time, units]) and
// last ([batch, units]: the last step's output) may each be NULL; final ([batch, units]) is the state
// after the last step.
void horn_simple_rnn_forward(
    const horn_simple_rnn *rnn, float *states, float *sequence, float *last, float *final);

typedef struct {
  const float *d_sequence;  // [batch, time, units] or NULL
  const float *d_last;      // [batch, units] or NULL
  const float *d_final;     // [batch, units] or NULL
  float *d_x;               // as x, or NULL; not NULL with places
  float *d_kernel;          // [features, units]; NULL with places
  float *d_recurrent;       // [units, units]
  float *d_bias;            // [units] or NULL
  float *d_initial;         // [batch, units] or NULL
} horn_simple_rnn_gradients;

// Fills all d_… outputs from the gradients of the outputs and the states that forward kept.
void horn_simple_rnn_backward(
    const horn_simple_rnn *rnn, const float *states, const horn_simple_rnn_gradients *gradients);
