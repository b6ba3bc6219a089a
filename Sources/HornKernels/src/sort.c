#include "horn_sort.h"

#include <stdlib.h>
#include <string.h>

#include "horn_memory.h"
#include "horn_pool.h"

typedef struct {
  uint64_t key;
  int64_t place;
} entry;

// A number whose order as unsigned is the order of the element: zeros are equal, NaN is the largest.
static uint64_t key_of(const void *in, int type, long i) {
  switch (type) {
    case HORN_F32: {
      float x = ((const float *)in)[i];
      if (x != x) return UINT32_MAX;
      if (x == 0) return (uint32_t)1 << 31;
      uint32_t bits;
      memcpy(&bits, &x, sizeof bits);
      return bits >> 31 ? (uint32_t)~bits : bits | (uint32_t)1 << 31;
    }
    case HORN_F64: {
      double x = ((const double *)in)[i];
      if (x != x) return UINT64_MAX;
      if (x == 0) return (uint64_t)1 << 63;
      uint64_t bits;
      memcpy(&bits, &x, sizeof bits);
      return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
    }
    case HORN_I32: return (uint32_t)((const int32_t *)in)[i] ^ (uint32_t)1 << 31;
    default: return ((const uint8_t *)in)[i];
  }
}

static int key_bytes(int type) { return type == HORN_F64 ? 8 : type == HORN_U8 ? 1 : 4; }

static void fill_entries(entry *entries, const void *in, int type, long from, long n, int descending) {
  uint64_t flip = descending ? UINT64_MAX >> (64 - 8 * key_bytes(type)) : 0;
  for (long i = 0; i < n; i++) entries[i] = (entry){key_of(in, type, from + i) ^ flip, i};
}

static void insertion_sort(entry *entries, long n) {
  for (long i = 1; i < n; i++) {
    entry moving = entries[i];
    long j = i;
    for (; j > 0 && entries[j - 1].key > moving.key; j--) entries[j] = entries[j - 1];
    entries[j] = moving;
  }
}

// Sorts by one byte of the key after the other, from the lowest; bytes that all keys share are skipped.
// Returns where the result is: entries or spare.
static entry *radix_sort(entry *entries, entry *spare, long n, int bytes) {
  long counts[8][256];
  memset(counts, 0, sizeof counts);
  for (long i = 0; i < n; i++)
    for (int b = 0; b < bytes; b++) counts[b][entries[i].key >> (8 * b) & 255]++;
  for (int b = 0; b < bytes; b++) {
    if (counts[b][entries[0].key >> (8 * b) & 255] == n) continue;
    long start = 0;
    for (int v = 0; v < 256; v++) {
      long count = counts[b][v];
      counts[b][v] = start;
      start += count;
    }
    for (long i = 0; i < n; i++) spare[counts[b][entries[i].key >> (8 * b) & 255]++] = entries[i];
    entry *other = entries;
    entries = spare;
    spare = other;
  }
  return entries;
}

typedef struct {
  int32_t *out;
  const void *in;
  int type, descending, tasks;
  long rows, n, k;
} sort_job;

static void sort_part(void *context, int index) {
  const sort_job *job = context;
  long from = job->rows * index / job->tasks, to = job->rows * (index + 1) / job->tasks;
  long n = job->n;
  size_t bytes = 2 * sizeof(entry) * (size_t)n;
  entry *entries = horn_alloc(bytes);
  for (long row = from; row < to; row++) {
    fill_entries(entries, job->in, job->type, row * n, n, job->descending);
    const entry *sorted = entries;
    if (n <= 48) insertion_sort(entries, n);
    else sorted = radix_sort(entries, entries + n, n, key_bytes(job->type));
    for (long i = 0; i < job->k; i++) job->out[row * job->k + i] = (int32_t)sorted[i].place;
  }
  horn_free(entries, bytes);
}

static void sort_rows(sort_job *job) {
  if (job->rows == 0 || job->n == 0 || job->k == 0) return;
  job->tasks = job->rows * job->n > 65536 ? horn_thread_count() : 1;
  horn_parallel(job->tasks, sort_part, job);
}

void horn_argsort(int32_t *out, const void *in, int type, long rows, long n, int descending) {
  sort_job job = {out, in, type, descending, 1, rows, n, n};
  sort_rows(&job);
}

enum { FEW = 32 };

void horn_top_k(int32_t *out, const void *in, int type, long rows, long n, long k) {
  if (k > FEW || k * 4 > n) {
    sort_job job = {out, in, type, 1, 1, rows, n, k};
    sort_rows(&job);
    return;
  }
  // Few of many: keep the best so far in order.
  for (long row = 0; row < rows; row++) {
    entry best[FEW];
    long count = 0;
    for (long i = 0; i < n; i++) {
      entry next = {key_of(in, type, row * n + i), i};
      if (count == k && (k == 0 || next.key <= best[k - 1].key)) continue;
      long j = count < k ? count++ : k - 1;
      for (; j > 0 && best[j - 1].key < next.key; j--) best[j] = best[j - 1];
      best[j] = next;
    }
    for (long i = 0; i < k; i++) out[row * k + i] = (int32_t)best[i].place;
  }
}

#define ARG_EXTREME(type)                                                                        \
  {                                                                                              \
    const type *x = (const type *)in;                                                            \
    for (long o = 0; o < outer; o++, x += length * inner)                                        \
      for (long i = 0; i < inner; i++) {                                                         \
        type best = x[i];                                                                        \
        long place = 0;                                                                          \
        for (long j = 1; j < length && best == best; j++) {                                      \
          type next = x[j * inner + i];                                                          \
          if ((smallest ? next < best : next > best) || next != next) {                          \
            best = next;                                                                         \
            place = j;                                                                           \
          }                                                                                      \
        }                                                                                        \
        out[o * inner + i] = (int32_t)place;                                                     \
      }                                                                                          \
  }

void horn_arg_extreme(
    int32_t *out, const void *in, int type, long outer, long length, long inner, int smallest) {
  if (type == HORN_F32) ARG_EXTREME(float)
  else if (type == HORN_F64) ARG_EXTREME(double)
  else if (type == HORN_I32) ARG_EXTREME(int32_t)
  else ARG_EXTREME(uint8_t)
}

void horn_in_top_k(
    uint8_t *out, const int32_t *targets, const float *predictions, long rows, long n, long k) {
  for (long row = 0; row < rows; row++, predictions += n) {
    if (targets[row] < 0 || targets[row] >= n) {
      out[row] = 0;
      continue;
    }
    float mine = predictions[targets[row]];
    long larger = 0;
    if (mine != mine) mine = -__builtin_inff();
    for (long i = 0; i < n; i++) larger += predictions[i] > mine;
    out[row] = larger < k;
  }
}

long horn_distinct(int32_t *out, const void *in, int type, long n) {
  long count = 0;
  for (long i = 0; i < n; i++)
    if (i == 0 || key_of(in, type, i) != key_of(in, type, i - 1)) out[count++] = (int32_t)i;
  return count;
}
