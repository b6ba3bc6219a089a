#pragma once
#include <stdint.h>

#include "horn_vocabulary.h"

enum { HORN_SPLIT_NONE = 0, HORN_SPLIT_WHITESPACE = 1, HORN_SPLIT_CHARACTER = 2 };

// A byte that separates ends a token where texts are split at whitespace, and is kept where they are not.
enum { HORN_BYTE_DROPPED = 0, HORN_BYTE_KEPT = 1, HORN_BYTE_SEPARATES = 0x10000 };

// How a text becomes tokens.
typedef struct {
  uint8_t becomes[256];  // small letters of capital ones
  uint32_t kind[256];
  int split;
  int makes_ngrams;
  const int *ngrams;  // widths; tokens are joined by a space
  int ngram_count;
} horn_text_rules;

// Sets the tables for the bytes; lower and strip are those of the ASCII letters and punctuation.
void horn_text_rules_set(horn_text_rules *rules, int lower, int strip);

// Texts one behind the other. Document d is made of texts documents[d]..<documents[d + 1], or is text d where
// documents is NULL.
typedef struct {
  const uint8_t *bytes;
  const long *offsets;
  const long *documents;
} horn_texts;

// Writes the texts first..<last as the rules' tables make them; ends[i] is where the i-th of them ends in out, which
// has room for as many bytes as came. Returns how many were written.
long horn_standardize(
    uint8_t *out, long *ends, const horn_text_rules *rules, const horn_texts *texts, long first, long last);

// Counts the tokens of documents first..<last.
void horn_count_tokens(
    horn_vocabulary *counts, const horn_text_rules *rules, const horn_texts *texts, long first, long last);

// What stands for a term: its number in the vocabulary, else unknown, or with buckets > 1 one that its hash (with the
// key, if any) chooses from unknown on.
typedef struct {
  const horn_vocabulary *vocabulary;
  int32_t unknown, buckets;
  int has_key;
  uint64_t key[2];
  int integer_modulo;  // integers choose their bucket by division instead
} horn_lookup;

// Numbers of any count.
typedef struct {
  int32_t *numbers;
  long count, capacity;
} horn_numbers;

void horn_numbers_free(horn_numbers *numbers);

// Appends the numbers of the tokens of documents first..<last; counts[d - first] is how many document d has.
void horn_number_tokens(
    horn_numbers *out, long *counts, const horn_lookup *lookup, const horn_text_rules *rules, const horn_texts *texts,
    long first, long last);

// Writes the numbers of the first width tokens of each document into a row of rows, and 0 where there are fewer.
void horn_number_rows(
    int32_t *rows, long width, const horn_lookup *lookup, const horn_text_rules *rules, const horn_texts *texts,
    long first, long last);

// Bytes of any count with where each token ends.
typedef struct {
  uint8_t *bytes;
  long count, capacity;
  long *ends;
  long tokens, token_capacity;
} horn_token_list;

void horn_token_list_free(horn_token_list *list);

// Appends the tokens of documents first..<last; counts[d - first] is how many document d has.
void horn_list_tokens(
    horn_token_list *out, long *counts, const horn_text_rules *rules, const horn_texts *texts, long first, long last);

// The numbers of n terms, and of n integers.
void horn_number_terms(int32_t *out, const horn_lookup *lookup, const uint8_t *bytes, const long *offsets, long n);
void horn_number_integers(int32_t *out, const horn_lookup *lookup, const int32_t *in, long n);

// Counts n integers as one document.
void horn_count_integers(horn_vocabulary *counts, const int32_t *in, long n);
