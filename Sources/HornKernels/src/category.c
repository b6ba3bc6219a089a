#include "horn_category.h"

#include <string.h>

void horn_encode_categories(
    float *out, const int32_t *in, const float *weights, long outer, long length, long inner, long depth, int mode) {
  memset(out, 0, (size_t)(outer * inner * depth) * sizeof *out);
  for (long o = 0; o < outer; o++) {
    for (long t = 0; t < length; t++) {
      for (long i = 0; i < inner; i++) {
        long at = (o * length + t) * inner + i;
        if (in[at] < 0 || in[at] >= depth) continue;
        float *cell = out + (o * inner + i) * depth + in[at];
        *cell = mode == HORN_CATEGORY_PRESENT ? 1 : *cell + (weights ? weights[at] : 1);
      }
    }
  }
}

void horn_encode_category_rows(
    float *out, const int32_t *in, const long *offsets, long outer, long depth, int mode) {
  for (long o = 0; o < outer; o++)
    horn_encode_categories(
        out + o * depth, in + offsets[o], NULL, 1, offsets[o + 1] - offsets[o], 1, depth, mode);
}

void horn_digitize(int32_t *out, const float *in, long n, const float *bounds, long count) {
  for (long i = 0; i < n; i++) {
    long low = 0, high = count;
    while (low < high) {
      long middle = (low + high) / 2;
      if (in[i] < bounds[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    out[i] = (int32_t)low;
  }
}
