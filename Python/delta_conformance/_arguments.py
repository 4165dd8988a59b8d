"""What a call is given, looked at before anything is started, so that a complaint is in the words of the call."""

from __future__ import annotations

import operator
from typing import Any, Sequence


def whole(name: str, value: Any) -> int:
    """A whole number, of numpy too. Raises ValueError for anything else."""
    try:
        if isinstance(value, bool):
            raise TypeError
        return operator.index(value)
    except TypeError:
        raise ValueError(f"{name}={value!r}: give a whole number.") from None


def number(name: str, value: Any) -> float:
    """A number, of numpy too. Raises ValueError for anything else."""
    try:
        if isinstance(value, (bool, str, bytes)):
            raise TypeError
        return float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name}={value!r}: give a number.") from None


def choice(name: str, value: Any, known: Sequence[str]) -> str:
    """One of some words. Raises ValueError for anything else."""
    if value not in known:
        raise ValueError(f"{name}={value!r}: give {' or '.join(map(repr, known))}.")
    return str(value)


def names(name: str, value: Any) -> tuple[str, ...]:
    """Names, or one of them alone. Raises ValueError for anything else."""
    found = (value,) if isinstance(value, str) else value
    try:
        found = tuple(found)
    except TypeError:
        found = (None,)
    if not all(isinstance(n, str) and n for n in found):
        raise ValueError(f"{name}={value!r}: give a list of names.")
    return found
