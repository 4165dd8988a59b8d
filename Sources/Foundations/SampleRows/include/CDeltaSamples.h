#ifndef C_DELTA_SAMPLES_H
#define C_DELTA_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

#include "CDeltaRows.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Samples that are drawn side by side; an element of a row is so many doubles.
enum { ds_lanes = 8 };

/// A stream of random signs for each lane, as Swift's `RandomSigns`.
typedef struct {
  uint64_t generators[ds_lanes], bits[ds_lanes];
  int64_t left;
} ds_signs;

/// The error of a rounding point, x·(±deviation − mean); nothing is drawn where `deviation` is 0.
typedef struct {
  double deviation, mean;
} ds_error;

/// Operations on rows of elements, each with its rounding points in the order of Swift's `Rounding`. All add without fusing.
typedef struct {
  /// x_j ← r(decay · x_j).
  void (*scale)(double *x, ptrdiff_t count, const double *decay, ds_error r, ds_signs *signs);
  /// sum_j ← r(sum_j + operand(row_j) · factor); elements of the row are `stride` elements apart.
  void (*add_row)(double *sums, const double *row, ptrdiff_t stride, const double *factor, ptrdiff_t count, ds_error operand, ds_error r,
                  ds_signs *signs);
  /// x_j ← state(r(x_j + product(weight · y_j))), products from a stream of their own.
  void (*add_outer_row)(double *x, const double *weight, const double *y, ptrdiff_t count, ds_error state, ds_error r, ds_signs *signs,
                        ds_signs *product_signs);
  /// sum ← r(sum + operand(a_j) · operand(b_j)), one after the other.
  void (*add_dot)(double *sum, const double *a, const double *b, ptrdiff_t count, ds_error operand, ds_error r, ds_signs *signs);
} ds_rows;

/// The operations by instructions that this processor has; null where it has not, and Swift goes element by element if it has neither.
const ds_rows *ds_avx2(void);
const ds_rows *ds_avx512(void);

#ifdef __cplusplus
}
#endif
#endif
