// Rows of a table: sums of gradients, steps of the rules, and the catching up of rows left behind.
//
// A row longer than a vector has its last vector end at its end, over elements that the vector
// before it also covers. It is read before and written after the others, so both give the same.
#include "optimizer_rules.inc.h"

// The sums of the elements at `at` of the uses' value rows, for BLOCK vectors at once.
#undef SUM_BLOCK
#define SUM_BLOCK(BLOCK)                                                                \
  {                                                                                     \
    vf sum[BLOCK];                                                                      \
    const float *row = values + uses[0] * length + at;                                  \
    for (int b = 0; b < BLOCK; b++) sum[b] = load(row + b * VW);                        \
    for (long k = 1; k < count; k++) {                                                  \
      row = values + uses[k] * length + at;                                             \
      for (int b = 0; b < BLOCK; b++) sum[b] += load(row + b * VW);                     \
    }                                                                                   \
    for (int b = 0; b < BLOCK; b++) store(out + at + b * VW, sum[b]);                   \
    at += BLOCK * VW;                                                                   \
  }

// out = the sum of the uses' value rows; whole vectors are written, past the end too.
static void ISA(sum_uses)(float *out, const float *values, const int32_t *uses, long count, long length) {
  long at = 0;
  while (at + 3 * VW < length) SUM_BLOCK(4)
  while (at + VW < length) SUM_BLOCK(2)
  if (at < length) SUM_BLOCK(1)
}

#undef ROW_STEP
#define ROW_STEP(NAME, STATES)                                                                  \
  static void ISA(row_##NAME)(                                                                  \
      const horn_update *u, float *x, float *const *states, const float *g, long length) {      \
    vf last = {}, last_s[STATES + 1], value, s[STATES + 1];                                     \
    long whole = length / VW * VW, tail = length - VW;                                          \
    if (tail < 0) {                                                                             \
      last = load_part(x, length);                                                              \
      for (int k = 0; k < STATES; k++) last_s[k] = load_part(states[k], length);                \
      ISA(NAME)(&last, last_s, load(g), u);                \
      store_part(x, last, length);                                                              \
      for (int k = 0; k < STATES; k++) store_part(states[k], last_s[k], length);                \
      return;                                                                                   \
    }                                                                                           \
    if (whole < length) {                                                                       \
      last = load(x + tail);                                                                    \
      for (int k = 0; k < STATES; k++) last_s[k] = load(states[k] + tail);                      \
      ISA(NAME)(&last, last_s, load(g + tail), u);             \
    }                                                                                           \
    for (long i = 0; i < whole; i += VW) {                                                      \
      value = load(x + i);                                                                      \
      for (int k = 0; k < STATES; k++) s[k] = load(states[k] + i);                              \
      ISA(NAME)(&value, s, load(g + i), u);                    \
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

// Many missed steps of Adam at once: the sum over them of rate / (root * d + epsilon), of which d lies
// near `mean`, as a series in the distances from it; see adam_sums in rowsum.c.
static void ISA(adam_coast_far)(
    float *x, float *m, float *v, const adam_sums *sums, float fade1, float fade2, float epsilon, long n) {
  for (long i = 0; i < n; i += VW) {
    int whole = i + VW <= n;
    long rest = n - i;
    vf momentum = whole ? load(m + i) : load_part(m + i, rest);
    vf velocity = whole ? load(v + i) : load_part(v + i, rest);
    vf value = whole ? load(x + i) : load_part(x + i, rest);
    vf scaled = vsqrt(velocity) * splat(sums->mean);
    vf inverse = splat(1.0f) / (scaled + splat(epsilon));
    vf q = scaled * inverse;
    vf series = splat(sums->order0) + q * q * (splat(sums->order2) - q * splat(sums->order3));
    value = value - momentum * inverse * series;
    momentum = momentum * splat(fade1);
    velocity = velocity * splat(fade2);
    if (whole) {
      store(x + i, value);
      store(m + i, momentum);
      store(v + i, velocity);
    } else {
      store_part(x + i, value, rest);
      store_part(m + i, momentum, rest);
      store_part(v + i, velocity, rest);
    }
  }
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
