#pragma once
#include <stdint.h>

// out[i, :] = table[indices[i], :]. Rows are row_bytes long. Returns the position of the first index
// outside 0..<rows, or -1; nothing is written past it.
long horn_gather_rows(
    void *out, const void *table, const int32_t *indices, long count, long rows, long row_bytes);

// The position of the first index outside 0..<rows, or -1.
long horn_find_outside(const int32_t *indices, long count, long rows);

// table[indices[i], :] += values[i, :], in the order of i. The indices must be in range.
void horn_scatter_add_rows(float *table, const float *values, const int32_t *indices, long count, long length);
