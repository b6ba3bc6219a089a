#include "horn_random.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "horn_memory.h"
#include "horn_pool.h"

enum { BITS, UNIFORM, NORMAL, TRUNCATED };

typedef struct {
  uint64_t key, stream;
  int kind;
  float a, b, limit;
  uint32_t threshold;
  long n;
  int tasks;
  float *out;
  uint8_t *mask;
  const float *x;
} random_job;

#define HORN_BODY "random.inc.h"
#include "multi_isa.h"

// Work for one thread: less is not worth waking another.
enum { LEAST_WORK = 1 << 15 };

static void share(const random_job *job, int index, long *first, long *count) {
  long groups = (job->n + 63) / 64;
  long start = groups * index / job->tasks * 64, end = groups * (index + 1) / job->tasks * 64;
  if (end > job->n) end = job->n;
  *first = start;
  *count = end - start;
}

static void run(random_job *job, void (*task)(void *, int)) {
  if (job->n <= 0) return;
  long most = job->n / LEAST_WORK + 1;
  int threads = horn_thread_count();
  job->tasks = most < threads ? (int)most : threads;
  horn_parallel(job->tasks, task, job);
}

static void fill_task(void *context, int index) {
  const random_job *job = context;
  long first, count;
  share(job, index, &first, &count);
  HORN_DISPATCH(random_fill)(job->out + first, first, count, job);
}

static void dropout_task(void *context, int index) {
  const random_job *job = context;
  long first, count;
  share(job, index, &first, &count);
  HORN_DISPATCH(dropout)(
      job->out + first, job->mask ? job->mask + first : NULL, job->x + first, first, count, job);
}

static void fill(
    int kind, float *out, long n, float a, float b, float limit, uint64_t key, uint64_t stream) {
  random_job job = {
      .key = key, .stream = stream, .kind = kind, .a = a, .b = b, .limit = limit, .n = n, .out = out};
  run(&job, fill_task);
}

void horn_random_block(uint32_t out[4], uint64_t block, uint64_t key, uint64_t stream) {
  uint32_t c0 = (uint32_t)block, c1 = (uint32_t)(block >> 32);
  uint32_t c2 = (uint32_t)stream, c3 = (uint32_t)(stream >> 32);
  uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
  for (int round = 0; round < 10; round++) {
    uint64_t p0 = (uint64_t)c0 * 0xD2511F53u, p1 = (uint64_t)c2 * 0xCD9E8D57u;
    c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
    c1 = (uint32_t)p1;
    c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
    c3 = (uint32_t)p0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

void horn_random_bits(uint32_t *out, long n, uint64_t key, uint64_t stream) {
  fill(BITS, (float *)out, n, 0, 0, 0, key, stream);
}

void horn_random_uniform(float *out, long n, float low, float high, uint64_t key, uint64_t stream) {
  // Rounding may reach high, which is outside.
  float limit = high > low ? nextafterf(high, low) : low;
  fill(UNIFORM, out, n, low, high - low, limit, key, stream);
}

void horn_random_normal(float *out, long n, float mean, float stddev, uint64_t key, uint64_t stream) {
  fill(NORMAL, out, n, mean, stddev, 0, key, stream);
}

void horn_random_truncated_normal(
    float *out, long n, float mean, float stddev, uint64_t key, uint64_t stream) {
  fill(TRUNCATED, out, n, mean, stddev, 0, key, stream);
}

void horn_dropout_f32(
    float *out, uint8_t *mask, const float *x, long n, float rate, uint64_t key, uint64_t stream) {
  random_job job = {
      .key = key,
      .stream = stream,
      .a = 1.0f - rate,
      .threshold = (uint32_t)((double)rate * 4294967296.0),
      .n = n,
      .out = out,
      .mask = mask,
      .x = x};
  run(&job, dropout_task);
}

// A number in 0..<range from 64 random bits.
static inline uint64_t below(uint64_t range, const uint32_t *words) {
  uint64_t bits = (uint64_t)words[0] << 32 | words[1];
  return (uint64_t)((unsigned __int128)bits * range >> 64);
}

void horn_random_integers(
    int32_t *out, long n, int64_t low, int64_t high, uint64_t key, uint64_t stream) {
  size_t bytes = (size_t)n * 8;
  uint32_t *words = horn_alloc(bytes);
  horn_random_bits(words, n * 2, key, stream);
  uint64_t range = (uint64_t)(high - low);
  for (long i = 0; i < n; i++) out[i] = (int32_t)(low + (int64_t)below(range, words + i * 2));
  horn_free(words, bytes);
}

void horn_random_permutation(int32_t *out, long n, uint64_t key, uint64_t stream) {
  size_t bytes = (size_t)n * 8;
  uint32_t *words = horn_alloc(bytes);
  horn_random_bits(words, n * 2, key, stream);
  for (long i = 0; i < n; i++) out[i] = (int32_t)i;
  for (long i = n - 1; i > 0; i--) {
    long j = (long)below((uint64_t)i + 1, words + i * 2);
    int32_t other = out[j];
    out[j] = out[i];
    out[i] = other;
  }
  horn_free(words, bytes);
}

void horn_random_widen(double *out, const float *x, long n) {
  for (long i = 0; i < n; i++) out[i] = x[i];
}
