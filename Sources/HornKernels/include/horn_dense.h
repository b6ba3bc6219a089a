#pragma once

// y[rows, units] = f(x[rows, features]·kernel + bias); bias may be NULL. For kernels that stay in a
// core's cache; BLAS is faster on larger ones.
void horn_dense_forward(
    float *y, const float *x, const float *kernel, const float *bias, long rows, long features,
    long units, int activation);

// The gradients of the above from d_y; d_x and d_bias may be NULL.
void horn_dense_backward(
    float *d_x, float *d_kernel, float *d_bias, const float *d_y, const float *y, const float *x,
    const float *kernel, long rows, long features, long units, int activation);

// x = f(x + bias) on rows of `units` elements, and g = d·f′ where y = f(x): the two halves that
// stand beside a BLAS product.
void horn_bias_activation(float *x, const float *bias, long rows, long units, int activation);
void horn_activation_gradient(float *g, const float *d, const float *y, long n, int activation);

// out[units] = the sum of the rows.
void horn_sum_rows(float *out, const float *rows, long count, long units);
