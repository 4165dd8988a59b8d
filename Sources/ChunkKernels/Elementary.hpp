#pragma once
#include "Lanes.hpp"

// Logarithm and exponential of float lanes within about one unit in the last place, and what the rest needs of them.

namespace {

template <int N> struct Elementary {
  typedef FloatLanes<N> L;
  typedef typename L::Vector Vector;
  typedef int32_t Bits __attribute__((vector_size(N * 4)));

  static DK_INLINE Vector select(Bits mask, Vector yes, Vector no) {
    return (Vector)((mask & (Bits)yes) | (~mask & (Bits)no));
  }
  static DK_INLINE Vector magnitude(Vector x) { return (Vector)((Bits)x & 0x7fffffff); }

  // 2^n for −126 ≤ n ≤ 127.
  static DK_INLINE Vector power(Bits n) { return (Vector)((n + 127) << 23); }

  // x = n log 2 + r with the nearest integer n, and e^r; n stands in the last places of `pushed`.
  struct Reduced {
    Vector pushed, n, power;
  };
  static DK_INLINE Reduced reduced(Vector x) {
    // What is added pushes the fraction out of the last place.
    const float shift = 12582912.0f;
    const Vector pushed = x * 1.44269504088896341f + shift, n = pushed - shift;
    // r = x − n log 2, the logarithm in two parts.
    const Vector r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
    // The polynomial by halves, so that fewer steps wait for each other.
    const Vector square = r * r;
    const Vector high = r * 1.9875691500e-4f + 1.3981999507e-3f, middle = r * 8.3334519073e-3f + 4.1665795894e-2f,
                 low = r * 1.6666665459e-1f + 5.0000001201e-1f;
    const Vector p = (high * square + middle) * square + low;
    return {pushed, n, p * square + r + 1.0f};
  }

  // eˣ; exactly 1 at 0, exactly 0 at −∞, with gradual underflow.
  static DK_INLINE Vector exp(Vector x) {
    x = select(x < -104.0f, L::broadcast(-104.0f), x);
    x = select(x > 100.0f, L::broadcast(100.0f), x);
    const Reduced e = reduced(x);
    const Bits whole = __builtin_convertvector(select(x != x, L::zero(), e.n), Bits);
    const Bits half = whole >> 1;
    return (e.power * power(half)) * power(whole - half);
  }

  // eˣ for |x| < 87, where no power of two leaves the range; what is not a number stays that.
  static DK_INLINE Vector expWithinRange(Vector x) {
    const Reduced e = reduced(x);
    return select(x != x, x, (Vector)((Bits)e.power + ((Bits)e.pushed << 23)));
  }

  // The logarithm; infinities, zeros, subnormals and negative numbers go lane by lane.
  static DK_INLINE Vector log(Vector x) {
    const Bits usual = (x >= 1.17549435e-38f) & (x <= 3.4028234e38f);
    if (!__builtin_reduce_and(usual)) {
      for (int i = 0; i < N; i++) x[i] = __builtin_logf(x[i]);
      return x;
    }
    // x = 2^n m with √½ ≤ m < √2.
    Bits n = ((Bits)x - 0x3f3504f3) >> 23;
    const Vector r = (Vector)((Bits)x - (n << 23)) - 1.0f;
    const Vector e = __builtin_convertvector(n, Vector);
    const Vector square = r * r;
    const Vector p8 = r * 7.0376836292e-2f - 1.1514610310e-1f, p6 = r * 1.1676998740e-1f - 1.2420140846e-1f,
                 p4 = r * 1.4249322787e-1f - 1.6668057665e-1f, p2 = r * 2.0000714765e-1f - 2.4999993993e-1f;
    Vector p = (((p8 * square + p6) * square + p4) * square + p2) * r + 3.3333331174e-1f;
    p = p * (square * r) + e * -2.12194440e-4f - 0.5f * square;
    return (r + p) + e * 0.693359375f;
  }
};

}  // namespace
