#pragma once
#include <cmath>
#include "Elementary.hpp"
#include "Backward.hpp"

namespace {

// What a map is known by; nothing where there is none.
template <class S> DK_INLINE S constant(const dk_diagonal &d, int i) {
  return d.map ? ((const S *)d.map)[i] : Constant<S>::zero();
}

// A ↦ B of OP-A in float32.
template <int N> struct Squash {
  typedef FloatLanes<N> L;
  typedef typename L::Vector Vector;
  Vector slope, eps, centre;
  Squash(const dk_diagonal &d)
      : slope(L::broadcast(-constant<float>(d, 0))), eps(L::broadcast(constant<float>(d, 1))),
        centre(L::broadcast(constant<float>(d, 2))) {}
  DK_INLINE Vector operator()(Vector a) const {
    typedef Elementary<N> E;
    const Vector r = E::log(a + eps) - centre;
    return E::exp(slope * (r / (1.0f + E::magnitude(r))));
  }
  static DK_INLINE Vector divide(Vector a, Vector b) { return a / b; }
};

// A polynomial in the place of the squash, over F_p: B = c₀ + A (c₁ + A c₂).
template <int N> struct Polynomial {
  typedef FieldLanes<N> L;
  typedef typename L::Vector Vector;
  Vector c[3];
  Polynomial(const dk_diagonal &d) {
    for (int i = 0; i < 3; i++) c[i] = L::broadcast(constant<Field>(d, i));
  }
  DK_INLINE Vector operator()(Vector a) const { return L::mulAdd(a, L::mulAdd(a, c[2], c[1]), c[0]); }
  static DK_INLINE Field inverse(Field x) {
    Field y = Field{1};
    for (uint64_t e = Field::modulus - 2; e > 0; e >>= 1, x = x * x)
      if (e & 1) y = y * x;
    return y;
  }
  static DK_INLINE Vector divide(Vector a, Vector b) {
    for (int i = 0; i < N; i++) a.x[i] = a.x[i] * inverse(b.x[i]);
    return a;
  }
};

// Up to a whole vector of the columns of rows; lanes behind them are zero.
template <class L> struct Columns {
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;
  static DK_INLINE Vector load(const S *p, ptrdiff_t count) {
    if (count >= L::lanes) return L::load(p);
    S lanes[L::lanes] = {};
    for (ptrdiff_t i = 0; i < count; i++) lanes[i] = p[i];
    return L::load(lanes);
  }
  static DK_INLINE void store(S *p, Vector v, ptrdiff_t count) {
    if (count >= L::lanes) return L::store(p, v);
    S lanes[L::lanes];
    L::store(lanes, v);
    for (ptrdiff_t i = 0; i < count; i++) p[i] = lanes[i];
  }
};

template <class S> DK_INLINE S *row(const dk_mutable_rows &rows, ptrdiff_t i) { return (S *)rows.first + i * rows.stride; }
template <class S> DK_INLINE const S *row(const dk_rows &rows, ptrdiff_t i) {
  return (const S *)rows.first + i * rows.stride;
}

// A_t = α A_{t−1} + β k∘k, and k̃ = B(A)∘k or q̃ = q ⊘ (A + Λ) where there is a ridge (OP-A, OP-P).
template <class L, class Map> void runDiagonal(const dk_diagonal *d) {
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;
  typedef Columns<L> Part;
  const Map map(*d);
  for (ptrdiff_t c = 0; c < d->K; c += L::lanes) {
    const ptrdiff_t count = d->K - c;
    Vector a = Part::load((const S *)d->state + c, count);
    const Vector ridge = d->ridge ? Part::load((const S *)d->ridge + c, count) : L::zero();
    for (ptrdiff_t t = 0; t < d->tokens; t++) {
      const Vector k = Part::load(row<S>(d->k, t) + c, count);
      a = L::mulAdd(L::broadcast(*row<S>(d->gain, t)), L::mul(k, k), L::mul(L::broadcast(*row<S>(d->decay, t)), a));
      if (d->ridge) {
        const Vector q = Part::load(row<S>(d->q, t) + c, count);
        Part::store(row<S>(d->out, t) + c, Map::divide(q, L::add(a, ridge)), count);
      } else {
        Part::store(row<S>(d->out, t) + c, L::mul(map(a), k), count);
      }
    }
    Part::store((S *)d->state + c, a, count);
  }
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

// L2 normalisation (CONV-3), then a factor for all.
template <int N> void runNormalise(dk_rows x, ptrdiff_t tokens, ptrdiff_t K, int32_t norm, float scale, dk_mutable_rows out) {
  typedef FloatLanes<N> L;
  typedef Columns<L> Part;
  for (ptrdiff_t t = 0; t < tokens; t++) {
    // Heads lie between rows, so that the next one is in another page, where no hardware looks ahead.
    if (t + 8 < tokens) prefetchRows<float>(x, t + 8, 1, K);
    const dk_rows one = {row<float>(x, t), x.stride};
    float square = 0;
    if (norm != dk_norm_none) runDots<L>(one, one, 1, K, &square);
    const float length = __builtin_sqrtf(square);
    const float factor = norm == dk_norm_none        ? 1.0f
                         : norm == dk_norm_rsqrt_eps ? 1.0f / __builtin_sqrtf(square + 1e-6f)
                                                     : 1.0f / (length > 1e-12f ? length : 1e-12f);
    for (ptrdiff_t c = 0; c < K; c += L::lanes)
      Part::store(row<float>(out, t) + c, scale * (factor * Part::load(row<float>(x, t) + c, K - c)), K - c);
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
  for (ptrdiff_t t = 0; t < tokens; t++)
    for (ptrdiff_t c = 0; c < width; c += L::lanes)
      Part::store(row<float>(out, t) + c, Elementary<N>::exp(Part::load(row<float>(x, t) + c, width - c)), width - c);
}

}  // namespace
