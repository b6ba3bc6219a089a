#include "horn_tokens.h"

#include "horn_fingerprint.h"
#include "vocabulary.h"

void horn_text_rules_set(horn_text_rules *rules, int lower, int strip) {
  static const char punctuation[] = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'";
  for (int byte = 0; byte < 256; byte++) {
    int separates = byte == ' ' || (byte >= '\t' && byte <= '\r');
    rules->becomes[byte] = (uint8_t)(lower && byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
    rules->kind[byte] = separates ? HORN_BYTE_SEPARATES : HORN_BYTE_KEPT;
  }
  for (const char *p = punctuation; strip && *p; p++) rules->kind[(uint8_t)*p] = HORN_BYTE_DROPPED;
}

// Behind a token's start sixteen bytes can be read. The key is there where tokens are looked for in a vocabulary.
typedef struct {
  const uint8_t *bytes;
  uint64_t length;
  term_key key;
} token;

// What is done with a token; 0 ends the document.
typedef int (*token_action)(void *context, const token *t);

// Memory for one text, and for the tokens of a document that is to become n-grams.
typedef struct {
  uint8_t *text;
  uint64_t text_room;
  uint8_t *joined;
  uint64_t joined_count, joined_room;
  struct {
    uint64_t start, end;
  } *tokens;
  uint64_t token_count, token_room;
} scratch;

static void scratch_free(scratch *s) {
  free(s->text);
  free(s->joined);
  free(s->tokens);
}

// Room for so many bytes of text and for what is read behind a token; keeps what is there.
static void make_text_room(scratch *s, uint64_t bytes) {
  if (bytes + TERM_HEAD <= s->text_room) return;
  s->text_room = bytes + bytes / 4 + 4096;
  s->text = grown(s->text, s->text_room);
}

static void join_token(scratch *s, const token *t) {
  uint64_t length = t->length;
  if (s->joined_count + length + 1 + TERM_HEAD > s->joined_room) {
    s->joined_room = s->joined_room * 2 + length + 256;
    s->joined = grown(s->joined, s->joined_room);
  }
  if (s->token_count == s->token_room) {
    s->token_room = s->token_room * 2 + 64;
    s->tokens = grown(s->tokens, s->token_room * sizeof *s->tokens);
  }
  if (length) memcpy(s->joined + s->joined_count, t->bytes, length);
  s->tokens[s->token_count].start = s->joined_count;
  s->tokens[s->token_count++].end = s->joined_count + length;
  s->joined_count += length;
  s->joined[s->joined_count++] = ' ';
}

// The length of the valid character at p, or 0 with in *bad the length of the largest part of one: what the Unicode
// standard (chapter 3, "U+FFFD substitution of maximal subparts") takes for one error.
static uint64_t character_length(const uint8_t *p, const uint8_t *end, uint64_t *bad) {
  uint8_t lead = p[0];
  if (lead < 0x80) return 1;
  uint64_t n = lead >= 0xc2 && lead <= 0xdf ? 2 : (lead & 0xf0) == 0xe0 ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  *bad = 1;
  if (!n) return 0;
  for (uint64_t i = 1; i < n; i++) {
    if (p + i == end) return 0;
    uint8_t low = 0x80, high = 0xbf;
    if (i == 1) {
      if (lead == 0xe0) low = 0xa0;
      if (lead == 0xed) high = 0x9f;
      if (lead == 0xf0) low = 0x90;
      if (lead == 0xf4) high = 0x8f;
    }
    if (p[i] < low || p[i] > high) return 0;
    *bad = i + 1;
  }
  return n;
}

__attribute__((always_inline)) static inline int act(
    const horn_vocabulary *v, const uint8_t *p, uint64_t length, token_action action, void *context) {
  token t = {p, length, {0}};
  if (v) t.key = padded_key(p, length);
  return action(context, &t);
}

__attribute__((always_inline)) static inline int each_character(
    const horn_vocabulary *v, const uint8_t *p, const uint8_t *end, token_action action, void *context) {
  static const uint8_t replacement[TERM_HEAD] = {0xef, 0xbf, 0xbd};
  while (p < end) {
    uint64_t bad = 0, length = character_length(p, end, &bad);
    if (!(length ? act(v, p, length, action, context) : act(v, replacement, 3, action, context))) return 0;
    p += length ? length : bad;
  }
  return 1;
}

static uint8_t *standardized(
    uint8_t *out, const horn_text_rules *rules, const uint8_t *p, const uint8_t *end) {
  for (; p < end; p++) {
    *out = rules->becomes[*p];
    out += rules->kind[*p] != HORN_BYTE_DROPPED;
  }
  return out;
}

enum { PIECE = 1024, WORDS = 32 };

// Writes what is left of a piece of text to out, with where its words end, and returns how many end in it. No branch
// depends on a byte: a guess at where words end would be wrong once a word.
static inline uint32_t find_words(
    uint8_t **out, uint16_t *ends, const horn_text_rules *rules, const uint8_t *p, const uint8_t *end) {
  // The bytes kept in the lower half, the words in the upper one.
  uint32_t done = 0;
  for (; p < end; p++) {
    (*out)[(uint16_t)done] = rules->becomes[*p];
    ends[done >> 16] = (uint16_t)done;
    done += rules->kind[*p];
  }
  ends[done >> 16] = (uint16_t)done;
  *out += (uint16_t)done;
  return done >> 16;
}

// Words are found for a piece of the text, then some at a time are asked for in the vocabulary's memory, then they are
// acted upon: what takes long to come is on its way for all of them.
__attribute__((always_inline)) static inline int each_word(
    scratch *s, const horn_vocabulary *v, const horn_text_rules *rules, const uint8_t *p, const uint8_t *end,
    token_action action, void *context) {
  uint16_t ends[PIECE + 1];
  uint64_t begun = 0;
  while (p < end) {
    const uint8_t *next = end - p < PIECE ? end : p + PIECE;
    make_text_room(s, begun + PIECE);
    uint8_t *start = s->text, *piece = start + begun, *out = piece;
    uint32_t count = find_words(&out, ends, rules, p, next) + (next == end);
    for (uint32_t at = 0; at < count;) {
      token words[WORDS], *last = words;
      for (; at < count && last < words + WORDS; at++) {
        uint64_t length = (uint64_t)(piece + ends[at] - start);
        last->bytes = start, last->length = length;
        if (v) {
          last->key = padded_key(start, length);
          __builtin_prefetch(v->slots + (last->key.hash & v->mask));
        }
        last += length > 0;
        start += length;
      }
      for (const token *word = words; word < last; word++)
        if (!action(context, word)) return 0;
    }
    begun = (uint64_t)(out - start);
    if (start > s->text) memmove(s->text, start, begun);
    p = next;
  }
  return 1;
}

// The vocabulary is the one that the action looks for tokens in, or NULL.
__attribute__((always_inline)) static inline int each_token_of_text(
    scratch *s, const horn_vocabulary *v, const horn_text_rules *rules, const uint8_t *p, const uint8_t *end,
    token_action action, void *context) {
  if (rules->split == HORN_SPLIT_WHITESPACE) return each_word(s, v, rules, p, end, action, context);
  make_text_room(s, (uint64_t)(end - p) + 1);
  uint8_t *stop = standardized(s->text, rules, p, end);
  if (rules->split == HORN_SPLIT_CHARACTER) return each_character(v, s->text, stop, action, context);
  return act(v, s->text, (uint64_t)(stop - s->text), action, context);
}

static int collect(void *context, const token *t) {
  join_token(context, t);
  return 1;
}

__attribute__((always_inline)) static inline int each_ngram(
    scratch *s, const horn_vocabulary *v, const horn_text_rules *rules, const horn_texts *texts, long first, long last,
    token_action action, void *context) {
  s->token_count = s->joined_count = 0;
  for (long i = first; i < last; i++)
    each_token_of_text(
        s, NULL, rules, texts->bytes + texts->offsets[i], texts->bytes + texts->offsets[i + 1], collect, s);
  for (int i = 0; i < rules->ngram_count; i++) {
    uint64_t width = (uint64_t)rules->ngrams[i];
    for (uint64_t at = 0; at + width <= s->token_count; at++) {
      uint64_t start = s->tokens[at].start, length = s->tokens[at + width - 1].end - start;
      if (!act(v, s->joined + start, length, action, context)) return 0;
    }
  }
  return 1;
}

__attribute__((always_inline)) static inline void each_token(
    scratch *s, const horn_vocabulary *v, const horn_text_rules *rules, const horn_texts *texts, long document,
    token_action action, void *context) {
  long first = texts->documents ? texts->documents[document] : document;
  long last = texts->documents ? texts->documents[document + 1] : document + 1;
  if (rules->makes_ngrams) {
    each_ngram(s, v, rules, texts, first, last, action, context);
    return;
  }
  for (long i = first; i < last; i++) {
    const uint8_t *text = texts->bytes + texts->offsets[i], *end = texts->bytes + texts->offsets[i + 1];
    if (!each_token_of_text(s, v, rules, text, end, action, context)) return;
  }
}

long horn_standardize(
    uint8_t *out, long *ends, const horn_text_rules *rules, const horn_texts *texts, long first, long last) {
  uint8_t *at = out;
  for (long i = first; i < last; i++) {
    at = standardized(at, rules, texts->bytes + texts->offsets[i], texts->bytes + texts->offsets[i + 1]);
    ends[i - first] = at - out;
  }
  return at - out;
}

// A term among other bytes, of which none may be read.
static inline token token_at(const uint8_t *p, uint64_t n) { return (token){p, n, key_of(p, n)}; }

// Counting.

typedef struct {
  horn_vocabulary *counts;
  int64_t document;
} counting;

static inline void count_term(horn_vocabulary *v, const token *t, int64_t document) {
  slot *s = term_entry(v, t->bytes, t->length, t->key);
  s->number++;
  uint64_t place = s->place - 1;
  if (v->counts_documents && v->last_document[place] != document) {
    v->last_document[place] = document;
    v->documents[place]++;
  }
}

static inline int count_token(void *context, const token *t) {
  const counting *c = context;
  count_term(c->counts, t, c->document);
  return 1;
}

void horn_count_tokens(
    horn_vocabulary *counts, const horn_text_rules *rules, const horn_texts *texts, long first, long last) {
  scratch s = {0};
  for (long d = first; d < last; d++) {
    counting c = {counts, counts->next_document++};
    each_token(&s, counts, rules, texts, d, count_token, &c);
  }
  scratch_free(&s);
}

void horn_count_integers(horn_vocabulary *counts, const int32_t *in, long n) {
  int64_t document = counts->next_document++;
  for (long i = 0; i < n; i++) {
    token t = token_at((const uint8_t *)(in + i), 4);
    count_term(counts, &t, document);
  }
}

// Looking up.

static inline int32_t term_number(const horn_lookup *l, const token *t) {
  const slot *found = term_slot(l->vocabulary, t->bytes, t->length, t->key);
  if (found->place) return (int32_t)found->number;
  if (l->buckets <= 1) return l->unknown;
  uint64_t hash = l->has_key ? horn_siphash64(t->bytes, (long)t->length, l->key[0], l->key[1])
                             : horn_fingerprint64(t->bytes, (long)t->length);
  return l->unknown + (int32_t)(hash % (uint64_t)l->buckets);
}

typedef struct {
  const horn_lookup *lookup;
  horn_numbers *out;
} numbering;

static void make_room(horn_numbers *out) {
  out->capacity = out->capacity * 2 + 1024;
  out->numbers = grown(out->numbers, (size_t)out->capacity * sizeof *out->numbers);
}

static inline int append_number(void *context, const token *t) {
  const numbering *c = context;
  horn_numbers *out = c->out;
  if (out->count == out->capacity) make_room(out);
  out->numbers[out->count++] = term_number(c->lookup, t);
  return 1;
}

void horn_numbers_free(horn_numbers *numbers) {
  free(numbers->numbers);
  *numbers = (horn_numbers){0};
}

void horn_number_tokens(
    horn_numbers *out, long *counts, const horn_lookup *lookup, const horn_text_rules *rules, const horn_texts *texts,
    long first, long last) {
  scratch s = {0};
  numbering c = {lookup, out};
  for (long d = first; d < last; d++) {
    long before = out->count;
    each_token(&s, lookup->vocabulary, rules, texts, d, append_number, &c);
    counts[d - first] = out->count - before;
  }
  scratch_free(&s);
}

typedef struct {
  const horn_lookup *lookup;
  int32_t *at, *end;
} row_filling;

static inline int write_number(void *context, const token *t) {
  row_filling *c = context;
  if (c->at == c->end) return 0;
  *c->at++ = term_number(c->lookup, t);
  return c->at != c->end;
}

void horn_number_rows(
    int32_t *rows, long width, const horn_lookup *lookup, const horn_text_rules *rules, const horn_texts *texts,
    long first, long last) {
  scratch s = {0};
  for (long d = first; d < last; d++) {
    row_filling c = {lookup, rows + d * width, rows + (d + 1) * width};
    if (width > 0) each_token(&s, lookup->vocabulary, rules, texts, d, write_number, &c);
    memset(c.at, 0, (size_t)(c.end - c.at) * sizeof *c.at);
  }
  scratch_free(&s);
}

void horn_number_terms(int32_t *out, const horn_lookup *lookup, const uint8_t *bytes, const long *offsets, long n) {
  for (long i = 0; i < n; i++) {
    token t = token_at(bytes + offsets[i], (uint64_t)(offsets[i + 1] - offsets[i]));
    out[i] = term_number(lookup, &t);
  }
}

void horn_number_integers(int32_t *out, const horn_lookup *lookup, const int32_t *in, long n) {
  const horn_vocabulary *v = lookup->vocabulary;
  for (long i = 0; i < n; i++) {
    token t = token_at((const uint8_t *)(in + i), 4);
    const slot *found = term_slot(v, t.bytes, t.length, t.key);
    if (found->place) {
      out[i] = (int32_t)found->number;
    } else if (lookup->buckets <= 1) {
      out[i] = lookup->unknown;
    } else if (lookup->integer_modulo) {
      int32_t rest = in[i] % lookup->buckets;
      out[i] = lookup->unknown + (rest < 0 ? rest + lookup->buckets : rest);
    } else {
      uint64_t hash;
      horn_hash_integers(&hash, in + i, 1, lookup->has_key ? lookup->key : NULL);
      out[i] = lookup->unknown + (int32_t)(hash % (uint64_t)lookup->buckets);
    }
  }
}

// Listing.

static int append_token(void *context, const token *t) {
  horn_token_list *out = context;
  long needed = out->count + (long)t->length;
  if (needed > out->capacity) {
    out->capacity = needed + needed / 2 + 1024;
    out->bytes = grown(out->bytes, (size_t)out->capacity);
  }
  if (out->tokens == out->token_capacity) {
    out->token_capacity = out->token_capacity * 2 + 256;
    out->ends = grown(out->ends, (size_t)out->token_capacity * sizeof *out->ends);
  }
  if (t->length) memcpy(out->bytes + out->count, t->bytes, t->length);
  out->count = needed;
  out->ends[out->tokens++] = needed;
  return 1;
}

void horn_token_list_free(horn_token_list *list) {
  free(list->bytes);
  free(list->ends);
  *list = (horn_token_list){0};
}

void horn_list_tokens(
    horn_token_list *out, long *counts, const horn_text_rules *rules, const horn_texts *texts, long first, long last) {
  scratch s = {0};
  for (long d = first; d < last; d++) {
    long before = out->tokens;
    each_token(&s, NULL, rules, texts, d, append_token, out);
    counts[d - first] = out->tokens - before;
  }
  scratch_free(&s);
}
