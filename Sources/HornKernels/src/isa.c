#include "horn_isa.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static _Atomic int chosen = -1;

static int best(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
    return HORN_ISA_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return HORN_ISA_AVX2;
#endif
  return HORN_ISA_BASELINE;
}

int horn_set_isa(int isa) {
  int limit = best();
  if (isa > limit || isa < 0) isa = limit;
  atomic_store_explicit(&chosen, isa, memory_order_relaxed);
  return isa;
}

int horn_isa(void) {
  int isa = atomic_load_explicit(&chosen, memory_order_relaxed);
  if (isa >= 0) return isa;
  const char *wish = getenv("HORN_ISA");
  isa = HORN_ISA_AVX512;
  if (wish && !strcmp(wish, "baseline")) isa = HORN_ISA_BASELINE;
  if (wish && !strcmp(wish, "avx2")) isa = HORN_ISA_AVX2;
  return horn_set_isa(isa);
}
