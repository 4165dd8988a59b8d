"""What is right: the reference's answers, the suite's requests, the catalogue."""

from __future__ import annotations

import math
import os
import re
import tempfile
from pathlib import Path
from typing import Any, Mapping, Sequence

import numpy as np

from . import _executable, _files
from ._arguments import choice, whole
from ._options import SUITES, head_dim_words
from .domain import OPTIONS, SOLVER_OPTIONS
from .request import COTANGENTS, Request

_IN_FILE = re.compile(r"^'[^']*reference\.safetensors'[:,]? ?")


def reference(
    operator: str | Request,
    *,
    proved: bool = False,
    cu_seqlens: Sequence[int] | None = None,
    scale: float | None = None,
    l2norm: str = "none",
    gate: str = "log",
    lower_bound: float | None = None,
    state_layout: str = "kv",
    x: float = 1.5,
    eps: float = 1e-6,
    options: Mapping[str, Any] | None = None,
    **tensors: Any,
) -> dict[str, np.ndarray]:
    """The right outputs in double precision, and with do=, dht= or dat= the gradients of every input.

    With `proved` each element is the double nearest to the exact real number, by enclosure. `lambda` is spelt `ridge`. In the place of
    an operator with its tensors and settings, a Request is the whole question.
    """
    if isinstance(operator, Request):
        given = tensors or options or cu_seqlens is not None
        settings = (scale, l2norm, gate, lower_bound, state_layout, x, eps)
        if given or settings != (None, "none", "log", None, "kv", 1.5, 1e-6):
            raise ValueError("reference() has a request, which says everything; change it with request.replace(…).")
        return _answered({**operator.description, "id": "reference"}, operator.tensors, proved)
    arrays = {("lambda" if n == "ridge" else n): _float32(n, t) for n, t in tensors.items()}
    numbers = {"scale": scale, "x": x, "eps": eps, "lower_bound": lower_bound, **(options or {})}
    for name, number in numbers.items():
        if isinstance(number, float) and not math.isfinite(number):
            raise ValueError(f"{name}={number}: give a finite number.")
    allowed = OPTIONS + SOLVER_OPTIONS
    strange = set(options or {}) - set(allowed)
    if strange:
        raise ValueError(f"options={options!r}: {sorted(strange)[0]!r} is none of {', '.join(allowed)}.")
    without_solver = set(options or {}) & set(SOLVER_OPTIONS)
    if without_solver and (options or {}).get("solver") != "conjugate-gradient":
        raise ValueError(f"options={options!r}: {sorted(without_solver)[0]!r} goes with solver='conjugate-gradient'.")
    for needed in ("q", "k", "v"):
        if needed not in arrays:
            raise ValueError(f"reference() needs {needed}=.")
        if arrays[needed].ndim != 4:
            shape = "[B, T, HV, V]" if needed == "v" else "[B, T, H, K]"
            raise ValueError(f"{needed} has the shape {list(arrays[needed].shape)}; give {shape}.")
    (B, T, H, K), (HV, V) = arrays["q"].shape, arrays["v"].shape[2:]
    description: dict[str, Any] = {
        "schema": "delta-rule/request/1",
        "id": "reference",
        "operator": operator,
        "B": B,
        "T": T,
        "H": H,
        "HV": HV,
        "K": K,
        "V": V,
        "scale": K**-0.5 if scale is None else float(scale),
        "l2norm": l2norm,
        "x": x,
        "eps": eps,
        "cu_seqlens": None if cu_seqlens is None else [int(n) for n in cu_seqlens],
        "gate": gate,
        "lower_bound": lower_bound,
        "state_layout": state_layout,
        "dtype_exact": "f32",
        **(options or {}),
    }
    if not any(n in arrays for n in COTANGENTS):
        description["outputs"] = _outputs(operator)
    return _answered(description, arrays, proved)


def _answered(description: Mapping[str, Any], tensors: Mapping[str, Any], proved: bool) -> dict[str, np.ndarray]:
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(f"{folder}/requests")
        _files.write_request(f"{folder}/requests/reference.safetensors", description, tensors)
        words = ["reference", "--requests", f"{folder}/requests", "--out", f"{folder}/responses"]
        try:
            _executable.run(words + ["--proved"] * proved)
        except _executable.ConformError as why:
            # The file is nothing that the caller knows of.
            sentence = _IN_FILE.sub("", str(why))
            subject = "reference() " if sentence.startswith(("has a ", "holds ")) else ""
            raise _executable.ConformError(subject + sentence) from None
        return _files.read(f"{folder}/responses/reference.safetensors")[0]


def _float32(name: str, tensor: Any) -> np.ndarray:
    found = np.asarray(tensor)
    if found.dtype.kind not in "fiub":
        raise ValueError(f"{name} is of {found.dtype}; give real numbers, or leave it out.")
    return found.astype(np.float32)


def _outputs(operator: str) -> list[str]:
    states = catalogue(operator)["operators"][0]["applies"]
    has_at = any(a["property"] == "parity-preconditioner" and not a.get("reason") for a in states)
    return ["o", "ht", "at"] if has_at else ["o", "ht"]


def requests(
    operator: str, suite: str = "quick", head_dim: int | Sequence[int] | None = None, seed: int = 1
) -> dict[str, Request]:
    """The requests that a check asks first, by their ids: the one that fails, on the desk."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["requests", "--operator", operator, "--suite", choice("suite", suite, SUITES), "--out", folder]
        _executable.run([*words, f"--seed={whole('seed', seed)}", *head_dim_words(head_dim)])
        found = [Request.read(p) for p in sorted(Path(folder, "requests").glob("*.safetensors"))]
    return {r.id: r for r in found}


def catalogue(operator: str | None = None) -> dict[str, Any]:
    """Operators and properties, and which property applies to which operator."""
    return _executable.run(["check", "--list"] + (["--operator", operator] if operator else []))
