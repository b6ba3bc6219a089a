#include "simd.h"

static void ISA(gather)(float *out, const float *table, const int32_t *indices, long count, long length) {
  enum { AHEAD = 32 };
  for (long i = 0; i < count; i++) {
    if (i + AHEAD < count) {
      const char *next = (const char *)(table + (long)indices[i + AHEAD] * length);
      for (long at = 0; at < length * 4 && at < 512; at += 64) __builtin_prefetch(next + at, 0, 2);
    }
    const float *row = table + (long)indices[i] * length;
    float *to = out + i * length;
    long j = 0;
    for (; j + VW <= length; j += VW) store(to + j, load(row + j));
    if (j < length) store_part(to + j, load_part(row + j, length - j), length - j);
  }
}
