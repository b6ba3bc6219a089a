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

void horn_recurrence_make_plan(const horn_recurrence *r, int32_t *plan) {
  const long B = r->batch, T = r->time;
  int parts = at_most(horn_thread_count(), r), gates = horn_recurrence_gates(r->cell);
  size_t bytes = (size_t)B * 4;
  int32_t *counts = horn_alloc(bytes);
  long live = B * T;
  if (r->mask) {
    live = 0;
    for (long b = 0; b < B; b++) {
      int32_t count = 0;
      for (long t = 0; t < T; t++) count += r->mask[b * T + t] != 0;
      counts[b] = count;
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
  horn_free(counts, bytes);

  int32_t *steps = row + B, *all = steps + parts * (2 * T + 1);
  size_t latest_bytes = (size_t)(B + 1) * 4;
  int32_t *latest = horn_alloc(latest_bytes);
  int32_t entry = 0;
  for (int p = 0; p < parts; p++) {
    entries[p] = entry;
    int32_t rows = slots[p + 1] - slots[p], k = 0;
    const int32_t *of = row + slots[p];
    int32_t *offset = steps + p * (2 * T + 1), *form = offset + T + 1;
    int32_t *slot = all + entry, *source = slot + B * T, *before = slot + 2 * B * T;
    for (int32_t i = 0; i < rows; i++) latest[i] = i;
    for (long s = 0; s < T; s++) {
      int32_t t = (int32_t)(r->go_backwards ? T - 1 - s : s), first = k;
      offset[s] = k;
      if (!r->mask) {
        for (int32_t i = 0; i < rows; i++) {
          slot[k + i] = i;
          source[k + i] = of[i] * (int32_t)T + t;
          before[k + i] = k + i;
        }
        k += rows;
        form[s] = HORN_STEP_ALL_SLOTS | HORN_STEP_CONTIGUOUS;
        continue;
      }
      int ordered = 1, contiguous = 1;
      for (int32_t i = 0; i < rows; i++) {
        if (!r->mask[of[i] * T + t]) continue;
        slot[k] = i;
        source[k] = of[i] * (int32_t)T + t;
        before[k] = latest[i];
        latest[i] = rows + k;
        ordered &= i == k - first;
        contiguous &= before[k] == before[first] + (k - first);
        k++;
      }
      form[s] = (ordered ? HORN_STEP_ALL_SLOTS : 0) | (contiguous ? HORN_STEP_CONTIGUOUS : 0);
    }
    offset[T] = k;
    entry += k;
  }
  entries[parts] = entry;
  horn_free(latest, latest_bytes);
}
