#pragma once
#include "Columns.hpp"

namespace {

// A small matrix with its rows as columns: to[c][r] = from[r][c] for r < rows, and zeros from there to `width`, a multiple of
// the lanes. Rows of `from` are read in whole vectors.
template <class L> struct Turned {
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;

  static void run(const S *from, ptrdiff_t ldf, ptrdiff_t rows, ptrdiff_t columns, S *to, ptrdiff_t ldt, ptrdiff_t width) {
    for (ptrdiff_t r = 0; r < width; r += L::lanes)
      for (ptrdiff_t c = 0; c < columns; c += L::lanes)
        block(from + r * ldf + c, ldf, rows - r, columns - c, to + c * ldt + r, ldt);
  }

  static DK_INLINE void block(const S *from, ptrdiff_t ldf, ptrdiff_t rows, ptrdiff_t columns, S *to, ptrdiff_t ldt) {
    Vector x[L::lanes];
    if (rows >= L::lanes) {
      DK_UNROLL for (int i = 0; i < L::lanes; i++) x[i] = L::load(from + i * ldf);
    } else {
      for (int i = 0; i < L::lanes; i++) x[i] = i < rows ? L::load(from + i * ldf) : L::zero();
    }
    L::transpose(x);
    if (columns >= L::lanes) {
      DK_UNROLL for (int i = 0; i < L::lanes; i++) L::store(to + i * ldt, x[i]);
    } else {
      for (int i = 0; i < columns; i++) L::store(to + i * ldt, x[i]);
    }
  }
};

}  // namespace
