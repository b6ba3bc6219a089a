// Macros that write reductions along a contiguous row and down columns, with vectors of V.
#pragma once
#include "elementwise_macros.h"

#define REDUCTION(name, T, V, neutral, JOIN)                                                              \
  static void ISA(name##_part)(V *sum, const T *x, long n) {                                              \
    enum { L = sizeof(V) / sizeof(T) };                                                                   \
    const V none = (V){} + (T)(neutral);                                                                  \
    if (n > 4096) {                                                                                       \
      long half = (n / 2 + 1023) / 1024 * 1024;                                                           \
      V low, high;                                                                                        \
      ISA(name##_part)(&low, x, half);                                                                    \
      ISA(name##_part)(&high, x + half, n - half);                                                        \
      *sum = JOIN(low, high);                                                                             \
      return;                                                                                             \
    }                                                                                                     \
    V s0 = none, s1 = none, s2 = none, s3 = none, v0, v1, v2, v3;                                         \
    long i = 0;                                                                                           \
    for (; i + 4 * L <= n; i += 4 * L) {                                                                  \
      memcpy(&v0, x + i, sizeof v0);                                                                      \
      memcpy(&v1, x + i + L, sizeof v1);                                                                  \
      memcpy(&v2, x + i + 2 * L, sizeof v2);                                                              \
      memcpy(&v3, x + i + 3 * L, sizeof v3);                                                              \
      s0 = JOIN(s0, v0);                                                                                  \
      s1 = JOIN(s1, v1);                                                                                  \
      s2 = JOIN(s2, v2);                                                                                  \
      s3 = JOIN(s3, v3);                                                                                  \
    }                                                                                                     \
    for (; i + L <= n; i += L) {                                                                          \
      memcpy(&v0, x + i, sizeof v0);                                                                      \
      s0 = JOIN(s0, v0);                                                                                  \
    }                                                                                                     \
    if (i < n) {                                                                                          \
      v0 = none;                                                                                          \
      memcpy(&v0, x + i, (size_t)(n - i) * sizeof(T));                                                    \
      s0 = JOIN(s0, v0);                                                                                  \
    }                                                                                                     \
    s0 = JOIN(s0, s1);                                                                                    \
    s2 = JOIN(s2, s3);                                                                                    \
    *sum = JOIN(s0, s2);                                                                                  \
  }                                                                                                       \
  static void ISA(name##_row)(void *out, const void *in, long n) {                                        \
    enum { L = sizeof(V) / sizeof(T) };                                                                   \
    V s;                                                                                                  \
    ISA(name##_part)(&s, in, n);                                                                          \
    for (int width = L / 2; width > 0; width /= 2) {                                                      \
      V other = s;                                                                                        \
      memcpy(&other, (char *)&s + (size_t)width * sizeof(T), (size_t)width * sizeof(T));                  \
      s = JOIN(s, other);                                                                                 \
    }                                                                                                     \
    memcpy(out, &s, sizeof(T));                                                                           \
  }                                                                                                       \
  static void ISA(name##_columns)(void *result, const void *in, long n, long inner, long from, long to) { \
    enum { L = sizeof(V) / sizeof(T) };                                                                   \
    T *out = result;                                                                                      \
    const T *x = in;                                                                                      \
    const V none = (V){} + (T)(neutral);                                                                  \
    V v0, v1, v2, v3;                                                                                     \
    while (from < to) {                                                                                   \
      /* Four vectors of columns at a time; one where a wider load would leave the row. */                \
      int wide = to - from >= 4 * L;                                                                      \
      V t0 = none, t1 = none, t2 = none, t3 = none;                                                       \
      for (long block = 0; block < n; block += 128) {                                                     \
        long end = n - block < 128 ? n : block + 128;                                                     \
        V s0 = none, s1 = none, s2 = none, s3 = none;                                                     \
        for (long i = block; i < end; i++) {                                                              \
          const T *row = x + i * inner + from;                                                            \
          memcpy(&v0, row, sizeof v0);                                                                    \
          s0 = JOIN(s0, v0);                                                                              \
          if (!wide) continue;                                                                            \
          memcpy(&v1, row + L, sizeof v1);                                                                \
          memcpy(&v2, row + 2 * L, sizeof v2);                                                            \
          memcpy(&v3, row + 3 * L, sizeof v3);                                                            \
          s1 = JOIN(s1, v1);                                                                              \
          s2 = JOIN(s2, v2);                                                                              \
          s3 = JOIN(s3, v3);                                                                              \
        }                                                                                                 \
        t0 = JOIN(t0, s0);                                                                                \
        t1 = JOIN(t1, s1);                                                                                \
        t2 = JOIN(t2, s2);                                                                                \
        t3 = JOIN(t3, s3);                                                                                \
      }                                                                                                   \
      if (wide) {                                                                                         \
        memcpy(out + from, &t0, sizeof t0);                                                               \
        memcpy(out + from + L, &t1, sizeof t1);                                                           \
        memcpy(out + from + 2 * L, &t2, sizeof t2);                                                       \
        memcpy(out + from + 3 * L, &t3, sizeof t3);                                                       \
        from += 4 * L;                                                                                    \
      } else {                                                                                            \
        memcpy(out + from, &t0, (size_t)(to - from < L ? to - from : L) * sizeof(T));                     \
        from += L;                                                                                        \
      }                                                                                                   \
    }                                                                                                     \
  }

#define KERNELS(name) {ISA(name##_row), ISA(name##_columns)}
