"""What a kernel is asked: one problem, its tensors as attributes."""

from __future__ import annotations

import json
import os
from typing import Any, Mapping, Sequence

from . import _files

#: Inputs, in the order of Specs/conventions.md; `lambda` is spelt `ridge` as an attribute, because Python owns the word.
INPUTS = (
    "q",
    "k",
    "v",
    "g",
    "A_log",
    "beta",
    "beta_erase",
    "g_atk",
    "beta_atk",
    "log_atk_scale",
    "lambda",
    "d",
    "h0",
    "a0",
    "dt_bias",
    "b",
    "w",
)
#: The gradient that is handed in for each output.
COTANGENTS = {"do": "o", "dht": "ht", "dat": "at"}


class Request:
    """One problem. A tensor that it does not have is None, so that `r.h0` can be handed on as it is.

    Shapes are those of Specs/conventions.md (CONV-1): q, k `[B,T,H,K]`, v `[B,T,HV,V]`, h0 `[N,HV,K,V]` …
    """

    id: str
    operator: str
    B: int
    T: int
    H: int
    HV: int
    K: int
    V: int
    scale: float
    l2norm: str
    gate: str
    lower_bound: float | None
    state_layout: str
    x: float
    eps: float
    cu_seqlens: list[int] | None
    outputs: Sequence[str]

    q: Any
    k: Any
    v: Any
    g: Any
    A_log: Any
    beta: Any
    beta_erase: Any
    g_atk: Any
    beta_atk: Any
    log_atk_scale: Any
    d: Any
    h0: Any
    a0: Any
    dt_bias: Any
    b: Any
    w: Any
    do: Any
    dht: Any
    dat: Any

    def __init__(self, description: Mapping[str, Any], tensors: Mapping[str, Any]):
        self.description = dict(description)
        self.tensors = dict(tensors)
        #: Names of the conversions that were made for the kernel (`adapt=`).
        self.adapted: tuple[str, ...] = ()

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Request:
        """Reads a request file; its tensors are float32 numpy arrays."""
        tensors, metadata = _files.read(path)
        return cls(json.loads(metadata["request"]), tensors)

    def __getattr__(self, name: str) -> Any:
        # Only called for what is no ordinary attribute.
        if name.startswith("__") or name in ("description", "tensors"):
            raise AttributeError(name)
        tensor = "lambda" if name == "ridge" else name
        if tensor in self.tensors:
            return self.tensors[tensor]
        if name in self.description:
            return self.description[name]
        if tensor in INPUTS or tensor in COTANGENTS:
            return None
        raise AttributeError(f"a request has no '{name}'; its tensors are {', '.join(self.tensors)}")

    def get(self, name: str, default: Any = None) -> Any:
        """A tensor or a member of the description."""
        return self.tensors.get(name, self.description.get(name, default))

    def replace(self, tensors: Mapping[str, Any] | None = None, **members: Any) -> Request:
        """A copy with other members or tensors; a tensor of None is removed."""
        changed = {n: x for n, x in {**self.tensors, **(tensors or {})}.items() if x is not None}
        other = Request({**self.description, **members}, changed)
        other.adapted = self.adapted
        return other

    @property
    def sequences(self) -> int:
        """How many sequences there are, packed or not."""
        return self.B if self.cu_seqlens is None else len(self.cu_seqlens) - 1

    @property
    def group(self) -> int:
        """Value heads a key head; value head j reads key head j // group."""
        return int(self.HV) // int(self.H)

    @property
    def gradients(self) -> list[str]:
        """The inputs whose gradients are asked for; none where no gradient is handed in."""
        return [name[1:] for name in self.outputs if name not in COTANGENTS and name[:1] == "d" and name[1:] in INPUTS]

    def __repr__(self) -> str:
        shape = " ".join(f"{n}={self.description.get(n)}" for n in ("B", "T", "H", "HV", "K", "V"))
        return f"<Request {self.description.get('id')}: {self.description.get('operator')}, {shape}>"
