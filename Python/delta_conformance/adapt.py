"""Named conversions around a kernel, in float32: what it does not take is made of what it takes.

What a conversion does is not judged, so a verdict names every one that was made. Each is a wrapper: it gets the function
below it and the request, and returns the outputs as if the request had been answered as it was asked.
"""

from __future__ import annotations

from typing import Any, Callable, Mapping

from .domain import _GATES, _NORMS, Domain, _is_default
from .frameworks import Framework
from .request import Request

Outputs = Mapping[str, Any]
Kernel = Callable[[Request], Outputs]

#: Tensors of key heads, with the axis of the heads.
_KEY_HEADS = {"q": 2, "k": 2, "g_atk": 2, "beta_atk": 2, "log_atk_scale": 0, "lambda": 0, "d": 0, "a0": 1}
#: Tensors of tokens: [B,T,…].
_TOKENS = ("q", "k", "v", "g", "beta", "beta_erase", "g_atk", "beta_atk", "b", "w")
_STATES = ("h0", "a0")


class Conversion:
    """One conversion. It is made where a request needs it and the domain does not say that the kernel takes it."""

    name = ""

    def applies(self, r: Request, domain: Domain) -> bool:
        raise NotImplementedError

    def described(self, r: Request) -> dict[str, Any]:
        """The members of the request that the kernel sees changed."""
        raise NotImplementedError

    def run(self, kernel: Kernel, r: Request, F: Framework) -> Outputs:
        return kernel(r.replace(self.tensors(r, F), **self.described(r)))

    def tensors(self, r: Request, F: Framework) -> dict[str, Any]:
        return {}


class Normalise(Conversion):
    """Queries and keys are normalised, so that the kernel sees l2norm 'none'."""

    name = "normalise"

    def applies(self, r: Request, domain: Domain) -> bool:
        return r.l2norm != "none" and (set(domain.l2norm) == _NORMS or r.l2norm not in domain.l2norm)

    def described(self, r: Request) -> dict[str, Any]:
        return {"l2norm": "none"}

    def tensors(self, r: Request, F: Framework) -> dict[str, Any]:
        return {n: self._normalised(r.tensors[n], r.l2norm, F) for n in ("q", "k")}

    @staticmethod
    def _normalised(x: Any, norm: str, F: Framework) -> Any:
        # In units of a power of two, which rounds nothing: on the way back of a row of length 10⁻¹¹ the root would be divided by
        # 10⁻²² and multiplied by 10⁻¹¹ again, which is beyond float32 where the gradient is not.
        unit = F.binade(x)
        x = x / unit
        squares = F.sum_last(x * x)
        if norm == "rsqrt-eps":
            return x / F.sqrt(squares + 1e-6 / (unit * unit))
        # The root of a zero has no derivative, so the maximum is taken below it.
        return x / F.sqrt(F.maximum(squares, 1e-24 / (unit * unit)))


class Scale(Conversion):
    """The scale is folded into the query, so that the kernel sees a scale of 1, or (`default-scale`) of K^-1/2."""

    def __init__(self, default: bool):
        self.default, self.name = default, "default-scale" if default else "scale"

    def applies(self, r: Request, domain: Domain) -> bool:
        return not _is_default(r) if self.default else r.scale != 1

    def described(self, r: Request) -> dict[str, Any]:
        return {"scale": r.K**-0.5 if self.default else 1.0}

    def tensors(self, r: Request, F: Framework) -> dict[str, Any]:
        if r.l2norm != "none":
            raise ValueError("adapt='scale' acts before the norm of the kernel; name 'normalise' as well.")
        return {"q": r.q * (r.scale / self.described(r)["scale"])}


class Gates(Conversion):
    """Raw gates become log gates: g = −exp(A_log)·softplus(x + dt_bias), or the bounded form."""

    name = "gates"

    def applies(self, r: Request, domain: Domain) -> bool:
        return r.gate != "log" and (set(domain.gates) == _GATES or r.gate not in domain.gates)

    def described(self, r: Request) -> dict[str, Any]:
        return {"gate": "log", "lower_bound": None}

    def tensors(self, r: Request, F: Framework) -> dict[str, Any]:
        rate = F.exp(r.A_log).reshape(-1, *(1,) * (len(r.g.shape) - 3))
        raw = r.g if r.dt_bias is None else r.g + r.dt_bias
        if r.gate == "softplus":
            g = -rate * F.softplus(raw)
        else:
            g = r.lower_bound * F.exp(-F.softplus(-rate * raw))  # the sigmoid, without overflow
        return {"g": g, "A_log": None, "dt_bias": None}


class RepeatHeads(Conversion):
    """What belongs to key heads is repeated for each value head of the group."""

    name = "repeat-heads"

    def applies(self, r: Request, domain: Domain) -> bool:
        return r.H != r.HV

    def described(self, r: Request) -> dict[str, Any]:
        return {"H": r.HV}

    def tensors(self, r: Request, F: Framework) -> dict[str, Any]:
        return {n: F.repeat(r.tensors[n], r.group, axis) for n, axis in self._names(r) if n in r.tensors}

    @staticmethod
    def _names(r: Request) -> list[tuple[str, int]]:
        # MesaNet's Gram matrices belong to value heads.
        return [(n, axis) for n, axis in _KEY_HEADS.items() if n != "a0" or r.operator != "mesanet"]

    def run(self, kernel: Kernel, r: Request, F: Framework) -> Outputs:
        outputs = dict(super().run(kernel, r, F))
        if "at" in outputs and r.operator != "mesanet":
            outputs["at"] = outputs["at"][:, :: r.group]
        return outputs


class TransposeState(Conversion):
    """States are handed over and taken back as [K,V]."""

    name = "transpose-state"

    def applies(self, r: Request, domain: Domain) -> bool:
        return r.state_layout == "vk" and (len(set(domain.state_layout)) == 2 or "vk" not in domain.state_layout)

    def described(self, r: Request) -> dict[str, Any]:
        return {"state_layout": "kv"}

    def tensors(self, r: Request, F: Framework) -> dict[str, Any]:
        return {} if r.h0 is None else {"h0": F.swap(r.h0)}

    def run(self, kernel: Kernel, r: Request, F: Framework) -> Outputs:
        outputs = dict(super().run(kernel, r, F))
        return outputs | {"ht": F.swap(outputs["ht"])}


class Unpack(Conversion):
    """The kernel is called for each packed sequence; one without a token keeps its states. `split-rows` does it to rows."""

    def __init__(self, rows: bool):
        self.rows, self.name = rows, "split-rows" if rows else "unpack"

    def applies(self, r: Request, domain: Domain) -> bool:
        return r.B > 1 if self.rows else r.cu_seqlens is not None

    def described(self, r: Request) -> dict[str, Any]:
        return {"cu_seqlens": None, "B": 1}

    def run(self, kernel: Kernel, r: Request, F: Framework) -> Outputs:
        if self.rows:
            pieces = [(row, 0, r.T) for row in range(r.B)]
        else:
            pieces = [(0, a, b) for a, b in zip(r.cu_seqlens, r.cu_seqlens[1:])]
        parts = [self._piece(kernel, r, F, i, *piece) for i, piece in enumerate(pieces)]
        outputs = {n: F.concatenate([p[n] for p in parts], 0) for n in parts[0] if n != "o"}
        return outputs | {"o": F.concatenate([p["o"] for p in parts], 0 if self.rows else 1)}

    def _piece(self, kernel: Kernel, r: Request, F: Framework, i: int, row: int, first: int, end: int) -> Outputs:
        tensors = {n: r.tensors[n][row : row + 1, first:end] for n in _TOKENS if self._has_tokens(r, n)}
        tensors |= {n: r.tensors[n][i : i + 1] for n in _STATES if n in r.tensors}
        if end > first:
            return kernel(r.replace(tensors, **self.described(r), T=end - first))
        swapped = r.state_layout == "vk"
        state = tensors.get("h0", F.zeros((1, r.HV, r.V, r.K) if swapped else (1, r.HV, r.K, r.V)))
        kept = {"o": F.zeros((1, 0, r.HV, r.V)), "ht": state}
        if "at" in r.outputs:
            gram = r.operator in ("mesanet", "least-squares")
            heads = r.HV if r.operator == "mesanet" else r.H
            kept["at"] = tensors.get("a0", F.zeros((1, heads, r.K, r.K) if gram else (1, heads, r.K)))
        return kept

    @staticmethod
    def _has_tokens(r: Request, name: str) -> bool:
        return name in r.tensors and len(r.tensors[name].shape) >= 3


class Pad(Conversion):
    """K and V are filled up with zeros to a multiple of 16, which changes no other element."""

    name = "pad-16"

    def applies(self, r: Request, domain: Domain) -> bool:
        return r.K % 16 != 0 or r.V % 16 != 0

    def described(self, r: Request) -> dict[str, Any]:
        return {"K": -(-r.K // 16) * 16, "V": -(-r.V // 16) * 16}

    def tensors(self, r: Request, F: Framework) -> dict[str, Any]:
        K, V = (self.described(r)[n] - r.get(n) for n in ("K", "V"))
        last = {n: K for n in ("q", "k", "b", "lambda")} | {n: V for n in ("v", "w")}
        padded = {}
        for name, x in r.tensors.items():
            widths = [0] * len(x.shape)
            if name in last:
                widths[-1] = last[name]
            elif (name == "g" and len(x.shape) == 4) or (name == "dt_bias" and len(x.shape) == 2):
                widths[-1] = K
            elif name == "h0":
                widths[-2:] = [V, K] if r.state_layout == "vk" else [K, V]
            elif name == "a0":
                widths[2:] = [K] * (len(x.shape) - 2)
            if any(widths):
                padded[name] = F.pad(x, widths, 1.0 if name == "lambda" else 0.0)
        return padded

    def run(self, kernel: Kernel, r: Request, F: Framework) -> Outputs:
        outputs = dict(super().run(kernel, r, F))
        rows, columns = (r.V, r.K) if r.state_layout == "vk" else (r.K, r.V)
        cut = {"o": outputs["o"][..., : r.V], "ht": outputs["ht"][..., :rows, :columns]}
        if "at" in outputs:
            at = outputs["at"]
            cut["at"] = at[..., : r.K, : r.K] if len(at.shape) == 4 else at[..., : r.K]
        return outputs | cut


_ALL: tuple[Conversion, ...] = (
    Normalise(),
    Gates(),
    Scale(False),
    Scale(True),
    TransposeState(),
    Unpack(False),
    Unpack(True),
    RepeatHeads(),
    Pad(),
)
#: The names that `adapt=` may hold, in the order in which they are applied.
NAMES = tuple(c.name for c in _ALL)


def conversions(names: tuple[str, ...]) -> list[Conversion]:
    """The conversions of some names, in the order in which they are applied.

    Raises ValueError for a name that is not known.
    """
    for name in names:
        if name not in NAMES:
            raise ValueError(f"adapt={name!r} is not known; it may hold {', '.join(NAMES)}.")
    return [c for c in _ALL if c.name in names]


def adapted(
    kernel: Kernel, r: Request, chosen: list[Conversion], domain: Domain, F: Framework
) -> tuple[Callable[[Request], Outputs], tuple[str, ...], Request]:
    """The kernel inside the conversions that a request needs, their names, and the request as the kernel will see it."""
    needed, seen = [], r
    for conversion in chosen:
        if conversion.applies(seen, domain):
            needed.append(conversion)
            seen = seen.replace(**conversion.described(seen))
    run = kernel
    for conversion in reversed(needed):
        run = _wrapped(conversion, run, F)
    return run, tuple(c.name for c in needed), seen


def _wrapped(conversion: Conversion, kernel: Kernel, F: Framework) -> Kernel:
    return lambda r: conversion.run(kernel, r, F)
