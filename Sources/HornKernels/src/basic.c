#include "horn_basic.h"

#include <stdatomic.h>
#include <stdio.h>

#define HORN_BODY "basic.inc.h"
#include "multi_isa.h"

uint64_t horn_next_order(void) {
  static _Atomic uint64_t order;
  return atomic_fetch_add_explicit(&order, 1, memory_order_relaxed);
}

void horn_fill_f32(float *out, float value, long n) { HORN_DISPATCH(fill)(out, value, n); }

void horn_add_f32(float *out, const float *a, const float *b, long n) { HORN_DISPATCH(add)(out, a, b, n); }

void horn_print_error(const char *text) { fputs(text, stderr); }
