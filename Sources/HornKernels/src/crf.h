// What the parts of the linear-chain kernels share.
#pragma once
#include <stddef.h>

#include "horn_crf.h"

// The score of what may not be. Finite, so that no difference of two is NaN.
#define CRF_NEVER -1e30f

typedef struct {
  const horn_crf *crf;
  long width;
  // The weights in rows of `width`, CRF_NEVER where a move is forbidden and past the last tag.
  const float *from;  // [tags, width]: transitions
  const float *to;    // [tags, width]: transitions transposed
  const float *left, *right;
  float *alphas, *log_partition, *loss;      // forward
  const float *scales;                       // backward
  float *d_emissions, *sums;                 // sums: [tasks, tags + 2, width]
  int32_t *decoded;                          // decode
  long k;                                    // best
  float *scores;
  int tasks;
} crf_job;

static inline int crf_counts(const horn_crf *crf, long row, long step) {
  return !crf->mask || crf->mask[row * crf->time + step];
}

// Lays the weights out; returns the block to free, of *bytes.
float *horn_crf_prepare(crf_job *job, const horn_crf *crf, size_t *bytes);
