#pragma once
#include <stdint.h>

#include "horn_optimizer.h"

// The places of each row in a list of row numbers, found without looking at the other rows.
typedef struct horn_row_groups horn_row_groups;

// Writes the different rows of a list in the order in which they first come, and for each entry which
// of them it is; returns their number. The indices must be in 0..<rows. Entries that a mask leaves out get 0.
long horn_find_distinct(
    int32_t *distinct, int32_t *places, const int32_t *indices, const uint8_t *mask, long count, long rows);

// For a table of so many rows; the scratch memory is kept between uses.
horn_row_groups *horn_row_groups_create(long rows);
void horn_row_groups_destroy(horn_row_groups *groups);

// Finds the different rows of a list, in the order in which they first come, and where each stands.
// Returns their number, or -1 if an index is outside of the table.
long horn_row_groups_find(horn_row_groups *groups, const int32_t *indices, long count);

// The different rows that were found.
const int32_t *horn_row_groups_rows(const horn_row_groups *groups);

// out[r, :] = sum of the value rows of the r-th different row, in the order of the list.
void horn_row_groups_sum(const horn_row_groups *groups, float *out, const float *values, long length);

// What a step with a zero gradient changes under a rule.
typedef enum {
  HORN_IDLE_UNKNOWN,  // much: every step must pass over the whole table
  HORN_IDLE_NOTHING,
  HORN_IDLE_STATE,     // the state fades
  HORN_IDLE_VARIABLE,  // and the variable moves on
} horn_idle;

horn_idle horn_rule_idle(horn_rule rule);

// Which step each row of a table has been brought to, and what is needed to bring it further: a row
// that is not touched is left behind, and catches up when it is touched or read again.
typedef struct horn_row_ledger horn_row_ledger;

// All rows begin settled. Rows whose states are all zero are never behind until they are touched.
horn_row_ledger *horn_row_ledger_create(
    const horn_update *update, long rows, long length, float *const *states);
void horn_row_ledger_destroy(horn_row_ledger *ledger);

// Counts every row as settled, and as one with a state: after the table or a state was replaced.
void horn_row_ledger_replace(horn_row_ledger *ledger);

// Brings these rows up to date; NULL for all. Indices outside of the table are passed over.
void horn_settle_rows(
    horn_row_ledger *ledger, float *x, float *const *states, const int32_t *indices, long count);

// One step of the rule on the rows of the list, each with the sum of its value rows as gradient. The
// indices must be in range; `distinct` says that none comes twice. The ledger is NULL for rules with HORN_IDLE_NOTHING. The result does not
// depend on the number of threads.
void horn_update_rows(
    const horn_update *update, horn_row_ledger *ledger, horn_row_groups *groups, float *x,
    float *const *states, const float *values, const int32_t *indices, long count, int distinct,
    long length);
