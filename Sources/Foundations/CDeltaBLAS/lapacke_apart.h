// LAPACKE, a library of its own on Linux; Homebrew's OpenBLAS contains it.
#ifndef CDELTABLAS_LAPACKE_APART_H
#define CDELTABLAS_LAPACKE_APART_H
#define LAPACK_COMPLEX_STRUCTURE
#include <lapacke.h>
#endif
