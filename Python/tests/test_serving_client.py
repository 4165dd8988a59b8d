"""What serving_client hands to the kernels of engines, and takes back, on kernels in torch that stand in their place."""

import importlib
import pathlib
import sys
import types

import pytest

import delta_conformance as dc

torch = pytest.importorskip("torch")
CLIENTS = pathlib.Path(__file__).parents[2] / "Clients"
pytestmark = pytest.mark.skipif(not (CLIENTS / "serving_client.py").exists(), reason="the client is not here")
SGLANG = "sglang.kernels.ops.attention.fla"
K3 = "vllm.models.kimi_k3.nvidia.ops.third_party.kda"
REGIMES = ("ordinary-a", "packed-a", "settings-layout", "heads-ratio-3", "rows-three", "state-absent-a", "gate-raw-softplus-packed")


def step(q, k, v, g, beta, scale, norm, state):
    """A token of all heads, on a state [HV,V,K] that is changed."""
    n = len(v) // len(q)
    if norm:
        q, k = (x / torch.sqrt((x * x).sum(-1, keepdim=True) + 1e-6) for x in (q, k))
    q, k = (x.repeat_interleave(n, 0) for x in (q * scale, k))
    state *= torch.exp(g if g.ndim == 2 else g[:, None])[:, None]
    u = beta[:, None] * (v - torch.einsum("hvk,hk->hv", state, k))
    state += u[:, :, None] * k[:, None]
    return torch.einsum("hvk,hk->hv", state, q)


def raw(x, rate, bias):
    return -torch.exp(rate).reshape(-1, *(1,) * (x.ndim - 1)) * torch.nn.functional.softplus(x + bias.reshape(x.shape), threshold=80)


def tokens(q, k, v, g, beta, scale, norm, cu_seqlens, pool, slots):
    o = torch.empty_like(v)
    for i, (first, end) in enumerate(zip(cu_seqlens[:-1], cu_seqlens[1:])):
        for t in range(first, end):
            o[0, t] = step(q[0, t], k[0, t], v[0, t], g[0, t], beta[0, t], scale, norm, pool[slots[i]])
    return o


def chunk(q, k, v, g, beta, scale, initial_state, initial_state_indices, cu_seqlens, use_qk_l2norm_in_kernel):
    return tokens(q, k, v, g, beta, scale, use_qk_l2norm_in_kernel, cu_seqlens, initial_state, initial_state_indices), None, None


def packed(mixed, a, b, A_log, dt_bias, scale, initial_state, out, ssm_state_indices, use_qk_l2norm_in_kernel):
    _, HV, V, K = initial_state.shape
    H = (mixed.shape[1] - HV * V) // (2 * K)
    for i, slot in enumerate(ssm_state_indices):
        q, k, v = (x.reshape(-1, n) for x, n in zip(mixed[i].split([H * K, H * K, HV * V]), (K, K, V)))
        g, beta = raw(a[i], A_log, dt_bias), torch.sigmoid(b[i])
        out[i, 0] = step(q, k, v, g, beta, scale, use_qk_l2norm_in_kernel, initial_state[slot])
    return out, initial_state


def recurrent(q, k, v, g, beta, *, scale, use_qk_l2norm_in_kernel, cu_seqlens, initial_state, ssm_state_indices, **gate):
    assert q.stride(1) == k.stride(1) == v.stride(1) and (ssm_state_indices == ssm_state_indices[:, :1]).all()
    if gate:
        g = torch.stack([raw(x, gate["A_log"], gate["dt_bias"]) for x in g[0]])[None]
    slots = ssm_state_indices[:, 0]
    return tokens(q, k, v, g, beta, scale, use_qk_l2norm_in_kernel, cu_seqlens, initial_state, slots), initial_state


@pytest.fixture
def client(monkeypatch):
    functions = {
        f"{SGLANG}.chunk": {"chunk_gated_delta_rule": chunk},
        f"{SGLANG}.fused_recurrent": {"fused_recurrent_gated_delta_rule_packed_decode": packed},
        K3: {"fused_recurrent_kda_fwd": recurrent},
    }
    for name, members in functions.items():
        parts = name.split(".")
        for i in range(1, len(parts) + 1):
            parent = ".".join(parts[:i])
            if parent not in sys.modules or i == len(parts):
                module = types.ModuleType(parent)
                module.__path__ = []
                monkeypatch.setitem(sys.modules, parent, module)
        vars(sys.modules[name]).update(members)
    monkeypatch.syspath_prepend(str(CLIENTS))
    return importlib.import_module("serving_client")


def judged(client, engine, operator, form, change=lambda outputs: outputs):
    said = "bfloat16" if form == "chunk" else "float32"  # those chunk forms refuse float32, the one here does not
    names = types.SimpleNamespace(operator=operator)
    return dc.check(
        lambda r: change(client.kernel(r, engine, form)),
        operator=operator,
        framework="torch",
        domain=client.domain(names, engine, form, said, False),
        adapt=client.conversions(names, engine, form, said, False),
        cases=[f"{operator}.{regime}" for regime in REGIMES],
        properties=["parity-o", "parity-state", "finite"],
        minimum_coverage=0,
    )


@pytest.mark.parametrize(
    "engine, operator, form, requests",
    [("sglang", "gdn", "chunk", 5), ("sglang", "gdn", "packed", 1), ("vllm", "kda", "token", 7)],
)
def test_requests_are_handed_over_and_answers_taken_back(client, engine, operator, form, requests):
    report = judged(client, engine, operator, form)
    assert report.ok, str(report)
    assert max(r.cases for r in report.results) == requests
    wrong = judged(client, engine, operator, form, lambda x: x | {"ht": x["ht"].flip(0)})
    assert [r.property for r in wrong.results if r.outcome == "fail"] == ["parity-state"]


def test_raw_gates_of_log_gates_and_logits_of_gains(client):
    r = dc.Request(
        dict(id="", operator="gdn", B=1, T=4, H=1, HV=1, K=1, V=1, gate="log", state_layout="kv", cu_seqlens=None),
        {n: torch.zeros(1, 4, 1, 1) for n in "qkv"}
        | {"g": torch.tensor([0.0, -1e-6, -2.0, -400.0])[None, :, None], "beta": torch.tensor([0.0, 0.25, 0.5, 1.0])[None, :, None]},
    )
    batch = client.Batch(r)
    gate, rate, bias = batch.raw()
    assert torch.allclose(raw(gate[0, :, 0], rate, torch.zeros(4)), r.g[0, :, 0], rtol=1e-5, atol=0)
    assert torch.equal(torch.sigmoid(batch.logits()), r.beta) and not bias.any()
    assert client.further(r.replace({"beta": r.beta * 2}, scale=1.0), "vllm", "gating", "bfloat16") == "the gain is no sigmoid"
    assert client.further(r.replace(scale=-1.0), "vllm", "token", "bfloat16") == "scale = -1: not above zero"
