#pragma once
#include "ChannelPairs.hpp"

namespace {

// Decays that each channel has of its own, in reverse (CH-5).
template <class T> struct ChannelDecays {
  typedef typename T::L L;
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;
  ReversedChunk<T> &f;
  const ptrdiff_t kw, cw;
  S *memory = nullptr;
  // What γ and Γ_C get, row by row; rows of a lagging erase.
  S *read, *written, *lagged, *lagging, *weights, *carried;
  ChannelPairs<T> pairs;

  explicit ChannelDecays(ReversedChunk<T> &f) : f(f), kw(f.kw), cw(f.cw), pairs(f) {}
  ~ChannelDecays() { free(memory); }

  bool allocate() {
    const ptrdiff_t row = f.C * kw, later = (f.C + 1) * kw;
    const ptrdiff_t counts[] = {row, row, later, row, later, row, row, row, f.C * cw, kw};
    S **const places[] = {&read, &written, &pairs.from, &pairs.to, &pairs.late, &pairs.early, &lagged, &lagging, &weights, &carried};
    if (!allocateBlocks(memory, counts, places, 10)) return false;
    memset((void *)carried, 0, kw * sizeof(S));
    return true;
  }

  void fold() {
    for (ptrdiff_t c = 0; c < kw; c += L::lanes) {
      Vector product = pairs.one();
      for (ptrdiff_t i = 0; i < f.n; i++) {
        const Vector before = product;
        product = L::mul(product, pairs.alpha(i, c));
        L::store(f.scaledQ + i * kw + c, L::mul(product, L::load(f.q + i * kw + c)));
        L::store(f.scaledK + i * kw + c, L::mul(f.head.lag ? before : product, L::load(f.k + i * kw + c)));
      }
      L::store(f.whole + c, product);
      product = pairs.one();
      for (ptrdiff_t j = f.n - 1; j >= 0; j--) {
        L::store(f.scaledY + j * kw + c, L::mul(product, L::load(f.y + j * kw + c)));
        product = L::mul(product, pairs.alpha(j, c));
      }
    }
  }

  void reverse() {
    memset((void *)f.dA, 0, f.n * kw * sizeof(S));
    reverseReads();
    if (f.head.erases) reverseErase();
    else memset((void *)f.dK, 0, f.n * kw * sizeof(S));
    reversePairs();
    reverseDecays();
  }

  // dQ̃ = γ∘(dO S_0ᵀ) and dK̃ = Γ_C∘(D Gᵀ).
  void reverseReads() {
    for (ptrdiff_t c = 0; c < kw; c += L::lanes) {
      Vector product = pairs.one();
      for (ptrdiff_t i = 0; i < f.n; i++) {
        product = L::mul(product, pairs.alpha(i, c));
        const Vector x = L::load(f.fromRead + i * kw + c);
        L::store(f.dQ + i * kw + c, L::mul(product, x));
        L::store(read + i * kw + c, L::mul(x, L::load(f.q + i * kw + c)));
      }
      product = pairs.one();
      for (ptrdiff_t j = f.n - 1; j >= 0; j--) {
        const Vector x = L::load(f.fromWrite + j * kw + c);
        L::store(f.dY + j * kw + c, L::mul(product, x));
        L::store(written + j * kw + c, L::mul(x, L::load(f.y + j * kw + c)));
        product = L::mul(product, pairs.alpha(j, c));
      }
    }
  }

  // dK = −γ∘(X S_0ᵀ).
  void reverseErase() {
    const ptrdiff_t n = f.n, lag = f.head.lag;
    for (ptrdiff_t c = 0; c < kw; c += L::lanes) {
      Vector product = pairs.one();
      for (ptrdiff_t i = 0; i < n; i++) {
        const Vector before = product;
        product = L::mul(product, pairs.alpha(i, c));
        const Vector x = L::sub(L::zero(), L::load(f.fromErase + i * kw + c));
        L::store(f.dK + i * kw + c, L::mul(lag ? before : product, x));
        // Read with γ_{i−1} where it lags.
        if (i < lag) continue;
        S *place = read + (i - lag) * kw + c;
        L::store(place, L::mulAdd(x, L::load(f.k + i * kw + c), L::load(place)));
      }
    }
  }

  // What M hands to dQ̃ and dK̃, and N to dK and dK̃. Where the erase lags row i is row i − 1 of the undelayed form.
  void reversePairs() {
    typedef typename ChannelPairs<T>::Readers Readers;
    const Readers reads = {f.dM, f.q, f.dQ};
    if (!f.head.erases) return pairs.run({reads});
    if (!f.head.lag) return pairs.run({reads, Readers{f.dN, f.k, f.dK}});
    const ptrdiff_t n = f.n;
    memset((void *)lagging, 0, n * kw * sizeof(S));
    memcpy((void *)lagged, f.k + kw, (n - 1) * kw * sizeof(S));
    memset((void *)(lagged + (n - 1) * kw), 0, kw * sizeof(S));
    memcpy((void *)weights, f.dN + cw, (n - 1) * cw * sizeof(S));
    memset((void *)(weights + (n - 1) * cw), 0, cw * sizeof(S));
    pairs.run({reads, Readers{weights, lagged, lagging}});
    for (ptrdiff_t i = 1; i < n; i++)
      for (ptrdiff_t c = 0; c < kw; c += L::lanes)
        L::store(f.dK + i * kw + c, L::add(L::load(f.dK + i * kw + c), L::load(lagging + (i - 1) * kw + c)));
  }

  // ⟨S_0, G⟩ of R channels, which γ_C carries to the end.
  template <int R> void carry(ptrdiff_t c) {
    Vector acc[R];
    DK_UNROLL for (int r = 0; r < R; r++) acc[r] = L::zero();
    for (ptrdiff_t p = 0; p < f.vw; p += T::panel) {
      const ptrdiff_t place = p * panelRows(f.K) + c * T::panel;
      DK_UNROLL for (int r = 0; r < R; r++)
        DK_UNROLL for (int l = 0; l < T::panel; l += L::lanes)
          acc[r] = L::mulAdd(L::load(f.kept.state + place + r * T::panel + l), L::load(f.G + place + r * T::panel + l), acc[r]);
    }
    L::template sums<R>(acc, carried + c);
  }

  // What is read from S_0 at i ≥ t and carried to the end, and what is written at j < t for the end.
  void reverseDecays() {
    ptrdiff_t c = 0;
    for (; c + 8 <= f.K; c += 8) carry<8>(c);
    for (; c < f.K; c++) carry<1>(c);
    for (c = 0; c < kw; c += L::lanes) {
      Vector later = L::load(carried + c);
      for (ptrdiff_t t = f.n - 1; t >= 0; t--) {
        const Vector term = L::load(read + t * kw + c);
        later = t + 1 < f.n ? L::mulAdd(pairs.alpha(t + 1, c), later, term) : L::add(later, term);
        L::store(pairs.from + t * kw + c, later);
      }
      pairs.addFromStart(0, f.n, c, pairs.from);
      Vector earlier = L::zero();
      for (ptrdiff_t t = 1; t < f.n; t++) {
        earlier = L::mulAdd(pairs.alpha(t - 1, c), earlier, L::load(written + (t - 1) * kw + c));
        L::store(pairs.to + t * kw + c, earlier);
      }
      pairs.addToEnd(0, f.n, c, pairs.to);
    }
  }
};

}  // namespace
