#!/usr/bin/env python3
"""Turns raw recordings of kernels into requests and responses of the exchange (Specs/exchange.md).

    python3 Scripts/convert_captures.py IN OUT

IN holds <operator>-<case>.safetensors with inputs under 'in.', outputs under '<kernel>.<dtype>.' and the metadata
entry 'case'. OUT receives requests/ and one folder a kernel and dtype, with the profile that it declares.
"""
import json
import pathlib
import sys

import numpy as np

# recorded set: (declared profile, element type of the tensors handed over, name of the implementation)
SETS = {
    "token.fp32": ("fp32", "float32", "fused recurrent kernel"),
    "token.bf16": ("bf16", "bfloat16", "fused recurrent kernel"),
    "chunk.ieee": ("fp32", "float32", "chunk kernel, IEEE products"),
    "chunk.tf32": ("tf32", "float32", "chunk kernel, as shipped"),
    "chunk.bf16": ("bf16", "bfloat16", "chunk kernel, as shipped"),
}
GRADIENTS = ["dq", "dk", "dv", "dg", "dbeta", "dg_atk", "dbeta_atk", "dlog_atk_scale", "dh0", "da0"]


def read(path):
    """The metadata and the float32 tensors of a file."""
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        assert entry["dtype"] == "F32", f"{path}: tensor {name} is {entry['dtype']}, expected F32"
        begin, end = (start + offset for offset in entry["data_offsets"])
        tensors[name] = np.frombuffer(data[begin:end], "<u4").reshape(entry["shape"])
    return metadata, tensors


def is_bf16(bits):
    """Whether every value lies on the grid of bfloat16, the upper half of a float32."""
    return not (bits & 0xFFFF).any()


def compact(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def write(path, metadata, tensors):
    """Writes tensors given as bits of float32, as BF16 where that loses nothing; the wider ones come first."""
    header, body = {"__metadata__": metadata}, b""
    for name in sorted(tensors, key=lambda name: (is_bf16(tensors[name]), name)):
        bits = tensors[name]
        dtype, data = ("BF16", (bits >> 16).astype("<u2")) if is_bf16(bits) else ("F32", bits)
        offsets = [len(body), len(body) + data.nbytes]
        header[name] = {"dtype": dtype, "shape": bits.shape, "data_offsets": offsets}
        body += data.tobytes()
    text = compact(header).encode()
    text += b" " * (-len(text) % 8)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(len(text).to_bytes(8, "little") + text + body)


def convert(path, out):
    metadata, tensors = read(path)
    case = json.loads(metadata["case"])
    id = f"{case['operator']}-{case['case']}"
    inputs = {name.removeprefix("in."): x for name, x in tensors.items() if name.startswith("in.")}
    assert all(is_bf16(x) for x in inputs.values()), f"{path}: an input is not representable in bf16"
    recorded = {name.split(".")[2] for name in tensors if not name.startswith("in.")}
    request = {name: case[name] for name in ("operator", "B", "T", "H", "HV", "K", "V", "scale", "x", "eps")} | {
        "schema": "delta-rule/request/1", "id": id, "cu_seqlens": case["cu_seqlens"], "l2norm": "rsqrt-eps",
        "gate": "log", "lower_bound": None, "state_layout": "kv",
        "outputs": [name for name in ["o", "ht", "at"] + GRADIENTS if name in recorded],
    }
    source = {"source": metadata["source"]}
    write(out / "requests" / f"{id}.safetensors", source | {"request": compact(request)}, inputs)
    for name, (_, dtype, implementation) in SETS.items():
        outputs = {key.removeprefix(name + "."): x for key, x in tensors.items() if key.startswith(name + ".")}
        if outputs:
            response = {
                "schema": "delta-rule/response/1", "id": id, "status": "ok", "message": "",
                "implementation": implementation, "dtype": dtype,
            }
            write(out / name / f"{id}.safetensors", source | {"response": compact(response)}, outputs)


def main():
    source, out = (pathlib.Path(name) for name in sys.argv[1:])
    paths = sorted(source.glob("*.safetensors"))
    assert paths, f"there are no recordings in {source}"
    for path in paths:
        convert(path, out)
    for name, (profile, _, _) in SETS.items():
        (out / name / "declared").write_text(profile + "\n")
    print(f"{len(paths)} recordings converted to {out}")


if __name__ == "__main__":
    main()
