#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>

// Vectors of a few lanes. Every kernel is written once over them; a tier is a choice of the lane count and of the
// instruction set that the enclosing file has switched on.

// Vectors wider than registers are never passed: what takes them is always inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#ifdef DK_COMPACT
// Nothing lives in registers there, and unfolded code would take minutes to compile.
#define DK_INLINE inline
#define DK_UNROLL _Pragma("clang loop unroll(disable)")
#else
#define DK_INLINE inline __attribute__((always_inline))
#define DK_UNROLL _Pragma("clang loop unroll(full)")
#endif
#define DK_CALL __attribute__((noinline))

namespace {

// N float lanes; a product and a sum in one expression are one instruction where the tier has it.
template <int N> struct FloatLanes {
  typedef float Scalar;
  typedef float Vector __attribute__((vector_size(N * 4)));
  static constexpr int lanes = N;
  // Four vectors as one: long chains of operations that fill each other's waiting.
  typedef FloatLanes<4 * N> Wide;
  static DK_INLINE Vector zero() { return Vector{}; }
  static DK_INLINE Vector broadcast(Scalar x) { return x - Vector{}; }
  static DK_INLINE Vector load(const Scalar *p) {
    Vector v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
  }
  static DK_INLINE void store(Scalar *p, Vector v) { __builtin_memcpy(p, &v, sizeof v); }
  static DK_INLINE Vector add(Vector a, Vector b) { return a + b; }
  static DK_INLINE Vector sub(Vector a, Vector b) { return a - b; }
  static DK_INLINE Vector mul(Vector a, Vector b) { return a * b; }
  static DK_INLINE Vector mulAdd(Vector a, Vector b, Vector c) { return a * b + c; }
  static DK_INLINE Vector mulSub(Vector a, Vector b, Vector c) { return c - a * b; }
  static DK_INLINE Vector div(Vector a, Vector b) { return a / b; }
  // Whether a product of decays is so small anywhere that it had better be multiplied into the state.
  static DK_INLINE bool faint(Vector x) {
    const auto below = x < 0x1p-8f;
    return __builtin_reduce_or(below) != 0;
  }
  // The sums of M vectors, a power of two: the tree of `sum`, many at a time.
  template <int M> static DK_INLINE void sums(const Vector (&v)[M], Scalar *out) {
    if constexpr (M > N) {
      Vector half[M / 2];
      for (int h = 0; h < 2; h++) {
        for (int i = 0; i < M / 2; i++) half[i] = v[h * (M / 2) + i];
        sums<M / 2>(half, out + h * (M / 2));
      }
    } else {
      const Vector total = fold<M, N>(v);
      // Which of the vectors a group of lanes belongs to is its number with its bits reversed.
      for (int i = 0; i < M; i++) out[reversed(i, M)] = total[i * (N / M)];
    }
  }
  static constexpr int reversed(int i, int count) { return count == 1 ? 0 : (i % 2) * (count / 2) + reversed(i / 2, count / 2); }

  // Halves the groups of W lanes of M vectors, pair by pair, until each is one lane wide.
  template <int M, int W> static DK_INLINE Vector fold(const Vector *v) {
    if constexpr (W == 1) {
      return v[0];
    } else {
      constexpr int rest = M > 1 ? M / 2 : 1;
      Vector next[rest];
      for (int i = 0; i < rest; i++) {
        const Vector a = v[M > 1 ? 2 * i : 0], b = v[M > 1 ? 2 * i + 1 : 0];
        next[i] = halves<W>(a, b, std::make_integer_sequence<int, N>());
      }
      return fold<rest, W / 2>(next);
    }
  }
  template <int W, int... I> static DK_INLINE Vector halves(Vector a, Vector b, std::integer_sequence<int, I...>) {
    // What stays in its place costs no shuffle.
    return __builtin_shufflevector(a, b, (I % W < W / 2 ? I : N + I)...) +
           __builtin_shufflevector(a, b, (I % W < W / 2 ? I + W / 2 : N + I - W / 2)...);
  }
  // Four scalars, again and again.
  static DK_INLINE Vector repeat(const Scalar *p) { return repeated(p, std::make_integer_sequence<int, N>()); }
  template <int... I> static DK_INLINE Vector repeated(const Scalar *p, std::integer_sequence<int, I...>) {
    const typename FloatLanes<4>::Vector four = FloatLanes<4>::load(p);
    return __builtin_shufflevector(four, four, (I % 4)...);
  }
  // Rows of fours become columns of fours: exchanges of halves, of quarters of these, down to fours.
  static DK_INLINE void transposeFours(Vector (&rows)[N / 4]) { exchange<N / 2>(rows, std::make_integer_sequence<int, N>()); }
  template <int W, int... I> static DK_INLINE void exchange(Vector (&rows)[N / 4], std::integer_sequence<int, I...> all) {
    if constexpr (W >= 4) {
      DK_UNROLL for (int i = 0; i < N / 4; i++) {
        if (i & W / 4) continue;
        const Vector a = rows[i], b = rows[i + W / 4];
        rows[i] = __builtin_shufflevector(a, b, (I & W ? N + I - W : I)...);
        rows[i + W / 4] = __builtin_shufflevector(a, b, (I & W ? N + I : I + W)...);
      }
      exchange<W / 2>(rows, all);
    }
  }
  // Of every four lanes of four vectors the four sums, in the order of the vectors.
  static DK_INLINE Vector sumsOfFours(const Vector (&v)[4]) {
    const Vector reversed[4] = {v[0], v[2], v[1], v[3]};
    return fold<4, 4>(reversed);
  }
  static DK_INLINE void storeFour(Scalar *p, Vector v, int which) { __builtin_memcpy(p, (const char *)&v + 16 * which, 16); }
  static DK_INLINE Scalar sum(Vector v) {
    if constexpr (N == 2) {
      return v[0] + v[1];
    } else {
      typename FloatLanes<N / 2>::Vector low, high;
      __builtin_memcpy(&low, &v, sizeof low);
      __builtin_memcpy(&high, (const char *)&v + sizeof low, sizeof high);
      return FloatLanes<N / 2>::sum(low + high);
    }
  }
};

// The integers modulo 2^61 - 1, as in Swift's PrimeField: canonical representatives.
struct Field {
  uint64_t residue;
  static constexpr uint64_t modulus = (uint64_t(1) << 61) - 1;
  static DK_INLINE Field reduced(uint64_t x) { return Field{x >= modulus ? x - modulus : x}; }
  friend DK_INLINE Field operator+(Field a, Field b) { return reduced(a.residue + b.residue); }
  friend DK_INLINE Field operator-(Field a, Field b) { return reduced(a.residue + modulus - b.residue); }
  friend DK_INLINE Field operator*(Field a, Field b) {
    unsigned __int128 p = (unsigned __int128)a.residue * b.residue;
    return reduced((uint64_t(p) & modulus) + uint64_t(p >> 61));
  }
  Field inverse() const {
    Field x = *this, y = Field{1};
    for (uint64_t e = modulus - 2; e > 0; e >>= 1, x = x * x)
      if (e & 1) y = y * x;
    return y;
  }
};

template <int N> struct FieldLanes {
  typedef Field Scalar;
  struct Vector {
    Field x[N];
  };
  static constexpr int lanes = N;
  // Another width, which small problems reach too.
  typedef FieldLanes<2> Wide;
  static DK_INLINE Vector zero() { return Vector{}; }
  static DK_INLINE Vector broadcast(Scalar x) {
    Vector v;
    for (int i = 0; i < N; i++) v.x[i] = x;
    return v;
  }
  static DK_INLINE Vector load(const Scalar *p) {
    Vector v;
    for (int i = 0; i < N; i++) v.x[i] = p[i];
    return v;
  }
  static DK_INLINE void store(Scalar *p, Vector v) {
    for (int i = 0; i < N; i++) p[i] = v.x[i];
  }
  static DK_CALL Vector add(Vector a, Vector b) {
    for (int i = 0; i < N; i++) a.x[i] = a.x[i] + b.x[i];
    return a;
  }
  static DK_CALL Vector sub(Vector a, Vector b) {
    for (int i = 0; i < N; i++) a.x[i] = a.x[i] - b.x[i];
    return a;
  }
  static DK_CALL Vector mul(Vector a, Vector b) {
    for (int i = 0; i < N; i++) a.x[i] = a.x[i] * b.x[i];
    return a;
  }
  static DK_CALL Vector mulAdd(Vector a, Vector b, Vector c) { return add(mul(a, b), c); }
  static DK_CALL Vector mulSub(Vector a, Vector b, Vector c) { return sub(c, mul(a, b)); }
  static DK_CALL Vector div(Vector a, Vector b) {
    for (int i = 0; i < N; i++) a.x[i] = a.x[i] * b.x[i].inverse();
    return a;
  }
  // Nothing is small in a field: some products of decays, zero among them, so that both ways are taken.
  static DK_CALL bool faint(Vector x) {
    bool any = false;
    for (int i = 0; i < N; i++) any |= x.x[i].residue % 16 == 0;
    return any;
  }
  template <int M> static DK_INLINE void sums(const Vector (&v)[M], Scalar *out) {
    for (int i = 0; i < M; i++) out[i] = sum(v[i]);
  }
  static DK_CALL Vector repeat(const Scalar *p) {
    Vector v;
    for (int i = 0; i < N; i++) v.x[i] = p[i % 4];
    return v;
  }
  // One four alone.
  static DK_INLINE void transposeFours(Vector (&)[N / 4]) { static_assert(N == 4); }
  static DK_CALL Vector sumsOfFours(const Vector (&v)[4]) {
    Vector sums = zero();
    for (int i = 0; i < N; i++)
      for (int j = 0; j < 4; j++) sums.x[i] = sums.x[i] + v[i % 4].x[i / 4 * 4 + j];
    return sums;
  }
  static DK_INLINE void storeFour(Scalar *p, Vector v, int which) {
    for (int i = 0; i < 4; i++) p[i] = v.x[4 * which + i];
  }
  static DK_CALL Scalar sum(Vector v) {
    Field s = {0};
    for (int i = 0; i < N; i++) s = s + v.x[i];
    return s;
  }
};

// Zero and one of a scalar.
template <class S> struct Constant;
template <> struct Constant<float> {
  static DK_INLINE float zero() { return 0; }
  static DK_INLINE float one() { return 1; }
};
template <> struct Constant<Field> {
  static DK_INLINE Field zero() { return Field{0}; }
  static DK_INLINE Field one() { return Field{1}; }
};

}  // namespace
