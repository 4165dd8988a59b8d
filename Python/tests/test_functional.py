"""Kernels of JAX and MLX, differentiated as functions."""

import importlib

import pytest

import delta_conformance as dc
import kernels

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
