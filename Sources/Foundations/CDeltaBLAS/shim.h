// The door to OpenBLAS and LAPACKE: headers, and a type where a macro hides it. LAPACKE's complex functions need a struct to be importable.
#ifndef CDELTABLAS_SHIM_H
#define CDELTABLAS_SHIM_H
#define LAPACK_COMPLEX_STRUCTURE
#include <cblas.h>
#include <lapacke.h>
/* lapack_int is a macro, which Swift cannot see. */
typedef lapack_int lapack_integer;
#endif
