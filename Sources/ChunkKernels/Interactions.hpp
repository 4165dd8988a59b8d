#pragma once
#include "Products.hpp"

namespace {

// Dot products of rows: out[i][j] = ⟨x_i, y_j⟩, for j ≤ i + diagonal only if `lower`, else for all.
template <class L> struct Dots {
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;
  const S *x;
  const S *y;
  S *out;
  ptrdiff_t ldx, ldy, ldo, width;  // width: a multiple of the lanes

  template <int R, int C> DK_INLINE void block(ptrdiff_t i, ptrdiff_t j) const {
    Vector acc[R * C];
    DK_UNROLL for (int r = 0; r < R * C; r++) acc[r] = L::zero();
    for (ptrdiff_t k = 0; k < width; k += L::lanes) {
      Vector b[C];
      DK_UNROLL for (int c = 0; c < C; c++) b[c] = L::load(y + (j + c) * ldy + k);
      DK_UNROLL for (int r = 0; r < R; r++) {
        Vector a = L::load(x + (i + r) * ldx + k);
        DK_UNROLL for (int c = 0; c < C; c++) acc[r * C + c] = L::mulAdd(a, b[c], acc[r * C + c]);
      }
    }
    S sums[R * C];
    L::template sums<R * C>(acc, sums);
    DK_UNROLL for (int r = 0; r < R; r++)
      DK_UNROLL for (int c = 0; c < C; c++) out[(i + r) * ldo + j + c] = sums[r * C + c];
  }

  template <int R> DK_INLINE void rowsOf(ptrdiff_t i, ptrdiff_t columns) const {
    ptrdiff_t j = 0;
    for (; j + 2 <= columns; j += 2) block<R, 2>(i, j);
    if (j < columns) block<R, 1>(i, j);
  }

  void rectangle(ptrdiff_t rows, ptrdiff_t columns) const {
    ptrdiff_t i = 0;
    for (; i + 4 <= rows; i += 4) rowsOf<4>(i, columns);
    for (; i < rows; i++) rowsOf<1>(i, columns);
  }

  // On and below the diagonal; above it, undefined.
  void lower(ptrdiff_t rows) const {
    ptrdiff_t i = 0;
    for (; i + 4 <= rows; i += 4) rowsOf<4>(i, i + 4);
    for (; i < rows; i++) rowsOf<1>(i, i + 1);
  }
};

// ⟨x_i, Γ_ij∘y_j⟩ for i ≥ j where each channel has decays of its own (CH-5), for `sets` of rows x against one y.
//
// By halves: rows in the later half and columns in the earlier factor at the border between them; four tokens directly.
template <class L> struct ChannelDots {
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;
  const S *x;
  const S *y;
  const S *decay;
  S *out;
  S *late;
  S *early;
  int sets;
  ptrdiff_t count, ldo, width;  // set s has its x at x + s·count·width, its products at out + s·count·ldo

  void run(ptrdiff_t first, ptrdiff_t end) const {
    if (end - first <= 4) return direct(first, int(end - first));
    ptrdiff_t middle = (first + end) / 2;
    for (ptrdiff_t k = 0; k < width; k += L::lanes) {
      Vector product = L::broadcast(Constant<S>::one());
      for (ptrdiff_t i = middle; i < end; i++) {
        product = L::mul(product, L::load(decay + i * width + k));
        for (int s = 0; s < sets; s++)
          L::store(late + (s * (end - middle) + i - middle) * width + k,
                   L::mul(product, L::load(x + (s * count + i) * width + k)));
      }
      product = L::broadcast(Constant<S>::one());
      for (ptrdiff_t j = middle - 1; j >= first; j--) {
        L::store(early + (j - first) * width + k, L::mul(product, L::load(y + j * width + k)));
        product = L::mul(product, L::load(decay + j * width + k));
      }
    }
    for (int s = 0; s < sets; s++) {
      Dots<L> dots = {late + s * (end - middle) * width, early, out + (s * count + middle) * ldo + first,
                      width, width, ldo, width};
      dots.rectangle(end - middle, middle - first);
    }
    run(first, middle);
    run(middle, end);
  }

  void direct(ptrdiff_t first, int size) const {
    for (int s = 0; s < sets; s++) {
      if (size == 4) block<4>(s, first);
      if (size == 3) block<3>(s, first);
      if (size == 2) block<2>(s, first);
      if (size == 1) block<1>(s, first);
    }
  }

  template <int B> void block(int set, ptrdiff_t first) const {
    const S *rows = x + (set * count + first) * width;
    Vector acc[B][B];
    DK_UNROLL for (int i = 0; i < B; i++) DK_UNROLL for (int j = 0; j <= i; j++) acc[i][j] = L::zero();
    for (ptrdiff_t k = 0; k < width; k += L::lanes) {
      DK_UNROLL for (int j = 0; j < B; j++) {
        Vector decayed = L::load(y + (first + j) * width + k);
        DK_UNROLL for (int i = j; i < B; i++) {
          if (i > j) decayed = L::mul(decayed, L::load(decay + (first + i) * width + k));
          acc[i][j] = L::mulAdd(L::load(rows + i * width + k), decayed, acc[i][j]);
        }
      }
    }
    S *place = out + (set * count + first) * ldo + first;
    DK_UNROLL for (int i = 0; i < B; i++)
      DK_UNROLL for (int j = 0; j <= i; j++) place[i * ldo + j] = L::sum(acc[i][j]);
  }
};

}  // namespace
