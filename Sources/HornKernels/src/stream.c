#include "horn_stream.h"

#include <math.h>

#define HORN_BODY "stream.inc.h"
#include "multi_isa.h"

void horn_row_product(
    float *out, const float *x, const float *matrix, long inner, long n, long stride, const float *start) {
  HORN_DISPATCH(stream_product)(out, x, matrix, inner, n, stride, start);
}

void horn_step_carry(float *carry, const float *gates, long units) { HORN_DISPATCH(step_carry)(carry, gates, units); }

void horn_step_multiply(float *out, const float *a, const float *b, long n) {
  HORN_DISPATCH(step_multiply)(out, a, b, n);
}

void horn_step_multiply_add(float *out, const float *a, const float *b, long n) {
  HORN_DISPATCH(step_multiply_add)(out, a, b, n);
}

void horn_step_blend(float *h, const float *z, const float *candidate, long n) {
  HORN_DISPATCH(step_blend)(h, z, candidate, n);
}

void horn_step_normalize(
    float *out, const float *x, const float *scale, const float *offset, long n, float epsilon, int centered) {
  HORN_DISPATCH(step_normalize)(out, x, scale, offset, n, epsilon, centered);
}

int horn_step_differs(const float *x, float value, long n) {
  for (long i = 0; i < n; i++)
    if (x[i] != value) return 1;
  return 0;
}
