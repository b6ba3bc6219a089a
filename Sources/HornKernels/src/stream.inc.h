#include "row_product.inc.h"

static __attribute__((unused)) void ISA(stream_product)(
    float *out, const float *x, const float *matrix, long inner, long n, long stride, const float *start) {
  row_product(out, x, 1, matrix, inner, n, stride, start);
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
