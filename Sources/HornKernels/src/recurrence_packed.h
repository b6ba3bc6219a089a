// The right sides of a recurrence's products, packed where they are large: products find them by where their
// elements stand, so that the cells need not know.
#pragma once

typedef struct {
  const float *name;  // where element (0, 0) stands; rows lie n apart. Nothing is read there
  long k, n;
  const float *panels;
} horn_packed_matrix;

// One thread's packed right sides.
typedef struct {
  horn_packed_matrix matrix[4];
  int count;
  float *left;  // room for a left side
  long left_size;
} horn_packed_matrices;

// c[m, n] = a[m, k] · b[k, n] (+ bias[n], or + c) if b is, or is part of, a packed matrix; else returns 0.
int horn_multiply_packed(
    const horn_packed_matrices *matrices, long m, long n, long k, const float *a, long row_a, long column_a,
    const float *b, long row_b, float *c, long row_c, const float *bias, int accumulate);

void horn_add_packed(horn_packed_matrices *matrices, const float *name, long k, long n, const float *panels);

// horn_pack on all threads.
void horn_pack_in_parallel(float *packed, const float *b, long row_b, long column_b, long k, long n);
