#pragma once

// Runs task(context, i) for i in 0..<count on the pool and waits for all of them. The caller works
// too. Nested calls, and calls while another thread uses the pool, run their tasks in place: how the
// work is cut never depends on who is free, so the same thread count gives the same bits.
void horn_parallel(int count, void (*task)(void *context, int index), void *context);

// Threads that work together, the caller included: HORN_NUM_THREADS, else the number of CPUs.
int horn_thread_count(void);

// Sets the number of threads; at least 1.
void horn_set_thread_count(int count);
