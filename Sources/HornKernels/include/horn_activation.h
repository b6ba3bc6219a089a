#pragma once

// Activation functions with their derivatives. a, b and c are the arguments in Keras's order.
typedef enum horn_activation {
  HORN_ACTIVATION_RELU,  // negative_slope, max_value (infinity for none), threshold
  HORN_ACTIVATION_LEAKY_RELU,  // negative_slope
  HORN_ACTIVATION_ELU,  // alpha, scale
  HORN_ACTIVATION_CELU,  // alpha
  HORN_ACTIVATION_SOFTSIGN,
  HORN_ACTIVATION_SQUAREPLUS,  // b
  HORN_ACTIVATION_SOFT_SHRINK,  // threshold
  HORN_ACTIVATION_HARD_SHRINK,  // threshold
  HORN_ACTIVATION_TANH_SHRINK,
  HORN_ACTIVATION_SPARSE_PLUS,
  HORN_ACTIVATION_SPARSE_SIGMOID,
  HORN_ACTIVATION_SILU,
  HORN_ACTIVATION_GELU,
  HORN_ACTIVATION_GELU_TANH,
  HORN_ACTIVATION_THRESHOLD,  // threshold, default_value
  HORN_ACTIVATION_HARD_SIGMOID,
  HORN_ACTIVATION_HARD_SILU,
  HORN_ACTIVATION_HARD_TANH,
  HORN_ACTIVATION_MISH,
  HORN_ACTIVATION_LOG_SIGMOID,
} horn_activation;

typedef struct {
  double a, b, c;
} horn_activation_arguments;

// out[i] = f(x[i]); out may be x.
void horn_activate_f32(
    horn_activation f, horn_activation_arguments arguments, float *out, const float *x, long n);
void horn_activate_f64(
    horn_activation f, horn_activation_arguments arguments, double *out, const double *x, long n);

// dx[i] = dy[i] f'(x[i]); dx may be dy.
void horn_activate_gradient_f32(
    horn_activation f, horn_activation_arguments arguments, float *dx, const float *x, const float *dy,
    long n);
void horn_activate_gradient_f64(
    horn_activation f, horn_activation_arguments arguments, double *dx, const double *x, const double *dy,
    long n);

// Each row's nearest point on the probability simplex (Martins and Astudillo, "From softmax to
// sparsemax", 2016); and its gradient, from the result.
void horn_sparsemax(float *out, const float *x, long rows, long length);
void horn_sparsemax_gradient(float *dx, const float *y, const float *dy, long rows, long length);
