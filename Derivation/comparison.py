"""What was derived, held against what is blessed, element by element."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

import mpmath
from mpmath import mpf

from .goldens import Golden
from .gradients import derive
from .rounding import nearest_double, ulps


@dataclass
class Comparison:
    """Elements compared, those that differ, and the distances of the derived numbers from the blessed doubles."""

    goldens: int = 0
    elements: int = 0
    differing: int = 0
    farthest: mpf = mpf(0)
    nearest_tie: mpf = mpf("inf")
    complaints: list[str] = field(default_factory=list)

    def __add__(self, other: Comparison) -> Comparison:
        return Comparison(
            self.goldens + other.goldens,
            self.elements + other.elements,
            self.differing + other.differing,
            max(self.farthest, other.farthest),
            min(self.nearest_tie, other.nearest_tie),
            self.complaints + other.complaints,
        )


def compare(golden: Golden) -> Comparison:
    """Derives a golden again. An element agrees when the derived number rounds to the blessed double, bit for bit."""
    result = Comparison(goldens=1)
    derived = derive(golden.request, golden.tensors)
    if set(golden.blessed) != set(golden.request["outputs"]):
        result.complaints.append(f"{golden.id}: the response holds {sorted(golden.blessed)}, not what was asked for")
    for name, (shape, elements) in golden.blessed.items():
        if name not in derived or derived[name].shape != shape:
            result.complaints.append(f"{golden.id} {name}: no tensor of the shape {shape} was derived")
            continue
        for index, x, blessed in zip(indices(shape), derived[name].entries, elements, strict=True):
            distance = ulps(x, blessed) if mpmath.isfinite(x) else mpf("inf")
            result.elements += 1
            result.farthest = max(result.farthest, distance)
            result.nearest_tie = min(result.nearest_tie, abs(distance - 0.5))
            if nearest_double(x).hex() != blessed.hex():
                result.differing += 1
                digits = mpmath.nstr(x, 25)
                result.complaints.append(
                    f"{golden.id} {name}{index}: derived {digits}, blessed {blessed!r}, {mpmath.nstr(distance, 4)} ulps apart"
                )
    return result


def indices(shape: tuple[int, ...]) -> Iterator[list[int]]:
    return map(list, itertools.product(*map(range, shape)))
