#pragma once
#include "Memory.hpp"

namespace {

// A tier: its lanes, the vectors of a panel and the most rows of a block in registers; the vectors of a panel of `Pairs`, four
// rows of which are sums in registers.
template <class Lanes, int PanelVectors, int BlockRows, int PairVectors> struct Tier {
  typedef Lanes L;
  static constexpr int vectors = PanelVectors, rows = BlockRows, panel = PanelVectors * Lanes::lanes, pairVectors = PairVectors;
};

// A state is K×V, row-major; here panel after panel, each K rows of T::panel columns and one of nothing, so that the same
// rows of all panels do not fall into one set of the cache.
DK_INLINE ptrdiff_t panelRows(ptrdiff_t K) { return K + 1; }

// Into panels, with zeros behind the last column, or back.
template <class T, class S> void moveState(S *rows, S *panels, ptrdiff_t K, ptrdiff_t V, bool in) {
  for (ptrdiff_t p = 0; p < V; p += T::panel)
    for (ptrdiff_t k = 0; k < K; k++) {
      S *place = panels + p * panelRows(K) + k * T::panel;
      const ptrdiff_t count = V - p < T::panel ? V - p : T::panel;
      if (count == T::panel) {
        const S *from = in ? rows + k * V + p : place;
        S *to = in ? place : rows + k * V + p;
        DK_UNROLL for (int c = 0; c < T::panel; c += T::L::lanes) T::L::store(to + c, T::L::load(from + c));
        continue;
      }
      if (in) memcpy((void *)place, rows + k * V + p, count * sizeof(S));
      else memcpy((void *)(rows + k * V + p), place, count * sizeof(S));
      for (ptrdiff_t j = count; in && j < T::panel; j++) place[j] = Constant<S>::zero();
    }
}

}  // namespace
