#pragma once
#include "Prepare.hpp"

// What `Prepare.hpp` does, backwards.

namespace {

template <class L> ptrdiff_t reverseDiagonalScratch(ptrdiff_t tokens, ptrdiff_t K) {
  return (tokens + 1) * ((K + L::lanes - 1) / L::lanes * L::lanes);
}

// One token of a reversed diagonal, from the states before and after it (GRAD-3):
//   dB = k∘dk̃,  dA += ∂B/∂A∘dB,  dk += B∘dk̃ + 2β k∘dA,  dβ = ⟨k∘k, dA⟩,  dα = ⟨A_{t−1}, dA⟩,  dA ← α dA.
template <class L, class Map> struct ReversedToken {
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;
  typedef Columns<L> Part;
  const Map &map;
  const dk_reversed_diagonal &d;
  Vector centre;

  void run(ptrdiff_t t, const S *before, const S *after) {
    const Vector decay = L::broadcast(*row<S>(d.decay, t)), gain = L::broadcast(*row<S>(d.gain, t));
    const S *k = row<S>(d.k, t), *write = row<S>(d.d_write_key, t);
    S *dKey = row<S>(d.d_key, t), *dState = (S *)d.d_state;
    Vector dDecay = L::zero(), dGain = L::zero();
    for (ptrdiff_t c = 0; c < d.K; c += L::lanes) {
      const ptrdiff_t count = d.K - c;
      const Vector key = Part::load(k + c, count), dWrite = Part::load(write + c, count), dB = L::mul(key, dWrite);
      // What lies behind the last channel must have a finite B, which is multiplied by zero.
      const Derived<Vector> b = map.derived(Part::padded(L::load(after + c), count));
      centre = L::mulAdd(b.centre, dB, centre);
      const Vector dA = L::mulAdd(b.state, dB, Part::load(dState + c, count));
      const Vector square = L::mul(key, key);
      dGain = L::mulAdd(square, dA, dGain);
      dDecay = L::mulAdd(L::load(before + c), dA, dDecay);
      const Vector slope = L::mul(gain, L::add(key, key));
      Part::store(dKey + c, L::mulAdd(slope, dA, L::mulAdd(b.value, dWrite, Part::load(dKey + c, count))), count);
      Part::store(dState + c, L::mul(decay, dA), count);
    }
    *row<S>(d.d_decay, t) = L::sum(dDecay);
    *row<S>(d.d_gain, t) = L::sum(dGain);
  }
};

template <class L, class Map> void reverseDiagonal(const dk_reversed_diagonal *d) {
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;
  typedef Columns<L> Part;
  const ptrdiff_t kw = (d->K + L::lanes - 1) / L::lanes * L::lanes;
  S *states = (S *)d->scratch;
  for (ptrdiff_t c = 0; c < d->K; c += L::lanes) L::store(states + c, Part::load((const S *)d->state + c, d->K - c));
  for (ptrdiff_t t = 0; t < d->tokens; t++) {
    const Vector gain = L::broadcast(*row<S>(d->gain, t)), decay = L::broadcast(*row<S>(d->decay, t));
    for (ptrdiff_t c = 0; c < d->K; c += L::lanes) {
      const Vector key = Part::load(row<S>(d->k, t) + c, d->K - c);
      L::store(states + (t + 1) * kw + c, L::mulAdd(gain, L::mul(key, key), L::mul(decay, L::load(states + t * kw + c))));
    }
  }
  const Map map(d->map);
  ReversedToken<L, Map> token = {map, *d, L::zero()};
  for (ptrdiff_t t = d->tokens - 1; t >= 0; t--) token.run(t, states + t * kw, states + (t + 1) * kw);
  *(S *)d->d_centre = *(S *)d->d_centre + L::sum(token.centre);
}

template <class L, template <int> class Map> void runReverseDiagonal(const dk_reversed_diagonal *d) {
  typedef typename L::Wide Wide;
  if (d->K % Wide::lanes == 0) reverseDiagonal<Wide, Map<Wide::lanes>>(d);
  else reverseDiagonal<L, Map<L::lanes>>(d);
}

// y = s x/ℓ:  dx = (s dy − ⟨x, s dy⟩ x/ℓ²)/ℓ, without the projection where ℓ is the floor of `max-eps` (GRAD-4).
template <int N>
void runReverseNormalise(dk_rows x, ptrdiff_t tokens, ptrdiff_t K, int32_t norm, float scale, dk_rows d, dk_mutable_rows out) {
  typedef FloatLanes<N> L;
  typedef Columns<L> Part;
  for (ptrdiff_t t = 0; t < tokens; t++) {
    if (t + 4 < tokens) {
      prefetchRows<float>(x, t + 4, 1, K);
      prefetchRows<float>(out, t + 4, 1, K);
    }
    const float *from = row<float>(x, t), *dy = row<float>(d, t);
    float *to = row<float>(out, t);
    float inverse = 1.0f, projection = 0.0f;
    if (norm != dk_norm_none) {
      typename L::Vector sum = L::zero();
      for (ptrdiff_t c = 0; c < K; c += L::lanes)
        sum = L::mulAdd(Part::load(from + c, K - c), scale * Part::load(dy + c, K - c), sum);
      const float square = squared<L>(from, K), length = __builtin_sqrtf(square);
      const bool floored = norm == dk_norm_max_eps && length <= 1e-12f;
      inverse = norm == dk_norm_rsqrt_eps ? 1.0f / __builtin_sqrtf(square + 1e-6f) : 1.0f / (floored ? 1e-12f : length);
      projection = floored ? 0.0f : L::sum(sum) * inverse * inverse;
    }
    for (ptrdiff_t c = 0; c < K; c += L::lanes)
      Part::store(to + c, inverse * (scale * Part::load(dy + c, K - c) - projection * Part::load(from + c, K - c)), K - c);
  }
}

}  // namespace
