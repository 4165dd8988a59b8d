/* A kernel in C, C++, Rust, Zig, Swift or whatever makes a shared library, judged without files of its own (EX-13).
 *
 *     int delta_conformance_answer(const delta_request *request, char *message, size_t message_size);
 *
 * Export that function, and
 *
 *     conform check --library ./libmy_kernel.so --operator gdn
 *
 * calls it in a process of its own, one request at a time: a crash is the answer to the request that it happened on.
 * Whatever the library prints goes to standard error.
 *
 * All numbers are float32, dense and row-major. Shapes and meanings: Specs/conventions.md; names: Specs/exchange.md, EX-9.
 * A structure only grows at its end, and `size` says how much of it is there.
 */
#ifndef DELTA_CONFORMANCE_H
#define DELTA_CONFORMANCE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this interface; another one gets another name of the function. */
#define DELTA_CONFORMANCE_VERSION 1

/* What the function returns. */
#define DELTA_ANSWERED 0    /* the tensors whose `written` is set are the answer */
#define DELTA_UNSUPPORTED 1 /* out of this kernel's domain: counted, never a pass; the message says why */
#define DELTA_FAILED 2      /* it tried and could not; the message says why */

typedef struct delta_tensor {
  const char *name;     /* as in EX-9: q, k, v, g, beta, h0 …; o, ht, at; dq, dk … */
  int32_t rank;         /* how many extents there are */
  int32_t written;      /* of an output: to be set to 1 by whoever filled it; of an input always 0 */
  const int64_t *shape; /* extents, outermost first */
  float *data;          /* inputs may not be changed: it would be seen, and reported (WELL-3) */
} delta_tensor;

typedef struct delta_request {
  size_t size;          /* sizeof(delta_request) of the caller */
  const char *id;       /* do not take it apart */
  const char *op;       /* the operator's name */
  int64_t B, T, H, HV, K, V, N; /* N: sequences, packed or not */
  double scale;
  double x, eps;        /* of the squash */
  double lower_bound;   /* of raw gates of that form; otherwise 0 */
  const char *l2norm;   /* none, rsqrt-eps, max-eps */
  const char *gate;     /* log, softplus, lower-bound */
  const char *state_layout;  /* kv, vk */
  const int64_t *cu_seqlens; /* N + 1 boundaries, or NULL where nothing is packed */
  const char *json;     /* the whole description (EX-3), options of the preconditioner among it */
  int32_t input_count;
  const delta_tensor *inputs;  /* gradients of outputs (do, dht, dat) among them, where gradients are asked for */
  int32_t output_count;
  delta_tensor *outputs;       /* what is asked for; gradients may be left unwritten by who has none */
} delta_request;

/* The tensor of a name, or NULL where the problem has none. */
static inline const delta_tensor *delta_input(const delta_request *request, const char *name) {
  for (int32_t i = 0; i < request->input_count; i++) {
    const char *a = request->inputs[i].name, *b = name;
    while (*a && *a == *b) { a++; b++; }
    if (*a == *b) return &request->inputs[i];
  }
  return NULL;
}

/* Where an output of a name belongs, or NULL where it is not asked for; marks it as written. */
static inline float *delta_output(const delta_request *request, const char *name) {
  for (int32_t i = 0; i < request->output_count; i++) {
    const char *a = request->outputs[i].name, *b = name;
    while (*a && *a == *b) { a++; b++; }
    if (*a == *b) {
      request->outputs[i].written = 1;
      return request->outputs[i].data;
    }
  }
  return NULL;
}

/* Answers a request; `message` takes a reason, ended by a zero, where the return value is not DELTA_ANSWERED. */
int delta_conformance_answer(const delta_request *request, char *message, size_t message_size);

#ifdef __cplusplus
}
#endif

#endif
