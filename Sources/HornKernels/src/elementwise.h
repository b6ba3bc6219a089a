// What the files of the elementwise kernels share.
#pragma once
#include "horn_elementwise.h"

// out[i] = f(in[0][i * step[0]], …) for i in 0..<n, with steps 0 or 1.
typedef void (*horn_kernel)(void *out, const void *const *in, const long *step, long n);

// Loops over the C library's functions, for float32, float64 and int32; NULL where there is none.
extern const horn_kernel horn_scalar_kernels[HORN_OP_COUNT][3];
