#include "recurrence_packed.h"

#include <stdint.h>

#include "horn_packed.h"
#include "horn_pool.h"

int horn_multiply_packed(
    const horn_packed_matrices *matrices, long m, long n, long k, const float *a, long row_a, long column_a,
    const float *b, long row_b, float *c, long row_c, const float *bias, int accumulate) {
  for (int i = 0; i < matrices->count; i++) {
    const horn_packed_matrix *at = &matrices->matrix[i];
    const uintptr_t bytes = (uintptr_t)b - (uintptr_t)at->name;
    if (bytes >= (uintptr_t)(at->k * at->n) * 4) continue;
    const long first = (long)(bytes / 4) / at->n, column = (long)(bytes / 4) % at->n;
    if (row_b != at->n || column % HORN_PANEL || horn_packed_left_size(m, k) > matrices->left_size) return 0;
    horn_pack_left(matrices->left, a, row_a, column_a, m, k);
    horn_packed_multiply(
        m, n, k, matrices->left, at->panels + column * at->k + first * HORN_PANEL, at->k * HORN_PANEL, c, row_c, bias,
        accumulate);
    return 1;
  }
  return 0;
}

void horn_add_packed(horn_packed_matrices *matrices, const float *name, long k, long n, const float *panels) {
  matrices->matrix[matrices->count++] = (horn_packed_matrix){.name = name, .k = k, .n = n, .panels = panels};
}

typedef struct {
  float *packed;
  const float *b;
  long row_b, column_b, k, n;
  int parts;
} packing;

static void pack_part(void *context, int index) {
  const packing *p = context;
  const long panels = (p->n + HORN_PANEL - 1) / HORN_PANEL;
  const long first = panels * index / p->parts * HORN_PANEL, end = panels * (index + 1) / p->parts * HORN_PANEL;
  horn_pack(
      p->packed + first * p->k, p->b + first * p->column_b, p->row_b, p->column_b, p->k,
      (end < p->n ? end : p->n) - first);
}

void horn_pack_in_parallel(float *packed, const float *b, long row_b, long column_b, long k, long n) {
  packing p = {packed, b, row_b, column_b, k, n, k * n < 1 << 16 ? 1 : horn_thread_count()};
  horn_parallel(p.parts, pack_part, &p);
}
