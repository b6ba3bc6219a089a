#pragma once
#include <stdint.h>

// Linear-chain conditional random fields (Lafferty et al., 2001) over a batch of sequences. Everywhere below, a
// sequence is what remains of a row when its masked steps are left out, also those between others; a row that is
// masked as a whole is an empty sequence, of score 0.
typedef struct {
  const float *emissions;    // [batch, time, tags]
  const float *transitions;  // [tags, tags], from the row's tag to the column's
  const float *left, *right; // [tags], what a sequence gets for its first and its last tag; NULL for zeros
  const uint8_t *allowed;    // [tags + 1, tags + 1]: moves; the last row are starts, the last column ends; NULL for all
  const uint8_t *mask;       // [batch, time], 0 for steps that do not count; NULL for none
  const int32_t *labels;     // [batch, time], the tags that are right; NULL for none
  long batch, time, tags;
} horn_crf;

// The length of a row of tags in horn_crf_forward's alphas.
long horn_crf_width(long tags);

enum { HORN_CRF_FINE, HORN_CRF_NO_TAG, HORN_CRF_MOVE, HORN_CRF_START, HORN_CRF_END };

// The first place (row · time + step) with a label that is no tag or may not stand there, and in *why which it is; -1
// where all are fine.
long horn_crf_check(const horn_crf *crf, int *why);

// log_partition[batch] = log Σ exp(score) over all paths; alphas[batch, time, width] is kept for the gradient. With
// labels, loss[batch] = log_partition - the labels' score.
void horn_crf_forward(const horn_crf *crf, float *alphas, float *log_partition, float *loss);

// The gradients of Σ scales[b] · loss[b], or without labels of Σ scales[b] · log_partition[b], which for scales of 1
// (NULL) is each tag's probability. All but d_emissions may be NULL.
void horn_crf_backward(
    const horn_crf *crf, const float *alphas, const float *scales, float *d_emissions, float *d_transitions,
    float *d_left, float *d_right);

// tags[batch, time] = the path of the greatest score (Viterbi); of equal ones that with the lowest tags at the end. 0
// at masked steps.
void horn_crf_decode(const horn_crf *crf, int32_t *tags);

// tags[batch, k, time] = the k best paths in descending order, scores[batch, k] their scores; where there are fewer,
// tags 0 and scores minus infinity.
void horn_crf_best(const horn_crf *crf, long k, int32_t *tags, float *scores);
