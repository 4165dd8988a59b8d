#pragma once
#include "Forward.hpp"

namespace {

// One head backwards: CH-8, chunk after chunk from the last, every decay as one of each channel.
template <class T> struct Backward {
  typedef typename T::L L;
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;

  const dk_head &head;
  const dk_gradients &out;
  const TraceLayout<T> layout;
  const ptrdiff_t C, K, V, kw, vw, cw;
  S *memory = nullptr;
  S *G, *q, *k, *y, *v, *dO, *decay, *W, *X, *E, *dM, *dN, *dQ, *dK, *dY, *dA, *read, *written, *from, *to, *after, *scaledQ,
      *scaledK, *scaledY, *left, *right, *up, *sums, *a, *b, *errors;
  Kept<S> kept;
  ptrdiff_t n = 0;

  Backward(const dk_head &head, const dk_gradients &out, ptrdiff_t chunk)
      : head(head), out(out), layout(head, chunk), C(layout.C), K(head.K), V(head.V), kw(rounded(K, L::lanes)),
        vw(layout.vw), cw(layout.cw) {}
  ~Backward() { free(memory); }

  bool allocate() {
    const ptrdiff_t row = C * kw, wide = C * vw, square = C * cw;
    const ptrdiff_t counts[] = {K * vw, row, row, row, wide, wide, row, wide, wide, wide, square, square, row, row, row,
                                row,    row, row, row, row,  row,  row, row,  row,  row,  row,    row + kw, kw, cw, cw, square};
    S **const places[] = {&G,  &q,    &k,       &y,    &v,  &dO,    &decay,   &W,       &X,       &E,    &dM,   &dN, &dQ, &dK, &dY,
                          &dA, &read, &written, &from, &to, &after, &scaledQ, &scaledK, &scaledY, &left, &right, &up, &sums, &a, &b, &errors};
    return allocateBlocks(memory, counts, places, int(sizeof counts / sizeof *counts));
  }

  void run(ptrdiff_t chunk, void *trace, const dk_rows &cotangent, S *state) {
    moveState<T>(state, G, K, V, true);
    for (ptrdiff_t c = (head.tokens + chunk - 1) / chunk - 1; c >= 0; c--) {
      const ptrdiff_t t = c * chunk;
      n = head.tokens - t < chunk ? head.tokens - t : chunk;
      kept = layout.template at<S>(trace, c);
      load(t, cotangent);
      scaleRows();
      solve();
      project();
      reverseReads();
      if (head.erases) reverseErase();
      reverseDecays();
      gains(t);
      store(t);
      update();
    }
    moveState<T>(state, G, K, V, false);
  }

  static DK_INLINE Vector one() { return L::broadcast(Constant<S>::one()); }
  static const S *scalar(const dk_rows &rows, ptrdiff_t i) { return (const S *)rows.first + i * rows.stride; }
  DK_INLINE Vector alpha(ptrdiff_t t, ptrdiff_t c) const { return L::load(decay + t * kw + c); }

  void load(ptrdiff_t t, const dk_rows &cotangent) {
    copyRows(head.q, t, n, K, q, kw);
    copyRows(head.k, t, n, K, k, kw);
    copyRows(head.write_key, t, n, K, y, kw);
    copyRows(head.v, t, n, V, v, vw);
    copyRows(cotangent, t, n, V, dO, vw);
    if (t >= C) {
      // The chunk before is next.
      prefetchRows<S>(head.v, t - C, C, V);
      prefetchRows<S>(cotangent, t - C, C, V);
    }
    if (head.decay_kind == dk_decay_channel) copyRows(head.decay, t, n, K, decay, kw);
    for (ptrdiff_t i = 0; i < n; i++) {
      a[i] = head.gain.first ? *scalar(head.gain, t + i) : Constant<S>::one();
      b[i] = head.erase_gain.first ? *scalar(head.erase_gain, t + i) : a[i];
      if (head.decay_kind != dk_decay_channel) {
        const S x = head.decay_kind == dk_decay_none ? Constant<S>::one() : *scalar(head.decay, t + i);
        for (ptrdiff_t c = 0; c < kw; c += L::lanes) L::store(decay + i * kw + c, L::broadcast(x));
      }
      for (ptrdiff_t j = 0; j < i && head.erases; j++) errors[i * cw + j] = b[i] * kept.N[i * cw + j];
    }
    memset((void *)dQ, 0, n * kw * sizeof(S));
    memset((void *)dK, 0, n * kw * sizeof(S));
    memset((void *)dY, 0, n * kw * sizeof(S));
    memset((void *)dA, 0, n * kw * sizeof(S));
  }

  // γ∘Q̃, γ∘K (one decay earlier where the erase lags), Γ_C∘K̃, and γ_C.
  void scaleRows() {
    for (ptrdiff_t c = 0; c < kw; c += L::lanes) {
      Vector product = one();
      for (ptrdiff_t i = 0; i < n; i++) {
        const Vector before = product;
        product = L::mul(product, alpha(i, c));
        L::store(scaledQ + i * kw + c, L::mul(product, L::load(q + i * kw + c)));
        L::store(scaledK + i * kw + c, L::mul(head.lag ? before : product, L::load(k + i * kw + c)));
      }
      L::store(sums + c, product);
      product = one();
      for (ptrdiff_t j = n - 1; j >= 0; j--) {
        L::store(scaledY + j * kw + c, L::mul(product, L::load(y + j * kw + c)));
        product = L::mul(product, alpha(j, c));
      }
    }
  }

  // dD = Mᵀ dO + (Γ_C∘K̃) G, then (I + L)ᵀ W = dD; X = bW.
  struct Right {
    Backward &f;
    ptrdiff_t panel;
    template <int R> DK_INLINE void run(ptrdiff_t first) {
      Block<L, R, T::vectors> block;
      block.clear();
      block.add(f.scaledY + first * f.kw, f.kw, 1, f.G + panel * f.K, T::panel, f.K);
      // M is zero above the diagonal.
      block.add(f.kept.M + first * f.cw + first, 1, f.cw, f.dO + first * f.vw + panel, f.vw, f.n - first);
      block.store(f.W + first * f.vw + panel, f.vw);
    }
  };

  void solve() {
    for (ptrdiff_t p = 0; p < vw; p += T::panel) {
      Right work = {*this, p};
      RowBlocks<T::rows>::each(n, work);
      if (!head.erases) continue;
      for (ptrdiff_t i = n - 1; i >= 0; i--) {
        Block<L, 1, T::vectors> row;
        row.load(W + i * vw + p, vw);
        for (ptrdiff_t m = i + 1; m < n; m++) row.template rankOne<true>(errors + m * cw + i, 0, W + m * vw + p);
        row.store(W + i * vw + p, vw);
      }
      for (ptrdiff_t i = 0; i < n; i++)
        for (ptrdiff_t j = p; j < p + T::panel; j += L::lanes)
          L::store(X + i * vw + j, L::mul(L::broadcast(b[i]), L::load(W + i * vw + j)));
    }
  }

  // out[i][k] = ⟨x_i, row k of a state in panels⟩.
  void projectRows(const S *x, const S *panels, S *out) {
    ptrdiff_t i = 0;
    for (; i + 4 <= n; i += 4) projectBlock<4>(x, panels, out, i);
    for (; i < n; i++) projectBlock<1>(x, panels, out, i);
  }

  template <int R> void projectBlock(const S *x, const S *panels, S *out, ptrdiff_t i) {
    for (ptrdiff_t c = 0; c < K; c += 2) {
      // The last column of an odd number is computed twice.
      const ptrdiff_t other = c + 1 < K ? T::panel : 0;
      Vector acc[R * 2];
      DK_UNROLL for (int r = 0; r < R * 2; r++) acc[r] = L::zero();
      for (ptrdiff_t p = 0; p < vw; p += T::panel) {
        const S *row = panels + p * K + c * T::panel;
        DK_UNROLL for (int l = 0; l < T::vectors; l++) {
          const Vector s = L::load(row + l * L::lanes), t = L::load(row + other + l * L::lanes);
          DK_UNROLL for (int r = 0; r < R; r++) {
            const Vector f = L::load(x + (i + r) * vw + p + l * L::lanes);
            acc[2 * r] = L::mulAdd(f, s, acc[2 * r]);
            acc[2 * r + 1] = L::mulAdd(f, t, acc[2 * r + 1]);
          }
        }
      }
      S total[R * 2];
      L::template sums<R * 2>(acc, total);
      DK_UNROLL for (int r = 0; r < R; r++) {
        out[(i + r) * kw + c] = total[2 * r];
        if (other) out[(i + r) * kw + c + 1] = total[2 * r + 1];
      }
    }
  }

  // dO S_0ᵀ in `left`, D Gᵀ in `right`; dM = tril(dO Dᵀ), dN = −stril(X Dᵀ).
  void project() {
    memset((void *)left, 0, n * kw * sizeof(S));
    memset((void *)right, 0, n * kw * sizeof(S));
    projectRows(dO, kept.state, left);
    projectRows(kept.D, G, right);
    Dots<L>{dO, kept.D, dM, vw, vw, cw, vw}.lower(n);
    if (!head.erases) return;
    Dots<L>{X, kept.D, dN, vw, vw, cw, vw}.lower(n);
    for (ptrdiff_t i = 0; i < n; i++) {
      for (ptrdiff_t j = 0; j < i; j++) dN[i * cw + j] = Constant<S>::zero() - dN[i * cw + j];
      dN[i * cw + i] = Constant<S>::zero();
    }
  }

  // dQ̃ = γ∘(dO S_0ᵀ), dK̃ = Γ_C∘(D Gᵀ), and what M hands to both.
  void reverseReads() {
    for (ptrdiff_t c = 0; c < kw; c += L::lanes) {
      Vector product = one();
      for (ptrdiff_t i = 0; i < n; i++) {
        product = L::mul(product, alpha(i, c));
        const Vector x = L::load(left + i * kw + c);
        L::store(dQ + i * kw + c, L::mul(product, x));
        L::store(read + i * kw + c, L::mul(x, L::load(q + i * kw + c)));
      }
      product = one();
      for (ptrdiff_t j = n - 1; j >= 0; j--) {
        const Vector x = L::load(right + j * kw + c);
        L::store(dY + j * kw + c, L::mul(product, x));
        L::store(written + j * kw + c, L::mul(x, L::load(y + j * kw + c)));
        product = L::mul(product, alpha(j, c));
      }
    }
    reversePairs(dM, q, y, dQ, dY);
  }

  // dK = −γ∘(X S_0ᵀ), and what N hands to it and to dK̃. Where the erase lags row i is row i − 1 of the undelayed form.
  void reverseErase() {
    projectRows(X, kept.state, left);
    for (ptrdiff_t c = 0; c < kw; c += L::lanes) {
      Vector product = one();
      for (ptrdiff_t i = 0; i < n; i++) {
        const Vector before = product;
        product = L::mul(product, alpha(i, c));
        const Vector x = L::sub(L::zero(), L::load(left + i * kw + c));
        L::store(dK + i * kw + c, L::mul(head.lag ? before : product, x));
        // Read with γ_{i−1} where it lags.
        const ptrdiff_t row = i - head.lag;
        if (row < 0) continue;
        S *place = read + row * kw + c;
        L::store(place, L::mulAdd(x, L::load(k + i * kw + c), L::load(place)));
      }
    }
    if (!head.lag) return reversePairs(dN, k, y, dK, dY);
    memset((void *)up, 0, n * kw * sizeof(S));
    for (ptrdiff_t i = 0; i + 1 < n; i++) {
      memcpy((void *)(from + i * kw), k + (i + 1) * kw, kw * sizeof(S));
      memcpy((void *)(dM + i * cw), dN + (i + 1) * cw, cw * sizeof(S));
    }
    memset((void *)(from + (n - 1) * kw), 0, kw * sizeof(S));
    memset((void *)(dM + (n - 1) * cw), 0, cw * sizeof(S));
    memcpy((void *)scaledLag(), from, n * kw * sizeof(S));
    reversePairs(dM, scaledLag(), y, up, dY);
    for (ptrdiff_t i = 1; i < n; i++)
      for (ptrdiff_t c = 0; c < kw; c += L::lanes)
        L::store(dK + i * kw + c, L::add(L::load(dK + i * kw + c), L::load(up + (i - 1) * kw + c)));
  }

  // Free by then: what `project` left there has been used.
  S *scaledLag() { return left; }

  // Adds Σ_j P_ij Γ_ij∘x_j to row i of `rows`, Σ_i P_ij Γ_ij∘y_i to row j of `columns`, and to `dA` what decays get.
  void reversePairs(const S *P, const S *y, const S *x, S *rows, S *columns) {
    for (ptrdiff_t i = 0; i < n; i++) {
      const Vector p = L::broadcast(P[i * cw + i]);
      for (ptrdiff_t c = i * kw; c < (i + 1) * kw; c += L::lanes) {
        L::store(rows + c, L::mulAdd(p, L::load(x + c), L::load(rows + c)));
        L::store(columns + c, L::mulAdd(p, L::load(y + c), L::load(columns + c)));
      }
    }
    halve(0, n, P, y, x, rows, columns);
  }

  // Rows of a small product: out_r = Σ_i P(r, i) x_i over whole rows.
  struct Pairs {
    const S *P;
    ptrdiff_t rs, is, depth, width;
    const S *x;
    S *out;
    template <int R> DK_INLINE void run(ptrdiff_t first) {
      for (ptrdiff_t c = 0; c < width; c += L::lanes) {
        Block<L, R, 1> block;
        block.clear();
        block.add(P + first * rs, rs, is, x + c, width, depth);
        block.store(out + first * width + c, width);
      }
    }
  };

  void halve(ptrdiff_t first, ptrdiff_t end, const S *P, const S *y, const S *x, S *rows, S *columns) {
    if (end - first < 2) return;
    const ptrdiff_t middle = (first + end) / 2, early = middle - first, late = end - middle;
    // What decays make of the halves at the border: x of the earlier in `to`, y of the later in `from`.
    for (ptrdiff_t c = 0; c < kw; c += L::lanes) {
      Vector product = one();
      for (ptrdiff_t i = middle; i < end; i++) {
        product = L::mul(product, alpha(i, c));
        L::store(from + (i - middle) * kw + c, L::mul(product, L::load(y + i * kw + c)));
      }
      product = one();
      for (ptrdiff_t j = middle - 1; j >= first; j--) {
        L::store(to + (j - first) * kw + c, L::mul(product, L::load(x + j * kw + c)));
        product = L::mul(product, alpha(j, c));
      }
    }
    Pairs forRows = {P + middle * cw + first, cw, 1, early, kw, to, scaledRows()};
    RowBlocks<T::rows>::each(late, forRows);
    Pairs forColumns = {P + middle * cw + first, 1, cw, late, kw, from, after};
    RowBlocks<T::rows>::each(early, forColumns);
    for (ptrdiff_t c = 0; c < kw; c += L::lanes) {
      // Later half: the gradient of Σ_i ⟨y_i∘r_i, γ_i⟩, γ from the border; earlier half: of Σ_j ⟨x_j∘c_j, Γ_ej⟩ to it.
      Vector product = one();
      for (ptrdiff_t i = middle; i < end; i++) {
        product = L::mul(product, alpha(i, c));
        S *place = rows + i * kw + c;
        L::store(place, L::mulAdd(product, L::load(scaledRows() + (i - middle) * kw + c), L::load(place)));
      }
      product = one();
      for (ptrdiff_t j = middle - 1; j >= first; j--) {
        S *place = columns + j * kw + c;
        L::store(place, L::mulAdd(product, L::load(after + (j - first) * kw + c), L::load(place)));
        product = L::mul(product, alpha(j, c));
      }
      if (head.decay_kind == dk_decay_none) continue;
      Vector later = L::zero();
      for (ptrdiff_t t = end - 1; t >= middle; t--) {
        const Vector term = L::mul(L::load(y + t * kw + c), L::load(scaledRows() + (t - middle) * kw + c));
        later = t + 1 < end ? L::mulAdd(alpha(t + 1, c), later, term) : term;
        // Kept until γ_{t−1} is known, which grows the other way.
        L::store(from + (t - middle) * kw + c, later);
      }
      addFromStart(middle, end, c, from);
      Vector earlier = L::zero();
      for (ptrdiff_t t = first + 1; t < middle; t++) {
        earlier = L::mulAdd(alpha(t - 1, c), earlier,
                            L::mul(L::load(x + (t - 1) * kw + c), L::load(after + (t - 1 - first) * kw + c)));
        L::store(to + (t - first) * kw + c, earlier);
      }
      addToEnd(first, middle, c, to);
    }
    halve(first, middle, P, y, x, rows, columns);
    halve(middle, end, P, y, x, rows, columns);
  }

  // dα_t += γ_{t−1}∘z_t, γ from the start of the range.
  DK_INLINE void addFromStart(ptrdiff_t first, ptrdiff_t end, ptrdiff_t c, const S *z) {
    Vector before = one();
    for (ptrdiff_t t = first; t < end; t++) {
      S *place = dA + t * kw + c;
      L::store(place, L::mulAdd(before, L::load(z + (t - first) * kw + c), L::load(place)));
      before = L::mul(before, alpha(t, c));
    }
  }

  // dα_t += Γ_et∘z_t, Γ to the end of the range; its first token has no part.
  DK_INLINE void addToEnd(ptrdiff_t first, ptrdiff_t end, ptrdiff_t c, const S *z) {
    Vector behind = one();
    for (ptrdiff_t t = end - 1; t > first; t--) {
      S *place = dA + t * kw + c;
      L::store(place, L::mulAdd(behind, L::load(z + (t - first) * kw + c), L::load(place)));
      behind = L::mul(behind, alpha(t, c));
    }
  }

  S *scaledRows() { return right; }

  // What is read from S_0 at i ≥ t and carried to the end, and what is written at j < t for the end.
  void reverseDecays() {
    if (head.decay_kind == dk_decay_none) return;
    S *carried = up + C * kw;
    memset((void *)carried, 0, kw * sizeof(S));
    for (ptrdiff_t c = 0; c < K; c++) {
      Vector sum = L::zero();
      for (ptrdiff_t p = 0; p < vw; p += T::panel)
        for (ptrdiff_t l = 0; l < T::panel; l += L::lanes) {
          const ptrdiff_t place = p * K + c * T::panel + l;
          sum = L::mulAdd(L::load(kept.state + place), L::load(G + place), sum);
        }
      carried[c] = L::sum(sum);
    }
    for (ptrdiff_t c = 0; c < kw; c += L::lanes) {
      Vector later = L::load(carried + c);
      for (ptrdiff_t t = n - 1; t >= 0; t--) {
        const Vector term = L::load(read + t * kw + c);
        later = t + 1 < n ? L::mulAdd(alpha(t + 1, c), later, term) : L::add(later, term);
        L::store(from + t * kw + c, later);
      }
      addFromStart(0, n, c, from);
      Vector earlier = L::zero();
      for (ptrdiff_t t = 1; t < n; t++) {
        earlier = L::mulAdd(alpha(t - 1, c), earlier, L::load(written + (t - 1) * kw + c));
        L::store(to + t * kw + c, earlier);
      }
      addToEnd(0, n, c, to);
    }
  }

  // Of D = aV − bP: da = ⟨V, W⟩, db = −⟨P, W⟩; one gain has the sum.
  void gains(ptrdiff_t t) {
    if (!out.gain.first && !out.erase_gain.first) return;
    const bool apart = head.erase_gain.first;
    for (ptrdiff_t i = 0; i < n; i++) {
      Vector da = L::zero(), db = L::zero();
      for (ptrdiff_t j = 0; j < vw; j += L::lanes) {
        Vector P = L::zero();
        if (head.erases) {
          P = L::load(kept.prediction + i * vw + j);
          for (ptrdiff_t m = 0; m < i; m++)
            P = L::mulAdd(L::broadcast(kept.N[i * cw + m]), L::load(kept.D + m * vw + j), P);
        }
        const Vector w = L::load(W + i * vw + j), value = L::load(v + i * vw + j);
        da = L::mulAdd(apart ? value : L::sub(value, P), w, da);
        db = L::mulSub(P, w, db);
      }
      if (out.gain.first) *((S *)out.gain.first + (t + i) * out.gain.stride) = L::sum(da);
      if (out.erase_gain.first) *((S *)out.erase_gain.first + (t + i) * out.erase_gain.stride) = L::sum(db);
    }
  }

  void store(ptrdiff_t t) {
    for (ptrdiff_t i = 0; i < n; i++) {
      storeRow(out.q, t + i, dQ + i * kw, K);
      storeRow(out.k, t + i, dK + i * kw, K);
      storeRow(out.write_key, t + i, dY + i * kw, K);
      // dV = aW.
      for (ptrdiff_t j = 0; j < vw; j += L::lanes)
        L::store(E + j, L::mul(L::broadcast(a[i]), L::load(W + i * vw + j)));
      storeRow(out.v, t + i, E, V);
      if (!out.decay.first) continue;
      if (head.decay_kind == dk_decay_channel) {
        storeRow(out.decay, t + i, dA + i * kw, K);
      } else {
        S sum = Constant<S>::zero();
        for (ptrdiff_t c = 0; c < K; c++) sum = sum + dA[i * kw + c];
        storeRow(out.decay, t + i, &sum, 1);
      }
    }
  }

  static void storeRow(const dk_mutable_rows &rows, ptrdiff_t i, const S *x, ptrdiff_t count) {
    memcpy((void *)((S *)rows.first + i * rows.stride), x, count * sizeof(S));
  }

  // G ← γ_C∘G + (γ∘Q̃)ᵀ dO − (γ∘K)ᵀ X.
  struct Update {
    Backward &f;
    ptrdiff_t panel;
    template <int R> DK_INLINE void run(ptrdiff_t first) {
      Block<L, R, T::vectors> block;
      S *place = f.G + panel * f.K + first * T::panel;
      block.load(place, T::panel);
      DK_UNROLL for (int r = 0; r < R; r++) {
        const Vector g = L::broadcast(f.sums[first + r]);
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
    for (ptrdiff_t p = 0; p < vw; p += T::panel) {
      Update work = {*this, p};
      RowBlocks<T::rows>::each(K, work);
    }
  }
};

template <class T> ptrdiff_t traceCount(const dk_head *head, ptrdiff_t chunk) {
  if (head->tokens <= 0) return 0;
  return TraceLayout<T>(*head, chunk).chunkSize() * ((head->tokens + chunk - 1) / chunk);
}

template <class T>
int32_t runBackward(const dk_head *head, ptrdiff_t chunk, void *trace, dk_rows cotangent, void *state,
                    const dk_gradients *out) {
  if (head->tokens <= 0) return 0;
  Backward<T> backward(*head, *out, chunk);
  if (!backward.allocate()) return 1;
  backward.run(chunk, trace, cotangent, (typename T::L::Scalar *)state);
  return 0;
}

}  // namespace
