"""The call that repeats a failure."""

from __future__ import annotations

import inspect
from typing import Any, Callable, Mapping

from .answering import Kernel
from .domain import Domain

#: What decides what is judged, and how; the rest of a call may be another the next time.
_DECISIVE = (
    "operators",
    "operator",
    "profile",
    "suite",
    "framework",
    "device",
    "domain",
    "adapt",
    "grad",
    "head_dim",
    "seed",
    "dtype",
    "decay",
    "gate_gradients",
    "solve",
    "isolate",
)


def call(function: Callable[..., Any], kernel: Kernel, given: Mapping[str, Any]) -> Callable[..., str]:
    """Writes a call of a function with what it was given: only what is not the default, and what the failure adds."""
    name = getattr(kernel, "__name__", "kernel")
    name = name if name.isidentifier() else "kernel"
    defaults = {n: p.default for n, p in inspect.signature(function).parameters.items()}
    decisive = {n: given[n] for n in _DECISIVE if n in given and n in defaults and given[n] != defaults[n]}

    def written(**more: Any) -> str:
        # A domain is written as `import delta_conformance as dc` lets it be read again.
        values = {n: f"dc.{x!r}" if isinstance(x, Domain) else repr(x) for n, x in {**decisive, **more}.items()}
        return f"dc.{function.__name__}({', '.join([name, *(f'{n}={x}' for n, x in values.items())])})"

    return written
