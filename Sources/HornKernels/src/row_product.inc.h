// One row times a matrix.
#include "simd.h"

#undef row_block
#undef row_product
#define row_block ISA(row_product_block)
#define row_product ISA(row_times_matrix)

// nv vectors of the output, of which the last has `tail` lanes. nv and sets are constants: nv·sets sums are under way
// together, so that none waits for itself.
INLINE void row_block(
    const int nv, const int sets, float *out, const float *x, long apart, const float *matrix, long inner,
    long stride, const float *start, long tail) {
  vf sum[4][16];
#pragma clang loop unroll(full)
  for (int s = 0; s < sets; s++)
#pragma clang loop unroll(full)
    for (int j = 0; j < nv; j++) {
      if (s > 0 || !start) sum[s][j] = splat(0.0f);
      else sum[s][j] = j < nv - 1 || tail == VW ? load(start + j * VW) : load_part(start + j * VW, tail);
    }
  long p = 0;
  for (; p + sets <= inner; p += sets)
#pragma clang loop unroll(full)
    for (int s = 0; s < sets; s++) {
      vf left = splat(x[(p + s) * apart]);
#pragma clang loop unroll(full)
      for (int j = 0; j < nv; j++) sum[s][j] += left * load(matrix + (p + s) * stride + j * VW);
    }
  for (; p < inner; p++) {
    vf left = splat(x[p * apart]);
#pragma clang loop unroll(full)
    for (int j = 0; j < nv; j++) sum[0][j] += left * load(matrix + p * stride + j * VW);
  }
#pragma clang loop unroll(full)
  for (int j = 0; j < nv; j++) {
    vf total = sum[0][j];
#pragma clang loop unroll(full)
    for (int s = 1; s < sets; s++) total += sum[s][j];
    if (j < nv - 1 || tail == VW) store(out + j * VW, total);
    else store_part(out + j * VW, total, tail);
  }
}

// out[n] = x[inner] · matrix[inner, n] (+ start[n]); x's elements are `apart` floats apart, the matrix's rows `stride`.
INLINE void row_product(
    float *out, const float *x, long apart, const float *matrix, long inner, long n, long stride,
    const float *start) {
  long j = 0;
#define BLOCK(nv, sets, tail)                                                                         \
  row_block(nv, sets, out + j, x, apart, matrix + j, inner, stride, start ? start + j : start, tail)
#if VW == 16 || defined(HORN_MASKS)
  // With 32 registers: the more columns at a time, the longer the matrix is read in one go.
  for (; j + 16 * VW <= n; j += 16 * VW) BLOCK(16, 1, VW);
#endif
  // Baseline and AVX2 have 16 registers: eight sums, a factor, and room for loads.
  for (; j + 8 * VW <= n; j += 8 * VW) BLOCK(8, 1, VW);
  for (; j + 4 * VW <= n; j += 4 * VW) BLOCK(4, 2, VW);
  for (; j + 2 * VW <= n; j += 2 * VW) BLOCK(2, 4, VW);
  for (; j + VW <= n; j += VW) BLOCK(1, 4, VW);
  if (j < n) BLOCK(1, 4, n - j);
#undef BLOCK
}
