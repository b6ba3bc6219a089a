#include <stdint.h>

#include "horn_reduce.h"

#define SCAN(name, T, sign, neutral)                                                    \
  static void name(void *result, const void *in, long n, long step) {                   \
    T *out = result;                                                                    \
    const T *x = in;                                                                    \
    T total = neutral;                                                                  \
    for (long i = 0; i < n; i++) {                                                      \
      total = total sign x[i * step];                                                   \
      out[i * step] = total;                                                            \
    }                                                                                   \
  }
SCAN(sums_f32, float, +, 0)
SCAN(sums_f64, double, +, 0)
SCAN(sums_i32, uint32_t, +, 0)
SCAN(products_f32, float, *, 1)
SCAN(products_f64, double, *, 1)
SCAN(products_i32, uint32_t, *, 1)

void horn_scan(
    horn_reduction reduction, horn_type type, void *out, const void *in, long outer, long n, long inner,
    int reverse) {
  static void (*const scans[2][3])(void *, const void *, long, long) = {
      {sums_f32, sums_f64, sums_i32}, {products_f32, products_f64, products_i32}};
  if (n == 0) return;
  long size = type == HORN_FLOAT64 ? 8 : 4;
  for (long i = 0; i < outer * inner; i++) {
    long start = i / inner * n * inner + i % inner;
    if (reverse) start += (n - 1) * inner;
    scans[reduction][type](
        (char *)out + start * size, (const char *)in + start * size, n, reverse ? -inner : inner);
  }
}

// Forward, dx holds the products before each element; backward, `later` is what an element is multiplied by.
#define PRODUCT_GRADIENT(name, T)                                                       \
  static void name(                                                                     \
      void *result, const void *in, const void *gradient, long n, long step, int only_last) { \
    T *dx = result;                                                                     \
    const T *x = in, *dy = gradient;                                                    \
    T before = 1, later = 0;                                                            \
    for (long i = 0; i < n; i++) {                                                      \
      dx[i * step] = before;                                                            \
      before *= x[i * step];                                                            \
    }                                                                                   \
    for (long i = n - 1; i >= 0; i--) {                                                 \
      if (!only_last) later += dy[i * step];                                            \
      else if (i == n - 1) later = *dy;                                                 \
      dx[i * step] *= later;                                                            \
      later *= x[i * step];                                                             \
    }                                                                                   \
  }
PRODUCT_GRADIENT(product_gradient_f32, float)
PRODUCT_GRADIENT(product_gradient_f64, double)

void horn_product_gradient(
    horn_type type, void *dx, const void *x, const void *dy, long outer, long n, long inner, int only_last) {
  long size = type == HORN_FLOAT64 ? 8 : 4;
  for (long i = 0; i < outer * inner; i++) {
    long start = (i / inner * n * inner + i % inner) * size;
    const char *gradient = (const char *)dy + (only_last ? i * size : start);
    (type == HORN_FLOAT64 ? product_gradient_f64 : product_gradient_f32)(
        (char *)dx + start, (const char *)x + start, gradient, n, inner, only_last);
  }
}
