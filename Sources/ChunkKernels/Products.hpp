#pragma once
#include "Lanes.hpp"

namespace {

// A block of a product that lives in registers: R rows of N vectors.
template <class L, int R, int N> struct Block {
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;
  Vector at[R][N];

  DK_INLINE void clear() {
    DK_UNROLL for (int r = 0; r < R; r++) DK_UNROLL for (int n = 0; n < N; n++) at[r][n] = L::zero();
  }

  DK_INLINE void load(const S *p, ptrdiff_t ld) {
    DK_UNROLL for (int r = 0; r < R; r++)
      DK_UNROLL for (int n = 0; n < N; n++) at[r][n] = L::load(p + r * ld + n * L::lanes);
  }

  DK_INLINE void store(S *p, ptrdiff_t ld) const {
    DK_UNROLL for (int r = 0; r < R; r++)
      DK_UNROLL for (int n = 0; n < N; n++) L::store(p + r * ld + n * L::lanes, at[r][n]);
  }

  // Adds (or takes away) the product of one column of factors and one row of vectors; rows before `from` are left alone.
  template <bool Minus> DK_INLINE void rankOne(const S *x, ptrdiff_t rs, const S *b, int from = 0) {
    Vector row[N];
    DK_UNROLL for (int n = 0; n < N; n++) row[n] = L::load(b + n * L::lanes);
    DK_UNROLL for (int r = 0; r < R; r++) {
      if (r < from) continue;
      Vector f = L::broadcast(x[r * rs]);
      DK_UNROLL for (int n = 0; n < N; n++)
        at[r][n] = Minus ? L::mulSub(f, row[n], at[r][n]) : L::mulAdd(f, row[n], at[r][n]);
    }
  }

  // Adds X·B: element (r, i) of X at x[r·rs + i·is], row i of B at b + i·ld.
  DK_INLINE void add(const S *x, ptrdiff_t rs, ptrdiff_t is, const S *b, ptrdiff_t ld, ptrdiff_t depth) {
    for (ptrdiff_t i = 0; i < depth; i++) rankOne<false>(x + i * is, rs, b + i * ld);
  }
};

// Calls `work.run<R>(first)` for blocks of nearly equal numbers R ≤ Most of rows; which rows share a block moves no bit.
template <int Most> struct RowBlocks {
  template <class F> static DK_INLINE void each(ptrdiff_t rows, F &work) {
    ptrdiff_t blocks = (rows + Most - 1) / Most;
    for (ptrdiff_t b = 0; b < blocks; b++) {
      ptrdiff_t first = rows * b / blocks;
      call<Most>(int(rows * (b + 1) / blocks - first), first, work);
    }
  }

  template <int R, class F> static DK_INLINE void call(int count, ptrdiff_t first, F &work) {
    if constexpr (R > 0) {
      if (count == R) return work.template run<R>(first);
      call<R - 1>(count, first, work);
    }
  }
};

}  // namespace
