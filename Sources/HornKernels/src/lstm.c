#include <stddef.h>

#include "recurrence.h"

#define HORN_NARROW
#define HORN_BODY "lstm.inc.h"
#include "multi_isa.h"

horn_recurrence_cell horn_lstm_cell(const horn_recurrence *r) {
  return (horn_recurrence_cell){
      .gates = 4, .states = 2, .kept = 1, .forward = HORN_NARROW_DISPATCH(lstm_forward, r->units),
      .backward = HORN_NARROW_DISPATCH(lstm_backward, r->units)};
}
