#include "simd.h"

#undef zero
#undef one
#define zero splat(0.0f)
#define one splat(1.0f)

// log(1 + t) for t in 0...1, as 2 artanh(t / (2 + t)).
INLINE vf ISA(activation_log1p)(vf t) {
  vf s = t / (t + splat(2.0f)), z = s * s;
  vf p = splat(1.0f / 15);
  p = p * z + splat(1.0f / 13);
  p = p * z + splat(1.0f / 11);
  p = p * z + splat(1.0f / 9);
  p = p * z + splat(1.0f / 7);
  p = p * z + splat(1.0f / 5);
  p = p * z + splat(1.0f / 3);
  return (s + s) * (p * z + one);
}

// exp(x) - 1 for x <= 0, by a series near zero, where the subtraction would cancel.
INLINE vf ISA(activation_expm1)(vf x) {
  vf p = splat(1.0f / 5040);
  p = p * x + splat(1.0f / 720);
  p = p * x + splat(1.0f / 120);
  p = p * x + splat(1.0f / 24);
  p = p * x + splat(1.0f / 6);
  p = p * x + splat(0.5f);
  return vselect(x > splat(-0.35f), x * (p * x + one), vexp(x) - one);
}

// The distribution function of the normal distribution: erfc(-x / sqrt(2)) / 2, with the rational
// Chebyshev fit of erfc of Press et al. (Numerical Recipes), relative error 1.2e-7.
INLINE vf ISA(activation_normal)(vf x) {
  vf z = (vf)((vi)x & 0x7fffffff) * splat(0.70710678118654752f);
  vf t = one / (one + splat(0.5f) * z);
  vf p = splat(0.17087277f);
  p = p * t - splat(0.82215223f);
  p = p * t + splat(1.48851587f);
  p = p * t - splat(1.13520398f);
  p = p * t + splat(0.27886807f);
  p = p * t - splat(0.18628806f);
  p = p * t + splat(0.09678418f);
  p = p * t + splat(0.37409196f);
  p = p * t + splat(1.00002368f);
  p = p * t - splat(1.26551223f);
  vf tail = splat(0.5f) * t * vexp(p - z * z);
  return vselect(x > zero, one - tail, tail);
}

// exp(-|x|), and with it the sigmoid of x.
INLINE vf ISA(activation_sigmoid)(vf x) {
  vf e = vexp(-(vf)((vi)x & 0x7fffffff));
  return vselect(x > zero, one, e) / (one + e);
}

INLINE vf ISA(activation_magnitude)(vf x) { return (vf)((vi)x & 0x7fffffff); }

// The function, or its derivative.
INLINE vf ISA(activation)(
    horn_activation f, int derivative, vf x, const horn_activation_arguments *arguments) {
  const vf a = splat((float)arguments->a), b = splat((float)arguments->b), c = splat((float)arguments->c);
  const vi nan = x != x;
  switch (f) {
  case HORN_ACTIVATION_RELU: {
    vi above = x > c, below = x < c;
    if (derivative) {
      vi rises = above & (x < b);
      // A negative threshold lets negative numbers through, which a largest value cuts off again.
      if (arguments->c < 0 && arguments->b < (double)__builtin_inff()) rises &= x > zero;
      return vselect(rises, one, zero) + vselect(below, a, zero);
    }
    vf y = vselect(above, x, zero);
    if (arguments->c == 0) y = vselect(nan, x, y);
    if (arguments->b < (double)__builtin_inff()) y = vselect(y < zero, zero, vselect(y > b, b, y));
    return arguments->a == 0 ? y : y - a * vselect(below, c - x, vselect(nan, x, zero));
  }
  case HORN_ACTIVATION_LEAKY_RELU:
    return derivative ? vselect(x >= zero, one, a) : vselect(x >= zero, x, a * x);
  case HORN_ACTIVATION_ELU:
    if (derivative) return b * vselect(x > zero, one, a * vexp(x));
    return b * vselect(x > zero, x, a * ISA(activation_expm1)(x));
  case HORN_ACTIVATION_CELU:
    if (derivative) return vselect(x > zero, one, vexp(x / a));
    return vselect(x > zero, x, a * ISA(activation_expm1)(x / a));
  case HORN_ACTIVATION_SOFTSIGN: {
    vf d = ISA(activation_magnitude)(x) + one;
    return derivative ? one / d / d : x / d;
  }
  case HORN_ACTIVATION_SQUAREPLUS: {
    vf root = __builtin_elementwise_sqrt(x * x + a);
    return splat(0.5f) * (derivative ? one + x / root : x + root);
  }
  case HORN_ACTIVATION_SOFT_SHRINK:
    if (derivative) return vselect((x > a) | (x < -a), one, zero);
    return vselect(x > a, x - a, vselect(x < -a, x + a, zero));
  case HORN_ACTIVATION_HARD_SHRINK:
    return vselect(ISA(activation_magnitude)(x) > a, derivative ? one : x, zero);
  case HORN_ACTIVATION_TANH_SHRINK: {
    vf t = vtanh(x);
    return derivative ? t * t : x - t;
  }
  case HORN_ACTIVATION_SPARSE_PLUS: {
    vf middle = x + one;
    if (derivative)
      return vselect(x <= -one, zero, vselect(x >= one, one, splat(0.5f) * middle));
    return vselect(x <= -one, zero, vselect(x >= one, x, splat(0.25f) * middle * middle));
  }
  case HORN_ACTIVATION_SPARSE_SIGMOID:
    if (derivative) return vselect((x > -one) & (x < one), splat(0.5f), zero);
    return vselect(x <= -one, zero, vselect(x >= one, one, splat(0.5f) * (x + one)));
  case HORN_ACTIVATION_SILU: {
    vf s = ISA(activation_sigmoid)(x);
    return derivative ? s * (one + x * (one - s)) : x * s;
  }
  case HORN_ACTIVATION_GELU: {
    vf phi = ISA(activation_normal)(x);
    if (!derivative) return x * phi;
    return phi + x * splat(0.39894228040143268f) * vexp(splat(-0.5f) * x * x);
  }
  case HORN_ACTIVATION_GELU_TANH: {
    // (1 + tanh(u)) / 2 is sigmoid(2 u). Beyond 20 it is 0 or 1 in all digits; the square may overflow.
    vf near = vselect(x > splat(20.0f), splat(20.0f), vselect(x < splat(-20.0f), splat(-20.0f), x));
    vf square = near * near, twice = splat(2 * 0.79788456080286536f);
    vf s = ISA(activation_sigmoid)(twice * near * (one + splat(0.044715f) * square));
    if (!derivative) return x * s;
    return s + near * s * (one - s) * twice * (one + splat(3 * 0.044715f) * square);
  }
  case HORN_ACTIVATION_THRESHOLD:
    return derivative ? vselect(x > a, one, zero) : vselect(x > a, x, b);
  case HORN_ACTIVATION_HARD_SIGMOID:
  case HORN_ACTIVATION_HARD_SILU: {
    vf up = x + splat(3.0f), sixth = splat(1.0f / 6);
    vf s = vselect(up < zero, zero, vselect(up > splat(6.0f), splat(6.0f), up)) * sixth;
    vf slope = vselect((up > zero) & (up < splat(6.0f)), sixth, zero);
    if (f == HORN_ACTIVATION_HARD_SIGMOID) return derivative ? slope : s;
    return derivative ? s + x * slope : x * s;
  }
  case HORN_ACTIVATION_HARD_TANH:
    if (derivative) return vselect((x > one) | (x < -one), zero, one);
    return vselect(x > one, one, vselect(x < -one, -one, x));
  case HORN_ACTIVATION_MISH: {
    // tanh(log(1 + e)) = n / (n + 2) with n = e (e + 2); 1 in all digits from 20 on.
    vf e = vexp(vselect(x > splat(20.0f), splat(20.0f), x));
    vf n = e * (e + splat(2.0f)), t = n / (n + splat(2.0f));
    if (!derivative) return x * t;
    vf rest = splat(2.0f) / (n + splat(2.0f));
    return t + x * rest * (one + t) * ISA(activation_sigmoid)(x);
  }
  case HORN_ACTIVATION_LOG_SIGMOID:
    if (derivative) return ISA(activation_sigmoid)(-x);
    return vselect(x > zero, zero, x) -
           ISA(activation_log1p)(vexp(-ISA(activation_magnitude)(x)));
  }
  return x;
}

static void ISA(activate)(const activation_job *job, long first, long n) {
  float *out = job->out.f32 + first;
  const float *x = job->x.f32 + first, *dy = job->dy.f32 ? job->dy.f32 + first : NULL;
  for (long i = 0; i < n; i += VW) {
    long count = n - i;
    vf value;
    if (count >= VW) {
      value = ISA(activation)(job->f, dy != NULL, load(x + i), &job->arguments);
      store(out + i, dy ? load(dy + i) * value : value);
    } else {
      value = ISA(activation)(job->f, dy != NULL, load_part(x + i, count), &job->arguments);
      store_part(out + i, dy ? load_part(dy + i, count) * value : value, count);
    }
  }
}
