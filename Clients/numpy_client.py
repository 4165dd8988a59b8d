#!/usr/bin/env python3
"""Answers requests token by token in float32 with nothing but numpy: the client to port from.

    python3 Clients/numpy_client.py DIR/requests DIR/responses
    python3 Clients/numpy_client.py --serve      rounds line by line: EX-11

Specs/exchange.md describes the files, Specs/operators.md the equations.
"""
import json
import pathlib
import sys

import numpy as np

f32 = np.float32
# operator: gain, preconditioner, what the erase reads (the decay shows in the shape of g)
OPERATORS = {
    "linear-attention": ("one", "none", "nothing"), "retnet": ("one", "none", "nothing"),
    "mamba2": ("one", "none", "nothing"), "gla": ("one", "none", "nothing"),
    "deltanet": ("beta", "none", "decayed"), "gdn": ("beta", "none", "decayed"), "kda": ("beta", "none", "decayed"),
    "longhorn": ("implicit", "none", "decayed"), "nlms": ("normalised", "none", "decayed"),
    "efla": ("exponential", "none", "decayed"), "comba": ("split", "shifted query", "undecayed"),
    "pdn": ("beta", "squashed key", "decayed"), "pgdn": ("beta", "squashed key", "decayed"),
    "pkda": ("beta", "squashed key", "decayed"), "p-longhorn": ("implicit", "squashed key", "decayed"),
    "key-precond-mamba2": ("one", "squashed key", "nothing"), "pla": ("one", "diagonal query", "nothing"),
    "p-mamba2": ("one", "diagonal query", "nothing"), "pgla": ("one", "diagonal query", "nothing"),
    "mesanet": ("beta", "gram query", "nothing"), "least-squares": ("one", "gram key", "decayed"),
    "gdn2": ("channel", "none", "decayed"),
}


def read(path):
    """The request of a file and its tensors by name."""
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    request = json.loads(header.pop("__metadata__")["request"])
    tensors = {}
    for name, entry in header.items():
        begin, end = (start + offset for offset in entry["data_offsets"])
        if entry["dtype"] == "BF16":  # the upper half of a float32
            flat = (np.frombuffer(data[begin:end], "<u2").astype("<u4") << 16).view("<f4")
        else:
            flat = np.frombuffer(data[begin:end], "<f4")
        tensors[name] = flat.reshape(entry["shape"]).copy()
    return request, tensors


def write(path, tensors, response):
    header, end = {"__metadata__": {"response": json.dumps(response)}}, 0
    for name, x in tensors.items():
        header[name] = {"dtype": "F32", "shape": x.shape, "data_offsets": [end, end := end + x.nbytes]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + b"".join(x.tobytes() for x in tensors.values()))


def normalised(x, norm):
    squares = (x * x).sum(-1, keepdims=True, dtype=f32)
    if norm == "rsqrt-eps":
        return x / np.sqrt(squares + f32(1e-6))
    return x / np.maximum(np.sqrt(squares), f32(1e-12)) if norm == "max-eps" else x


def solved(gram, ridge, b):
    """(gram + diag ridge)^-1 b of every head, in double precision: what is rounded is the matrix and the solution."""
    system = gram.astype(float) + ridge[:, :, None] * np.eye(gram.shape[-1])
    return np.linalg.solve(system, b.astype(float)[:, :, None])[:, :, 0].astype(f32)


def log_decay(gate, t, request):
    """The natural logs of decays from the gates of a token, log gates or raw ones: CONV-4."""
    if request["gate"] == "log":
        return gate
    raw = gate + t.get("dt_bias", f32(0))
    rate = np.exp(t["A_log"]).reshape(-1, *(1,) * (gate.ndim - 1))
    if request["gate"] == "softplus":
        return -rate * np.logaddexp(f32(0), raw)
    return f32(request["lower_bound"]) / (1 + np.exp(-rate * raw))


def approached(gram, ridge, b, request):
    """(gram + diag ridge)^-1 b of every head by a number of steps of conjugate gradients: OP-S."""
    def image(x):
        return np.einsum("hij,hj->hi", gram, x) + ridge * x

    def inner(x, y):
        return (x * y).sum(-1, keepdims=True, dtype=f32)

    diagonal = np.diagonal(gram, axis1=1, axis2=2) + ridge
    x, eps = b / diagonal if request["cg_start"] == "diagonal" else np.zeros_like(b), f32(request["cg_eps"])
    r = p = b - image(x)
    for _ in range(request["iterations"]):
        square, Gp = inner(r, r), image(p)
        a = square / (inner(p, Gp) + eps)
        x, r = x + a * p, r - a * Gp
        p = r + inner(r, r) / (square + eps) * p
    return x


def step(gain, beta, decay, key, write_key):
    """What multiplies the write of every value head: OP-G, and OP-N for the factor in the place of beta."""
    square, overlap = (key * key).sum(-1, dtype=f32), (key * write_key).sum(-1, dtype=f32)
    if gain == "weighted":  # a key or a beta of zero writes nothing
        return np.divide(beta, decay + beta * overlap, out=np.zeros_like(beta), where=beta * overlap != 0)
    if gain == "implicit":
        return beta / (1 + beta * overlap)
    if gain == "normalised":  # a key of zero writes nothing
        return np.divide(f32(1), square, out=np.zeros_like(square), where=square != 0)
    if gain == "exponential":  # a key of zero: the limit
        time = beta * square
        return np.divide(-np.expm1(-time), square, out=beta.copy(), where=time != 0)
    return beta


def precondition(kind, A, t, at, request, q, k):
    """The state of the preconditioner after a token of every key head, with write keys and queries: OP-A, OP-K, OP-N, OP-P."""
    before = A
    if kind in ("squashed key", "diagonal query"):
        A = np.exp(t["g_atk"][at])[:, None] * A + t["beta_atk"][at][:, None] * (k * k)
    if kind == "squashed key" and request.get("write_key") == "sherman-morrison":
        weighted = k / (before + t["lambda"])
        return A, weighted / (1 + (k * weighted).sum(-1, keepdims=True, dtype=f32)), q
    if kind == "squashed key":
        r = np.log(A + f32(request["eps"])) - t["log_atk_scale"][:, None]
        weighted = np.exp(-np.log(f32(request["x"])) * (r / (1 + np.abs(r)))) * k
        overlap, factor = (k * weighted).sum(-1, keepdims=True, dtype=f32), request.get("write_key_factor")
        if factor == "reciprocal":  # a key of zero stays one
            weighted = np.divide(weighted, overlap, out=np.zeros_like(weighted), where=overlap != 0)
        return A, weighted / (1 + overlap) if factor == "damped" else weighted, q
    if kind == "diagonal query":
        return A, k, q / (A + t["lambda"])
    if kind == "gram key":
        A = A + k[:, :, None] * k[:, None, :]
        return A, solved(A, t["lambda"], k), q
    is_shifted = kind == "shifted query" and request.get("query_shift") != "raw"
    return A, k, q - t["d"][:, None] * k if is_shifted else q


def evaluate(request, t):
    """The outputs of a request: o [B,T,HV,V], ht [N,HV,K,V] and, where something is accumulated, at."""
    gain, preconditioner, erased = OPERATORS[request["operator"]]
    gain = "weighted" if request.get("write_key_factor") == "weighted" else gain
    B, T, H, HV, K, V = (request[name] for name in ("B", "T", "H", "HV", "K", "V"))
    cu = request["cu_seqlens"]
    sequences = [(b, 0, T) for b in range(B)] if cu is None else [(0, *ends) for ends in zip(cu, cu[1:])]
    N, n = len(sequences), HV // H
    shifted = request.get("query_shift") == "raw"
    q = normalised(t["q"] - t["d"][:, None] * t["k"] if shifted else t["q"], request["l2norm"]) * f32(request["scale"])
    k, v = normalised(t["k"], request["l2norm"]), t["v"]
    transposed = request["state_layout"] == "vk"
    S_all = t["h0"].copy() if "h0" in t else np.zeros((N, HV, V, K) if transposed else (N, HV, K, V), f32)
    S_all = np.ascontiguousarray(S_all.swapaxes(-1, -2)) if transposed else S_all
    shape_of_A = {"gram key": (N, H, K, K), "gram query": (N, HV, K, K)}.get(preconditioner, (N, H, K))
    A_all = t["a0"].copy() if "a0" in t else np.zeros(shape_of_A, f32)
    o = np.zeros((B, T, HV, V), f32)
    for i, (b, first, end) in enumerate(sequences):
        S, A = S_all[i], A_all[i]  # all heads at a time
        for at in ((b, j) for j in range(first, end)):
            A, write_key, query = precondition(preconditioner, A, t, at, request, q[at], k[at])
            # Value head h reads key head h // n: repeat, not tile.
            key, write_key, query = (np.repeat(x, n, axis=0) for x in (k[at], write_key, query))
            beta = t["beta"][at] if "beta" in t else np.ones(HV, f32)
            gate = np.zeros(HV, f32) if "g" not in t else t["g"] if t["g"].shape == (HV,) else t["g"][at]
            decay = np.exp(log_decay(gate, t, request))
            decay = decay.reshape(HV, -1, 1)
            if preconditioner == "gram query":  # a Gram matrix of each value head, decayed and gained as its state
                A = decay * A + beta[:, None, None] * (key[:, :, None] * key[:, None, :])
                ridge, stepwise = np.repeat(t["lambda"], n, axis=0), request.get("solver") == "conjugate-gradient"
                query = approached(A, ridge, query, request) if stepwise else solved(A, ridge, query)
            undecayed, S = S, S * decay
            u, gains = v[at], step(gain, beta, decay[:, 0, 0], key, write_key)[:, None]
            if erased != "nothing":
                erase_key = t["b"][at] * key if gain == "channel" else key
                prediction = np.einsum("hk,hkv->hv", erase_key, S if erased == "decayed" else undecayed)
                if gain == "channel":
                    u = t["w"][at] * u - prediction
                elif gain == "split":
                    u = gains * u - t["beta_erase"][at][:, None] * prediction
                else:
                    u = gains * (u - prediction)
            elif gain != "one":
                u = gains * u
            S = S + write_key[:, :, None] * u[:, None, :]
            o[at] = np.einsum("hk,hkv->hv", query, S)
        S_all[i], A_all[i] = S, A
    outputs = {"o": o, "ht": np.ascontiguousarray(S_all.swapaxes(-1, -2)) if transposed else S_all}
    return outputs | ({"at": A_all} if preconditioner not in ("none", "shifted query") else {})


def answer_all(requests, responses):
    responses.mkdir(parents=True, exist_ok=True)
    for path in sorted(requests.glob("*.safetensors")):
        request, tensors = read(path)
        response = {
            "schema": "delta-rule/response/1", "id": request["id"], "status": "ok", "message": "",
            "implementation": "numpy token by token", "dtype": "float32",
        }
        outputs = {}
        if request["operator"] not in OPERATORS:
            response |= {"status": "unsupported", "message": request["operator"]}
        else:
            outputs = evaluate(request, tensors)
            assert all(x.dtype == f32 for x in outputs.values())
        write(responses / path.name, outputs, response)


def main():
    if sys.argv[1:] != ["--serve"]:
        return answer_all(*map(pathlib.Path, sys.argv[1:]))
    for line in sys.stdin:  # one round a line
        folders = json.loads(line)
        answer_all(pathlib.Path(folders["requests"]), pathlib.Path(folders["responses"]))
        print('{"done": true}', flush=True)


if __name__ == "__main__":
    with np.errstate(divide="ignore", over="ignore"):  # exp(-inf) is a decay of exactly 0, 1/(1 + inf) a gate of 0
        main()
