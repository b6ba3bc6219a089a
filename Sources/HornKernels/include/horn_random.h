#pragma once
#include <stdint.h>

// Random numbers from Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
// 2011). A number depends on the key, the stream and its place in the output only: not on threads,
// instruction set or what was drawn before. Two streams of one key never overlap.
//
// Out of 64 numbers, the one at w * 16 + b is word w of block b; 16 blocks make a group.

// One block: four words of 32 random bits.
void horn_random_block(uint32_t out[4], uint64_t block, uint64_t key, uint64_t stream);

// 32 random bits each.
void horn_random_bits(uint32_t *out, long n, uint64_t key, uint64_t stream);

// Uniform in [low, high).
void horn_random_uniform(float *out, long n, float low, float high, uint64_t key, uint64_t stream);

// Normal, by Box and Muller.
void horn_random_normal(float *out, long n, float mean, float stddev, uint64_t key, uint64_t stream);

// Normal within two standard deviations of the mean, by the inverse of the distribution function.
void horn_random_truncated_normal(
    float *out, long n, float mean, float stddev, uint64_t key, uint64_t stream);

// Integers in low..<high, each as likely as the others to within 2^-32.
void horn_random_integers(
    int32_t *out, long n, int64_t low, int64_t high, uint64_t key, uint64_t stream);

// out[i] = 0 with probability rate, else x[i] / (1 - rate). mask[i] is 1 where x[i] was kept; it may
// be NULL, for the same key and stream give the same choice. out may be x; 0 <= rate < 1.
void horn_dropout_f32(
    float *out, uint8_t *mask, const float *x, long n, float rate, uint64_t key, uint64_t stream);

// 0..<n in random order (Fisher and Yates).
void horn_random_permutation(int32_t *out, long n, uint64_t key, uint64_t stream);

// out[row, s] = a class drawn with probability softmax(logits[row, :]).
void horn_random_categorical(
    int32_t *out, const float *logits, long rows, long classes, long samples, uint64_t key,
    uint64_t stream);

// Gamma(alpha[i], 1) by Marsaglia and Tsang's method.
void horn_random_gamma(float *out, const float *alpha, long n, uint64_t key, uint64_t stream);

// Beta(alpha[i], beta[i]) as a ratio of gammas.
void horn_random_beta(
    float *out, const float *alpha, const float *beta, long n, uint64_t key, uint64_t stream);

// Successes among counts[i] trials that succeed with probability p[i].
void horn_random_binomial(
    float *out, const float *counts, const float *p, long n, uint64_t key, uint64_t stream);

// out[i] = x[i] in double precision.
void horn_random_widen(double *out, const float *x, long n);
