#pragma once
#include "Forward.hpp"

namespace {

// The chunk that is being reversed: its rows with zeros up to their widths, what its forward run kept, and what grows of it.
template <class T> struct ReversedChunk {
  typedef typename T::L L;
  typedef typename L::Scalar S;

  const dk_head &head;
  const TraceLayout<T> layout;
  const bool byChannel;
  const ptrdiff_t C, K, V, kw, vw, cw;
  ptrdiff_t n = 0;  // tokens of the chunk at hand
  Kept<S> kept = {};
  // S_0 of the chunk before, which is next; null where there is none.
  const S *soon = nullptr;
  S *memory = nullptr;
  // q̃, k and k̃, where they are or in room for them; v and dO; α, a row a token or one number; a and b.
  const S *q, *k, *y;
  S *v, *dO, *alpha, *a, *b;
  // What decays make of them: γ∘Q̃, γ∘K (one decay earlier where the erase lags) and Γ_C∘K̃; γ_C.
  S *scaledQ, *scaledK, *scaledY, *whole;
  // The gradients of S, D, b∘D; bN.
  S *G, *W, *X, *errors;
  // dO S_0ᵀ, X S_0ᵀ and D Gᵀ; dM = tril(dO Dᵀ) and dN = −stril(X Dᵀ), zero elsewhere.
  S *fromRead, *fromErase, *fromWrite, *dM, *dN;
  // The gradients of q̃, k and k̃, where they are wanted or in room for them, and of α, which has the shape of α.
  S *dQ, *dK, *dY, *dA;
  S *rooms[6];

  ReversedChunk(const dk_head &head, ptrdiff_t chunk)
      : head(head), layout(head, chunk), byChannel(head.decay_kind == dk_decay_channel), C(layout.C), K(head.K), V(head.V),
        kw(rounded(K, T::panel)), vw(layout.vw), cw(layout.cw) {}
  ~ReversedChunk() { free(memory); }

  bool allocate() {
    const ptrdiff_t row = C * kw, wide = C * vw, square = C * cw, decays = byChannel ? row : cw;
    const ptrdiff_t counts[] = {row, row, row,    wide, wide, decays, cw,     cw,     row, row, row, kw, panelRows(K) * vw,
                                wide, wide, square, row,  row,  row,    square, square, row, row, row, decays};
    S **const places[] = {&rooms[0], &rooms[1], &rooms[2], &v,        &dO,        &alpha,     &a,  &b,  &scaledQ, &scaledK, &scaledY, &whole, &G,
                          &W, &X, &errors, &fromRead, &fromErase, &fromWrite, &dM, &dN, &rooms[3], &rooms[4], &rooms[5], &dA};
    return allocateBlocks(memory, counts, places, int(sizeof counts / sizeof *counts));
  }

  // Whether rows lie as the kernels have them: no zeros are needed behind them, and none are between them.
  bool fits(ptrdiff_t stride) const { return K == kw && stride == kw; }

  const S *keyRows(const dk_rows &rows, ptrdiff_t t, S *room) const {
    if (fits(rows.stride)) return row<S>(rows, t);
    copyRows(rows, t, n, K, room, kw);
    return room;
  }
  S *keyGradients(const dk_mutable_rows &rows, ptrdiff_t t, S *room) const { return fits(rows.stride) ? row<S>(rows, t) : room; }

  // The tokens of chunk c.
  void load(ptrdiff_t c, void *trace, const dk_rows &cotangent, const dk_gradients &out) {
    const ptrdiff_t t = c * C;
    n = head.tokens - t < C ? head.tokens - t : C;
    kept = layout.template at<S>(trace, c);
    soon = c > 0 ? layout.template at<S>(trace, c - 1).state : nullptr;
    q = keyRows(head.q, t, rooms[0]);
    k = keyRows(head.k, t, rooms[1]);
    y = keyRows(head.write_key, t, rooms[2]);
    dQ = keyGradients(out.q, t, rooms[3]);
    dK = keyGradients(out.k, t, rooms[4]);
    dY = keyGradients(out.write_key, t, rooms[5]);
    copyRows(head.v, t, n, V, v, vw);
    copyRows(cotangent, t, n, V, dO, vw);
    if (t >= C) {
      // The chunk before is next.
      prefetchRows<S>(head.v, t - C, C, V);
      prefetchRows<S>(cotangent, t - C, C, V);
      prefetchRows<S>(out.v, t - C, C, V);
      askFor(layout.template at<S>(trace, c - 1).D, layout.smallSize());
    }
    if (byChannel) copyRows(head.decay, t, n, K, alpha, kw);
    for (ptrdiff_t i = 0; i < n; i++) {
      a[i] = head.gain.first ? *row<S>(head.gain, t + i) : Constant<S>::one();
      b[i] = head.erase_gain.first ? *row<S>(head.erase_gain, t + i) : a[i];
      if (!byChannel) alpha[i] = head.decay_kind == dk_decay_none ? Constant<S>::one() : *row<S>(head.decay, t + i);
      for (ptrdiff_t j = 0; j < i && head.erases; j++) errors[i * cw + j] = b[i] * kept.N[i * cw + j];
    }
  }
};

}  // namespace
