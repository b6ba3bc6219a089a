#include "gemm.inc.h"

#undef row_at
#undef copy_rows
#undef add_to_rows
#undef copy_steps
#define copy_steps ISA(recurrence_copy_steps)
#define row_at ISA(recurrence_row_at)
#define copy_rows ISA(recurrence_copy_rows)
#define add_to_rows ISA(recurrence_add_to_rows)

// kind: 0 for rows one behind the other, 1 with an index, 2 with places too. A constant where it is called.
INLINE float *row_at(const horn_row_set *set, int kind, long k) {
  long i = kind > 0 ? set->index[k] + set->shift : k;
  return set->base + (kind > 1 ? set->places[i] : i) * set->stride;
}

INLINE void copy_rows(const horn_row_set *to, int to_kind, const horn_row_set *from, int from_kind, long count, long length) {
  const long whole = length / VW * VW;
  for (long k = 0; k < count; k++) {
    float *out = row_at(to, to_kind, k);
    const float *in = row_at(from, from_kind, k);
    for (long i = 0; i < whole; i += VW) store(out + i, load(in + i));
    if (whole < length) store_part(out + whole, load(in + whole), length - whole);
  }
}

static __attribute__((unused)) void ISA(recurrence_copy)(horn_row_set to, horn_row_set from, long count, long length) {
  if (to.index) copy_rows(&to, 1, &from, 0, count, length);
  else if (from.places) copy_rows(&to, 0, &from, 2, count, length);
  else if (from.index) copy_rows(&to, 0, &from, 1, count, length);
  else copy_rows(&to, 0, &from, 0, count, length);
}

enum { ISA(COPIED_STEPS) = 4 };  // of a sequence at a time: steps often lie a multiple of 4 KB apart

INLINE void copy_steps(
    float *entries, float *sequences, long sequence, long along, long rows, long steps, long length, int back) {
  const long whole = length / VW * VW;
  for (long s = 0; s < steps; s += ISA(COPIED_STEPS))
    for (long i = 0; i < rows; i++)
      for (long t = s; t < s + ISA(COPIED_STEPS) && t < steps; t++) {
        float *own = entries + (t * rows + i) * length, *other = sequences + i * sequence + t * along;
        float *out = back ? other : own;
        const float *in = back ? own : other;
        for (long k = 0; k < whole; k += VW) store(out + k, load(in + k));
        if (whole < length) store_part(out + whole, load(in + whole), length - whole);
      }
}

static __attribute__((unused)) void ISA(recurrence_copy_dense)(
    float *entries, float *sequences, long sequence, long along, long rows, long steps, long length, int back) {
  if (length == VW) copy_steps(entries, sequences, sequence, along, rows, steps, VW, back);
  else copy_steps(entries, sequences, sequence, along, rows, steps, length, back);
}

INLINE void add_to_rows(const horn_row_set *to, int to_kind, const horn_row_set *from, int from_kind, long count, long length) {
  const long whole = length / VW * VW;
  for (long k = 0; k < count; k++) {
    float *out = row_at(to, to_kind, k);
    const float *in = row_at(from, from_kind, k);
    for (long i = 0; i < whole; i += VW) store(out + i, load(out + i) + load(in + i));
    if (whole < length) store_part(out + whole, load(out + whole) + load(in + whole), length - whole);
  }
}

static __attribute__((unused)) void ISA(recurrence_add)(horn_row_set to, horn_row_set from, long count, long length) {
  if (to.places) add_to_rows(&to, 2, &from, 0, count, length);
  else if (from.index) add_to_rows(&to, 0, &from, 1, count, length);
  else add_to_rows(&to, 0, &from, 0, count, length);
}

static __attribute__((unused)) void ISA(recurrence_product)(
    long m, long n, long k, const float *a, long row_a, long column_a, const float *b, long row_b,
    float *c, long row_c, const float *bias, int accumulate) {
  gemm(m, n, k, a, row_a, column_a, b, row_b, c, row_c, bias, accumulate);
}

static __attribute__((unused)) void ISA(recurrence_add_up)(float *out, const float *rows, long count, long length) {
  add_rows(out, rows, count, length);
}
