"""Reverse-mode differentiation of any formula: each operation remembers what it read and its partial derivatives."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, TypeAlias

import mpmath
from mpmath import mpf

# An mpf or a Variable: every formula takes either, since it needs nothing but arithmetic.
Scalar: TypeAlias = Any
ZERO, ONE = mpf(0), mpf(1)
_serials = itertools.count()


class Variable:
    """A number that remembers the operation it came from."""

    __slots__ = ("value", "sources", "serial")

    def __init__(self, value: mpf, *sources: tuple[Scalar, mpf]) -> None:
        """The sources are what the operation read, each with the partial derivative of the value."""
        self.value = value
        self.sources = [(source, partial) for source, partial in sources if isinstance(source, Variable)]
        self.serial = next(_serials)

    def __add__(self, other: Scalar) -> Variable:
        if not isinstance(other, (Variable, mpf)):
            return NotImplemented
        return Variable(self.value + value(other), (self, ONE), (other, ONE))

    def __sub__(self, other: Scalar) -> Variable:
        if not isinstance(other, (Variable, mpf)):
            return NotImplemented
        return Variable(self.value - value(other), (self, ONE), (other, -ONE))

    def __mul__(self, other: Scalar) -> Variable:
        if not isinstance(other, (Variable, mpf)):
            return NotImplemented
        return Variable(self.value * value(other), (self, value(other)), (other, self.value))

    def __truediv__(self, other: Scalar) -> Variable:
        if not isinstance(other, (Variable, mpf)):
            return NotImplemented
        quotient, inverse = self.value / value(other), ONE / value(other)
        return Variable(quotient, (self, inverse), (other, -quotient * inverse))

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> Variable:
        return Variable(-self.value, (self, -ONE))

    def __rsub__(self, other: mpf) -> Variable:
        return Variable(other - self.value, (self, -ONE))

    def __rtruediv__(self, other: mpf) -> Variable:
        quotient = other / self.value
        return Variable(quotient, (self, -quotient / self.value))


def value(x: Scalar) -> mpf:
    """The number itself, without its history."""
    return x.value if isinstance(x, Variable) else x


def exp(x: Scalar) -> Scalar:
    y = mpmath.exp(value(x))
    return Variable(y, (x, y)) if isinstance(x, Variable) else y


def expm1(x: Scalar) -> Scalar:
    y = mpmath.expm1(value(x))
    return Variable(y, (x, y + ONE)) if isinstance(x, Variable) else y


def log(x: Scalar) -> Scalar:
    y = mpmath.log(value(x))
    return Variable(y, (x, ONE / x.value)) if isinstance(x, Variable) else y


def log1p(x: Scalar) -> Scalar:
    y = mpmath.log1p(value(x))
    return Variable(y, (x, ONE / (ONE + x.value))) if isinstance(x, Variable) else y


def sqrt(x: Scalar) -> Scalar:
    y = mpmath.sqrt(value(x))
    return Variable(y, (x, ONE / (y + y))) if isinstance(x, Variable) else y


def magnitude(x: Scalar) -> Scalar:
    """|x|; its derivative at 0 is taken as 0."""
    return Variable(abs(x.value), (x, mpf(mpmath.sign(x.value)))) if isinstance(x, Variable) else abs(x)


def gradient(output: Scalar) -> Callable[[Variable], mpf]:
    """The derivative of the output by a variable, as a function of the variable.

    Operations are undone in the order opposite to that in which they were done, so that each has received all that
    its readers contribute before it passes its own share on. Complexity: one product and one sum for every source.
    """
    adjoint: dict[int, mpf] = {output.serial: ONE} if isinstance(output, Variable) else {}
    for variable in reversed(_history(output)):
        received = adjoint.get(variable.serial, ZERO)
        if received == 0:
            continue
        for source, partial in variable.sources:
            adjoint[source.serial] = adjoint.get(source.serial, ZERO) + received * partial
    return lambda variable: adjoint.get(variable.serial, ZERO)


def _history(output: Scalar) -> list[Variable]:
    """Every variable that the output depends on, in the order of their making."""
    found: dict[int, Variable] = {}
    waiting = [output] if isinstance(output, Variable) else []
    while waiting:
        variable = waiting.pop()
        if variable.serial not in found:
            found[variable.serial] = variable
            waiting.extend(source for source, _ in variable.sources)
    return [found[serial] for serial in sorted(found)]
