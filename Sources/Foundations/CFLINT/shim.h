// The door to FLINT and Arb: headers, and inline wrappers where a macro hides a name from Swift.
#ifndef CFLINT_SHIM_H
#define CFLINT_SHIM_H
#include <flint/flint.h>
#include <flint/fmpq.h>
#include <flint/fmpq_mat.h>
#include <arb.h>
#include <arb_mat.h>
#endif
