// The kernels with vectors of eight lanes and fused multiply-adds.
#include <cstdlib>
#include <cstring>
#include "include/CDeltaKernels.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "Forward.hpp"
typedef Tier<FloatLanes<8>, 2, 6> AVX2Tier;
static const dk_kernels kernels = {"avx2", 8, runForward<AVX2Tier>, runPeak<AVX2Tier>};
#pragma clang attribute pop
extern "C" const dk_kernels *dk_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &kernels : nullptr;
}
#else
extern "C" const dk_kernels *dk_avx2(void) { return nullptr; }
#endif
