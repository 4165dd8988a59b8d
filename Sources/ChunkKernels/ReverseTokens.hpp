#pragma once
#include "ReversedChunk.hpp"

namespace {

// Decays that are one number a token, or none, in reverse: what they multiply are rows and elements of small matrices.
template <class T> struct TokenDecays {
  typedef typename T::L L;
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;
  ReversedChunk<T> &f;
  S *memory = nullptr;
  // Γ, zero above the diagonal; Γ∘dM and Γ∘dN; and what decays get of each pair of a later row and an earlier column.
  S *ratio, *read, *erase, *pairs;
  // γ, that of the erase, Γ_C; Γ of the token at hand to the state and to all tokens.
  S *gamma, *erasing, *behind, *reach;
  const ptrdiff_t pw;

  explicit TokenDecays(ReversedChunk<T> &f) : f(f), pw(rounded(f.C + 1, L::lanes)) {}
  ~TokenDecays() { free(memory); }

  bool allocate() {
    const ptrdiff_t square = f.C * f.cw;
    const ptrdiff_t counts[] = {square, square, square, f.C * pw, f.cw, f.cw, f.cw, pw};
    S **const places[] = {&ratio, &read, &erase, &pairs, &gamma, &erasing, &behind, &reach};
    return allocateBlocks(memory, counts, places, 8);
  }

  static DK_INLINE void scale(const S *from, S factor, S *to, ptrdiff_t width) {
    for (ptrdiff_t c = 0; c < width; c += L::lanes) L::store(to + c, L::mul(L::broadcast(factor), L::load(from + c)));
  }
  static DK_INLINE S dot(const S *x, const S *y, ptrdiff_t width) {
    Vector sum = L::zero();
    for (ptrdiff_t c = 0; c < width; c += L::lanes) sum = L::mulAdd(L::load(x + c), L::load(y + c), sum);
    return L::sum(sum);
  }

  void fold() {
    S product = Constant<S>::one();
    for (ptrdiff_t i = 0; i < f.n; i++) {
      const S before = product;
      product = product * f.alpha[i];
      gamma[i] = product;
      erasing[i] = f.head.lag ? before : product;
      scale(f.q + i * f.kw, gamma[i], f.scaledQ + i * f.kw, f.kw);
      scale(f.k + i * f.kw, erasing[i], f.scaledK + i * f.kw, f.kw);
      for (ptrdiff_t j = 0; j < f.cw; j++)
        ratio[i * f.cw + j] = j < i ? f.alpha[i] * ratio[(i - 1) * f.cw + j] : j == i ? Constant<S>::one() : Constant<S>::zero();
    }
    for (ptrdiff_t c = 0; c < f.kw; c++) f.whole[c] = product;
    for (ptrdiff_t j = 0; j < f.n; j++) {
      behind[j] = ratio[(f.n - 1) * f.cw + j];
      scale(f.y + j * f.kw, behind[j], f.scaledY + j * f.kw, f.kw);
    }
  }

  void reverse() {
    if (f.head.decay_kind == dk_decay_scalar) reverseDecays();
    for (ptrdiff_t i = 0; i < f.n; i++)
      for (ptrdiff_t j = 0; j < f.cw; j += L::lanes) {
        const ptrdiff_t at = i * f.cw + j;
        L::store(read + at, L::mul(L::load(ratio + at), L::load(f.dM + at)));
        if (!f.head.erases) continue;
        // A lagging erase reads with the decays of the token before; the first has no past in the chunk.
        const Vector erased = L::load(f.dN + at);
        if (!f.head.lag) L::store(erase + at, L::mul(L::load(ratio + at), erased));
        else L::store(erase + at, i == 0 ? L::zero() : L::mul(L::load(ratio + at - f.cw), erased));
      }
    Queries queries = {f, read, gamma, f.fromRead, f.dQ, false};
    RowBlocks<T::rows>::each(f.n, queries);
    Keys keys = {*this};
    RowBlocks<T::rows>::each(f.n, keys);
    if (f.head.erases) {
      Queries erased = {f, erase, erasing, f.fromErase, f.dK, true};
      RowBlocks<T::rows>::each(f.n, erased);
    } else {
      memset((void *)f.dK, 0, f.n * f.kw * sizeof(S));
    }
  }

  // dQ̃ = γ∘(dO S_0ᵀ) + (Γ∘dM) K̃, and dK = −γ∘(X S_0ᵀ) + (Γ∘dN) K̃.
  struct Queries {
    ReversedChunk<T> &f;
    const S *weights, *factors, *fromState;
    S *out;
    bool minus;
    template <int R> DK_INLINE void run(ptrdiff_t first) {
      for (ptrdiff_t c = 0; c < f.kw; c += T::panel) {
        Block<L, R, T::vectors> block;
        block.load(fromState + first * f.kw + c, f.kw);
        DK_UNROLL for (int r = 0; r < R; r++) {
          const Vector g = L::broadcast(minus ? Constant<S>::zero() - factors[first + r] : factors[first + r]);
          DK_UNROLL for (int v = 0; v < T::vectors; v++) block.at[r][v] = L::mul(g, block.at[r][v]);
        }
        block.add(weights + first * f.cw, f.cw, 1, f.y + c, f.kw, first + R);
        block.store(out + first * f.kw + c, f.kw);
      }
    }
  };

  // dK̃ = Γ_C∘(D Gᵀ) + (Γ∘dM)ᵀ Q̃ + (Γ∘dN)ᵀ K.
  struct Keys {
    TokenDecays &d;
    template <int R> DK_INLINE void run(ptrdiff_t first) {
      const ReversedChunk<T> &f = d.f;
      const ptrdiff_t corner = first * f.cw + first, rest = f.n - first;
      for (ptrdiff_t c = 0; c < f.kw; c += T::panel) {
        const ptrdiff_t place = first * f.kw + c;
        Block<L, R, T::vectors> block;
        block.load(f.fromWrite + place, f.kw);
        DK_UNROLL for (int r = 0; r < R; r++) {
          const Vector g = L::broadcast(d.behind[first + r]);
          DK_UNROLL for (int v = 0; v < T::vectors; v++) block.at[r][v] = L::mul(g, block.at[r][v]);
        }
        block.add(d.read + corner, 1, f.cw, f.q + place, f.kw, rest);
        if (f.head.erases) block.add(d.erase + corner, 1, f.cw, f.k + place, f.kw, rest);
        block.store(f.dY + place, f.kw);
      }
    }
  };

  // Σ of S_0∘G, which γ_C carries to the end.
  S carried() const {
    Vector even[T::vectors], odd[T::vectors];
    DK_UNROLL for (int v = 0; v < T::vectors; v++) even[v] = odd[v] = L::zero();
    for (ptrdiff_t p = 0; p < f.vw; p += T::panel) {
      const S *state = f.kept.state + p * panelRows(f.K), *G = f.G + p * panelRows(f.K);
      for (ptrdiff_t c = 0; c < f.K; c++)
        DK_UNROLL for (int v = 0; v < T::vectors; v++) {
          const ptrdiff_t place = c * T::panel + v * L::lanes;
          Vector &sum = (c % 2 ? odd : even)[v];
          sum = L::mulAdd(L::load(state + place), L::load(G + place), sum);
        }
    }
    Vector sum = L::zero();
    DK_UNROLL for (int v = 0; v < T::vectors; v++) sum = L::add(sum, L::add(even[v], odd[v]));
    return L::sum(sum);
  }

  // Row i of `pairs`: z_ij of what token i reads of the state (column 0) and of the write of token j < i (column j + 1), of
  // which Γ_ij z_ij is a term of the sum whose gradient is sought. What is carried to the end is read by the last token.
  void collect() {
    const ptrdiff_t n = f.n, last = n - 1;
    memset((void *)pairs, 0, n * pw * sizeof(S));
    for (ptrdiff_t i = 0; i < n; i++) {
      S *row = pairs + i * pw;
      row[0] = row[0] + dot(f.fromRead + i * f.kw, f.q + i * f.kw, f.kw);
      for (ptrdiff_t j = 0; j < i; j++) row[j + 1] = row[j + 1] + f.dM[i * f.cw + j] * f.kept.products[i * f.cw + j];
      const ptrdiff_t reader = i - f.head.lag;
      if (!f.head.erases || reader < 0) continue;
      S *erased = pairs + reader * pw;
      erased[0] = erased[0] - dot(f.fromErase + i * f.kw, f.k + i * f.kw, f.kw);
      for (ptrdiff_t j = 0; j < reader; j++)
        erased[j + 1] = erased[j + 1] + f.dN[i * f.cw + j] * f.kept.eraseProducts[i * f.cw + j];
    }
    S *end = pairs + last * pw;
    end[0] = end[0] + carried();
    for (ptrdiff_t j = 0; j < last; j++) end[j + 1] = end[j + 1] + dot(f.fromWrite + j * f.kw, f.y + j * f.kw, f.kw);
  }

  // dα_t = Σ_{i ≥ t > j} Γ_it z_ij Γ_{t−1,j}: sums over i from the end, in place, then over j from the start.
  void reverseDecays() {
    collect();
    for (ptrdiff_t t = f.n - 2; t >= 0; t--)
      for (ptrdiff_t j = 0; j < pw; j += L::lanes) {
        S *place = pairs + t * pw + j;
        L::store(place, L::mulAdd(L::broadcast(f.alpha[t + 1]), L::load(place + pw), L::load(place)));
      }
    for (ptrdiff_t j = 0; j < pw; j++) reach[j] = Constant<S>::zero();
    for (ptrdiff_t t = 0; t < f.n; t++) {
      // Γ_{t−1,j}, one for the token before t; columns from t on are later than what this decay multiplies.
      reach[t] = Constant<S>::one();
      S sum = Constant<S>::zero();
      for (ptrdiff_t j = 0; j <= t; j++) sum = sum + pairs[t * pw + j] * reach[j];
      f.dA[t] = sum;
      scale(reach, f.alpha[t], reach, pw);
    }
  }
};

}  // namespace
