#ifndef C_DELTA_ROWS_H
#define C_DELTA_ROWS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// sum_j ← fma(row_j, factor, sum_j) with elements of the row `stride` apart: the same bits on every processor.
void dr_add_row_double(double *sums, const double *row, ptrdiff_t stride, double factor, ptrdiff_t count);
void dr_add_row_float(float *sums, const float *row, ptrdiff_t stride, float factor, ptrdiff_t count);

/// sum ← fma(a_j, b_j, sum), one after the other.
double dr_add_dot_double(double sum, const double *a, const double *b, ptrdiff_t count);
float dr_add_dot_float(float sum, const float *a, const float *b, ptrdiff_t count);

#ifdef __cplusplus
}
#endif
#endif
