#include "optimizer_rules.inc.h"

#undef DENSE
#define DENSE(NAME, STATES)                                                                    \
  static void ISA(dense_##NAME)(                                                               \
      const horn_update *u, float *x, float *const *states, const float *g, long from, long to) { \
    vf value, s[STATES + 1];                                                                   \
    long i = from;                                                                             \
    for (; i + VW <= to; i += VW) {                                                            \
      value = load(x + i);                                                                     \
      for (int k = 0; k < STATES; k++) s[k] = load(states[k] + i);                             \
      ISA(NAME)(&value, s, load(g + i), u);                                                    \
      store(x + i, value);                                                                     \
      for (int k = 0; k < STATES; k++) store(states[k] + i, s[k]);                             \
    }                                                                                          \
    if (i == to) return;                                                                       \
    value = load_part(x + i, to - i);                                                          \
    for (int k = 0; k < STATES; k++) s[k] = load_part(states[k] + i, to - i);                  \
    ISA(NAME)(&value, s, load_part(g + i, to - i), u);                                         \
    store_part(x + i, value, to - i);                                                          \
    for (int k = 0; k < STATES; k++) store_part(states[k] + i, s[k], to - i);                  \
  }

DENSE(sgd, 0)
DENSE(momentum, 1)
DENSE(nesterov, 1)
DENSE(rmsprop, 1)
DENSE(rmsprop_momentum, 2)
DENSE(rmsprop_centered, 2)
DENSE(rmsprop_centered_momentum, 3)
DENSE(adam, 2)
DENSE(adam_amsgrad, 3)
DENSE(nadam, 2)
DENSE(adamax, 2)
DENSE(adagrad, 1)
DENSE(adadelta, 2)
DENSE(ftrl, 2)
DENSE(lion, 1)

static void ISA(update_dense)(
    const horn_update *u, float *x, float *const *states, const float *g, long from, long to) {
  switch (u->rule) {
#define RULE(CASE, NAME) \
  case HORN_RULE_##CASE: ISA(dense_##NAME)(u, x, states, g, from, to); break;
    RULE(SGD, sgd)
    RULE(MOMENTUM, momentum)
    RULE(NESTEROV, nesterov)
    RULE(RMSPROP, rmsprop)
    RULE(RMSPROP_MOMENTUM, rmsprop_momentum)
    RULE(RMSPROP_CENTERED, rmsprop_centered)
    RULE(RMSPROP_CENTERED_MOMENTUM, rmsprop_centered_momentum)
    RULE(ADAM, adam)
    RULE(ADAM_AMSGRAD, adam_amsgrad)
    RULE(NADAM, nadam)
    RULE(ADAMAX, adamax)
    RULE(ADAGRAD, adagrad)
    RULE(ADADELTA, adadelta)
    RULE(FTRL, ftrl)
    RULE(LION, lion)
#undef RULE
  }
}

// Runs the body for vectors at i of n floats, the last one short: EACH(n, { … AT(p) … PUT(p, v) … }).
#undef EACH
#undef AT
#undef PUT
#define AT(p) (whole ? load((p) + i) : load_part((p) + i, n - i))
#define PUT(p, v) (whole ? store((p) + i, v) : store_part((p) + i, v, n - i))
#define EACH(n, ...)                      \
  for (long i = 0; i < (n); i += VW) {    \
    const int whole = i + VW <= (n);      \
    __VA_ARGS__                           \
  }

static void ISA(weight_decay)(float *x, float decay, float rate, long n) {
  EACH(n, {
    vf value = AT(x);
    PUT(x, value - value * splat(decay) * splat(rate));
  })
}

static void ISA(scale)(float *out, const float *g, float factor, float divisor, long n) {
  EACH(n, PUT(out, AT(g) * splat(factor) / splat(divisor));)
}

static void ISA(clip)(float *out, const float *g, float limit, long n) {
  vf high = splat(limit), low = -high;
  EACH(n, {
    vf value = AT(g);
    value = vselect(value > high, high, value);
    PUT(out, vselect(value < low, low, value));
  })
}

static double ISA(square_sum)(const float *g, long n) {
  double total = 0;
  // Blocks are summed in double, so that the length of an array costs no precision.
  for (long start = 0; start < n; start += 1024) {
    long end = start + 1024 < n ? start + 1024 : n, i = start;
    vf sum = {};
    for (; i + VW <= end; i += VW) {
      vf value = load(g + i);
      sum += value * value;
    }
    if (i < end) {
      vf value = load_part(g + i, end - i);
      sum += value * value;
    }
    total += vsum(sum);
  }
  return total;
}

static void ISA(moving_average)(float *average, const float *x, float momentum, long n) {
  EACH(n, PUT(average, splat(momentum) * AT(average) + splat(1 - momentum) * AT(x));)
}

static void ISA(subtract_scaled)(float *x, const float *d, float factor, long n) {
  EACH(n, PUT(x, AT(x) - splat(factor) * AT(d));)
}

static void ISA(lamb_direction)(
    const horn_update *u, float correction1, float correction2, float *out, float *m, float *v,
    const float *g, long n) {
  EACH(n, {
    vf gradient = AT(g);
    vf first = AT(m);
    vf second = AT(v);
    first = first + (gradient - first) * splat(u->rest1);
    second = second + (gradient * gradient - second) * splat(u->rest2);
    PUT(m, first);
    PUT(v, second);
    vf divisor = vsqrt(second / splat(correction2)) + splat(u->epsilon);
    PUT(out, first / splat(correction1) / divisor);
  })
}

// sum[i] += row[i]² + epsilon; returns the sum over the row of what was added.
static double ISA(adafactor_sums)(float *sum, const float *row, float epsilon, long n) {
  vf total = {};
  EACH(n, {
    vf value = AT(row);
    value = value * value + splat(epsilon);
    PUT(sum, AT(sum) + value);
    if (!whole) {
      float lanes[VW] = {0};
      store_part(lanes, value, n - i);
      value = load(lanes);
    }
    total += value;
  })
  return vsum(total);
}

static void ISA(adafactor_row)(float *out, float *v, const float *g, const float *c, float scale, long n) {
  EACH(n, {
    vf value = splat(scale) * AT(c);
    PUT(v, value);
    PUT(out, AT(g) / vsqrt(value));
  })
}

static void ISA(adafactor_vector)(
    float *out, float *v, const float *g, float beta, float epsilon, long n) {
  EACH(n, {
    vf gradient = AT(g);
    vf value = splat(beta) * AT(v) + splat(1 - beta) * (gradient * gradient + splat(epsilon));
    PUT(v, value);
    PUT(out, gradient / vsqrt(value));
  })
}
