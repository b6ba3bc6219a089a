#include "horn_packed.h"

#include <stddef.h>

#include "horn_memory.h"
#include "horn_pool.h"

// Rows or columns that a task takes: the left side's rows stay in the second cache with their block of columns.
enum { ROWS_A_TASK = 14 * 14, COLUMNS_A_TASK = 4 * HORN_PANEL, PARALLEL_FROM = 1 << 20 };

typedef struct {
  long m, n, k, row_a, column_a, row_b, column_b, row_c;
  const float *a, *b;
  float *c, *packed, *left;
  int accumulate;
} job;

static long smaller(long a, long b) { return a < b ? a : b; }

static void pack_part(void *context, int index) {
  const job *j = context;
  long from = index * (long)COLUMNS_A_TASK, n = smaller(COLUMNS_A_TASK, j->n - from);
  horn_pack(j->packed + from * j->k, j->b + from * j->column_b, j->row_b, j->column_b, j->k, n);
}

// Some rows, all columns.
static void rows_part(void *context, int index) {
  const job *j = context;
  long from = index * (long)ROWS_A_TASK, m = smaller(ROWS_A_TASK, j->m - from);
  float *left = j->left + horn_packed_left_size(from, j->k);
  horn_pack_left(left, j->a + from * j->row_a, j->row_a, j->column_a, m, j->k);
  horn_packed_multiply(
      m, j->n, j->k, left, j->packed, j->k * HORN_PANEL, j->c + from * j->row_c, j->row_c, NULL, j->accumulate);
}

// All rows, some columns.
static void columns_part(void *context, int index) {
  const job *j = context;
  long from = index * (long)COLUMNS_A_TASK, n = smaller(COLUMNS_A_TASK, j->n - from);
  pack_part(context, index);
  horn_packed_multiply(
      j->m, n, j->k, j->left, j->packed + from * j->k, j->k * HORN_PANEL, j->c + from, j->row_c, NULL,
      j->accumulate);
}

void horn_packed_gemm(
    int transpose_a, int transpose_b, long m, long n, long k, const float *a, long row_a, const float *b,
    long row_b, float *c, long row_c, int accumulate) {
  if (m <= 0 || n <= 0) return;
  job j = {
      .m = m, .n = n, .k = k, .row_a = transpose_a ? 1 : row_a, .column_a = transpose_a ? row_a : 1,
      .row_b = transpose_b ? 1 : row_b, .column_b = transpose_b ? row_b : 1, .row_c = row_c, .a = a, .b = b,
      .c = c, .accumulate = accumulate};
  size_t packed = (size_t)horn_packed_size(k, n) + 16, left = (size_t)horn_packed_left_size(m, k);
  j.packed = horn_alloc((packed + left) * 4);
  j.left = j.packed + packed;
  int panels = (int)((n + COLUMNS_A_TASK - 1) / COLUMNS_A_TASK);
  int blocks = (int)((m + ROWS_A_TASK - 1) / ROWS_A_TASK);
  // Small products stay with one thread. How the work is cut does not change any sum.
  int together = m * n * k < PARALLEL_FROM;
  if (blocks >= 2 * horn_thread_count() || blocks > panels || together) {
    if (together)
      for (int i = 0; i < panels; i++) pack_part(&j, i);
    else horn_parallel(panels, pack_part, &j);
    if (together)
      for (int i = 0; i < blocks; i++) rows_part(&j, i);
    else horn_parallel(blocks, rows_part, &j);
  } else {
    horn_pack_left(j.left, a, j.row_a, j.column_a, m, k);
    horn_parallel(panels, columns_part, &j);
  }
  horn_free(j.packed, (packed + left) * 4);
}
