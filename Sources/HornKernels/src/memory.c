#include "horn_memory.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

// Four size classes an octave: at most a quarter of a block is wasted.
enum { CLASSES = 4 * 48, SMALLEST = 64, SLACK = 64 };
static const size_t keep_at_least = (size_t)128 << 20;

typedef struct block {
  struct block *next;
} block;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static block *cache[CLASSES];
static horn_memory_statistics statistics;

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
  pthread_mutex_lock(&mutex);
  block *found = cache[class];
  statistics.live_bytes += size;
  if (statistics.live_bytes > statistics.peak_bytes) statistics.peak_bytes = statistics.live_bytes;
  if (found) {
    cache[class] = found->next;
    statistics.cached_bytes -= size;
  } else {
    statistics.system_allocations++;
  }
  pthread_mutex_unlock(&mutex);
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
  pthread_mutex_lock(&mutex);
  statistics.live_bytes -= size;
  size_t limit = statistics.peak_bytes > keep_at_least ? statistics.peak_bytes : keep_at_least;
  int keep = statistics.cached_bytes + size <= limit;
  if (keep) {
    freed->next = cache[class];
    cache[class] = freed;
    statistics.cached_bytes += size;
  }
  pthread_mutex_unlock(&mutex);
  if (!keep) free(pointer);
}

void horn_trim_cache(void) {
  pthread_mutex_lock(&mutex);
  for (int i = 0; i < CLASSES; i++) {
    while (cache[i]) {
      block *next = cache[i]->next;
      free(cache[i]);
      cache[i] = next;
    }
  }
  statistics.cached_bytes = 0;
  pthread_mutex_unlock(&mutex);
}

horn_memory_statistics horn_memory(void) {
  pthread_mutex_lock(&mutex);
  horn_memory_statistics copy = statistics;
  pthread_mutex_unlock(&mutex);
  return copy;
}
