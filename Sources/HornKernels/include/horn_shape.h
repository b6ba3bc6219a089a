#pragma once
#include <stdint.h>

// Most axes that the kernels here take.
enum { HORN_MOST_AXES = 32 };

// out[i…] = in[i…] over all index tuples below lengths. Strides are in elements of item_bytes (1, 4 or
// 8), may be zero (in) or negative (both); the pointers are at the element with all indices zero.
void horn_copy_strided(
    void *out, const long *out_strides, const void *in, const long *in_strides, const long *lengths,
    int rank, int item_bytes);

// out[i…] += in[i…]; a zero stride in out sums over that axis.
void horn_add_strided_f32(
    float *out, const long *out_strides, const float *in, const long *in_strides, const long *lengths,
    int rank);
void horn_add_strided_f64(
    double *out, const long *out_strides, const double *in, const long *in_strides, const long *lengths,
    int rank);

// out[i] = in[i], plus limit where it is negative. Returns the position of the first index outside
// -limit..<limit, or -1.
long horn_wrap_indices(int32_t *out, const int32_t *in, long count, long limit);

// out[i] = the row-major position of the index tuple in[i, 0..<depth] in lengths; negative indices
// count from the end. Returns the position in `in` of the first index out of range, or -1.
long horn_flatten_indices(int32_t *out, const int32_t *in, long count, int depth, const long *lengths);

// out[o, i, :] = in[o, indices[i], :] with `length` rows an o. The indices are in range.
void horn_gather_axis(
    void *out, const void *in, const int32_t *indices, long outer, long length, long count, long row_bytes);

// out[o, indices[i], :] += in[o, i, :]; rows of `inner` elements.
void horn_scatter_add_axis_f32(
    float *out, const float *in, const int32_t *indices, long outer, long length, long count, long inner);
void horn_scatter_add_axis_f64(
    double *out, const double *in, const int32_t *indices, long outer, long length, long count, long inner);
void horn_scatter_add_axis_i32(
    int32_t *out, const int32_t *in, const int32_t *indices, long outer, long length, long count, long inner);

// out[o, j, i] = in[o, indices[o, j, i], i]; the indices are in range.
void horn_take_along(
    void *out, const void *in, const int32_t *indices, long outer, long length, long count, long inner,
    int item_bytes);

// out[o, indices[o, j, i], i] += in[o, j, i].
void horn_add_along_f32(
    float *out, const float *in, const int32_t *indices, long outer, long length, long count, long inner);
void horn_add_along_f64(
    double *out, const double *in, const int32_t *indices, long outer, long length, long count, long inner);

// table[indices[i], :] = rows[i, :], in the order of i.
void horn_set_rows(void *table, const void *rows, const int32_t *indices, long count, long row_bytes);

// out[i, indices[i]] = *one, the rest zero; an index outside 0..<classes gives a row of zeros.
void horn_one_hot(void *out, const int32_t *indices, long count, long classes, const void *one, int item_bytes);

// out = in with zeros above (lower) or below the k-th diagonal of each matrix.
void horn_triangle(
    void *out, const void *in, long matrices, long rows, long columns, long k, int lower, int item_bytes);

// out[i] = start + i * step, computed in double.
void horn_range_f32(float *out, double start, double step, long n);
void horn_range_f64(double *out, double start, double step, long n);
void horn_range_i32(int32_t *out, int32_t start, int32_t step, long n);

// c = op(a) op(b) of int32 matrices, wrapping on overflow; c is [m, n].
void horn_matmul_i32(
    int32_t *c, const int32_t *a, const int32_t *b, long m, long n, long k, int transpose_a, int transpose_b);
