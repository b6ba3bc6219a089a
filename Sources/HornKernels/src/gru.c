#include <stddef.h>

#include "recurrence.h"

#define HORN_NARROW
#define HORN_BODY "gru.inc.h"
#include "multi_isa.h"

horn_recurrence_cell horn_gru_cell(const horn_recurrence *r) {
  if (r->reset_after)
    return (horn_recurrence_cell){
        .gates = 3, .states = 1, .kept = 1, .inner = 1,
        .forward = HORN_NARROW_DISPATCH(gru_forward, r->units),
        .backward = HORN_NARROW_DISPATCH(gru_backward, r->units)};
  return (horn_recurrence_cell){
      .gates = 3, .states = 1, .kept = 1, .forward = HORN_NARROW_DISPATCH(gru_before_forward, r->units),
      .backward = HORN_NARROW_DISPATCH(gru_before_backward, r->units),
      .add_recurrent = HORN_NARROW_DISPATCH(gru_before_add_recurrent, r->units)};
}
