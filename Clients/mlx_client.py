#!/usr/bin/env python3
"""Answers requests with the operations of mlx-lm (gated delta rule, scalar and by channel), by MLX on the CPU.

    python3 Clients/mlx_client.py DIR/requests DIR/responses [--serve]

Needs delta-conformance, mlx and mlx-lm. Gradients are MLX's own.
"""

import mlx.core as mx
from mlx_lm.models.gated_delta import gated_delta_ops

import delta_conformance as dc

DOMAIN = dc.Domain(operators={"gdn", "kda"}, options=False, l2norm={"none"}, gates={"log"}, empty=False)


def mlx_lm_gated_delta(r):
    # Decays are handed over themselves, and states as [V,K].
    swapped = lambda x: x if x is None or r.state_layout == "vk" else mx.swapaxes(x, -1, -2)
    o, ht = gated_delta_ops(r.q, r.k, r.v, mx.exp(r.g), r.beta, swapped(r.h0))
    return dict(o=o, ht=swapped(ht))


if __name__ == "__main__":
    dc.client(
        mlx_lm_gated_delta,
        framework="mlx",
        device="cpu",
        grad="autograd",
        domain=DOMAIN,
        adapt=("normalise", "gates", "scale", "unpack"),
    )
