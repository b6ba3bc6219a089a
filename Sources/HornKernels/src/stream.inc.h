#include "simd.h"

#undef row_block
#undef row_panel
#define row_block ISA(stream_row_block)
#define row_panel ISA(stream_row_panel)

// nv vectors of the output, of which the last has `tail` lanes. nv and sets are constants: nv·sets sums are under way
// together, so that none waits for itself.
INLINE void row_block(
    const int nv, const int sets, float *out, const float *x, const float *matrix, long inner, long stride,
    const float *start, long tail) {
  vf sum[4][8];
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
      vf left = splat(x[p + s]);
#pragma clang loop unroll(full)
      for (int j = 0; j < nv; j++) sum[s][j] += left * load(matrix + (p + s) * stride + j * VW);
    }
  for (; p < inner; p++) {
    vf left = splat(x[p]);
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

static __attribute__((unused)) void ISA(row_product)(
    float *out, const float *x, const float *matrix, long inner, long n, long stride, const float *start) {
  long j = 0;
#define BLOCK(nv, sets, tail)                                                                         \
  row_block(nv, sets, out + j, x, matrix + j, inner, stride, start ? start + j : start, tail)
  // Baseline and AVX2 have 16 registers: eight sums, a factor, and room for loads.
  for (; j + 8 * VW <= n; j += 8 * VW) BLOCK(8, 1, VW);
  for (; j + 4 * VW <= n; j += 4 * VW) BLOCK(4, 2, VW);
  for (; j + 2 * VW <= n; j += 2 * VW) BLOCK(2, 4, VW);
  for (; j + VW <= n; j += VW) BLOCK(1, 4, VW);
  if (j < n) BLOCK(1, 4, n - j);
#undef BLOCK
}

// Each of the loops below: whole vectors, then the rest.
#undef EACH
#define EACH(n, whole, part)                     \
  long i = 0;                                    \
  for (; i + VW <= (n); i += VW) { whole; }      \
  if (i < (n)) {                                 \
    long left = (n) - i;                         \
    part;                                        \
  }

static __attribute__((unused)) void ISA(step_carry)(float *carry, const float *gates, long units) {
  const float *in = gates, *forget = gates + units, *candidate = gates + 2 * units;
  EACH(units, store(carry + i, load(forget + i) * load(carry + i) + load(in + i) * load(candidate + i)),
       store_part(carry + i,
                  load_part(forget + i, left) * load_part(carry + i, left) +
                      load_part(in + i, left) * load_part(candidate + i, left),
                  left))
}

static __attribute__((unused)) void ISA(step_multiply)(float *out, const float *a, const float *b, long n) {
  EACH(n, store(out + i, load(a + i) * load(b + i)),
       store_part(out + i, load_part(a + i, left) * load_part(b + i, left), left))
}

static __attribute__((unused)) void ISA(step_multiply_add)(float *out, const float *a, const float *b, long n) {
  EACH(n, store(out + i, load(out + i) + load(a + i) * load(b + i)),
       store_part(out + i, load_part(out + i, left) + load_part(a + i, left) * load_part(b + i, left), left))
}

static __attribute__((unused)) void ISA(step_blend)(float *h, const float *z, const float *candidate, long n) {
  const vf one = splat(1.0f);
  EACH(n, store(h + i, load(z + i) * load(h + i) + (one - load(z + i)) * load(candidate + i)),
       store_part(h + i,
                  load_part(z + i, left) * load_part(h + i, left) +
                      (one - load_part(z + i, left)) * load_part(candidate + i, left),
                  left))
}

static __attribute__((unused)) void ISA(step_normalize)(
    float *out, const float *x, const float *scale, const float *offset, long n, float epsilon, int centered) {
  float mean;
  {
    vf sum = splat(0.0f);
    EACH(n, sum += load(x + i), sum += load_part(x + i, left))
    mean = vsum(sum) / (float)n;
  }
  float variance;
  {
    vf sum = splat(0.0f);
    long i = 0;
    for (; i + VW <= n; i += VW) {
      vf d = load(x + i) - splat(mean);
      sum += d * d;
    }
    float rest = 0;
    for (; i < n; i++) rest += (x[i] - mean) * (x[i] - mean);
    variance = (vsum(sum) + rest) / (float)n;
  }
  float factor = 1.0f / sqrtf(variance + epsilon), shift = centered ? mean : 0.0f;
  EACH(n, {
    vf y = (load(x + i) - splat(shift)) * splat(factor);
    if (scale) y *= load(scale + i);
    if (offset) y += load(offset + i);
    store(out + i, y);
  }, {
    vf y = (load_part(x + i, left) - splat(shift)) * splat(factor);
    if (scale) y *= load_part(scale + i, left);
    if (offset) y += load_part(offset + i, left);
    store_part(out + i, y, left);
  })
}
