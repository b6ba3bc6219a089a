#pragma once

// A lock that threads may wait at, with an address of its own.
typedef struct horn_monitor horn_monitor;

horn_monitor *horn_monitor_create(void);
void horn_monitor_destroy(horn_monitor *monitor);
void horn_monitor_enter(horn_monitor *monitor);
void horn_monitor_leave(horn_monitor *monitor);

// Leaves the monitor until it is notified, and enters it again. It may also return for no reason.
void horn_monitor_wait(horn_monitor *monitor);

// Wakes all threads that wait.
void horn_monitor_notify(horn_monitor *monitor);

// Runs body(context) on a thread of its own, which nobody waits for. Returns 0, or an error number
// where the system has no thread to give.
int horn_thread_start(void (*body)(void *), void *context);
