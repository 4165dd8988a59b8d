// Four doubles a register: an element is two.
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#include "Rows.hpp"
#pragma clang attribute pop
extern "C" const ds_rows *ds_avx2(void) { return __builtin_cpu_supports("avx2") ? &rows : nullptr; }
#else
#include "include/CDeltaSamples.h"
extern "C" const ds_rows *ds_avx2(void) { return nullptr; }
#endif
