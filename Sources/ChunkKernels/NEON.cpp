// Four lanes with fused multiply-adds, which every AArch64 processor has.
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <utility>
#include "include/CDeltaKernels.h"

#if defined(__aarch64__)
#include "Tier.hpp"
static const dk_kernels kernels = floatKernels<Tier<FloatLanes<4>, 4, 5, 4>>("neon");
extern "C" const dk_kernels *dk_neon(void) { return &kernels; }
#else
extern "C" const dk_kernels *dk_neon(void) { return nullptr; }
#endif
