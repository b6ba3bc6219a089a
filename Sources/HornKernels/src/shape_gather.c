// Gathers and scatters by index, along any axis.
#include <string.h>

#include "horn_basic.h"
#include "horn_shape.h"

long horn_wrap_indices(int32_t *out, const int32_t *in, long count, long limit) {
  for (long i = 0; i < count; i++) {
    long index = in[i];
    if (index < -limit || index >= limit) return i;
    out[i] = (int32_t)(index < 0 ? index + limit : index);
  }
  return -1;
}

long horn_flatten_indices(int32_t *out, const int32_t *in, long count, int depth, const long *lengths) {
  for (long i = 0; i < count; i++) {
    long position = 0;
    for (int d = 0; d < depth; d++) {
      long index = in[i * depth + d];
      if (index < -lengths[d] || index >= lengths[d]) return i * depth + d;
      position = position * lengths[d] + (index < 0 ? index + lengths[d] : index);
    }
    out[i] = (int32_t)position;
  }
  return -1;
}

void horn_gather_axis(
    void *out, const void *in, const int32_t *indices, long outer, long length, long count, long row_bytes) {
  char *to = out;
  for (long o = 0; o < outer; o++) {
    const char *from = (const char *)in + o * length * row_bytes;
    for (long i = 0; i < count; i++, to += row_bytes) memcpy(to, from + indices[i] * row_bytes, (size_t)row_bytes);
  }
}

void horn_scatter_add_axis_f32(
    float *out, const float *in, const int32_t *indices, long outer, long length, long count, long inner) {
  for (long o = 0; o < outer; o++, out += length * inner)
    for (long i = 0; i < count; i++, in += inner) {
      float *row = out + indices[i] * inner;
      horn_add_f32(row, row, in, inner);
    }
}

#define SCATTER_ADD_AXIS(name, type, sum)                                                             \
  void name(                                                                                          \
      type *out, const type *in, const int32_t *indices, long outer, long length, long count,         \
      long inner) {                                                                                   \
    for (long o = 0; o < outer; o++, out += length * inner)                                           \
      for (long i = 0; i < count; i++, in += inner) {                                                 \
        type *row = out + indices[i] * inner;                                                         \
        for (long j = 0; j < inner; j++) row[j] = (type)((sum)row[j] + (sum)in[j]);                   \
      }                                                                                               \
  }

SCATTER_ADD_AXIS(horn_scatter_add_axis_f64, double, double)
SCATTER_ADD_AXIS(horn_scatter_add_axis_i32, int32_t, uint32_t)

#define TAKE_ALONG(type)                                                                   \
  for (long o = 0; o < outer; o++) {                                                       \
    const type *from = (const type *)in + o * length * inner;                              \
    for (long j = 0; j < count; j++)                                                       \
      for (long i = 0; i < inner; i++, at++) ((type *)out)[at] = from[indices[at] * inner + i]; \
  }

void horn_take_along(
    void *out, const void *in, const int32_t *indices, long outer, long length, long count, long inner,
    int item_bytes) {
  long at = 0;
  if (item_bytes == 4) {
    TAKE_ALONG(int32_t)
  } else if (item_bytes == 8) {
    TAKE_ALONG(int64_t)
  } else {
    TAKE_ALONG(char)
  }
}

#define ADD_ALONG(name, type)                                                                       \
  void name(                                                                                        \
      type *out, const type *in, const int32_t *indices, long outer, long length, long count,       \
      long inner) {                                                                                 \
    long at = 0;                                                                                    \
    for (long o = 0; o < outer; o++, out += length * inner)                                         \
      for (long j = 0; j < count; j++)                                                              \
        for (long i = 0; i < inner; i++, at++) out[indices[at] * inner + i] += in[at];              \
  }

ADD_ALONG(horn_add_along_f32, float)
ADD_ALONG(horn_add_along_f64, double)

void horn_set_rows(void *table, const void *rows, const int32_t *indices, long count, long row_bytes) {
  for (long i = 0; i < count; i++)
    memcpy((char *)table + indices[i] * row_bytes, (const char *)rows + i * row_bytes, (size_t)row_bytes);
}

void horn_one_hot(
    void *out, const int32_t *indices, long count, long classes, const void *one, int item_bytes) {
  memset(out, 0, (size_t)(count * classes * item_bytes));
  for (long i = 0; i < count; i++)
    if (indices[i] >= 0 && indices[i] < classes)
      memcpy((char *)out + (i * classes + indices[i]) * item_bytes, one, (size_t)item_bytes);
}

void horn_triangle(
    void *out, const void *in, long matrices, long rows, long columns, long k, int lower, int item_bytes) {
  long row_bytes = columns * item_bytes;
  for (long i = 0; i < matrices * rows; i++) {
    char *to = (char *)out + i * row_bytes;
    const char *from = (const char *)in + i * row_bytes;
    // The first column right of what the lower triangle keeps, or the first that the upper one keeps.
    long edge = i % rows + k + (lower ? 1 : 0);
    edge = (edge < 0 ? 0 : edge > columns ? columns : edge) * item_bytes;
    if (lower) {
      memcpy(to, from, (size_t)edge);
      memset(to + edge, 0, (size_t)(row_bytes - edge));
    } else {
      memset(to, 0, (size_t)edge);
      memcpy(to + edge, from + edge, (size_t)(row_bytes - edge));
    }
  }
}

void horn_range_f32(float *out, double start, double step, long n) {
  for (long i = 0; i < n; i++) out[i] = (float)(start + (double)i * step);
}

void horn_range_f64(double *out, double start, double step, long n) {
  for (long i = 0; i < n; i++) out[i] = start + (double)i * step;
}

void horn_range_i32(int32_t *out, int32_t start, int32_t step, long n) {
  for (long i = 0; i < n; i++) out[i] = (int32_t)(start + i * step);
}

void horn_matmul_i32(
    int32_t *c, const int32_t *a, const int32_t *b, long m, long n, long k, int transpose_a,
    int transpose_b) {
  memset(c, 0, (size_t)(m * n) * sizeof *c);
  for (long i = 0; i < m; i++)
    for (long l = 0; l < k; l++) {
      uint32_t x = (uint32_t)(transpose_a ? a[l * m + i] : a[i * k + l]);
      const int32_t *row = transpose_b ? b + l : b + l * n;
      long step = transpose_b ? k : 1;
      for (long j = 0; j < n; j++) c[i * n + j] = (int32_t)((uint32_t)c[i * n + j] + x * (uint32_t)row[j * step]);
    }
}
