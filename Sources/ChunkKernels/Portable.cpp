// Four lanes and nothing that a processor might lack.
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <utility>
#include "include/CDeltaKernels.h"

#include "Tier.hpp"
static const dk_kernels kernels = floatKernels<Tier<FloatLanes<4>, 2, 4, 2>>("portable");
extern "C" const dk_kernels *dk_portable(void) { return &kernels; }
