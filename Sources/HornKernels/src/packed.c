#include "horn_packed.h"

#include <stddef.h>
#include <string.h>

#include "horn_memory.h"

// Steps of k that one pass over a panel takes: with them, the panel's part fills the first cache. The left side
// lies in blocks of as many columns, [k / block][m][block], so that a tile's rows never compete for a cache set.
enum { PACKED_BLOCK = 256 };

#define HORN_BODY "packed.inc.h"
#include "multi_isa.h"

typedef float quad __attribute__((vector_size(16)));

long horn_packed_size(long k, long n) { return (n + HORN_PANEL - 1) / HORN_PANEL * HORN_PANEL * k; }

long horn_packed_left_size(long m, long k) {
  return (k + PACKED_BLOCK - 1) / PACKED_BLOCK * PACKED_BLOCK * m;
}

// out[c * row_out + r] = in[r * row_in + c].
static void transpose(float *out, long row_out, const float *in, long row_in, long rows, long columns) {
  long r = 0;
  for (; r + 4 <= rows; r += 4) {
    const float *from = in + r * row_in;
    float *to = out + r;
    long c = 0;
    for (; c + 4 <= columns; c += 4) {
      quad v[4];
      for (int i = 0; i < 4; i++) memcpy(&v[i], from + i * row_in + c, sizeof v[i]);
      quad low01 = __builtin_shufflevector(v[0], v[1], 0, 4, 1, 5), high01 = __builtin_shufflevector(v[0], v[1], 2, 6, 3, 7);
      quad low23 = __builtin_shufflevector(v[2], v[3], 0, 4, 1, 5), high23 = __builtin_shufflevector(v[2], v[3], 2, 6, 3, 7);
      v[0] = __builtin_shufflevector(low01, low23, 0, 1, 4, 5);
      v[1] = __builtin_shufflevector(low01, low23, 2, 3, 6, 7);
      v[2] = __builtin_shufflevector(high01, high23, 0, 1, 4, 5);
      v[3] = __builtin_shufflevector(high01, high23, 2, 3, 6, 7);
      for (int i = 0; i < 4; i++) memcpy(to + (c + i) * row_out, &v[i], sizeof v[i]);
    }
    for (; c < columns; c++)
      for (int i = 0; i < 4; i++) to[c * row_out + i] = from[i * row_in + c];
  }
  for (; r < rows; r++)
    for (long c = 0; c < columns; c++) out[c * row_out + r] = in[r * row_in + c];
}

void horn_pack(float *packed, const float *b, long row_b, long column_b, long k, long n) {
  for (long j = 0; j < n; j += HORN_PANEL, packed += k * HORN_PANEL) {
    long width = n - j < HORN_PANEL ? n - j : HORN_PANEL;
    if (width < HORN_PANEL) memset(packed, 0, (size_t)(k * HORN_PANEL) * 4);
    const float *from = b + j * column_b;
    if (column_b != 1) transpose(packed, HORN_PANEL, from, column_b, width, k);
    else
      for (long p = 0; p < k; p++) memcpy(packed + p * HORN_PANEL, from + p * row_b, (size_t)width * 4);
  }
}

void horn_pack_left(float *left, const float *a, long row_a, long column_a, long m, long k) {
  for (long p = 0; p < k; p += PACKED_BLOCK, left += m * PACKED_BLOCK) {
    long steps = k - p < PACKED_BLOCK ? k - p : PACKED_BLOCK;
    if (column_a != 1) transpose(left, PACKED_BLOCK, a + p * column_a, column_a, steps, m);
    else
      for (long i = 0; i < m; i++) memcpy(left + i * PACKED_BLOCK, a + i * row_a + p, (size_t)steps * 4);
  }
}

void horn_packed_multiply(
    long m, long n, long k, const float *left, const float *packed, long panel, float *c, long row_c,
    const float *bias, int accumulate) {
  if (m <= 0 || n <= 0) return;
  if (k > 0) HORN_DISPATCH(packed_multiply)(m, n, k, left, packed, panel, c, row_c, bias, accumulate);
  else if (!accumulate)
    for (long i = 0; i < m; i++)
      for (long j = 0; j < n; j++) c[i * row_c + j] = bias ? bias[j] : 0;
}

void horn_packed_product(
    long m, long n, long k, const float *a, long row_a, const float *packed, float *c, long row_c,
    const float *bias, int accumulate) {
  size_t bytes = (size_t)horn_packed_left_size(m, k) * 4;
  float *left = horn_alloc(bytes);
  horn_pack_left(left, a, row_a, 1, m, k);
  horn_packed_multiply(m, n, k, left, packed, k * HORN_PANEL, c, row_c, bias, accumulate);
  horn_free(left, bytes);
}
