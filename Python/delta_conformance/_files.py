"""Requests and responses as safetensors files, with nothing but numpy (Specs/exchange.md, EX-2 to EX-4)."""

from __future__ import annotations

import json
import os
import uuid
from typing import Any, Mapping, Sequence

import numpy as np

_FLOATS = {"F32": "<f4", "F64": "<f8", "F16": "<f2"}


def read(path: str | os.PathLike[str]) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """The tensors of a file by name, BF16 widened to float32, and its metadata."""
    with open(path, "rb", buffering=0) as file:
        data = bytearray(file.read())  # so that arrays that look into it may be written to
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        bf16 = entry["dtype"] == "BF16"  # the upper half of a float32
        kind = np.dtype("<u2" if bf16 else _FLOATS[entry["dtype"]])
        flat = np.frombuffer(data, kind, (end - begin) // kind.itemsize, start + begin)
        if bf16:
            flat = (flat.astype("<u4") << 16).view("<f4")
        tensors[name] = flat.reshape(entry["shape"])
    return tensors, metadata


def write(path: str | os.PathLike[str], tensors: Mapping[str, np.ndarray], metadata: Mapping[str, str]) -> None:
    """Writes float32 tensors; the file is there whole or not at all."""
    header: dict[str, Any] = {"__metadata__": dict(metadata)}
    arrays, end = [], 0
    for name, x in tensors.items():
        arrays.append(np.ascontiguousarray(x, "<f4"))
        size = arrays[-1].nbytes
        header[name] = {"dtype": "F32", "shape": list(np.shape(x)), "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    # Of a name of its own: another process may be at work on the same file.
    temporary = f"{os.fspath(path)}.{uuid.uuid4().hex[:12]}.part"
    with open(temporary, "wb") as file:
        file.write(b"".join([len(text).to_bytes(8, "little"), text, *arrays]))
    os.replace(temporary, path)


def write_request(
    path: str | os.PathLike[str], description: Mapping[str, Any], tensors: Mapping[str, np.ndarray]
) -> None:
    """Writes a request from the members of its description (EX-3)."""
    write(path, tensors, {"request": json.dumps(dict(description))})


def write_response(
    path: str | os.PathLike[str],
    id: str,
    tensors: Mapping[str, np.ndarray],
    status: str = "ok",
    message: str = "",
    implementation: str = "",
    dtype: str = "float32",
    adapted: Sequence[str] = (),
) -> None:
    """Writes a response (EX-4)."""
    response: dict[str, Any] = {
        "schema": "delta-rule/response/1",
        "id": id,
        "status": status,
        "message": message,
        "implementation": implementation,
        "dtype": dtype,
    }
    if adapted:
        response["adapted"] = list(adapted)
    write(path, tensors, {"response": json.dumps(response)})
