#pragma once
#include <stddef.h>
#include <stdint.h>

// 64-byte-aligned memory from a cache of freed blocks. At least 64 readable bytes follow the block,
// so that a kernel may load a whole vector at its end. Never returns NULL: it stops the program when
// the system has no memory left.
void *horn_alloc(size_t bytes);

// Gives a block back to the cache; bytes is what it was asked for with.
void horn_free(void *block, size_t bytes);

// Returns all cached blocks to the system.
void horn_trim_cache(void);

typedef struct {
  uint64_t system_allocations;  // blocks taken from the system so far
  size_t live_bytes;            // in use
  size_t cached_bytes;          // freed and kept
  size_t peak_bytes;            // largest live_bytes so far
} horn_memory_statistics;

horn_memory_statistics horn_memory(void);
