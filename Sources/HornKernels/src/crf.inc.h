#include "log.inc.h"

#undef falling_exp
#undef emission
#undef log_sum
#undef put_tags
#define falling_exp ISA(crf_falling_exp)
#define emission ISA(crf_emission)
#define log_sum ISA(crf_log_sum)
#define put_tags ISA(crf_put_tags)

// exp(x) for x <= 0 (or NaN); exactly 0 far down, so that what is forbidden has no share.
INLINE vf falling_exp(vf x) {
  return vselect(x < splat(-100.0f), splat(0.0f), vexp_within(vmax(splat(-100.0f), x)));
}

// Lanes from j on of a row of n numbers, 0 past its end.
INLINE vf emission(const float *row, long j, long n) {
  return n - j >= VW ? load(row + j) : load_filled(row + j, n - j, 0.0f);
}

// out[j] = log Σ_i exp(in[i] + weights[i, j]) for the lanes from j on.
INLINE vf log_sum(const float *in, const float *weights, long j, long tags, long width) {
  vf best = splat(in[0]) + load(weights + j);
  for (long i = 1; i < tags; i++) best = vmax(best, splat(in[i]) + load(weights + i * width + j));
  vf sum = splat(0.0f);
  for (long i = 0; i < tags; i++) sum += falling_exp(splat(in[i]) + load(weights + i * width + j) - best);
  return best + positive_log(sum);
}

static void ISA(crf_forward)(const crf_job *job, long from, long to) {
  const horn_crf *crf = job->crf;
  long tags = crf->tags, width = job->width, time = crf->time;
  for (long b = from; b < to; b++) {
    const float *before = NULL;
    double offset = 0, score = 0;
    int32_t label = 0;
    for (long t = 0; t < time; t++) {
      if (!crf_counts(crf, b, t)) continue;
      const float *row = crf->emissions + (b * time + t) * tags;
      float *alpha = job->alphas + (b * time + t) * width;
      vf most = splat(CRF_NEVER);
      for (long j = 0; j < width; j += VW) {
        vf sum = before ? log_sum(before, job->from, j, tags, width) : load(job->left + j);
        vf a = sum + emission(row, j, tags);
        store(alpha + j, a);
        most = vmax(most, a);
      }
      // Numbers stay near 0 however long the sequence is.
      float largest = vlargest(most);
      for (long j = 0; j < width; j += VW) store(alpha + j, load(alpha + j) - splat(largest));
      offset += largest;
      if (crf->labels) {
        int32_t next = crf->labels[b * time + t];
        score += (double)row[next] + (before ? job->from[label * width + next] : job->left[next]);
        label = next;
      }
      before = alpha;
    }
    if (!before) {
      job->log_partition[b] = 0;
      if (crf->labels) job->loss[b] = 0;
      continue;
    }
    vf most = splat(2 * CRF_NEVER);
    for (long j = 0; j < width; j += VW) most = vmax(most, load(before + j) + load(job->right + j));
    vf largest = splat(vlargest(most)), sum = splat(0.0f);
    for (long j = 0; j < width; j += VW)
      sum += falling_exp(load(before + j) + load(job->right + j) - largest);
    float total[VW];
    store(total, positive_log(splat(vsum(sum))));
    double all = offset + largest[0] + total[0];
    job->log_partition[b] = (float)all;
    if (crf->labels) job->loss[b] = (float)(all - score - job->right[label]);
  }
}

INLINE void put_tags(float *out, vf v, long n) {
  if (n >= VW) store(out, v);
  else if (n > 0) store_part(out, v, n);
}

// part has room for (2 tags + 4) rows: the sums of the gradients of the transitions (transposed), of left and of right;
// then what a step needs.
static void ISA(crf_backward)(const crf_job *job, long from, long to, float *part) {
  const horn_crf *crf = job->crf;
  long tags = crf->tags, width = job->width, time = crf->time;
  float *d_to = part, *d_left = part + tags * width, *d_right = d_left + width;
  float *beta = d_right + width, *share = beta + width, *moves = share + width;
  for (long b = from; b < to; b++) {
    float scale = job->scales ? job->scales[b] : 1.0f;
    long after = -1;  // the step behind this one
    for (long t = time - 1; t >= 0; t--) {
      float *d = job->d_emissions + (b * time + t) * tags;
      if (!crf_counts(crf, b, t)) {
        memset(d, 0, (size_t)tags * sizeof(float));
        continue;
      }
      // beta[i] = log Σ_j exp(transition from i to j + emission of j + beta of j), moves[j, i] the terms' shares.
      if (after < 0) {
        memcpy(beta, job->right, (size_t)width * sizeof(float));
      } else {
        const float *row = crf->emissions + (b * time + after) * tags;
        for (long j = 0; j < width; j += VW) store(beta + j, load(beta + j) + emission(row, j, tags));
        vf most = splat(2 * CRF_NEVER);
        for (long i = 0; i < width; i += VW) {
          vf best = splat(beta[0]) + load(job->to + i);
          for (long j = 1; j < tags; j++) best = vmax(best, splat(beta[j]) + load(job->to + j * width + i));
          vf sum = splat(0.0f);
          for (long j = 0; j < tags; j++) {
            vf e = falling_exp(splat(beta[j]) + load(job->to + j * width + i) - best);
            store(moves + j * width + i, e);
            sum += e;
          }
          vf b_i = best + positive_log(sum);
          store(share + i, b_i);
          most = vmax(most, b_i);
          vf factor = vreciprocal(sum);
          for (long j = 0; j < tags; j++)
            store(moves + j * width + i, load(moves + j * width + i) * factor);
        }
        vf largest = splat(vlargest(most));
        for (long i = 0; i < width; i += VW) store(beta + i, load(share + i) - largest);
      }
      // share = the tags' probabilities at this step, times the scale.
      const float *alpha = job->alphas + (b * time + t) * width;
      vf most = splat(2 * CRF_NEVER), sum = splat(0.0f);
      for (long i = 0; i < width; i += VW) most = vmax(most, load(alpha + i) + load(beta + i));
      vf largest = splat(vlargest(most));
      for (long i = 0; i < width; i += VW) {
        vf e = falling_exp(load(alpha + i) + load(beta + i) - largest);
        store(share + i, e);
        sum += e;
      }
      vf factor = splat(scale / vsum(sum));
      for (long i = 0; i < width; i += VW) {
        vf p = load(share + i) * factor;
        store(share + i, p);
        put_tags(d + i, p, tags - i);
        if (after < 0) store(d_right + i, load(d_right + i) + p);
      }
      int32_t label = crf->labels ? crf->labels[b * time + t] : -1;
      if (label >= 0) d[label] -= scale;
      if (after < 0) {
        if (label >= 0) d_right[label] -= scale;
      } else {
        for (long j = 0; j < tags; j++)
          for (long i = 0; i < width; i += VW) {
            float *sums = d_to + j * width + i;
            store(sums, load(sums) + load(share + i) * load(moves + j * width + i));
          }
        if (label >= 0) d_to[crf->labels[b * time + after] * width + label] -= scale;
      }
      after = t;
    }
    if (after < 0) continue;
    const float *first = job->d_emissions + (b * time + after) * tags;
    for (long i = 0; i < tags; i++) d_left[i] += first[i];
  }
}

// scores: [width]; origins: [time, width].
static void ISA(crf_decode)(const crf_job *job, long from, long to, float *scores, int32_t *origins) {
  const horn_crf *crf = job->crf;
  long tags = crf->tags, width = job->width, time = crf->time;
  float *next = scores + width;
  for (long b = from; b < to; b++) {
    int32_t *out = job->decoded + b * time;
    long last = -1;
    for (long t = 0; t < time; t++) {
      if (!crf_counts(crf, b, t)) continue;
      const float *row = crf->emissions + (b * time + t) * tags;
      vf most = splat(CRF_NEVER);
      for (long j = 0; j < width; j += VW) {
        vf best = load(job->left + j);
        if (last >= 0) {
          vi origin = {};
          best = splat(scores[0]) + load(job->from + j);
          for (long i = 1; i < tags; i++) {
            vf v = splat(scores[i]) + load(job->from + i * width + j);
            vi better = v > best;
            best = vselect(better, v, best);
            origin = (better & (int32_t)i) | (~better & origin);
          }
          memcpy(origins + t * width + j, &origin, sizeof origin);
        }
        vf s = best + emission(row, j, tags);
        store(next + j, s);
        most = vmax(most, s);
      }
      vf largest = splat(vlargest(most));
      for (long j = 0; j < width; j += VW) store(scores + j, load(next + j) - largest);
      last = t;
    }
    memset(out, 0, (size_t)time * sizeof(int32_t));
    if (last < 0) continue;
    int32_t tag = 0;
    for (long j = 1; j < tags; j++)
      if (scores[j] + job->right[j] > scores[tag] + job->right[tag]) tag = (int32_t)j;
    for (long t = last; t >= 0; t--) {
      if (!crf_counts(crf, b, t)) continue;
      if (t < last) tag = origins[last * width + tag];
      out[t] = tag;
      last = t;
    }
  }
}
