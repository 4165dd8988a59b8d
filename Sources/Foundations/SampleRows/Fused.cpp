// Rows of single numbers with fused products. Swift calls the C library for each where the compiler may not assume the instruction;
// here it is asked for once a row.
#include "include/CDeltaRows.h"

namespace {

// Always inlined: compiled again for the instructions of whoever calls.
template <typename T> __attribute__((always_inline)) inline T fused(T a, T b, T sum) {
  return sizeof(T) == sizeof(double) ? T(__builtin_fma(a, b, sum)) : T(__builtin_fmaf(a, b, sum));
}

template <typename T>
__attribute__((always_inline)) inline void addRow(T *sums, const T *row, ptrdiff_t stride, T factor, ptrdiff_t count) {
  if (stride == 1) {
    for (ptrdiff_t j = 0; j < count; j++) sums[j] = fused(row[j], factor, sums[j]);
  } else {
    for (ptrdiff_t j = 0; j < count; j++) sums[j] = fused(row[j * stride], factor, sums[j]);
  }
}

template <typename T> __attribute__((always_inline)) inline T addDot(T sum, const T *a, const T *b, ptrdiff_t count) {
  for (ptrdiff_t j = 0; j < count; j++) sum = fused(a[j], b[j], sum);
  return sum;
}

#if defined(__x86_64__)
// The check reads a word that the C runtime has filled.
#define DR_TIER __attribute__((target("avx2,fma")))
inline bool isFused() { return __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx2"); }
#else
#define DR_TIER
inline bool isFused() { return true; }
#endif

template <typename T> DR_TIER void addRowFused(T *sums, const T *row, ptrdiff_t stride, T factor, ptrdiff_t count) {
  addRow(sums, row, stride, factor, count);
}
template <typename T> DR_TIER T addDotFused(T sum, const T *a, const T *b, ptrdiff_t count) { return addDot(sum, a, b, count); }

}  // namespace

void dr_add_row_double(double *sums, const double *row, ptrdiff_t stride, double factor, ptrdiff_t count) {
  isFused() ? addRowFused(sums, row, stride, factor, count) : addRow(sums, row, stride, factor, count);
}
void dr_add_row_float(float *sums, const float *row, ptrdiff_t stride, float factor, ptrdiff_t count) {
  isFused() ? addRowFused(sums, row, stride, factor, count) : addRow(sums, row, stride, factor, count);
}
double dr_add_dot_double(double sum, const double *a, const double *b, ptrdiff_t count) {
  return isFused() ? addDotFused(sum, a, b, count) : addDot(sum, a, b, count);
}
float dr_add_dot_float(float sum, const float *a, const float *b, ptrdiff_t count) {
  return isFused() ? addDotFused(sum, a, b, count) : addDot(sum, a, b, count);
}
