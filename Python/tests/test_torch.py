"""A kernel of torch, forward and backward."""

import functools

import pytest

import delta_conformance as dc
import kernels

torch = pytest.importorskip("torch")
torch.set_num_threads(1)
DOMAIN = dc.Domain(options=False, maximum_tokens=70)
ALL = ("normalise", "gates", "transpose-state", "unpack", "split-rows", "repeat-heads", "pad-16", "scale")


def test_right_kernel_holds_backward_too():
    report = dc.check(kernels.gdn_torch, "gdn", framework="torch", grad="autograd", domain=DOMAIN, adapt=ALL)
    assert report.ok, str(report)
    held = {r.property for r in report.results if r.outcome == "pass"}
    assert {"parity-o", "parity-state", "parity-dq", "parity-dk", "parity-dv", "parity-dg", "parity-dbeta"} <= held


def test_a_detached_erase_is_wrong_in_its_gradients_alone():
    kernel = functools.partial(kernels.gdn_torch, fault="detached erase")
    report = dc.check(kernel, "gdn", framework="torch", grad="autograd", domain=DOMAIN, adapt=ALL, name="detached")
    assert {"parity-dk", "parity-dv"} <= {f.property for f in report.failures}
    assert all(f.property not in ("parity-o", "parity-state") for f in report.failures)


def test_bf16_hands_over_bf16():
    seen = set()

    def kernel(r):
        seen.update((n, str(getattr(r, n).dtype)) for n in ("q", "beta", "g"))
        return kernels.gdn_torch(r)

    report = dc.check(kernel, "gdn", profile="bf16", framework="torch", domain=DOMAIN, adapt=ALL)
    assert report.ok, str(report)
    assert ("q", "torch.bfloat16") in seen and ("beta", "torch.bfloat16") in seen and ("g", "torch.float32") in seen


def test_a_device_that_there_is_not_is_refused_at_once():
    with pytest.raises(ValueError, match=r"^device='gpu' is none that torch knows; give 'cpu', 'cuda' or 'cuda:1'\.$"):
        dc.check(kernels.gdn_torch, "gdn", framework="torch", device="gpu")
