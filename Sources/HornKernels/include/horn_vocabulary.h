#pragma once
#include <stdint.h>

// A table of terms (any bytes), each with a number: how often it came, or its place in a vocabulary.
typedef struct horn_vocabulary horn_vocabulary;

// With counts_documents it also counts in how many documents each term came.
horn_vocabulary *horn_vocabulary_create(int counts_documents);
void horn_vocabulary_destroy(horn_vocabulary *vocabulary);

long horn_vocabulary_size(const horn_vocabulary *vocabulary);

// Sets the number of a term; returns the number that it had, or none where it is new.
int64_t horn_vocabulary_set(
    horn_vocabulary *vocabulary, const uint8_t *bytes, long length, int64_t number, int64_t none);

// Adds the counts of another table.
void horn_vocabulary_merge(horn_vocabulary *vocabulary, const horn_vocabulary *other);

typedef struct {
  const uint8_t *bytes;
  long length;
  int64_t documents;
} horn_term;

// The term that was the place-th new one.
horn_term horn_vocabulary_term(const horn_vocabulary *vocabulary, long place);

// The places of the limit terms with the largest numbers, largest first; of equal ones that with the greater bytes
// first, or with integers that whose four bytes are the greater int32. Returns how many there are.
long horn_vocabulary_ranked(const horn_vocabulary *vocabulary, long *places, long limit, int integers);
