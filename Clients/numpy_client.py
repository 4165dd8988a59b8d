#!/usr/bin/env python3
"""Answers requests token by token in float32 with nothing but numpy: the client to port from.

    python3 Clients/numpy_client.py DIR/requests DIR/responses

Specs/exchange.md describes the files, Specs/operators.md the equations.
"""
import json
import pathlib
import sys

import numpy as np

f32 = np.float32
# operator: has a preconditioner, corrects what the state predicts (the decay shows in the shape of g)
OPERATORS = {
    "linear-attention": (False, False), "mamba2": (False, False), "deltanet": (False, True), "gdn": (False, True),
    "kda": (False, True), "pdn": (True, True), "pgdn": (True, True), "pkda": (True, True),
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


def evaluate(request, t):
    """The outputs of a request: o [B,T,HV,V], ht [N,HV,K,V] and, with a preconditioner, at [N,H,K]."""
    preconditioned, corrects = OPERATORS[request["operator"]]
    B, T, H, HV, K, V = (request[name] for name in ("B", "T", "H", "HV", "K", "V"))
    cu = request["cu_seqlens"]
    sequences = [(b, 0, T) for b in range(B)] if cu is None else [(0, *ends) for ends in zip(cu, cu[1:])]
    N, n = len(sequences), HV // H
    q = normalised(t["q"], request["l2norm"]) * f32(request["scale"])
    k, v = normalised(t["k"], request["l2norm"]), t["v"]
    transposed = request["state_layout"] == "vk"
    S_all = t["h0"].copy() if "h0" in t else np.zeros((N, HV, V, K) if transposed else (N, HV, K, V), f32)
    S_all = np.ascontiguousarray(S_all.swapaxes(-1, -2)) if transposed else S_all
    A_all = t["a0"].copy() if "a0" in t else np.zeros((N, H, K), f32)
    o = np.zeros((B, T, HV, V), f32)
    for i, (b, first, end) in enumerate(sequences):
        S, A = S_all[i], A_all[i]  # [HV,K,V] and [H,K]: all heads at a time
        for j in range(first, end):
            key, write_key = k[b, j], k[b, j]
            if preconditioned:
                A = np.exp(t["g_atk"][b, j])[:, None] * A + t["beta_atk"][b, j][:, None] * (key * key)
                r = np.log(A + f32(request["eps"])) - t["log_atk_scale"][:, None]
                write_key = np.exp(-np.log(f32(request["x"])) * (r / (1 + np.abs(r)))) * key
            # Value head h reads key head h // n: repeat, not tile.
            key, write_key, query = (np.repeat(x, n, axis=0)[:, :, None] for x in (key, write_key, q[b, j]))
            if "g" in t:  # the decay comes before the erase reads the state
                S = S * np.exp(t["g"][b, j]).reshape(HV, -1, 1)
            u = v[b, j][:, None, :]
            if corrects:
                u = t["beta"][b, j][:, None, None] * (u - key.swapaxes(1, 2) @ S)
            S = S + write_key * u
            o[b, j] = (query.swapaxes(1, 2) @ S)[:, 0]
        S_all[i], A_all[i] = S, A
    outputs = {"o": o, "ht": np.ascontiguousarray(S_all.swapaxes(-1, -2)) if transposed else S_all}
    return outputs | ({"at": A_all} if preconditioned else {})


def main():
    requests, responses = (pathlib.Path(name) for name in sys.argv[1:])
    responses.mkdir(parents=True, exist_ok=True)
    for path in sorted(requests.glob("*.safetensors")):
        request, tensors = read(path)
        response = {
            "schema": "delta-rule/response/1", "id": request["id"], "status": "ok", "message": "",
            "implementation": "numpy token by token", "dtype": "float32",
        }
        outputs = {}
        options = [name for name in ("write_key", "write_key_factor", "solver") if name in request]
        if request["operator"] not in OPERATORS or request["gate"] != "log" or options:
            what = " and ".join([f"gate {request['gate']}", *options])
            response |= {"status": "unsupported", "message": f"{request['operator']} with {what}"}
        else:
            outputs = evaluate(request, tensors)
            assert all(x.dtype == f32 for x in outputs.values())
        write(responses / path.name, outputs, response)


if __name__ == "__main__":
    with np.errstate(divide="ignore"):  # exp(-inf) is a decay of exactly 0
        main()
