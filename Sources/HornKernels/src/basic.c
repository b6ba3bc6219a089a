#include "horn_basic.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "horn_pool.h"

#define HORN_BODY "basic.inc.h"
#include "multi_isa.h"

uint64_t horn_next_order(void) {
  static _Atomic uint64_t order;
  return atomic_fetch_add_explicit(&order, 1, memory_order_relaxed);
}

void horn_fill_f32(float *out, float value, long n) { HORN_DISPATCH(fill)(out, value, n); }

void horn_add_f32(float *out, const float *a, const float *b, long n) { HORN_DISPATCH(add)(out, a, b, n); }

typedef struct {
  float *out;
  const float *more;
  long n;
  int parts;
} add_job;

static void add_part(void *context, int index) {
  const add_job *j = context;
  long from = j->n * index / j->parts, to = j->n * (index + 1) / j->parts;
  horn_add_f32(j->out + from, j->out + from, j->more + from, to - from);
}

void horn_add_in_parallel(float *out, const float *more, long n) {
  add_job j = {out, more, n, n >= 16384 ? horn_thread_count() : 1};
  horn_parallel(j.parts, add_part, &j);
}

typedef float quad __attribute__((vector_size(16)));

// Four rows' four floats, rows for columns.
static inline void transpose_quads(float *out, const float *in, long rows, long columns) {
  quad a, b, c, d;
  memcpy(&a, in, 16);
  memcpy(&b, in + columns, 16);
  memcpy(&c, in + 2 * columns, 16);
  memcpy(&d, in + 3 * columns, 16);
  quad ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
  quad ab_end = __builtin_shufflevector(a, b, 2, 6, 3, 7), cd_end = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  quad column[4] = {
      __builtin_shufflevector(ab, cd, 0, 1, 4, 5), __builtin_shufflevector(ab, cd, 2, 3, 6, 7),
      __builtin_shufflevector(ab_end, cd_end, 0, 1, 4, 5), __builtin_shufflevector(ab_end, cd_end, 2, 3, 6, 7)};
  for (int k = 0; k < 4; k++) memcpy(out + k * rows, &column[k], 16);
}

void horn_transpose_f32(float *out, const float *in, long rows, long columns) {
  const long wide = columns / 4 * 4, high = rows / 4 * 4;
  for (long i = 0; i < high; i += 16)
    for (long k = 0; k < wide; k += 4)
      for (long a = i; a < i + 16 && a < high; a += 4)
        transpose_quads(out + k * rows + a, in + a * columns + k, rows, columns);
  for (long k = 0; k < columns; k++)
    for (long a = k < wide ? high : 0; a < rows; a++) out[k * rows + a] = in[a * columns + k];
}

void horn_print_error(const char *text) { fputs(text, stderr); }

void horn_print(const char *text) {
  fputs(text, stdout);
  fflush(stdout);
}

int horn_output_is_terminal(void) { return isatty(1); }

int horn_format(char *text, long size, double value, char style, int digits) {
  const char *format = style == 'f' ? "%.*f" : style == 'e' ? "%.*e" : "%.*g";
  return snprintf(text, (size_t)size, format, digits, value);
}

double horn_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}
