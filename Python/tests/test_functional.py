"""Kernels of JAX and MLX, differentiated as functions."""

import importlib

import numpy
import pytest

import delta_conformance as dc
import kernels
from delta_conformance.adapt import Normalise
from delta_conformance.frameworks import framework as named

DOMAIN = dc.Domain(options=False, maximum_tokens=20)
# Of every kind a few: JAX compiles each operation anew for each shape.
CASES = ["deltanet.heads-*", "deltanet.tail-1*", "deltanet.packed-a*", "deltanet.state-*"]
ALL = ("normalise", "transpose-state", "unpack", "split-rows", "repeat-heads", "pad-16", "scale")


@pytest.mark.parametrize("framework, module", [("jax", "jax.numpy"), ("mlx", "mlx.core")])
def test_right_kernel_holds_backward_too(framework, module):
    pytest.importorskip(framework)
    np = importlib.import_module(module)

    def kernel(r):
        return kernels.deltanet_functional(r, np)

    report = dc.check(kernel, "deltanet", framework=framework, grad="autograd", domain=DOMAIN, cases=CASES, adapt=ALL)
    assert report.ok, str(report)
    held = {r.property for r in report.results if r.outcome == "pass"}
    assert {"parity-o", "parity-state", "parity-dq", "parity-dk", "parity-dv", "parity-dbeta"} <= held


@pytest.mark.parametrize("length", [1e12, 1.0, 1e-4, 1e-9, 1e-13, 1e-17, 0.0])
@pytest.mark.parametrize("norm, eps", [("rsqrt-eps", 1e-6), ("max-eps", 1e-24)])
def test_normalising_in_units_of_a_power_of_two_is_normalising(norm, eps, length):
    x = (numpy.random.default_rng(1).standard_normal((7, 24)) * length).astype(numpy.float32)
    squares = numpy.sum(x.astype(float) ** 2, -1, keepdims=True)
    right = x / numpy.sqrt(squares + eps if norm == "rsqrt-eps" else numpy.maximum(squares, eps))
    found = Normalise._normalised(x, norm, named("numpy", None))
    assert found.dtype == numpy.float32 and numpy.allclose(found, right, rtol=4e-7, atol=0)


@pytest.mark.parametrize("length", [1.0, 1e-7, 1e-11])
@pytest.mark.parametrize("framework", ["torch", "jax", "mlx"])
def test_gradients_of_short_rows_stay_within_float32(framework, length):
    pytest.importorskip("mlx.core" if framework == "mlx" else framework)
    F, draw = named(framework, None), numpy.random.default_rng(2)
    x = (draw.standard_normal((3, 16)) * length).astype(numpy.float32)
    # So that the gradient is some 10^35, a thousandth of float32's largest number.
    y = (draw.standard_normal((3, 16)) * 1e35 * length).astype(numpy.float32)
    _, found = F.gradients(
        lambda inputs: {"y": Normalise._normalised(inputs["x"], "max-eps", F)}, {"x": F.array(x)}, ["x"], {"y": F.array(y)})
    root = numpy.sqrt(numpy.sum(x.astype(float) ** 2, -1, keepdims=True))
    unit, y = x / root, y.astype(float)
    right = (y - unit * numpy.sum(unit * y, -1, keepdims=True)) / root
    assert numpy.abs(F.numpy(found["x"]) - right).max() < 1e-6 * numpy.abs(right).max()


@pytest.mark.parametrize("framework", ["jax", "mlx"])
def test_a_device_that_there_is_not_is_refused_at_once(framework):
    pytest.importorskip(framework)
    with pytest.raises(ValueError, match=r"^device='abacus' is none [^\n]*\.$"):
        dc.check(kernels.deltanet_functional, "deltanet", framework=framework, device="abacus")
