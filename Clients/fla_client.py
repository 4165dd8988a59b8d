#!/usr/bin/env python3
"""Answers requests with the kernels of flash-linear-attention (PyTorch, Triton, a GPU).

    python3 Clients/fla_client.py DIR/requests DIR/responses [--kernel chunk|token] [--dtype float32|bfloat16]

Specs/exchange.md describes the files. What a kernel does not offer is answered 'unsupported', what it raises, 'error'.
"""
import argparse
import importlib
import json
import pathlib

import torch
from safetensors import safe_open
from safetensors.torch import save_file

# operator: (chunk kernel, token kernel), by module under fla.ops
KERNELS = {
    "linear-attention": ("linear_attn.chunk_linear_attn", "linear_attn.fused_recurrent_linear_attn"),
    "mamba2": ("simple_gla.chunk_simple_gla", "simple_gla.fused_recurrent_simple_gla"),
    "deltanet": ("delta_rule.chunk_delta_rule", "delta_rule.fused_recurrent_delta_rule"),
    "gdn": ("gated_delta_rule.chunk_gated_delta_rule", "gated_delta_rule.fused_recurrent_gated_delta_rule"),
    "kda": ("kda.chunk_kda", "kda.fused_recurrent_kda"),
    "pgdn": (
        "precond_gated_delta_rule.chunk_precond_gated_delta_rule",
        "precond_gated_delta_rule.fused_recurrent_precond_gated_delta_rule",
    ),
    "pkda": ("precond_kda.chunk_precond_kda", "precond_kda.fused_recurrent_precond_kda"),
}
# Operators whose kernels know neither grouped value heads nor the norm.
PLAIN = {"linear-attention", "mamba2"}
NO_GROUPS = PLAIN | {"deltanet", "kda", "pkda"}


class Unsupported(Exception):
    pass


def kernel(operator, which):
    if operator not in KERNELS:
        raise Unsupported(f"there is no kernel for {operator}")
    module, name = KERNELS[operator][which].rsplit(".", 1)
    return getattr(importlib.import_module("fla.ops." + module), name)


def answer(request, t, which, dtype):
    """The outputs of one request, by name."""
    operator, H, HV = request["operator"], request["H"], request["HV"]
    function = kernel(operator, which)
    if request["T"] == 0:
        raise Unsupported("the kernels take no empty tensors")
    if any(name in request for name in ("write_key", "write_key_factor", "solver")):
        raise Unsupported("the kernels know no options of the preconditioner")
    if request["gate"] != "log":
        raise Unsupported("raw gates are not handed to the kernels")
    q, k, v = (t[name].to(dtype) for name in ("q", "k", "v"))
    if HV != H and operator in NO_GROUPS:
        if operator == "pkda":
            raise Unsupported("the kernel has one value head a key head")
        q, k = (x.repeat_interleave(HV // H, dim=2) for x in (q, k))
    options = {"scale": request["scale"] or request["K"] ** -0.5, "output_final_state": True}
    norm = request["l2norm"]
    if norm == "rsqrt-eps" and operator not in PLAIN:
        options["use_qk_l2norm_in_kernel"] = True
    elif norm != "none":
        eps = (lambda x: (x * x).sum(-1, keepdim=True))
        length = (lambda x: (eps(x) + 1e-6).sqrt()) if norm == "rsqrt-eps" else (lambda x: eps(x).sqrt().clamp(min=1e-12))
        q, k = (x / length(x.float()).to(dtype) for x in (q, k))
    if operator in ("pgdn", "pkda"):
        if which == 0 and operator == "pkda" and norm != "rsqrt-eps":
            raise Unsupported("the kernel always normalises in the rsqrt-eps form")
        options["use_qk_l2norm_in_kernel"] = norm == "rsqrt-eps"
        options |= {"x": request["x"], "eps": request["eps"], "log_atk_scale": t["log_atk_scale"]}
        options |= {"g_atk": t["g_atk"], "beta_atk": t["beta_atk"].to(dtype)}
        options["initial_A_state"] = t.get("a0")
    if operator == "linear-attention":
        options["normalize"] = False
    if "g" in t:
        options["g"] = t["g"]
    if "beta" in t:
        options["beta"] = t["beta"].to(dtype)
    h0, transposed = t.get("h0"), request["state_layout"] == "vk"
    if h0 is not None:
        options["initial_state"] = h0.transpose(-1, -2).contiguous() if transposed else h0
    if request["cu_seqlens"] is not None:
        options["cu_seqlens"] = torch.tensor(request["cu_seqlens"], dtype=torch.int32, device=q.device)
    o, ht, *rest = function(q=q, k=k, v=v, **options)
    outputs = {"o": o, "ht": ht.transpose(-1, -2) if transposed else ht}
    return outputs | ({"at": rest[0]} if rest else {})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("requests", type=pathlib.Path)
    parser.add_argument("responses", type=pathlib.Path)
    parser.add_argument("--kernel", choices=["chunk", "token"], default="chunk")
    parser.add_argument("--dtype", choices=["float32", "bfloat16"], default="float32")
    options = parser.parse_args()
    options.responses.mkdir(parents=True, exist_ok=True)
    for path in sorted(options.requests.glob("*.safetensors")):
        with safe_open(path, "pt", device="cuda") as f:
            request = json.loads(f.metadata()["request"])
            tensors = {name: f.get_tensor(name) for name in f.keys()}
        reply = {
            "schema": "delta-rule/response/1", "id": request["id"], "status": "ok", "message": "",
            "implementation": f"flash-linear-attention {options.kernel}", "dtype": options.dtype,
        }
        outputs = {}
        try:
            with torch.no_grad():
                found = answer(request, tensors, options.kernel == "token", getattr(torch, options.dtype))
            outputs = {name: x.float().cpu().contiguous() for name, x in found.items()}
        except Unsupported as why:
            reply |= {"status": "unsupported", "message": str(why)}
        except Exception as why:  # a kernel may raise anything; the harness wants to hear it
            reply |= {"status": "error", "message": f"{type(why).__name__}: {str(why)[:300]}"}
        save_file(outputs, options.responses / path.name, metadata={"response": json.dumps(reply)})


if __name__ == "__main__":
    main()
