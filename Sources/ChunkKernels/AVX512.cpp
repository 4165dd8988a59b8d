// Sixteen lanes and thirty-two registers.
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <utility>
#include "include/CDeltaKernels.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))), apply_to = function)
#include "Tier.hpp"
static const dk_kernels kernels = floatKernels<Tier<FloatLanes<16>, 2, 12, 4>>("avx512");
#pragma clang attribute pop
extern "C" const dk_kernels *dk_avx512(void) { return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
                 __builtin_cpu_supports("avx512bw")
             ? &kernels
             : nullptr; }
#else
extern "C" const dk_kernels *dk_avx512(void) { return nullptr; }
#endif
