"""Requests and blessed responses: safetensors files, read by hand (EX-2, EX-3)."""

from __future__ import annotations

import itertools
import json
import math
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mpmath import mpf

from .algebra import Matrix, Vector
from .tape import Scalar

ELEMENTS = {"F32": ("f", 4), "F64": ("d", 8)}


@dataclass(frozen=True)
class Tensor:
    """Scalars in rows; the last axis is contiguous."""

    shape: tuple[int, ...]
    entries: tuple[Scalar, ...]

    def __getitem__(self, index: int | tuple[int, ...]) -> Any:
        """What is left when the first axes are fixed: a scalar, a vector or a matrix."""
        index = index if isinstance(index, tuple) else (index,)
        if not all(0 <= i < extent for i, extent in zip(index, self.shape)):
            raise IndexError(f"index {index} outside the shape {self.shape}")
        rest = self.shape[len(index) :]
        start = 0
        for i, extent in zip(index, self.shape):
            start = start * extent + i
        size = math.prod(rest)
        part = self.entries[start * size : (start + 1) * size]
        if not rest:
            return part[0]
        if len(rest) == 1:
            return Vector(part)
        rows, columns = rest
        return Matrix(Vector(part[i * columns : (i + 1) * columns]) for i in range(rows))

    def mapped(self, function: Callable[[Scalar], Scalar]) -> Tensor:
        return Tensor(self.shape, tuple(map(function, self.entries)))

    @staticmethod
    def assembled(leading: Iterable[int], trailing: Iterable[int], parts: dict[Any, Any]) -> Tensor:
        """The tensor whose vectors or matrices at the leading indices are the parts."""
        leading, trailing = tuple(leading), tuple(trailing)
        entries: list[Scalar] = []
        for index in itertools.product(*map(range, leading)):
            for part in parts[index]:
                entries.extend(part if isinstance(part, Vector) else [part])
        return Tensor(leading + trailing, tuple(entries))


@dataclass(frozen=True)
class Golden:
    """A request and the blessed response to it."""

    id: str
    operator: str
    request: dict[str, Any]
    tensors: dict[str, Tensor]
    blessed: dict[str, tuple[tuple[int, ...], tuple[float, ...]]]


def read_safetensors(path: Path) -> tuple[dict[str, str], dict[str, tuple[tuple[int, ...], tuple[float, ...]]]]:
    """The metadata, and each tensor's shape and elements."""
    data = path.read_bytes()
    (size,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + size])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        code, width = ELEMENTS[entry["dtype"]]
        begin, end = entry["data_offsets"]
        shape = tuple(entry["shape"])
        if end - begin != width * math.prod(shape):
            raise ValueError(f"{path}: tensor {name} has {end - begin} bytes, which is not its shape {shape}")
        tensors[name] = shape, struct.unpack_from(f"<{math.prod(shape)}{code}", data, 8 + size + begin)
    return metadata, tensors


def catalogue(folder: Path) -> list[dict[str, Any]]:
    """The manifest's goldens, sorted by id."""
    return json.loads((folder / "manifest.json").read_text())["goldens"]


def load(folder: Path, entry: dict[str, Any]) -> Golden:
    """The two files of one golden. Numbers of the request are doubles, taken exactly."""
    metadata, inputs = read_safetensors(folder / "golden" / entry["request"]["path"])
    _, blessed = read_safetensors(folder / "golden" / entry["response"]["path"])
    tensors = {name: Tensor(shape, tuple(map(mpf, elements))) for name, (shape, elements) in inputs.items()}
    return Golden(entry["id"], entry["operator"], json.loads(metadata["request"]), tensors, blessed)
