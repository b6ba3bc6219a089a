#pragma once

// out[b, i, j] = Σ_d scale[d] tanh(query[b, i, d] + key[b, j, d]) for i in 0..<rows, j in 0..<columns,
// d in 0..<length: the scores of additive attention. scale may be NULL for ones.
void horn_additive_scores(
    float *out, const float *query, const float *key, const float *scale, long batch, long rows, long columns,
    long length);

// The gradients of the above from d_out; they fill d_query, d_key and, unless it is NULL, d_scale.
void horn_additive_scores_gradient(
    float *d_query, float *d_key, float *d_scale, const float *d_out, const float *query, const float *key,
    const float *scale, long batch, long rows, long columns, long length);
