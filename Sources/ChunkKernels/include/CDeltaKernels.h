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

/// Where the gradients of a head's inputs go, as Swift's `HeadGradientRows`; `first` is null where there is none.
typedef struct {
  dk_mutable_rows q, k, write_key, v, decay, gain, erase_gain;
} dk_gradients;

enum { dk_norm_none = 0, dk_norm_rsqrt_eps = 1, dk_norm_max_eps = 2 };

/// A diagonal state and what it makes of a head's keys, or of its queries where there is a ridge.
typedef struct {
  ptrdiff_t tokens, K;
  dk_rows k, q, decay, gain;
  /// Λ, K elements, or null.
  const void *ridge;
  /// log x, ε and the centre in float32; over the field the coefficients of a polynomial, the constant first.
  const void *map;
  /// A, K elements, advanced.
  void *state;
  dk_mutable_rows out;
} dk_diagonal;

/// A diagonal that multiplies a head's keys, in reverse: `k̃ = B(A)∘k` and the steps of A (OP-A, GRAD-3).
typedef struct {
  ptrdiff_t tokens, K;
  dk_rows k, decay, gain;
  /// As that of `dk_diagonal`.
  const void *map;
  /// A before the first token, K elements.
  const void *state;
  /// Room for `reverse_diagonal_scratch` scalars.
  void *scratch;
  /// The gradient with respect to A, K elements: from that after the last token to that before the first.
  void *d_state;
  /// dk̃.
  dk_rows d_write_key;
  /// dk, added to.
  dk_mutable_rows d_key;
  /// dα and dβ, one element a token.
  dk_mutable_rows d_decay, d_gain;
  /// The gradient with respect to the centre, added to.
  void *d_centre;
} dk_reversed_diagonal;

/// Rows that the next call will need, `width` scalars each.
typedef struct {
  dk_rows rows;
  ptrdiff_t width;
} dk_wide_rows;

/// Up to three of them, and how many tokens come then; values and outputs go on where they are.
typedef struct {
  ptrdiff_t tokens;
  const dk_wide_rows *first;
  ptrdiff_t count;
} dk_ahead;
enum { dk_ahead_most = 3 };

/// The kernels of one tier over one scalar.
typedef struct {
  const char *name;
  ptrdiff_t lanes;
  /// Runs the tokens of a head in chunks; `state` is K×V, row-major. Returns 0, or 1 where memory is exhausted.
  /// What the reversal reads is kept in `trace`, unless it is null.
  int32_t (*forward)(const dk_head *head, ptrdiff_t chunk, void *state, dk_mutable_rows o, void *trace);
  /// How many scalars a trace has.
  ptrdiff_t (*trace_count)(const dk_head *head, ptrdiff_t chunk);
  /// Runs them in reverse; `state` is the gradient with respect to the state, `cotangent` that with respect to o.
  int32_t (*backward)(const dk_head *head, ptrdiff_t chunk, void *trace, dk_rows cotangent, void *state,
                      const dk_gradients *gradients);
  /// How many scalars a state has that is carried by `pairs`, and how many are needed as scratch.
  ptrdiff_t (*carried_count)(ptrdiff_t K, ptrdiff_t V);
  ptrdiff_t (*pair_scratch_count)(ptrdiff_t K);
  /// Moves a state, K×V row-major, to where it is carried, and back.
  void (*carry_in)(ptrdiff_t K, ptrdiff_t V, const void *state, void *carried);
  void (*carry_out)(ptrdiff_t K, ptrdiff_t V, const void *carried, void *state);
  /// Runs the tokens of a head two at a time and asks for what comes afterwards.
  void (*pairs)(const dk_head *head, void *carried, void *scratch, dk_mutable_rows o, const dk_ahead *ahead);
  void (*diagonal)(const dk_diagonal *diagonal);
  void (*reverse_diagonal)(const dk_reversed_diagonal *diagonal);
  ptrdiff_t (*reverse_diagonal_scratch)(ptrdiff_t tokens, ptrdiff_t K);
  /// ⟨a, b⟩ of every token.
  void (*dots)(dk_rows a, dk_rows b, ptrdiff_t tokens, ptrdiff_t K, void *out);
  /// a∘b of every token, for gains that are one of each channel.
  void (*multiply)(dk_rows a, dk_rows b, ptrdiff_t tokens, ptrdiff_t width, dk_mutable_rows out);
  /// Rows divided by their length and multiplied by a factor; null but for float32.
  void (*normalise)(dk_rows x, ptrdiff_t tokens, ptrdiff_t K, int32_t norm, float scale, dk_mutable_rows out);
  /// From the gradients of what `normalise` writes to those of what it reads; `out` may be where `d` is.
  void (*reverse_normalise)(dk_rows x, ptrdiff_t tokens, ptrdiff_t K, int32_t norm, float scale, dk_rows d,
                            dk_mutable_rows out);
  /// The exponential of every element; `out` may be where `x` is. Null but for float32.
  void (*exponential)(dk_rows x, ptrdiff_t tokens, ptrdiff_t width, dk_mutable_rows out);
  /// Multiply-adds in registers: runs `rounds` of them and returns how many flop that were; null but for float32.
  double (*peak)(ptrdiff_t rounds);
} dk_kernels;

/// The kernels over the integers modulo 2⁶¹ − 1, in blocks of the size that AVX2 has, and of the size that AVX-512 has.
const dk_kernels *dk_field(void);
const dk_kernels *dk_field_wide(void);

/// The kernels in float32 of a tier; null where this machine cannot run it.
const dk_kernels *dk_portable(void);
const dk_kernels *dk_avx2(void);
const dk_kernels *dk_avx512(void);
const dk_kernels *dk_neon(void);

#ifdef __cplusplus
}
#endif
#endif
