#pragma once
#include "Trace.hpp"

namespace {

// The chunk of a head that is at hand: its rows, what is made of them, and the state before and after it.
template <class T> struct ForwardChunk {
  typedef typename T::L L;
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;

  const dk_head &head;
  const ptrdiff_t C, K, V, kw, vw, cw;  // extents, and rounded up to whole vectors (kw, cw) or panels (vw)
  S *memory = nullptr;
  // S before the chunk and after it; with a trace each chunk has a place of its own.
  S *state, *next;
  // Where S will be written one chunk later; null without a trace.
  S *soon = nullptr;
  S *own, *ownD, *x, *scaled, *y, *write, *decay, *late, *early, *D, *O, *interactions, *ratio;
  S *a, *b, *gamma, *erasing, *whole;
  ptrdiff_t n = 0;  // tokens of the chunk at hand
  Kept<S> kept = {};

  ForwardChunk(const dk_head &head, ptrdiff_t chunk)
      : head(head), C(chunk < head.tokens ? chunk : head.tokens), K(head.K), V(head.V),
        kw(rounded(K, L::lanes)), vw(rounded(V, T::panel)), cw(rounded(C, L::lanes)) {}
  ~ForwardChunk() { free(memory); }

  bool allocate() {
    const ptrdiff_t counts[] = {panelRows(K) * vw, 2 * C * kw, 2 * C * kw, C * kw, C * kw, C * kw, (C + 1) * kw, C * kw,
                                C * vw, C * vw,     3 * C * cw, cw,     cw,     cw,     cw,     cw, kw};
    S **const places[] = {&own, &x, &scaled, &y, &write, &decay, &late, &early,
                          &ownD,  &O, &interactions, &ratio, &a,  &b,  &gamma, &erasing, &whole};
    if (!allocateBlocks(memory, counts, places, int(sizeof counts / sizeof *counts))) return false;
    // What lies above their diagonals is multiplied, though never read.
    memset((void *)interactions, 0, 3 * C * cw * sizeof(S));
    return true;
  }

  // Rows of the chunk: q̃ and, where there is an erase, k behind it; k̃, decays, v in the place of D; gains.
  void load(ptrdiff_t t, const dk_mutable_rows &o) {
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
    prefetchRows<S>(o, t + n, next, V);
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

  S *readWith() const { return head.decay_kind == dk_decay_channel ? scaled : x; }
  S *writeWith() const { return head.decay_kind == dk_decay_none ? y : write; }
  S *M() const { return interactions; }
  S *N() const { return interactions + n * cw; }
  S *errors() const { return interactions + 2 * n * cw; }
};

}  // namespace
