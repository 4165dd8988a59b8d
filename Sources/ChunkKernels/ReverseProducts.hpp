#pragma once
#include "Projection.hpp"
#include "ReversedChunk.hpp"

namespace {

// The products of a reversed chunk with S_0 and G, its solve, and what becomes of G (CH-8).
template <class T> struct ReverseProducts {
  typedef typename T::L L;
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;
  ReversedChunk<T> &f;
  Projection<T> projection;
  S *memory = nullptr;

  explicit ReverseProducts(ReversedChunk<T> &f) : f(f), projection{f.C, f.K, f.V, f.kw, f.vw} {}
  ~ReverseProducts() { free(memory); }

  bool allocate() {
    const ptrdiff_t counts[] = {Projection<T>::mostSets * projection.size()};
    S **const places[] = {&projection.fours};
    return allocateBlocks(memory, counts, places, 1);
  }

  // dD = Mᵀ dO + (Γ_C∘K̃) G, then (I + L)ᵀ W = dD; X = bW.
  struct Right {
    ReversedChunk<T> &f;
    ptrdiff_t panel;
    template <int R> DK_INLINE void run(ptrdiff_t first) {
      Block<L, R, T::vectors> block;
      block.clear();
      block.add(f.scaledY + first * f.kw, f.kw, 1, f.G + panel * panelRows(f.K), T::panel, f.K);
      // M is zero above the diagonal.
      block.add(f.kept.M + first * f.cw + first, 1, f.cw, f.dO + first * f.vw + panel, f.vw, f.n - first);
      block.store(f.W + first * f.vw + panel, f.vw);
    }
  };

  void solve() {
    for (ptrdiff_t p = 0; p < f.vw; p += T::panel) {
      Right work = {f, p};
      RowBlocks<T::rows>::each(f.n, work);
    }
    if (!f.head.erases) return;
    ptrdiff_t p = 0;
    for (; p + 2 * T::panel <= f.vw; p += 2 * T::panel) solveColumns<2 * T::vectors>(p);
    for (; p < f.vw; p += T::panel) solveColumns<T::vectors>(p);
    for (ptrdiff_t i = 0; i < f.n; i++)
      for (ptrdiff_t j = 0; j < f.vw; j += L::lanes)
        L::store(f.X + i * f.vw + j, L::mul(L::broadcast(f.b[i]), L::load(f.W + i * f.vw + j)));
  }

  // (I + L)ᵀ W = W in place, two rows at a time from the last.
  template <int Vectors> void solveColumns(ptrdiff_t column) {
    S *w = f.W + column;
    ptrdiff_t i = f.n;
    for (; i >= 2; i -= 2) {
      Block<L, 2, Vectors> rows;
      rows.load(w + (i - 2) * f.vw, f.vw);
      for (ptrdiff_t m = i; m < f.n; m++) rows.template rankOne<true>(f.errors + m * f.cw + i - 2, 1, w + m * f.vw);
      const Vector l = L::broadcast(f.errors[(i - 1) * f.cw + i - 2]);
      DK_UNROLL for (int v = 0; v < Vectors; v++) rows.at[0][v] = L::mulSub(l, rows.at[1][v], rows.at[0][v]);
      rows.store(w + (i - 2) * f.vw, f.vw);
    }
    if (i == 0) return;
    Block<L, 1, Vectors> row;
    row.load(w, f.vw);
    for (ptrdiff_t m = 1; m < f.n; m++) row.template rankOne<true>(f.errors + m * f.cw, 1, w + m * f.vw);
    row.store(w, f.vw);
  }

  void project() {
    typedef typename Projection<T>::Set Set;
    const Set fromState[] = {{f.dO, f.fromRead}, {f.X, f.fromErase}}, fromGradient[] = {{f.kept.D, f.fromWrite}};
    projection.run(f.kept.state, fromState, f.head.erases ? 2 : 1, f.n, f.soon);
    projection.run(f.G, fromGradient, 1, f.n, nullptr);
    Dots<L>{f.dO, f.kept.D, f.dM, f.vw, f.vw, f.cw, f.vw}.lower(f.n);
    if (f.head.erases) Dots<L>{f.X, f.kept.D, f.dN, f.vw, f.vw, f.cw, f.vw}.lower(f.n);
    for (ptrdiff_t i = 0; i < f.n; i++) {
      S *reads = f.dM + i * f.cw, *erases = f.dN + i * f.cw;
      for (ptrdiff_t j = 0; j < f.cw; j++) {
        if (j > i) reads[j] = Constant<S>::zero();
        erases[j] = j < i && f.head.erases ? Constant<S>::zero() - erases[j] : Constant<S>::zero();
      }
    }
  }

  // G ← γ_C∘G + (γ∘Q̃)ᵀ dO − (γ∘K)ᵀ X.
  struct Update {
    ReversedChunk<T> &f;
    ptrdiff_t panel;
    template <int R> DK_INLINE void run(ptrdiff_t first) {
      Block<L, R, T::vectors> block;
      S *place = f.G + panel * panelRows(f.K) + first * T::panel;
      block.load(place, T::panel);
      DK_UNROLL for (int r = 0; r < R; r++) {
        const Vector g = L::broadcast(f.whole[first + r]);
        DK_UNROLL for (int c = 0; c < T::vectors; c++) block.at[r][c] = L::mul(g, block.at[r][c]);
      }
      block.add(f.scaledQ + first, 1, f.kw, f.dO + panel, f.vw, f.n);
      if (f.head.erases)
        for (ptrdiff_t i = 0; i < f.n; i++)
          block.template rankOne<true>(f.scaledK + i * f.kw + first, 1, f.X + i * f.vw + panel);
      block.store(place, T::panel);
    }
  };

  void update() {
    for (ptrdiff_t p = 0; p < f.vw; p += T::panel) {
      Update work = {f, p};
      RowBlocks<T::rows>::each(f.K, work);
    }
  }
};

}  // namespace
