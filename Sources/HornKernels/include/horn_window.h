#pragma once

// How windows go over an axis of time: window t takes the steps t * stride - before + i * dilation for i in
// 0..<taps; steps outside 0..<time do not exist.
typedef struct {
  long batch, time, channels;  // of the input [batch, time, channels]
  long out_time, taps, stride, dilation, before;
} horn_window;

// out[batch, out_time, taps, count]: the channels first..<first + count of the steps of each window, zeros for
// those that do not exist.
void horn_unfold(float *out, const float *x, const horn_window *window, long first, long count);

// The gradient of the above: adds to d_x what comes from each window.
void horn_fold(float *d_x, const float *d_out, const horn_window *window, long first, long count);

// y[batch, out_time, channels] = the largest element of each window, the mean of those of its steps that
// exist; each window has some that exist. NaN wins.
void horn_pool_max(float *y, const float *x, const horn_window *window);
void horn_pool_average(float *y, const float *x, const horn_window *window);

// The gradients of the above; they fill d_x. That of the largest goes to the first of equal elements.
void horn_pool_max_gradient(float *d_x, const float *d_y, const float *y, const float *x, const horn_window *window);
void horn_pool_average_gradient(float *d_x, const float *d_y, const horn_window *window);
