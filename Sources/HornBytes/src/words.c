#include "horn_words.h"

#include <string.h>

// Eight bytes at a time, each step mixed by a multiplication (the constants are those of splitmix64).
static uint64_t hash(const uint8_t *word, long length) {
  uint64_t state = (uint64_t)length * 0x9e3779b97f4a7c15u;
  while (length > 0) {
    uint64_t part = 0;
    memcpy(&part, word, length < 8 ? length : 8);
    state = (state ^ part) * 0xbf58476d1ce4e5b9u;
    state ^= state >> 29;
    word += 8;
    length -= 8;
  }
  state *= 0x94d049bb133111ebu;
  return state ^ state >> 32;
}

// The slot of the word, or the empty one where it would be.
static uint64_t slot_of(const horn_words *words, const uint8_t *word, long length) {
  uint64_t slot = hash(word, length) & words->mask;
  for (;;) {
    int32_t place = words->slots[slot];
    if (place < 0) return slot;
    long start = words->offsets[place];
    if (words->offsets[place + 1] - start == length && memcmp(words->bytes + start, word, length) == 0) return slot;
    slot = (slot + 1) & words->mask;
  }
}

long horn_words_fill(const horn_words *words, long count) {
  for (long i = 0; i < count; i++) {
    const uint8_t *word = words->bytes + words->offsets[i];
    uint64_t slot = slot_of(words, word, words->offsets[i + 1] - words->offsets[i]);
    if (words->slots[slot] >= 0) return i;
    words->slots[slot] = (int32_t)i;
  }
  return -1;
}

long horn_words_find(const horn_words *words, const uint8_t *word, long length) {
  return words->slots[slot_of(words, word, length)];
}
