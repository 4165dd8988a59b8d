#pragma once
#include "ForwardChunk.hpp"
#include "Interactions.hpp"

namespace {

// What the tokens of a chunk have to do with each other (CH-2, CH-5).
template <class T> struct ForwardInteractions {
  typedef typename T::L L;
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;
  ForwardChunk<T> &f;

  // M, N and L = bN, and what the decays make of the rows: those that read from S_0 by γ, those that write by Γ_C.
  void run() {
    if (f.head.decay_kind == dk_decay_channel) byChannels();
    else byTokens();
    if (!f.head.erases) return;
    for (ptrdiff_t i = 0; i < f.n; i++)
      for (ptrdiff_t j = 0; j < f.cw; j += L::lanes)
        L::store(f.errors() + i * f.cw + j, L::mul(L::broadcast(f.b[i]), L::load(f.N() + i * f.cw + j)));
  }

  void byTokens() {
    Dots<L>{f.x, f.y, f.M(), f.kw, f.kw, f.cw, f.kw}.lower(f.n);
    if (f.head.erases) Dots<L>{f.x + f.n * f.kw, f.y, f.N(), f.kw, f.kw, f.cw, f.kw}.lower(f.n);
    if (f.head.decay_kind == dk_decay_none) return;
    if (f.kept.products) {
      memcpy((void *)f.kept.products, f.M(), f.n * f.cw * sizeof(S));
      if (f.head.erases) memcpy((void *)f.kept.eraseProducts, f.N(), f.n * f.cw * sizeof(S));
    }
    for (ptrdiff_t j = 0; j < f.cw; j++) f.ratio[j] = Constant<S>::zero();
    for (ptrdiff_t i = 0; i < f.n; i++) {
      // A lagging erase reads with Γ_{i−1,j}, which is what stands there.
      if (f.head.erases && f.head.lag) scaleRow(f.N() + i * f.cw);
      for (ptrdiff_t j = 0; j < f.cw; j += L::lanes)
        L::store(f.ratio + j, L::mul(L::broadcast(f.decay[i]), L::load(f.ratio + j)));
      f.ratio[i] = Constant<S>::one();
      scaleRow(f.M() + i * f.cw);
      if (f.head.erases && !f.head.lag) scaleRow(f.N() + i * f.cw);
    }
    for (ptrdiff_t j = 0; j < f.n; j++) {
      const Vector factor = L::broadcast(f.ratio[j]);
      for (ptrdiff_t k = 0; k < f.kw; k += L::lanes) L::store(f.write + j * f.kw + k, L::mul(factor, L::load(f.y + j * f.kw + k)));
    }
  }

  // row ← Γ∘row over whole vectors; what lies above the diagonal is never read.
  DK_INLINE void scaleRow(S *row) {
    for (ptrdiff_t j = 0; j < f.cw; j += L::lanes) L::store(row + j, L::mul(L::load(f.ratio + j), L::load(row + j)));
  }

  void byChannels() {
    const int sets = f.head.erases ? 2 : 1;
    for (ptrdiff_t k = 0; k < f.kw; k += L::lanes) {
      Vector product = L::broadcast(Constant<S>::one());
      for (ptrdiff_t i = 0; i < f.n; i++) {
        Vector before = product;
        product = L::mul(product, L::load(f.decay + i * f.kw + k));
        L::store(f.scaled + i * f.kw + k, L::mul(product, L::load(f.x + i * f.kw + k)));
        if (f.head.erases)
          L::store(f.scaled + (f.n + i) * f.kw + k,
                   L::mul(f.head.lag ? before : product, L::load(f.x + (f.n + i) * f.kw + k)));
      }
      L::store(f.whole + k, product);
      product = L::broadcast(Constant<S>::one());
      for (ptrdiff_t j = f.n - 1; j >= 0; j--) {
        L::store(f.write + j * f.kw + k, L::mul(product, L::load(f.y + j * f.kw + k)));
        product = L::mul(product, L::load(f.decay + j * f.kw + k));
      }
    }
    if (f.head.erases && f.head.lag) {
      // Γ of the erase ends one token earlier: row i is row i − 1 of the undelayed form.
      memmove((void *)(f.x + f.n * f.kw), f.x + (f.n + 1) * f.kw, (f.n - 1) * f.kw * sizeof(S));
      memset((void *)(f.x + (2 * f.n - 1) * f.kw), 0, f.kw * sizeof(S));
    }
    ChannelDots<L> dots = {f.x, f.y, f.decay, f.interactions, f.late, f.early, sets, f.n, f.cw, f.kw};
    dots.run(0, f.n);
    if (f.head.erases && f.head.lag) memmove((void *)(f.N() + f.cw), f.N(), (f.n - 1) * f.cw * sizeof(S));
  }

  // What the reversal reads of them.
  void keep() {
    for (ptrdiff_t i = 0; i < f.n; i++)
      for (ptrdiff_t j = 0; j < f.cw; j++) {
        // What lies above the diagonal is selected away.
        f.kept.M[i * f.cw + j] = j <= i ? f.M()[i * f.cw + j] : Constant<S>::zero();
        f.kept.N[i * f.cw + j] = j < i && f.head.erases ? f.N()[i * f.cw + j] : Constant<S>::zero();
      }
  }
};

}  // namespace
