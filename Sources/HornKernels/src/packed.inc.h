// Tiles of a product with packed sides; packed.c tells how they lie.
#include "simd.h"

#undef PACKED_ROWS
#if VW == 16
#define PACKED_ROWS 14  // 28 sums, two vectors of b and one of a: the 32 registers
#else
#define PACKED_ROWS 6
#endif

#undef packed_micro
#undef packed_tile
#define packed_micro ISA(packed_micro_kernel)
#define packed_tile ISA(packed_tile_kernel)

// mr rows of two vectors: c = a · b + the rows at `start`, of which `width` columns count; start may be NULL. With
// each step a line of `next` is brought to the cache.
INLINE void packed_micro(
    const int mr, long steps, const float *a, const float *b, float *c, long row_c, long width,
    const float *start, long row_start, const float *next) {
  vf sum[PACKED_ROWS][2];
  long first = width < VW ? width : VW, second = width < 2 * VW ? width - first : VW;
#pragma clang loop unroll(full)
  for (int i = 0; i < mr; i++) {
    if (!start) sum[i][0] = sum[i][1] = splat(0.0f);
    else if (second == VW) {
      sum[i][0] = load(start + i * row_start);
      sum[i][1] = load(start + i * row_start + VW);
    } else {
      sum[i][0] = load_part(start + i * row_start, first);
      sum[i][1] = load_part(start + i * row_start + first, second);
    }
  }
  for (long p = 0; p < steps; p++) {
    vf left = load(b + p * HORN_PANEL), right = load(b + p * HORN_PANEL + VW);
    __builtin_prefetch(next + p * 16);
#pragma clang loop unroll(full)
    for (int i = 0; i < mr; i++) {
      vf factor = splat(a[i * PACKED_BLOCK + p]);
      sum[i][0] += factor * left;
      sum[i][1] += factor * right;
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < mr; i++) {
    if (second == VW) {
      store(c + i * row_c, sum[i][0]);
      store(c + i * row_c + VW, sum[i][1]);
    } else {
      store_part(c + i * row_c, sum[i][0], first);
      store_part(c + i * row_c + first, sum[i][1], second);
    }
  }
}

static void packed_tile(
    int rows, long steps, const float *a, const float *b, float *c, long row_c, long width,
    const float *start, long row_start, const float *next) {
#define CASE(mr) \
  case mr: packed_micro(mr, steps, a, b, c, row_c, width, start, row_start, next); break
  switch (rows) {
    CASE(1); CASE(2); CASE(3); CASE(4); CASE(5); CASE(6);
#if PACKED_ROWS > 6
    CASE(7); CASE(8); CASE(9); CASE(10); CASE(11); CASE(12); CASE(13); CASE(14);
#endif
  }
#undef CASE
}

// A block of a panel stays in the first cache while the tiles of all rows use it; the tiles are of equal height,
// to a row.
static void ISA(packed_multiply)(
    long m, long n, long k, const float *left, const float *packed, long panel, float *c, long row_c,
    const float *bias, int accumulate) {
  const long tiles = (m + PACKED_ROWS - 1) / PACKED_ROWS, low = m / tiles, higher = m - low * tiles;
  for (long j = 0; j < n; j += HORN_PANEL, packed += panel)
    for (long p = 0; p < k; p += PACKED_BLOCK) {
      const long steps = k - p < PACKED_BLOCK ? k - p : PACKED_BLOCK;
      const float *a = left + p * m, *b = packed + p * HORN_PANEL, *next = b + steps * HORN_PANEL;
      float *out = c + j;
      const int adds = accumulate || p > 0;
      for (long t = 0; t < tiles; t++) {
        const long rows = low + (t < higher);
        for (long v = 0; v < HORN_PANEL && j + v < n; v += 2 * VW)
          packed_tile(
              (int)rows, steps, a, b + v, out + v, row_c, n - j - v,
              adds ? out + v : bias ? bias + j + v : NULL, adds ? row_c : 0, next);
        a += rows * PACKED_BLOCK;
        out += rows * row_c;
        next += steps * 16;
      }
    }
}
