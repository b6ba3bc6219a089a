#include "horn_npy.h"

#include <string.h>

static const int sizes[] = {1, 1, 2, 4, 8, 1, 2, 4, 8, 2, 4, 8};

// The bits of one number of an npy file, in the order of this machine.
static inline uint64_t load(const uint8_t *p, int size, int swapped) {
  switch (size) {
    case 1: return *p;
    case 2: {
      uint16_t v;
      memcpy(&v, p, 2);
      return swapped ? __builtin_bswap16(v) : v;
    }
    case 4: {
      uint32_t v;
      memcpy(&v, p, 4);
      return swapped ? __builtin_bswap32(v) : v;
    }
    default: {
      uint64_t v;
      memcpy(&v, p, 8);
      return swapped ? __builtin_bswap64(v) : v;
    }
  }
}

// IEEE half to single precision, subnormals, infinities and NaN included.
static uint32_t half_to_single(uint32_t h) {
  uint32_t sign = (h & 0x8000u) << 16, exponent = h >> 10 & 31, fraction = h & 0x3ffu;
  if (exponent == 31) return sign | 0x7f800000u | fraction << 13;
  if (exponent) return sign | (exponent + 112) << 23 | fraction << 13;
  if (!fraction) return sign;
  int shift = __builtin_clz(fraction) - 21;
  return sign | (uint32_t)(113 - shift) << 23 | (fraction << shift & 0x3ffu) << 13;
}

static long decode_integers(int32_t *out, const uint8_t *in, long count, int kind, int swapped) {
  int size = sizes[kind];
  for (long i = 0; i < count; i++) {
    uint64_t bits = load(in + i * size, size, swapped);
    switch (kind) {
      case HORN_NPY_I1: out[i] = (int8_t)bits; break;
      case HORN_NPY_I2: out[i] = (int16_t)bits; break;
      case HORN_NPY_I4: out[i] = (int32_t)bits; break;
      case HORN_NPY_I8:
        if ((int64_t)bits != (int32_t)bits) return i;
        out[i] = (int32_t)bits;
        break;
      case HORN_NPY_U1:
      case HORN_NPY_U2: out[i] = (int32_t)bits; break;
      default:
        if (bits > INT32_MAX) return i;
        out[i] = (int32_t)bits;
    }
  }
  return -1;
}

long horn_npy_decode(void *out, const void *in, long count, int kind, int swapped) {
  if (kind >= HORN_NPY_I1 && kind <= HORN_NPY_U8) return decode_integers(out, in, count, kind, swapped);
  if (count <= 0) return -1;
  const uint8_t *bytes = in;
  if (kind == HORN_NPY_BOOL) {
    for (long i = 0; i < count; i++) ((uint8_t *)out)[i] = bytes[i] != 0;
  } else if (kind == HORN_NPY_F2) {
    for (long i = 0; i < count; i++)
      ((uint32_t *)out)[i] = half_to_single((uint32_t)load(bytes + 2 * i, 2, swapped));
  } else if (!swapped) {
    memcpy(out, in, (size_t)count * (size_t)sizes[kind]);
  } else if (kind == HORN_NPY_F4) {
    for (long i = 0; i < count; i++) ((uint32_t *)out)[i] = (uint32_t)load(bytes + 4 * i, 4, 1);
  } else {
    for (long i = 0; i < count; i++) ((uint64_t *)out)[i] = load(bytes + 8 * i, 8, 1);
  }
  return -1;
}

void horn_npy_from_fortran(void *out, const void *in, long item_bytes, const long *dimensions, int rank) {
  long index[64] = {0}, step[64], count = 1;
  for (int axis = 0; axis < rank; axis++) {
    step[axis] = count * item_bytes;
    count *= dimensions[axis];
  }
  const char *from = in;
  char *to = out;
  for (long i = 0; i < count; i++, to += item_bytes) {
    memcpy(to, from, (size_t)item_bytes);
    for (int axis = rank - 1; axis >= 0; axis--) {
      from += step[axis];
      if (++index[axis] < dimensions[axis]) break;
      from -= step[axis] * dimensions[axis];
      index[axis] = 0;
    }
  }
}
