#include "fused_activation.inc.h"

#undef lstm_gates
#undef lstm_gate_gradients
#define lstm_gates ISA(lstm_gates_of)
#define lstm_gate_gradients ISA(lstm_gate_gradients_of)

// One row: pre-activations of the gates i, f, g, o become the gates; kept gets f(c). Vectors may read past a
// row's end, into the next; memory ends with room for that.
INLINE void lstm_gates(
    int inner, int outer, long units, float *gates, float *kept, const float *c_before, float *c, float *h) {
  for (long u = 0; u < units; u += VW) {
    vf i = activated(inner, load(gates + u)), f = activated(inner, load(gates + units + u));
    vf g = activated(outer, load(gates + 2 * units + u)), o = activated(inner, load(gates + 3 * units + u));
    vf cell = f * load(c_before + u) + i * g;
    vf shown = activated(outer, cell);
    vf out = o * shown;
    if (u + VW <= units) {
      store(gates + u, i);
      store(gates + units + u, f);
      store(gates + 2 * units + u, g);
      store(gates + 3 * units + u, o);
      store(kept + u, shown);
      store(c + u, cell);
      store(h + u, out);
    } else {
      long n = units - u;
      store_part(gates + u, i, n);
      store_part(gates + units + u, f, n);
      store_part(gates + 2 * units + u, g, n);
      store_part(gates + 3 * units + u, o, n);
      store_part(kept + u, shown, n);
      store_part(c + u, cell, n);
      store_part(h + u, out, n);
    }
  }
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
  multiply(
      step->kernels, step->n, 4 * U, U, step->before[0], U, 1, step->r->recurrent, 4 * U, step->gates, 4 * U,
      NULL, 1);
  for (long k = 0; k < step->n; k++) {
    float *gates = step->gates + k * 4 * U, *kept = step->kept + k * U;
    const float *c_before = step->before[1] + k * U;
    float *c = step->state[1] + k * U, *h = step->state[0] + k * U;
    if (inner == HORN_FUSED_SIGMOID && outer == HORN_FUSED_TANH)
      lstm_gates(HORN_FUSED_SIGMOID, HORN_FUSED_TANH, U, gates, kept, c_before, c, h);
    else lstm_gates(inner, outer, U, gates, kept, c_before, c, h);
  }
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
