#!/usr/bin/env python3
"""Answers requests with the operations of ggml, in float32 on the CPU.

    python3 Clients/ggml_client.py DIR/requests DIR/responses [--op gated_delta_net|gated_linear_attn|…] [--serve]

Needs delta-conformance and a ggml of 0.20 or later: the package libggml-python, or the folder of libggml-base.so
and libggml-cpu.so in GGML_LIBRARIES. Without --op an operator gets the operation that is made for it. Heads with
K ≠ V are filled up with zeros to the larger, because only ssm_scan takes them, and those of rwkv_wkv7 to multiples of
32, because it computes wrongly without.
"""

import argparse
import ctypes
import importlib.util
import os
import sys

import numpy as np

import delta_conformance as dc

OPS = {
    "gated_delta_net": {"deltanet", "gdn", "kda"},
    "gated_linear_attn": {"linear-attention", "retnet", "mamba2", "gla"},
    "rwkv_wkv7": {"deltanet", "gdn", "kda"},
    "ssm_scan": {"mamba2"},
}
GRAPH = 1 << 22  # bytes for a graph, its tensors' heads and what an operation works in


def libraries():
    folder = os.environ.get("GGML_LIBRARIES")
    if folder is None:
        folder = os.path.join(os.path.dirname(importlib.util.find_spec("libggml").origin), "lib64")
    return [ctypes.CDLL(os.path.join(folder, f"libggml-{n}.so"), ctypes.RTLD_GLOBAL) for n in ("base", "cpu")]


class Parameters(ctypes.Structure):
    _fields_ = [("mem_size", ctypes.c_size_t), ("mem_buffer", ctypes.c_void_p), ("no_alloc", ctypes.c_bool)]


base, cpu = libraries()
for name in ("init", "new_tensor", "new_graph", "get_data", *OPS):
    getattr(base, f"ggml_{name}").restype = ctypes.c_void_p
pointer, extent = ctypes.c_void_p, ctypes.c_int64


def compute(op, tensors, *further):
    """The result of an operation, flat. The axes of ggml are those of numpy from the last to the first."""
    context = pointer(base.ggml_init(Parameters(2 * sum(x.nbytes for x in tensors) + GRAPH, None, False)))
    try:
        handed = []
        for x in tensors:
            x = np.ascontiguousarray(x)
            extents = (extent * x.ndim)(*reversed(x.shape))
            kind = 0 if x.dtype == np.float32 else 26  # GGML_TYPE_F32, GGML_TYPE_I32
            handed.append(pointer(base.ggml_new_tensor(context, kind, x.ndim, extents)))
            ctypes.memmove(base.ggml_get_data(handed[-1]), x.ctypes.data, x.nbytes)
        result = pointer(getattr(base, f"ggml_{op}")(context, *handed, *further))
        graph = pointer(base.ggml_new_graph(context))
        base.ggml_build_forward_expand(graph, result)
        status = cpu.ggml_graph_compute_with_ctx(context, graph, 1)
        if status:
            raise RuntimeError(f"ggml_graph_compute_with_ctx returned {status}")
        floats = ctypes.cast(base.ggml_get_data(result), ctypes.POINTER(ctypes.c_float))
        return np.ctypeslib.as_array(floats, (int(base.ggml_nelements(result)),)).copy()
    finally:
        base.ggml_free(context)


def gated_delta_net(r, state):
    # States are [V,K]; the query is scaled by K^-1/2; a gate has one channel or K. Of states the last is kept.
    g = np.zeros(r.v.shape[:3], np.float32) if r.g is None else r.g
    gate = g if g.ndim == 4 else g[..., None]
    q = r.q * np.float32(r.scale * r.K**0.5)
    return compute("gated_delta_net", (q, r.k, r.v, gate, r.beta[..., None], state), extent(1))


def gated_linear_attn(r, state):
    # Decays are handed over themselves, for each channel; rows follow each other as tokens.
    g = np.zeros(1, np.float32) if r.g is None else r.g
    decay = np.exp(np.broadcast_to(g if g.ndim == 4 else g[..., None], r.k.shape))
    rows = [x.reshape(-1, r.HV, r.K) for x in (r.k, r.v, r.q, decay)]
    return compute("gated_linear_attn", (*rows, state.reshape(r.B, -1)), ctypes.c_float(r.scale))


def rwkv_wkv7(r, state):
    # S diag(w) + (S a) bᵀ + v kᵀ on states [V,K]: it erases before the decay, so that a has the decay in it.
    g = np.zeros(1, np.float32) if r.g is None else r.g
    decay = np.exp(np.broadcast_to(g if g.ndim == 4 else g[..., None], r.k.shape))
    written = r.beta[..., None] * r.k
    tensors = (r.q * np.float32(r.scale), decay, written, r.v, -decay * r.k, written)
    return compute("rwkv_wkv7", (*(x.reshape(-1, r.HV, r.K) for x in tensors), state.reshape(r.B, -1)))


def ssm_scan(r, state):
    # It multiplies the value by its step softplus(dt), by which it is divided here; a log gate becomes a step.
    if r.gate == "softplus":
        dt, rate = r.g if r.dt_bias is None else r.g + r.dt_bias, -np.exp(r.A_log)
    else:
        with np.errstate(divide="ignore", over="ignore"):
            step = -r.g.astype(np.float64)
            dt, rate = (step + np.log(-np.expm1(-step))).astype(np.float32), -np.ones(r.HV, np.float32)
    step = np.logaddexp(0, dt.astype(np.float64))
    if not np.all((step > 1e-30) & (step < 1e30)):
        raise dc.Unsupported("a step of zero or infinity is not taken")
    x = (r.v / step[..., None]).astype(np.float32)
    rows = np.arange(r.B, dtype=np.int32)
    tensors = (state, x, dt, rate[:, None], r.k, r.q * np.float32(r.scale), rows)
    return compute("ssm_scan", tensors, extent(1))


def square(r, multiple):
    """The same with K = V, filled up with zeros to a multiple of some number."""
    S = -(-max(r.K, r.V) // multiple) * multiple
    axes = {"q": 1, "k": 1, "v": 1, "h0": 2} | ({"g": 1} if r.operator in ("gla", "kda") else {})
    short = lambda x, n: [(0, 0)] * (x.ndim - n) + [(0, S - size) for size in x.shape[x.ndim - n :]]
    return r.replace({n: np.pad(r.get(n), short(r.get(n), axes[n])) for n in axes if n in r.tensors}, K=S, V=S)


def kernel(r, op, multiple):
    op = op or next(name for name, operators in OPS.items() if r.operator in operators)
    seen = r if op == "ssm_scan" else square(r, multiple if op == "rwkv_wkv7" else 1)
    state = np.zeros((seen.B, seen.HV, seen.K, seen.V), np.float32) if seen.h0 is None else seen.h0
    # All but one keep states as [V,K].
    swapped = lambda x: x if op == "gated_linear_attn" else np.swapaxes(x, -1, -2)
    found = globals()[op](seen, swapped(state))
    o, ht = found[: seen.v.size].reshape(seen.v.shape), swapped(found[seen.v.size :].reshape(swapped(state).shape))
    return dict(o=o[..., : r.V], ht=ht[..., : r.K, : r.V])


def domain(op):
    return dc.Domain(
        operators=OPS[op] if op else set().union(*OPS.values()),
        options=False,
        l2norm={"none"},
        gates={"log", "softplus"} if op == "ssm_scan" else {"log"},
        state_layout={"kv"},
        empty=False,
    )


def conversions(op):
    # Value heads are tiled over key heads or not taken, but for ssm_scan, which repeats them.
    return ("normalise", "gates", "transpose-state", "unpack") + (() if op == "ssm_scan" else ("repeat-heads",))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--op", choices=OPS)
    parser.add_argument("--multiple", type=int, default=32, help="sizes of heads of rwkv_wkv7 are multiples of it")
    given, _ = parser.parse_known_args()

    def ggml(r):
        return kernel(r, given.op, given.multiple)

    dc.client(ggml, sys.argv[1:], parser, domain=domain(given.op), adapt=conversions(given.op))
