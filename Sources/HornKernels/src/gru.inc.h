// Gated recurrent units, gates z, r, h side by side: h' = z·h + (1 − z)·hh. With reset_after, hh is
// f(xh + r·(h·Uh + bias)), and kept has the part in brackets; without, f(xh + (r·h)·Uh), and kept has r·h.
// Vectors may read past a row's end, into the next; memory ends with room for that.
#include "fused_activation.inc.h"
#include "gemm.inc.h"

#undef gru_put
#undef gru_tile
#undef gru_rows
#undef gru_step
#undef gru_row_gradients
#undef gru_resets
#undef gru_candidates
#undef gru_candidate_gradients
#undef gru_reset_gradients
#undef gru_with_activations
#define gru_put ISA(gru_put_vector)
#define gru_tile ISA(gru_tile_of_rows)
#define gru_rows ISA(gru_all_rows)
#define gru_step ISA(gru_whole_step)
#define gru_row_gradients ISA(gru_gradients_of_rows)
#define gru_resets ISA(gru_before_resets)
#define gru_candidates ISA(gru_before_candidates)
#define gru_candidate_gradients ISA(gru_before_candidate_gradients)
#define gru_reset_gradients ISA(gru_before_reset_gradients)

// The usual activations as constants, so that no vector asks which they are.
#define gru_with_activations(function, step)                                                              \
  if ((step)->r->recurrent_activation == HORN_FUSED_SIGMOID && (step)->r->activation == HORN_FUSED_TANH) \
    function(HORN_FUSED_SIGMOID, HORN_FUSED_TANH, step);                                                  \
  else function((step)->r->recurrent_activation, (step)->r->activation, step)

// Units up to which a step's products stay in registers until the gates are done; beyond, the driver's products,
// which reuse what they read, are better.
enum { ISA(GRU_MOST_UNITS) = 128 };

INLINE void gru_put(float *to, vf v, long n) {
  if (n >= VW) store(to, v);
  else store_part(to, v, n);
}

// mr rows of one vector's units, from the products to the new state.
INLINE void gru_tile(
    const int mr, int inner, int outer, long units, long u, const float *recurrent, const float *bias,
    const float *before, float *gates, float *kept, float *state) {
  vf z[8], r[8], h[8];
  const vf zero = {};
  const vf bias_z = bias ? load(bias + u) : zero, bias_r = bias ? load(bias + units + u) : zero;
  const vf bias_h = bias ? load(bias + 2 * units + u) : zero;
#pragma clang loop unroll(full)
  for (int i = 0; i < mr; i++) {
    z[i] = load(gates + i * 3 * units + u) + bias_z;
    r[i] = load(gates + (i * 3 + 1) * units + u) + bias_r;
    h[i] = bias_h;
  }
  const float *weights = recurrent + u;
  for (long p = 0; p < units; p++, weights += 3 * units) {
    const vf to_z = load(weights), to_r = load(weights + units), to_h = load(weights + 2 * units);
#pragma clang loop unroll(full)
    for (int i = 0; i < mr; i++) {
      const vf from = splat(before[i * units + p]);
      z[i] += from * to_z;
      r[i] += from * to_r;
      h[i] += from * to_h;
    }
  }
  const long n = units - u;
#pragma clang loop unroll(full)
  for (int i = 0; i < mr; i++) {
    const vf update = activated(inner, z[i]), reset = activated(inner, r[i]);
    float *of = gates + i * 3 * units + u;
    const vf candidate = activated(outer, load(of + 2 * units) + reset * h[i]);
    gru_put(of, update, n);
    gru_put(of + units, reset, n);
    gru_put(of + 2 * units, candidate, n);
    gru_put(kept + i * units + u, h[i], n);
    gru_put(state + i * units + u, candidate + update * (load(before + i * units + u) - candidate), n);
  }
}

INLINE void gru_rows(int inner, int outer, const horn_recurrence_step *step) {
  const long U = step->r->units, n = step->n;
  for (long u = 0; u < U; u += VW) {
    long k = 0;
#define TILE(mr)                                                                                              \
  gru_tile(                                                                                                   \
      mr, inner, outer, U, u, step->r->recurrent, step->r->recurrent_bias, step->before[0] + k * U,           \
      step->gates + k * 3 * U, step->kept + k * U, step->state[0] + k * U)
#if HORN_WIDE_FILE
    for (; k + 8 <= n; k += 8) TILE(8);
#endif
    for (; k + 4 <= n; k += 4) TILE(4);
    for (; k + 2 <= n; k += 2) TILE(2);
    for (; k < n; k++) TILE(1);
#undef TILE
  }
}

// As gru_rows, after the products: gates has the sums of z and r without the recurrent bias, kept the one of h with it.
INLINE void gru_step(int inner, int outer, const horn_recurrence_step *step) {
  const long U = step->r->units;
  const float *bias = step->r->recurrent_bias;
  for (long k = 0; k < step->n; k++) {
    float *gates = step->gates + k * 3 * U, *state = step->state[0] + k * U;
    const float *before = step->before[0] + k * U, *kept = step->kept + k * U;
    for (long u = 0; u < U; u += VW) {
      const vf zero = {};
      const vf update = activated(inner, load(gates + u) + (bias ? load(bias + u) : zero));
      const vf reset = activated(inner, load(gates + U + u) + (bias ? load(bias + U + u) : zero));
      const vf candidate = activated(outer, load(gates + 2 * U + u) + reset * load(kept + u));
      gru_put(gates + u, update, U - u);
      gru_put(gates + U + u, reset, U - u);
      gru_put(gates + 2 * U + u, candidate, U - u);
      gru_put(state + u, candidate + update * (load(before + u) - candidate), U - u);
    }
  }
}

static __attribute__((unused)) void ISA(gru_forward)(const horn_recurrence_step *step) {
  const long U = step->r->units;
  if (U <= ISA(GRU_MOST_UNITS) && step->n > 1) {
    gru_with_activations(gru_rows, step);
    return;
  }
  const float *recurrent = step->r->recurrent, *bias = step->r->recurrent_bias;
  multiply_recurrent(step, 2 * U, recurrent, 3 * U, step->gates, 3 * U, NULL, 1);
  multiply_recurrent(step, U, recurrent + 2 * U, 3 * U, step->kept, U, bias ? bias + 2 * U : NULL, 0);
  gru_with_activations(gru_step, step);
}

INLINE void gru_row_gradients(int inner, int outer, const horn_recurrence_step *step) {
  const long U = step->r->units;
  for (long k = 0; k < step->n; k++) {
    const float *gates = step->gates + k * 3 * U, *kept = step->kept + k * U, *before = step->before[0] + k * U;
    float *d_state = step->d_state[0] + k * U, *d_gates = step->d_gates + k * 3 * U;
    float *d_inner = step->d_inner + k * 3 * U;
    for (long u = 0; u < U; u += VW) {
      const long n = U - u;
      const vf update = load(gates + u), reset = load(gates + U + u), candidate = load(gates + 2 * U + u);
      const vf above = load(d_state + u), held = above * update;
      const vf d_update = derived_from(inner, above * (load(before + u) - candidate), update);
      const vf d_candidate = derived_from(outer, above - held, candidate);
      const vf d_reset = derived_from(inner, d_candidate * load(kept + u), reset);
      gru_put(d_state + u, held, n);
      gru_put(d_gates + u, d_update, n);
      gru_put(d_gates + U + u, d_reset, n);
      gru_put(d_gates + 2 * U + u, d_candidate, n);
      gru_put(d_inner + u, d_update, n);
      gru_put(d_inner + U + u, d_reset, n);
      gru_put(d_inner + 2 * U + u, d_candidate * reset, n);
    }
  }
}

static __attribute__((unused)) void ISA(gru_backward)(const horn_recurrence_step *step) {
  const long U = step->r->units;
  gru_with_activations(gru_row_gradients, step);
  multiply(
      step->kernels, step->n, U, 3 * U, step->d_inner, 3 * U, 1, step->recurrent_t, U, step->d_state[0], U, NULL,
      1);
}

// The form that resets before the product.

INLINE void gru_resets(int inner, int outer, const horn_recurrence_step *step) {
  (void)outer;
  const long U = step->r->units;
  for (long k = 0; k < step->n; k++) {
    float *gates = step->gates + k * 3 * U, *kept = step->kept + k * U;
    const float *before = step->before[0] + k * U;
    for (long u = 0; u < U; u += VW) {
      const vf update = activated(inner, load(gates + u)), reset = activated(inner, load(gates + U + u));
      gru_put(gates + u, update, U - u);
      gru_put(gates + U + u, reset, U - u);
      gru_put(kept + u, reset * load(before + u), U - u);
    }
  }
}

INLINE void gru_candidates(int inner, int outer, const horn_recurrence_step *step) {
  (void)inner;
  const long U = step->r->units;
  for (long k = 0; k < step->n; k++) {
    float *gates = step->gates + k * 3 * U, *state = step->state[0] + k * U;
    const float *before = step->before[0] + k * U;
    for (long u = 0; u < U; u += VW) {
      const vf candidate = activated(outer, load(gates + 2 * U + u));
      gru_put(gates + 2 * U + u, candidate, U - u);
      gru_put(state + u, candidate + load(gates + u) * (load(before + u) - candidate), U - u);
    }
  }
}

static __attribute__((unused)) void ISA(gru_before_forward)(const horn_recurrence_step *step) {
  const long U = step->r->units;
  multiply_recurrent(step, 2 * U, step->r->recurrent, 3 * U, step->gates, 3 * U, NULL, 1);
  gru_with_activations(gru_resets, step);
  multiply(
      step->kernels, step->n, U, U, step->kept, U, 1, step->r->recurrent + 2 * U, 3 * U, step->gates + 2 * U,
      3 * U, NULL, 1);
  gru_with_activations(gru_candidates, step);
}

INLINE void gru_candidate_gradients(int inner, int outer, const horn_recurrence_step *step) {
  const long U = step->r->units;
  for (long k = 0; k < step->n; k++) {
    const float *gates = step->gates + k * 3 * U, *before = step->before[0] + k * U;
    float *d_state = step->d_state[0] + k * U, *d_gates = step->d_gates + k * 3 * U;
    for (long u = 0; u < U; u += VW) {
      const vf update = load(gates + u), candidate = load(gates + 2 * U + u);
      const vf above = load(d_state + u), held = above * update;
      gru_put(d_state + u, held, U - u);
      gru_put(d_gates + u, derived_from(inner, above * (load(before + u) - candidate), update), U - u);
      gru_put(d_gates + 2 * U + u, derived_from(outer, above - held, candidate), U - u);
    }
  }
}

// d_gates has dL/d(r·h) where dL/dr will be.
INLINE void gru_reset_gradients(int inner, int outer, const horn_recurrence_step *step) {
  (void)outer;
  const long U = step->r->units;
  for (long k = 0; k < step->n; k++) {
    const float *gates = step->gates + k * 3 * U, *before = step->before[0] + k * U;
    float *d_state = step->d_state[0] + k * U, *d_reset = step->d_gates + (k * 3 + 1) * U;
    for (long u = 0; u < U; u += VW) {
      const vf reset = load(gates + U + u), above = load(d_reset + u);
      gru_put(d_state + u, load(d_state + u) + above * reset, U - u);
      gru_put(d_reset + u, derived_from(inner, above * load(before + u), reset), U - u);
    }
  }
}

static __attribute__((unused)) void ISA(gru_before_backward)(const horn_recurrence_step *step) {
  const long U = step->r->units;
  gru_with_activations(gru_candidate_gradients, step);
  multiply(
      step->kernels, step->n, U, U, step->d_gates + 2 * U, 3 * U, 1, step->recurrent_t + 2 * U * U, U,
      step->d_gates + U, 3 * U, NULL, 0);
  gru_with_activations(gru_reset_gradients, step);
  multiply(
      step->kernels, step->n, U, 2 * U, step->d_gates, 3 * U, 1, step->recurrent_t, U, step->d_state[0], U, NULL,
      1);
}

static __attribute__((unused)) void ISA(gru_before_add_recurrent)(
    const horn_recurrence_step *chunk, float *d_recurrent, int accumulate) {
  const long U = chunk->r->units;
  multiply(
      chunk->kernels, U, 2 * U, chunk->n, chunk->before[0], 1, U, chunk->d_gates, 3 * U, d_recurrent, 3 * U, NULL,
      accumulate);
  multiply(
      chunk->kernels, U, U, chunk->n, chunk->kept, 1, U, chunk->d_gates + 2 * U, 3 * U, d_recurrent + 2 * U, 3 * U,
      NULL, accumulate);
}
