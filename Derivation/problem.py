"""A request with its tensors, and what its recurrences read from it."""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

from mpmath import mpf

from .algebra import Matrix, Operand, Vector, each
from .gates import log_decay, normalise
from .goldens import Tensor
from .operators import OPERATORS, Operator
from .tape import ONE, ZERO, Scalar, exp


class Span(NamedTuple):
    """Sequence n: tokens of batch row b."""

    n: int
    b: int
    tokens: range


class Problem:
    """The tensors hold numbers, or variables of a tape."""

    def __init__(self, request: dict[str, Any], tensors: dict[str, Tensor]) -> None:
        self.request, self.tensors = request, tensors
        self.operator: Operator = OPERATORS[request["operator"]]
        self.B, self.T, self.H, self.HV, self.K, self.V = (request[name] for name in ("B", "T", "H", "HV", "K", "V"))
        self.scale, self.x, self.eps = (mpf(request[name]) for name in ("scale", "x", "eps"))
        self.factor: str = request.get("write_key_factor", "none")

    def spans(self) -> list[Span]:
        """The sequences: batch rows, or what is packed in the only one."""
        bounds = self.request["cu_seqlens"]
        if bounds is None:
            return [Span(b, b, range(self.T)) for b in range(self.B)]
        return [Span(n, 0, range(start, stop)) for n, (start, stop) in enumerate(itertools.pairwise(bounds))]

    def key_head_of(self, j: int) -> int:
        """Value head j reads key head ⌊j/n⌋, n = HV/H."""
        return j // (self.HV // self.H)

    def key(self, b: int, t: int, h: int) -> Vector:
        return normalise(self.tensors["k"][b, t, h], self.request["l2norm"])

    def query(self, b: int, t: int, h: int) -> Vector:
        q = self.tensors["q"][b, t, h]
        if self.request.get("query_shift") == "raw":
            q = q - self.tensors["d"][h] * self.tensors["k"][b, t, h]
        return self.scaled(normalise(q, self.request["l2norm"]))

    def scaled(self, q: Vector) -> Vector:
        return q * self.scale

    def alpha(self, b: int, t: int, j: int) -> Operand:
        """The decay of a token: a scalar, or a vector with an entry a channel."""
        if self.operator.decay == "none":
            return ONE
        if self.operator.decay == "constant":
            return exp(self.tensors["g"][j])
        gate, g = self.request["gate"], self.tensors["g"][b, t, j]
        if gate == "log":
            return each(exp, g)
        bias = self.tensors["dt_bias"][j] if "dt_bias" in self.tensors else ZERO
        lower_bound = mpf(self.request["lower_bound"] or 0)
        return each(exp, log_decay(gate, g, self.tensors["A_log"][j], bias, lower_bound))

    def beta(self, b: int, t: int, j: int) -> Scalar:
        return self.tensors["beta"][b, t, j] if "beta" in self.tensors else ONE

    def initial(self, name: str, n: int, head: int, *shape: int) -> Any:
        """The initial state; an absent one is zero."""
        if name in self.tensors:
            state = self.tensors[name][n, head]
            return self.laid_out(state) if name == "h0" else state
        zero = Vector([ZERO] * shape[-1])
        return zero if len(shape) == 1 else Matrix([zero] * shape[0])

    def laid_out(self, S: Matrix) -> Matrix:
        """A state as [K,V] from the layout of the request, or back."""
        return S.T if self.request["state_layout"] == "vk" else S
