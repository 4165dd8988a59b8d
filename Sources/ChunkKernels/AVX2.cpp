// Eight lanes with fused multiply-adds.
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <utility>
#include "include/CDeltaKernels.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "Tier.hpp"
static const dk_kernels kernels = floatKernels<Tier<FloatLanes<8>, 2, 6, 2>>("avx2");
#pragma clang attribute pop
extern "C" const dk_kernels *dk_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &kernels : nullptr; }
#else
extern "C" const dk_kernels *dk_avx2(void) { return nullptr; }
#endif
