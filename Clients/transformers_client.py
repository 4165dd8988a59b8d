#!/usr/bin/env python3
"""Answers requests with the torch functions of transformers (Qwen3-Next's gated delta rule), on the CPU.

    python3 Clients/transformers_client.py DIR/requests DIR/responses [--form chunk|recurrent] [--dtype …] [--serve]

Needs delta-conformance, torch and transformers. Gradients are torch's own.
"""

import argparse
import sys

import torch
from transformers.models.qwen3_next import modeling_qwen3_next as qwen

import delta_conformance as dc

torch.set_num_threads(1)
FORMS = {"chunk": qwen.torch_chunk_gated_delta_rule, "recurrent": qwen.torch_recurrent_gated_delta_rule}
# The functions scale the query by K^-1/2 themselves.
DOMAIN = dc.Domain(
    operators={"gdn", "deltanet"},
    options=False,
    l2norm={"none", "rsqrt-eps"},
    gates={"log"},
    state_layout={"kv"},
    empty=False,
)
CONVERSIONS = ("normalise", "gates", "default-scale", "transpose-state", "unpack", "repeat-heads")


def kernel(r, form):
    g = torch.zeros(r.v.shape[:3]) if r.g is None else r.g
    o, ht = FORMS[form](
        r.q,
        r.k,
        r.v,
        g=g,
        beta=r.beta,
        initial_state=r.h0,
        output_final_state=True,
        use_qk_l2norm_in_kernel=r.l2norm == "rsqrt-eps",
    )
    return dict(o=o, ht=ht)


def conversions(r):
    # A scale is folded into what is not normalised afterwards.
    folds = r.l2norm != "none" and abs(r.scale - r.K**-0.5) > 1e-12
    return tuple(n for n in CONVERSIONS if n != "default-scale" or not folds)


def domain(r):
    return DOMAIN if r.l2norm == "none" else dc.Domain(**{**DOMAIN.__dict__, "scale": False})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--form", choices=FORMS, default="chunk")
    parser.add_argument("--dtype", choices=["float32", "bfloat16"], default="float32")
    given, _ = parser.parse_known_args()

    def transformers_gated_delta_rule(r):
        return kernel(r, given.form)

    dc.client(
        transformers_gated_delta_rule,
        sys.argv[1:],
        parser,
        framework="torch",
        grad="autograd",
        dtype=given.dtype,
        domain=domain,
        adapt=conversions,
    )
