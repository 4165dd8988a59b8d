#ifndef C_DELTA_KERNELS_H
#define C_DELTA_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Rows of scalars at a fixed distance from each other, counted in scalars; `first` is null where there are none.
typedef struct {
  const void *first;
  ptrdiff_t stride;
} dk_rows;

/// Rows to be written.
typedef struct {
  void *first;
  ptrdiff_t stride;
} dk_mutable_rows;

enum { dk_decay_none = 0, dk_decay_scalar = 1, dk_decay_channel = 2 };

/// One value head of one sequence, as Swift's `HeadInputs`.
typedef struct {
  ptrdiff_t tokens, K, V;
  dk_rows q, k, write_key, v, decay, gain, erase_gain;
  int32_t decay_kind, erases, lag;
} dk_head;

/// The kernels of one tier over one scalar.
typedef struct {
  const char *name;
  ptrdiff_t lanes;
  /// Runs the tokens of a head in chunks; `state` is K×V, row-major. Returns 0, or 1 where memory is exhausted.
  int32_t (*forward)(const dk_head *head, ptrdiff_t chunk, void *state, dk_mutable_rows o);
  /// Multiply-adds in registers: runs `rounds` of them and returns how many flop that were.
  double (*peak)(ptrdiff_t rounds);
} dk_kernels;

/// The kernels in float32 of a tier; null where this machine cannot run it.
const dk_kernels *dk_portable(void);
const dk_kernels *dk_avx2(void);
const dk_kernels *dk_avx512(void);
const dk_kernels *dk_neon(void);

#ifdef __cplusplus
}
#endif
#endif
