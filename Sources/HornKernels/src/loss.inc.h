#include "log.inc.h"

#undef clip_probability
#undef clip_slope
#undef loss_element
#undef sum_row
#undef max_row
#define clip_probability ISA(loss_clip_probability)
#define clip_slope ISA(loss_clip_slope)
#define loss_element ISA(loss_element_of)
#define sum_row ISA(loss_sum_row)
#define max_row ISA(loss_max_row)

#define LOW_PROBABILITY 1e-7f
#define HIGH_PROBABILITY 0.99999988f

INLINE vf clip_probability(vf p) {
  p = vselect(p < splat(LOW_PROBABILITY), splat(LOW_PROBABILITY), p);
  return vselect(p > splat(HIGH_PROBABILITY), splat(HIGH_PROBABILITY), p);
}

// The slope of the clip as JAX has it: 1 inside, 0 outside, a half on the bounds.
INLINE vf clip_slope(vf p) {
  vf low = splat(LOW_PROBABILITY), high = splat(HIGH_PROBABILITY);
  vf inside = vselect((p > low) & (p < high), splat(1.0f), splat(0.0f));
  return vselect((p == low) | (p == high), splat(0.5f), inside);
}

INLINE void loss_element(int kind, vf y, vf p, vf *value, vf *slope) {
  const vf one = splat(1.0f), zero = splat(0.0f);
  switch (kind) {
    case HORN_LOSS_SQUARED: {
      vf error = p - y;
      *value = error * error;
      *slope = error + error;
      break;
    }
    case HORN_LOSS_ABSOLUTE: {
      vf error = p - y;
      *value = (vf)((vi)error & 0x7fffffff);
      vf sign = vselect(error > zero, one, vselect(error < zero, -one, zero));
      *slope = vselect(error != error, error, sign);
      break;
    }
    case HORN_LOSS_BINARY: {
      vf c = clip_probability(p);
      vf rest = one - c;
      *value = -(y * positive_log(c) + (one - y) * positive_log(rest));
      *slope = ((one - y) / rest - y / c) * clip_slope(p);
      break;
    }
    default: {
      vf t = vexp(-(vf)((vi)p & 0x7fffffff));
      vf u = one + t;
      // log1p(t), without the rounding of 1 + t
      vf log_u = vselect(u == one, t, positive_log(u) * (t / (u - one)));
      vf softplus_p = vselect(p > zero, p, zero) + log_u;
      vf softplus_minus_p = vselect(p < zero, -p, zero) + log_u;
      *value = y * softplus_minus_p + (one - y) * softplus_p;
      vf near = one / u, far = t / u;
      vf sigmoid = vselect(p >= zero, near, far), complement = vselect(p >= zero, far, near);
      *slope = (one - y) * sigmoid - y * complement;
      *slope = vselect(p != p, p, *slope);
    }
  }
}

static void ISA(loss_elements)(
    int kind, float *values, float *gradient, const float *y_true, const float *y_pred, long n, float keep,
    float shift, float scale) {
  vf value, slope;
  long i = 0;
  for (; i + VW <= n; i += VW) {
    loss_element(kind, load(y_true + i) * splat(keep) + splat(shift), load(y_pred + i), &value, &slope);
    store(values + i, value);
    if (gradient) store(gradient + i, slope * splat(scale));
  }
  if (i < n) {
    vf y = load_part(y_true + i, n - i) * splat(keep) + splat(shift);
    loss_element(kind, y, load_part(y_pred + i, n - i), &value, &slope);
    store_part(values + i, value, n - i);
    if (gradient) store_part(gradient + i, slope * splat(scale), n - i);
  }
}

INLINE float sum_row(const float *x, long n) {
  vf total = {};
  long i = 0;
  for (; i + VW <= n; i += VW) total += load(x + i);
  if (i < n) total += load_part(x + i, n - i);
  return vsum(total);
}

INLINE float max_row(const float *x, long n) {
  vf top = splat(-__builtin_inff());
  long i = 0;
  for (; i + VW <= n; i += VW) top = vmax(load(x + i), top);
  if (i < n) top = vmax(load_filled(x + i, n - i, -__builtin_inff()), top);
  float lane[VW], best = -__builtin_inff();
  memcpy(lane, &top, sizeof top);
  for (int k = 0; k < VW; k++)
    if (lane[k] > best) best = lane[k];
  return best;
}

#undef add_pairs
#undef sum_pairs
#define add_pairs ISA(loss_add_pairs)
#define sum_pairs ISA(loss_sum_pairs)

// The sums of neighbours: those of a, then those of b.
INLINE vf add_pairs(vf a, vf b) {
#if VW == 16
#define EACH(first) \
  first, first + 2, first + 4, first + 6, first + 8, first + 10, first + 12, first + 14, first + 16, first + 18, \
      first + 20, first + 22, first + 24, first + 26, first + 28, first + 30
#elif VW == 8
#define EACH(first) first, first + 2, first + 4, first + 6, first + 8, first + 10, first + 12, first + 14
#else
#define EACH(first) first, first + 2, first + 4, first + 6
#endif
  return __builtin_shufflevector(a, b, EACH(0)) + __builtin_shufflevector(a, b, EACH(1));
#undef EACH
}

// The sums of VW rows of 2, 4 or 8 elements, which lie one behind the other.
INLINE vf sum_pairs(const float *x, const int width) {
  vf sum[8];
#pragma clang loop unroll(full)
  for (int i = 0; i < width; i++) sum[i] = load(x + i * VW);
#pragma clang loop unroll(full)
  for (int left = width / 2; left > 0; left /= 2)
#pragma clang loop unroll(full)
    for (int i = 0; i < left; i++) sum[i] = add_pairs(sum[2 * i], sum[2 * i + 1]);
  return sum[0];
}

static void ISA(loss_row_means)(float *means, const float *elements, long rows, long width) {
  const float count = (float)width;
  long r = 0;
#define SUM_PAIRS(n) \
  if (width == n)    \
    for (; r + VW <= rows; r += VW) store(means + r, sum_pairs(elements + r * n, n) / splat(count))
  SUM_PAIRS(2);
  SUM_PAIRS(4);
  SUM_PAIRS(8);
#undef SUM_PAIRS
  for (; r < rows; r++) means[r] = sum_row(elements + r * width, width) / count;
}

static void ISA(categorical_logits)(
    float *value, float *gradient, const float *y, const float *x, long width, float keep, float shift) {
  float top = max_row(x, width);
  vf total = {}, labels = {};
  for (long i = 0; i < width; i += VW) {
    long n = width - i < VW ? width - i : VW;
    vf e = vexp(load_filled(x + i, n, -__builtin_inff()) - splat(top));
    total += e;
    if (gradient) store_part(gradient + i, e, n);
  }
  float sum = vsum(total), log_sum = logf(sum);
  vf loss = {};
  for (long i = 0; i < width; i += VW) {
    long n = width - i < VW ? width - i : VW;
    vf smooth = load_part(y + i, n) * splat(keep) + splat(shift);
    vf term = smooth * (load_part(x + i, n) - splat(top) - splat(log_sum));
    for (long k = n; k < VW; k++) smooth[k] = term[k] = 0;
    labels += smooth;
    loss += term;
  }
  *value = -vsum(loss);
  if (!gradient) return;
  vf factor = splat(vsum(labels) / sum);
  for (long i = 0; i < width; i += VW) {
    long n = width - i < VW ? width - i : VW;
    vf smooth = load_part(y + i, n) * splat(keep) + splat(shift);
    store_part(gradient + i, load_part(gradient + i, n) * factor - smooth, n);
  }
}

static void ISA(categorical_probabilities)(
    float *value, float *gradient, const float *y, const float *p, long width, float keep, float shift) {
  vf sum = splat(sum_row(p, width));
  vf loss = {}, inner = {};
  for (long i = 0; i < width; i += VW) {
    long n = width - i < VW ? width - i : VW;
    vf smooth = load_part(y + i, n) * splat(keep) + splat(shift);
    vf q = load_part(p + i, n) / sum;
    vf c = clip_probability(q);
    vf term = smooth * positive_log(c);
    vf slope = -(smooth / c) * clip_slope(q);
    vf along = slope * q;
    for (long k = n; k < VW; k++) term[k] = along[k] = 0;
    loss += term;
    inner += along;
    if (gradient) store_part(gradient + i, slope, n);
  }
  *value = -vsum(loss);
  if (!gradient) return;
  vf shared = splat(vsum(inner));
  for (long i = 0; i < width; i += VW) {
    long n = width - i < VW ? width - i : VW;
    store_part(gradient + i, (load_part(gradient + i, n) - shared) / sum, n);
  }
}

static void ISA(loss_categorical)(
    float *values, float *gradient, const float *y_true, const float *y_pred, long rows, long width,
    int from_logits, float keep, float shift) {
  for (long r = 0; r < rows; r++) {
    long at = r * width;
    float *slot = gradient ? gradient + at : NULL;
    if (from_logits)
      ISA(categorical_logits)(values + r, slot, y_true + at, y_pred + at, width, keep, shift);
    else
      ISA(categorical_probabilities)(values + r, slot, y_true + at, y_pred + at, width, keep, shift);
  }
}

static void ISA(sparse_logits)(float *value, float *gradient, int32_t label, const float *x, long width) {
  vf top = splat(max_row(x, width)), total = {};
  for (long i = 0; i < width; i += VW) {
    long n = width - i < VW ? width - i : VW;
    vf e = vexp(load_filled(x + i, n, -__builtin_inff()) - top);
    total += e;
    if (gradient) store_part(gradient + i, e, n);
  }
  float sum = vsum(total);
  *value = logf(sum) - (x[label] - top[0]);
  if (!gradient) return;
  vf inverse = splat(1.0f / sum);
  for (long i = 0; i < width; i += VW) {
    long n = width - i < VW ? width - i : VW;
    store_part(gradient + i, load_part(gradient + i, n) * inverse, n);
  }
  gradient[label] -= 1;
}

static void ISA(sparse_probabilities)(float *value, float *gradient, int32_t label, const float *p, long width) {
  float sum = sum_row(p, width);
  vf q = splat(p[label] / sum), c = clip_probability(q);
  *value = -positive_log(c)[0];
  if (!gradient) return;
  float slope = (-clip_slope(q) / c)[0];
  vf everywhere = splat(-slope * q[0] / sum);
  for (long i = 0; i < width; i += VW) store_part(gradient + i, everywhere, width - i < VW ? width - i : VW);
  gradient[label] += slope / sum;
}

static void ISA(loss_sparse)(
    float *values, float *gradient, const int32_t *labels, const float *y_pred, long rows, long width,
    int from_logits) {
  for (long r = 0; r < rows; r++) {
    const float *row = y_pred + r * width;
    float *slot = gradient ? gradient + r * width : NULL;
    if (labels[r] < 0) {
      values[r] = 0;
      if (slot) memset(slot, 0, (size_t)width * 4);
    } else if (from_logits) {
      ISA(sparse_logits)(values + r, slot, labels[r], row, width);
    } else {
      ISA(sparse_probabilities)(values + r, slot, labels[r], row, width);
    }
  }
}

static double ISA(loss_weighted_sum)(const float *values, const float *weights, long n) {
  double total = 0;
  // Blocks keep the error of the float sums small.
  for (long from = 0; from < n; from += 4096) {
    long to = from + 4096 < n ? from + 4096 : n;
    vf sum = {};
    for (long i = from; i < to; i += VW) {
      long m = to - i < VW ? to - i : VW;
      vf v = values ? load_part(values + i, m) : load_part(weights + i, m);
      sum += values && weights ? v * load_part(weights + i, m) : v;
    }
    total += vsum(sum);
  }
  return total;
}

static void ISA(loss_scale_rows)(
    float *out, const float *gradient, const float *weights, long rows, long width, float factor) {
  if (width == 1 || !weights) {
    long n = rows * width, i = 0;
    for (; i < n; i += VW) {
      long m = n - i < VW ? n - i : VW;
      vf scale = weights ? load_part(weights + i, m) * splat(factor) : splat(factor);
      store_part(out + i, load_part(gradient + i, m) * scale, m);
    }
    return;
  }
  for (long r = 0; r < rows; r++) {
    vf scale = splat(weights[r] * factor);
    for (long i = 0; i < width; i += VW) {
      long m = width - i < VW ? width - i : VW;
      store_part(out + r * width + i, load_part(gradient + r * width + i, m) * scale, m);
    }
  }
}

// The first place of the greatest element; a NaN counts as the greatest, as in NumPy.
static long ISA(loss_argmax)(const float *x, long n) {
#if VW == 16
  if (n <= VW) {
    __m512 v = (__m512)load_filled(x, n, -__builtin_inff());
    unsigned wrong = _mm512_cmp_ps_mask(v, v, _CMP_UNORD_Q);
    unsigned top = _mm512_cmp_ps_mask(v, (__m512)splat(vlargest((vf)v)), _CMP_EQ_OQ);
    return __builtin_ctz(wrong ? wrong : top);
  }
#elif VW == 8
  if (n <= VW) {
    __m256 v = (__m256)load_filled(x, n, -__builtin_inff());
    unsigned wrong = (unsigned)_mm256_movemask_ps(_mm256_cmp_ps(v, v, _CMP_UNORD_Q));
    if (wrong) return __builtin_ctz(wrong);
    return __builtin_ctz(
        (unsigned)_mm256_movemask_ps(_mm256_cmp_ps(v, (__m256)splat(vlargest((vf)v)), _CMP_EQ_OQ)));
  }
#endif
  if (n > 4 * VW) {
    float top = max_row(x, n), sum = sum_row(x, n);
    if (sum == sum)
      for (long i = 0; i < n; i++)
        if (x[i] == top) return i;
  }
  long best = 0;
  for (long i = 0; i < n; i++) {
    if (x[i] != x[i]) return i;
    if (x[i] > x[best]) best = i;
  }
  return best;
}
