// Rows of a table: sums of gradients, steps of the rules, and the catching up of rows left behind.
//
// A row longer than a vector has its last vector end at its end, over elements that the vector
// before it also covers. It is read before and written after the others, so both give the same.
#include "optimizer_rules.inc.h"

// The sum over the uses of what stands at the offset of their value rows.
INLINE vf ISA(use_sum)(const float *values, const int32_t *uses, long count, long length, long at) {
  vf sum = load(values + uses[0] * length + at);
  for (long k = 1; k < count; k++) sum += load(values + uses[k] * length + at);
  return sum;
}

static void ISA(sum_uses)(float *out, const float *values, const int32_t *uses, long count, long length) {
  long i = 0;
  for (; i + VW <= length; i += VW) store(out + i, ISA(use_sum)(values, uses, count, length, i));
  if (i < length) store_part(out + i, ISA(use_sum)(values, uses, count, length, i), length - i);
}

#undef ROW_STEP
#define ROW_STEP(NAME, STATES)                                                                  \
  static void ISA(row_##NAME)(                                                                  \
      const horn_update *u, float *x, float *const *states, const float *values, const int32_t *uses, \
      long count, long length) {                                                                \
    vf last = {}, last_s[STATES + 1], value, s[STATES + 1];                                     \
    long whole = length / VW * VW, tail = length - VW;                                          \
    if (tail < 0) {                                                                             \
      last = load_part(x, length);                                                              \
      for (int k = 0; k < STATES; k++) last_s[k] = load_part(states[k], length);                \
      ISA(NAME)(&last, last_s, ISA(use_sum)(values, uses, count, length, 0), u);                \
      store_part(x, last, length);                                                              \
      for (int k = 0; k < STATES; k++) store_part(states[k], last_s[k], length);                \
      return;                                                                                   \
    }                                                                                           \
    if (whole < length) {                                                                       \
      last = load(x + tail);                                                                    \
      for (int k = 0; k < STATES; k++) last_s[k] = load(states[k] + tail);                      \
      ISA(NAME)(&last, last_s, ISA(use_sum)(values, uses, count, length, tail), u);             \
    }                                                                                           \
    for (long i = 0; i < whole; i += VW) {                                                      \
      value = load(x + i);                                                                      \
      for (int k = 0; k < STATES; k++) s[k] = load(states[k] + i);                              \
      ISA(NAME)(&value, s, ISA(use_sum)(values, uses, count, length, i), u);                    \
      store(x + i, value);                                                                      \
      for (int k = 0; k < STATES; k++) store(states[k] + i, s[k]);                              \
    }                                                                                           \
    if (whole == length) return;                                                                \
    store(x + tail, last);                                                                      \
    for (int k = 0; k < STATES; k++) store(states[k] + tail, last_s[k]);                        \
  }

ROW_STEP(sgd, 0)
ROW_STEP(momentum, 1)
ROW_STEP(nesterov, 1)
ROW_STEP(rmsprop, 1)
ROW_STEP(rmsprop_momentum, 2)
ROW_STEP(rmsprop_centered, 2)
ROW_STEP(rmsprop_centered_momentum, 3)
ROW_STEP(adam, 2)
ROW_STEP(adam_amsgrad, 3)
ROW_STEP(adagrad, 1)
ROW_STEP(adadelta, 2)

static row_step ISA(row_step_of)(horn_rule rule) {
  switch (rule) {
    case HORN_RULE_SGD: return ISA(row_sgd);
    case HORN_RULE_MOMENTUM: return ISA(row_momentum);
    case HORN_RULE_NESTEROV: return ISA(row_nesterov);
    case HORN_RULE_RMSPROP: return ISA(row_rmsprop);
    case HORN_RULE_RMSPROP_MOMENTUM: return ISA(row_rmsprop_momentum);
    case HORN_RULE_RMSPROP_CENTERED: return ISA(row_rmsprop_centered);
    case HORN_RULE_RMSPROP_CENTERED_MOMENTUM: return ISA(row_rmsprop_centered_momentum);
    case HORN_RULE_ADAM: return ISA(row_adam);
    case HORN_RULE_ADAM_AMSGRAD: return ISA(row_adam_amsgrad);
    case HORN_RULE_ADAGRAD: return ISA(row_adagrad);
    case HORN_RULE_ADADELTA: return ISA(row_adadelta);
    default: return 0;
  }
}

// s *= factor.
static void ISA(fade)(float *s, float factor, long n) {
  long i = 0;
  for (; i + VW <= n; i += VW) store(s + i, load(s + i) * splat(factor));
  if (i < n) store_part(s + i, load_part(s + i, n - i) * splat(factor), n - i);
}

// x += factor * m; m *= fade.
static void ISA(coast)(float *x, float *m, float factor, float fade, long n) {
  long i = 0;
  for (; i + VW <= n; i += VW) {
    vf momentum = load(m + i);
    store(x + i, load(x + i) + splat(factor) * momentum);
    store(m + i, momentum * splat(fade));
  }
  if (i == n) return;
  vf momentum = load_part(m + i, n - i);
  store_part(x + i, load_part(x + i, n - i) + splat(factor) * momentum, n - i);
  store_part(m + i, momentum * splat(fade), n - i);
}

// x -= m * sum of rates[j] / (root * roots[j] + epsilon).
INLINE vf ISA(adam_coasted)(
    vf x, vf m, vf root, const float *rates, const float *roots, long count, float epsilon) {
  vf sum = {};
  for (long j = 0; j < count; j++)
    sum += splat(rates[j]) / (root * splat(roots[j]) + splat(epsilon));
  return x - m * sum;
}

// The missed steps of Adam: rates[j] is the rate of the j-th times beta1^(j + 1), roots[j] is
// beta2^((j + 1) / 2).
static void ISA(adam_coast)(
    float *x, float *m, float *v, const float *rates, const float *roots, long count, float fade1,
    float fade2, float epsilon, long n) {
  long i = 0;
  for (; i + VW <= n; i += VW) {
    vf momentum = load(m + i), velocity = load(v + i);
    store(x + i, ISA(adam_coasted)(load(x + i), momentum, vsqrt(velocity), rates, roots, count, epsilon));
    store(m + i, momentum * splat(fade1));
    store(v + i, velocity * splat(fade2));
  }
  if (i == n) return;
  long rest = n - i;
  vf momentum = load_part(m + i, rest), velocity = load_part(v + i, rest);
  vf value = load_part(x + i, rest);
  value = ISA(adam_coasted)(value, momentum, vsqrt(velocity), rates, roots, count, epsilon);
  store_part(x + i, value, rest);
  store_part(m + i, momentum * splat(fade1), rest);
  store_part(v + i, velocity * splat(fade2), rest);
}

// With amsgrad the divisor does not change any more.
static void ISA(amsgrad_coast)(
    float *x, float *m, float *v, const float *largest, float rate, float fade1, float fade2,
    float epsilon, long n) {
  for (long i = 0; i < n; i += VW) {
    long rest = n - i < VW ? n - i : VW;
    vf momentum = load_part(m + i, rest);
    vf divisor = vsqrt(load_part(largest + i, rest)) + splat(epsilon);
    store_part(x + i, load_part(x + i, rest) - splat(rate) * momentum / divisor, rest);
    store_part(m + i, momentum * splat(fade1), rest);
    store_part(v + i, load_part(v + i, rest) * splat(fade2), rest);
  }
}
