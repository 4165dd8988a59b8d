// The door to OpenBLAS and LAPACKE: headers, and a type where a macro hides it. LAPACKE's complex functions need a struct to be importable.
#ifndef CDELTABLAS_SHIM_H
#define CDELTABLAS_SHIM_H
#include <cblas.h>
#ifdef __APPLE__
#define LAPACK_COMPLEX_STRUCTURE
#include <lapacke.h>
#else
#include "lapacke_apart.h"
#endif
/* lapack_int is a macro, which Swift cannot see. */
typedef lapack_int lapack_integer;
#endif
