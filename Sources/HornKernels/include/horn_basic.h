#pragma once
#include <stdint.h>

// The next of a series of ever larger numbers, for the order in which gradient nodes were made.
uint64_t horn_next_order(void);

// out[i] = value.
void horn_fill_f32(float *out, float value, long n);

// out[i] = a[i] + b[i]; out may be a.
void horn_add_f32(float *out, const float *a, const float *b, long n);

// out[i] += more[i], on all threads where there is much to add.
void horn_add_in_parallel(float *out, const float *more, long n);

// out[columns, rows] is in[rows, columns] transposed.
void horn_transpose_f32(float *out, const float *in, long rows, long columns);

// Writes the text to standard error.
void horn_print_error(const char *text);

// Writes the text to standard output at once.
void horn_print(const char *text);

// Whether standard output is a terminal.
int horn_output_is_terminal(void);

// Writes value as C's printf does with %.*f, %.*e or %.*g (style 'f', 'e' or 'g') into text, which has room for
// size bytes; returns the length.
int horn_format(char *text, long size, double value, char style, int digits);

// Seconds of a clock that never goes back.
double horn_seconds(void);
