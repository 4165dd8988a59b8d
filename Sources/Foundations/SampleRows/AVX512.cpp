// Eight doubles a register: an element is one.
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq"))), apply_to = function)
#include "Rows.hpp"
#pragma clang attribute pop
extern "C" const ds_rows *ds_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") ? &rows : nullptr;
}
#else
#include "include/CDeltaSamples.h"
extern "C" const ds_rows *ds_avx512(void) { return nullptr; }
#endif
