#include "simd.h"

static void ISA(fill)(float *out, float value, long n) {
  long i = 0;
  for (; i + VW <= n; i += VW) store(out + i, splat(value));
  for (; i < n; i++) out[i] = value;
}

static void ISA(add)(float *out, const float *a, const float *b, long n) {
  long i = 0;
  for (; i + VW <= n; i += VW) store(out + i, load(a + i) + load(b + i));
  if (i < n) store_part(out + i, load_part(a + i, n - i) + load_part(b + i, n - i), n - i);
}
