#include "horn_digest.h"

#include <string.h>

// SHA-256 after FIPS 180-4, MD5 after RFC 1321.

static const uint32_t sha256_start[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static const uint32_t sha256_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static const uint32_t md5_start[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};

static const uint32_t md5_constants[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

static const uint8_t md5_shifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

#define LEFT(x, n) ((x) << (n) | (x) >> (32 - (n)))
#define RIGHT(x, n) ((x) >> (n) | (x) << (32 - (n)))

static void sha256_block(uint32_t *state, const uint8_t *block) {
  uint32_t w[64], s[8];
  for (int i = 0; i < 16; i++) {
    const uint8_t *p = block + 4 * i;
    w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
  }
  for (int i = 16; i < 64; i++) {
    uint32_t a = w[i - 15], b = w[i - 2];
    w[i] = w[i - 16] + w[i - 7] + (RIGHT(a, 7) ^ RIGHT(a, 18) ^ a >> 3) + (RIGHT(b, 17) ^ RIGHT(b, 19) ^ b >> 10);
  }
  memcpy(s, state, sizeof s);
  for (int i = 0; i < 64; i++) {
    uint32_t choice = s[6] ^ (s[4] & (s[5] ^ s[6]));
    uint32_t majority = (s[0] & s[1]) | (s[2] & (s[0] | s[1]));
    uint32_t t = s[7] + (RIGHT(s[4], 6) ^ RIGHT(s[4], 11) ^ RIGHT(s[4], 25)) + choice + sha256_constants[i] + w[i];
    uint32_t u = (RIGHT(s[0], 2) ^ RIGHT(s[0], 13) ^ RIGHT(s[0], 22)) + majority;
    s[7] = s[6], s[6] = s[5], s[5] = s[4], s[4] = s[3] + t;
    s[3] = s[2], s[2] = s[1], s[1] = s[0], s[0] = t + u;
  }
  for (int i = 0; i < 8; i++) state[i] += s[i];
}

static void md5_block(uint32_t *state, const uint8_t *block) {
  uint32_t w[16], a = state[0], b = state[1], c = state[2], d = state[3];
  for (int i = 0; i < 16; i++) {
    const uint8_t *p = block + 4 * i;
    w[i] = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
  }
  for (int i = 0; i < 64; i++) {
    uint32_t f;
    int word;
    switch (i >> 4) {
      case 0: f = (b & c) | (~b & d), word = i; break;
      case 1: f = (d & b) | (~d & c), word = (5 * i + 1) & 15; break;
      case 2: f = b ^ c ^ d, word = (3 * i + 5) & 15; break;
      default: f = c ^ (b | ~d), word = (7 * i) & 15;
    }
    f += a + md5_constants[i] + w[word];
    int shift = md5_shifts[i >> 4][i & 3];
    a = d, d = c, c = b;
    b += LEFT(f, shift);
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
}

void horn_digest_begin(horn_digest *digest, int is_md5) {
  memset(digest, 0, sizeof *digest);
  digest->is_md5 = is_md5;
  if (is_md5) {
    memcpy(digest->words, md5_start, sizeof md5_start);
  } else {
    memcpy(digest->words, sha256_start, sizeof sha256_start);
  }
}

void horn_digest_update(horn_digest *digest, const void *bytes, size_t count) {
  void (*take)(uint32_t *, const uint8_t *) = digest->is_md5 ? md5_block : sha256_block;
  const uint8_t *p = bytes;
  size_t held = digest->byte_count & 63;
  digest->byte_count += count;
  while (count) {
    if (!held && count >= 64) {
      take(digest->words, p);
      p += 64, count -= 64;
      continue;
    }
    size_t room = 64 - held, part = count < room ? count : room;
    memcpy(digest->block + held, p, part);
    p += part, count -= part, held += part;
    if (held == 64) {
      take(digest->words, digest->block);
      held = 0;
    }
  }
}

int horn_digest_end(horn_digest *digest, uint8_t *out) {
  uint64_t bits = digest->byte_count * 8;
  uint8_t padding[72] = {0x80};
  size_t held = digest->byte_count & 63, zeros = held < 56 ? 56 - held : 120 - held;
  uint8_t *length = padding + zeros;
  for (int i = 0; i < 8; i++) length[i] = (uint8_t)(bits >> (digest->is_md5 ? 8 * i : 56 - 8 * i));
  horn_digest_update(digest, padding, zeros + 8);
  int words = digest->is_md5 ? 4 : 8;
  for (int i = 0; i < 4 * words; i++) {
    int byte = digest->is_md5 ? i & 3 : 3 - (i & 3);
    out[i] = (uint8_t)(digest->words[i >> 2] >> 8 * byte);
  }
  return 4 * words;
}
