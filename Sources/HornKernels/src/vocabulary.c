#include "vocabulary.h"

#include <stdio.h>
#include <stdlib.h>

static void *grown(void *block, size_t bytes) {
  void *found = realloc(block, bytes ? bytes : 1);
  if (!found) {
    fprintf(stderr, "Horn: out of memory: a vocabulary of %zu bytes\n", bytes);
    abort();
  }
  return found;
}

horn_vocabulary *horn_vocabulary_create(int counts_documents) {
  horn_vocabulary *v = grown(NULL, sizeof *v);
  memset(v, 0, sizeof *v);
  v->counts_documents = counts_documents;
  v->mask = 63;
  v->slots = grown(NULL, 64 * sizeof *v->slots);
  memset(v->slots, 0, 64 * sizeof *v->slots);
  return v;
}

void horn_vocabulary_destroy(horn_vocabulary *v) {
  free(v->slots);
  free(v->entries);
  free(v->bytes);
  free(v->last_document);
  free(v->documents);
  free(v);
}

long horn_vocabulary_size(const horn_vocabulary *v) { return (long)v->count; }

static void spread(horn_vocabulary *v) {
  uint64_t size = (v->mask + 1) * 2;
  v->mask = size - 1;
  free(v->slots);
  v->slots = grown(NULL, size * sizeof *v->slots);
  memset(v->slots, 0, size * sizeof *v->slots);
  for (uint64_t i = 0; i < v->count; i++) {
    uint64_t hash = term_hash(v->bytes + v->entries[i].start, v->entries[i].length), at = hash & v->mask;
    while (v->slots[at]) at = (at + 1) & v->mask;
    v->slots[at] = hash >> 32 << 32 | (i + 1);
  }
}

uint64_t horn_vocabulary_add(horn_vocabulary *v, uint64_t *slot, const uint8_t *p, uint64_t n, uint64_t hash) {
  if (v->count == v->capacity) {
    if (v->count >= UINT32_MAX - 1) {
      fprintf(stderr, "Horn: a vocabulary has no room for more than %u terms\n", UINT32_MAX - 1);
      abort();
    }
    v->capacity = v->capacity < 32 ? 32 : v->capacity + v->capacity / 2;
    v->entries = grown(v->entries, v->capacity * sizeof *v->entries);
    if (v->counts_documents) {
      v->last_document = grown(v->last_document, v->capacity * sizeof *v->last_document);
      v->documents = grown(v->documents, v->capacity * sizeof *v->documents);
    }
  }
  if (v->used + n > v->room) {
    v->room = v->used + n + v->room / 2 + 256;
    v->bytes = grown(v->bytes, v->room);
  }
  uint64_t place = v->count++;
  if (n) memcpy(v->bytes + v->used, p, n);
  v->entries[place] = (entry){v->used, n, 0};
  v->used += n;
  if (v->counts_documents) v->last_document[place] = -1, v->documents[place] = 0;
  *slot = hash >> 32 << 32 | (place + 1);
  if (v->count * 2 > v->mask) spread(v);
  return place;
}

int64_t horn_vocabulary_set(horn_vocabulary *v, const uint8_t *bytes, long length, int64_t number, int64_t none) {
  uint64_t before = v->count;
  uint64_t place = term_place(v, bytes, (uint64_t)length);
  int64_t had = v->count > before ? none : v->entries[place].number;
  v->entries[place].number = number;
  return had;
}

void horn_vocabulary_merge(horn_vocabulary *v, const horn_vocabulary *other) {
  for (uint64_t i = 0; i < other->count; i++) {
    const entry *from = other->entries + i;
    uint64_t place = term_place(v, other->bytes + from->start, from->length);
    v->entries[place].number += from->number;
    if (v->counts_documents && other->counts_documents) v->documents[place] += other->documents[i];
  }
}

horn_term horn_vocabulary_term(const horn_vocabulary *v, long place) {
  const entry *found = v->entries + place;
  return (horn_term){
      v->bytes + found->start, (long)found->length, found->number, v->counts_documents ? v->documents[place] : 0};
}

// What terms are ordered by: the number, then their first eight bytes, then the rest.
typedef struct {
  int64_t number;
  uint64_t head;
  uint64_t place;
} rank;

static uint64_t head_of(const uint8_t *p, uint64_t n, int integers) {
  if (integers) {
    int32_t x = 0;
    memcpy(&x, p, n < 4 ? n : 4);
    return (uint64_t)((int64_t)x - INT32_MIN);
  }
  uint64_t head = 0;
  for (uint64_t i = 0; i < 8; i++) head = head << 8 | (i < n ? p[i] : 0);
  return head;
}

static inline int precedes(const horn_vocabulary *v, const rank *a, const rank *b) {
  if (a->number != b->number) return a->number > b->number;
  if (a->head != b->head) return a->head > b->head;
  const entry *x = v->entries + a->place, *y = v->entries + b->place;
  uint64_t common = x->length < y->length ? x->length : y->length;
  int order = memcmp(v->bytes + x->start, v->bytes + y->start, common);
  return order ? order > 0 : x->length > y->length;
}

static void merge_sort(const horn_vocabulary *v, rank *ranks, rank *room, uint64_t n) {
  if (n <= 12) {
    for (uint64_t i = 1; i < n; i++) {
      rank moved = ranks[i];
      uint64_t at = i;
      for (; at > 0 && precedes(v, &moved, ranks + at - 1); at--) ranks[at] = ranks[at - 1];
      ranks[at] = moved;
    }
    return;
  }
  uint64_t half = n / 2;
  merge_sort(v, ranks, room, half);
  merge_sort(v, ranks + half, room, n - half);
  memcpy(room, ranks, half * sizeof *ranks);
  uint64_t a = 0, b = half, at = 0;
  while (a < half && b < n) ranks[at++] = precedes(v, ranks + b, room + a) ? ranks[b++] : room[a++];
  if (a < half) memcpy(ranks + at, room + a, (half - a) * sizeof *ranks);
}

// A number that so many of the entries as are wanted reach, or 0 where it is not worth looking for.
static int64_t threshold(const horn_vocabulary *v, uint64_t limit) {
  enum { LARGEST = 1 << 14 };
  uint64_t *counts = grown(NULL, (LARGEST + 1) * sizeof *counts);
  memset(counts, 0, (LARGEST + 1) * sizeof *counts);
  for (uint64_t i = 0; i < v->count; i++) {
    int64_t number = v->entries[i].number;
    counts[number < 0 ? 0 : number < LARGEST ? number : LARGEST]++;
  }
  int64_t least = LARGEST;
  for (uint64_t sum = counts[LARGEST]; sum < limit && least > 0; sum += counts[least]) least--;
  free(counts);
  return least;
}

long horn_vocabulary_ranked(const horn_vocabulary *v, long *places, long limit, int integers) {
  if (limit <= 0 || v->count == 0) return 0;
  int64_t least = (uint64_t)limit < v->count ? threshold(v, (uint64_t)limit) : INT64_MIN;
  rank *ranks = grown(NULL, 2 * v->count * sizeof *ranks);
  uint64_t n = 0;
  for (uint64_t i = 0; i < v->count; i++) {
    const entry *found = v->entries + i;
    if (least > 0 && found->number < least) continue;
    ranks[n++] = (rank){found->number, head_of(v->bytes + found->start, found->length, integers), i};
  }
  merge_sort(v, ranks, ranks + v->count, n);
  if ((uint64_t)limit < n) n = (uint64_t)limit;
  for (uint64_t i = 0; i < n; i++) places[i] = (long)ranks[i].place;
  free(ranks);
  return (long)n;
}
