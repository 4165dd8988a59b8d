#!/usr/bin/env python3
"""Answers requests with the kernels of serving engines: SGLang's and vLLM's for gated delta rules (PyTorch, Triton, a GPU).

    python3 Clients/serving_client.py DIR/requests DIR/responses --engine sglang [--form chunk] [--dtype bfloat16] …
    conform check --operator kda --profile bf16 --serve "python3 Clients/serving_client.py --serve --engine vllm --folder DIR"

Needs delta-conformance and the engine, or with --folder its unpacked wheel alone: then its kernels' files are imported, and
what they take from the rest of the engine (which card this is, small helpers) is replaced by what serving_stand_ins.py holds.

A request is handed over as an engine does it: rows as packed sequences one behind the other, states [V,K] in the slots of a
pool of which other slots hold NaN, gains as the logits of which a kernel takes the sigmoid, and to kernels that take raw gates
alone, in a short format, log gates as the raw ones that softplus makes them of. The kernels have no backward pass, so
outputs alone are answered.
"""

import argparse
import functools
import importlib
import sys
import time

import delta_conformance as dc
from fla_client import without_tuning
from serving_stand_ins import SGLANG, VLLM, alone

K3, GLM5 = "vllm.models.kimi_k3.nvidia.ops.third_party.kda", "vllm.models.glm5next.nvidia.ops.third_party.kda.kernels"
GATING = "fused_sigmoid_gating_delta_rule_update"
PACKED = "fused_recurrent_gated_delta_rule_packed_decode"
# engine, operator, form: module and function. vllm-glm5 and vllm-fla are vLLM's other copies of the kernels of KDA.
KERNELS = {
    ("sglang", "gdn", "chunk"): (f"{SGLANG}.fla.chunk", "chunk_gated_delta_rule"),
    ("sglang", "gdn", "token"): (f"{SGLANG}.fla.fused_recurrent", "fused_recurrent_gated_delta_rule"),
    ("sglang", "gdn", "update"): (f"{SGLANG}.fla.fused_recurrent", "fused_recurrent_gated_delta_rule_update"),
    ("sglang", "gdn", "gating"): (f"{SGLANG}.linear.fused_sigmoid_gating_recurrent", GATING),
    ("sglang", "gdn", "packed"): (f"{SGLANG}.fla.fused_recurrent", PACKED),
    ("sglang", "kda", "chunk"): (f"{SGLANG}.fla.kda", "chunk_kda"),
    ("sglang", "kda", "token"): (f"{SGLANG}.fla.kda", "fused_recurrent_kda"),
    ("sglang", "kda", "gating"): (f"{SGLANG}.linear.fused_sigmoid_gating_recurrent", GATING),
    ("sglang", "kda", "packed"): (f"{SGLANG}.fla.fused_recurrent", "fused_recurrent_kda_packed_decode"),
    ("vllm", "gdn", "chunk"): (f"{VLLM}.chunk", "chunk_gated_delta_rule"),
    ("vllm", "gdn", "token"): (f"{VLLM}.fused_recurrent", "fused_recurrent_gated_delta_rule"),
    ("vllm", "gdn", "gating"): (f"{VLLM}.fused_sigmoid_gating", GATING),
    ("vllm", "gdn", "packed"): (f"{VLLM}.fused_recurrent", PACKED),
    ("vllm", "kda", "chunk"): (K3, "chunk_kda"),
    ("vllm", "kda", "token"): (K3, "fused_recurrent_kda_fwd"),
    ("vllm", "kda", "packed"): (K3, "fused_recurrent_kda_packed_decode"),
    ("vllm-glm5", "kda", "chunk"): (GLM5, "chunk_kda"),
    ("vllm-glm5", "kda", "token"): (GLM5, "fused_recurrent_kda"),
    ("vllm-fla", "kda", "chunk"): (f"{VLLM}.kda", "chunk_kda"),
    ("vllm-fla", "kda", "token"): (f"{VLLM}.kda", "fused_recurrent_kda"),
    ("vllm-fla", "kda", "gating"): (f"{VLLM}.fused_sigmoid_gating", GATING),
}
ENGINES = tuple(dict.fromkeys(engine for engine, _, _ in KERNELS))
FORMS = tuple(dict.fromkeys(form for _, _, form in KERNELS))


def gates(engine, operator, form, dtype):
    """The forms of gates that a kernel takes itself, or for which there are raw ones that are right in a short format."""
    if form in ("gating", "packed"):
        log = set() if dtype == "float32" else {"log"}
        return log | {"softplus"} | ({"lower-bound"} if (engine, operator) in (("sglang", "kda"), ("vllm", "kda")) else set())
    if operator == "gdn" or (form == "token" and engine in ("sglang", "vllm-fla")):
        return {"log"}
    return {"log", "lower-bound"} | (set() if (engine, form) == ("vllm-glm5", "token") else {"softplus"})


def grouped(engine, operator, form):
    return operator == "gdn" or (form in ("gating", "packed") and engine != "vllm")


def takes_logits(r, engine, form):
    """Whether the gain is handed over as what a sigmoid makes it of."""
    return form in ("gating", "packed") or (engine, form) == ("vllm", "chunk") and r.operator == "kda" and r.gate != "log"


def domain(r, engine, form, dtype, empty):
    return dc.Domain(
        operators={o for e, o, f in KERNELS if (e, f) == (engine, form)},
        options=False,
        l2norm={"rsqrt-eps"} if (engine, r.operator, form) == ("vllm", "kda", "packed") else {"none", "rsqrt-eps"},
        gates=gates(engine, r.operator, form, dtype),
        # What comes back has the shape of k.
        square=form == "token" and engine in ("vllm-glm5", "vllm-fla"),
        empty=empty or form != "chunk",
        where=lambda r: further(r, engine, form, dtype),
    )


def further(r, engine, form, dtype):
    if (r.operator, form, dtype) == ("gdn", "chunk", "float32"):
        return "the kernel refuses float32"
    if form != "chunk" and not r.scale > 0:
        return f"scale = {r.scale:g}: not above zero"
    if form == "chunk" and r.K > 256:
        return f"K = {r.K}: more than 256"
    if takes_logits(r, engine, form) and not bool(((r.beta >= 0) & (r.beta <= 1)).all()):
        return "the gain is no sigmoid"
    return "there is no token" if r.T == 0 or r.sequences == 0 else None


def conversions(r, engine, form, dtype, padded):
    names = ["normalise"] + ([] if grouped(engine, r.operator, form) else ["repeat-heads"])
    names += ["gates"] if "log" in gates(engine, r.operator, form, dtype) else []
    return names + (["pad-16"] if padded else [])


class Batch:
    """A request as an engine holds it."""

    def __init__(self, r):
        import torch

        self.r, self.torch, device = r, torch, r.q.device
        self.starts = list(r.cu_seqlens or range(0, (r.B + 1) * r.T, r.T))
        self.cu_seqlens = torch.tensor(self.starts, dtype=torch.int32, device=device)
        self.lengths = [b - a for a, b in zip(self.starts, self.starts[1:])]
        n, shape = len(self.lengths), (r.HV, r.V, r.K)
        # Slot 0 stands for none in vLLM.
        self.slots = torch.arange(n, 0, -1, dtype=torch.int32, device=device)
        given = torch.zeros((n, *shape), device=device) if r.h0 is None else self.vk(r.h0)
        self.states = given.contiguous().clone()
        self.pool = torch.full((n + 2, *shape), float("nan"), device=device)
        self.pool[self.slots.long()] = self.states

    def vk(self, state):
        return state if self.r.state_layout == "vk" else state.transpose(-1, -2)

    def flat(self, name):
        """A tensor of tokens, rows one behind the other; the kernel may write to it."""
        x = getattr(self.r, name)
        return x.reshape(1, -1, *x.shape[2:]).contiguous().clone()

    def packed(self):
        """Queries, keys and values of a token side by side."""
        return self.torch.cat([self.flat(n)[0].flatten(1) for n in ("q", "k", "v")], 1)

    def logits(self):
        return self.torch.special.logit(self.flat("beta").double()).float()

    def raw(self):
        """Raw gates with their rates and biases: g = −exp(rate)·softplus(raw + bias), or the bounded form."""
        r, zeros = self.r, functools.partial(self.torch.zeros, device=self.r.q.device)
        bias = zeros((r.HV,) if r.operator == "gdn" else (r.HV, r.K)) if r.dt_bias is None else r.dt_bias.contiguous()
        if r.gate != "log":
            return self.flat("g"), r.A_log, bias
        g = self.flat("g").double()
        return (self.torch.log(-self.torch.expm1(g)) - g).float(), zeros(r.HV), bias

    def outputs(self, o, ht=None):
        ht = self.pool[self.slots.long()] if ht is None else ht
        return dict(o=o.reshape(*self.r.v.shape), ht=self.vk(ht))


def kernel(r, engine, form):
    module, name = KERNELS[engine, r.operator, form]
    module, b = importlib.import_module(module), Batch(r)
    function, vllm = getattr(module, name), engine != "sglang"
    raw, kda = r.gate != "log", r.operator == "kda"
    gate, rate, bias = b.raw()
    if form == "packed":
        return b.outputs(one_by_one(b, function, vllm and kda))
    q, k, v, g = (b.flat(n) for n in ("q", "k", "v", "g"))
    options = {"scale": r.scale, "use_qk_l2norm_in_kernel": r.l2norm == "rsqrt-eps", "cu_seqlens": b.cu_seqlens}
    if form == "gating":
        options |= {"q": q, "k": k, "v": v, "a": gate, "b": b.logits(), "A_log": rate, "dt_bias": bias, "is_kda": kda}
        if vllm:
            return b.outputs(function(initial_state=b.pool, ssm_state_indices=every_token(b), **options)[0])
        options |= {"softplus_beta": 1.0, "softplus_threshold": 20.0, "lower_bound": r.lower_bound}
        return b.outputs(function(initial_state_source=b.pool, initial_state_indices=b.slots, **options))
    beta = b.logits() if takes_logits(r, engine, form) else b.flat("beta")
    if form == "chunk":
        if not vllm:
            slots = {"initial_state": b.pool, "initial_state_indices": b.slots}
            slots |= {"A_log": rate, "dt_bias": bias.flatten(), "lower_bound": r.lower_bound} if raw else {}
            found = function(q, k, v, g, beta, **options, **slots)
            return b.outputs(found if kda else found[0])
        options |= {"initial_state": b.states, "output_final_state": True}
        if not raw:
            return b.outputs(*function(q, k, v, g, beta, **options))
        function = module.chunk_kda_with_fused_gate
        bounded = {"lower_bound": r.lower_bound} if r.lower_bound is not None else {}
        bounded |= {"safe_gate": bool(bounded)} if engine == "vllm-glm5" else {}
        return b.outputs(*function(q, k, v, g, beta, A_log=rate, g_bias=bias, **bounded, **options))
    if form == "update":
        return b.outputs(function(q, k, v, g, beta, initial_state_source=b.pool, initial_state_indices=b.slots, **options))
    if not vllm:
        extra = {} if kda else {"output_final_state": True}
        return b.outputs(*function(q, k, v, g, beta, initial_state=b.states, **extra, **options))
    options |= {"initial_state": b.pool, "ssm_state_indices": every_token(b)}
    if (engine, kda) == ("vllm", True):  # it wants rows of one tensor
        x, at = b.packed(), [0, r.H * r.K, 2 * r.H * r.K]
        views = ((1, len(x), r.HV, n) for n in (r.K, r.K, r.V))
        q, k, v = (x.as_strided(size, (x.numel(), x.shape[1], size[3], 1), i) for size, i in zip(views, at))
    if raw and engine == "vllm":
        bounded = {"lower_bound": r.lower_bound, "use_gate_in_kernel": True}
        options |= {"A_log": rate, "dt_bias": bias.flatten(), **bounded}
    elif raw:
        options |= {"a_log": rate, "g_bias": bias, "lower_bound": r.lower_bound, "compute_gate": True}
    return b.outputs(function(q, k, v, g, beta, **options)[0])


def every_token(b):
    """The slot that a sequence's state goes to after each of its tokens: always its own."""
    return b.slots[:, None].expand(-1, max(b.lengths)).contiguous()


def one_by_one(b, step, k3):
    """A step of decoding a token, in which the sequences take part that have one left."""
    torch, r, beta = b.torch, b.r, b.logits()
    gate, rate, bias = b.raw()
    packed = b.packed()
    o = torch.zeros((len(packed), r.HV, r.V), dtype=r.v.dtype, device=r.v.device)
    common = {"A_log": rate, "dt_bias": bias.flatten(), "scale": r.scale, "initial_state": b.pool}
    common |= {"lower_bound": r.lower_bound} if r.operator == "kda" else {}
    norm = r.l2norm == "rsqrt-eps"
    for t in range(max(b.lengths)):
        alive = [i for i, length in enumerate(b.lengths) if length > t]
        rows, slots = torch.tensor([b.starts[i] + t for i in alive], device=r.q.device), b.slots[alive]
        if k3:
            found, _ = step(packed[rows], raw_g=gate[:, rows], raw_beta=beta[:, rows], state_indices=slots, **common)
        else:
            out = torch.empty((len(alive), 1, r.HV, r.V), dtype=r.v.dtype, device=r.v.device)
            further = {"out": out, "ssm_state_indices": slots, "use_qk_l2norm_in_kernel": norm}
            found, _ = step(packed[rows], a=gate[0, rows].flatten(1), b=beta[0, rows], **further, **common)
        o[rows] = found.reshape(len(alive), r.HV, r.V)
    return o


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, default="sglang")
    parser.add_argument("--form", choices=FORMS, default="chunk")
    parser.add_argument("--folder", help="the engine's unpacked wheel, where the engine is not installed")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--dtype", choices=["float32", "bfloat16", "float16"], default="bfloat16")
    parser.add_argument("--warps", type=int, default=0, help="configurations of so many warps first")
    parser.add_argument("--padded", action="store_true", help="fill K and V up to multiples of 16")
    parser.add_argument("--empty", action="store_true", help="hand sequences without a token to chunk forms, which take them wrongly")
    parser.add_argument("--tune", action="store_true", help="let Triton tune, which takes minutes for a single request")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="decline what is asked later than this")
    given, _ = parser.parse_known_args()
    if given.folder:
        alone(given.engine, given.folder)
    if not given.tune:
        without_tuning(given.warps, {})
    end = time.monotonic() + given.seconds

    def asked(r):
        if time.monotonic() > end:
            raise dc.Unsupported("the time that was given is spent")
        return kernel(r, given.engine, given.form)

    asked.__name__ = f"{given.engine}_{given.form}"
    dc.client(
        asked,
        sys.argv[1:],
        parser,
        framework="torch",
        device=given.device,
        dtype=given.dtype,
        domain=lambda r: domain(r, given.engine, given.form, given.dtype, given.empty),
        adapt=lambda r: conversions(r, given.engine, given.form, given.dtype, given.padded),
    )


if __name__ == "__main__":
    main()
