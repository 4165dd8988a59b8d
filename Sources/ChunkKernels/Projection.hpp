#pragma once
#include "Turned.hpp"
#include "Trace.hpp"

namespace {

// Products of the rows of a chunk with the rows of a state, out[i][c] = ⟨x_i, row c⟩, for up to two sets of rows at once.
//
// Tokens are lanes, so that no sum lies across a vector: what is turned for that are the rows and the products and not the state, which
// is many times larger. The sets lie side by side and share the elements of the state.
template <class T> struct Projection {
  typedef typename T::L L;
  typedef typename L::Scalar S;
  static constexpr int mostSets = 2;

  // Rows of `vw` elements, and where their products go.
  struct Set {
    const S *x;
    S *out;
  };

  const ptrdiff_t K, V, kw, vw, cw;  // of a state, and rounded up; tokens of a chunk rounded up to whole vectors
  S *columns = nullptr, *products = nullptr;

  static ptrdiff_t columnCount(ptrdiff_t V, ptrdiff_t cw) { return V * mostSets * cw; }
  static ptrdiff_t productCount(ptrdiff_t K, ptrdiff_t cw) { return K * mostSets * cw; }

  // Of n tokens; `soon` is a state that is needed soon, or null.
  void run(const S *state, const Set *sets, int count, ptrdiff_t n, const S *soon) const {
    const ptrdiff_t width = count * cw;
    for (int s = 0; s < count; s++) Turned<L>::run(sets[s].x, vw, n, V, columns + s * cw, width, cw);
    ptrdiff_t column = 0;
    for (; column + T::panel <= width; column += T::panel) {
      Rows<T::vectors> work = {*this, state, column ? nullptr : soon, width, column};
      RowBlocks<T::rows>::each(K, work);
    }
    for (; column < width; column += L::lanes) {
      Rows<1> work = {*this, state, column ? nullptr : soon, width, column};
      RowBlocks<T::rows>::each(K, work);
    }
    for (int s = 0; s < count; s++) Turned<L>::run(products + s * cw, width, K, n, sets[s].out, kw, kw);
  }

  template <int Vectors> struct Rows {
    const Projection &f;
    const S *state, *soon;
    ptrdiff_t width, column;
    template <int R> DK_INLINE void run(ptrdiff_t first) {
      Block<L, R, Vectors> block;
      block.clear();
      for (ptrdiff_t p = 0; p < f.V; p += T::panel) {
        const ptrdiff_t place = p * panelRows(f.K) + first * T::panel;
        if (soon) askForState(soon + place, R * T::panel);
        block.add(state + place, T::panel, 1, f.columns + p * width + column, width, f.V - p < T::panel ? f.V - p : T::panel);
      }
      block.store(f.products + first * width + column, width);
    }
  };
};

}  // namespace
