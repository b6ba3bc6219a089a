#define _GNU_SOURCE
#include "horn_decimal.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#ifdef __APPLE__
#include <xlocale.h>
#endif

// strtof reads "." only in the C locale.
static locale_t c_locale(void) {
  static _Atomic(locale_t) shared;
  locale_t locale = atomic_load(&shared);
  if (locale) return locale;
  locale_t made = newlocale(LC_ALL_MASK, "C", (locale_t)0), expected = (locale_t)0;
  if (!made || atomic_compare_exchange_strong(&shared, &expected, made)) return made;
  freelocale(made);
  return expected;
}

static float by_the_book(const uint8_t *text, long length) {
  char small[128], *copy = length < (long)sizeof small ? small : malloc(length + 1);
  if (!copy) return NAN;
  memcpy(copy, text, length);
  copy[length] = 0;
  locale_t locale = c_locale();
  float value = locale ? strtof_l(copy, 0, locale) : strtof(copy, 0);
  if (copy != small) free(copy);
  return value;
}

static const double tens[] = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22, 1e23, 1e24, 1e25, 1e26, 1e27, 1e28, 1e29, 1e30, 1e31, 1e32, 1e33,
    1e34, 1e35, 1e36, 1e37, 1e38, 1e39, 1e40, 1e41, 1e42, 1e43, 1e44, 1e45, 1e46, 1e47, 1e48, 1e49, 1e50,
};

static inline int is_digit(uint8_t byte) { return (uint8_t)(byte - '0') < 10; }

long horn_decimal(const uint8_t *text, long count, float *out) {
  const uint8_t *p = text, *end = text + count;
  int negative = p < end && *p == '-';
  if (p < end && (*p == '-' || *p == '+')) p++;
  uint64_t digits = 0;
  int exponent = 0, kept = 0, is_long = 0;
  const uint8_t *first = p;
  for (; p < end && is_digit(*p); p++) {
    if (kept < 18) {
      digits = digits * 10 + (*p - '0');
      kept += digits != 0;
    } else {
      is_long = 1;
    }
  }
  long found = p - first;
  if (p < end && *p == '.') {
    const uint8_t *point = ++p;
    for (; p < end && is_digit(*p); p++) {
      if (kept < 18) {
        digits = digits * 10 + (*p - '0');
        kept += digits != 0;
        exponent--;
      }
    }
    found += p - point;
  }
  if (found == 0) return 0;
  if (p < end && (*p | 32) == 'e') {
    const uint8_t *q = p + 1;
    int is_minus = q < end && *q == '-';
    if (q < end && (*q == '-' || *q == '+')) q++;
    if (q < end && is_digit(*q)) {
      long value = 0;
      for (; q < end && is_digit(*q); q++) {
        if (value < 100000) value = value * 10 + (*q - '0');
      }
      exponent += is_minus ? -value : value;
      p = q;
    }
  }
  if (digits == 0 && !is_long) {
    *out = negative ? -0.0f : 0.0f;
    return p - text;
  }
  // The double is right to a few units in its last place. Where the floats at both ends of that doubt are one, that
  // is the number; else, about once in ten million times, the number is read slowly.
  if (!is_long && exponent >= -50 && exponent <= 50) {
    double value = (double)digits;
    value = exponent < 0 ? value / tens[-exponent] : value * tens[exponent];
    float low = (float)(value * (1 - 0x1p-49)), high = (float)(value * (1 + 0x1p-49));
    if (low == high && high <= FLT_MAX) {
      *out = negative ? -high : high;
      return p - text;
    }
  }
  *out = by_the_book(text, p - text);
  return p - text;
}

static inline int is_blank(uint8_t byte) { return (byte == ' ') | (byte == '\t'); }

long horn_decimals(const uint8_t *text, long count, float *out, long wanted, long *place) {
  long at = 0;
  for (long i = 0;; i++) {
    while (at < count && is_blank(text[at])) at++;
    *place = at;
    if (at == count) return i == wanted ? wanted : HORN_DECIMALS_FEW;
    float value;
    long length = horn_decimal(text + at, count - at, &value);
    if (length == 0 || (at + length < count && !is_blank(text[at + length])) || !isfinite(value)) {
      return HORN_DECIMALS_BAD;
    }
    if (i == wanted) return HORN_DECIMALS_MORE;
    out[i] = value;
    at += length;
  }
}

long horn_count_words(const uint8_t *text, long count) {
  if (count == 0) return 0;
  long words = !is_blank(text[0]);
  for (long start = 1; start < count; start += 128) {
    // A sum that fits into a byte lets the compiler look at many bytes at once.
    long end = start + 128 < count ? start + 128 : count;
    uint8_t found = 0;
    for (long i = start; i < end; i++) found += is_blank(text[i - 1]) & !is_blank(text[i]);
    words += found;
  }
  return words;
}
