// The inside of a vocabulary, for the loops that count and look up.
#pragma once
#include <stdint.h>
#include <string.h>

#include "horn_vocabulary.h"

typedef struct {
  uint64_t start;  // in the bytes of all terms
  uint64_t length;
  int64_t number;
} entry;

// Open addressing: a slot has 32 bits of the hash and the place of an entry plus 1, or is 0.
struct horn_vocabulary {
  uint64_t *slots;
  uint64_t mask;
  entry *entries;
  uint64_t count, capacity;
  uint8_t *bytes;
  uint64_t used, room;
  // What document a term came in last, and in how many; NULL unless they are counted.
  int64_t *last_document, *documents;
  int counts_documents;
  int64_t next_document;
};

static inline uint64_t load8(const uint8_t *p) {
  uint64_t x;
  memcpy(&x, p, 8);
  return x;
}

static inline uint32_t load4(const uint8_t *p) {
  uint32_t x;
  memcpy(&x, p, 4);
  return x;
}

// Folds the 128-bit product, which mixes all bits of both numbers.
static inline uint64_t fold(uint64_t a, uint64_t b) {
  unsigned __int128 product = (unsigned __int128)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t term_hash(const uint8_t *p, uint64_t n) {
  const uint64_t k = 0x9e3779b97f4a7c15u, l = 0xd6e8feb86659fd93u;
  uint64_t seed = n * k, a, b;
  uint64_t left = n;
  for (; left > 16; p += 16, left -= 16) seed = fold(load8(p) ^ seed ^ k, load8(p + 8) ^ l);
  if (left >= 8) {
    a = load8(p), b = load8(p + left - 8);
  } else if (left >= 4) {
    a = load4(p), b = load4(p + left - 4);
  } else if (left > 0) {
    a = p[0] | (uint64_t)p[left >> 1] << 8 | (uint64_t)p[left - 1] << 16, b = 0;
  } else {
    a = b = 0;
  }
  return fold(a ^ k ^ seed, b ^ l ^ seed >> 32);
}

static inline int same_bytes(const uint8_t *a, const uint8_t *b, uint64_t n) {
  if (n > 16) return memcmp(a, b, n) == 0;
  if (n >= 8) return ((load8(a) ^ load8(b)) | (load8(a + n - 8) ^ load8(b + n - 8))) == 0;
  if (n >= 4) return ((load4(a) ^ load4(b)) | (load4(a + n - 4) ^ load4(b + n - 4))) == 0;
  for (uint64_t i = 0; i < n; i++)
    if (a[i] != b[i]) return 0;
  return 1;
}

// The term's slot, which is 0 where the term is not there.
static inline uint64_t *term_slot(const horn_vocabulary *v, const uint8_t *p, uint64_t n, uint64_t hash) {
  uint64_t tag = hash >> 32;
  for (uint64_t at = hash & v->mask;; at = (at + 1) & v->mask) {
    uint64_t slot = v->slots[at];
    if (!slot) return v->slots + at;
    if (slot >> 32 != tag) continue;
    const entry *found = v->entries + ((uint32_t)slot - 1);
    if (found->length == n && same_bytes(v->bytes + found->start, p, n)) return v->slots + at;
  }
}

// The place of a term that is not there yet.
uint64_t horn_vocabulary_add(horn_vocabulary *v, uint64_t *slot, const uint8_t *p, uint64_t n, uint64_t hash);

// The place of a term, which is put in with the number 0 where it is not there.
static inline uint64_t term_place(horn_vocabulary *v, const uint8_t *p, uint64_t n) {
  uint64_t hash = term_hash(p, n);
  uint64_t *slot = term_slot(v, p, n, hash);
  return *slot ? (uint32_t)*slot - 1 : horn_vocabulary_add(v, slot, p, n, hash);
}
