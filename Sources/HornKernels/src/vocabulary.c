#include "vocabulary.h"

#include <sys/mman.h>

// Large tables are asked for in large pages: they are read at random, and a system may take longer for the first
// touch of their small pages than all else that is done with them.
static slot *free_slots(uint64_t count) {
  enum { LARGE = 2 << 20 };
  size_t size = count * sizeof(slot);
  slot *slots = size < LARGE ? grown(NULL, size) : aligned_alloc(LARGE, size);
  if (!slots) {
    fprintf(stderr, "Horn: out of memory: a vocabulary of %zu bytes\n", size);
    abort();
  }
#ifdef MADV_HUGEPAGE
  if (size >= LARGE) madvise(slots, size, MADV_HUGEPAGE);
#endif
  memset(slots, 0, size);
  return slots;
}

horn_vocabulary *horn_vocabulary_create(int counts_documents) {
  horn_vocabulary *v = grown(NULL, sizeof *v);
  memset(v, 0, sizeof *v);
  v->counts_documents = counts_documents;
  v->mask = 63;
  v->slots = free_slots(64);
  return v;
}

void horn_vocabulary_destroy(horn_vocabulary *v) {
  free(v->slots);
  free(v->spans);
  free(v->bytes);
  free(v->last_document);
  free(v->documents);
  free(v);
}

long horn_vocabulary_size(const horn_vocabulary *v) { return (long)v->count; }

static uint64_t hash_of(const horn_vocabulary *v, const slot *s) {
  span found = v->spans[s->place - 1];
  return term_hash(s->low, s->high, v->bytes + found.start, found.length);
}

static int is_full(const horn_vocabulary *v, uint64_t count) { return count > v->mask / 4 * 3; }

// Moves the terms to more slots, enough for so many terms.
static void spread(horn_vocabulary *v, uint64_t count) {
  uint64_t had = v->mask + 1;
  slot *old = v->slots;
  while (is_full(v, count)) v->mask = v->mask * 2 + 1;
  v->slots = free_slots(v->mask + 1);
  for (uint64_t i = 0; i < had; i++) {
    if (!old[i].place) continue;
    uint64_t at = hash_of(v, old + i) & v->mask;
    while (v->slots[at].place) at = (at + 1) & v->mask;
    v->slots[at] = old[i];
  }
  free(old);
}

slot *horn_vocabulary_add(horn_vocabulary *v, slot *at, const uint8_t *p, uint64_t n, term_key key) {
  if (v->count == v->capacity) {
    if (v->count >= UINT32_MAX - 1) {
      fprintf(stderr, "Horn: a vocabulary has no room for more than %u terms\n", UINT32_MAX - 1);
      abort();
    }
    v->capacity = v->capacity < 32 ? 32 : v->capacity + v->capacity / 2;
    v->spans = grown(v->spans, v->capacity * sizeof *v->spans);
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
  v->spans[place] = (span){v->used, n};
  v->used += n;
  if (v->counts_documents) v->last_document[place] = -1, v->documents[place] = 0;
  *at = (slot){key.low, key.high, 0, slot_length(n), (uint32_t)(place + 1)};
  if (!is_full(v, v->count)) return at;
  spread(v, v->count + 1);
  return term_slot(v, p, n, key);
}

int64_t horn_vocabulary_set(horn_vocabulary *v, const uint8_t *bytes, long length, int64_t number, int64_t none) {
  uint64_t before = v->count;
  slot *s = term_entry(v, bytes, (uint64_t)length, key_of(bytes, (uint64_t)length));
  int64_t had = v->count > before ? none : s->number;
  s->number = number;
  return had;
}

void horn_vocabulary_merge(horn_vocabulary *v, const horn_vocabulary *other) {
  enum { RUN = 64 };
  // Terms that come in the order of their hashes would crowd in one part of a table that is to grow later.
  if (is_full(v, v->count + other->count)) spread(v, v->count + other->count);
  for (uint64_t i = 0; i <= other->mask; i += RUN) {
    const slot *terms[RUN];
    uint64_t hashes[RUN], count = 0;
    for (uint64_t j = i; j < i + RUN; j++) {
      terms[count] = other->slots + j;
      count += other->slots[j].place != 0;
    }
    for (uint64_t j = 0; j < count; j++) {
      hashes[j] = hash_of(other, terms[j]);
      __builtin_prefetch(v->slots + (hashes[j] & v->mask), 1);
    }
    for (uint64_t j = 0; j < count; j++) {
      span at = other->spans[terms[j]->place - 1];
      slot *s = term_entry(
          v, other->bytes + at.start, at.length, (term_key){terms[j]->low, terms[j]->high, hashes[j]});
      s->number += terms[j]->number;
      if (v->counts_documents && other->counts_documents)
        v->documents[s->place - 1] += other->documents[terms[j]->place - 1];
    }
  }
}

horn_term horn_vocabulary_term(const horn_vocabulary *v, long place) {
  span found = v->spans[place];
  return (horn_term){v->bytes + found.start, (long)found.length, v->counts_documents ? v->documents[place] : 0};
}

// What terms are ordered by: the number, then their first eight bytes, then the rest.
typedef struct {
  int64_t number;
  uint64_t head;
  uint64_t place;
} rank;

static uint64_t head_of(const slot *s, int integers) {
  return integers ? (uint64_t)((int64_t)(int32_t)s->low - INT32_MIN) : __builtin_bswap64(s->low);
}

static inline int precedes(const horn_vocabulary *v, const rank *a, const rank *b) {
  if (a->number != b->number) return a->number > b->number;
  if (a->head != b->head) return a->head > b->head;
  span x = v->spans[a->place], y = v->spans[b->place];
  uint64_t common = x.length < y.length ? x.length : y.length;
  int order = memcmp(v->bytes + x.start, v->bytes + y.start, common);
  return order ? order > 0 : x.length > y.length;
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

// A number that so many of the terms as are wanted reach, with how many do; 0 where it is not worth looking for.
static int64_t threshold(const horn_vocabulary *v, uint64_t limit, uint64_t *reaching) {
  enum { LARGEST = 1 << 14 };
  uint64_t *counts = grown(NULL, (LARGEST + 1) * sizeof *counts);
  memset(counts, 0, (LARGEST + 1) * sizeof *counts);
  for (uint64_t i = 0; i <= v->mask; i++) {
    int64_t number = v->slots[i].number;
    counts[number < 0 ? 0 : number < LARGEST ? number : LARGEST]++;
  }
  int64_t least = LARGEST;
  uint64_t sum = counts[LARGEST];
  for (; sum < limit && least > 0; sum += counts[least]) least--;
  free(counts);
  *reaching = least > 0 ? sum : v->count;
  return least;
}

long horn_vocabulary_ranked(const horn_vocabulary *v, long *places, long limit, int integers) {
  if (limit <= 0 || v->count == 0) return 0;
  uint64_t room = v->count, n = 0;
  int64_t least = (uint64_t)limit < v->count ? threshold(v, (uint64_t)limit, &room) : INT64_MIN;
  if (least <= 0) least = INT64_MIN;
  rank *ranks = grown(NULL, (2 * room + 1) * sizeof *ranks);
  for (uint64_t i = 0; i <= v->mask; i++) {
    const slot *s = v->slots + i;
    if (s->number < least || !s->place) continue;
    ranks[n++] = (rank){s->number, head_of(s, integers), s->place - 1};
  }
  merge_sort(v, ranks, ranks + n, n);
  if ((uint64_t)limit < n) n = (uint64_t)limit;
  for (uint64_t i = 0; i < n; i++) places[i] = (long)ranks[i].place;
  free(ranks);
  return (long)n;
}
