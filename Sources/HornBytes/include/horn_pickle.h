#pragma once
#include <stdint.h>

// Reads the run of small-integer opcodes (BININT, BININT1, BININT2) that a pickle has at bytes, up to
// the first other opcode, a truncated one or capacity integers. Returns how many there were and in
// consumed the bytes they took.
long horn_pickle_integers(
    const uint8_t *bytes, long byte_count, int32_t *out, long capacity, long *consumed);
