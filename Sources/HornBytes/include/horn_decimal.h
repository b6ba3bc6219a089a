#pragma once
#include <stdint.h>

// Reads a decimal number ([+-] digits [. digits] [e [+-] digits]) of float32's range, rounded to nearest as strtof
// does. Returns how many bytes it has, or 0 where there is none; what lies beyond the range becomes an infinity.
long horn_decimal(const uint8_t *text, long count, float *out);

enum { HORN_DECIMALS_FEW = -1, HORN_DECIMALS_BAD = -2, HORN_DECIMALS_MORE = -3 };

// Reads exactly wanted finite numbers with blanks (space, tab) between them and perhaps around them. Returns wanted,
// or what is wrong: fewer numbers, something that is no finite number, or more; place is then where.
long horn_decimals(const uint8_t *text, long count, float *out, long wanted, long *place);

// How many runs of bytes without blanks there are.
long horn_count_words(const uint8_t *text, long count);
