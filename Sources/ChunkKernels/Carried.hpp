#pragma once
#include "Memory.hpp"

namespace {

// A state between calls of `pairs` (CH-12): γ, the state over γ in panels of a few vectors of columns, and the last pair of
// tokens, which the next pass over the panels writes.
template <class T> struct Carried {
  typedef typename T::L L;
  typedef typename L::Scalar S;

  const ptrdiff_t K, V;
  S *const gamma, *const panels;
  // Of the last pair what it writes with, two rows; what the state is multiplied by before, if `rescales` is not zero; and
  // what it writes, two rows of columns.
  S *const write, *const factor, *const corrections, *const rescales;

  static ptrdiff_t rowWidth(ptrdiff_t K) { return rounded(K, L::lanes); }
  static ptrdiff_t count(ptrdiff_t K, ptrdiff_t V) { return 4 * rowWidth(K) + (K + 2) * rounded(V, L::lanes) + L::lanes; }

  Carried(ptrdiff_t K, ptrdiff_t V, S *memory)
      : K(K), V(V), gamma(memory), panels(gamma + rowWidth(K)), write(panels + K * rounded(V, L::lanes)),
        factor(write + 2 * rowWidth(K)), corrections(factor + rowWidth(K)), rescales(corrections + 2 * rounded(V, L::lanes)) {}

  S *correction(int token) const { return corrections + token * rounded(V, L::lanes); }
  bool rescalesFirst() const {
    const S zero = Constant<S>::zero();
    return memcmp((const void *)rescales, (const void *)&zero, sizeof zero) != 0;
  }

  // Calls `body` with the row, the first column and the place of every vector.
  template <class F> void eachVector(F body) const {
    int vectors = T::pairVectors;
    for (ptrdiff_t column = 0; column < V; column += vectors * L::lanes) {
      while (column + (vectors - 1) * L::lanes >= V) vectors /= 2;
      S *place = panels + column * K;
      for (ptrdiff_t k = 0; k < K; k++)
        for (int c = 0; c < vectors; c++, place += L::lanes) body(k, column + c * L::lanes, place);
    }
  }

  // From a state, K×V row-major: γ = 1, and a pair of nothing.
  void takeIn(const S *state) const {
    memset((void *)write, 0, (count(K, V) - (write - gamma)) * sizeof(S));
    for (ptrdiff_t k = 0; k < rowWidth(K); k++) gamma[k] = Constant<S>::one();
    eachVector([&](ptrdiff_t k, ptrdiff_t column, S *place) {
      L::store(place, Columns<L>::load(state + k * V + column, V - column));
    });
  }

  // And back, with the pair written and γ multiplied in.
  void putOut(S *state) const {
    const bool scales = rescalesFirst();
    eachVector([&](ptrdiff_t k, ptrdiff_t column, const S *place) {
      typename L::Vector x = L::load(place);
      if (scales) x = L::mul(L::broadcast(factor[k]), x);
      for (int token = 0; token < 2; token++)
        x = L::mulAdd(L::broadcast(write[token * rowWidth(K) + k]), L::load(correction(token) + column), x);
      Columns<L>::store(state + k * V + column, L::mul(L::broadcast(gamma[k]), x), V - column);
    });
  }
};

template <class T> ptrdiff_t carriedCount(ptrdiff_t K, ptrdiff_t V) { return Carried<T>::count(K, V); }

template <class T> void carryIn(ptrdiff_t K, ptrdiff_t V, const void *state, void *carried) {
  typedef typename T::L::Scalar S;
  Carried<T>(K, V, (S *)carried).takeIn((const S *)state);
}

template <class T> void carryOut(ptrdiff_t K, ptrdiff_t V, const void *carried, void *state) {
  typedef typename T::L::Scalar S;
  Carried<T>(K, V, (S *)carried).putOut((S *)state);
}

}  // namespace
