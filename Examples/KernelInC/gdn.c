/* Gated DeltaNet token by token, as a library that conform judges:
 *
 *     cc -O2 -shared -fPIC -I Sources/CDeltaConformance -o gdn.so Examples/KernelInC/gdn.c -lm
 *     conform check --library ./gdn.so --operator gdn
 *
 * Scripts/test-library also builds it with PLANTED=1 (no scale), 2 (a crash) and 3 (an input changed).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "delta_conformance.h"

static int declines(const char *why, char *message, size_t size) {
  strncpy(message, why, size - 1);
  return DELTA_UNSUPPORTED;
}

/* A copy of q or k with rows of the length that the request asks for; to be freed. */
static float *rows(const delta_request *r, const char *name) {
  const float *x = delta_input(r, name)->data;
  int64_t count = r->B * r->T * r->H;
  float *y = malloc(sizeof(float) * (count * r->K + 1));
  for (int64_t row = 0; row < count; row++, x += r->K) {
    float squares = 0, length = 1;
    for (int64_t i = 0; i < r->K; i++) squares += x[i] * x[i];
    if (!strcmp(r->l2norm, "rsqrt-eps")) length = sqrtf(squares + 1e-6f);
    if (!strcmp(r->l2norm, "max-eps")) length = fmaxf(sqrtf(squares), 1e-12f);
    for (int64_t i = 0; i < r->K; i++) y[row * r->K + i] = x[i] / length;
  }
  return y;
}

/* One head of one batch row: q, k [T,H,K] and v, o [T,HV,V] with strides between tokens; S [K,V]. */
static void head(const delta_request *r, const float *q, const float *k, const float *v, const float *g, const float *beta,
                 float *S, float *o) {
  for (int64_t t = 0; t < r->T; t++, q += r->H * r->K, k += r->H * r->K, v += r->HV * r->V, o += r->HV * r->V) {
    float alpha = expf(g[t * r->HV]);
    for (int64_t i = 0; i < r->K * r->V; i++) S[i] *= alpha;
    for (int64_t j = 0; j < r->V; j++) {
      float read = 0, out = 0;
      for (int64_t i = 0; i < r->K; i++) read += k[i] * S[i * r->V + j];
      float u = beta[t * r->HV] * (v[j] - read);
      for (int64_t i = 0; i < r->K; i++) {
        S[i * r->V + j] += k[i] * u;
        out += q[i] * S[i * r->V + j];
      }
#if PLANTED == 1
      o[j] = out;
#else
      o[j] = (float)r->scale * out;
#endif
    }
  }
}

int delta_conformance_answer(const delta_request *r, char *message, size_t size) {
  if (strcmp(r->op, "gdn")) return declines("only gdn is offered", message, size);
  if (r->cu_seqlens) return declines("packed sequences are not taken", message, size);
  if (strcmp(r->gate, "log")) return declines("raw gates are not taken", message, size);
  if (strcmp(r->state_layout, "kv")) return declines("states are [K,V]", message, size);
#if PLANTED == 2
  if (r->T == 1) abort();
#elif PLANTED == 3
  if (r->T > 0) delta_input(r, "q")->data[0] += 1;
#endif
  const float *v = delta_input(r, "v")->data;
  const float *g = delta_input(r, "g")->data, *beta = delta_input(r, "beta")->data;
  const delta_tensor *h0 = delta_input(r, "h0");
  float *o = delta_output(r, "o"), *ht = delta_output(r, "ht");
  float *q = rows(r, "q"), *k = rows(r, "k");
  int64_t state = r->K * r->V, group = r->HV / r->H;
  if (h0) memcpy(ht, h0->data, sizeof(float) * r->B * r->HV * state);
  else memset(ht, 0, sizeof(float) * r->B * r->HV * state);
  for (int64_t b = 0; b < r->B; b++)
    for (int64_t h = 0; h < r->HV; h++) {
      int64_t keys = (b * r->T * r->H + h / group) * r->K, values = (b * r->T * r->HV + h) * r->V;
      int64_t gains = b * r->T * r->HV + h;
      head(r, q + keys, k + keys, v + values, g + gains, beta + gains, ht + (b * r->HV + h) * state, o + values);
    }
  free(q);
  free(k);
  return DELTA_ANSWERED;
}
