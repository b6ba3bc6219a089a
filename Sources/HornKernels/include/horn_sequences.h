#pragma once
#include <stdint.h>

// out[i] = in[i]. Returns the position of the first number that does not fit, or -1; nothing is
// written from there on.
long horn_narrow_i64(int32_t *out, const int64_t *in, long n);

// The least and the greatest of n > 0 numbers.
void horn_token_range(const int32_t *in, long n, int32_t *least, int32_t *greatest);

// Writes in[i] + shift where it is in low..<high; elsewhere other, or nothing if drop. Returns how many
// were written. What is written must fit into int32.
long horn_recode_tokens(
    int32_t *out, const int32_t *in, long n, int64_t shift, int64_t low, int64_t high, int32_t other, int drop);
