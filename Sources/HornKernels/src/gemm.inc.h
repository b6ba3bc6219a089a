// Matrix products with a small right side, without packing: the recurrent layers call them once a
// time step, where a BLAS would spend its time on calls and copies.
#include "row_product.inc.h"

#undef HORN_WIDE_FILE
#if VW == 16 || defined(HORN_MASKS)
#define HORN_WIDE_FILE 1
#else
#define HORN_WIDE_FILE 0
#endif

#undef gemm_micro
#undef gemm_panel
#undef gemm
#define gemm_micro ISA(gemm_micro_kernel)
#define gemm_panel ISA(gemm_panel_kernel)
#define gemm ISA(gemm_small)

// One tile of c: mr rows (the first `rows` of which count), nv vectors, of which the last has `tail` lanes. mr and nv are constants at
// each call, so that the accumulators live in registers. Lanes past the tail read what follows b's
// row (memory that exists: see horn_memory.h) and are never stored.
INLINE void gemm_micro(
    const int mr, const int nv, int rows, long k, const float *a, long row_a, long column_a, const float *b,
    long row_b, float *c, long row_c, long tail, const float *bias, int accumulate) {
  vf sum[12][4];
#pragma clang loop unroll(full)
  for (int i = 0; i < mr; i++)
#pragma clang loop unroll(full)
    for (int j = 0; j < nv; j++) {
      const float *start = accumulate ? c + i * row_c : bias;
      if (!start || i >= rows) sum[i][j] = splat(0.0f);
      else if (j < nv - 1) sum[i][j] = load(start + j * VW);
      else sum[i][j] = tail == VW ? load(start + j * VW) : load_part(start + j * VW, tail);
    }
  for (long p = 0; p < k; p++) {
    vf right[4];
#pragma clang loop unroll(full)
    for (int j = 0; j < nv; j++) right[j] = load(b + p * row_b + j * VW);
#pragma clang loop unroll(full)
    for (int i = 0; i < mr; i++) {
      vf left = splat(a[i * row_a + p * column_a]);
#pragma clang loop unroll(full)
      for (int j = 0; j < nv; j++) sum[i][j] += left * right[j];
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < mr; i++)
#pragma clang loop unroll(full)
    for (int j = 0; j < nv; j++) {
      if (i >= rows) continue;
      if (j < nv - 1 || tail == VW) store(c + i * row_c + j * VW, sum[i][j]);
      else store_part(c + i * row_c + j * VW, sum[i][j], tail);
    }
}

// All rows of nv vectors' width.
INLINE void gemm_panel(
    const int mr, const int nv, long m, long k, const float *a, long row_a, long column_a,
    const float *b, long row_b, float *c, long row_c, long tail, const float *bias, int accumulate) {
  long i = 0;
  for (; i + mr <= m; i += mr)
    gemm_micro(mr, nv, mr, k, a + i * row_a, row_a, column_a, b, row_b, c + i * row_c, row_c, tail, bias, accumulate);
  // The last tile once more covers rows that are done, unless lower tiles keep the CPU busy.
  if (i < m && m >= mr && !accumulate && nv < 3) {
    i = m - mr;
    gemm_micro(mr, nv, mr, k, a + i * row_a, row_a, column_a, b, row_b, c + i * row_c, row_c, tail, bias, accumulate);
    return;
  }
  if (mr > 8)
    for (; i + 8 <= m; i += 8)
      gemm_micro(8, nv, 8, k, a + i * row_a, row_a, column_a, b, row_b, c + i * row_c, row_c, tail, bias, accumulate);
  if (i < m && m - i < 8 && mr >= 8 && nv == 1 && row_a == 1) {
    // A few rows would wait for each sum; eight, of which the last read what follows, do not.
    gemm_micro(8, nv, (int)(m - i), k, a + i, 1, column_a, b, row_b, c + i * row_c, row_c, tail, bias, accumulate);
    return;
  }
  for (; i + 4 <= m && (nv < 3 || i + 5 != m); i += 4)
    gemm_micro(4, nv, 4, k, a + i * row_a, row_a, column_a, b, row_b, c + i * row_c, row_c, tail, bias, accumulate);
  for (; i + 3 <= m; i += 3)
    gemm_micro(3, nv, 3, k, a + i * row_a, row_a, column_a, b, row_b, c + i * row_c, row_c, tail, bias, accumulate);
  for (; i + 2 <= m; i += 2)
    gemm_micro(2, nv, 2, k, a + i * row_a, row_a, column_a, b, row_b, c + i * row_c, row_c, tail, bias, accumulate);
  for (; i < m; i++)
    gemm_micro(1, nv, 1, k, a + i * row_a, row_a, column_a, b, row_b, c + i * row_c, row_c, tail, bias, accumulate);
}

enum { ISA(GEMM_COPIED_ROWS) = 128 };

// c[m, n] = a[m, k] · b[k, n] (+ bias[n], or + c). a's element (i, p) is a[i * row_a + p * column_a].
static __attribute__((unused)) void gemm(
    long m, long n, long k, const float *a, long row_a, long column_a, const float *b, long row_b,
    float *c, long row_c, const float *bias, int accumulate) {
  if (m == 1) {
    row_product(c, a, column_a, b, k, n, row_b, accumulate ? c : bias);
    return;
  }
  for (long j = 0; j < n; j += 4 * VW) {
    long width = n - j < 4 * VW ? n - j : 4 * VW;
    int vectors = (int)((width + VW - 1) / VW);
    long tail = width - (vectors - 1) * VW;
    const float *right = b + j, *offset = bias ? bias + j : bias;
    float *out = c + j;
    long row = row_b;
    // Rows that lie a multiple of 512 bytes apart share few sets of the first cache, and would not stay there.
    float close[VW * 4 * ISA(GEMM_COPIED_ROWS)] __attribute__((aligned(64)));
    if (m >= 24 && row_b % 128 == 0 && row_b > 4 * VW && k <= ISA(GEMM_COPIED_ROWS)) {
      row = vectors * VW;
      for (long p = 0; p < k; p++)
        for (int i = 0; i < vectors; i++) store(close + p * row + i * VW, load(right + p * row_b + i * VW));
      right = close;
    }
    // As many accumulators as the registers hold: 32 with AVX-512, else 16.
    if (vectors == 4)
      gemm_panel(HORN_WIDE_FILE ? 6 : 3, 4, m, k, a, row_a, column_a, right, row, out, row_c, tail, offset, accumulate);
    else if (vectors == 3)
      gemm_panel(HORN_WIDE_FILE ? 8 : 4, 3, m, k, a, row_a, column_a, right, row, out, row_c, tail, offset, accumulate);
    else if (vectors == 2)
      gemm_panel(HORN_WIDE_FILE ? 12 : 6, 2, m, k, a, row_a, column_a, right, row, out, row_c, tail, offset, accumulate);
    else
      gemm_panel(HORN_WIDE_FILE ? 12 : 8, 1, m, k, a, row_a, column_a, right, row, out, row_c, tail, offset, accumulate);
  }
}

#undef add_rows
#define add_rows ISA(gemm_add_rows)

// out[units] += the sum of the rows, which lie one behind the other; four sums at a time.
static __attribute__((unused)) void add_rows(float *out, const float *rows, long count, long units) {
  for (long j = 0; j < units; j += VW) {
    vf sum[4] = {};
    const float *at = rows + j;
    long k = 0;
    for (; k + 4 <= count; k += 4, at += 4 * units)
      for (int i = 0; i < 4; i++) sum[i] += load(at + i * units);
    for (; k < count; k++, at += units) sum[0] += load(at);
    vf total = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    if (j + VW <= units) store(out + j, load(out + j) + total);
    else store_part(out + j, load_part(out + j, units - j) + total, units - j);
  }
}
