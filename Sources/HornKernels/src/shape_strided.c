// Copies and sums over strided axes: transposition, slices, broadcasting, padding are all one loop nest.
#include <string.h>

#include "horn_basic.h"
#include "horn_pool.h"
#include "horn_shape.h"

typedef struct {
  int rank;
  long n[HORN_MOST_AXES], a[HORN_MOST_AXES], b[HORN_MOST_AXES];  // lengths; strides of out and in, in bytes
} nest;

// Drops axes of length 1 and joins neighbours that are one axis in both arrays. False: nothing to do.
static int make_nest(
    nest *p, const long *out_strides, const long *in_strides, const long *lengths, int rank, long item) {
  p->rank = 0;
  for (int i = 0; i < rank; i++) {
    if (lengths[i] == 0) return 0;
    if (lengths[i] == 1) continue;
    long a = out_strides[i] * item, b = in_strides[i] * item;
    int last = p->rank - 1;
    if (last >= 0 && p->a[last] == a * lengths[i] && p->b[last] == b * lengths[i]) {
      p->n[last] *= lengths[i];
      p->a[last] = a;
      p->b[last] = b;
    } else {
      p->n[p->rank] = lengths[i];
      p->a[p->rank] = a;
      p->b[p->rank] = b;
      p->rank++;
    }
  }
  return 1;
}

#define COPY_LINE(type)                                                      \
  for (long i = 0; i < n; i++, out += a, in += b) *(type *)out = *(const type *)in;

static void copy_line(char *out, long a, const char *in, long b, long n, long item) {
  if (a == item && b == item) {
    memcpy(out, in, (size_t)(n * item));
  } else if (a == item && b == 0 && item == 4) {
    horn_fill_f32((float *)out, *(const float *)in, n);
  } else if (item == 4) {
    COPY_LINE(int32_t)
  } else if (item == 8) {
    COPY_LINE(int64_t)
  } else {
    COPY_LINE(char)
  }
}

typedef int32_t quad __attribute__((vector_size(16)));

static inline __attribute__((always_inline)) quad load_quad(const char *p) {
  quad v;
  memcpy(&v, p, sizeof v);
  return v;
}

// out[y, 0..<4] = in[0..<4, y] of 4-byte elements: out rows are a bytes apart, in rows b.
static inline __attribute__((always_inline)) void transpose_4x4(char *out, long a, const char *in, long b) {
  quad r0 = load_quad(in), r1 = load_quad(in + b), r2 = load_quad(in + 2 * b), r3 = load_quad(in + 3 * b);
  quad t0 = __builtin_shufflevector(r0, r1, 0, 4, 1, 5), t1 = __builtin_shufflevector(r2, r3, 0, 4, 1, 5);
  quad t2 = __builtin_shufflevector(r0, r1, 2, 6, 3, 7), t3 = __builtin_shufflevector(r2, r3, 2, 6, 3, 7);
  quad c0 = __builtin_shufflevector(t0, t1, 0, 1, 4, 5), c1 = __builtin_shufflevector(t0, t1, 2, 3, 6, 7);
  quad c2 = __builtin_shufflevector(t2, t3, 0, 1, 4, 5), c3 = __builtin_shufflevector(t2, t3, 2, 3, 6, 7);
  memcpy(out, &c0, sizeof c0);
  memcpy(out + a, &c1, sizeof c1);
  memcpy(out + 2 * a, &c2, sizeof c2);
  memcpy(out + 3 * a, &c3, sizeof c3);
}

enum { TILE = 32 };

// out[y, x] = in[x, y]: rows of out are a bytes apart, rows of in b; elements lie side by side.
static void transpose_2d(char *out, long a, const char *in, long b, long rows, long columns, long item) {
  for (long y0 = 0; y0 < rows; y0 += TILE) {
    long y1 = y0 + TILE < rows ? y0 + TILE : rows;
    for (long x0 = 0; x0 < columns; x0 += TILE) {
      long x1 = x0 + TILE < columns ? x0 + TILE : columns;
      long y = y0;
      if (item == 4) {
        for (; y + 4 <= y1; y += 4) {
          long x = x0;
          for (; x + 4 <= x1; x += 4) transpose_4x4(out + y * a + x * 4, a, in + x * b + y * 4, b);
          for (long i = y; x < x1 && i < y + 4; i++)
            copy_line(out + i * a + x * 4, 4, in + x * b + i * 4, b, x1 - x, 4);
        }
      }
      for (; y < y1; y++) copy_line(out + y * a + x0 * item, item, in + x0 * b + y * item, b, x1 - x0, item);
    }
  }
}

static void copy_axes(const nest *p, int axis, char *out, const char *in, long item) {
  int left = p->rank - axis;
  long n = p->n[axis], a = p->a[axis], b = p->b[axis];
  if (left == 1) {
    copy_line(out, a, in, b, n, item);
  } else if (left == 2 && b == item && p->a[axis + 1] == item) {
    transpose_2d(out, a, in, p->b[axis + 1], n, p->n[axis + 1], item);
  } else {
    for (long i = 0; i < n; i++) copy_axes(p, axis + 1, out + i * a, in + i * b, item);
  }
}

// Puts the axis along which `in` is contiguous next to the one along which `out` is, for transpose_2d.
static void pair_axes(nest *p, long item) {
  int last = p->rank - 1;
  if (last < 2 || p->a[last] != item || p->b[last] == item) return;
  for (int i = 0; i < last - 1; i++) {
    if (p->b[i] != item) continue;
    long n = p->n[i], a = p->a[i], b = p->b[i];
    for (int j = i; j < last - 1; j++) {
      p->n[j] = p->n[j + 1];
      p->a[j] = p->a[j + 1];
      p->b[j] = p->b[j + 1];
    }
    p->n[last - 1] = n;
    p->a[last - 1] = a;
    p->b[last - 1] = b;
    return;
  }
}

typedef struct {
  const nest *plan;
  char *out;
  const char *in;
  long item;
  int tasks;
} copy_job;

static void copy_part(void *context, int index) {
  const copy_job *job = context;
  nest part = *job->plan;
  long from = part.n[0] * index / job->tasks, to = part.n[0] * (index + 1) / job->tasks;
  part.n[0] = to - from;
  if (to > from) copy_axes(&part, 0, job->out + from * part.a[0], job->in + from * part.b[0], job->item);
}

void horn_copy_strided(
    void *out, const long *out_strides, const void *in, const long *in_strides, const long *lengths,
    int rank, int item_bytes) {
  nest plan;
  if (!make_nest(&plan, out_strides, in_strides, lengths, rank, item_bytes)) return;
  if (plan.rank == 0) {
    memcpy(out, in, (size_t)item_bytes);
    return;
  }
  pair_axes(&plan, item_bytes);
  long bytes = item_bytes;
  for (int i = 0; i < plan.rank; i++) bytes *= plan.n[i];
  copy_job job = {&plan, out, in, item_bytes, 1};
  if (bytes > 1 << 18) job.tasks = horn_thread_count();
  horn_parallel(job.tasks, copy_part, &job);
}

#define ADD_STRIDED(name, type, line)                                                               \
  static void name##_axes(const nest *p, int axis, char *out, const char *in) {                     \
    long n = p->n[axis], a = p->a[axis], b = p->b[axis];                                            \
    if (axis < p->rank - 1) {                                                                       \
      for (long i = 0; i < n; i++) name##_axes(p, axis + 1, out + i * a, in + i * b);               \
    } else if (a == 0) {                                                                            \
      double sum = 0;                                                                               \
      for (long i = 0; i < n; i++) sum += *(const type *)(in + i * b);                              \
      *(type *)out += (type)sum;                                                                    \
    } else if (a == sizeof(type) && b == sizeof(type)) {                                            \
      line((type *)out, (const type *)in, n);                                                       \
    } else {                                                                                        \
      for (long i = 0; i < n; i++) *(type *)(out + i * a) += *(const type *)(in + i * b);           \
    }                                                                                               \
  }                                                                                                 \
  void name(                                                                                        \
      type *out, const long *out_strides, const type *in, const long *in_strides,                   \
      const long *lengths, int rank) {                                                              \
    nest plan;                                                                                      \
    if (!make_nest(&plan, out_strides, in_strides, lengths, rank, sizeof(type))) return;            \
    if (plan.rank == 0) *out += *in;                                                                \
    else name##_axes(&plan, 0, (char *)out, (const char *)in);                                      \
  }

static void add_line_f32(float *out, const float *in, long n) { horn_add_f32(out, out, in, n); }
static void add_line_f64(double *out, const double *in, long n) {
  for (long i = 0; i < n; i++) out[i] += in[i];
}

ADD_STRIDED(horn_add_strided_f32, float, add_line_f32)
ADD_STRIDED(horn_add_strided_f64, double, add_line_f64)
