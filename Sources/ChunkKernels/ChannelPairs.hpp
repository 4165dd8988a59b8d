#pragma once
#include "ReversedChunk.hpp"

namespace {

// Pairs of tokens whose decays each channel has of its own, in reverse (CH-5): by halves, as `ChannelDots` goes forwards, four tokens directly.
template <class T> struct ChannelPairs {
  typedef typename T::L L;
  typedef typename L::Scalar S;
  typedef typename L::Vector Vector;

  // Rows x that meet k̃ with the weights P, and what is added up for them.
  struct Readers {
    const S *P, *x;
    S *rows;
  };

  ReversedChunk<T> &f;
  const ptrdiff_t kw, cw;
  // The two sides of a border and what they hand over; of the later one a part for each of the readers.
  S *from, *to, *late, *early;

  explicit ChannelPairs(ReversedChunk<T> &f) : f(f), kw(f.kw), cw(f.cw) {}

  static DK_INLINE Vector one() { return L::broadcast(Constant<S>::one()); }
  DK_INLINE Vector alpha(ptrdiff_t t, ptrdiff_t c) const { return L::load(f.alpha + t * kw + c); }

  // For all readers adds Σ_j P_ij Γ_ij∘k̃_j to row i of `rows`, Σ_i P_ij Γ_ij∘x_i to row j of dK̃, and to dα what decays get.
  // Decays, k̃ and dK̃ are gone through once for all of them.
  template <int N> void run(const Readers (&readers)[N]) { halve(0, f.n, readers); }

  static DK_INLINE void addTo(S *place, Vector x) { L::store(place, L::add(L::load(place), x)); }

  // The same for a few tokens at once. For t > j let A_t(j) = Σ_{i ≥ t} P_ij Γ_it∘x_i and u_t(j) = Γ_{t−1,j}∘k̃_j: token t
  // gets α_t∘Σ_j P_tj u_t(j), its decay Σ_j A_t(j)∘u_t(j), and k̃_j gets α_{j+1}∘A_{j+1}(j); A is summed over the readers.
  template <int B, int N> void direct(ptrdiff_t first, const Readers (&readers)[N]) {
    const ptrdiff_t corner = first * cw + first;
    for (ptrdiff_t c = 0; c < kw; c += L::lanes) {
      const ptrdiff_t place = first * kw + c;
      Vector A[B][B], u[B];
      DK_UNROLL for (int t = B - 1; t > 0; t--)
        DK_UNROLL for (int j = 0; j < t; j++) {
          A[t][j] = weighted(readers, corner + t * cw + j, place + t * kw);
          if (t + 1 < B) A[t][j] = L::mulAdd(alpha(first + t + 1, c), A[t + 1][j], A[t][j]);
        }
      takeToken<B, 0>(first, c, A, u, readers);
    }
  }

  // Σ P x over the readers.
  template <int N> static DK_INLINE Vector weighted(const Readers (&readers)[N], ptrdiff_t weight, ptrdiff_t place) {
    Vector sum = L::mul(L::broadcast(readers[0].P[weight]), L::load(readers[0].x + place));
    DK_UNROLL for (int s = 1; s < N; s++) sum = L::mulAdd(L::broadcast(readers[s].P[weight]), L::load(readers[s].x + place), sum);
    return sum;
  }

  template <int B, int t, int N>
  DK_INLINE void takeToken(ptrdiff_t first, ptrdiff_t c, const Vector (&A)[B][B], Vector (&u)[B], const Readers (&readers)[N]) {
    const ptrdiff_t place = (first + t) * kw + c, weights = (first + t) * cw + first;
    u[t] = L::load(f.y + place);
    Vector column = weighted(readers, weights + t, place);
    const Vector decay = t > 0 ? alpha(first + t, c) : one();
    DK_UNROLL for (int s = 0; s < N; s++) {
      Vector row = L::mul(L::broadcast(readers[s].P[weights + t]), u[t]);
      if constexpr (t > 0) {
        Vector sum = L::mul(L::broadcast(readers[s].P[weights]), u[0]);
        DK_UNROLL for (int j = 1; j < t; j++) sum = L::mulAdd(L::broadcast(readers[s].P[weights + j]), u[j], sum);
        row = L::mulAdd(decay, sum, row);
      }
      addTo(readers[s].rows + place, row);
    }
    if constexpr (t > 0) {
      Vector toDecay = L::zero();
      DK_UNROLL for (int j = 0; j < t; j++) {
        toDecay = L::mulAdd(A[t][j], u[j], toDecay);
        u[j] = L::mul(decay, u[j]);
      }
      addTo(f.dA + place, toDecay);
    }
    if constexpr (t + 1 < B) column = L::mulAdd(alpha(first + t + 1, c), A[t + 1][t], column);
    addTo(f.dY + place, column);
    if constexpr (t + 1 < B) takeToken<B, t + 1>(first, c, A, u, readers);
  }

  // Rows of a sum of small products: out_r = Σ_i P(r, i) x_i over whole rows, for up to two P and x.
  struct Weighted {
    const S *P[2], *x[2];
    int count;
    ptrdiff_t rs, is, depth, width;
    S *out;
    template <int R> DK_INLINE void run(ptrdiff_t first) {
      for (ptrdiff_t c = 0; c < width; c += T::panel) {
        Block<L, R, T::vectors> block;
        block.clear();
        for (int s = 0; s < count; s++) block.add(P[s] + first * rs, rs, is, x[s] + c, width, depth);
        block.store(out + first * width + c, width);
      }
    }
  };

  template <int N> void halve(ptrdiff_t first, ptrdiff_t end, const Readers (&readers)[N]) {
    if (end - first == 4) return direct<4>(first, readers);
    if (end - first == 3) return direct<3>(first, readers);
    if (end - first == 2) return direct<2>(first, readers);
    if (end - first == 1) return direct<1>(first, readers);
    const ptrdiff_t middle = (first + end) / 2, before = middle - first, after = end - middle, part = after * kw;
    // What decays make of the halves at the border: k̃ of the earlier in `to`, x of the later in `from`.
    for (ptrdiff_t c = 0; c < kw; c += L::lanes) {
      Vector product = one();
      for (ptrdiff_t i = middle; i < end; i++) {
        product = L::mul(product, alpha(i, c));
        DK_UNROLL for (int s = 0; s < N; s++)
          L::store(from + s * part + (i - middle) * kw + c, L::mul(product, L::load(readers[s].x + i * kw + c)));
      }
      product = one();
      for (ptrdiff_t j = middle - 1; j >= first; j--) {
        L::store(to + (j - first) * kw + c, L::mul(product, L::load(f.y + j * kw + c)));
        product = L::mul(product, alpha(j, c));
      }
    }
    const ptrdiff_t corner = middle * cw + first;
    Weighted forColumns = {{}, {}, N, 1, cw, after, kw, early};
    for (int s = 0; s < N; s++) {
      Weighted forRows = {{readers[s].P + corner}, {to}, 1, cw, 1, before, kw, late + s * part};
      RowBlocks<T::rows>::each(after, forRows);
      forColumns.P[s] = readers[s].P + corner;
      forColumns.x[s] = from + s * part;
    }
    RowBlocks<T::rows>::each(before, forColumns);
    for (ptrdiff_t c = 0; c < kw; c += L::lanes) {
      takeRows(middle, end, c, readers);
      takeColumns(first, middle, c);
    }
    halve(first, middle, readers);
    halve(middle, end, readers);
  }

  // The later half: its rows, and for decays the gradient of Σ_i ⟨x_i∘r_i, γ_i⟩, γ from the border.
  template <int N> DK_INLINE void takeRows(ptrdiff_t middle, ptrdiff_t end, ptrdiff_t c, const Readers (&readers)[N]) {
    const ptrdiff_t part = (end - middle) * kw;
    Vector product = one();
    for (ptrdiff_t i = middle; i < end; i++) {
      product = L::mul(product, alpha(i, c));
      DK_UNROLL for (int s = 0; s < N; s++) {
        S *place = readers[s].rows + i * kw + c;
        L::store(place, L::mulAdd(product, L::load(late + s * part + (i - middle) * kw + c), L::load(place)));
      }
    }
    Vector later = L::zero();
    for (ptrdiff_t t = end - 1; t >= middle; t--) {
      if (t + 1 < end) later = L::mul(alpha(t + 1, c), later);
      DK_UNROLL for (int s = 0; s < N; s++)
        later = L::mulAdd(L::load(readers[s].x + t * kw + c), L::load(late + s * part + (t - middle) * kw + c), later);
      // Kept until γ_{t−1} is known, which grows the other way.
      L::store(from + (t - middle) * kw + c, later);
    }
    addFromStart(middle, end, c, from);
  }

  // The earlier half: rows of dK̃, and for decays that of Σ_j ⟨k̃_j∘c_j, Γ_ej⟩ to the border.
  DK_INLINE void takeColumns(ptrdiff_t first, ptrdiff_t middle, ptrdiff_t c) {
    Vector product = one();
    for (ptrdiff_t j = middle - 1; j >= first; j--) {
      S *place = f.dY + j * kw + c;
      L::store(place, L::mulAdd(product, L::load(early + (j - first) * kw + c), L::load(place)));
      product = L::mul(product, alpha(j, c));
    }
    Vector earlier = L::zero();
    for (ptrdiff_t t = first + 1; t < middle; t++) {
      earlier = L::mulAdd(alpha(t - 1, c), earlier,
                          L::mul(L::load(f.y + (t - 1) * kw + c), L::load(early + (t - 1 - first) * kw + c)));
      L::store(to + (t - first) * kw + c, earlier);
    }
    addToEnd(first, middle, c, to);
  }

  // dα_t += γ_{t−1}∘z_t, γ from the start of the range.
  DK_INLINE void addFromStart(ptrdiff_t first, ptrdiff_t end, ptrdiff_t c, const S *z) {
    Vector before = one();
    for (ptrdiff_t t = first; t < end; t++) {
      S *place = f.dA + t * kw + c;
      L::store(place, L::mulAdd(before, L::load(z + (t - first) * kw + c), L::load(place)));
      before = L::mul(before, alpha(t, c));
    }
  }

  // dα_t += Γ_et∘z_t, Γ to the end of the range; its first token has no part.
  DK_INLINE void addToEnd(ptrdiff_t first, ptrdiff_t end, ptrdiff_t c, const S *z) {
    Vector behind = one();
    for (ptrdiff_t t = end - 1; t > first; t--) {
      S *place = f.dA + t * kw + c;
      L::store(place, L::mulAdd(behind, L::load(z + (t - first) * kw + c), L::load(place)));
      behind = L::mul(behind, alpha(t, c));
    }
  }
};

}  // namespace
