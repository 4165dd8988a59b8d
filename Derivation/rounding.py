"""The double nearest to a number of many digits, and distances in units of a double's last place."""

from __future__ import annotations

import math

import mpmath
from mpmath import mpf


def nearest_double(x: mpf) -> float:
    """Rounded once, ties to even, also among the subnormal numbers; a zero is +0."""
    if not mpmath.isfinite(x):
        return float(x)
    mantissa, exponent = (int(part) for part in abs(x).man_exp)
    if mantissa.bit_length() + exponent < -1074 - 1:
        return 0.0
    # Python divides integers with one correct rounding.
    size = mantissa / (1 << -exponent) if exponent < 0 else float(mantissa << exponent)
    return -size if x < 0 else size


def ulps(x: mpf, blessed: float) -> mpf:
    """How far the number lies from the double, in units of the double's last place."""
    return abs(x - mpf(blessed)) / mpf(math.ulp(blessed))
