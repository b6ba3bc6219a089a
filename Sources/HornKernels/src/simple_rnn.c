#include "recurrence.h"

#include <stddef.h>

#define HORN_NARROW
#define HORN_BODY "simple_rnn.inc.h"
#include "multi_isa.h"

horn_recurrence_cell horn_simple_rnn_cell(const horn_recurrence *r) {
  return (horn_recurrence_cell){
      .gates = 1, .states = 1, .in_place = 1, .forward = HORN_NARROW_DISPATCH(simple_rnn_forward, r->units),
      .backward = HORN_NARROW_DISPATCH(simple_rnn_backward, r->units)};
}
