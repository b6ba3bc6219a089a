#include <stddef.h>
#include <string.h>

#include "horn_memory.h"
#include "horn_pool.h"
#include "recurrence.h"

// A plan: parts, entries, the first slot of each part and one past the last, the first entry likewise, then
// row[batch], for each part offset[time + 1] and form[time], and slot, source and before [batch * time].
enum { HEADER = 2 };

enum { MOST_PARTS = 256 };

static int at_most(long parts, const horn_recurrence *r) {
  parts = parts < r->batch ? parts : r->batch;
  return parts < 1 ? 1 : parts > MOST_PARTS ? MOST_PARTS : (int)parts;
}

// The number of threads may change before the plan is made.
long horn_recurrence_plan_size(const horn_recurrence *r) {
  long parts = at_most(MOST_PARTS, r);
  return HEADER + 2 * (parts + 1) + r->batch + parts * (2 * r->time + 1) + 3 * r->batch * r->time;
}

int horn_recurrence_parts(const int32_t *plan) { return plan[0]; }
long horn_recurrence_live_steps(const horn_recurrence *r) { return r->plan[1]; }

horn_recurrence_part horn_recurrence_part_of(const horn_recurrence *r, int index) {
  const int32_t *plan = r->plan, *slots = plan + HEADER, *entries = slots + plan[0] + 1;
  const int32_t *row = entries + plan[0] + 1, *steps = row + r->batch;
  const int32_t *slot = steps + plan[0] * (2 * r->time + 1) + entries[index];
  return (horn_recurrence_part){
      .rows = slots[index + 1] - slots[index], .entries = entries[index + 1] - entries[index],
      .first_entry = entries[index], .row = row + slots[index],
      .offset = steps + index * (2 * r->time + 1), .form = steps + index * (2 * r->time + 1) + r->time + 1,
      .slot = slot, .source = slot + r->batch * r->time, .before = slot + 2 * r->batch * r->time};
}

// Deals the rows, longest first, each to the part with the fewest steps so far: sorts them by part, then
// by length, into row[]. counts: live steps of each row.
static void deal(const horn_recurrence *r, int parts, const int32_t *counts, int32_t *slots, int32_t *row) {
  long B = r->batch, T = r->time;
  size_t bytes = (size_t)(2 * B + T + 2 + 2 * parts) * 4;
  int32_t *sorted = horn_alloc(bytes), *part = sorted + B, *start = part + B;
  int32_t *load = start + T + 2, *taken = load + parts;
  memset(start, 0, (size_t)(T + 2 + 2 * parts) * 4);
  for (long b = 0; b < B; b++) start[T - counts[b] + 1]++;
  for (long i = 1; i <= T; i++) start[i] += start[i - 1];
  for (long b = 0; b < B; b++) sorted[start[T - counts[b]]++] = (int32_t)b;
  for (long i = 0; i < B; i++) {
    int least = 0;
    for (int p = 1; p < parts; p++)
      if (load[p] < load[least]) least = p;
    part[i] = least;
    load[least] += counts[sorted[i]] + 1;
    taken[least]++;
  }
  slots[0] = 0;
  for (int p = 0; p < parts; p++) {
    slots[p + 1] = slots[p] + taken[p];
    taken[p] = slots[p];
  }
  for (long i = 0; i < B; i++) row[taken[part[i]]++] = sorted[i];
  horn_free(sorted, bytes);
}

// How many steps it takes until a row's last live step is taken; masks mostly end in padding, which is skipped in words.
static long steps_until_done(const horn_recurrence *r, const uint8_t *mask) {
  long left = r->time;
  uint64_t word;
  if (r->go_backwards) {
    while (left >= 8 && (memcpy(&word, mask + r->time - left, 8), !word)) left -= 8;
    while (left > 0 && !mask[r->time - left]) left--;
  } else {
    while (left >= 8 && (memcpy(&word, mask + left - 8, 8), !word)) left -= 8;
    while (left > 0 && !mask[left - 1]) left--;
  }
  return left;
}

typedef struct {
  const horn_recurrence *r;
  int32_t *plan;
  const int32_t *counts, *ends;  // live steps of each row, and steps until the last of them is taken
  int32_t *latest, *start;  // [batch], by slot: the place of a row's last state, and of its sequence
} plan_job;

static void plan_part(void *context, int index) {
  const plan_job *j = context;
  const horn_recurrence *r = j->r;
  const long B = r->batch, T = r->time;
  int32_t *plan = j->plan, *slots = plan + HEADER, *entries = slots + plan[0] + 1, *row = entries + plan[0] + 1;
  const int32_t rows = slots[index + 1] - slots[index], *of = row + slots[index];
  int32_t *offset = row + B + index * (2 * T + 1), *form = offset + T + 1;
  int32_t *slot = row + B + plan[0] * (2 * T + 1) + entries[index];
  int32_t *source = slot + B * T, *before = slot + 2 * B * T;
  int32_t *latest = j->latest + slots[index], *start = j->start + slots[index];
  // The first `active` rows may have live steps left; `whole` where no row has gaps before its end.
  int32_t active = rows, k = 0;
  int whole = 1;
  for (int32_t i = 0; i < rows; i++) {
    latest[i] = i;
    start[i] = of[i] * (int32_t)T;
    if (r->mask) whole &= j->counts[of[i]] == j->ends[of[i]];
  }
  for (long s = 0; s < T; s++) {
    int32_t t = (int32_t)(r->go_backwards ? T - 1 - s : s), first = k;
    offset[s] = k;
    while (r->mask && active > 0 && j->ends[of[active - 1]] <= s) active--;
    if (whole) {
      // A row's state stands where it stood a step before, in front of those of rows that have ended since.
      int32_t last = s > 0 ? rows + offset[s - 1] : 0;
      // The three lie apart.
#pragma clang loop vectorize(assume_safety)
      for (int32_t i = 0; i < active; i++) {
        slot[k + i] = i;
        source[k + i] = start[i] + t;
        before[k + i] = last + i;
      }
      k += active;
      form[s] = HORN_STEP_ALL_SLOTS | HORN_STEP_CONTIGUOUS;
      continue;
    }
    int ordered = 1, contiguous = 1;
    for (int32_t i = 0; i < active; i++) {
      if (!r->mask[of[i] * T + t]) continue;
      slot[k] = i;
      source[k] = start[i] + t;
      before[k] = latest[i];
      latest[i] = rows + k;
      ordered &= i == k - first;
      contiguous &= before[k] == before[first] + (k - first);
      k++;
    }
    form[s] = (ordered ? HORN_STEP_ALL_SLOTS : 0) | (contiguous ? HORN_STEP_CONTIGUOUS : 0);
  }
  offset[T] = k;
}

void horn_recurrence_make_plan(const horn_recurrence *r, int32_t *plan) {
  const long B = r->batch, T = r->time;
  int parts = at_most(horn_thread_count(), r), gates = horn_recurrence_gates(r->cell);
  size_t bytes = (size_t)B * 4 * 4;
  int32_t *counts = horn_alloc(bytes), *ends = counts + B;
  long live = B * T;
  if (r->mask) {
    live = 0;
    for (long b = 0; b < B; b++) {
      const uint8_t *mask = r->mask + b * T;
      long end = steps_until_done(r, mask), from = r->go_backwards ? T - end : 0;
      int32_t count = 0;
      for (long t = from; t < from + end; t++) count += mask[t] != 0;
      counts[b] = count;
      ends[b] = (int32_t)end;
      live += count;
    }
  }
  double work = (double)live * (double)(r->units * gates) * (double)((r->kernel ? r->features : 1) + r->units);
  if (work < 20000) parts = 1;
  int32_t *slots = plan + HEADER, *entries = slots + parts + 1, *row = entries + parts + 1;
  plan[0] = parts;
  plan[1] = (int32_t)live;
  if (r->mask) deal(r, parts, counts, slots, row);
  else {
    for (int p = 0; p <= parts; p++) slots[p] = (int32_t)(B * p / parts);
    for (long b = 0; b < B; b++) row[b] = (int32_t)b;
  }

  entries[0] = 0;
  for (int p = 0; p < parts; p++) {
    entries[p + 1] = entries[p];
    for (int32_t i = slots[p]; i < slots[p + 1]; i++) entries[p + 1] += r->mask ? counts[row[i]] : (int32_t)T;
  }
  plan_job job = {.r = r, .plan = plan, .counts = counts, .ends = ends, .latest = ends + B, .start = ends + 2 * B};
  horn_parallel(parts, plan_part, &job);
  horn_free(counts, bytes);
}
