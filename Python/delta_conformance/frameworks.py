"""Arrays of numpy, torch, JAX and MLX behind the dozen functions that the conversions need."""

from __future__ import annotations

import importlib
from typing import Any, Callable, Mapping

import numpy as np

Tensors = Mapping[str, Any]


class Framework:
    """numpy, and what the others have in common with it."""

    name = "numpy"
    differentiates = False

    def __init__(self, device: str | None = None):
        if device is not None and self.name == "numpy":
            raise ValueError("numpy has no devices; leave device= out, or say framework='torch'.")
        self.device = device
        self.np: Any = np

    def array(self, x: np.ndarray) -> Any:
        """A copy, so that a kernel that changes its inputs can be told from one that does not."""
        return x.copy()

    def owns(self, x: Any) -> bool:
        """Whether it is an array of this framework."""
        return isinstance(x, np.ndarray)

    def numpy(self, x: Any) -> np.ndarray:
        return np.asarray(x, np.float32)

    def cast(self, x: Any, dtype: str) -> Any:
        """To float32, float16 or bfloat16, which numpy lacks."""
        return x if dtype == "bfloat16" else x.astype(dtype)

    def float32(self, x: Any) -> Any:
        return x.astype(np.float32)

    def repeat(self, x: Any, times: int, axis: int) -> Any:
        return self.np.repeat(x, times, axis=axis)

    def swap(self, x: Any) -> Any:
        return self.np.swapaxes(x, -1, -2)

    def concatenate(self, xs: list[Any], axis: int) -> Any:
        return self.np.concatenate(xs, axis=axis)

    def pad(self, x: Any, widths: list[int], value: float = 0.0) -> Any:
        return self.np.pad(x, [(0, n) for n in widths], constant_values=value)

    def zeros(self, shape: tuple[int, ...]) -> Any:
        return self.array(np.zeros(shape, np.float32))

    def sum_last(self, x: Any) -> Any:
        return self.np.sum(x, -1, keepdims=True)

    def maximum(self, x: Any, least: Any) -> Any:
        return self.np.maximum(x, least)

    def binade(self, x: Any) -> Any:
        """The power of two at the largest magnitude of each row, from 2⁻⁴⁰ to 2⁶⁰; a constant to what differentiates."""
        largest = self.np.max(self.np.abs(self.constant(x)), -1, keepdims=True)
        return 2.0 ** self.np.floor(self.np.log2(self.np.clip(largest, 2.0**-40, 2.0**60)))

    def constant(self, x: Any) -> Any:
        return x

    def exp(self, x: Any) -> Any:
        return self.np.exp(x)

    def sqrt(self, x: Any) -> Any:
        return self.np.sqrt(x)

    def softplus(self, x: Any) -> Any:
        return self.np.logaddexp(self.np.zeros_like(x), x)

    def is_lost(self, why: BaseException) -> bool:
        """Whether the device answers this process no more after an exception."""
        return False

    def call(self, function: Callable[[Tensors], Tensors], inputs: Tensors) -> Tensors:
        """The outputs, without a gradient."""
        return function(inputs)

    def gradients(
        self, function: Callable[[Tensors], Tensors], inputs: Tensors, wanted: list[str], cotangents: Tensors
    ) -> tuple[Tensors, Tensors]:
        """The outputs, and the gradients of the wanted inputs for those of the outputs."""
        raise ValueError(f"{self.name} does not differentiate; return the gradients and say grad='returned'.")


class Torch(Framework):
    name = "torch"
    differentiates = True

    def __init__(self, device: str | None = None):
        self.torch: Any = _module("torch")
        self.device = device or "cpu"
        try:
            # Only its name: a kernel that is isolated touches the device in the child for the first time.
            self.torch.device(self.device)
        except (RuntimeError, TypeError) as why:
            raise ValueError(f"device={device!r} is none that torch knows; give 'cpu', 'cuda' or 'cuda:1'.") from why

    def owns(self, x: Any) -> bool:
        return isinstance(x, self.torch.Tensor)

    def array(self, x: np.ndarray) -> Any:
        return self.torch.from_numpy(x.copy()).to(self.device)

    def numpy(self, x: Any) -> np.ndarray:
        x = x.detach().float().cpu()
        return np.asarray(x.resolve_neg() if hasattr(x, "resolve_neg") else x, np.float32)

    def cast(self, x: Any, dtype: str) -> Any:
        return x.to(getattr(self.torch, dtype))

    def float32(self, x: Any) -> Any:
        return x.float()

    def repeat(self, x: Any, times: int, axis: int) -> Any:
        return x.repeat_interleave(times, dim=axis)

    def swap(self, x: Any) -> Any:
        return x.transpose(-1, -2).contiguous()

    def concatenate(self, xs: list[Any], axis: int) -> Any:
        return self.torch.cat(xs, dim=axis)

    def pad(self, x: Any, widths: list[int], value: float = 0.0) -> Any:
        flat = [n for width in reversed(widths) for n in (0, width)]
        return self.torch.nn.functional.pad(x, flat, value=value)

    def sum_last(self, x: Any) -> Any:
        return x.sum(-1, keepdim=True)

    def maximum(self, x: Any, least: Any) -> Any:
        return x.clamp(min=least)

    def binade(self, x: Any) -> Any:
        largest = x.detach().abs().amax(-1, keepdim=True)
        return largest.clamp(2.0**-40, 2.0**60).log2().floor().exp2()

    def exp(self, x: Any) -> Any:
        return x.exp()

    def sqrt(self, x: Any) -> Any:
        return x.sqrt()

    def is_lost(self, why: BaseException) -> bool:
        text = str(why)
        return "CUDA error" in text or "illegal memory access" in text or "device-side assert" in text

    def softplus(self, x: Any) -> Any:
        return _softplus(self.torch, x, x.clamp(max=20.0))

    def call(self, function: Callable[[Tensors], Tensors], inputs: Tensors) -> Tensors:
        with self.torch.no_grad():
            return function(inputs)

    def gradients(self, function, inputs, wanted, cotangents):  # type: ignore[no-untyped-def]
        leaves = {n: x.detach().requires_grad_(n in wanted) for n, x in inputs.items()}
        with self.torch.enable_grad():
            outputs = function(leaves)
            terms = [(outputs[n].float() * c).sum() for n, c in cotangents.items() if outputs[n].requires_grad]
            # An output that hangs on no wanted input adds nothing.
            if not terms:
                return outputs, {n: self.torch.zeros_like(inputs[n]) for n in wanted}
            found = self.torch.autograd.grad(sum(terms), [leaves[n] for n in wanted], allow_unused=True)
        zero = self.torch.zeros_like
        return outputs, {n: zero(inputs[n]) if x is None else x for n, x in zip(wanted, found)}


class Functional(Framework):
    """JAX and MLX: functions are differentiated, not tapes."""

    differentiates = True

    def cast(self, x: Any, dtype: str) -> Any:
        return x.astype(getattr(self.np, dtype))

    def float32(self, x: Any) -> Any:
        return x.astype(self.np.float32)

    def softplus(self, x: Any) -> Any:
        return _softplus(self.np, x, self.np.minimum(x, 20.0))

    def pad(self, x: Any, widths: list[int], value: float = 0.0) -> Any:
        return self.np.pad(x, [(0, n) for n in widths], constant_values=value)

    def gradients(self, function, inputs, wanted, cotangents):  # type: ignore[no-untyped-def]
        names = list(cotangents)

        def pulled(*values: Any) -> list[Any]:
            outputs = function({**inputs, **dict(zip(wanted, values))})
            return [self.float32(outputs[n]) for n in names]

        found = self.pull(pulled, [inputs[n] for n in wanted], [cotangents[n] for n in names])
        return function(inputs), dict(zip(wanted, found))

    def pull(self, function: Callable[..., list[Any]], at: list[Any], cotangents: list[Any]) -> list[Any]:
        raise NotImplementedError


class JAX(Functional):
    name = "jax"

    def __init__(self, device: str | None = None):
        self.jax: Any = _module("jax")
        self.np = importlib.import_module("jax.numpy")
        self.device = device
        try:
            self.place = self.jax.devices(device)[0] if device else None
        except RuntimeError as why:
            raise ValueError(f"device={device!r} is none that JAX has here; its own are {self.jax.devices()}.") from why

    def owns(self, x: Any) -> bool:
        return isinstance(x, (self.jax.Array, np.ndarray))

    def array(self, x: np.ndarray) -> Any:
        return self.jax.device_put(x, self.place)

    def constant(self, x: Any) -> Any:
        return self.jax.lax.stop_gradient(x)

    def pull(self, function, at, cotangents):  # type: ignore[no-untyped-def]
        return list(self.jax.vjp(function, *at)[1](cotangents))


class MLX(Functional):
    name = "mlx"

    def __init__(self, device: str | None = None):
        self.np = _module("mlx.core")
        self.device = device
        if device:
            if device not in ("cpu", "gpu"):
                raise ValueError(f"device={device!r} is none of MLX's; give 'cpu' or 'gpu'.")
            self.np.set_default_device(getattr(self.np, device))

    def owns(self, x: Any) -> bool:
        return isinstance(x, self.np.array)

    def array(self, x: np.ndarray) -> Any:
        return self.np.array(np.ascontiguousarray(x))

    def constant(self, x: Any) -> Any:
        return self.np.stop_gradient(x)

    def numpy(self, x: Any) -> np.ndarray:
        return np.array(x.astype(self.np.float32), np.float32)

    def pull(self, function, at, cotangents):  # type: ignore[no-untyped-def]
        return list(self.np.vjp(function, at, cotangents)[1])


def _softplus(np: Any, x: Any, bounded: Any) -> Any:
    # The slope of logaddexp is lost for very negative arguments in some frameworks; beyond 20 nothing is left of the rest.
    return np.where(x > 20.0, x, np.log1p(np.exp(bounded)))


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as why:
        raise ImportError(f"framework='{name.split('.')[0]}' needs the package '{name.split('.')[0]}': {why}") from why


def framework(name: str, device: str | None) -> Framework:
    """The framework of a name."""
    kinds = {kind.name: kind for kind in (Framework, Torch, JAX, MLX)}
    if name not in kinds:
        raise ValueError(f"framework={name!r} is not known; it may be {', '.join(kinds)}.")
    return kinds[name](device)
