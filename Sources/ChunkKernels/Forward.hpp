#pragma once
#include <cstdlib>
#include <cstring>
#include "Columns.hpp"
#include "Interactions.hpp"

namespace {

// A tier: its lanes, the vectors of a panel and the most rows of a block in registers; the vectors of a panel of `Pairs`.
template <class Lanes, int PanelVectors, int BlockRows, int PairVectors> struct Tier {
  typedef Lanes L;
  static constexpr int vectors = PanelVectors, rows = BlockRows, panel = PanelVectors * Lanes::lanes, pairVectors = PairVectors;
};

DK_INLINE ptrdiff_t rounded(ptrdiff_t n, ptrdiff_t to) { return (n + to - 1) / to * to; }

// Copies rows into rows of `width` ≥ n elements, zeros behind them.
template <class S> void copyRows(const dk_rows &from, ptrdiff_t first, ptrdiff_t rows, ptrdiff_t n, S *to,
                                 ptrdiff_t width) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    memcpy(to + i * width, (const S *)from.first + (first + i) * from.stride, n * sizeof(S));
    for (ptrdiff_t j = n; j < width; j++) to[i * width + j] = Constant<S>::zero();
  }
}

// One block of memory for several arrays, each from the start of a cache line; zeros where they are asked for.
template <class S> bool allocateBlocks(S *&memory, const ptrdiff_t *counts, S **const *places, int arrays, bool zeroed) {
  ptrdiff_t total = 0;
  for (int i = 0; i < arrays; i++) total += rounded(counts[i], 16);
  memory = (S *)aligned_alloc(64, rounded(total * ptrdiff_t(sizeof(S)), 64));
  if (!memory) return false;
  if (zeroed) memset((void *)memory, 0, total * sizeof(S));
  S *next = memory;
  for (int i = 0; i < arrays; i++) {
    *places[i] = next;
    next += rounded(counts[i], 16);
  }
  return true;
}

// A state is K×V, row-major; here panel after panel, each K rows of T::panel columns and one of nothing, so that the same
// rows of all panels do not fall into one set of the cache.
DK_INLINE ptrdiff_t panelRows(ptrdiff_t K) { return K + 1; }

// Into panels, with zeros behind the last column, or back.
template <class T, class S> void moveState(S *rows, S *panels, ptrdiff_t K, ptrdiff_t V, bool in) {
  for (ptrdiff_t p = 0; p < V; p += T::panel)
    for (ptrdiff_t k = 0; k < K; k++) {
      S *place = panels + p * panelRows(K) + k * T::panel;
      const ptrdiff_t count = V - p < T::panel ? V - p : T::panel;
      if (in) memcpy((void *)place, rows + k * V + p, count * sizeof(S));
      else memcpy((void *)(rows + k * V + p), place, count * sizeof(S));
      for (ptrdiff_t j = count; in && j < T::panel; j++) place[j] = Constant<S>::zero();
    }
}

// Where one chunk keeps what its reversal reads: S_0 in panels, D and (γ∘K) S_0, M and N, and, where decays are one number a
// token, Q̃ K̃ᵀ and K K̃ᵀ, which they multiply.
template <class S> struct Kept {
  S *state, *D, *prediction, *M, *N, *products, *eraseProducts;
};

template <class T> struct TraceLayout {
  const ptrdiff_t K, C, vw, cw;
  const bool byToken;
  TraceLayout(const dk_head &head, ptrdiff_t chunk)
      : K(head.K), C(chunk < head.tokens ? chunk : head.tokens), vw(rounded(head.V, T::panel)),
        cw(rounded(C, T::L::lanes)), byToken(head.decay_kind == dk_decay_scalar) {}
  ptrdiff_t chunkSize() const { return panelRows(K) * vw + 2 * C * vw + (byToken ? 4 : 2) * C * cw; }
  template <class S> Kept<S> at(void *trace, ptrdiff_t index) const {
    S *state = (S *)trace + index * chunkSize(), *D = state + panelRows(K) * vw, *M = D + 2 * C * vw;
    const ptrdiff_t square = C * cw;
    return {state, D, D + C * vw, M, M + square, byToken ? M + 2 * square : nullptr, byToken ? M + 3 * square : nullptr};
  }
};

// One head forwards: CH-2 and CH-3, chunk after chunk, the state in panels of a few vectors of its columns.
template <class T> struct Forward {
  typedef typename T::L L;
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;

  const dk_head &head;
  const ptrdiff_t C, K, V, kw, vw, cw;  // extents, and rounded up to whole vectors (kw, cw) or panels (vw)
  S *memory = nullptr;
  // S before the chunk and after it; with a trace each chunk has a place of its own.
  S *state, *next;
  S *own, *ownD, *x, *scaled, *y, *write, *decay, *late, *early, *D, *O, *interactions, *ratio;
  S *a, *b, *gamma, *erasing, *whole;
  ptrdiff_t n = 0;  // tokens of the chunk at hand
  Kept<S> kept = {};

  Forward(const dk_head &head, ptrdiff_t chunk)
      : head(head), C(chunk < head.tokens ? chunk : head.tokens), K(head.K), V(head.V),
        kw(rounded(K, L::lanes)), vw(rounded(V, T::panel)), cw(rounded(C, L::lanes)) {}
  ~Forward() { free(memory); }

  bool allocate() {
    const ptrdiff_t counts[] = {panelRows(K) * vw, 2 * C * kw, 2 * C * kw, C * kw, C * kw, C * kw, (C + 1) * kw, C * kw,
                                C * vw, C * vw,     3 * C * cw, cw,     cw,     cw,     cw,     cw, kw};
    S **const places[] = {&own, &x, &scaled, &y, &write, &decay, &late, &early,
                          &ownD,  &O, &interactions, &ratio, &a,  &b,  &gamma, &erasing, &whole};
    return allocateBlocks(memory, counts, places, int(sizeof counts / sizeof *counts), true);
  }

  // With a trace, what each chunk computes is kept there.
  void run(ptrdiff_t chunk, S *caller, const dk_mutable_rows &o, void *trace) {
    const TraceLayout<T> layout(head, chunk);
    next = trace ? layout.template at<S>(trace, 0).state : own;
    D = ownD;
    moveState<T>(caller, next, K, V, true);
    for (ptrdiff_t t = 0; t < head.tokens; t += chunk) {
      n = head.tokens - t < chunk ? head.tokens - t : chunk;
      state = next;
      if (trace) {
        kept = layout.template at<S>(trace, t / chunk);
        D = kept.D;
        next = t + n < head.tokens ? layout.template at<S>(trace, t / chunk + 1).state : own;
      }
      load(t);
      interact();
      if (trace) keepInteractions();
      for (ptrdiff_t p = 0; p < vw; p += T::panel) {
        predict(p);
        if (head.erases) solveColumns<T::vectors>(p);
        read(p, (S *)o.first + t * o.stride, o.stride);
        update(p);
      }
    }
    moveState<T>(caller, next, K, V, false);
  }

  void keepInteractions() {
    for (ptrdiff_t i = 0; i < n; i++)
      for (ptrdiff_t j = 0; j < cw; j++) {
        // What lies above the diagonal is selected away.
        kept.M[i * cw + j] = j <= i ? M()[i * cw + j] : Constant<S>::zero();
        kept.N[i * cw + j] = j < i && head.erases ? N()[i * cw + j] : Constant<S>::zero();
      }
  }

  // Rows of the chunk: q̃ and, where there is an erase, k behind it; k̃, decays, v in the place of D; gains.
  void load(ptrdiff_t t) {
    copyRows(head.q, t, n, K, x, kw);
    if (head.erases) copyRows(head.k, t, n, K, x + n * kw, kw);
    copyRows(head.write_key, t, n, K, y, kw);
    copyRows(head.v, t, n, V, D, vw);
    if (head.decay_kind == dk_decay_channel) copyRows(head.decay, t, n, K, decay, kw);
    const ptrdiff_t left = head.tokens - t - n, next = left < n ? left : n;
    prefetchRows<S>(head.q, t + n, next, K);
    if (head.erases) prefetchRows<S>(head.k, t + n, next, K);
    prefetchRows<S>(head.write_key, t + n, next, K);
    prefetchRows<S>(head.v, t + n, next, V);
    if (head.decay_kind == dk_decay_channel) prefetchRows<S>(head.decay, t + n, next, K);
    S product = Constant<S>::one();
    for (ptrdiff_t i = 0; i < n; i++) {
      const S before = product;
      a[i] = head.gain.first ? *row<S>(head.gain, t + i) : Constant<S>::one();
      b[i] = head.erase_gain.first ? *row<S>(head.erase_gain, t + i) : a[i];
      if (head.decay_kind == dk_decay_scalar) {
        decay[i] = *row<S>(head.decay, t + i);
        product = product * decay[i];
      }
      // A lagging erase reads the state one decay earlier.
      erasing[i] = head.lag ? before : product;
      gamma[i] = product;
    }
  }

  S *readWith() { return head.decay_kind == dk_decay_channel ? scaled : x; }
  S *writeWith() { return head.decay_kind == dk_decay_none ? y : write; }
  S *M() { return interactions; }
  S *N() { return interactions + n * cw; }
  S *errors() { return interactions + 2 * n * cw; }

  // M, N and L = bN, and what the decays make of the rows: those that read from S_0 by γ, those that write by Γ_C.
  void interact() {
    if (head.decay_kind == dk_decay_channel) interactByChannels();
    else interactByTokens();
    if (!head.erases) return;
    for (ptrdiff_t i = 0; i < n; i++)
      for (ptrdiff_t j = 0; j < cw; j += L::lanes)
        L::store(errors() + i * cw + j, L::mul(L::broadcast(b[i]), L::load(N() + i * cw + j)));
  }

  void interactByTokens() {
    Dots<L>{x, y, M(), kw, kw, cw, kw}.lower(n);
    if (head.erases) Dots<L>{x + n * kw, y, N(), kw, kw, cw, kw}.lower(n);
    if (head.decay_kind == dk_decay_none) return;
    if (kept.products) {
      memcpy((void *)kept.products, M(), n * cw * sizeof(S));
      if (head.erases) memcpy((void *)kept.eraseProducts, N(), n * cw * sizeof(S));
    }
    for (ptrdiff_t j = 0; j < cw; j++) ratio[j] = Constant<S>::zero();
    for (ptrdiff_t i = 0; i < n; i++) {
      // A lagging erase reads with Γ_{i−1,j}, which is what stands there.
      if (head.erases && head.lag) scaleRow(N() + i * cw);
      for (ptrdiff_t j = 0; j < cw; j += L::lanes)
        L::store(ratio + j, L::mul(L::broadcast(decay[i]), L::load(ratio + j)));
      ratio[i] = Constant<S>::one();
      scaleRow(M() + i * cw);
      if (head.erases && !head.lag) scaleRow(N() + i * cw);
    }
    for (ptrdiff_t j = 0; j < n; j++) {
      Vector f = L::broadcast(ratio[j]);
      for (ptrdiff_t k = 0; k < kw; k += L::lanes) L::store(write + j * kw + k, L::mul(f, L::load(y + j * kw + k)));
    }
  }

  // row ← Γ∘row over whole vectors; what lies above the diagonal is never read.
  DK_INLINE void scaleRow(S *row) {
    for (ptrdiff_t j = 0; j < cw; j += L::lanes) L::store(row + j, L::mul(L::load(ratio + j), L::load(row + j)));
  }

  void interactByChannels() {
    const int sets = head.erases ? 2 : 1;
    for (ptrdiff_t k = 0; k < kw; k += L::lanes) {
      Vector product = L::broadcast(Constant<S>::one());
      for (ptrdiff_t i = 0; i < n; i++) {
        Vector before = product;
        product = L::mul(product, L::load(decay + i * kw + k));
        L::store(scaled + i * kw + k, L::mul(product, L::load(x + i * kw + k)));
        if (head.erases)
          L::store(scaled + (n + i) * kw + k,
                   L::mul(head.lag ? before : product, L::load(x + (n + i) * kw + k)));
      }
      L::store(whole + k, product);
      product = L::broadcast(Constant<S>::one());
      for (ptrdiff_t j = n - 1; j >= 0; j--) {
        L::store(write + j * kw + k, L::mul(product, L::load(y + j * kw + k)));
        product = L::mul(product, L::load(decay + j * kw + k));
      }
    }
    if (head.erases && head.lag) {
      // Γ of the erase ends one token earlier: row i is row i − 1 of the undelayed form.
      memmove((void *)(x + n * kw), x + (n + 1) * kw, (n - 1) * kw * sizeof(S));
      memset((void *)(x + (2 * n - 1) * kw), 0, kw * sizeof(S));
    }
    ChannelDots<L> dots = {x, y, decay, interactions, late, early, sets, n, cw, kw};
    dots.run(0, n);
    if (head.erases && head.lag) memmove((void *)(N() + cw), N(), (n - 1) * cw * sizeof(S));
  }

  // O = (γ∘Q̃) S_0.
  struct ReadState {
    Forward &f;
    ptrdiff_t panel;
    template <int R> DK_INLINE void run(ptrdiff_t first) {
      Block<L, R, T::vectors> block;
      f.product(block, first, panel);
      DK_UNROLL for (int r = 0; r < R; r++) f.scale(block.at[r], f.gamma[first + r]);
      block.store(f.O + first * f.vw + panel, f.vw);
    }
  };

  // D = a(v − P), or av − bP where the erase has a gain of its own, with the prediction P = (γ∘K) S_0.
  struct Predict {
    Forward &f;
    ptrdiff_t panel;
    template <int R> DK_INLINE void run(ptrdiff_t first) {
      Block<L, R, T::vectors> block;
      f.product(block, f.n + first, panel);
      const bool apart = f.head.erase_gain.first;
      DK_UNROLL for (int r = 0; r < R; r++) {
        const ptrdiff_t i = first + r;
        f.scale(block.at[r], f.erasing[i]);
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

  template <int R> DK_INLINE void product(Block<L, R, T::vectors> &block, ptrdiff_t row, ptrdiff_t panel) {
    block.clear();
    block.add(readWith() + row * kw, kw, 1, state + panel * panelRows(K), T::panel, K);
  }

  static DK_INLINE void scale(Vector (&row)[T::vectors], S f) {
    DK_UNROLL for (int c = 0; c < T::vectors; c++) row[c] = L::mul(L::broadcast(f), row[c]);
  }

  void predict(ptrdiff_t panel) {
    ReadState read = {*this, panel};
    RowBlocks<T::rows>::each(n, read);
    if (head.erases) {
      Predict work = {*this, panel};
      return RowBlocks<T::rows>::each(n, work);
    }
    if (!head.gain.first) return;
    for (ptrdiff_t i = 0; i < n; i++) {
      Block<L, 1, T::vectors> row;
      row.load(D + i * vw + panel, vw);
      scale(row.at[0], a[i]);
      row.store(D + i * vw + panel, vw);
    }
  }

  // (I + L) D = D in place, two rows at a time.
  template <int Vectors> void solveColumns(ptrdiff_t column) {
    S *d = D + column;
    const S *l = errors();
    ptrdiff_t i = 0;
    for (; i + 2 <= n; i += 2) {
      Block<L, 2, Vectors> rows;
      rows.load(d + i * vw, vw);
      for (ptrdiff_t j = 0; j < i; j++) rows.template rankOne<true>(l + i * cw + j, cw, d + j * vw);
      Vector f = L::broadcast(l[(i + 1) * cw + i]);
      DK_UNROLL for (int v = 0; v < Vectors; v++) rows.at[1][v] = L::mulSub(f, rows.at[0][v], rows.at[1][v]);
      rows.store(d + i * vw, vw);
    }
    if (i == n) return;
    Block<L, 1, Vectors> row;
    row.load(d + i * vw, vw);
    for (ptrdiff_t j = 0; j < i; j++) row.template rankOne<true>(l + i * cw + j, cw, d + j * vw);
    row.store(d + i * vw, vw);
  }

  // O += M D; the future has no part in it.
  struct Read {
    Forward &f;
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
    const bool fits = V - panel >= T::panel;
    Read work = {*this, panel, fits ? o + panel : O + panel, fits ? stride : vw};
    RowBlocks<T::rows>::each(n, work);
    if (fits) return;
    for (ptrdiff_t i = 0; i < n; i++)
      memcpy((void *)(o + i * stride + panel), O + i * vw + panel, (V - panel) * sizeof(S));
  }

  // S ← γ_C∘S + (Γ_C∘K̃)ᵀ D.
  struct Update {
    Forward &f;
    ptrdiff_t panel;
    template <int R> DK_INLINE void run(ptrdiff_t first) {
      Block<L, R, T::vectors> block;
      const ptrdiff_t place = panel * panelRows(f.K) + first * T::panel;
      block.load(f.state + place, T::panel);
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
    Update work = {*this, panel};
    RowBlocks<T::rows>::each(K, work);
  }
};

template <class T> int32_t runForward(const dk_head *head, ptrdiff_t chunk, void *state, dk_mutable_rows o, void *trace) {
  if (head->tokens <= 0) return 0;
  Forward<T> forward(*head, chunk);
  if (!forward.allocate()) return 1;
  forward.run(chunk, (typename T::L::Scalar *)state, o, trace);
  return 0;
}

}  // namespace
