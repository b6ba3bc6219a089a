// Compiles one body file once for each instruction set.
//
//   #define HORN_BODY "tanh.inc.h"
//   #include "multi_isa.h"
//   void horn_tanh(…) { HORN_DISPATCH(tanh_kernel)(…); }
//
// In the body, ISA(name) is the name with the variant's suffix, VW the number of float lanes, and
// simd.h's vector types have that width. Swift packages may not pass compiler flags, hence
// attributes.
#include "horn_isa.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))), apply_to = function)
#undef VW
#undef ISA
#undef HORN_SIMD_READY
#define VW 16
#define ISA(name) name##_avx512
#include HORN_BODY
#pragma clang attribute pop

// For arrays of a few floats: vectors of 8, with AVX-512's masks and its 32 registers.
#ifdef HORN_NARROW
#define HORN_MASKS
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))), apply_to = function)
#undef VW
#undef ISA
#undef HORN_SIMD_READY
#define VW 8
#define ISA(name) name##_avx512narrow
#include HORN_BODY
#pragma clang attribute pop
#undef HORN_MASKS
#endif

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#undef VW
#undef ISA
#undef HORN_SIMD_READY
#define VW 8
#define ISA(name) name##_avx2
#include HORN_BODY
#pragma clang attribute pop

#undef HORN_DISPATCH
#undef HORN_NARROW_DISPATCH
// With HORN_NARROW defined: the variant for arrays whose inner length is at most 8.
#define HORN_NARROW_DISPATCH(name, length) \
  (horn_isa() == HORN_ISA_AVX512 && (length) <= 8 ? name##_avx512narrow : HORN_DISPATCH(name))
#define HORN_DISPATCH(name) \
  (horn_isa() == HORN_ISA_AVX512 ? name##_avx512 : horn_isa() == HORN_ISA_AVX2 ? name##_avx2 : name##_baseline)
#else
#undef HORN_DISPATCH
#undef HORN_NARROW_DISPATCH
#define HORN_DISPATCH(name) name##_baseline
#define HORN_NARROW_DISPATCH(name, length) name##_baseline
#endif

#undef VW
#undef ISA
#undef HORN_SIMD_READY
#define VW 4
#define ISA(name) name##_baseline
#include HORN_BODY
#undef HORN_BODY
#undef HORN_NARROW
