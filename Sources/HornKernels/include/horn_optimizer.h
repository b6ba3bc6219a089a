#pragma once

// How an optimizer changes a variable x, given its gradient g and up to three state arrays of the
// same size, in this order: SGD none; MOMENTUM, NESTEROV momentum; RMSPROP velocity, then momentum,
// then average gradient, those that the rule has; ADAM and NADAM momentum, velocity; ADAM_AMSGRAD
// also the largest velocity; ADAMAX momentum, norm; ADAGRAD accumulator; ADADELTA accumulated
// gradient, accumulated change; FTRL accumulator, linear; LION momentum.
typedef enum {
  HORN_RULE_SGD,
  HORN_RULE_MOMENTUM,
  HORN_RULE_NESTEROV,
  HORN_RULE_RMSPROP,
  HORN_RULE_RMSPROP_MOMENTUM,
  HORN_RULE_RMSPROP_CENTERED,
  HORN_RULE_RMSPROP_CENTERED_MOMENTUM,
  HORN_RULE_ADAM,
  HORN_RULE_ADAM_AMSGRAD,
  HORN_RULE_NADAM,
  HORN_RULE_ADAMAX,
  HORN_RULE_ADAGRAD,
  HORN_RULE_ADADELTA,
  HORN_RULE_FTRL,
  HORN_RULE_LION,
} horn_rule;

// One step of a rule: the numbers that are the same for all variables.
typedef struct {
  horn_rule rule;
  float rate;     // the learning rate, with Adam's and Adamax's bias correction in it
  float beta1;    // decay of the momentum
  float rest1;    // what of the gradient goes into the momentum: 1 - beta1
  float beta2;    // decay of the squares (rho)
  float rest2;    // 1 - beta2
  float epsilon;
  // Nadam: weights of the momentum and the gradient, divisors of both and of the velocity.
  // Ftrl: l1, 2 * l2 with beta in it, 2 * shrinkage, -learning_rate_power.
  float extra[5];
} horn_update;

// Number of state arrays of the rule.
int horn_rule_states(horn_rule rule);

// Changes x and the states in place by one step with a dense gradient. Big arrays are cut over the
// pool by the count of threads.
void horn_update_dense(const horn_update *update, float *x, float *const *states, const float *g, long n);

// x -= x * decay * rate.
void horn_weight_decay(float *x, float decay, float rate, long n);

// out[i] = g[i] * factor / divisor; out may be g.
void horn_scale_f32(float *out, const float *g, float factor, float divisor, long n);

// out[i] = g[i] brought into -limit...limit; NaN stays. out may be g.
void horn_clip_f32(float *out, const float *g, float limit, long n);

// Sum of the squares, in an order that depends on n only.
double horn_square_sum_f32(const float *g, long n);

// average = momentum * average + (1 - momentum) * x.
void horn_moving_average(float *average, const float *x, float momentum, long n);

// Lamb, first half: the moments and the wish to move, `out = m / correction1 / (sqrt(v / correction2) + epsilon)`.
void horn_lamb_direction(
    const horn_update *update, float correction1, float correction2, float *out, float *m, float *v,
    const float *g, long n);

// x -= factor * d.
void horn_subtract_scaled(float *x, const float *d, float factor, long n);

// Adafactor for a stack of `count` matrices of rows × columns: running means of g² + epsilon over
// columns (r, [count, rows]) and over rows (c, [count, columns]), what v follows from them, and
// out = g / sqrt(v).
void horn_adafactor_matrix(
    float *out, float *r, float *c, float *v, const float *g, float beta, float epsilon, long count,
    long rows, long columns);

// The same for a vector, whose v is a running mean itself.
void horn_adafactor_vector(float *out, float *v, const float *g, float beta, float epsilon, long n);

float horn_pow_f32(float x, float y);
float horn_log_f32(float x);
float horn_cos_f32(float x);
