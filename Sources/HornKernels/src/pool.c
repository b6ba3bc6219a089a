#define _GNU_SOURCE
#include "horn_pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_THREADS = 256, SPINS = 20000 };

static _Atomic int thread_count = 0;
static atomic_flag busy = ATOMIC_FLAG_INIT;
static _Atomic uint64_t generation = 0;
static _Atomic int next_task, unfinished, sleepers;
static int started = 0;  // workers alive; changed only while busy is held
static int task_count;
static void (*current_task)(void *, int);
static void *current_context;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;

static inline void relax(void) {
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

static void take_tasks(void) {
  for (;;) {
    int index = atomic_fetch_add_explicit(&next_task, 1, memory_order_relaxed);
    if (index >= task_count) return;
    current_task(current_context, index);
  }
}

static void *work(void *argument) {
  uint64_t seen = (uint64_t)(uintptr_t)argument;
  flush_denormals();
  for (;;) {
    int spins = 0;
    while (atomic_load_explicit(&generation, memory_order_acquire) == seen) {
      if (++spins < SPINS) {
        relax();
        continue;
      }
      pthread_mutex_lock(&mutex);
      atomic_fetch_add(&sleepers, 1);
      while (atomic_load(&generation) == seen) pthread_cond_wait(&wake, &mutex);
      atomic_fetch_sub(&sleepers, 1);
      pthread_mutex_unlock(&mutex);
    }
    seen++;
    take_tasks();
    atomic_fetch_sub_explicit(&unfinished, 1, memory_order_release);
  }
  return NULL;
}

static void start_workers(int wanted) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, (size_t)8 << 20);
  uint64_t seen = atomic_load(&generation);
  while (started < wanted) {
    pthread_t thread;
    if (pthread_create(&thread, &attributes, work, (void *)(uintptr_t)seen)) break;
    started++;
  }
  pthread_attr_destroy(&attributes);
}

void horn_parallel(int count, void (*task)(void *, int), void *context) {
  if (count <= 0) return;
  unsigned old = flush_denormals();
  int threads = horn_thread_count();
  if (count == 1 || threads == 1 || atomic_flag_test_and_set_explicit(&busy, memory_order_acquire)) {
    for (int i = 0; i < count; i++) task(context, i);
    restore_denormals(old);
    return;
  }
  if (started < threads - 1) start_workers(threads - 1);
  current_task = task;
  current_context = context;
  task_count = count;
  atomic_store_explicit(&next_task, 0, memory_order_relaxed);
  atomic_store_explicit(&unfinished, started, memory_order_relaxed);
  atomic_fetch_add(&generation, 1);
  if (atomic_load(&sleepers) > 0) {
    pthread_mutex_lock(&mutex);
    pthread_cond_broadcast(&wake);
    pthread_mutex_unlock(&mutex);
  }
  take_tasks();
  int spins = 0;
  while (atomic_load_explicit(&unfinished, memory_order_acquire) > 0) {
    if (++spins < SPINS) relax();
    else sched_yield();
  }
  atomic_flag_clear_explicit(&busy, memory_order_release);
  restore_denormals(old);
}
