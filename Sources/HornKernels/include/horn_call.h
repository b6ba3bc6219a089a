#pragma once
#include <stdint.h>

// Which layer call is under way in this thread: calls that a layer makes inside its own count as the same one.

// Begins a call; the outermost one of a thread gets a new serial number.
void horn_call_enter(void);
void horn_call_leave(void);

// The serial number of the outermost call that is under way in this thread, or was the last one; 0 before any.
uint64_t horn_call_serial(void);

// Counts what may change which weights a model has and which of them are trained: new layers, weights and metrics,
// and changes of what is trainable. What was looked up in a model holds while the number stays.
void horn_layers_changed(void);
uint64_t horn_layers_serial(void);
