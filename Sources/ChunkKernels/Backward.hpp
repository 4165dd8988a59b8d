#pragma once
#include "ReverseChannels.hpp"
#include "ReverseProducts.hpp"
#include "ReverseTokens.hpp"

namespace {

// One head backwards: CH-8, chunk after chunk from the last.
template <class T> struct Backward {
  typedef typename T::L L;
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;

  const dk_gradients &out;
  ReversedChunk<T> f;
  ReverseProducts<T> products;
  TokenDecays<T> tokens;
  ChannelDecays<T> channels;

  Backward(const dk_head &head, const dk_gradients &out, ptrdiff_t chunk)
      : out(out), f(head, chunk), products(f), tokens(f), channels(f) {}

  bool allocate() { return f.allocate() && products.allocate() && (f.byChannel ? channels.allocate() : tokens.allocate()); }

  void run(void *trace, const dk_rows &cotangent, S *state) {
    moveState<T>(state, f.G, f.K, f.V, true);
    for (ptrdiff_t c = (f.head.tokens + f.C - 1) / f.C - 1; c >= 0; c--) {
      f.load(c, trace, cotangent, out);
      f.byChannel ? channels.fold() : tokens.fold();
      products.solve();
      products.project();
      f.byChannel ? channels.reverse() : tokens.reverse();
      gains(c * f.C);
      store(c * f.C);
      products.update();
    }
    moveState<T>(state, f.G, f.K, f.V, false);
  }

  // Of D = aV − bP with P = (γ∘K) S_0 + N D: da = ⟨V, W⟩, db = −⟨P, W⟩; one gain has the sum.
  struct Gains {
    Backward &b;
    ptrdiff_t t;
    template <int R> DK_INLINE void run(ptrdiff_t first) {
      const ReversedChunk<T> &f = b.f;
      Vector da[R], db[R];
      DK_UNROLL for (int r = 0; r < R; r++) da[r] = db[r] = L::zero();
      for (ptrdiff_t p = 0; p < f.vw; p += T::panel) {
        Block<L, R, T::vectors> P;
        P.clear();
        if (f.head.erases) {
          P.load(f.kept.prediction + first * f.vw + p, f.vw);
          P.add(f.kept.N + first * f.cw, f.cw, 1, f.kept.D + p, f.vw, first + R - 1);
        }
        DK_UNROLL for (int r = 0; r < R; r++)
          DK_UNROLL for (int v = 0; v < T::vectors; v++) {
            const ptrdiff_t place = (first + r) * f.vw + p + v * L::lanes;
            const Vector w = L::load(f.W + place), value = L::load(f.v + place), predicted = P.at[r][v];
            da[r] = L::mulAdd(f.head.erase_gain.first ? value : L::sub(value, predicted), w, da[r]);
            db[r] = L::mulSub(predicted, w, db[r]);
          }
      }
      DK_UNROLL for (int r = 0; r < R; r++) {
        if (b.out.gain.first) *row<S>(b.out.gain, t + first + r) = L::sum(da[r]);
        if (b.out.erase_gain.first) *row<S>(b.out.erase_gain, t + first + r) = L::sum(db[r]);
      }
    }
  };

  void gains(ptrdiff_t t) {
    if (!out.gain.first && !out.erase_gain.first) return;
    Gains work = {*this, t};
    RowBlocks<4>::each(f.n, work);
  }

  void store(ptrdiff_t t) {
    storeKeys(out.q, t, f.dQ);
    storeKeys(out.k, t, f.dK);
    storeKeys(out.write_key, t, f.dY);
    for (ptrdiff_t i = 0; i < f.n; i++) {
      // dV = aW.
      S *dV = row<S>(out.v, t + i);
      for (ptrdiff_t j = 0; j < f.V; j += L::lanes)
        Columns<L>::store(dV + j, L::mul(L::broadcast(f.a[i]), L::load(f.W + i * f.vw + j)), f.V - j);
      if (!out.decay.first) continue;
      const ptrdiff_t width = f.byChannel ? f.K : 1;
      memcpy((void *)row<S>(out.decay, t + i), f.dA + i * (f.byChannel ? f.kw : 1), width * sizeof(S));
    }
  }

  void storeKeys(const dk_mutable_rows &rows, ptrdiff_t t, const S *x) {
    if (f.fits(rows.stride)) return;
    for (ptrdiff_t i = 0; i < f.n; i++) memcpy((void *)row<S>(rows, t + i), x + i * f.kw, f.K * sizeof(S));
  }


};

template <class T> ptrdiff_t traceCount(const dk_head *head, ptrdiff_t chunk) {
  if (head->tokens <= 0) return 0;
  return TraceLayout<T>(*head, chunk).chunkSize() * ((head->tokens + chunk - 1) / chunk);
}

template <class T>
int32_t runBackward(const dk_head *head, ptrdiff_t chunk, void *trace, dk_rows cotangent, void *state,
                    const dk_gradients *out) {
  if (head->tokens <= 0) return 0;
  Backward<T> backward(*head, *out, chunk);
  if (!backward.allocate()) return 1;
  backward.run(trace, cotangent, (typename T::L::Scalar *)state);
  return 0;
}

}  // namespace
