#pragma once
#include "horn_elementwise.h"

typedef enum horn_reduction { HORN_SUM, HORN_PRODUCT, HORN_MAX, HORN_MIN } horn_reduction;

// All kernels here see a tensor as [outer, n, inner] and work along n. The order in which numbers are
// joined depends on the shape and the instruction set only, never on the number of threads. At least 64
// readable bytes follow each input.

// out[outer, inner]: sums are pairwise; NaN wins in max and min. For bools, max is "any" and min "all";
// their sums and products do not exist. n = 0 gives the neutral element.
void horn_reduce(
    horn_reduction reduction, horn_type type, void *out, const void *in, long outer, long n, long inner);

// Softmax, or its logarithm, along n. float32 or float64.
void horn_softmax(horn_type type, void *out, const void *in, long outer, long n, long inner, int logarithm);

// From the result y and its gradient dy: y (dy - sum(dy y)), for the logarithm dy - exp(y) sum(dy).
void horn_softmax_gradient(
    horn_type type, void *out, const void *y, const void *dy, long outer, long n, long inner, int logarithm);

// Running sums, or products, along n: of the elements up to each one, or (reverse) from each one on.
// float32, float64 or int32.
void horn_scan(
    horn_reduction reduction, horn_type type, void *out, const void *in, long outer, long n, long inner,
    int reverse);

// The gradient of running products, without a division: dx[i] = sum over j >= i of dy[j] times the product
// of x[k], k <= j, k != i. With only_last, of the whole product, dy being [outer, inner].
void horn_product_gradient(
    horn_type type, void *dx, const void *x, const void *dy, long outer, long n, long inner, int only_last);
