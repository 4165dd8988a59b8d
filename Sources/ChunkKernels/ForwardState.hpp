#pragma once
#include "ForwardChunk.hpp"
#include "Interactions.hpp"

namespace {

// What a chunk does to a panel of the state, and what it reads of it (CH-3).
template <class T> struct ForwardState {
  typedef typename T::L L;
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;
  ForwardChunk<T> &f;

  void run(ptrdiff_t panel, S *o, ptrdiff_t stride) {
    predict(panel);
    if (f.head.erases) solveColumns<T::vectors>(panel);
    read(panel, o, stride);
    update(panel);
  }

  // O = (γ∘Q̃) S_0.
  struct ReadState {
    ForwardChunk<T> &f;
    ptrdiff_t panel;
    template <int R> DK_INLINE void run(ptrdiff_t first) {
      Block<L, R, T::vectors> block;
      product(f, block, first, panel);
      DK_UNROLL for (int r = 0; r < R; r++) scale(block.at[r], f.gamma[first + r]);
      block.store(f.O + first * f.vw + panel, f.vw);
    }
  };

  // D = a(v − P), or av − bP where the erase has a gain of its own, with the prediction P = (γ∘K) S_0.
  struct Predict {
    ForwardChunk<T> &f;
    ptrdiff_t panel;
    template <int R> DK_INLINE void run(ptrdiff_t first) {
      Block<L, R, T::vectors> block;
      product(f, block, f.n + first, panel);
      const bool apart = f.head.erase_gain.first;
      DK_UNROLL for (int r = 0; r < R; r++) {
        const ptrdiff_t i = first + r;
        scale(block.at[r], f.erasing[i]);
        if (f.kept.prediction) {
          DK_UNROLL for (int c = 0; c < T::vectors; c++)
            L::store(f.kept.prediction + i * f.vw + panel + c * L::lanes, block.at[r][c]);
        }
        S *d = f.D + i * f.vw + panel;
        const Vector a = L::broadcast(f.a[i]), b = L::broadcast(f.b[i]);
        DK_UNROLL for (int c = 0; c < T::vectors; c++) {
          Vector v = L::load(d + c * L::lanes);
          L::store(d + c * L::lanes, apart ? L::mulSub(b, block.at[r][c], L::mul(a, v)) : L::mul(a, L::sub(v, block.at[r][c])));
        }
      }
    }
  };

  template <int R> static DK_INLINE void product(const ForwardChunk<T> &f, Block<L, R, T::vectors> &block, ptrdiff_t row, ptrdiff_t panel) {
    block.clear();
    block.add(f.readWith() + row * f.kw, f.kw, 1, f.state + panel * panelRows(f.K), T::panel, f.K);
  }

  static DK_INLINE void scale(Vector (&row)[T::vectors], S f) {
    DK_UNROLL for (int c = 0; c < T::vectors; c++) row[c] = L::mul(L::broadcast(f), row[c]);
  }

  void predict(ptrdiff_t panel) {
    ReadState read = {f, panel};
    RowBlocks<T::rows>::each(f.n, read);
    if (f.head.erases) {
      Predict work = {f, panel};
      return RowBlocks<T::rows>::each(f.n, work);
    }
    if (!f.head.gain.first) return;
    for (ptrdiff_t i = 0; i < f.n; i++) {
      Block<L, 1, T::vectors> row;
      row.load(f.D + i * f.vw + panel, f.vw);
      scale(row.at[0], f.a[i]);
      row.store(f.D + i * f.vw + panel, f.vw);
    }
  }

  // (I + L) D = D in place, two rows at a time.
  template <int Vectors> void solveColumns(ptrdiff_t column) {
    S *d = f.D + column;
    const S *l = f.errors();
    ptrdiff_t i = 0;
    for (; i + 2 <= f.n; i += 2) {
      Block<L, 2, Vectors> rows;
      rows.load(d + i * f.vw, f.vw);
      for (ptrdiff_t j = 0; j < i; j++) rows.template rankOne<true>(l + i * f.cw + j, f.cw, d + j * f.vw);
      const Vector between = L::broadcast(l[(i + 1) * f.cw + i]);
      DK_UNROLL for (int v = 0; v < Vectors; v++) rows.at[1][v] = L::mulSub(between, rows.at[0][v], rows.at[1][v]);
      rows.store(d + i * f.vw, f.vw);
    }
    if (i == f.n) return;
    Block<L, 1, Vectors> row;
    row.load(d + i * f.vw, f.vw);
    for (ptrdiff_t j = 0; j < i; j++) row.template rankOne<true>(l + i * f.cw + j, f.cw, d + j * f.vw);
    row.store(d + i * f.vw, f.vw);
  }

  // O += M D; the future has no part in it.
  struct Read {
    ForwardChunk<T> &f;
    ptrdiff_t panel;
    S *o;
    ptrdiff_t stride;
    template <int R> DK_INLINE void run(ptrdiff_t first) {
      Block<L, R, T::vectors> block;
      S *place = f.O + first * f.vw + panel;
      block.load(place, f.vw);
      const S *m = f.M() + first * f.cw;
      const S *d = f.D + panel;
      block.add(m, f.cw, 1, d, f.vw, first);
      DK_UNROLL for (int j = 0; j < R; j++) block.template rankOne<false>(m + first + j, f.cw, d + (first + j) * f.vw, j);
      block.store(o + first * stride, stride);
    }
  };

  void read(ptrdiff_t panel, S *o, ptrdiff_t stride) {
    const bool fits = f.V - panel >= T::panel;
    Read work = {f, panel, fits ? o + panel : f.O + panel, fits ? stride : f.vw};
    RowBlocks<T::rows>::each(f.n, work);
    if (fits) return;
    for (ptrdiff_t i = 0; i < f.n; i++)
      memcpy((void *)(o + i * stride + panel), f.O + i * f.vw + panel, (f.V - panel) * sizeof(S));
  }

  // S ← γ_C∘S + (Γ_C∘K̃)ᵀ D.
  struct Update {
    ForwardChunk<T> &f;
    ptrdiff_t panel;
    template <int R> DK_INLINE void run(ptrdiff_t first) {
      Block<L, R, T::vectors> block;
      const ptrdiff_t place = panel * panelRows(f.K) + first * T::panel;
      block.load(f.state + place, T::panel);
      if (f.soon) askFor(f.soon + place, R * T::panel);
      if (f.head.decay_kind != dk_decay_none) {
        DK_UNROLL for (int r = 0; r < R; r++) {
          Vector g = L::broadcast(f.head.decay_kind == dk_decay_scalar ? f.gamma[f.n - 1] : f.whole[first + r]);
          DK_UNROLL for (int c = 0; c < T::vectors; c++) block.at[r][c] = L::mul(g, block.at[r][c]);
        }
      }
      block.add(f.writeWith() + first, 1, f.kw, f.D + panel, f.vw, f.n);
      block.store(f.next + place, T::panel);
    }
  };

  void update(ptrdiff_t panel) {
    Update work = {f, panel};
    RowBlocks<T::rows>::each(f.K, work);
  }
};

}  // namespace
