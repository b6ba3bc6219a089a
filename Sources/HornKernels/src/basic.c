#include "horn_basic.h"

#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define HORN_BODY "basic.inc.h"
#include "multi_isa.h"

uint64_t horn_next_order(void) {
  static _Atomic uint64_t order;
  return atomic_fetch_add_explicit(&order, 1, memory_order_relaxed);
}

void horn_fill_f32(float *out, float value, long n) { HORN_DISPATCH(fill)(out, value, n); }

void horn_add_f32(float *out, const float *a, const float *b, long n) { HORN_DISPATCH(add)(out, a, b, n); }

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
