// Arb 2, a library of its own beside FLINT 2. Debian calls the library flint-arb; upstream's own build calls it arb.
#ifndef CDELTAFLINT_ARB2_H
#define CDELTAFLINT_ARB2_H
#include <arb.h>
#include <arb_mat.h>
#endif
