#include "horn_pickle.h"

long horn_pickle_integers(
    const uint8_t *bytes, long byte_count, int32_t *out, long capacity, long *consumed) {
  const uint8_t *p = bytes, *end = bytes + byte_count;
  long count = 0;
  while (count < capacity && p < end) {
    long left = end - p;
    if (*p == 'K' && left >= 2) {
      out[count++] = p[1];
      p += 2;
    } else if (*p == 'M' && left >= 3) {
      out[count++] = p[1] | p[2] << 8;
      p += 3;
    } else if (*p == 'J' && left >= 5) {
      uint32_t value = p[1] | (uint32_t)p[2] << 8 | (uint32_t)p[3] << 16 | (uint32_t)p[4] << 24;
      out[count++] = (int32_t)value;
      p += 5;
    } else {
      break;
    }
  }
  *consumed = p - bytes;
  return count;
}
