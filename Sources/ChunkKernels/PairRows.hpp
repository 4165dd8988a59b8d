#pragma once
#include "Columns.hpp"

namespace {

// What a pair of tokens reads and writes the state with, γ folded into its rows (CH-12).
//
// The state is kept as S/γ, γ a product of decays for each channel, so that a decay costs nothing until γ is faint: then it is
// multiplied into the state, and is one again. A missing second token has rows of zeros.
template <class L> struct PairRows {
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;

  // Six rows for a pair: what reads, what erases and what writes, of the first token and of the second.
  struct Pair {
    S *read, *erase, *write;
    // What the state is multiplied by before the pair is written, if γ is faint.
    S *factor;
    // q₀·k̃₀, q₁·αk̃₀, q₁·k̃₁ and k₁·αk̃₀: what the second token sees of the first, and each of itself.
    S *inner;
  };

  const dk_head &head;
  S *const gamma;
  const ptrdiff_t width;  // of a row: K rounded up to whole vectors
  const S *const zeros;   // a row

  // Fills the rows of tokens t and t + 1; returns whether `factor` counts.
  bool fill(ptrdiff_t t, const Pair &to) const {
    switch (head.decay_kind) {
      case dk_decay_none: return fill<dk_decay_none>(t, to);
      case dk_decay_scalar: return fill<dk_decay_scalar>(t, to);
      default: return fill<dk_decay_channel>(t, to);
    }
  }

  template <int Kind> bool fill(ptrdiff_t t, const Pair &to) const {
    return head.K % L::lanes == 0 ? fill<Kind, true>(t, to) : fill<Kind, false>(t, to);
  }

  // α of a token from channel c on, as a row of K elements or one element says; one where there is none.
  template <int Kind, class Part> DK_INLINE Vector decay(const S *a, ptrdiff_t c) const {
    if (Kind == dk_decay_none || !a) return L::broadcast(Constant<S>::one());
    return Kind == dk_decay_scalar ? L::broadcast(*a) : Part::padded(Part::load(a + c, head.K - c), head.K - c);
  }

  const S *rowOrZeros(const dk_rows &rows, ptrdiff_t t) const { return t < head.tokens ? row<S>(rows, t) : zeros; }

  template <int Kind, bool Whole> DK_INLINE bool fill(ptrdiff_t t, const Pair &to) const {
    typedef Columns<L, Whole> Part;
    const ptrdiff_t K = head.K;
    const S *q0row = row<S>(head.q, t), *q1row = rowOrZeros(head.q, t + 1);
    const S *y0row = row<S>(head.write_key, t), *y1row = rowOrZeros(head.write_key, t + 1);
    const S *k0row = head.erases ? row<S>(head.k, t) : zeros, *k1row = head.erases ? rowOrZeros(head.k, t + 1) : zeros;
    const S *a0 = Kind == dk_decay_none ? nullptr : row<S>(head.decay, t);
    const S *a1 = Kind == dk_decay_none || t + 1 == head.tokens ? nullptr : row<S>(head.decay, t + 1);
    const bool lag = head.lag, faint = Kind != dk_decay_none && isFaint<Kind, Part>(a0, a1);
    const Vector one = L::broadcast(Constant<S>::one());
    // A scalar decay is the same in all channels.
    Vector inverse = one;
    if (Kind == dk_decay_scalar && !faint) inverse = L::div(one, product<Kind, Part>(a0, a1, 0));
    Vector q0k0 = L::zero(), q1k0 = L::zero(), q1k1 = L::zero(), k1k0 = L::zero();
    for (ptrdiff_t c = 0; c < width; c += L::lanes) {
      const Vector before = L::load(gamma + c), second = decay<Kind, Part>(a1, c);
      const Vector g0 = L::mul(before, decay<Kind, Part>(a0, c)), g1 = L::mul(g0, second);
      const Vector q0 = Part::load(q0row + c, K - c), q1 = Part::load(q1row + c, K - c);
      const Vector k0 = Part::load(k0row + c, K - c), k1 = Part::load(k1row + c, K - c);
      const Vector y0 = Part::load(y0row + c, K - c), y1 = Part::load(y1row + c, K - c), late = L::mul(second, y0);
      q0k0 = L::mulAdd(q0, y0, q0k0);
      q1k0 = L::mulAdd(q1, late, q1k0);
      q1k1 = L::mulAdd(q1, y1, q1k1);
      // A lagging erase reads the state one decay earlier.
      k1k0 = L::mulAdd(k1, lag ? y0 : late, k1k0);
      L::store(to.read + c, L::mul(g0, q0));
      L::store(to.read + width + c, L::mul(g1, q1));
      L::store(to.erase + c, L::mul(lag ? before : g0, k0));
      L::store(to.erase + width + c, L::mul(lag ? g0 : g1, k1));
      // What is written is divided by γ after the pair, unless the state is multiplied by it.
      if (faint) L::store(to.factor + c, g1);
      else if (Kind == dk_decay_channel) inverse = L::div(one, g1);
      if (Kind != dk_decay_none) L::store(gamma + c, faint ? one : g1);
      L::store(to.write + c, faint || Kind == dk_decay_none ? late : L::mul(inverse, late));
      L::store(to.write + width + c, faint || Kind == dk_decay_none ? y1 : L::mul(inverse, y1));
    }
    const Vector products[4] = {q0k0, q1k0, q1k1, k1k0};
    L::template sums<4>(products, to.inner);
    return faint;
  }

  // γ after the pair, from channel c on.
  template <int Kind, class Part> DK_INLINE Vector product(const S *a0, const S *a1, ptrdiff_t c) const {
    return L::mul(L::mul(L::load(gamma + c), decay<Kind, Part>(a0, c)), decay<Kind, Part>(a1, c));
  }

  template <int Kind, class Part> DK_INLINE bool isFaint(const S *a0, const S *a1) const {
    bool faint = false;
    const ptrdiff_t count = Kind == dk_decay_channel ? width : L::lanes;
    for (ptrdiff_t c = 0; c < count; c += L::lanes) faint |= L::faint(product<Kind, Part>(a0, a1, c));
    return faint;
  }
};

}  // namespace
