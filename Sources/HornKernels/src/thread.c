#include "horn_thread.h"

#include <pthread.h>
#include <stdlib.h>

struct horn_monitor {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
};

horn_monitor *horn_monitor_create(void) {
  horn_monitor *monitor = malloc(sizeof *monitor);
  if (!monitor) abort();
  pthread_mutex_init(&monitor->mutex, NULL);
  pthread_cond_init(&monitor->changed, NULL);
  return monitor;
}

void horn_monitor_destroy(horn_monitor *monitor) {
  pthread_cond_destroy(&monitor->changed);
  pthread_mutex_destroy(&monitor->mutex);
  free(monitor);
}

void horn_monitor_enter(horn_monitor *monitor) { pthread_mutex_lock(&monitor->mutex); }

void horn_monitor_leave(horn_monitor *monitor) { pthread_mutex_unlock(&monitor->mutex); }

void horn_monitor_wait(horn_monitor *monitor) { pthread_cond_wait(&monitor->changed, &monitor->mutex); }

void horn_monitor_notify(horn_monitor *monitor) { pthread_cond_broadcast(&monitor->changed); }

typedef struct {
  void (*body)(void *);
  void *context;
} start;

static void *run(void *argument) {
  start begin = *(start *)argument;
  free(argument);
  begin.body(begin.context);
  return NULL;
}

int horn_thread_start(void (*body)(void *), void *context) {
  start *begin = malloc(sizeof *begin);
  if (!begin) abort();
  *begin = (start){body, context};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, (size_t)8 << 20);
  pthread_t thread;
  int failed = pthread_create(&thread, &attributes, run, begin);
  pthread_attr_destroy(&attributes);
  if (failed) free(begin);
  return failed;
}
