"""What a kernel takes; what lies outside is answered 'unsupported' with the reason, and counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable, Collection

import numpy as np

from .request import Request

_NORMS = frozenset({"none", "rsqrt-eps", "max-eps"})
_GATES = frozenset({"log", "softplus", "lower-bound"})
#: What a request may ask for beside the standard form of its operator (EX-3); each is named where it is asked for.
OPTIONS = ("write_key", "write_key_factor", "query_shift", "solver")
#: What goes with the solver `conjugate-gradient`.
SOLVER_OPTIONS = ("iterations", "cg_start", "cg_eps")


@dataclass(frozen=True, repr=False)
class Domain:
    """Declares what a kernel takes. Everything is taken unless it is said here.

    `where` may decline for any other reason: it gets the request and returns None, or a reason in a few words.
    """

    packed: bool = True
    grouped: bool = True
    batched: bool = True
    initial_state: bool = True
    gradients: bool = True
    options: bool = True
    empty: bool = True
    infinite_gates: bool = True
    float32_values: bool = True
    scale: bool = True
    l2norm: Collection[str] = _NORMS
    gates: Collection[str] = _GATES
    state_layout: Collection[str] = frozenset({"kv", "vk"})
    key_dims: Collection[int] | None = None
    value_dims: Collection[int] | None = None
    square: bool = False
    minimum_dim: int = 0
    maximum_dim: int | None = None
    maximum_tokens: int | None = None
    x: Collection[float] | None = None
    operators: Collection[str] | None = None
    where: Callable[[Request], str | None] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        for name, known in (("l2norm", _NORMS), ("gates", _GATES), ("state_layout", frozenset({"kv", "vk"}))):
            given = getattr(self, name)
            strange = [given] if isinstance(given, str) else [x for x in given if x not in known]
            if strange:
                raise ValueError(f"Domain({name}={given!r}): give a set of {', '.join(sorted(known))}.")
        for name in ("key_dims", "value_dims", "x", "operators"):
            given = getattr(self, name)
            if given is not None and (isinstance(given, str) or not isinstance(given, Collection)):
                raise ValueError(f"Domain({name}={given!r}): give a set, or None for all.")
        for name in ("minimum_dim", "maximum_dim", "maximum_tokens"):
            given = getattr(self, name)
            if given is not None and not isinstance(given, (int, np.integer)):
                raise ValueError(f"Domain({name}={given!r}): give a whole number.")
        if self.where is not None and not callable(self.where):
            raise ValueError(f"Domain(where={self.where!r}): give a function of a request, which returns None or a reason.")
        for name, default in type(self).__dict__.items():
            if isinstance(default, bool) and not isinstance(getattr(self, name), bool):
                raise ValueError(f"Domain({name}={getattr(self, name)!r}): give True or False.")

    def __repr__(self) -> str:
        """What was declared, as Python reads it; `where` by its name."""
        names = {n: getattr(self, n) for n, f in self.__dataclass_fields__.items() if getattr(self, n) != f.default}
        where = getattr(self.where, "__name__", "")
        written = {n: _literal(x) for n, x in names.items()}
        if self.where:  # a lambda has a name that Python does not read
            written["where"] = where if where.isidentifier() else "where"
        return f"Domain({', '.join(f'{n}={x}' for n, x in written.items())})"

    def refusal(self, r: Request) -> str | None:
        """Why a request lies outside, or None where it lies inside."""
        for lies_outside, why in self._reasons(r):
            if lies_outside:
                return why
        why = self.where(r) if self.where else None
        if not (why is None or isinstance(why, str)):
            raise TypeError(f"the function where of the domain returned {why!r}; return None, or a reason in a few words")
        return why

    def _reasons(self, r: Request):  # type: ignore[no-untyped-def]
        K, V, top = r.K, r.V, self.maximum_dim
        yield self.operators is not None and r.operator not in self.operators, f"there is no kernel for {r.operator}"
        options = [name for name in OPTIONS if name in r.description]
        yield bool(options) and not self.options, f"the option {', '.join(options)} is not offered"
        yield not self.packed and r.cu_seqlens is not None, "packed sequences are not taken"
        yield not self.grouped and r.H != r.HV, "grouped value heads are not taken"
        yield not self.batched and r.B > 1, "only one batch row is taken"
        yield not self.initial_state and (r.h0 is not None or r.a0 is not None), "no initial state is taken"
        yield not self.empty and (r.T == 0 or _has_empty(r)), "sequences without a token are not taken"
        yield r.l2norm not in self.l2norm, f"the norm '{r.l2norm}' is not offered"
        yield r.gate not in self.gates, f"gates of the form '{r.gate}' are not taken"
        yield r.state_layout not in self.state_layout, f"the state layout '{r.state_layout}' is not offered"
        yield not self.scale and not _is_default(r), "no scale but K^-1/2 is taken"
        yield self.x is not None and "log_atk_scale" in r.tensors and r.x not in self.x, f"x = {r.x:g} is not offered"
        yield self.key_dims is not None and K not in self.key_dims, f"K = {K} is not offered"
        yield self.value_dims is not None and V not in self.value_dims, f"V = {V} is not offered"
        yield self.square and K != V, f"K = {K} and V = {V} differ"
        yield min(K, V) < self.minimum_dim, f"K = {K}, V = {V}: less than {self.minimum_dim}"
        yield top is not None and max(K, V) > top, f"K = {K}, V = {V}: more than {top}"
        tokens = self.maximum_tokens
        yield tokens is not None and r.T > tokens, f"more than {tokens} tokens are not taken"
        yield not self.infinite_gates and _has_infinity(r), "gates of minus infinity are not taken"
        yield not self.float32_values and r.get("dtype_exact") == "f32", "values that bf16 cannot hold are not taken"
        yield not self.gradients and bool(r.gradients), "gradients are not offered"


def _literal(x: object) -> str:
    """A set in the order of its elements: the order of hashes differs from run to run."""
    return "{" + ", ".join(map(repr, sorted(x))) + "}" if isinstance(x, (set, frozenset)) and x else repr(x)


def _has_empty(r: Request) -> bool:
    cu = r.cu_seqlens
    return cu is not None and any(a == b for a, b in zip(cu, cu[1:]))


def _is_default(r: Request) -> bool:
    return abs(r.scale - r.K**-0.5) <= 1e-12 * abs(r.scale)


def _has_infinity(r: Request) -> bool:
    gates = [x for x in (r.g, r.g_atk) if x is not None]
    return any(bool(np.isinf(np.asarray(x)).any()) for x in gates)
