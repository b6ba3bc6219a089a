// The inside of a vocabulary, for the loops that count and look up.
#pragma once
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "horn_vocabulary.h"

enum { TERM_HEAD = 16 };

// What is looked for: a term's first sixteen bytes, with zeros behind a shorter one, and the hash of all of it.
typedef struct {
  uint64_t low, high, hash;
} term_key;

// What decides about most terms, and their number, lie together: a look-up reads one line of memory.
typedef struct {
  uint64_t low, high;
  int64_t number;
  uint32_t length;  // UINT32_MAX also for longer terms
  uint32_t place;   // of the term's span, plus 1; 0 where the slot is free
} slot;

typedef struct {
  uint64_t start, length;  // in the bytes of all terms
} span;

// Open addressing, at most three slots of four taken.
struct horn_vocabulary {
  slot *slots;
  uint64_t mask;
  span *spans;
  uint64_t count, capacity;
  uint8_t *bytes;
  uint64_t used, room;
  // What document a term came in last, and in how many; NULL unless they are counted.
  int64_t *last_document, *documents;
  int counts_documents;
  int64_t next_document;
};

// The block in another size; ends the program where there is no memory for it.
static inline void *grown(void *block, size_t bytes) {
  void *found = realloc(block, bytes ? bytes : 1);
  if (!found) {
    fprintf(stderr, "Horn: out of memory: %zu bytes for terms\n", bytes);
    abort();
  }
  return found;
}

static inline uint64_t load8(const uint8_t *p) {
  uint64_t x;
  memcpy(&x, p, 8);
  return x;
}

// Folds the 128-bit product, which mixes all bits of both numbers.
static inline uint64_t fold(uint64_t a, uint64_t b) {
  unsigned __int128 product = (unsigned __int128)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t term_hash(uint64_t low, uint64_t high, const uint8_t *p, uint64_t n) {
  const uint64_t k = 0x9e3779b97f4a7c15u, l = 0xd6e8feb86659fd93u;
  uint64_t hash = fold(low ^ k, high ^ l ^ n << 56);
  if (__builtin_expect(n > TERM_HEAD, 0)) {
    for (; n > 2 * TERM_HEAD; n -= TERM_HEAD) {
      p += TERM_HEAD;
      hash = fold(load8(p) ^ hash ^ k, load8(p + 8) ^ l);
    }
    hash = fold(load8(p + n - 16) ^ hash ^ k, load8(p + n - 8) ^ l);
  }
  return hash;
}

// The key of a term behind whose start sixteen bytes can be read, whatever its length.
static inline term_key padded_key(const uint8_t *p, uint64_t n) {
  static const uint8_t masks[32] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
  const uint8_t *mask = masks + TERM_HEAD - (n < TERM_HEAD ? n : TERM_HEAD);
  uint64_t low = load8(p) & load8(mask), high = load8(p + 8) & load8(mask + 8);
  return (term_key){low, high, term_hash(low, high, p, n)};
}

// The same, reading the term's bytes only.
static inline term_key key_of(const uint8_t *p, uint64_t n) {
  uint64_t low = 0, high = 0;
  if (n >= TERM_HEAD) {
    low = load8(p), high = load8(p + 8);
  } else if (n >= 8) {
    low = load8(p);
    high = n > 8 ? load8(p + n - 8) >> (8 * (16 - n)) : 0;
  } else {
    for (uint64_t i = 0; i < n; i++) low |= (uint64_t)p[i] << (8 * i);
  }
  return (term_key){low, high, term_hash(low, high, p, n)};
}

static inline uint32_t slot_length(uint64_t n) { return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX; }

// The term's slot, or the free one where it belongs.
static inline slot *term_slot(const horn_vocabulary *v, const uint8_t *p, uint64_t n, term_key key) {
  uint32_t length = slot_length(n);
  for (uint64_t at = key.hash & v->mask;; at = (at + 1) & v->mask) {
    slot *s = v->slots + at;
    if (((s->low ^ key.low) | (s->high ^ key.high) | (s->length ^ length)) == 0 && s->place) {
      if (__builtin_expect(n <= TERM_HEAD, 1)) return s;
      span found = v->spans[s->place - 1];
      if (found.length == n && !memcmp(v->bytes + found.start + TERM_HEAD, p + TERM_HEAD, n - TERM_HEAD)) return s;
    }
    if (!s->place) return s;
  }
}

// Puts a term into its free slot, with the number 0; returns where it is then.
slot *horn_vocabulary_add(horn_vocabulary *v, slot *at, const uint8_t *p, uint64_t n, term_key key);

// The slot of a term, which is put in with the number 0 where it is not there.
static inline slot *term_entry(horn_vocabulary *v, const uint8_t *p, uint64_t n, term_key key) {
  slot *s = term_slot(v, p, n, key);
  return __builtin_expect(s->place != 0, 1) ? s : horn_vocabulary_add(v, s, p, n, key);
}
