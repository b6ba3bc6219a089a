#pragma once
#include <stdint.h>

// out[row, :] = Σ values[i] · dense[columns[i], :] + bias for i in starts[row]..<starts[row + 1]: the product of a sparse
// matrix, given by rows, with a dense one of rows of `width`. bias may be NULL.
void horn_sparse_product(
    float *out, const long *starts, const int32_t *columns, const float *values, long rows, const float *dense,
    const float *bias, long width);

// The transpose of a sparse matrix [rows, columns]; out_starts has room for columns + 1. The columns of a row of the
// result are ascending.
void horn_sparse_transpose(
    long *out_starts, int32_t *out_columns, float *out_values, const long *starts, const int32_t *columns,
    const float *values, long rows, long column_count);
