"""Decays and norms: what becomes of the inputs before a recurrence reads them (CONV-3, CONV-4)."""

from __future__ import annotations

from mpmath import mpf

from .algebra import Operand, Vector, each
from .tape import ONE, Scalar, exp, log1p, sqrt, value

# The constants of CONV-3, read as doubles: 10⁻⁶ itself would move the last place of 173 elements of the goldens.
NORM_EPS, NORM_FLOOR = 1e-6, 1e-12


def length(x: Vector, form: str) -> Scalar:
    """What a vector is divided by."""
    if form == "none":
        return ONE
    squares = x @ x
    if form == "rsqrt-eps":
        return sqrt(squares + mpf(NORM_EPS))
    floor = mpf(NORM_FLOOR)
    # Below the floor the length is a constant; the square root would have no derivative at 0.
    return sqrt(squares) if value(squares) > floor * floor else floor


def normalise(x: Vector, form: str) -> Vector:
    return x / length(x, form)


def softplus(y: Scalar) -> Scalar:
    """log(1 + e^y). Exponents here have no end, so that no y overflows."""
    return log1p(exp(y))


def sigmoid(z: Scalar) -> Scalar:
    return ONE / (ONE + exp(-z))


def log_decay(gate: str, x: Operand, rate: Scalar, bias: Operand, lower_bound: mpf) -> Operand:
    """The natural logarithm of the decay; x is the raw gate, or is that logarithm already."""
    if gate == "log":
        return x
    if gate == "softplus":
        return -exp(rate) * each(softplus, x + bias)
    return lower_bound * each(sigmoid, exp(rate) * (x + bias))
