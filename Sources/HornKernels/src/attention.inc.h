#include "simd.h"

INLINE vf ISA(lanes)(const float *p, long n) { return n >= VW ? load(p) : load_part(p, n); }

INLINE void ISA(add_lanes)(float *p, vf v, long n) {
  if (n >= VW) store(p, load(p) + v);
  else store_part(p, load_part(p, n) + v, n);
}

static void ISA(additive_scores)(const additive_job *job, long from, long to) {
  long length = job->length;
  for (long b = from; b < to; b++) {
    for (long i = 0; i < job->rows; i++) {
      const float *q = job->query + (b * job->rows + i) * length;
      for (long j = 0; j < job->columns; j++) {
        const float *k = job->key + (b * job->columns + j) * length;
        vf sum = splat(0.0f);
        for (long d = 0; d < length; d += VW) {
          // Lanes past the end are zero, and so is their tanh.
          vf t = vtanh(ISA(lanes)(q + d, length - d) + ISA(lanes)(k + d, length - d));
          sum += job->scale ? ISA(lanes)(job->scale + d, length - d) * t : t;
        }
        job->out[(b * job->rows + i) * job->columns + j] = vsum(sum);
      }
    }
  }
}

static void ISA(additive_gradient)(const additive_job *job, long from, long to) {
  long length = job->length;
  for (long b = from; b < to; b++) {
    for (long i = 0; i < job->rows; i++) {
      long at = (b * job->rows + i) * length;
      for (long j = 0; j < job->columns; j++) {
        vf g = splat(job->d_out[(b * job->rows + i) * job->columns + j]);
        long other = (b * job->columns + j) * length;
        for (long d = 0; d < length; d += VW) {
          long n = length - d;
          vf t = vtanh(ISA(lanes)(job->query + at + d, n) + ISA(lanes)(job->key + other + d, n));
          vf slope = g * (splat(1.0f) - t * t);
          if (job->scale) slope *= ISA(lanes)(job->scale + d, n);
          ISA(add_lanes)(job->d_query + at + d, slope, n);
          ISA(add_lanes)(job->d_key + other + d, slope, n);
          if (job->d_scale) ISA(add_lanes)(job->d_scale + b * length + d, g * t, n);
        }
      }
    }
  }
}
