#pragma once
#include "Lanes.hpp"
#include "include/CDeltaKernels.h"

namespace {

// Up to a whole vector of the columns of rows; lanes behind them are zero. Where rows are `Whole`, all vectors are.
template <class L, bool Whole = false> struct Columns {
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;
  static DK_INLINE Vector load(const S *p, ptrdiff_t count) {
    if (Whole || count >= L::lanes) return L::load(p);
    S lanes[L::lanes] = {};
    for (ptrdiff_t i = 0; i < count; i++) lanes[i] = p[i];
    return L::load(lanes);
  }
  // The vector with ones in the place of what lies behind the last column.
  static DK_INLINE Vector padded(Vector v, ptrdiff_t count) {
    if (Whole || count >= L::lanes) return v;
    S lanes[L::lanes];
    L::store(lanes, v);
    for (ptrdiff_t i = count; i < L::lanes; i++) lanes[i] = Constant<S>::one();
    return L::load(lanes);
  }
  static DK_INLINE void store(S *p, Vector v, ptrdiff_t count) {
    if (Whole || count >= L::lanes) return L::store(p, v);
    S lanes[L::lanes];
    L::store(lanes, v);
    for (ptrdiff_t i = 0; i < count; i++) p[i] = lanes[i];
  }
};

template <class S> DK_INLINE S *row(const dk_mutable_rows &rows, ptrdiff_t i) { return (S *)rows.first + i * rows.stride; }
template <class S> DK_INLINE const S *row(const dk_rows &rows, ptrdiff_t i) {
  return (const S *)rows.first + i * rows.stride;
}

// Asks for rows that are needed soon, or will be written soon.
template <class S> DK_INLINE void prefetchRows(const dk_rows &from, ptrdiff_t first, ptrdiff_t rows, ptrdiff_t n) {
  for (ptrdiff_t i = first; i < first + rows; i++)
    for (ptrdiff_t j = 0; j < n * ptrdiff_t(sizeof(S)); j += 64) __builtin_prefetch((const char *)row<S>(from, i) + j);
}
template <class S> DK_INLINE void prefetchRows(const dk_mutable_rows &to, ptrdiff_t first, ptrdiff_t rows, ptrdiff_t n) {
  for (ptrdiff_t i = first; i < first + rows; i++)
    for (ptrdiff_t j = 0; j < n * ptrdiff_t(sizeof(S)); j += 64) __builtin_prefetch((const char *)row<S>(to, i) + j, 1);
}

}  // namespace
