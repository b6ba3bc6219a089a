#pragma once
#include <stdint.h>

// How numbers lie in an npy file. The order is that of NumpyType.Kind in Swift.
enum {
  HORN_NPY_BOOL,
  HORN_NPY_I1, HORN_NPY_I2, HORN_NPY_I4, HORN_NPY_I8,
  HORN_NPY_U1, HORN_NPY_U2, HORN_NPY_U4, HORN_NPY_U8,
  HORN_NPY_F2, HORN_NPY_F4, HORN_NPY_F8,
};

// Decodes count numbers, which need not be aligned: integers to int32, f2 and f4 to float, f8 to
// double, bool to bytes 0 and 1. swapped: the bytes of each number come in the other order.
// Returns the position of the first integer that does not fit into int32, or -1.
long horn_npy_decode(void *out, const void *in, long count, int kind, int swapped);

// out[i] = the items of a Fortran-ordered array in row-major order.
void horn_npy_from_fortran(void *out, const void *in, long item_bytes, const long *dimensions, int rank);
