#pragma once
#include <cstdlib>
#include <cstring>
#include "Columns.hpp"

namespace {

DK_INLINE ptrdiff_t rounded(ptrdiff_t n, ptrdiff_t to) { return (n + to - 1) / to * to; }

// Copies rows into rows of `width` ≥ n elements, zeros behind them.
template <class S> void copyRows(const dk_rows &from, ptrdiff_t first, ptrdiff_t rows, ptrdiff_t n, S *to,
                                 ptrdiff_t width) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    memcpy(to + i * width, (const S *)from.first + (first + i) * from.stride, n * sizeof(S));
    for (ptrdiff_t j = n; j < width; j++) to[i * width + j] = Constant<S>::zero();
  }
}

// One block of memory for several arrays, each from the start of a cache line, with nothing in particular in them.
template <class S> bool allocateBlocks(S *&memory, const ptrdiff_t *counts, S **const *places, int arrays) {
  ptrdiff_t total = 0;
  for (int i = 0; i < arrays; i++) total += rounded(counts[i], 16);
  memory = (S *)aligned_alloc(64, rounded(total * ptrdiff_t(sizeof(S)), 64));
  if (!memory) return false;
  S *next = memory;
  for (int i = 0; i < arrays; i++) {
    *places[i] = next;
    next += rounded(counts[i], 16);
  }
  return true;
}

}  // namespace
