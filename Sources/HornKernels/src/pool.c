#define _GNU_SOURCE
#include "horn_pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_THREADS = 256, SPINS = 200000 };

static _Atomic int thread_count = 0;
static atomic_flag busy = ATOMIC_FLAG_INIT;
static int started = 0;  // workers alive; changed only while busy is held

// The work at hand: a generation (32 bits), the number of tasks (16) and the next one (16), in one
// word, so that a task is taken by one compare-and-swap. What a taken task reads of the job cannot
// change before it is done.
static _Atomic uint64_t ticket = 0;
static _Atomic int completed, sleepers;
static void (*current_task)(void *, int);
static void *current_context;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;

// Waits a moment between two looks at a word. Mostly it does nothing: hypervisors take a thread that
// pauses in a tight loop for one that waits in vain, and take its CPU away for many microseconds.
static inline void relax(int spins) {
  if (spins & 63) return;
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// Denormal numbers cost a hundred cycles each and mean nothing to a network.
static inline unsigned flush_denormals(void) {
#if defined(__x86_64__)
  unsigned old = __builtin_ia32_stmxcsr();
  __builtin_ia32_ldmxcsr(old | 0x8040);
  return old;
#else
  return 0;
#endif
}

static inline void restore_denormals(unsigned old) {
#if defined(__x86_64__)
  __builtin_ia32_ldmxcsr(old);
#else
  (void)old;
#endif
}

int horn_thread_count(void) {
  int count = atomic_load_explicit(&thread_count, memory_order_relaxed);
  if (count > 0) return count;
  const char *wish = getenv("HORN_NUM_THREADS");
  count = wish ? atoi(wish) : 0;
#ifdef __linux__
  cpu_set_t allowed;
  if (count < 1 && !sched_getaffinity(0, sizeof allowed, &allowed)) count = CPU_COUNT(&allowed);
#endif
  if (count < 1) count = (int)sysconf(_SC_NPROCESSORS_ONLN);
  horn_set_thread_count(count);
  return atomic_load_explicit(&thread_count, memory_order_relaxed);
}

void horn_set_thread_count(int count) {
  if (count < 1) count = 1;
  if (count > MOST_THREADS) count = MOST_THREADS;
  atomic_store_explicit(&thread_count, count, memory_order_relaxed);
}

static inline int has_task(uint64_t t) { return (t & 0xffff) < (t >> 16 & 0xffff); }

static void take_tasks(void) {
  uint64_t t = atomic_load_explicit(&ticket, memory_order_acquire);
  while (has_task(t)) {
    if (!atomic_compare_exchange_weak_explicit(&ticket, &t, t + 1, memory_order_acq_rel, memory_order_acquire))
      continue;
    current_task(current_context, (int)(t & 0xffff));
    atomic_fetch_add_explicit(&completed, 1, memory_order_release);
    t = atomic_load_explicit(&ticket, memory_order_acquire);
  }
}

static void *work(void *unused) {
  flush_denormals();
  for (;;) {
    int spins = 0;
    while (!has_task(atomic_load_explicit(&ticket, memory_order_acquire))) {
      if (++spins < SPINS) {
        relax(spins);
        continue;
      }
      pthread_mutex_lock(&mutex);
      atomic_fetch_add(&sleepers, 1);
      while (!has_task(atomic_load(&ticket))) pthread_cond_wait(&wake, &mutex);
      atomic_fetch_sub(&sleepers, 1);
      pthread_mutex_unlock(&mutex);
    }
    take_tasks();
  }
  return unused;
}

static void start_workers(int wanted) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, (size_t)8 << 20);
  while (started < wanted) {
    pthread_t thread;
    if (pthread_create(&thread, &attributes, work, NULL)) break;
    started++;
  }
  pthread_attr_destroy(&attributes);
}

void horn_parallel(int count, void (*task)(void *, int), void *context) {
  if (count <= 0) return;
  unsigned old = flush_denormals();
  int threads = horn_thread_count();
  if (count == 1 || threads == 1 || count > 0xffff ||
      atomic_flag_test_and_set_explicit(&busy, memory_order_acquire)) {
    for (int i = 0; i < count; i++) task(context, i);
    restore_denormals(old);
    return;
  }
  if (started < threads - 1) start_workers(threads - 1);
  current_task = task;
  current_context = context;
  atomic_store_explicit(&completed, 0, memory_order_relaxed);
  uint64_t generation = (atomic_load_explicit(&ticket, memory_order_relaxed) >> 32) + 1;
  atomic_store(&ticket, generation << 32 | (uint64_t)count << 16);
  if (atomic_load(&sleepers) > 0) {
    pthread_mutex_lock(&mutex);
    pthread_cond_broadcast(&wake);
    pthread_mutex_unlock(&mutex);
  }
  take_tasks();
  int spins = 0;
  while (atomic_load_explicit(&completed, memory_order_acquire) < count) {
    if (++spins < SPINS) relax(spins);
    else sched_yield();
  }
  atomic_flag_clear_explicit(&busy, memory_order_release);
  restore_denormals(old);
}
