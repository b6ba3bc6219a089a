#include "horn_memory.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

// Four size classes an octave: at most a quarter of a block is wasted.
enum { CLASSES = 4 * 48, SMALLEST = 64, SLACK = 64 };
static const size_t keep_at_least = (size_t)128 << 20;

typedef struct block {
  struct block *next;
} block;

static atomic_flag locked = ATOMIC_FLAG_INIT;
static block *cache[CLASSES];
static horn_memory_statistics statistics;

// The lock is held for a few instructions only; a system lock would cost more than what it guards.
static void lock(void) {
  for (int tries = 0; atomic_flag_test_and_set_explicit(&locked, memory_order_acquire); tries++)
    if (tries > 100) sched_yield();
}

static void unlock(void) { atomic_flag_clear_explicit(&locked, memory_order_release); }

static int class_of(size_t bytes, size_t *rounded) {
  if (bytes <= SMALLEST) {
    *rounded = SMALLEST;
    return 0;
  }
  int octave = 63 - __builtin_clzll(bytes - 1);
  size_t quarter = (size_t)1 << (octave - 2);
  size_t step = (bytes - 1 - ((size_t)1 << octave)) / quarter;
  *rounded = ((size_t)1 << octave) + (step + 1) * quarter;
  return (octave - 6) * 4 + (int)step + 1;
}

void *horn_alloc(size_t bytes) {
  size_t size;
  if (bytes > (size_t)1 << 46) {
    fprintf(stderr, "Horn: a tensor of %zu bytes does not fit into memory\n", bytes);
    abort();
  }
  int class = class_of(bytes, &size);
  lock();
  block *found = cache[class];
  statistics.live_bytes += size;
  if (statistics.live_bytes > statistics.peak_bytes) statistics.peak_bytes = statistics.live_bytes;
  if (found) {
    cache[class] = found->next;
    statistics.cached_bytes -= size;
  } else {
    statistics.system_allocations++;
  }
  unlock();
  if (found) return found;
  void *fresh = NULL;
  if (posix_memalign(&fresh, 64, size + SLACK)) {
    horn_trim_cache();
    if (posix_memalign(&fresh, 64, size + SLACK)) {
      fprintf(stderr, "Horn: out of memory: a tensor of %zu bytes\n", bytes);
      abort();
    }
  }
  return fresh;
}

void horn_free(void *pointer, size_t bytes) {
  if (!pointer) return;
  size_t size;
  int class = class_of(bytes, &size);
  block *freed = pointer;
  lock();
  statistics.live_bytes -= size;
  size_t limit = statistics.peak_bytes > keep_at_least ? statistics.peak_bytes : keep_at_least;
  int keep = statistics.cached_bytes + size <= limit;
  if (keep) {
    freed->next = cache[class];
    cache[class] = freed;
    statistics.cached_bytes += size;
  }
  unlock();
  if (!keep) free(pointer);
}

void horn_trim_cache(void) {
  lock();
  for (int i = 0; i < CLASSES; i++) {
    while (cache[i]) {
      block *next = cache[i]->next;
      free(cache[i]);
      cache[i] = next;
    }
  }
  statistics.cached_bytes = 0;
  unlock();
}

horn_memory_statistics horn_memory(void) {
  lock();
  horn_memory_statistics copy = statistics;
  unlock();
  return copy;
}
