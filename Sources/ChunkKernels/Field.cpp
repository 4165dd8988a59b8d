// The same kernels over the integers modulo 2^61 - 1: exact, so that a wrong index has no tolerance to hide behind.
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <utility>
#define DK_COMPACT
#include "Backward.hpp"
#include "Pairs.hpp"
#include "Reverse.hpp"

namespace {

typedef FieldLanes<4> Lanes;

template <class T> constexpr dk_kernels fieldKernels(const char *name) {
  return {name, Lanes::lanes, runForward<T>, traceCount<T>, runBackward<T>, carriedCount<T>, pairScratchCount<T>, carryIn<T>,
          carryOut<T>, runPairs<T>, runDiagonal<Lanes, Polynomial>,
          runReverseDiagonal<Lanes, Polynomial>, reverseDiagonalScratch<Lanes>, runDots<Lanes>, runMultiply<Lanes>,
          nullptr, nullptr, nullptr, nullptr};
}

const dk_kernels kernels = fieldKernels<Tier<Lanes, 2, 6, 2>>("field");
const dk_kernels wide = fieldKernels<Tier<Lanes, 2, 12, 4>>("field, wide blocks");

}  // namespace

extern "C" const dk_kernels *dk_field(void) { return &kernels; }
extern "C" const dk_kernels *dk_field_wide(void) { return &wide; }
