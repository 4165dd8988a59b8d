#!/usr/bin/env python3
"""Answers requests with the XLA kernels of ejkernel (JAX), on the CPU.

    python3 Clients/jax_client.py DIR/requests DIR/responses [--kernel gated_delta_rule|recurrent|…] [--serve]

Needs delta-conformance, jax and ejkernel. Gradients are JAX's own (jax.vjp), through the kernels' own rules where they
have some. XLA compiles for each shape anew, so that a request takes a second or two; packed
sequences are taken by the kernel "packed" alone.
"""

import argparse
import functools
import os
import sys

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp
from ejkernel.kernels._xla.gated_delta_rule import gated_delta_rule
from ejkernel.kernels._xla.kernel_delta_attention import kernel_delta_attention
from ejkernel.kernels._xla.recurrent import recurrent

import delta_conformance as dc

DELTA, LINEAR = {"deltanet", "gdn"}, {"linear-attention", "retnet", "mamba2", "gla"}
# kernel: the operators that it computes. The decays of kernel_delta_attention are scalars.
KERNELS = {"gated_delta_rule": DELTA, "kda_chunk": DELTA, "kda_recurrent": DELTA, "recurrent": LINEAR, "packed": LINEAR}


@functools.partial(jax.jit, static_argnames=("kernel", "scale", "norm"))
def delta(q, k, v, beta, g, h0, kernel, scale, norm):
    options = dict(initial_state=h0, use_qk_l2norm=norm, chunk_size=64)
    if kernel == "gated_delta_rule":  # it scales by K^-1/2
        return gated_delta_rule(q, k, v, beta, g, **options)
    return kernel_delta_attention(q, k, v, beta, g, softmax_scale=scale, use_chunked=kernel == "kda_chunk", **options)


def linear(r, packed):
    # Without gv its backward pass takes it for one of K channels.
    g = dict(
        gv=jnp.zeros_like(r.v),
        g_gamma=r.g if r.operator == "retnet" else None,
        g=r.g if r.operator == "gla" else None,
        gk=jnp.broadcast_to(r.g[..., None], r.k.shape) if r.operator == "mamba2" else None,
    )
    boundaries = None
    if packed:  # one row of all tokens
        boundaries = jnp.array(r.cu_seqlens or [r.T * n for n in range(r.B + 1)])
    row = lambda x: x.reshape(1, -1, *x.shape[2:]) if packed and x is not None and x.ndim == 4 else x
    h0 = jnp.zeros((r.sequences, r.HV, r.K, r.V)) if r.h0 is None else r.h0
    g = {n: row(x) for n, x in g.items()}
    o, ht = recurrent(row(r.q), row(r.k), row(r.v), **g, softmax_scale=r.scale, initial_state=h0, cu_seqlens=boundaries)
    return o.reshape(r.v.shape), ht


def kernel(r, name):
    name = name or ("gated_delta_rule" if r.operator in DELTA else "recurrent")
    if name in ("recurrent", "packed"):
        o, ht = linear(r, name == "packed")
    else:
        o, ht = delta(r.q, r.k, r.v, r.beta, r.g, r.h0, name, float(r.scale), r.l2norm == "rsqrt-eps")
    return dict(o=o, ht=ht)


def domain(r, name):
    # A scale is folded into what is not normalised afterwards.
    own = r.operator in DELTA and (name in ("kda_chunk", "kda_recurrent") or abs(r.scale - r.K**-0.5) < 1e-12)
    return dc.Domain(
        operators=KERNELS[name] if name else DELTA | LINEAR,
        packed=name == "packed",
        options=False,
        l2norm={"none", "rsqrt-eps"} if own else {"none"},
        gates={"log"},
        state_layout={"kv"},
        empty=False,
    )


def conversions(r, name):
    scales = r.operator in DELTA and name in (None, "gated_delta_rule")
    return ("normalise", "gates", "transpose-state", "repeat-heads") + (("default-scale",) if scales else ())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kernel", choices=KERNELS)
    given, _ = parser.parse_known_args()

    def ejkernel(r):
        return kernel(r, given.kernel)

    dc.client(
        ejkernel,
        sys.argv[1:],
        parser,
        framework="jax",
        # The decays of RetNet are no argument that can be differentiated.
        grad=lambda r: None if r.operator == "retnet" else "autograd",
        domain=lambda r: domain(r, given.kernel),
        adapt=lambda r: conversions(r, given.kernel),
    )
