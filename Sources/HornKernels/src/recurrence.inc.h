#include "gemm.inc.h"

#undef row_at
#define row_at ISA(recurrence_row_at)

INLINE float *row_at(const horn_row_set *set, long k) {
  long i = set->index ? set->index[k] + set->shift : k;
  return set->base + (set->places ? set->places[i] : i) * set->stride;
}

static __attribute__((unused)) void ISA(recurrence_copy)(horn_row_set to, horn_row_set from, long count, long length) {
  for (long k = 0; k < count; k++) {
    float *out = row_at(&to, k);
    const float *in = row_at(&from, k);
    long i = 0;
    for (; i + VW <= length; i += VW) store(out + i, load(in + i));
    if (i < length) store_part(out + i, load_part(in + i, length - i), length - i);
  }
}

static __attribute__((unused)) void ISA(recurrence_add)(horn_row_set to, horn_row_set from, long count, long length) {
  for (long k = 0; k < count; k++) {
    float *out = row_at(&to, k);
    const float *in = row_at(&from, k);
    long i = 0;
    for (; i + VW <= length; i += VW) store(out + i, load(out + i) + load(in + i));
    if (i < length)
      store_part(out + i, load_part(out + i, length - i) + load_part(in + i, length - i), length - i);
  }
}

static __attribute__((unused)) void ISA(recurrence_product)(
    long m, long n, long k, const float *a, long row_a, long column_a, const float *b, long row_b,
    float *c, long row_c, const float *bias, int accumulate) {
  gemm(m, n, k, a, row_a, column_a, b, row_b, c, row_c, bias, accumulate);
}

static __attribute__((unused)) void ISA(recurrence_add_up)(float *out, const float *rows, long count, long length) {
  add_rows(out, rows, count, length);
}
