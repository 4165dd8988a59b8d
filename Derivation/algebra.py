"""Vectors and matrices of scalars, so that the recurrences read like their equations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from .tape import ZERO, Scalar


class Vector:
    """x + y, x − y, x∘y and x ⊘ y channel by channel, also with a scalar for y; x @ y is the scalar product."""

    __slots__ = ("entries",)

    def __init__(self, entries: Iterable[Scalar]) -> None:
        self.entries = tuple(entries)

    def __iter__(self) -> Iterator[Scalar]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, index: int) -> Scalar:
        return self.entries[index]

    def _beside(self, other: Operand) -> Iterator[tuple[Scalar, Scalar]]:
        return zip(self, other if isinstance(other, Vector) else [other] * len(self), strict=True)

    def __add__(self, other: Operand) -> Vector:
        return Vector(x + y for x, y in self._beside(other))

    def __sub__(self, other: Operand) -> Vector:
        return Vector(x - y for x, y in self._beside(other))

    def __mul__(self, other: Operand) -> Vector:
        return Vector(x * y for x, y in self._beside(other))

    def __truediv__(self, other: Operand) -> Vector:
        return Vector(x / y for x, y in self._beside(other))

    def __rtruediv__(self, other: Scalar) -> Vector:
        return Vector(other / x for x in self)

    __radd__, __rmul__ = __add__, __mul__

    def __matmul__(self, other: Vector) -> Scalar:
        return sum((x * y for x, y in zip(self, other, strict=True)), start=ZERO)


class Matrix:
    """Rows of equal length."""

    __slots__ = ("rows",)

    def __init__(self, rows: Iterable[Vector]) -> None:
        self.rows = tuple(rows)

    def __iter__(self) -> Iterator[Vector]:
        return iter(self.rows)

    def __getitem__(self, index: int) -> Vector:
        return self.rows[index]

    @property
    def T(self) -> Matrix:
        return Matrix(Vector(column) for column in zip(*self))

    def __add__(self, other: Matrix) -> Matrix:
        return Matrix(x + y for x, y in zip(self, other, strict=True))

    def __mul__(self, factor: Scalar) -> Matrix:
        return Matrix(row * factor for row in self)

    __rmul__ = __mul__

    def __matmul__(self, vector: Vector) -> Vector:
        return Vector(row @ vector for row in self)


Operand: TypeAlias = "Scalar | Vector"


def outer(x: Vector, y: Vector) -> Matrix:
    """x yᵀ."""
    return Matrix(y * entry for entry in x)


def diagonal(x: Vector) -> Matrix:
    """diag(x)."""
    return Matrix(Vector(x[i] if i == j else ZERO for j in range(len(x))) for i in range(len(x)))


def each(function: Callable[[Scalar], Scalar], x: Operand) -> Operand:
    """The function of a scalar, or of every entry of a vector."""
    return Vector(map(function, x)) if isinstance(x, Vector) else function(x)
