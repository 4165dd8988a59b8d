#pragma once
#include "Trace.hpp"

namespace {

// Products of the rows of a chunk with the rows of a state, out[i][c] = ⟨x_i, row c⟩.
//
// The rows of a state are what is summed along, and turning it would take a quarter as long as the product. So a vector holds four
// columns of a few tokens, and meets four elements of a row of the state, repeated: a load of these serves as many vectors
// as there are registers, and at last four sums of four lanes are one step for four rows.
template <class T> struct Projection {
  typedef typename T::L L;
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;
  // Tokens of a vector, and the vectors that four rows of the state have registers for.
  static constexpr int tokens = L::lanes / 4, most = T::pairVectors;

  // Rows of `vw` elements, and where their products go, rows of `kw` with zeros behind the last.
  struct Set {
    const S *x;
    S *out;
  };

  const ptrdiff_t C, K, V, kw, vw;
  // The sets as fours of columns: of each four all tokens, whole vectors of them.
  S *fours = nullptr;

  static constexpr int mostSets = 2;
  ptrdiff_t width() const { return 4 * rounded(C, tokens); }
  ptrdiff_t size() const { return rounded(V, 4) / 4 * width(); }

  // Of n tokens; `soon` is a state that is needed soon, or null.
  void run(const S *state, const Set *sets, int count, ptrdiff_t n, const S *soon) const {
    for (int s = 0; s < count; s++) gather(sets[s].x, n, fours + s * size());
    for (ptrdiff_t c = 0; c < K; c += 4) {
      for (ptrdiff_t p = 0; soon && p < V; p += T::panel) askFor(soon + p * panelRows(K) + c * T::panel, 4 * T::panel);
      for (int s = 0; s < count; s++) {
        Rows rows = {*this, state, fours + s * size(), sets[s].out + c, c, n};
        RowBlocks<most>::each((n + tokens - 1) / tokens, rows);
      }
    }
    for (int s = 0; s < count; s++)
      for (ptrdiff_t i = 0; i < n; i++)
        for (ptrdiff_t c = K; c < kw; c++) sets[s].out[i * kw + c] = Constant<S>::zero();
  }

  void gather(const S *x, ptrdiff_t n, S *to) const {
    for (ptrdiff_t v = 0; v < V; v += L::lanes)
      for (ptrdiff_t i = 0; i < n; i += tokens) {
        Vector rows[tokens];
        DK_UNROLL for (int t = 0; t < tokens; t++) rows[t] = i + t < n ? L::load(x + (i + t) * vw + v) : L::zero();
        L::transposeFours(rows);
        DK_UNROLL for (int t = 0; t < tokens; t++)
          if (v + 4 * t < V) L::store(to + (v / 4 + t) * width() + 4 * i, rows[t]);
      }
  }

  struct Rows {
    const Projection &f;
    const S *state, *fours;
    S *out;
    ptrdiff_t c, n;
    template <int N> DK_INLINE void run(ptrdiff_t first) {
      Vector sum[N][4];
      // What lies behind the last row is that row once more.
      ptrdiff_t row[4];
      DK_UNROLL for (int r = 0; r < 4; r++) {
        row[r] = (c + r < f.K ? c + r : f.K - 1) * T::panel;
        DK_UNROLL for (int i = 0; i < N; i++) sum[i][r] = L::zero();
      }
      const ptrdiff_t width = f.width();
      const S *x = fours + first * L::lanes;
      for (ptrdiff_t p = 0; p < f.V; p += T::panel) {
        const S *panel = state + p * panelRows(f.K);
        const ptrdiff_t end = f.V - p < T::panel ? f.V - p : T::panel;
        for (ptrdiff_t v = 0; v < end; v += 4, x += width) {
          Vector some[N];
          DK_UNROLL for (int i = 0; i < N; i++) some[i] = L::load(x + i * L::lanes);
          DK_UNROLL for (int r = 0; r < 4; r++) {
            const Vector four = L::repeat(panel + row[r] + v);
            DK_UNROLL for (int i = 0; i < N; i++) sum[i][r] = L::mulAdd(four, some[i], sum[i][r]);
          }
        }
      }
      DK_UNROLL for (int i = 0; i < N; i++) {
        const Vector sums = L::sumsOfFours(sum[i]);
        DK_UNROLL for (int t = 0; t < tokens; t++) {
          const ptrdiff_t token = (first + i) * tokens + t;
          if (token < n) L::storeFour(out + token * f.kw, sums, t);
        }
      }
    }
  };
};

}  // namespace
