#!/usr/bin/env python3
"""Answers requests with the operator LinearAttention of ONNX Runtime, in float32 on the CPU.

    python3 Clients/onnxruntime_client.py DIR/requests DIR/responses [--serve]

Needs delta-conformance, onnx and onnxruntime 1.32 or later.
"""

import functools

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

import delta_conformance as dc

RULES = {
    "linear-attention": "linear",
    "retnet": "gated",
    "mamba2": "gated",
    "gla": "gated",
    "deltanet": "delta",
    "gdn": "gated_delta",
    "kda": "gated_delta",
}
DOMAIN = dc.Domain(
    operators=set(RULES), options=False, l2norm={"none"}, gates={"log"}, state_layout={"kv"}, empty=False
)


@functools.lru_cache(maxsize=None)
def session(rule, heads, scale, inputs):
    """A model of one node; it fits every extent but the heads."""
    names = [n if n in inputs else "" for n in ("query", "key", "value", "past_state", "decay", "beta")]
    node = helper.make_node(
        "LinearAttention",
        names,
        ["output", "present_state"],
        domain="com.microsoft",
        q_num_heads=heads,
        kv_num_heads=heads,
        scale=scale,
        update_rule=rule,
    )
    rank = {"past_state": 4, "present_state": 4}
    value = lambda n: helper.make_tensor_value_info(n, TensorProto.FLOAT, [None] * rank.get(n, 3))
    graph = helper.make_graph([node], "one", [value(n) for n in names if n], [value("output"), value("present_state")])
    opsets = [helper.make_opsetid("", 21), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def onnxruntime_linear_attention(r):
    rule, heads = RULES[r.operator], int(r.HV)
    flat = lambda x: np.ascontiguousarray(x.reshape(r.B, r.T, -1))
    inputs = {"query": flat(r.q), "key": flat(r.k), "value": flat(r.v)}
    if r.g is not None:
        inputs["decay"] = flat(np.broadcast_to(r.g, (r.B, r.T, heads)) if r.operator == "retnet" else r.g)
    if r.beta is not None:
        inputs["beta"] = flat(r.beta)
    inputs["past_state"] = np.zeros((r.B, heads, r.K, r.V), np.float32) if r.h0 is None else r.h0
    o, ht = session(rule, heads, float(r.scale), tuple(inputs)).run(None, inputs)
    return dict(o=o.reshape(r.v.shape), ht=ht)


if __name__ == "__main__":
    dc.client(
        onnxruntime_linear_attention,
        domain=DOMAIN,
        adapt=("normalise", "gates", "transpose-state", "unpack", "repeat-heads"),
    )
