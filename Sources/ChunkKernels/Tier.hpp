#pragma once
#include "Backward.hpp"
#include "Pairs.hpp"
#include "Reverse.hpp"

namespace {

// Multiply-adds on registers alone, as many chains as hide their latency.
template <class T> double runPeak(ptrdiff_t rounds) {
  typedef typename T::L L;
  constexpr int chains = 12;
  typename L::Vector acc[chains], a = L::broadcast(0.999f), b = L::broadcast(0.001f);
  DK_UNROLL for (int i = 0; i < chains; i++) acc[i] = L::broadcast(float(i));
  for (ptrdiff_t r = 0; r < rounds; r++) {
    DK_UNROLL for (int i = 0; i < chains; i++) {
      acc[i] = L::mulAdd(acc[i], a, b);
      // A value that the compiler cannot see through, so that no round is dropped.
      asm volatile("" : "+x"(acc[i]));
    }
  }
  float sum = 0;
  for (int i = 0; i < chains; i++) sum += L::sum(acc[i]);
  return sum == 12345.0f ? 0 : 2.0 * chains * L::lanes * double(rounds);
}

// Everything that a tier offers in float32.
template <class T> constexpr dk_kernels floatKernels(const char *name) {
  constexpr int lanes = T::L::lanes;
  return {name, lanes, runForward<T>, traceCount<T>, runBackward<T>, carriedCount<T>, pairScratchCount<T>, carryIn<T>, carryOut<T>,
          runPairs<T>, runDiagonal<typename T::L, Squash>, runReverseDiagonal<typename T::L, Squash>,
          reverseDiagonalScratch<typename T::L>, runDots<typename T::L>, runMultiply<typename T::L>, runNormalise<lanes>, runReverseNormalise<lanes>, runExp<lanes>,
          runPeak<T>};
}

}  // namespace
