// The door to OpenBLAS and LAPACKE: headers only. LAPACKE's complex functions need a struct to be importable.
#ifndef COPENBLAS_SHIM_H
#define COPENBLAS_SHIM_H
#define LAPACK_COMPLEX_STRUCTURE
#include <cblas.h>
#include <lapacke.h>
#endif
