#pragma once

// Products whose right side is packed once and used for many left sides: the weights of a recurrence. Packed
// memory is the same for every instruction set.

// Columns of a panel. A panel holds its columns of all rows of b, row behind row; those past the last are zero.
enum { HORN_PANEL = 32 };

// Floats that b[k, n] takes when it is packed, and a[m, k] as a left side.
long horn_packed_size(long k, long n);
long horn_packed_left_size(long m, long k);

// Packs b[k, n], whose element (p, j) is b[p * row_b + j * column_b]; one of the strides is 1.
void horn_pack(float *packed, const float *b, long row_b, long column_b, long k, long n);

// Packs a[m, k], whose element (i, p) is a[i * row_a + p * column_a]; one of the strides is 1.
void horn_pack_left(float *left, const float *a, long row_a, long column_a, long m, long k);

// c[m, n] = a · b (+ bias[n], or + c) with both packed; bias may be NULL. panel is the distance of panels: the packed
// b's k times HORN_PANEL, which is more than this k's where only some of b's rows take part (packed then points to
// the first of them).
void horn_packed_multiply(
    long m, long n, long k, const float *left, const float *packed, long panel, float *c, long row_c,
    const float *bias, int accumulate);

// c[m, n] = a[m, k] · b (+ bias[n], or + c), with a's rows row_a apart.
void horn_packed_product(
    long m, long n, long k, const float *a, long row_a, const float *packed, float *c, long row_c,
    const float *bias, int accumulate);

// c[m, n] = op(a) · op(b) (+ c), op(a) being [m, k] and op(b) [k, n], on all threads; packs both sides itself.
void horn_packed_gemm(
    int transpose_a, int transpose_b, long m, long n, long k, const float *a, long row_a, const float *b,
    long row_b, float *c, long row_c, int accumulate);
