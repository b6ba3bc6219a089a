#include "horn_basic.h"

#include <stdatomic.h>
#include <stdio.h>
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

void horn_transpose_f32(float *out, const float *in, long rows, long columns) {
  for (long i = 0; i < rows; i += 16)
    for (long k = 0; k < columns; k++)
      for (long a = i; a < i + 16 && a < rows; a++) out[k * rows + a] = in[a * columns + k];
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
