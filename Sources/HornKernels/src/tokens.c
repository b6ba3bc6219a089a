#include "horn_tokens.h"

#include <stdio.h>
#include <stdlib.h>

#include "horn_fingerprint.h"
#include "vocabulary.h"

static void *grown(void *block, size_t bytes) {
  void *found = realloc(block, bytes ? bytes : 1);
  if (!found) {
    fprintf(stderr, "Horn: out of memory: %zu bytes for the tokens of a text\n", bytes);
    abort();
  }
  return found;
}

void horn_text_rules_set(horn_text_rules *rules, int lower, int strip) {
  static const char punctuation[] = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'";
  for (int byte = 0; byte < 256; byte++) {
    int becomes = lower && byte >= 'A' && byte <= 'Z' ? byte + 32 : byte;
    int separates = byte == ' ' || (byte >= '\t' && byte <= '\r');
    rules->bytes[byte] = (uint16_t)(becomes | HORN_BYTE_KEPT | (separates ? HORN_BYTE_SEPARATES : 0));
  }
  for (const char *p = punctuation; strip && *p; p++) rules->bytes[(uint8_t)*p] &= (uint16_t)~HORN_BYTE_KEPT;
}

// What is done with a token; 0 ends the document.
typedef int (*token_action)(void *context, const uint8_t *token, uint64_t length);

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

static void join_token(scratch *s, const uint8_t *token, uint64_t length) {
  if (s->joined_count + length + 1 > s->joined_room) {
    s->joined_room = s->joined_room * 2 + length + 256;
    s->joined = grown(s->joined, s->joined_room);
  }
  if (s->token_count == s->token_room) {
    s->token_room = s->token_room * 2 + 64;
    s->tokens = grown(s->tokens, s->token_room * sizeof *s->tokens);
  }
  if (length) memcpy(s->joined + s->joined_count, token, length);
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

__attribute__((always_inline)) static inline int each_character(
    const uint8_t *p, const uint8_t *end, token_action action, void *context) {
  static const uint8_t replacement[] = {0xef, 0xbf, 0xbd};
  while (p < end) {
    uint64_t bad = 0, length = character_length(p, end, &bad);
    if (!(length ? action(context, p, length) : action(context, replacement, 3))) return 0;
    p += length ? length : bad;
  }
  return 1;
}

static uint8_t *standardized(
    uint8_t *out, const horn_text_rules *rules, const uint8_t *p, const uint8_t *end) {
  for (; p < end; p++) {
    unsigned byte = rules->bytes[*p];
    *out = (uint8_t)byte;
    out += byte / HORN_BYTE_KEPT & 1;
  }
  return out;
}

__attribute__((always_inline)) static inline int each_word(
    uint8_t *buffer, const horn_text_rules *rules, const uint8_t *p, const uint8_t *end, token_action action,
    void *context) {
  uint8_t *out = buffer;
  for (; p < end; p++) {
    unsigned byte = rules->bytes[*p];
    if (__builtin_expect(byte & HORN_BYTE_SEPARATES, 0)) {
      if (out != buffer && !action(context, buffer, (uint64_t)(out - buffer))) return 0;
      out = buffer;
    } else {
      *out = (uint8_t)byte;
      out += byte / HORN_BYTE_KEPT & 1;
    }
  }
  return out == buffer || action(context, buffer, (uint64_t)(out - buffer));
}

__attribute__((always_inline)) static inline int each_token_of_text(
    scratch *s, const horn_text_rules *rules, const uint8_t *p, const uint8_t *end, token_action action,
    void *context) {
  uint64_t length = (uint64_t)(end - p);
  if (length + 1 > s->text_room) {
    s->text_room = length + length / 4 + 4096;
    s->text = grown(s->text, s->text_room);
  }
  if (rules->split == HORN_SPLIT_WHITESPACE) return each_word(s->text, rules, p, end, action, context);
  uint8_t *stop = standardized(s->text, rules, p, end);
  if (rules->split == HORN_SPLIT_CHARACTER) return each_character(s->text, stop, action, context);
  return action(context, s->text, (uint64_t)(stop - s->text));
}

static int collect(void *context, const uint8_t *token, uint64_t length) {
  join_token(context, token, length);
  return 1;
}

static int each_ngram(
    scratch *s, const horn_text_rules *rules, const horn_texts *texts, long first, long last, token_action action,
    void *context) {
  s->token_count = s->joined_count = 0;
  for (long i = first; i < last; i++)
    each_token_of_text(
        s, rules, texts->bytes + texts->offsets[i], texts->bytes + texts->offsets[i + 1], collect, s);
  for (int i = 0; i < rules->ngram_count; i++) {
    uint64_t width = (uint64_t)rules->ngrams[i];
    for (uint64_t at = 0; at + width <= s->token_count; at++) {
      uint64_t start = s->tokens[at].start;
      if (!action(context, s->joined + start, s->tokens[at + width - 1].end - start)) return 0;
    }
  }
  return 1;
}

__attribute__((always_inline)) static inline void each_token(
    scratch *s, const horn_text_rules *rules, const horn_texts *texts, long document, token_action action,
    void *context) {
  long first = texts->documents ? texts->documents[document] : document;
  long last = texts->documents ? texts->documents[document + 1] : document + 1;
  if (rules->makes_ngrams) {
    each_ngram(s, rules, texts, first, last, action, context);
    return;
  }
  for (long i = first; i < last; i++) {
    const uint8_t *text = texts->bytes + texts->offsets[i], *end = texts->bytes + texts->offsets[i + 1];
    if (!each_token_of_text(s, rules, text, end, action, context)) return;
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

// Counting.

typedef struct {
  horn_vocabulary *counts;
  int64_t document;
} counting;

static inline void count_term(horn_vocabulary *v, const uint8_t *p, uint64_t n, int64_t document) {
  uint64_t place = term_place(v, p, n);
  v->entries[place].number++;
  if (v->counts_documents && v->last_document[place] != document) {
    v->last_document[place] = document;
    v->documents[place]++;
  }
}

static inline int count_token(void *context, const uint8_t *token, uint64_t length) {
  const counting *c = context;
  count_term(c->counts, token, length, c->document);
  return 1;
}

void horn_count_tokens(
    horn_vocabulary *counts, const horn_text_rules *rules, const horn_texts *texts, long first, long last) {
  scratch s = {0};
  for (long d = first; d < last; d++) {
    counting c = {counts, counts->next_document++};
    each_token(&s, rules, texts, d, count_token, &c);
  }
  scratch_free(&s);
}

void horn_count_integers(horn_vocabulary *counts, const int32_t *in, long n) {
  int64_t document = counts->next_document++;
  for (long i = 0; i < n; i++) count_term(counts, (const uint8_t *)(in + i), 4, document);
}

// Looking up.

static inline int32_t term_number(const horn_lookup *l, const uint8_t *p, uint64_t n) {
  const horn_vocabulary *v = l->vocabulary;
  uint64_t slot = *term_slot(v, p, n, term_hash(p, n));
  if (slot) return (int32_t)v->entries[(uint32_t)slot - 1].number;
  if (l->buckets <= 1) return l->unknown;
  uint64_t hash = l->has_key ? horn_siphash64(p, (long)n, l->key[0], l->key[1]) : horn_fingerprint64(p, (long)n);
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

static inline int append_number(void *context, const uint8_t *token, uint64_t length) {
  const numbering *c = context;
  horn_numbers *out = c->out;
  if (out->count == out->capacity) make_room(out);
  out->numbers[out->count++] = term_number(c->lookup, token, length);
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
    each_token(&s, rules, texts, d, append_number, &c);
    counts[d - first] = out->count - before;
  }
  scratch_free(&s);
}

typedef struct {
  const horn_lookup *lookup;
  int32_t *at, *end;
} row_filling;

static inline int write_number(void *context, const uint8_t *token, uint64_t length) {
  row_filling *c = context;
  if (c->at == c->end) return 0;
  *c->at++ = term_number(c->lookup, token, length);
  return c->at != c->end;
}

void horn_number_rows(
    int32_t *rows, long width, const horn_lookup *lookup, const horn_text_rules *rules, const horn_texts *texts,
    long first, long last) {
  scratch s = {0};
  for (long d = first; d < last; d++) {
    row_filling c = {lookup, rows + d * width, rows + (d + 1) * width};
    if (width > 0) each_token(&s, rules, texts, d, write_number, &c);
    memset(c.at, 0, (size_t)(c.end - c.at) * sizeof *c.at);
  }
  scratch_free(&s);
}

void horn_number_terms(int32_t *out, const horn_lookup *lookup, const uint8_t *bytes, const long *offsets, long n) {
  for (long i = 0; i < n; i++)
    out[i] = term_number(lookup, bytes + offsets[i], (uint64_t)(offsets[i + 1] - offsets[i]));
}

void horn_number_integers(int32_t *out, const horn_lookup *lookup, const int32_t *in, long n) {
  const horn_vocabulary *v = lookup->vocabulary;
  for (long i = 0; i < n; i++) {
    const uint8_t *p = (const uint8_t *)(in + i);
    uint64_t slot = *term_slot(v, p, 4, term_hash(p, 4));
    if (slot) {
      out[i] = (int32_t)v->entries[(uint32_t)slot - 1].number;
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

static int append_token(void *context, const uint8_t *token, uint64_t length) {
  horn_token_list *out = context;
  long needed = out->count + (long)length;
  if (needed > out->capacity) {
    out->capacity = needed + needed / 2 + 1024;
    out->bytes = grown(out->bytes, (size_t)out->capacity);
  }
  if (out->tokens == out->token_capacity) {
    out->token_capacity = out->token_capacity * 2 + 256;
    out->ends = grown(out->ends, (size_t)out->token_capacity * sizeof *out->ends);
  }
  if (length) memcpy(out->bytes + out->count, token, length);
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
    each_token(&s, rules, texts, d, append_token, out);
    counts[d - first] = out->tokens - before;
  }
  scratch_free(&s);
}
