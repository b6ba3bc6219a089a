#pragma once
#include <stdint.h>

// Element types of the kernels here.
enum { HORN_F32 = 0, HORN_F64 = 1, HORN_I32 = 2, HORN_U8 = 3 };

// out[r, :] = the order that sorts row r of in ([rows, n]). Stable; NaN is larger than everything.
void horn_argsort(int32_t *out, const void *in, int type, long rows, long n, int descending);

// out[r, :] = the places of the k largest of row r, largest first, the first of ties first.
void horn_top_k(int32_t *out, const void *in, int type, long rows, long n, long k);

// out[o, i] = the place of the largest (or smallest) of in[o, :, i], the first of ties; NaN wins.
void horn_arg_extreme(
    int32_t *out, const void *in, int type, long outer, long length, long inner, int smallest);

// out[r] = whether fewer than k of row r are larger than its element at targets[r]. A NaN there counts
// as minus infinity; a target outside the row gives false.
void horn_in_top_k(
    uint8_t *out, const int32_t *targets, const float *predictions, long rows, long n, long k);

// The places of the elements of a sorted row that differ from the one before; returns their number.
long horn_distinct(int32_t *out, const void *in, int type, long n);
