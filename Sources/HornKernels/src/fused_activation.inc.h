#include "horn_fused.h"
#include "simd.h"

// Activations and their derivatives, shared by the fused layers.
#undef activate
#undef times_derivative
#undef activated
#undef derived_from
#define activate ISA(rnn_activate)
#define times_derivative ISA(rnn_times_derivative)
#define activated ISA(rnn_activated)
#define derived_from ISA(rnn_derived_from)

// f(x), and d · f′ where y = f(x), of one vector.
INLINE vf activated(int activation, vf x) {
  if (activation == HORN_FUSED_RELU) return vmax(splat(0.0f), x);
  if (activation == HORN_FUSED_TANH) return vtanh(x);
  if (activation == HORN_FUSED_SIGMOID) return vsigmoid(x);
  return x;
}
INLINE vf derived_from(int activation, vf d, vf y) {
  if (activation == HORN_FUSED_RELU) return vselect(y > splat(0.0f), d, splat(0.0f));
  if (activation == HORN_FUSED_TANH) return d * (splat(1.0f) - y * y);
  if (activation == HORN_FUSED_SIGMOID) return d * y * (splat(1.0f) - y);
  return d;
}

// x = f(x) on n elements.
INLINE void activate(int activation, float *x, long n) {
  long i = 0;
#define APPLY(f)                                                          \
  for (; i + VW <= n; i += VW) store(x + i, f(load(x + i)));              \
  if (i < n) store_part(x + i, f(load_part(x + i, n - i)), n - i)
  if (activation == HORN_FUSED_RELU) {
#define RELU(v) vmax(splat(0.0f), v)
    APPLY(RELU);
#undef RELU
  } else if (activation == HORN_FUSED_TANH) {
    APPLY(vtanh);
  } else if (activation == HORN_FUSED_SIGMOID) {
    APPLY(vsigmoid);
  }
#undef APPLY
}

// g = d · f′, where y = f(x): each f′ is a function of y.
INLINE void times_derivative(int activation, float *g, const float *d, const float *y, long n) {
  long i = 0;
#define APPLY(f)                                                                               \
  for (; i + VW <= n; i += VW) store(g + i, f(load(d + i), load(y + i)));                      \
  if (i < n) store_part(g + i, f(load_part(d + i, n - i), load_part(y + i, n - i)), n - i)
  if (activation == HORN_FUSED_RELU) {
#define RELU(d, y) vselect((y) > splat(0.0f), d, splat(0.0f))
    APPLY(RELU);
#undef RELU
  } else if (activation == HORN_FUSED_TANH) {
#define TANH(d, y) ((d) * (splat(1.0f) - (y) * (y)))
    APPLY(TANH);
#undef TANH
  } else if (activation == HORN_FUSED_SIGMOID) {
#define SIGMOID(d, y) ((d) * (y) * (splat(1.0f) - (y)))
    APPLY(SIGMOID);
#undef SIGMOID
  } else {
#define LINEAR(d, y) (d)
    APPLY(LINEAR);
#undef LINEAR
  }
#undef APPLY
}
