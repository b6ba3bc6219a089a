#pragma once

// Rows of n floats moved to mean 0 (if `center`) and divided by the root of their variance (if not
// `center`: of their mean square) plus epsilon, then times gamma and plus beta, either of which may
// be NULL. With means and scales (1 / root) of each row, which the gradient takes.
void horn_normalize_rows(
    float *y, float *means, float *scales, const float *x, const float *gamma, const float *beta, long rows,
    long n, float epsilon, int center);

// The gradients of the above from d_y; each of the results may be NULL.
void horn_normalize_rows_gradient(
    float *d_x, float *d_gamma, float *d_beta, const float *d_y, const float *x, const float *means,
    const float *scales, const float *gamma, long rows, long n, int center);
