#include "horn_lock.h"

#include <pthread.h>
#include <stdlib.h>

struct horn_lock {
  pthread_mutex_t mutex;
};

horn_lock *horn_lock_create(void) {
  horn_lock *lock = malloc(sizeof *lock);
  if (!lock) abort();
  pthread_mutex_init(&lock->mutex, NULL);
  return lock;
}

void horn_lock_destroy(horn_lock *lock) {
  pthread_mutex_destroy(&lock->mutex);
  free(lock);
}

void horn_lock_acquire(horn_lock *lock) { pthread_mutex_lock(&lock->mutex); }

void horn_lock_release(horn_lock *lock) { pthread_mutex_unlock(&lock->mutex); }
