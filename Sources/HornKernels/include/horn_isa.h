#pragma once

// Instruction sets that the kernels come in. The baseline is what the platform's ABI guarantees
// (SSE2, NEON).
enum { HORN_ISA_BASELINE = 0, HORN_ISA_AVX2 = 1, HORN_ISA_AVX512 = 2 };

// The instruction set in use: the best that the CPU has, or what HORN_ISA=baseline|avx2|avx512
// asks for where the CPU has it.
int horn_isa(void);

// Lowers the instruction set, for tests that compare the variants; returns the one now in use.
int horn_set_isa(int isa);
