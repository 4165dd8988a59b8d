"""Kernels to be judged: right ones in a dozen lines, and the faults that are planted in them."""

import numpy as np


def gdn_numpy(r, fault=None):
    """Gated DeltaNet and DeltaNet token by token; grouped heads, no packing, no norm, states as [K,V]."""
    n = r.group
    q, k = (np.repeat(x, n, axis=2) for x in (r.q, r.k))
    if fault == "tiled heads":
        q, k = (np.concatenate([x] * n, axis=2) for x in (r.q, r.k))
    S = np.zeros((r.B, r.HV, r.K, r.V), np.float32) if r.h0 is None else r.h0.copy()
    if fault == "no initial state":
        S = np.zeros_like(S)
    o = np.zeros_like(r.v)
    for t in range(r.T):
        decayed = S if r.g is None else S * np.exp(r.g[:, t])[..., None, None]
        read = S if fault == "erase before decay" else decayed
        u = r.beta[:, t, :, None] * (r.v[:, t] - np.einsum("bhk,bhkv->bhv", k[:, t], read))
        S = decayed + np.einsum("bhk,bhv->bhkv", k[:, t], u)
        o[:, t] = np.einsum("bhk,bhkv->bhv", q[:, t], S)
    scale = 1.0 if fault == "no scale" else r.scale
    if fault == "last tail" and r.T > 16 and r.T % 16:  # what is shorter than a chunk has no tail behind one
        o[:, -1] *= 0.5
    return dict(o=o * np.float32(scale), ht=S)


def normalised(r):
    """The request with its norm made, for kernels whose gradients are their own."""
    if r.l2norm == "none":
        return r
    squares = {n: np.sum(r.get(n) ** 2, -1, keepdims=True) for n in ("q", "k")}
    length = {n: np.sqrt(x + 1e-6) if r.l2norm == "rsqrt-eps" else np.maximum(np.sqrt(x), 1e-12) for n, x in squares.items()}
    return r.replace({n: r.get(n) / length[n] for n in length}, l2norm="none")


def gdn_torch(r, fault=None):
    """The same in torch: differentiable, and for one sequence a row."""
    import torch

    n = r.group
    q, k = (x.repeat_interleave(n, dim=2) for x in (r.q.float(), r.k.float()))
    v, beta = r.v.float(), r.beta.float()
    S = r.h0 if r.h0 is not None else torch.zeros(r.B, r.HV, r.K, r.V, device=v.device)
    rows = []
    for t in range(r.T):
        if r.g is not None:
            S = S * r.g[:, t].exp()[..., None, None]
        error = v[:, t] - torch.einsum("bhk,bhkv->bhv", k[:, t], S)
        if fault == "detached erase":
            error = v[:, t] - torch.einsum("bhk,bhkv->bhv", k[:, t], S).detach()
        S = S + torch.einsum("bhk,bhv->bhkv", k[:, t], beta[:, t, :, None] * error)
        rows.append(torch.einsum("bhk,bhkv->bhv", q[:, t], S))
    o = torch.stack(rows, 1) if rows else v
    return dict(o=o * r.scale, ht=S)


def deltanet_functional(r, np):
    """DeltaNet in the functions that JAX and MLX have in common with numpy."""
    S = np.zeros((r.B, r.HV, r.K, r.V)) if r.h0 is None else r.h0
    rows = []
    for t in range(r.T):
        error = r.v[:, t] - np.einsum("bhk,bhkv->bhv", r.k[:, t], S)
        S = S + np.einsum("bhk,bhv->bhkv", r.k[:, t], r.beta[:, t, :, None] * error)
        rows.append(np.einsum("bhk,bhkv->bhv", r.q[:, t], S) * r.scale)
    return dict(o=np.stack(rows, 1) if rows else r.v, ht=S)
