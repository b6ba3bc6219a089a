// Macros that write kernels: loops over vectors with an expression of a, b and c. They load whole vectors
// at the end too (tensors have 64 readable bytes after their end) and store only the lanes that count.
#pragma once

#define ZERO ((__typeof(a)){})

// Lanes of x where the mask is all ones, of y where it is zero.
#define SELECT(mask, x, y)                                             \
  ({                                                                   \
    __auto_type mask_ = (mask);                                        \
    __auto_type x_ = (x);                                              \
    __auto_type y_ = (y);                                              \
    __typeof(mask_) bits_;                                             \
    memcpy(&bits_, &x_, sizeof bits_);                                 \
    __typeof(mask_) others_;                                           \
    memcpy(&others_, &y_, sizeof others_);                             \
    bits_ = (bits_ & mask_) | (others_ & ~mask_);                      \
    memcpy(&x_, &bits_, sizeof x_);                                    \
    x_;                                                                \
  })

// NaN wins, as in NumPy.
#define MAXIMUM(x, y) ({ __auto_type p_ = (x); __auto_type q_ = (y); SELECT((p_ > q_) | (p_ != p_), p_, q_); })
#define MINIMUM(x, y) ({ __auto_type p_ = (x); __auto_type q_ = (y); SELECT((p_ < q_) | (p_ != p_), p_, q_); })

#define MAP1(name, A, AV, R, RV, expression)                                                        \
  static void ISA(name)(void *result, const void *const *in, const long *step, long n) {            \
    (void)step;                                                                                     \
    enum { LANES = sizeof(AV) / sizeof(A) };                                                        \
    R *out = result;                                                                                \
    const A *x = in[0];                                                                             \
    AV a;                                                                                           \
    for (long i = 0; i < n; i += LANES) {                                                           \
      memcpy(&a, x + i, sizeof a);                                                                  \
      RV r = (expression);                                                                          \
      if (n - i >= LANES) memcpy(out + i, &r, sizeof r);                                            \
      else memcpy(out + i, &r, (size_t)(n - i) * sizeof(R));                                        \
    }                                                                                               \
  }

#define MAP2(name, A, AV, R, RV, expression)                                                        \
  static void ISA(name)(void *result, const void *const *in, const long *step, long n) {            \
    enum { LANES = sizeof(AV) / sizeof(A) };                                                        \
    R *out = result;                                                                                \
    const A *x = in[0], *y = in[1];                                                                 \
    AV a = (AV){} + *x, b = (AV){} + *y;                                                            \
    int all_x = step[0] != 0, all_y = step[1] != 0;                                                 \
    for (long i = 0; i < n; i += LANES) {                                                           \
      if (all_x) memcpy(&a, x + i, sizeof a);                                                       \
      if (all_y) memcpy(&b, y + i, sizeof b);                                                       \
      RV r = (expression);                                                                          \
      if (n - i >= LANES) memcpy(out + i, &r, sizeof r);                                            \
      else memcpy(out + i, &r, (size_t)(n - i) * sizeof(R));                                        \
    }                                                                                               \
  }

#define MAP3(name, A, AV, B, BV, R, RV, expression)                                                 \
  static void ISA(name)(void *result, const void *const *in, const long *step, long n) {            \
    enum { LANES = sizeof(AV) / sizeof(A) };                                                        \
    R *out = result;                                                                                \
    const A *x = in[0];                                                                             \
    const B *y = in[1], *z = in[2];                                                                 \
    AV a = (AV){} + *x;                                                                             \
    BV b = (BV){} + *y, c = (BV){} + *z;                                                            \
    int all_x = step[0] != 0, all_y = step[1] != 0, all_z = step[2] != 0;                           \
    for (long i = 0; i < n; i += LANES) {                                                           \
      if (all_x) memcpy(&a, x + i, sizeof a);                                                       \
      if (all_y) memcpy(&b, y + i, sizeof b);                                                       \
      if (all_z) memcpy(&c, z + i, sizeof c);                                                       \
      RV r = (expression);                                                                          \
      if (n - i >= LANES) memcpy(out + i, &r, sizeof r);                                            \
      else memcpy(out + i, &r, (size_t)(n - i) * sizeof(R));                                        \
    }                                                                                               \
  }

#define FLOATS1(name, expression)                            \
  MAP1(name##_f32, float, vf, float, vf, expression)         \
  MAP1(name##_f64, double, vd, double, vd, expression)
#define FLOATS2(name, expression)                            \
  MAP2(name##_f32, float, vf, float, vf, expression)         \
  MAP2(name##_f64, double, vd, double, vd, expression)
#define INTS1(name, expression) MAP1(name##_i32, int32_t, vi, int32_t, vi, expression)
#define INTS2(name, expression) MAP2(name##_i32, int32_t, vi, int32_t, vi, expression)
#define BOOLS2(name, expression) MAP2(name##_bool, int8_t, vu, int8_t, vu, expression)

#define COMPARISON(name, sign)                                                                     \
  MAP2(name##_f32, float, vf, int8_t, vu4, __builtin_convertvector(a sign b, vu4) & 1)             \
  MAP2(name##_f64, double, vd, int8_t, vu8, __builtin_convertvector(a sign b, vu8) & 1)            \
  MAP2(name##_i32, int32_t, vi, int8_t, vu4, __builtin_convertvector(a sign b, vu4) & 1)           \
  MAP2(name##_bool, int8_t, vu, int8_t, vu, (vu)(a sign b) & 1)

#define PREDICATE(name, expression)                                                                \
  MAP1(name##_f32, float, vf, int8_t, vu4, __builtin_convertvector(expression, vu4) & 1)           \
  MAP1(name##_f64, double, vd, int8_t, vu8, __builtin_convertvector(expression, vu8) & 1)
