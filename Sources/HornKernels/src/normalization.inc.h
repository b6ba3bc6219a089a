#include "simd.h"

#undef lanes_of
#undef take
#undef put
#define lanes_of ISA(normalization_lanes)
#define take ISA(normalization_take)
#define put ISA(normalization_put)

INLINE long lanes_of(long n, long i) { return n - i < VW ? n - i : VW; }
INLINE vf take(const float *p, long lanes) { return lanes == VW ? load(p) : load_part(p, lanes); }
INLINE void put(float *p, vf v, long lanes) {
  if (lanes == VW) store(p, v);
  else store_part(p, v, lanes);
}

static void ISA(normalize_rows)(
    float *y, float *means, float *scales, const float *x, const float *gamma, const float *beta, long rows,
    long n, float epsilon, int center) {
  for (long row = 0; row < rows; row++, x += n, y += n) {
    float mean = 0;
    if (center) {
      vf total = {};
      for (long i = 0; i < n; i += VW) total += take(x + i, lanes_of(n, i));
      mean = vsum(total) / (float)n;
    }
    vf squares = {};
    for (long i = 0; i < n; i += VW) {
      long lanes = lanes_of(n, i);
      vf d = take(x + i, lanes) - mean;
      if (lanes < VW) {
        // Lanes past the end count for nothing.
        vf kept = {};
        memcpy(&kept, &d, (size_t)lanes * 4);
        d = kept;
      }
      squares += d * d;
    }
    float scale = 1 / sqrtf(vsum(squares) / (float)n + epsilon);
    means[row] = mean;
    scales[row] = scale;
    for (long i = 0; i < n; i += VW) {
      long lanes = lanes_of(n, i);
      vf v = (take(x + i, lanes) - mean) * scale;
      if (gamma) v *= take(gamma + i, lanes);
      if (beta) v += take(beta + i, lanes);
      put(y + i, v, lanes);
    }
  }
}

// With h = (x - mean)·scale and g = d_y·gamma: d_x = scale·(g - mean(g) - h·mean(g·h)), where the mean of g
// stays out if the rows were not centred. d_gamma and d_beta are added to.
static void ISA(normalize_rows_gradient)(
    float *d_x, float *d_gamma, float *d_beta, const float *d_y, const float *x, const float *means,
    const float *scales, const float *gamma, long rows, long n, int center) {
  for (long row = 0; row < rows; row++, x += n, d_y += n) {
    float mean = means[row], scale = scales[row];
    vf sums = {}, products = {};
    for (long i = 0; i < n; i += VW) {
      long lanes = lanes_of(n, i);
      // Lanes past the end are 0 in d, and so in all that is summed up.
      vf d = take(d_y + i, lanes), h = (take(x + i, lanes) - mean) * scale;
      if (d_beta) put(d_beta + i, take(d_beta + i, lanes) + d, lanes);
      if (d_gamma) put(d_gamma + i, take(d_gamma + i, lanes) + d * h, lanes);
      vf g = gamma ? d * take(gamma + i, lanes) : d;
      sums += g;
      products += g * h;
    }
    if (!d_x) continue;
    float sum = center ? vsum(sums) / (float)n : 0, product = vsum(products) / (float)n;
    for (long i = 0; i < n; i += VW) {
      long lanes = lanes_of(n, i);
      vf g = take(d_y + i, lanes), h = (take(x + i, lanes) - mean) * scale;
      if (gamma) g *= take(gamma + i, lanes);
      put(d_x + row * n + i, (g - sum - h * product) * scale, lanes);
    }
  }
}
