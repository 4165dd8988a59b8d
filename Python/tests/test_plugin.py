"""The plugin makes an item of each operator × property, with names, skip reasons and sentences."""

import os

pytest_plugins = ["pytester"]

FILE = """
import sys
sys.path.insert(0, {here!r})
import pytest, kernels
import delta_conformance as dc

@pytest.mark.conformance(operators=["deltanet"], adapt=("normalise", "unpack", "transpose-state"))
def right(r):
    return kernels.gdn_numpy(r)

@pytest.mark.conformance("deltanet", adapt=("normalise", "unpack", "transpose-state"))
def unscaled(r):
    return kernels.gdn_numpy(r, fault="no scale")

def test_fixture(conformance):
    assert conformance(kernels.gdn_numpy, operator="deltanet", adapt=["normalise"],
                       domain=dc.Domain(packed=False, l2norm={{"none"}}, state_layout={{"kv"}})).ok
"""


MISTAKEN = """
import pytest

@pytest.mark.conformance("gdm")
def misspelt(r):
    return {}

@pytest.mark.conformance()
def aimless(r):
    return {}

def test_another():
    pass
"""


WRONG = """
import sys
sys.path.insert(0, {here!r})
import pytest, kernels

@pytest.mark.conformance("deltanet", profil="bf16")
def misspelt(r):
    return {{}}

@pytest.mark.conformance("deltanet", "gla", profile="bf61")
def unknown(r):
    return {{}}

@pytest.mark.conformance("deltanet")
class Kernel:
    pass

def test_fixture(conformance):
    conformance(kernels.gdn_numpy, "deltanet", grad="numeric")
"""


def test_what_is_wrong_with_a_mark_is_a_sentence_and_said_once(pytester):
    pytester.makepyfile(test_wrong=WRONG.format(here=os.path.dirname(__file__)))
    result = pytester.runpytest_subprocess("-v")
    text = result.stdout.str()
    assert "conformance has no option 'profil'; it has those of check: operator, " in text, text
    assert "conformance marks the class Kernel; mark a function of a request." in text
    assert "grad='numeric' is not known; it may be None, 'autograd' or 'returned'." in text and "Traceback" not in text
    assert text.count("Unknown profile 'bf61'") == 2 and ".py:" not in text.split("short test summary")[0].split("FAILURES")[1]
    counts = result.parseoutcomes()
    assert counts["failed"] == 5 and "passed" not in counts and counts["skipped"] > 50, counts


def test_a_mark_that_asks_for_what_there_is_not_fails_alone(pytester):
    pytester.makepyfile(test_mistaken=MISTAKEN)
    result = pytester.runpytest_subprocess("-v")
    text = result.stdout.str()
    assert "misspelt[gdm] FAILED" in text and "Unknown operator 'gdm'" in text and "did you mean 'gdn'?" in text, text
    assert "aimless FAILED" in text and "names no operator" in text
    assert result.parseoutcomes() == {"failed": 2, "passed": 1}


FORMED = """
import sys
sys.path.insert(0, {here!r})
import kernels

def test_form(conformance):
    report = conformance(kernels.gdn_numpy, operator="deltanet", decay="products", cases=["deltanet.tail-17"],
                         adapt=["normalise", "transpose-state"])
    assert report.profile == "fp32, cumulative decays, an inverse of I + L formed first"
"""


def test_forms_of_the_command_line(pytester):
    pytester.makepyfile(test_formed=FORMED.format(here=os.path.dirname(__file__)))
    result = pytester.runpytest_subprocess("--conform-decay", "cumulative", "--conform-solve", "inverse")
    assert result.parseoutcomes() == {"passed": 1}, result.stdout.str()
    refused = pytester.runpytest_subprocess("--conform-gate-gradients", "quotients")
    assert "'pairs', 'cumulative'" in refused.stderr.str(), refused.stderr.str()


def test_items(pytester):
    pytester.makepyfile(test_kernels=FILE.format(here=os.path.dirname(__file__)))
    result = pytester.runpytest_subprocess("-v", "--conform-profile", "fp32")
    text = result.stdout.str()
    assert "right[deltanet-PAR-1-parity-o] PASSED" in text and "unscaled[deltanet-PAR-1-parity-o] FAILED" in text, text
    assert "there is no" in text or "SKIPPED" in text
    assert "✗ PAR-1 parity-o on deltanet" in text and "test_fixture PASSED" in text
    counts = result.parseoutcomes()
    assert counts["failed"] >= 1 and counts["passed"] > 15 and counts["skipped"] > 10
