#!/usr/bin/env python3
"""Answers requests with the kernels of flash-linear-attention (PyTorch, Triton, a GPU).

    python3 Clients/fla_client.py DIR/requests DIR/responses [--form chunk] [--dtype bfloat16] [--share 1/4] …
    conform check --operator gdn --profile bf16 --serve "python3 Clients/fla_client.py --serve --form chunk --dtype bfloat16"

Needs the packages delta-conformance and flash-linear-attention. What is done around a kernel because it does not offer
it is a named conversion of delta_conformance; what cannot be converted is declined with its reason.
"""

import argparse
import importlib
import os
import sys
import time

import delta_conformance as dc

# operator: module under fla.ops, the ends of its functions' names, and what its chunk and token kernels take themselves
KERNELS = {
    "linear-attention": ("linear_attn", "linear_attn", ""),
    "retnet": ("simple_gla", "simple_gla", "vk"),
    "mamba2": ("simple_gla", "simple_gla", "vk"),
    "gla": ("gla", "gla", "vk"),
    "deltanet": ("delta_rule", "delta_rule", "norm"),
    "gdn": ("gated_delta_rule", "gated_delta_rule", "norm groups vk softplus"),
    "kda": ("kda", "kda", "norm groups vk softplus lower-bound"),
    "gdn2": ("gdn2", "gdn2", "norm vk softplus lower-bound"),
    "comba": ("comba", "comba", ""),
    "pdn": ("precond_gated_delta_rule", "precond_gated_delta_rule", "norm groups vk"),
    "pgdn": ("precond_gated_delta_rule", "precond_gated_delta_rule", "norm groups vk"),
    "pkda": ("precond_kda", "precond_kda", "norm vk softplus lower-bound"),
    "mesanet": ("mesa_net", "mesa_net", ""),
}
# form: the beginnings of the functions' names, and who has none
FORMS = {
    "chunk": ("chunk_", set()),
    "token": ("fused_recurrent_", {"mesanet"}),
    "fused": ("fused_chunk_", KERNELS.keys() - {"linear-attention", "mamba2"}),
    "naive": ("naive_recurrent_", {"mesanet", "gla", "deltanet"}),
}
# Token kernels that can be differentiated.
TOKEN_BACKWARD = {"linear-attention", "mamba2", "retnet", "gla", "deltanet"}
OWN_LAYOUT = {"pgdn": "transpose_state_layout", "pdn": "transpose_state_layout", "pkda": "transpose_state_layout"}


def takes(r, form):
    """What a kernel takes itself, as words."""
    if form == "naive":  # loops in torch that take nothing but the recurrence
        return set()
    words = set(KERNELS[r.operator][2].split()) if r.operator in KERNELS else set()
    if r.operator in ("pkda", "gdn2") and form == "token":
        words.add("groups")
    return words - ({"vk"} if form == "fused" else set())


def domain(r, form, dtype):
    words = takes(r, form)
    norms = {"none"} | ({"rsqrt-eps"} if "norm" in words else set())
    if (r.operator, form) == ("pkda", "chunk"):
        norms = {"rsqrt-eps"}
    if r.operator in ("pdn", "pgdn") and form == "naive":  # it normalises by itself
        norms = {"max-eps"}
    return dc.Domain(
        operators=KERNELS.keys() - FORMS[form][1],
        options=r.operator == "mesanet",
        l2norm=norms,
        gates={"log"} | (words & {"softplus", "lower-bound"}),
        square=r.operator == "mesanet",
        grouped=r.operator != "pkda" or form != "chunk",
        where=lambda r: further(r, form, dtype),
    )


def gradients(r, form):
    """How a gradient is had, or None where the kernels have none and outputs alone are judged."""
    if form == "token" and r.operator not in TOKEN_BACKWARD:
        return None
    return None if form in ("chunk", "fused") and refuses_backward(r) else "autograd"


def refuses_backward(r):
    """Whether the backward pass of scalar gates is refused with this Triton, which compiles it wrongly for this card."""
    chunk_o = importlib.import_module("fla.ops.common.chunk_o")
    known = chunk_o.IS_NVIDIA_HOPPER and chunk_o.TRITON_ABOVE_3_4_0 and not chunk_o.TRITON_ABOVE_3_7_1
    return known and r.operator in ("retnet", "mamba2", "gdn", "comba", "pdn", "pgdn")


def further(r, form, dtype):
    if r.operator == "comba":
        # Its quotient of the gains is large where beta is small, and differences of what it multiplies are lost.
        least = 0 if dtype == "float32" else 2**-5
        if bool((r.beta <= least).any()):
            return "the kernel gets beta_erase / beta"
    if (r.operator, form) == ("deltanet", "token") and not r.scale > 0:
        return f"scale = {r.scale:g}: not above zero"
    if form != "token" and r.K > 256:
        return f"K = {r.K}: more than 256"
    steps = (r.get("iterations", 30), r.get("cg_start", "zero"), r.get("cg_eps", 1e-5))
    if r.operator == "mesanet" and steps != (30, "zero", 1e-5):
        return "the kernel makes 30 steps from zero with an epsilon of 1e-5"
    return "sequences without a token are not taken" if r.T == 0 else None


def conversions(r, form, padded):
    words = takes(r, form)
    own = [("pkda", "chunk"), ("pdn", "naive"), ("pgdn", "naive")]
    names = ["normalise"] if (r.operator, form) not in own else []
    names += [] if "vk" in words else ["transpose-state"]
    names += [] if "groups" in words or (r.operator, form) == ("pkda", "chunk") else ["repeat-heads"]
    names += ["unpack"] if form == "naive" else []
    names += ["scale"] if r.operator in ("comba", "mesanet") else []
    return names + (["pad-16"] if padded else [])


def kernel(r, form):
    """Calls the kernel of a request."""
    import torch

    module, name, _ = KERNELS[r.operator]
    place = f"fla.ops.{module}.naive" if form == "naive" else f"fla.ops.{module}"
    function = getattr(importlib.import_module(place), FORMS[form][0] + name)
    options = {"output_final_state": True}
    if r.cu_seqlens is not None:
        options["cu_seqlens"] = torch.tensor(r.cu_seqlens, dtype=torch.int64, device=r.q.device)
    q, k, v, g, beta = r.q, r.k, r.v, r.g, r.beta
    if r.operator == "mesanet":
        o, gram, state = function(
            q=q, k=k, v=v, g=g, beta=beta, lamb=r.ridge, h_kk_init=r.a0, h_kv_init=r.h0, max_CG_iteration=30, **options
        )
        return dict(o=o, ht=state, at=gram)
    options |= {"scale": r.scale, "initial_state": r.h0}
    if r.state_layout == "vk":
        options[OWN_LAYOUT.get(r.operator, "state_v_first")] = True
    if "norm" in takes(r, form) and not (r.operator == "pkda" and form == "chunk"):
        options["use_qk_l2norm_in_kernel"] = r.l2norm == "rsqrt-eps"
    if r.gate != "log":
        bias = r.dt_bias if r.operator == "gdn" or r.dt_bias is None else r.dt_bias.reshape(-1)
        options |= {"use_gate_in_kernel": True, "A_log": r.A_log, "dt_bias": bias}
        options |= {"lower_bound": r.lower_bound} if r.gate == "lower-bound" else {}
    if r.operator == "linear-attention":
        o, ht = function(q=q, k=k, v=v, normalize=False, **options)
    elif r.operator == "retnet" and form != "naive" and not g.requires_grad:
        o, ht = function(q=q, k=k, v=v, g_gamma=g, **options)
    elif r.operator == "retnet":  # g_gamma has no gradient: the same decay for all tokens through g
        o, ht = function(q=q, k=k, v=v, g=g.expand(*v.shape[:3]).contiguous(), **options)
    elif r.operator == "mamba2":
        o, ht = function(q=q, k=k, v=v, g=g, **options)
    elif r.operator == "gla":
        o, ht = function(q=q, k=k, v=v, **{"gk" if form == "token" else "g": g}, **options)
    elif r.operator == "deltanet":
        o, ht = function(q=q, k=k, v=v, beta=beta, **options)
    elif r.operator == "comba":
        ratio, shift = (r.beta_erase.float() / beta.float())[..., None], r.d[None, None, :, None]
        o, ht = function(
            q=(q.float() - shift * k.float()).to(q), k=k, v=v, p=(k.float() * ratio).to(k), g=g, beta=beta, **options
        )
    elif r.operator in ("gdn", "kda"):
        o, ht = function(q=q, k=k, v=v, g=g, beta=beta, **options)
    elif r.operator == "gdn2":
        o, ht = function(q=q, k=k, v=v, g=g, b=r.b, w=r.w, **options)
    else:
        g = torch.zeros(v.shape[:3], device=v.device) if g is None else g
        o, ht, at = function(
            q=q,
            k=k,
            v=v,
            g=g,
            beta=beta,
            g_atk=r.g_atk,
            beta_atk=r.beta_atk,
            initial_A_state=r.a0,
            x=r.x,
            eps=r.eps,
            log_atk_scale=r.log_atk_scale,
            **options,
        )
        return dict(o=o, ht=ht, at=at)
    return dict(o=o, ht=ht)


def without_tuning(every_warps, some):
    """Each Triton kernel takes its first valid configuration, of so many warps where it has one: no time is measured.

    `some` names kernels, or beginnings of their names, with warps of their own.
    """
    from triton.runtime import autotuner
    from triton.runtime.errors import OutOfResources

    tuned = autotuner.Autotuner.run

    def run(self, *args, **kwargs):
        every, name = self.configs, self.base_fn.__name__
        warps = next((n for beginning, n in some.items() if name.startswith(beginning)), every_warps)
        self.nargs = dict(zip(self.arg_names, args))
        kept = self.early_config_prune(every, self.nargs, **kwargs) if self.early_config_prune else every
        kept = sorted(kept or every, key=lambda c: c.num_warps != warps) if warps else list(kept or every)
        try:
            for i, config in enumerate(kept):
                self.configs = [config]
                try:
                    return tuned(self, *args, **kwargs)
                except OutOfResources:
                    if i + 1 == len(kept):
                        raise
        finally:
            self.configs = every

    autotuner.Autotuner.run = run


# The kernels of the backward pass that are right with two warps alone (Specs/findings/fla-wy-backward-four-warps.md)
TWO_WARPS = ("chunk_bwd_kernel_dqkwg", "prepare_wy_repr_bwd_kernel", "prepare_precond_wy_repr_bwd_kernel")


def without_refusal():
    """The backward pass of scalar gates is had with every Triton; see `refuses_backward`."""
    importlib.import_module("fla.ops.common.chunk_o").TRITON_ABOVE_3_7_1 = True


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--form", choices=FORMS, default="chunk")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--dtype", choices=["float32", "bfloat16", "float16"], default="float32")
    parser.add_argument("--ieee", action="store_true", help="float32 products in full instead of tf32")
    parser.add_argument("--warps", type=int, default=0, help="no autotuning, and configurations of so many warps first")
    parser.add_argument("--warps-of", nargs="*", default=[], metavar="KERNEL=N", help="warps of some kernels alone")
    parser.add_argument(
        "--two-warp-gradients", action="store_true", help="also gradients that are refused, with the two warps that make them right"
    )
    parser.add_argument("--ungrouped", action="store_true", help="decline grouped value heads")
    parser.add_argument("--padded", action="store_true", help="fill K and V up to multiples of 16")
    parser.add_argument("--tune", action="store_true", help="let Triton tune, which takes minutes for a single request")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="decline what is asked later than this")
    given, _ = parser.parse_known_args()
    if given.ieee:
        os.environ["TRITON_F32_DEFAULT"] = "ieee"
    if given.two_warp_gradients and given.tune:
        parser.error("--tune chooses the warps by time; leave it out, or --two-warp-gradients")
    if not given.tune:
        some = {name: int(n) for name, n in (w.split("=") for w in given.warps_of)}
        if given.two_warp_gradients:
            some |= dict.fromkeys(TWO_WARPS, 2)
            without_refusal()
        without_tuning(given.warps, some)
    end = time.monotonic() + given.seconds

    def asked(r):
        if given.ungrouped and r.H != r.HV:
            raise dc.Unsupported("grouped value heads were not asked for")
        if time.monotonic() > end:
            raise dc.Unsupported("the time that was given is spent")
        return kernel(r, given.form)

    asked.__name__ = f"fla_{given.form}"
    dc.client(
        asked,
        sys.argv[1:],
        parser,
        framework="torch",
        device=given.device,
        dtype=given.dtype,
        grad=lambda r: gradients(r, given.form),
        domain=lambda r: domain(r, given.form, given.dtype),
        adapt=lambda r: conversions(r, given.form, given.padded),
    )


if __name__ == "__main__":
    main()
