#pragma once
#include <stddef.h>
#include <stdint.h>

// The state of a digest; SHA-256 uses eight words, MD5 four.
typedef struct {
  uint32_t words[8];
  uint64_t byte_count;
  uint8_t block[64];
  int is_md5;
} horn_digest;

void horn_digest_begin(horn_digest *digest, int is_md5);
void horn_digest_update(horn_digest *digest, const void *bytes, size_t count);

// Writes the digest (32 bytes for SHA-256, 16 for MD5) and returns its length.
int horn_digest_end(horn_digest *digest, uint8_t *out);
