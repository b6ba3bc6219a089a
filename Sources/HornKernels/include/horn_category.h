#pragma once
#include <stdint.h>

enum { HORN_CATEGORY_COUNT = 0, HORN_CATEGORY_PRESENT = 1 };

// out[o, i, :] ([outer, inner, depth]) = how often (or with HORN_CATEGORY_PRESENT whether) each number stands in
// in[o, :, i] ([outer, length, inner]); those outside of 0..<depth do not count. With weights, of in's shape, they are
// summed up instead.
void horn_encode_categories(
    float *out, const int32_t *in, const float *weights, long outer, long length, long inner, long depth, int mode);

// The same for rows of different lengths: row o is in[offsets[o]..<offsets[o + 1]].
void horn_encode_category_rows(
    float *out, const int32_t *in, const long *offsets, long outer, long depth, int mode);

// out[i] = how many of the ascending bounds are at most in[i]; all of them for NaN.
void horn_digitize(int32_t *out, const float *in, long n, const float *bounds, long count);
