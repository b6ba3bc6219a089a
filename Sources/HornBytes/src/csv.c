#include "horn_csv.h"

#include <string.h>

static long newlines(const uint8_t *bytes, long count) {
  long found = 0;
  for (long start = 0; start < count; start += 128) {
    // A sum that fits into a byte lets the compiler look at many bytes at once.
    long end = start + 128 < count ? start + 128 : count;
    uint8_t some = 0;
    for (long i = start; i < end; i++) some += bytes[i] == '\n';
    found += some;
  }
  return found;
}

// One field of a row that is being split.
typedef struct {
  const uint8_t *in;
  long count, place;
  int is_last;
  long bytes_end;  // in the results
  long line;       // of the place
} scan;

enum { FIELD_DONE = -1 };

static int quoted_field(horn_csv *csv, scan *s) {
  long opened = s->line;
  s->place++;
  for (;;) {
    const uint8_t *from = s->in + s->place;
    const uint8_t *hit = memchr(from, csv->quote, s->count - s->place);
    if (!hit) {
      csv->error_line = opened;
      return s->is_last ? HORN_CSV_OPEN_QUOTE : HORN_CSV_INPUT;
    }
    long length = hit - from;
    memcpy(csv->bytes + s->bytes_end, from, length);
    s->bytes_end += length;
    s->line += newlines(from, length);
    s->place += length + 1;
    if (s->place < s->count && s->in[s->place] == csv->quote) {
      csv->bytes[s->bytes_end++] = csv->quote;
      s->place++;
      continue;
    }
    if (s->place == s->count && !s->is_last) return HORN_CSV_INPUT;
    return FIELD_DONE;
  }
}

static int plain_field(horn_csv *csv, scan *s, const uint8_t *stops) {
  const uint8_t *from = s->in + s->place, *end = s->in + s->count, *p = from;
  while (p < end && !stops[*p]) p++;
  if (p == end && !s->is_last) return HORN_CSV_INPUT;
  memcpy(csv->bytes + s->bytes_end, from, p - from);
  s->bytes_end += p - from;
  s->place += p - from;
  if (p < end && *p == csv->quote) {
    csv->error_line = s->line;
    return HORN_CSV_STRAY_QUOTE;
  }
  return FIELD_DONE;
}

// Passes the end of a line at the place; 0 where the input ends between its two bytes.
static int end_line(scan *s) {
  if (s->in[s->place] == '\r') {
    if (s->place + 1 == s->count && !s->is_last) return 0;
    s->place++;
    if (s->place < s->count && s->in[s->place] == '\n') s->place++;
  } else {
    s->place++;
  }
  s->line++;
  return 1;
}

int horn_csv_split(horn_csv *csv, const uint8_t *in, long count, int is_last) {
  uint8_t stops[256] = {0};
  stops[csv->delimiter] = stops['\n'] = stops['\r'] = 1;
  if (csv->quote >= 0) stops[csv->quote] = 1;
  csv->byte_count = csv->field_count = csv->row_count = csv->consumed = 0;
  scan s = {in, count, 0, is_last, 0, csv->line};
  while (s.place < count) {
    if (in[s.place] == '\n' || in[s.place] == '\r') {
      if (!end_line(&s)) return HORN_CSV_INPUT;
      csv->consumed = s.place;
      csv->line = s.line;
      continue;
    }
    if (csv->row_count == csv->row_room) return HORN_CSV_ROOM;
    long fields = csv->field_count;
    for (;;) {
      int is_quoted = s.place < count && in[s.place] == csv->quote;
      int result = is_quoted ? quoted_field(csv, &s) : plain_field(csv, &s, stops);
      if (result != FIELD_DONE) return result;
      if (fields == csv->field_room) return HORN_CSV_ROOM;
      csv->field_ends[fields++] = s.bytes_end;
      if (s.place == count) break;
      uint8_t byte = in[s.place];
      if (byte == csv->delimiter) {
        s.place++;
        continue;
      }
      if (byte == '\n' || byte == '\r') {
        if (!end_line(&s)) return HORN_CSV_INPUT;
        break;
      }
      csv->error_line = s.line;
      return HORN_CSV_AFTER_QUOTE;
    }
    csv->row_lines[csv->row_count] = csv->line;
    csv->row_ends[csv->row_count++] = fields;
    csv->field_count = fields;
    csv->byte_count = s.bytes_end;
    csv->consumed = s.place;
    csv->line = s.line;
  }
  return HORN_CSV_INPUT;
}
