#pragma once
#include <stdint.h>

// A table that finds words: slots hold the place of a word, or -1. There are mask + 1 slots, a power of two and more
// than there are words. Words lie one behind the other in bytes; offsets say where each begins, and the last one ends.
typedef struct {
  int32_t *slots;
  uint64_t mask;
  const uint8_t *bytes;
  const long *offsets;
} horn_words;

// Puts in the words from 0 to count; returns the place of the first that is there already, or -1.
long horn_words_fill(const horn_words *words, long count);

// The place of a word, or -1.
long horn_words_find(const horn_words *words, const uint8_t *word, long length);
