#pragma once
#include "Carried.hpp"
#include "Lookout.hpp"
#include "PairRows.hpp"

namespace {

// One head two tokens at a time: the update by a pair and the products of the next pair are one pass over the state (CH-12).
//
// The state lies in panels of a few vectors of columns, behind its γ: each element is read and written once a pair, between
// six multiply-adds. Columns of values do not know each other, so that a panel stays in cache while all tokens pass over it.
template <class T> struct Pairs {
  typedef typename T::L L;
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;
  // Tokens whose rows are prepared at once.
  static constexpr ptrdiff_t block = 32, rowsOfPair = 7, innerOfPair = 4;
  // How far ahead values are asked for.
  static constexpr ptrdiff_t soon = 8;

  const dk_head &head;
  const ptrdiff_t width;
  const Carried<T> carried;
  S *const zeros, *const rows, *const inner;
  bool rescales[block / 2];

  static ptrdiff_t scratchCount(ptrdiff_t K) {
    return ((block / 2) * rowsOfPair + 1) * Carried<T>::rowWidth(K) + (block / 2) * innerOfPair;
  }

  Pairs(const dk_head &head, S *memory, S *scratch)
      : head(head), width(Carried<T>::rowWidth(head.K)), carried(head.K, head.V, memory), zeros(scratch), rows(scratch + width),
        inner(rows + (block / 2) * rowsOfPair * width) {
    memset((void *)zeros, 0, width * sizeof(S));
  }

  typename PairRows<L>::Pair pair(ptrdiff_t i) const {
    S *first = rows + i * rowsOfPair * width;
    return {first, first + 2 * width, first + 4 * width, first + 6 * width, inner + i * innerOfPair};
  }

  void run(const dk_mutable_rows &o, const dk_ahead &ahead) {
    for (ptrdiff_t t = 0; t < head.tokens; t += block) {
      const ptrdiff_t n = head.tokens - t < block ? head.tokens - t : block, pairs = (n + 1) / 2;
      const PairRows<L> prepared = {head, carried.gamma, width, zeros};
      for (ptrdiff_t i = 0; i < pairs; i++) rescales[i] = prepared.fill(t + 2 * i, pair(i));
      if (head.erases) panels<T::pairVectors, true>(t, n, 0, o, ahead);
      else panels<T::pairVectors, false>(t, n, 0, o, ahead);
      carry(pairs - 1);
    }
  }

  // Leaves a pair to the next pass; its corrections are kept already.
  void carry(ptrdiff_t i) {
    memcpy((void *)carried.write, pair(i).write, 2 * width * sizeof(S));
    if (rescales[i]) memcpy((void *)carried.factor, pair(i).factor, width * sizeof(S));
    *carried.rescales = rescales[i] ? Constant<S>::one() : Constant<S>::zero();
  }

  // Panels of P vectors as long as columns last, then narrower ones.
  template <int P, bool Erases> void panels(ptrdiff_t t, ptrdiff_t n, ptrdiff_t column, const dk_mutable_rows &o, const dk_ahead &ahead) {
    const ptrdiff_t wide = P * L::lanes;
    for (; head.V - column >= wide; column += wide) Panel<P, Erases, true>{*this, column}.run(t, n, o, ahead);
    // Up to a lane short of a narrower panel.
    if (head.V - column > wide - L::lanes) return Panel<P, Erases, false>{*this, column}.run(t, n, o, ahead);
    if constexpr (P > 1) {
      if (head.V > column) panels<P / 2, Erases>(t, n, column, o, ahead);
    }
  }

  template <int P, bool Erases, bool Whole> struct Panel {
    typedef Columns<L, Whole> Part;
    const Pairs &f;
    const ptrdiff_t column;
    typedef Vector Row[P];

    void run(ptrdiff_t t, ptrdiff_t n, const dk_mutable_rows &o, const dk_ahead &ahead) const {
      Row d[2], read[2], predicted[2];
      const Lookout<S> lookout(ahead, column, column + P * L::lanes, f.head.V);
      DK_UNROLL for (int i = 0; i < 2; i++)
        DK_UNROLL for (int c = 0; c < P; c++) d[i][c] = L::load(f.carried.correction(i) + column + c * L::lanes);
      const typename PairRows<L>::Pair last = {nullptr, nullptr, f.carried.write, f.carried.factor, nullptr};
      write(last, f.carried.rescalesFirst(), f.pair(0), d, read, predicted);
      for (ptrdiff_t i = 0;; i++) {
        const bool two = 2 * i + 1 < n;
        settle(t + 2 * i, two, f.pair(i).inner, d, read, predicted);
        store(read[0], o, t + 2 * i);
        if (two) store(read[1], o, t + 2 * i + 1);
        lookout.ask(t + 2 * i);
        askForValues(t, n, 2 * i + soon, o, ahead.tokens);
        if (2 * i + 2 >= n) break;
        write(f.pair(i), f.rescales[i], f.pair(i + 1), d, read, predicted);
      }
      DK_UNROLL for (int i = 0; i < 2; i++)
        DK_UNROLL for (int c = 0; c < P; c++) L::store(f.carried.correction(i) + column + c * L::lanes, d[i][c]);
    }

    DK_INLINE void write(const typename PairRows<L>::Pair &pair, bool rescales, const typename PairRows<L>::Pair &next, const Row (&d)[2],
                         Row (&read)[2], Row (&predicted)[2]) const {
      if (rescales) pass<true>(pair, next, d, read, predicted);
      else pass<false>(pair, next, d, read, predicted);
    }

    // S ← f∘S + k̃₀ d₀ + k̃₁ d₁, and the products of the next pair with it.
    template <bool Rescales>
    DK_INLINE void pass(const typename PairRows<L>::Pair &pair, const typename PairRows<L>::Pair &next, const Row (&d)[2], Row (&read)[2],
                        Row (&predicted)[2]) const {
      DK_UNROLL for (int c = 0; c < P; c++) read[0][c] = read[1][c] = predicted[0][c] = predicted[1][c] = L::zero();
      const ptrdiff_t K = f.head.K, width = f.width;
      const S *write = pair.write, *reads = next.read, *erases = next.erase;
      S *s = f.carried.panels + column * K;
      for (ptrdiff_t k = 0; k < K; k++, s += P * L::lanes) {
        Row x;
        DK_UNROLL for (int c = 0; c < P; c++) x[c] = L::load(s + c * L::lanes);
        if (Rescales) {
          const Vector factor = L::broadcast(pair.factor[k]);
          DK_UNROLL for (int c = 0; c < P; c++) x[c] = L::mul(factor, x[c]);
        }
        add(write[k], d[0], x);
        add(write[width + k], d[1], x);
        DK_UNROLL for (int c = 0; c < P; c++) L::store(s + c * L::lanes, x[c]);
        add(reads[k], x, read[0]);
        add(reads[width + k], x, read[1]);
        if (!Erases) continue;
        add(erases[k], x, predicted[0]);
        add(erases[width + k], x, predicted[1]);
      }
    }

    static DK_INLINE void add(S factor, const Row &row, Row &to) {
      const Vector v = L::broadcast(factor);
      DK_UNROLL for (int c = 0; c < P; c++) to[c] = L::mulAdd(v, row[c], to[c]);
    }

    // d = a(v − P), or av − bP where the erase has a gain of its own; then o, with what the pair itself has written.
    DK_INLINE void settle(ptrdiff_t t, bool two, const S *inner, Row (&d)[2], Row (&read)[2], Row (&predicted)[2]) const {
      correct(t, predicted[0], d[0]);
      if (two) {
        if (Erases) add(inner[3], d[0], predicted[1]);
        correct(t + 1, predicted[1], d[1]);
      } else {
        DK_UNROLL for (int c = 0; c < P; c++) d[1][c] = L::zero();
      }
      add(inner[0], d[0], read[0]);
      add(inner[1], d[0], read[1]);
      add(inner[2], d[1], read[1]);
    }

    // Asks for values and outputs a few tokens on: of this panel, else of the next one, which begins again with token t, else of
    // the tokens behind these.
    DK_INLINE void askForValues(ptrdiff_t t, ptrdiff_t n, ptrdiff_t token, const dk_mutable_rows &o, ptrdiff_t more) const {
      ptrdiff_t c = column;
      if (token >= n) {
        c += P * L::lanes;
        if (c < f.head.V) token -= n;
        else c = 0;
      }
      if (t + token + 1 >= f.head.tokens + more) return;
      for (ptrdiff_t u = t + token; u < t + token + 2; u++) {
        Lookout<S>::askFor(row<S>(f.head.v, u) + c, 0, P * L::lanes);
        Lookout<S>::askFor(row<S>(o, u) + c, 0, P * L::lanes);
      }
    }

    DK_INLINE void correct(ptrdiff_t t, const Row &predicted, Row &d) const {
      const dk_head &head = f.head;
      const S *v = row<S>(head.v, t) + column;
      const Vector a = L::broadcast(head.gain.first ? *row<S>(head.gain, t) : Constant<S>::one());
      const bool apart = head.erase_gain.first;
      const Vector b = apart ? L::broadcast(*row<S>(head.erase_gain, t)) : a;
      DK_UNROLL for (int c = 0; c < P; c++) {
        const Vector x = Part::load(v + c * L::lanes, head.V - column - c * L::lanes);
        d[c] = !Erases ? L::mul(a, x) : apart ? L::mulSub(b, predicted[c], L::mul(a, x)) : L::mul(a, L::sub(x, predicted[c]));
      }
    }

    DK_INLINE void store(const Row &x, const dk_mutable_rows &o, ptrdiff_t t) const {
      S *place = row<S>(o, t) + column;
      DK_UNROLL for (int c = 0; c < P; c++) Part::store(place + c * L::lanes, x[c], f.head.V - column - c * L::lanes);
    }
  };
};

template <class T> ptrdiff_t pairScratchCount(ptrdiff_t K) { return Pairs<T>::scratchCount(K); }

template <class T> void runPairs(const dk_head *head, void *carried, void *scratch, dk_mutable_rows o, const dk_ahead *ahead) {
  typedef typename T::L::Scalar S;
  Pairs<T>(*head, (S *)carried, (S *)scratch).run(o, *ahead);
}

}  // namespace
