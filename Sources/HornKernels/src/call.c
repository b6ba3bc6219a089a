#include "horn_call.h"

#include <stdatomic.h>

static _Thread_local int depth;
static _Thread_local uint64_t serial;

void horn_call_enter(void) {
  static _Atomic uint64_t last;
  if (depth++ == 0) serial = atomic_fetch_add_explicit(&last, 1, memory_order_relaxed) + 1;
}

void horn_call_leave(void) { depth--; }

uint64_t horn_call_serial(void) { return serial; }

static _Atomic uint64_t layers_serial = 1;

void horn_layers_changed(void) { atomic_fetch_add_explicit(&layers_serial, 1, memory_order_relaxed); }

uint64_t horn_layers_serial(void) { return atomic_load_explicit(&layers_serial, memory_order_relaxed); }
