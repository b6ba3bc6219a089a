#include "fused_activation.inc.h"

static __attribute__((unused)) void ISA(simple_rnn_forward)(const horn_recurrence_step *step) {
  const long U = step->r->units;
  multiply_recurrent(step, U, step->r->recurrent, U, step->state[0], U, NULL, 1);
  activate(step->r->activation, step->state[0], step->n * U);
}

static __attribute__((unused)) void ISA(simple_rnn_backward)(const horn_recurrence_step *step) {
  const long U = step->r->units;
  times_derivative(step->r->activation, step->d_gates, step->d_state[0], step->state[0], step->n * U);
  multiply(
      step->kernels, step->n, U, U, step->d_gates, U, 1, step->recurrent_t, U, step->d_state[0], U, NULL, 0);
}
