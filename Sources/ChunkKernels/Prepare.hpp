#pragma once
#include <cmath>
#include "Columns.hpp"
#include "Elementary.hpp"

namespace {

// What a map is known by; nothing where there is none.
template <class S> DK_INLINE S constant(const void *map, int i) { return map ? ((const S *)map)[i] : Constant<S>::zero(); }

// B and its derivatives by A and by the centre.
template <class Vector> struct Derived {
  Vector value, state, centre;
};

// A ↦ B of OP-A in float32.
template <int N> struct Squash {
  typedef FloatLanes<N> L;
  typedef typename L::Vector Vector;
  Vector slope, eps, centre;
  bool moderate;
  Squash(const void *map)
      : slope(L::broadcast(-constant<float>(map, 0))), eps(L::broadcast(constant<float>(map, 1))),
        centre(L::broadcast(constant<float>(map, 2))), moderate(constant<float>(map, 0) < 80.0f) {}
  DK_INLINE Vector operator()(Vector a) const {
    typedef Elementary<N> E;
    const Vector r = E::log(a + eps) - centre;
    // The quotient is within ±1, so that the exponent is within ±log x.
    const Vector exponent = slope * (r / (1.0f + E::magnitude(r)));
    return moderate ? E::expWithinRange(exponent) : E::exp(exponent);
  }
  // ∂B/∂c = log x · B/(1+|r|)², and ∂B/∂A = −∂B/∂c/(A + ε) (GRAD-3).
  DK_INLINE Derived<Vector> derived(Vector a) const {
    typedef Elementary<N> E;
    const Vector r = E::log(a + eps) - centre, denominator = 1.0f + E::magnitude(r);
    const Vector exponent = slope * (r / denominator);
    const Vector value = moderate ? E::expWithinRange(exponent) : E::exp(exponent);
    const Vector byCentre = -slope * value / (denominator * denominator);
    return {value, -byCentre / (a + eps), byCentre};
  }
};

// A polynomial in the place of the squash, over F_p: B = c₀ + A (c₁ + A c₂).
template <int N> struct Polynomial {
  typedef FieldLanes<N> L;
  typedef typename L::Vector Vector;
  Vector c[3];
  Polynomial(const void *map) {
    for (int i = 0; i < 3; i++) c[i] = L::broadcast(constant<Field>(map, i));
  }
  DK_INLINE Vector operator()(Vector a) const { return L::mulAdd(a, L::mulAdd(a, c[2], c[1]), c[0]); }
  // The centre is part of c₁.
  DK_INLINE Derived<Vector> derived(Vector a) const {
    return {(*this)(a), L::mulAdd(L::add(a, a), c[2], c[1]), a};
  }
};

// A_t = α A_{t−1} + β k∘k, and k̃ = B(A)∘k or q̃ = q ⊘ (A + Λ) where there is a ridge (OP-A, OP-P).
template <class L, class Map, bool Whole, bool Ridge> void runDiagonalRows(const dk_diagonal *d) {
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;
  typedef Columns<L, Whole> Part;
  const Map map(d->map);
  S *state = (S *)d->state;
  const S *ridge = (const S *)d->ridge;
  for (ptrdiff_t t = 0; t < d->tokens; t++) {
    const Vector gain = L::broadcast(*row<S>(d->gain, t)), decay = L::broadcast(*row<S>(d->decay, t));
    const S *k = row<S>(d->k, t), *q = Ridge ? row<S>(d->q, t) : nullptr;
    S *out = row<S>(d->out, t);
    for (ptrdiff_t c = 0; c < d->K; c += L::lanes) {
      const ptrdiff_t count = d->K - c;
      const Vector key = Part::load(k + c, count);
      const Vector a = L::mulAdd(gain, L::mul(key, key), L::mul(decay, Part::load(state + c, count)));
      Part::store(state + c, a, count);
      // What lies behind the last channel is divided by one.
      if (Ridge) Part::store(out + c, L::div(Part::load(q + c, count), Part::padded(L::add(a, Part::load(ridge + c, count)), count)), count);
      else Part::store(out + c, L::mul(map(a), key), count);
    }
  }
}

template <class L, template <int> class Map> void runDiagonal(const dk_diagonal *d) {
  typedef typename L::Wide Wide;
  if (d->ridge) return runDiagonalRows<L, Map<L::lanes>, false, true>(d);
  if (d->K % Wide::lanes == 0) return runDiagonalRows<Wide, Map<Wide::lanes>, true, false>(d);
  return runDiagonalRows<L, Map<L::lanes>, false, false>(d);
}

// ⟨a_t, b_t⟩ of every token.
template <class L> void runDots(dk_rows a, dk_rows b, ptrdiff_t tokens, ptrdiff_t K, void *out) {
  typedef typename L::Scalar S;
  typedef Columns<L> Part;
  for (ptrdiff_t t = 0; t < tokens; t++) {
    typename L::Vector sum = L::zero();
    for (ptrdiff_t c = 0; c < K; c += L::lanes)
      sum = L::mulAdd(Part::load(row<S>(a, t) + c, K - c), Part::load(row<S>(b, t) + c, K - c), sum);
    ((S *)out)[t] = L::sum(sum);
  }
}

// a∘b of every token; a comes from memory.
template <class L> void runMultiply(dk_rows a, dk_rows b, ptrdiff_t tokens, ptrdiff_t width, dk_mutable_rows out) {
  typedef typename L::Scalar S;
  typedef Columns<L> Part;
  for (ptrdiff_t t = 0; t < tokens; t++) {
    if (t + 4 < tokens) prefetchRows<S>(a, t + 4, 1, width);
    for (ptrdiff_t c = 0; c < width; c += L::lanes)
      Part::store(row<S>(out, t) + c, L::mul(Part::load(row<S>(a, t) + c, width - c), Part::load(row<S>(b, t) + c, width - c)), width - c);
  }
}

// ‖x‖² in four sums, which do not wait for each other.
template <class L> DK_INLINE typename L::Scalar squared(const typename L::Scalar *x, ptrdiff_t K) {
  typedef typename L::Vector Vector;
  Vector sums[4] = {L::zero(), L::zero(), L::zero(), L::zero()};
  ptrdiff_t c = 0;
  for (; c + 4 * L::lanes <= K; c += 4 * L::lanes)
    DK_UNROLL for (int i = 0; i < 4; i++) {
      const Vector v = L::load(x + c + i * L::lanes);
      sums[i] = L::mulAdd(v, v, sums[i]);
    }
  for (; c < K; c += L::lanes) {
    const Vector v = Columns<L>::load(x + c, K - c);
    sums[0] = L::mulAdd(v, v, sums[0]);
  }
  return L::sum(L::add(L::add(sums[0], sums[1]), L::add(sums[2], sums[3])));
}

// L2 normalisation (CONV-3), then a factor for all.
template <int N> void runNormalise(dk_rows x, ptrdiff_t tokens, ptrdiff_t K, int32_t norm, float scale, dk_mutable_rows out) {
  typedef FloatLanes<N> L;
  typedef Columns<L> Part;
  for (ptrdiff_t t = 0; t < tokens; t++) {
    // Other heads lie between the rows, so that no hardware looks ahead.
    if (t + 4 < tokens) prefetchRows<float>(x, t + 4, 1, K);
    const float *from = row<float>(x, t);
    float *to = row<float>(out, t);
    const float square = norm == dk_norm_none ? 0.0f : squared<L>(from, K), length = __builtin_sqrtf(square);
    const float factor = norm == dk_norm_none        ? 1.0f
                         : norm == dk_norm_rsqrt_eps ? 1.0f / __builtin_sqrtf(square + 1e-6f)
                                                     : 1.0f / (length > 1e-12f ? length : 1e-12f);
    for (ptrdiff_t c = 0; c < K; c += L::lanes)
      Part::store(to + c, scale * (factor * Part::load(from + c, K - c)), K - c);
  }
}

// eˣ of every element.
template <int N> void runExp(dk_rows x, ptrdiff_t tokens, ptrdiff_t width, dk_mutable_rows out) {
  typedef FloatLanes<N> L;
  typedef Columns<L> Part;
  if (width == 1 && out.stride == 1) {
    // One element a token: gathered, so that lanes are tokens.
    for (ptrdiff_t t = 0; t < tokens; t++) *row<float>(out, t) = *row<float>(x, t);
    x = {out.first, tokens};
    out.stride = width = tokens;
    tokens = tokens > 0 ? 1 : 0;
  }
  for (ptrdiff_t t = 0; t < tokens; t++) {
    if (t + 4 < tokens) prefetchRows<float>(x, t + 4, 1, width);
    for (ptrdiff_t c = 0; c < width; c += L::lanes)
      Part::store(row<float>(out, t) + c, Elementary<N>::exp(Part::load(row<float>(x, t) + c, width - c)), width - c);
  }
}

}  // namespace
