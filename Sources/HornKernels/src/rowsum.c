#include "horn_rowsum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "horn_memory.h"
#include "horn_pool.h"

typedef void (*row_step)(
    const horn_update *u, float *x, float *const *states, const float *g, long length);

// What Adam's step sizes of a run of idle steps add up to. The j-th idle step moves an element by
// m * c_j / (root * d_j + epsilon), where c_j = rate * beta1^j, d_j = beta2^(j / 2), and m and root are
// what the momentum and the root of the velocity were before. With mean = Σ c d / Σ c and
// d_j = mean (1 + δ_j), 1 / (root * d_j + epsilon) is the series Σ (-δ_j q)^k / (root * mean + epsilon),
// q = root * mean / (root * mean + epsilon). As beta2 is near 1, all δ are small.
typedef struct {
  float mean;
  float order0, order2, order3;  // Σ c δ^k; that of k = 1 is zero
} adam_sums;

#define HORN_BODY "rowsum.inc.h"
#include "multi_isa.h"

enum {
  PARALLEL_FROM = 32768,  // elements worth waking other threads for
  POWERS = 1024,          // powers kept in a table
  HISTORY = 4096,         // steps whose rates are kept; then every row is brought up to date
};

// MARK: Groups

// The different rows of a list, and where each stands.
typedef struct {
  long capacity, count, uses;
  int32_t *unique;  // [count] the different rows
  int32_t *start;   // [count + 1] where the uses of each begin in `order`
  int32_t *order;   // [uses] the places in the list, by row
  int32_t *which;   // [uses] place in `unique` of each entry
  int32_t *chosen;  // [uses] the places that a part looks at
} row_lists;

struct horn_row_groups {
  long rows;
  int32_t *slot;  // [rows] place of a row in `unique`; meaningless unless that agrees
  row_lists all;
  row_lists *parts;  // lists of the rows that each of several parts owns
  int part_count;
};

horn_row_groups *horn_row_groups_create(long rows) {
  horn_row_groups *groups = horn_alloc(sizeof *groups);
  *groups = (horn_row_groups){.rows = rows};
  groups->slot = horn_alloc((size_t)rows * sizeof(int32_t));
  memset(groups->slot, 0, (size_t)rows * sizeof(int32_t));
  return groups;
}

static void free_lists(row_lists *lists) {
  if (!lists->capacity) return;
  size_t bytes = (size_t)(lists->capacity + 1) * sizeof(int32_t);
  horn_free(lists->unique, bytes);
  horn_free(lists->start, bytes);
  horn_free(lists->order, bytes);
  horn_free(lists->which, bytes);
  horn_free(lists->chosen, bytes);
  lists->capacity = 0;
}

static void free_parts(horn_row_groups *groups) {
  for (int part = 0; part < groups->part_count; part++) free_lists(&groups->parts[part]);
  if (groups->parts) horn_free(groups->parts, (size_t)groups->part_count * sizeof(row_lists));
  groups->parts = NULL;
  groups->part_count = 0;
}

void horn_row_groups_destroy(horn_row_groups *groups) {
  free_lists(&groups->all);
  free_parts(groups);
  horn_free(groups->slot, (size_t)groups->rows * sizeof(int32_t));
  horn_free(groups, sizeof *groups);
}

static void reserve(row_lists *lists, long count) {
  if (count <= lists->capacity) return;
  free_lists(lists);
  lists->capacity = count + count / 4;
  size_t bytes = (size_t)(lists->capacity + 1) * sizeof(int32_t);
  lists->unique = horn_alloc(bytes);
  lists->start = horn_alloc(bytes);
  lists->order = horn_alloc(bytes);
  lists->which = horn_alloc(bytes);
  lists->chosen = horn_alloc(bytes);
}

// Groups the entries at the chosen places (NULL for all), whose rows must be in range.
static void group(row_lists *lists, int32_t *slot, const int32_t *indices, const int32_t *chosen, long count) {
  int32_t *unique = lists->unique, *start = lists->start, *order = lists->order, *which = lists->which;
  int32_t found = 0;
  for (long i = 0; i < count; i++) {
    int32_t row = indices[chosen ? chosen[i] : i];
    int32_t place = slot[row];
    if (place >= found || unique[place] != row) {
      place = found++;
      slot[row] = place;
      unique[place] = row;
      start[place] = 0;
    }
    start[place]++;
    which[i] = place;
  }
  // Counts become ends, and from the back ends become starts.
  for (int32_t place = 1; place < found; place++) start[place] += start[place - 1];
  start[found] = (int32_t)count;
  for (long i = count - 1; i >= 0; i--) order[--start[which[i]]] = chosen ? chosen[i] : (int32_t)i;
  lists->count = found;
  lists->uses = count;
}

long horn_row_groups_find(horn_row_groups *groups, const int32_t *indices, long count) {
  reserve(&groups->all, count);
  groups->all.count = groups->all.uses = 0;
  for (long i = 0; i < count; i++)
    if ((uint32_t)indices[i] >= (uint32_t)groups->rows) return -1;
  if (count > 0) group(&groups->all, groups->slot, indices, NULL, count);
  return groups->all.count;
}

long horn_find_distinct(
    int32_t *distinct, int32_t *places, const int32_t *indices, const uint8_t *mask, long count, long rows) {
  size_t bytes = (size_t)rows * sizeof(int32_t);
  int32_t *slot = horn_alloc(bytes);
  memset(slot, 0, bytes);
  if (mask) memset(places, 0, (size_t)count * sizeof(int32_t));
  int32_t found = 0;
  uint64_t word;
  for (long i = 0; i < count; i++) {
    if (mask && !mask[i]) {
      while (i + 8 < count && (memcpy(&word, mask + i + 1, 8), !word)) i += 8;
      continue;
    }
    // Places are counted from 1 here, so that 0 says that a row is new; without a branch, which nobody could foresee.
    int32_t row = indices[i], place = slot[row], is_new = place == 0;
    distinct[found] = row;
    found += is_new;
    place = is_new ? found : place;
    slot[row] = place;
    places[i] = place - 1;
  }
  horn_free(slot, bytes);
  return found;
}

// Which part owns a row: blocks of rows as long as a cache line of `slot`, so that no two parts write
// to one line of it.
static inline int owner(int32_t row, int parts) {
  if ((parts & (parts - 1)) == 0) return row >> 4 & (parts - 1);
  return (int)((((uint32_t)row >> 4) * 0x9E3779B1u >> 16) * (uint32_t)parts >> 16);
}

// Groups the entries of the rows that a part owns.
static void group_owned(horn_row_groups *groups, const int32_t *indices, long count, int distinct, int part) {
  row_lists *lists = &groups->parts[part];
  reserve(lists, count);
  int32_t *chosen = lists->chosen;
  long found = 0;
  for (long i = 0; i < count; i++) {
    chosen[found] = (int32_t)i;
    found += owner(indices[i], groups->part_count) == part;
  }
  if (!distinct) {
    group(lists, groups->slot, indices, chosen, found);
    return;
  }
  for (long i = 0; i < found; i++) {
    lists->unique[i] = indices[chosen[i]];
    lists->order[i] = chosen[i];
    lists->start[i] = (int32_t)i;
  }
  lists->start[found] = (int32_t)found;
  lists->count = lists->uses = found;
}

const int32_t *horn_row_groups_rows(const horn_row_groups *groups) { return groups->all.unique; }

// The first row of part `index` of `tasks`, so that parts have about equal work.
static long cut(const row_lists *lists, int index, int tasks) {
  long work = (lists->uses + 2 * lists->count) * index / tasks;
  long low = 0, high = lists->count;
  while (low < high) {
    long middle = (low + high) / 2;
    if (lists->start[middle] + 2 * middle < work) low = middle + 1;
    else high = middle;
  }
  return low;
}

typedef struct {
  const row_lists *lists;
  float *out;
  const float *values;
  long length;
  int tasks;
  float *scratch;  // scratch_size(length) floats a task
} sum_job;

static long scratch_size(long length) { return (length + 31) / 16 * 16; }

static void sum_part(void *context, int index) {
  const sum_job *job = context;
  const row_lists *lists = job->lists;
  long end = cut(lists, index + 1, job->tasks);
  float *scratch = job->scratch + index * scratch_size(job->length);
  for (long r = cut(lists, index, job->tasks); r < end; r++) {
    const int32_t *uses = lists->order + lists->start[r];
    HORN_DISPATCH(sum_uses)(
        scratch, job->values, uses, lists->start[r + 1] - lists->start[r], job->length);
    memcpy(job->out + r * job->length, scratch, (size_t)job->length * sizeof(float));
  }
}

void horn_row_groups_sum(const horn_row_groups *groups, float *out, const float *values, long length) {
  long work = (groups->all.uses + 2 * groups->all.count) * length;
  sum_job job = {&groups->all, out, values, length, work >= PARALLEL_FROM ? horn_thread_count() : 1, NULL};
  // Taken here and not by each task, so that it does not depend on chance how many blocks are in use at once.
  size_t bytes = (size_t)(job.tasks * scratch_size(length)) * sizeof(float);
  job.scratch = horn_alloc(bytes);
  horn_parallel(job.tasks, sum_part, &job);
  horn_free(job.scratch, bytes);
}

// MARK: Ledger

horn_idle horn_rule_idle(horn_rule rule) {
  switch (rule) {
    case HORN_RULE_SGD:
    case HORN_RULE_ADAGRAD: return HORN_IDLE_NOTHING;
    case HORN_RULE_RMSPROP:
    case HORN_RULE_RMSPROP_CENTERED:
    case HORN_RULE_ADADELTA: return HORN_IDLE_STATE;
    case HORN_RULE_MOMENTUM:
    case HORN_RULE_NESTEROV:
    case HORN_RULE_RMSPROP_MOMENTUM:
    case HORN_RULE_RMSPROP_CENTERED_MOMENTUM:
    case HORN_RULE_ADAM:
    case HORN_RULE_ADAM_AMSGRAD: return HORN_IDLE_VARIABLE;
    default: return HORN_IDLE_UNKNOWN;
  }
}

struct horn_row_ledger {
  horn_update update;
  long rows, length;
  int states;
  int32_t step;    // steps taken
  int32_t *last;   // [rows] the step that a row was brought to; -1 where all its states are zero
  float *rates;    // [HISTORY] rate of each step, for Adam
  double beta1, beta2;  // what one idle step multiplies momentum and squares by
  adam_sums *near;  // [limit + 1] sums of the last 1, 2, … steps up to `summed`
  adam_sums *far;   // [HISTORY] sums of the `limit` steps after each, where there are as many
  int32_t summed;
  long limit;      // missed steps after which Adam does not move any more
  float powers1[POWERS], powers2[POWERS];  // beta1^k, beta2^k
  float roots2[POWERS];                    // beta2^(k / 2)
};

static int is_adam(const horn_row_ledger *ledger) {
  return ledger->update.rule == HORN_RULE_ADAM || ledger->update.rule == HORN_RULE_ADAM_AMSGRAD;
}

horn_row_ledger *horn_row_ledger_create(
    const horn_update *update, long rows, long length, float *const *states) {
  horn_row_ledger *ledger = horn_alloc(sizeof *ledger);
  memset(ledger, 0, sizeof *ledger);
  ledger->update = *update;
  ledger->rows = rows;
  ledger->length = length;
  ledger->states = horn_rule_states(update->rule);
  ledger->last = horn_alloc((size_t)rows * sizeof(int32_t));
  for (long row = 0; row < rows; row++) {
    int zero = 1;
    for (int k = 0; k < ledger->states && zero; k++) {
      const float *state = states[k] + row * length;
      for (long i = 0; i < length && zero; i++) zero = state[i] == 0;
    }
    ledger->last[row] = zero ? -1 : 0;
  }
  // Adam takes m - rest1 * m, and 1 - rest1 has more digits than beta1 as a float.
  ledger->beta1 = is_adam(ledger) ? 1 - (double)update->rest1 : update->beta1;
  ledger->beta2 = is_adam(ledger) ? 1 - (double)update->rest2 : update->beta2;
  for (int k = 0; k < POWERS; k++) {
    ledger->powers1[k] = (float)pow(ledger->beta1, k);
    ledger->powers2[k] = (float)pow(ledger->beta2, k);
    ledger->roots2[k] = (float)pow(ledger->beta2, k / 2.0);
  }
  // A move is at most its first times ratio^k: below 1e-9 of it nothing is left to do.
  double ratio = ledger->beta2 > 0 ? ledger->beta1 / sqrt(ledger->beta2) : ledger->beta1 > 0;
  ledger->limit = ratio > 0.97 ? HISTORY : ratio <= 0 ? 1 : (long)ceil(log(1e-9) / log(ratio));
  if (ledger->limit >= POWERS) ledger->limit = HISTORY;
  ledger->summed = -1;
  if (update->rule == HORN_RULE_ADAM && ledger->limit < POWERS)
    ledger->near = horn_alloc((size_t)(ledger->limit + 1) * sizeof(adam_sums));
  return ledger;
}

void horn_row_ledger_destroy(horn_row_ledger *ledger) {
  horn_free(ledger->last, (size_t)ledger->rows * sizeof(int32_t));
  if (ledger->rates) horn_free(ledger->rates, HISTORY * sizeof(float));
  if (ledger->near) horn_free(ledger->near, (size_t)(ledger->limit + 1) * sizeof(adam_sums));
  if (ledger->far) horn_free(ledger->far, HISTORY * sizeof(adam_sums));
  horn_free(ledger, sizeof *ledger);
}

void horn_row_ledger_replace(horn_row_ledger *ledger) {
  ledger->step = 0;
  ledger->summed = -1;
  memset(ledger->last, 0, (size_t)ledger->rows * sizeof(int32_t));
}

static float power(const float *table, double base, long k) {
  return k < POWERS ? table[k] : (float)pow(base, (double)k);
}

// beta + beta² + … (k terms).
static float geometric(float beta, float power, long k) {
  return beta == 1 ? (float)k : beta * (1 - power) / (1 - beta);
}

// Sums the series' terms for the last 1, 2, … steps, by one recurrence from the end.
static void sum_rates(horn_row_ledger *ledger) {
  if (!ledger->near || ledger->summed == ledger->step) return;
  ledger->summed = ledger->step;
  double root = sqrt(ledger->beta2), factor[5], sum[5] = {0};
  factor[0] = ledger->beta1;
  for (int k = 1; k < 5; k++) factor[k] = factor[k - 1] * root;
  for (long missed = 1; missed <= ledger->limit && missed <= ledger->step; missed++) {
    double rate = ledger->rates[ledger->step - missed + 1];
    for (int k = 0; k < 5; k++) sum[k] = factor[k] * (rate + sum[k]);
    // Moments about the mean, from those about zero.
    double mean = sum[0] != 0 ? sum[1] / sum[0] : 1, m2 = sum[2] / (mean * mean);
    double m3 = sum[3] / (mean * mean * mean), m4 = sum[4] / (mean * mean * mean * mean);
    double order4 = m4 - 4 * m3 + 6 * m2 - 3 * sum[0];
    adam_sums *out = &ledger->near[missed];
    *out = (adam_sums){
        (float)mean, (float)sum[0], (float)(m2 - sum[0]), (float)(m3 - 3 * m2 + 2 * sum[0])};
    // What the series leaves out must not show; a mean of zero says that it does.
    if (!(fabs(order4) <= 1e-7 * fabs(sum[0]))) out->mean = 0;
  }
  if (ledger->step >= ledger->limit) ledger->far[ledger->step - ledger->limit] = ledger->near[ledger->limit];
}

static void catch_up_adam(const horn_row_ledger *ledger, float *x, float *const *s, long from, long missed) {
  enum { BLOCK = 256 };
  const horn_update *u = &ledger->update;
  float rates[BLOCK], roots[BLOCK];
  long moving = missed < ledger->limit ? missed : ledger->limit;
  float fade1 = power(ledger->powers1, ledger->beta1, missed), fade2 = power(ledger->powers2, ledger->beta2, missed);
  if (ledger->near) {
    // `to` is the step that was summed; what lies beyond the limit is in the sums of the early steps.
    const adam_sums *sums = missed < ledger->limit ? &ledger->near[missed] : &ledger->far[from];
    if (sums->mean > 0) {
      HORN_DISPATCH(adam_coast_far)(x, s[0], s[1], sums, fade1, fade2, u->epsilon, ledger->length);
      return;
    }
  }
  float total = 0;
  for (long start = 0; start < moving; start += BLOCK) {
    long count = moving - start < BLOCK ? moving - start : BLOCK;
    int done = start + count == moving;
    for (long j = 0; j < count; j++) {
      long k = start + j + 1;
      rates[j] = ledger->rates[from + k] * power(ledger->powers1, ledger->beta1, k);
      roots[j] = k < POWERS ? ledger->roots2[k] : (float)pow(ledger->beta2, (double)k / 2);
      total += rates[j];
    }
    if (u->rule == HORN_RULE_ADAM)
      HORN_DISPATCH(adam_coast)(
          x, s[0], s[1], rates, roots, count, done ? fade1 : 1, done ? fade2 : 1, u->epsilon,
          ledger->length);
  }
  if (u->rule == HORN_RULE_ADAM_AMSGRAD)
    HORN_DISPATCH(amsgrad_coast)(
        x, s[0], s[1], s[2], total, fade1, fade2, u->epsilon, ledger->length);
}

// Takes the steps from `from` to `to` with a zero gradient.
static void catch_up(
    const horn_row_ledger *ledger, float *x, float *const *s, long from, long to) {
  const horn_update *u = &ledger->update;
  long missed = to - from, n = ledger->length;
  float fade2 = power(ledger->powers2, ledger->beta2, missed);
  float fade1 = power(ledger->powers1, ledger->beta1, missed);
  float way = geometric(u->beta1, fade1, missed);
  switch (u->rule) {
    case HORN_RULE_RMSPROP: HORN_DISPATCH(fade)(s[0], fade2, n); break;
    case HORN_RULE_RMSPROP_CENTERED:
    case HORN_RULE_ADADELTA:
      HORN_DISPATCH(fade)(s[0], fade2, n);
      HORN_DISPATCH(fade)(s[1], fade2, n);
      break;
    case HORN_RULE_MOMENTUM: HORN_DISPATCH(coast)(x, s[0], way, fade1, n); break;
    case HORN_RULE_NESTEROV: HORN_DISPATCH(coast)(x, s[0], way * u->beta1, fade1, n); break;
    case HORN_RULE_RMSPROP_CENTERED_MOMENTUM: HORN_DISPATCH(fade)(s[2], fade2, n); __attribute__((fallthrough));
    case HORN_RULE_RMSPROP_MOMENTUM:
      HORN_DISPATCH(fade)(s[0], fade2, n);
      HORN_DISPATCH(coast)(x, s[1], -way, fade1, n);
      break;
    case HORN_RULE_ADAM:
    case HORN_RULE_ADAM_AMSGRAD: catch_up_adam(ledger, x, s, from, missed); break;
    default: break;
  }
}

static void rows_of(float *out[3], float *const *states, int count, long offset) {
  for (int k = 0; k < count; k++) out[k] = states[k] + offset;
}

typedef struct {
  horn_row_ledger *ledger;
  float *x;
  float *const *states;
  const int32_t *stale;  // row, and the step it is at, alternating
  long count;
  int tasks;
} settle_job;

static void settle_part(void *context, int index) {
  const settle_job *job = context;
  const horn_row_ledger *ledger = job->ledger;
  float *states[3];
  long end = job->count * (index + 1) / job->tasks;
  for (long i = job->count * index / job->tasks; i < end; i++) {
    long offset = job->stale[2 * i] * ledger->length;
    rows_of(states, job->states, ledger->states, offset);
    catch_up(ledger, job->x + offset, states, job->stale[2 * i + 1], ledger->step);
  }
}

void horn_settle_rows(
    horn_row_ledger *ledger, float *x, float *const *states, const int32_t *indices, long count) {
  if (!indices) count = ledger->rows;
  if (count == 0 || ledger->rows == 0) return;
  long most = count < ledger->rows ? count : ledger->rows;
  sum_rates(ledger);
  size_t bytes = (size_t)most * 2 * sizeof(int32_t);
  int32_t *stale = horn_alloc(bytes);
  long found = 0;
  int32_t step = ledger->step, *last = ledger->last;
  for (long i = 0; i < count; i++) {
    long row = indices ? indices[i] : i;
    if (row < 0 || row >= ledger->rows || last[row] < 0 || last[row] == step) continue;
    stale[2 * found] = (int32_t)row;
    stale[2 * found + 1] = last[row];
    last[row] = step;
    found++;
  }
  settle_job job = {ledger, x, states, stale, found, 1};
  if (found * ledger->length >= PARALLEL_FROM / 8) job.tasks = horn_thread_count();
  horn_parallel(job.tasks, settle_part, &job);
  horn_free(stale, bytes);
}

// Counts a step; the rates of all steps that a row may still miss are kept.
static void record(horn_row_ledger *ledger, float *x, float *const *states, float rate) {
  if (ledger->step == HISTORY - 1) {
    horn_settle_rows(ledger, x, states, NULL, 0);
    for (long row = 0; row < ledger->rows; row++)
      if (ledger->last[row] > 0) ledger->last[row] = 0;
    ledger->step = 0;
    ledger->summed = -1;
  }
  // Rows that miss steps up to this one may catch up below.
  sum_rates(ledger);
  ledger->step++;
  if (!is_adam(ledger)) return;
  if (!ledger->rates) {
    ledger->rates = horn_alloc(HISTORY * sizeof(float));
    if (ledger->near) ledger->far = horn_alloc(HISTORY * sizeof(adam_sums));
  }
  ledger->rates[ledger->step] = rate;
}

typedef struct {
  const horn_update *update;
  horn_row_ledger *ledger;
  horn_row_groups *groups;
  float *x;
  float *const *states;
  const float *values;
  const int32_t *indices;
  long count, length;
  row_step step;
  void (*sum)(float *out, const float *values, const int32_t *uses, long count, long length);
  int states_count, distinct;
  float *scratch;  // scratch_size(length) floats a part
} update_job;

static inline void prefetch_row(const float *row, long length, int write) {
  for (long i = 0; i < length; i += 16) {
    if (write) __builtin_prefetch(row + i, 1);
    else __builtin_prefetch(row + i, 0);
  }
}

// A part finds the rows that it owns, and takes their step: always the same ones, so that their
// states stay in its core's cache.
static void update_part(void *context, int part) {
  enum { AHEAD = 8 };
  const update_job *job = context;
  horn_row_ledger *ledger = job->ledger;
  group_owned(job->groups, job->indices, job->count, job->distinct, part);
  const row_lists *lists = &job->groups->parts[part];
  long length = job->length;
  float *states[3];
  float *scratch = job->scratch + part * scratch_size(length);
  for (long r = 0; r < lists->count; r++) {
    if (r + AHEAD < lists->count) {
      long ahead = lists->unique[r + AHEAD] * length;
      prefetch_row(job->x + ahead, length, 1);
      for (int k = 0; k < job->states_count; k++) prefetch_row(job->states[k] + ahead, length, 1);
      prefetch_row(job->values + lists->order[lists->start[r + AHEAD]] * length, length, 0);
    }
    int32_t row = lists->unique[r];
    float *x = job->x + row * length;
    rows_of(states, job->states, job->states_count, row * length);
    if (ledger) {
      int32_t last = ledger->last[row];
      if (last >= 0 && last < ledger->step - 1) catch_up(ledger, x, states, last, ledger->step - 1);
      ledger->last[row] = ledger->step;
    }
    const int32_t *uses = lists->order + lists->start[r];
    long count = lists->start[r + 1] - lists->start[r];
    const float *g = job->values + uses[0] * length;
    if (count > 1) {
      job->sum(scratch, job->values, uses, count, length);
      g = scratch;
    }
    job->step(job->update, x, states, g, length);
  }
}

void horn_update_rows(
    const horn_update *update, horn_row_ledger *ledger, horn_row_groups *groups, float *x,
    float *const *states, const float *values, const int32_t *indices, long count, int distinct,
    long length) {
  if (ledger) record(ledger, x, states, update->rate);
  if (count == 0 || length == 0) return;
  int parts = count * length >= PARALLEL_FROM ? horn_thread_count() : 1;
  if (parts != groups->part_count) {
    free_parts(groups);
    groups->parts = horn_alloc((size_t)parts * sizeof(row_lists));
    memset(groups->parts, 0, (size_t)parts * sizeof(row_lists));
    groups->part_count = parts;
  }
  update_job job = {
      update, ledger, groups, x, states, values, indices, count, length,
      HORN_DISPATCH(row_step_of)(update->rule), HORN_DISPATCH(sum_uses), horn_rule_states(update->rule), distinct, NULL};
  size_t bytes = (size_t)(parts * scratch_size(length)) * sizeof(float);
  job.scratch = horn_alloc(bytes);
  horn_parallel(parts, update_part, &job);
  horn_free(job.scratch, bytes);
}
