// Long short-term memory, gates i, f, g, o side by side; kept has f(c). Vectors may read past a row's end, into the
// next; memory ends with room for that.
#include "fused_activation.inc.h"

#undef lstm_put
#undef lstm_tile
#undef lstm_outputs
#undef lstm_step
#undef lstm_gate_gradients
#define lstm_put ISA(lstm_put_vector)
#define lstm_tile ISA(lstm_tile_of_rows)
#define lstm_outputs ISA(lstm_outputs_of_rows)
#define lstm_step ISA(lstm_whole_step)
#define lstm_gate_gradients ISA(lstm_gate_gradients_of)

// Units up to which a step's products stay in registers until the gates are done; beyond, the driver's products,
// which reuse what they read, are better.
enum { ISA(LSTM_MOST_UNITS) = 96 };

INLINE void lstm_put(float *to, vf v, long n) {
  if (n >= VW) store(to, v);
  else store_part(to, v, n);
}

// mr rows of one vector's units, from the products (with `inside`; else they are in `gates`) to the gates i, f, g, o
// and the cell's new state.
INLINE void lstm_tile(
    const int mr, const int inside, int inner, int outer, long units, long u, const float *recurrent,
    const float *before, const float *c_before, float *gates, float *c) {
  vf sum[6][4];
#pragma clang loop unroll(full)
  for (int i = 0; i < mr; i++)
#pragma clang loop unroll(full)
    for (int g = 0; g < 4; g++) sum[i][g] = load(gates + (i * 4 + g) * units + u);
  const float *weights = recurrent + u;
  for (long p = 0; inside && p < units; p++, weights += 4 * units) {
    vf right[4];
#pragma clang loop unroll(full)
    for (int g = 0; g < 4; g++) right[g] = load(weights + g * units);
#pragma clang loop unroll(full)
    for (int i = 0; i < mr; i++) {
      const vf left = splat(before[i * units + p]);
#pragma clang loop unroll(full)
      for (int g = 0; g < 4; g++) sum[i][g] += left * right[g];
    }
  }
  const long n = units - u;
#pragma clang loop unroll(full)
  for (int i = 0; i < mr; i++) {
    float *of = gates + i * 4 * units + u;
    const vf in = activated(inner, sum[i][0]), forget = activated(inner, sum[i][1]);
    const vf candidate = activated(outer, sum[i][2]), out = activated(inner, sum[i][3]);
    lstm_put(of, in, n);
    lstm_put(of + units, forget, n);
    lstm_put(of + 2 * units, candidate, n);
    lstm_put(of + 3 * units, out, n);
    lstm_put(c + i * units + u, forget * load(c_before + i * units + u) + in * candidate, n);
  }
}

// kept = f(c) and h = o · f(c): apart from the gates, so that the CPU is at work on several rows at a time.
INLINE void lstm_outputs(int outer, const horn_recurrence_step *step) {
  const long U = step->r->units;
  const float *out = step->gates + 3 * U, *c = step->state[1];
  float *kept = step->kept, *h = step->state[0];
  for (long k = 0; k < step->n; k++, out += 4 * U, c += U, kept += U, h += U)
    for (long u = 0; u < U; u += VW) {
      const vf shown = activated(outer, load(c + u));
      lstm_put(kept + u, shown, U - u);
      lstm_put(h + u, load(out + u) * shown, U - u);
    }
}

INLINE void lstm_step(const int inside, int inner, int outer, const horn_recurrence_step *step) {
  const long U = step->r->units, n = step->n;
  for (long u = 0; u < U; u += VW) {
    long k = 0;
#define TILE(mr)                                                                                                \
  lstm_tile(                                                                                                    \
      mr, inside, inner, outer, U, u, step->r->recurrent, step->before[0] + k * U, step->before[1] + k * U,     \
      step->gates + k * 4 * U, step->state[1] + k * U)
#if VW == 16 || defined(HORN_MASKS)
    for (; k + 6 <= n && k + 8 != n; k += 6) TILE(6);
    for (; k + 4 <= n; k += 4) TILE(4);
#endif
    for (; k + 2 <= n; k += 2) TILE(2);
    for (; k < n; k++) TILE(1);
#undef TILE
  }
  lstm_outputs(outer, step);
}

INLINE void lstm_gate_gradients(
    int inner, int outer, long units, const float *gates, const float *kept, const float *c_before,
    const float *d_h, float *d_c, float *d_gates) {
  for (long u = 0; u < units; u += VW) {
    vf i = load(gates + u), f = load(gates + units + u), g = load(gates + 2 * units + u);
    vf o = load(gates + 3 * units + u), shown = load(kept + u), above = load(d_h + u);
    vf d_cell = load(d_c + u) + derived_from(outer, above * o, shown);
    vf d_i = derived_from(inner, d_cell * g, i), d_f = derived_from(inner, d_cell * load(c_before + u), f);
    vf d_g = derived_from(outer, d_cell * i, g), d_o = derived_from(inner, above * shown, o);
    vf d_before = d_cell * f;
    if (u + VW <= units) {
      store(d_gates + u, d_i);
      store(d_gates + units + u, d_f);
      store(d_gates + 2 * units + u, d_g);
      store(d_gates + 3 * units + u, d_o);
      store(d_c + u, d_before);
    } else {
      long n = units - u;
      store_part(d_gates + u, d_i, n);
      store_part(d_gates + units + u, d_f, n);
      store_part(d_gates + 2 * units + u, d_g, n);
      store_part(d_gates + 3 * units + u, d_o, n);
      store_part(d_c + u, d_before, n);
    }
  }
}

static __attribute__((unused)) void ISA(lstm_forward)(const horn_recurrence_step *step) {
  const long U = step->r->units;
  const int inner = step->r->recurrent_activation, outer = step->r->activation;
  const int usual = inner == HORN_FUSED_SIGMOID && outer == HORN_FUSED_TANH;
  // One row's products wait for one another less, and read the weights in one go, if they are done first.
  if (usual && U <= ISA(LSTM_MOST_UNITS) && step->n > 1) {
    lstm_step(1, HORN_FUSED_SIGMOID, HORN_FUSED_TANH, step);
    return;
  }
  multiply_recurrent(step, 4 * U, step->r->recurrent, 4 * U, step->gates, 4 * U, NULL, 1);
  if (usual) lstm_step(0, HORN_FUSED_SIGMOID, HORN_FUSED_TANH, step);
  else lstm_step(0, inner, outer, step);
}

static __attribute__((unused)) void ISA(lstm_backward)(const horn_recurrence_step *step) {
  const long U = step->r->units;
  const int inner = step->r->recurrent_activation, outer = step->r->activation;
  for (long k = 0; k < step->n; k++) {
    const float *gates = step->gates + k * 4 * U, *kept = step->kept + k * U;
    const float *c_before = step->before[1] + k * U, *d_h = step->d_state[0] + k * U;
    float *d_c = step->d_state[1] + k * U, *d_gates = step->d_gates + k * 4 * U;
    if (inner == HORN_FUSED_SIGMOID && outer == HORN_FUSED_TANH)
      lstm_gate_gradients(HORN_FUSED_SIGMOID, HORN_FUSED_TANH, U, gates, kept, c_before, d_h, d_c, d_gates);
    else lstm_gate_gradients(inner, outer, U, gates, kept, c_before, d_h, d_c, d_gates);
  }
  multiply(
      step->kernels, step->n, U, 4 * U, step->d_gates, 4 * U, 1, step->recurrent_t, U, step->d_state[0], U,
      NULL, 0);
}
