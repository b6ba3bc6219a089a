#include "fused_activation.inc.h"
#include "gemm.inc.h"

#undef copy_row
#define copy_row ISA(rnn_copy_row)

// A row is often shorter than a call of memcpy is worth.
INLINE void copy_row(float *to, const float *from, long n) {
  long i = 0;
  for (; i + VW <= n; i += VW) store(to + i, load(from + i));
  if (i < n) store_part(to + i, load_part(from + i, n - i), n - i);
}

// Steps lie this far apart: the padding keeps a sequence's steps out of each other's cache sets.
#undef step_stride
#define step_stride(rows, units) ((rows) * (units) + 16)

// The rows first ..< first + rows of the batch. With `states`, every step's state is kept there,
// [time, step_stride]; else `work` has room for `chunk` steps.
static void ISA(simple_rnn_forward)(
    const horn_simple_rnn *r, long first, long rows, long chunk, float *states, float *work,
    float *sequence, float *last, float *final) {
  const long T = r->time, D = r->features, U = r->units, step = rows * U, stride = step_stride(rows, U);
  const float *x = r->places ? r->x : r->x + first * T * D;
  const int32_t *places = r->places ? r->places + first * T : NULL;
  const uint8_t *mask = r->mask ? r->mask + first * T : r->mask;
  float *previous = final + first * U;
  if (r->initial) memcpy(previous, r->initial + first * U, (size_t)step * 4);
  else memset(previous, 0, (size_t)step * 4);
  float *carried = previous;  // the state before the chunk

  for (long start = 0; start < T; start += chunk) {
    long steps = T - start < chunk ? T - start : chunk;
    float *h = states ? states + start * stride : work;
    // The inputs of the chunk's steps, projected: one product per sequence, written by time.
    for (long b = 0; places && b < rows; b++)
      for (long s = 0; s < steps; s++) {
        long t = start + s;
        copy_row(h + s * stride + b * U, x + places[b * T + (r->go_backwards ? T - 1 - t : t)] * U, U);
      }
    for (long b = 0; !places && b < rows; b++) {
      const float *from = x + b * T * D + (r->go_backwards ? T - 1 - start : start) * D;
      gemm(steps, U, D, from, r->go_backwards ? -D : D, 1, r->kernel, U, h + b * U, stride, r->bias, 0);
    }
    for (long s = 0; s < steps; s++) {
      float *now = h + s * stride;
      gemm(rows, U, U, previous, U, 1, r->recurrent, U, now, U, NULL, 1);
      activate(r->activation, now, step);
      long t = start + s;
      if (mask) {
        for (long b = 0; b < rows; b++)
          if (!mask[b * T + (r->go_backwards ? T - 1 - t : t)])
            copy_row(now + b * U, previous + b * U, U);
      }
      previous = now;
      int zeros = mask && r->zero_output_for_mask;
      if (sequence)
        for (long b = 0; b < rows; b++) {
          float *out = sequence + ((first + b) * T + t) * U;
          if (zeros && !mask[b * T + (r->go_backwards ? T - 1 - t : t)]) memset(out, 0, (size_t)U * 4);
          else copy_row(out, now + b * U, U);
        }
    }
    if (!states) {
      memcpy(carried, previous, (size_t)step * 4);
      previous = carried;
    }
  }
  if (previous != carried) memcpy(carried, previous, (size_t)step * 4);
  if (last) {
    memcpy(last + first * U, carried, (size_t)step * 4);
    if (mask && r->zero_output_for_mask)
      for (long b = 0; b < rows; b++)
        if (T > 0 && !mask[b * T + (r->go_backwards ? 0 : T - 1)])
          memset(last + (first + b) * U, 0, (size_t)U * 4);
  }
}

// As forward. d_rows: this part's own sums for the rows of x, with places. work: chunk + 2 steps; the transposed weights are kernel_t [units,
// features] and recurrent_t [units, units]. The d_… of the weights are this part's own sums.
static void ISA(simple_rnn_backward)(
    const horn_simple_rnn *r, const horn_simple_rnn_gradients *g, long first, long rows, long chunk,
    const float *states, float *work, const float *kernel_t, const float *recurrent_t,
    float *d_kernel, float *d_recurrent, float *d_bias, float *d_rows) {
  const long T = r->time, D = r->features, U = r->units, step = rows * U, stride = step_stride(rows, U);
  const float *x = r->places ? r->x : r->x + first * T * D;
  const int32_t *places = r->places ? r->places + first * T : NULL;
  const uint8_t *mask = r->mask ? r->mask + first * T : r->mask;
  float *d_state = work;           // dL/dh of the step at hand
  float *kept = work + step;       // what masked rows hand through
  float *d_gates = work + 2 * step;  // dL/d(pre-activation) of the chunk's steps

  if (places) memset(d_rows, 0, (size_t)(r->rows * U) * 4);
  else memset(d_kernel, 0, (size_t)(D * U) * 4);
  memset(d_recurrent, 0, (size_t)(U * U) * 4);
  if (d_bias) memset(d_bias, 0, (size_t)U * 4);
  if (g->d_final) memcpy(d_state, g->d_final + first * U, (size_t)step * 4);
  else memset(d_state, 0, (size_t)step * 4);
  if (g->d_last) {
    const float *d_last = g->d_last + first * U;
    for (long b = 0; b < rows; b++) {
      if (mask && r->zero_output_for_mask && T > 0 && !mask[b * T + (r->go_backwards ? 0 : T - 1)]) continue;
      for (long u = 0; u < U; u++) d_state[b * U + u] += d_last[b * U + u];
    }
  }

  long chunks = (T + chunk - 1) / chunk;
  for (long c = chunks - 1; c >= 0; c--) {
    long start = c * chunk, steps = T - start < chunk ? T - start : chunk;
    for (long s = steps - 1; s >= 0; s--) {
      long t = start + s;
      const float *now = states + t * stride;
      float *d_gate = d_gates + s * stride;
      if (g->d_sequence)
        for (long b = 0; b < rows; b++) {
          if (mask && r->zero_output_for_mask && !mask[b * T + (r->go_backwards ? T - 1 - t : t)]) continue;
          const float *from = g->d_sequence + ((first + b) * T + t) * U;
          float *to = d_state + b * U;
          long u = 0;
          for (; u + VW <= U; u += VW) store(to + u, load(to + u) + load(from + u));
          if (u < U) store_part(to + u, load_part(to + u, U - u) + load_part(from + u, U - u), U - u);
        }
      times_derivative(r->activation, d_gate, d_state, now, step);
      if (mask) {
        memset(kept, 0, (size_t)step * 4);
        for (long b = 0; b < rows; b++)
          if (!mask[b * T + (r->go_backwards ? T - 1 - t : t)]) {
            copy_row(kept + b * U, d_state + b * U, U);
            memset(d_gate + b * U, 0, (size_t)U * 4);
          }
        memcpy(d_state, kept, (size_t)step * 4);
      }
      gemm(rows, U, U, d_gate, U, 1, recurrent_t, U, d_state, U, NULL, mask != NULL);
    }

    // The weights' gradients, over all rows of the chunk.
    for (long b = 0; places && b < rows; b++)
      for (long s = 0; s < steps; s++) {
        long t = start + s;
        float *to = d_rows + places[b * T + (r->go_backwards ? T - 1 - t : t)] * U;
        const float *from = d_gates + s * stride + b * U;
        long u = 0;
        for (; u + VW <= U; u += VW) store(to + u, load(to + u) + load(from + u));
        if (u < U) store_part(to + u, load_part(to + u, U - u) + load_part(from + u, U - u), U - u);
      }
    for (long b = 0; !places && b < rows; b++) {
      long at = r->go_backwards ? T - 1 - start : start, along = r->go_backwards ? -D : D;
      const float *from = x + b * T * D + at * D;
      gemm(D, U, steps, from, 1, along, d_gates + b * U, stride, d_kernel, U, NULL, 1);
      if (g->d_x)
        gemm(steps, D, U, d_gates + b * U, stride, 1, kernel_t, D,
             g->d_x + (first + b) * T * D + at * D, along, NULL, 0);
    }
    for (long s = 0; s < steps; s++) {
      const float *d_gate = d_gates + s * stride;
      const float *before = start + s > 0 ? states + (start + s - 1) * stride
                            : r->initial  ? r->initial + first * U
                                          : NULL;
      if (before) gemm(U, U, rows, before, 1, U, d_gate, U, d_recurrent, U, NULL, 1);
      if (d_bias) add_rows(d_bias, d_gate, rows, U);
    }
  }
  if (g->d_initial) memcpy(g->d_initial + first * U, d_state, (size_t)step * 4);
}
