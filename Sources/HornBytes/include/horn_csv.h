#pragma once
#include <stdint.h>

// Splitting of comma-separated values (RFC 4180) that come in blocks.
typedef struct {
  uint8_t delimiter;
  int quote;  // a byte, or -1 for none

  // Where the results go. bytes has room for as many bytes as come in.
  uint8_t *bytes;
  long *field_ends;  // in bytes
  long field_room;
  long *row_ends;  // in field_ends
  long *row_lines;
  long row_room;

  // The line that the next row begins in, from 1; goes on from call to call.
  long line;

  // What the call found.
  long byte_count, field_count, row_count;
  long consumed;
  // The line of what is wrong.
  long error_line;
} horn_csv;

enum {
  HORN_CSV_INPUT,        // the rest is not a whole row
  HORN_CSV_ROOM,         // no room for the next row
  HORN_CSV_OPEN_QUOTE,   // a quote that is not closed
  HORN_CSV_STRAY_QUOTE,  // a quote inside a field without quotes
  HORN_CSV_AFTER_QUOTE,  // text behind a closing quote
};

// Splits rows until the input or the room ends. The input begins with a row; empty lines are skipped. Rows end with
// a line feed, a carriage return, or both. Quotes around fields are taken off, doubled ones inside are made single.
int horn_csv_split(horn_csv *csv, const uint8_t *in, long count, int is_last);
