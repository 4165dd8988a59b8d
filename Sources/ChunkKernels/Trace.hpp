#pragma once
#include "Panels.hpp"

namespace {

// Asks for a part of a trace that is far away and needed soon, as far as the second cache.
template <class S> DK_INLINE void askFor(const S *place, ptrdiff_t count) {
  for (ptrdiff_t j = 0; j < count * ptrdiff_t(sizeof(S)); j += 64) __builtin_prefetch((const char *)place + j, 0, 2);
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
  // What is kept besides S_0, which it lies behind.
  ptrdiff_t smallSize() const { return 2 * C * vw + (byToken ? 4 : 2) * C * cw; }
  ptrdiff_t chunkSize() const { return panelRows(K) * vw + smallSize(); }
  template <class S> Kept<S> at(void *trace, ptrdiff_t index) const {
    S *state = (S *)trace + index * chunkSize(), *D = state + panelRows(K) * vw, *M = D + 2 * C * vw;
    const ptrdiff_t square = C * cw;
    return {state, D, D + C * vw, M, M + square, byToken ? M + 2 * square : nullptr, byToken ? M + 3 * square : nullptr};
  }
};

}  // namespace
