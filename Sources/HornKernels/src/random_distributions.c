#include <math.h>
#include <stddef.h>

#include "horn_memory.h"
#include "horn_random.h"

// The random numbers of one element of an output: blocks of its own, as many as it needs.
typedef struct {
  uint64_t block, key, stream;
  uint32_t words[4];
  int used;
} source;

static source source_of(long element, uint64_t key, uint64_t stream) {
  return (source){.block = (uint64_t)element << 24, .key = key, .stream = stream, .used = 4};
}

// Uniform in (0, 1), with 52 random bits.
static double uniform(source *s) {
  if (s->used > 2) {
    horn_random_block(s->words, s->block++, s->key, s->stream);
    s->used = 0;
  }
  uint64_t bits = (uint64_t)s->words[s->used] << 32 | s->words[s->used + 1];
  s->used += 2;
  return ((double)(bits >> 12) + 0.5) * 0x1p-52;
}

static double normal(source *s) {
  double radius = sqrt(-2 * log(uniform(s)));
  return radius * cos(6.283185307179586 * uniform(s));
}

static double gamma_of(double alpha, source *s) {
  if (!(alpha > 0)) return NAN;
  if (isinf(alpha)) return alpha;
  // Below 1: Gamma(alpha) is Gamma(alpha + 1) times U^(1/alpha).
  double boost = 1;
  if (alpha < 1) {
    boost = pow(uniform(s), 1 / alpha);
    alpha += 1;
  }
  double d = alpha - 1.0 / 3, c = 1 / sqrt(9 * d);
  for (;;) {
    double x = normal(s), v = 1 + c * x;
    if (v <= 0) continue;
    v = v * v * v;
    if (log(uniform(s)) < 0.5 * x * x + d - d * v + d * log(v)) return boost * d * v;
  }
}

void horn_random_gamma(float *out, const float *alpha, long n, uint64_t key, uint64_t stream) {
  for (long i = 0; i < n; i++) {
    source s = source_of(i, key, stream);
    out[i] = (float)gamma_of(alpha[i], &s);
  }
}

void horn_random_beta(
    float *out, const float *alpha, const float *beta, long n, uint64_t key, uint64_t stream) {
  for (long i = 0; i < n; i++) {
    source s = source_of(i, key, stream);
    double a = gamma_of(alpha[i], &s), b = gamma_of(beta[i], &s);
    // Both may underflow to 0 where alpha and beta are tiny: then all weight is at the ends.
    if (a + b == 0) out[i] = uniform(&s) * ((double)alpha[i] + beta[i]) < alpha[i] ? 1 : 0;
    else out[i] = (float)(a / (a + b));
  }
}

// Successes in n trials. Large n are halved: the k-th smallest of n uniform numbers is Beta(k, n + 1 - k),
// and where it lies relative to p tells how many trials remain (Devroye, 1986, chapter X.4).
static double binomial_of(double n, double p, source *s) {
  double found = 0;
  while (n > 32) {
    double k = floor((n + 1) / 2);
    double a = gamma_of(k, s), b = gamma_of(n + 1 - k, s);
    double middle = a / (a + b);
    if (middle <= p) {
      found += k;
      n -= k;
      p = (p - middle) / (1 - middle);
    } else {
      n = k - 1;
      p = p / middle;
    }
  }
  for (; n >= 1; n -= 1) found += uniform(s) < p;
  return found;
}

void horn_random_binomial(
    float *out, const float *counts, const float *p, long n, uint64_t key, uint64_t stream) {
  for (long i = 0; i < n; i++) {
    source s = source_of(i, key, stream);
    int valid = counts[i] >= 0 && !isinf(counts[i]) && p[i] >= 0 && p[i] <= 1;
    out[i] = valid ? (float)binomial_of(floor(counts[i]), p[i], &s) : NAN;
  }
}

void horn_random_categorical(
    int32_t *out, const float *logits, long rows, long classes, long samples, uint64_t key,
    uint64_t stream) {
  size_t bytes = (size_t)classes * 8;
  double *sums = horn_alloc(bytes);
  for (long row = 0; row < rows; row++) {
    const float *logit = logits + row * classes;
    double most = -INFINITY, total = 0;
    for (long c = 0; c < classes; c++)
      if (logit[c] > most) most = logit[c];
    for (long c = 0; c < classes; c++) {
      if (logit[c] == logit[c]) total += logit[c] == most ? 1 : exp(logit[c] - most);
      sums[c] = total;
    }
    for (long sample = 0; sample < samples; sample++) {
      source s = source_of(row * samples + sample, key, stream);
      double u = uniform(&s) * total;
      long low = 0, high = classes - 1;
      while (low < high) {
        long middle = (low + high) / 2;
        if (sums[middle] > u) high = middle;
        else low = middle + 1;
      }
      out[row * samples + sample] = (int32_t)low;
    }
  }
  horn_free(sums, bytes);
}
