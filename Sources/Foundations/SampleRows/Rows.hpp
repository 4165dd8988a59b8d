#pragma once
#include "include/CDeltaSamples.h"

// Elementwise in doubles and never fused: every tier gives the bits that Swift gives.
#pragma clang fp contract(off)
// Nothing that takes or returns a vector is called from outside.
#pragma clang diagnostic ignored "-Wpsabi"

namespace {

typedef double Lanes __attribute__((vector_size(ds_lanes * sizeof(double)), aligned(sizeof(double))));
typedef uint64_t Words __attribute__((vector_size(ds_lanes * sizeof(uint64_t)), aligned(sizeof(uint64_t))));
typedef int64_t Integers __attribute__((vector_size(ds_lanes * sizeof(int64_t)), aligned(sizeof(int64_t))));

// SplitMix64 in every lane, one bit a rounding; in registers while a row lasts.
struct Signs {
  ds_signs *home;
  Words bits;
  int64_t left;

  explicit Signs(ds_signs *home) : home(home), bits(*(Words *)home->bits), left(home->left) {}
  ~Signs() {
    *(Words *)home->bits = bits;
    home->left = left;
  }

  void draw() {
    Words &state = *(Words *)home->generators;
    state += 0x9E3779B97F4A7C15ull;
    Words z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    bits = z ^ (z >> 31);
    left = 64;
  }

  // One multiplication by one of two factors, neither of which waits for x.
  Lanes perturbed(Lanes x, ds_error error) {
    if (left == 0) draw();
    Lanes up = {}, down = {};
    up += 1 + (error.deviation - error.mean);
    down += 1 + (-error.deviation - error.mean);
    Lanes factor = (Integers)bits < 0 ? down : up;
    bits += bits;
    left -= 1;
    return x * factor;
  }
};

inline const Lanes *lanes(const double *x) { return (const Lanes *)x; }
inline Lanes *lanes(double *x) { return (Lanes *)x; }

void scale(double *x, ptrdiff_t count, const double *decay, ds_error r, ds_signs *home) {
  Signs signs(home);
  Lanes factor = *lanes(decay);
  for (ptrdiff_t j = 0; j < count; j++) lanes(x)[j] = signs.perturbed(factor * lanes(x)[j], r);
}

template <bool rounds> inline Lanes operandOf(Lanes x, ds_error operand, Signs &signs) {
  return rounds ? signs.perturbed(x, operand) : x;
}

template <bool rounds>
void addRow(double *sums, const double *row, ptrdiff_t stride, const double *by, ptrdiff_t count, ds_error operand, ds_error r, ds_signs *home) {
  Signs signs(home);
  Lanes factor = *lanes(by);
  for (ptrdiff_t j = 0; j < count; j++) {
    Lanes x = operandOf<rounds>(lanes(row)[j * stride], operand, signs);
    lanes(sums)[j] = signs.perturbed(lanes(sums)[j] + x * factor, r);
  }
}

template <bool rounds>
void addOuterRow(double *x, const double *by, const double *y, ptrdiff_t count, ds_error state, ds_error r, ds_signs *home, ds_signs *productHome) {
  Signs signs(home), products(productHome);
  Lanes weight = *lanes(by);
  for (ptrdiff_t j = 0; j < count; j++) {
    Lanes sum = lanes(x)[j] + products.perturbed(weight * lanes(y)[j], r);
    lanes(x)[j] = operandOf<rounds>(signs.perturbed(sum, r), state, signs);
  }
}

template <bool rounds> void addDot(double *sum, const double *a, const double *b, ptrdiff_t count, ds_error operand, ds_error r, ds_signs *home) {
  Signs signs(home);
  Lanes total = *lanes(sum);
  for (ptrdiff_t j = 0; j < count; j++) {
    Lanes left = operandOf<rounds>(lanes(a)[j], operand, signs);
    Lanes right = operandOf<rounds>(lanes(b)[j], operand, signs);
    total = signs.perturbed(total + left * right, r);
  }
  *lanes(sum) = total;
}

const ds_rows rows = {
    scale,
    [](double *sums, const double *row, ptrdiff_t stride, const double *by, ptrdiff_t count, ds_error operand, ds_error r, ds_signs *signs) {
      (operand.deviation == 0 ? addRow<false> : addRow<true>)(sums, row, stride, by, count, operand, r, signs);
    },
    [](double *x, const double *by, const double *y, ptrdiff_t count, ds_error state, ds_error r, ds_signs *signs, ds_signs *products) {
      (state.deviation == 0 ? addOuterRow<false> : addOuterRow<true>)(x, by, y, count, state, r, signs, products);
    },
    [](double *sum, const double *a, const double *b, ptrdiff_t count, ds_error operand, ds_error r, ds_signs *signs) {
      (operand.deviation == 0 ? addDot<false> : addDot<true>)(sum, a, b, count, operand, r, signs);
    },
};

}  // namespace
