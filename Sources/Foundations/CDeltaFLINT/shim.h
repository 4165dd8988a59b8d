// The door to FLINT and Arb: headers, and inline wrappers where a macro hides a name from Swift.
//
// FLINT 3 contains Arb: its headers are <flint/arb.h>. FLINT 2 with Arb 2 (Debian 12) has <arb.h> and a library more,
// which the module CDeltaArb links.
#ifndef CDELTAFLINT_SHIM_H
#define CDELTAFLINT_SHIM_H
#include <flint/flint.h>
#include <flint/fmpq.h>
#include <flint/fmpq_mat.h>
#include <flint/fmpq_poly.h>
#if __has_include(<flint/arb.h>)
#include <flint/arb.h>
#include <flint/arb_mat.h>
#else
#include "arb2.h"
#endif

static inline arf_srcptr cflint_midpoint(const arb_struct *x) { return arb_midref(x); }
static inline mag_srcptr cflint_radius(const arb_struct *x) { return arb_radref(x); }
static inline arb_struct *cflint_mat_entry(arb_mat_struct *m, slong i, slong j) { return arb_mat_entry(m, i, j); }

// The largest precision: results that fit in memory are exact.
static inline slong cflint_exact_precision(void) { return ARF_PREC_EXACT; }

// To a double: to nearest, downwards, upwards.
static inline double cflint_nearest(const arf_struct *x) { return arf_get_d(x, ARF_RND_NEAR); }
static inline double cflint_floor(const arf_struct *x) { return arf_get_d(x, ARF_RND_FLOOR); }
static inline double cflint_ceiling(const arf_struct *x) { return arf_get_d(x, ARF_RND_CEIL); }
// To a double, towards zero.
static inline double cflint_truncated(const arf_struct *x) { return arf_get_d(x, ARF_RND_DOWN); }
#endif
