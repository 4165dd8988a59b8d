"""The call that repeats a failure."""

from __future__ import annotations

from typing import Any, Callable

from .answering import Kernel
from .domain import Domain


def call(function: str, kernel: Kernel, **options: tuple[Any, Any]) -> Callable[..., str]:
    """Writes the call that repeats a failure: only what is not the default is written, and what the failure adds."""
    name = getattr(kernel, "__name__", "kernel")
    name = name if name.isidentifier() else "kernel"
    given = {n: value for n, (value, default) in options.items() if value != default}

    def written(**more: Any) -> str:
        # A domain is written as `import delta_conformance as dc` lets it be read again.
        values = {n: f"dc.{x!r}" if isinstance(x, Domain) else repr(x) for n, x in {**given, **more}.items()}
        return f"dc.{function}({', '.join([name, *(f'{n}={x}' for n, x in values.items())])})"

    return written
