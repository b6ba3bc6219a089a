#pragma once

// What one time step of one sequence takes: products of a row with a matrix, and the gates of recurrent cells. At
// least 64 readable bytes follow each array.

// out[n] = start[n] + x[inner]·matrix[inner, n]; the matrix's rows are `stride` elements apart. start may be NULL for
// zeros, or out.
void horn_row_product(
    float *out, const float *x, const float *matrix, long inner, long n, long stride, const float *start);

// LSTM: carry = f·carry + i·g of the activated gates [i, f, g, o], `units` each.
void horn_step_carry(float *carry, const float *gates, long units);

// out = a·b, and out += a·b.
void horn_step_multiply(float *out, const float *a, const float *b, long n);
void horn_step_multiply_add(float *out, const float *a, const float *b, long n);

// GRU: h = z·h + (1 − z)·candidate.
void horn_step_blend(float *h, const float *z, const float *candidate, long n);

// out = (x − mean) / sqrt(variance + epsilon)·scale + offset over the n elements; where `centered` is 0, the mean is
// not taken from x. scale and offset may be NULL.
void horn_step_normalize(
    float *out, const float *x, const float *scale, const float *offset, long n, float epsilon, int centered);

// Whether an element differs from the value.
int horn_step_differs(const float *x, float value, long n);
