#include "simd.h"

static void ISA(sparse_rows)(const sparse_job *job, long from, long to) {
  long width = job->width;
  for (long row = from; row < to; row++) {
    const int32_t *columns = job->columns;
    long start = job->starts[row], end = job->starts[row + 1];
    float *out = job->out + row * width;
    if (width == 1) {
      float sum = job->bias ? job->bias[0] : 0;
      for (long i = start; i < end; i++) sum += job->values[i] * job->dense[columns[i]];
      out[0] = sum;
      continue;
    }
    for (long j = 0; j < width; j += VW) {
      long n = width - j < VW ? width - j : VW;
      vf sum = job->bias ? load_part(job->bias + j, n) : splat(0.0f);
      for (long i = start; i < end; i++)
        sum += splat(job->values[i]) * load_part(job->dense + columns[i] * width + j, n);
      store_part(out + j, sum, n);
    }
  }
}
