#include "horn_sequences.h"

long horn_narrow_i64(int32_t *out, const int64_t *in, long n) {
  for (long i = 0; i < n; i++) {
    if (in[i] != (int32_t)in[i]) return i;
    out[i] = (int32_t)in[i];
  }
  return -1;
}

void horn_token_range(const int32_t *in, long n, int32_t *least, int32_t *greatest) {
  int32_t low = in[0], high = in[0];
  for (long i = 1; i < n; i++) {
    int32_t value = in[i];
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
  *least = low;
  *greatest = high;
}

long horn_recode_tokens(
    int32_t *out, const int32_t *in, long n, int64_t shift, int64_t low, int64_t high, int32_t other, int drop) {
  int32_t *start = out;
  for (long i = 0; i < n; i++) {
    int64_t token = in[i] + shift;
    int kept = token >= low && token < high;
    *out = kept ? (int32_t)token : other;
    out += kept || !drop;
  }
  return out - start;
}
