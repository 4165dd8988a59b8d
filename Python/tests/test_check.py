"""A right kernel holds, planted mistakes are found, and what was not judged is said."""

import functools
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
from xml.etree import ElementTree

import numpy as np
import pytest

import delta_conformance as dc
import kernels
from delta_conformance.domain import OPTIONS

NARROW = dc.Domain(packed=False, l2norm={"none"}, gates={"log"}, state_layout={"kv"}, options=False)
ALL = ("normalise", "gates", "transpose-state", "unpack")
_UNITS = {n: np.ones((1, 2, 1, 4)) for n in ("q", "k", "v")} | {"beta": np.ones((1, 2, 1))}
# Requests in which each planted mistake shows; a diagnosis of all that fail takes half a minute more and says the same.
TELLING = ["gdn.ordinary-a", "gdn.tail-*", "gdn.heads-*", "gdn.packed-a", "gdn.gate-raw-softplus-*"]


def test_right_kernel_holds_and_declined_requests_are_counted():
    report = dc.check(kernels.gdn_numpy, operator="deltanet", domain=NARROW, adapt=["normalise"])
    assert report.ok and bool(report), str(report)
    assert report.summary["judged"] > 30 and sum(report.declined.values()) == report.summary["declined"] > 0
    assert "packed sequences are not taken" in report.declined
    assert report.subject == "gdn_numpy (adapted: normalise)" and "PASS" in str(report)


def test_too_little_is_no_pass():
    report = dc.check(kernels.gdn_numpy, operator="deltanet", domain=NARROW)
    assert not report.ok and not report.failures and report.summary["judged"] < report.summary["declined"]
    assert "too little was judged" in str(report) and "UNDECIDED" in str(report)
    assert dc.check(kernels.gdn_numpy, operator="deltanet", domain=NARROW, minimum_coverage=0).ok


def test_conversions_are_named_and_counted():
    report = dc.check(kernels.gdn_numpy, operator="gdn", adapt=ALL, domain=dc.Domain(options=False))
    assert report.ok and report.summary["declined"] == 0, str(report)
    assert set(report.adapted) == set(ALL) and "adapted: normalise" in report.subject
    assert "adapted, and so not judged" in str(report)
    assert max(report.adapted.values()) <= report.summary["judged"]


def test_conversions_are_counted_by_what_was_judged():
    # One request, which relations and the comparison of profiles ask again.
    report = dc.check(kernels.gdn_numpy, operator="gdn", adapt=ALL, domain=NARROW, cases=["gdn.tail-1"], likeness=True)
    assert report.summary["judged"] == 1 and report.adapted == {"normalise": 1}, report.adapted
    assert {"conversion": "normalise", "requests": 1} in json.loads(report.to_json())["adapted"]
    # What shrinking asks is no problem of the run.
    kernel = functools.partial(kernels.gdn_numpy, fault="no scale")
    report = dc.fuzz(kernel, operator="deltanet", cases=40, adapt=["normalise"], domain=NARROW)
    assert report.failures and report.record["results"][0]["evaluations"] > 8
    assert 0 < report.adapted["normalise"] <= 40 - report.summary["silent"], report.adapted


@pytest.mark.parametrize(
    "fault, diagnosis",
    [
        ("tiled heads", "tiled over key heads"),
        ("no initial state", "the initial state is ignored"),
        ("erase before decay", "the erase reads the state before its decay"),
        ("no scale", "the scale is not applied at all"),
        ("last tail", None),
    ],
)
def test_planted_mistakes_are_found_with_place_and_diagnosis(fault, diagnosis):
    kernel = functools.partial(kernels.gdn_numpy, fault=fault)
    report = dc.check(kernel, operator="gdn", adapt=ALL, domain=dc.Domain(options=False), cases=TELLING, name=fault)
    assert not report.ok and report.failures and report.subject.startswith(fault)
    worst = report.failures[0]
    assert (worst.clause, worst.property) == ("PAR-1", "parity-o") and worst.reason and worst.where.request
    assert worst.where.token is not None and worst.where.head is not None
    if diagnosis is None:
        assert worst.explained == () and "tail" in worst.where.born
    else:
        assert any(diagnosis in words for words in worst.explained) and len(worst.explained) == 1, worst.explained
        assert diagnosis in str(report)
    assert "dc.check(" in worst.replay and "operator='gdn'" in worst.replay
    if fault == "tiled heads":
        asked = dc.requests("gdn")
        assert all(asked[name].HV > asked[name].H for name in worst.failing)


def test_fuzz_finds_and_shrinks():
    kernel = functools.partial(kernels.gdn_numpy, fault="no initial state")
    report = dc.fuzz(kernel, operator="deltanet", cases=40, domain=NARROW, name="forgetful")
    again = report.failures[0].replay
    assert not report.ok and again.startswith("dc.fuzz(kernel, operator='deltanet'") and "tape='" in again
    found = eval(again, {"dc": dc, "kernel": kernel})
    assert not found.ok and found.summary["judged"] == 1
    # What is judged again says the same again.
    assert {f.replay for f in found.failures} == {again}
    # Something was judged of three problems in forty, which is said; who wants more of them asks for it.
    right = dc.fuzz(kernels.gdn_numpy, operator="deltanet", cases=40, domain=NARROW, jobs=1)
    assert right.ok and right.summary["silent"] == 37 and "largest error: at most" in str(right)
    assert sum(right.declined.values()) == right.summary["declined"] == 37
    few = dc.fuzz(kernels.gdn_numpy, operator="deltanet", cases=40, domain=NARROW, minimum_coverage=0.5)
    assert not few.ok and few.conclusion == "undecided" and "too little was judged" in str(few)


def test_the_record_of_a_failure_names_a_call_that_can_be_made():
    kernel = functools.partial(kernels.gdn_numpy, fault="no initial state")
    report = dc.fuzz(kernel, operator="deltanet", cases=40, domain=NARROW, shrink_budget=5)
    rows = json.loads(report.to_json())["results"]
    assert rows and [row["replay"] for row in rows] == [f.replay for f in report.failures]
    assert not any("fd:" in row["replay"] for row in rows)


def test_a_problem_that_is_judged_again_can_be_written(tmp_path):
    dc.fuzz(kernels.gdn_numpy, operator="deltanet", domain=NARROW, tape="2.3", out=tmp_path / "out")
    assert len(list((tmp_path / "out").glob("*.safetensors"))) == 1


def test_a_failure_is_repeated_alone_by_the_call_that_it_names():
    kernel = functools.partial(kernels.gdn_numpy, fault="no initial state")
    domain = dc.Domain(options=False, packed=False, l2norm={"none", "rsqrt-eps"})
    report = dc.check(kernel, operator="gdn", domain=domain, adapt=ALL, cases=TELLING)
    again = eval(report.failures[0].replay, {"dc": dc, "kernel": kernel})
    assert [f.property for f in again.failures] == [report.failures[0].property]
    assert again.summary["judged"] == 1 and again.failures[0].where == report.failures[0].where
    assert repr(domain) == "Domain(packed=False, options=False, l2norm={'none', 'rsqrt-eps'})"
    assert eval("dc." + repr(domain)) == domain


@pytest.mark.parametrize("name", ["q", "k", "v"])
def test_a_kernel_that_changes_what_was_converted_for_it_is_found(name):
    def kernel(r):
        outputs = kernels.gdn_numpy(r)
        r.tensors[name][...] = 7
        return outputs

    report = dc.check(kernel, operator="gdn", domain=NARROW, adapt=ALL, cases=TELLING, minimum_coverage=0)
    assert [f.clause for f in report.failures] == ["WELL-3"], str(report)


def test_a_kernel_that_changes_a_gradient_that_was_handed_in_is_found():
    def kernel(r):
        outputs = kernels.gdn_numpy(r)
        if r.tensors.get("do") is not None:
            r.tensors["do"][...] *= 2
        return outputs

    asked = ["deltanet.tail-17.gradients"]
    report = dc.check(kernel, operator="deltanet", grad="returned", properties=["inputs-untouched"], cases=asked)
    assert [f.clause for f in report.failures] == ["WELL-3"] and report.failures[0].where.tensor == "do", str(report)


def test_words_of_a_kernel_stay_on_a_line():
    def kernel(r):
        raise ValueError("a\nPASS: 9 requests judged\x1b[31m\u202e")

    text = str(dc.check(kernel, operator="gdn", cases=TELLING))
    assert not any(line.startswith("PASS") for line in text.splitlines()) and "\x1b" not in text
    assert "a\\nPASS: 9 requests judged\\u{1b}[31m\\u{202e}" in text


def test_a_kernel_that_changes_an_input_is_found():
    def kernel(r):
        outputs = kernels.gdn_numpy(r)
        r.q[...] *= 2
        return outputs

    report = dc.check(kernel, operator="deltanet", domain=NARROW, minimum_coverage=0)
    assert [f.clause for f in report.failures] == ["WELL-3"], str(report)


def test_an_exception_is_an_answer():
    def kernel(r):
        if r.T > 1:
            raise ValueError("too long")
        return kernels.gdn_numpy(r)

    report = dc.check(kernel, operator="deltanet", domain=NARROW)
    assert not report.ok and report.summary["unable"] > 0
    assert any("ValueError: too long" in (r.reason or "") for r in report.results)


FORMS = dict(decay="cumulative", gate_gradients="cumulative", solve="inverse")


def test_a_form_is_declared_by_a_keyword(tmp_path):
    report = dc.check(kernels.gdn_numpy, "deltanet", domain=NARROW, cases=["deltanet.tail-1"], minimum_coverage=0, **FORMS)
    named = "fp32, cumulative decays, cumulative gate gradients, an inverse of I + L formed first"
    assert report.profile == named, report.profile
    # The call that repeats a failure declares the same.
    kernel = functools.partial(kernels.gdn_numpy, fault="no scale")
    for report in (
        dc.check(kernel, "deltanet", domain=NARROW, adapt=["normalise"], cases=["deltanet.tail-17"], **FORMS),
        dc.fuzz(kernel, "deltanet", domain=NARROW, adapt=["normalise"], cases=40, **FORMS),
    ):
        words = report.failures[0].replay
        assert "decay='cumulative', gate_gradients='cumulative', solve='inverse'" in words, words
        assert eval(words, {"dc": dc, "kernel": kernel}).profile == named
    lines = []
    domain = dc.Domain(operators={"gdn"})
    measured = dc.drift(kernels.gdn_numpy, "deltanet", domain=domain, out=tmp_path, progress=lines.append, **FORMS)
    assert measured["profile"] == named
    assert any(re.match(r"measuring \d+/\d+, \d+ s", line) for line in lines), lines


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_there_is_not_is_refused(name, tmp_path):
    sentence = rf"^{name}='quotients': give '\w+'( or '\w+')+, or None for what the profile says\.$"
    for call in (dc.check, dc.fuzz, functools.partial(dc.drift, out=tmp_path)):
        with pytest.raises(ValueError, match=sentence):
            call(kernels.gdn_numpy, "gdn", **{name: "quotients"})


def test_a_crash_is_an_answer_in_a_child():
    def kernel(r):
        if r.T == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return kernels.gdn_numpy(r)

    report = dc.check(kernel, operator="deltanet", domain=NARROW, adapt=["normalise"], isolate=True)
    assert report.summary["judged"] > 10 and not report.ok
    assert any("SIGKILL" in (r.reason or "") for r in report.results)


def test_a_request_that_takes_too_long_in_a_child_costs_itself_alone():
    def kernel(r):
        if r.T == 2 and r.state_layout == "kv":
            time.sleep(60)
        return kernels.gdn_numpy(r)

    cases = ["deltanet.tail-1", "deltanet.tail-2"]
    options = dict(cases=cases, properties=["parity-o"], adapt=["normalise"], isolate=True, time_limit=0.5)
    report = dc.check(kernel, "deltanet", **options)
    assert report.summary["judged"] == 1 and report.summary["unanswered"] == 1
    assert "the process of the kernel took longer than 0.5 s and was stopped" in str(report)


def test_an_end_of_the_program_in_the_middle_of_a_round_is_no_trace(tmp_path, monkeypatch):
    """As when it is out of memory: what it says is raised, though the kernel still answers."""
    path = tmp_path / "conform"
    folders = json.dumps({"requests": str(tmp_path), "responses": str(tmp_path)})
    path.write_text(
        f"""#!{sys.executable}
import os, sys
ends = next(word for word in sys.argv if word.startswith("fd:"))
os.write(int(ends.split(",")[1]), {(folders + chr(10)).encode()!r})
sys.exit("conform: It is over.")
"""
    )
    path.chmod(0o755)
    monkeypatch.setenv("CONFORM", str(path))
    monkeypatch.setattr(dc.Server, "round", lambda *_: time.sleep(0.3))
    with pytest.raises(dc.ConformError, match=r"^It is over\.$"):
        dc.check(kernels.gdn_numpy, "deltanet")


def test_gradients_may_be_returned():
    def kernel(r):
        outputs = kernels.gdn_numpy(kernels.normalised(r))
        if r.do is not None:
            outputs |= {"d" + n: np.zeros_like(r.get(n)) for n in r.gradients}
        return outputs

    domain = dc.Domain(packed=False, state_layout={"kv"}, options=False)
    report = dc.check(kernel, operator="deltanet", domain=domain, grad="returned")
    assert {"parity-dq", "parity-dk", "parity-dv"} <= {f.property for f in report.failures}


@pytest.mark.parametrize(
    "arguments, complaint",
    [
        (dict(operator="gdm"), "Unknown operator 'gdm'"),
        (dict(operator="gdn", profile="fp12"), "Unknown profile"),
    ],
)
def test_a_wrong_request_is_one_sentence(arguments, complaint):
    with pytest.raises(dc.ConformError, match=complaint):
        dc.check(kernels.gdn_numpy, **arguments)


@pytest.mark.parametrize(
    "options",
    [
        dict(framework="caffe"),
        dict(grad="numeric"),
        dict(grad="autograd"),
        dict(adapt=["everything"]),
        dict(device="cuda"),
    ],
)
def test_a_wrong_option_is_refused(options):
    with pytest.raises(ValueError):
        dc.check(kernels.gdn_numpy, operator="gdn", **options)


def test_the_report_is_written_down(tmp_path):
    report = dc.check(functools.partial(kernels.gdn_numpy, fault="no scale"), "deltanet", domain=NARROW, name="a<b")
    page = report.to_html()
    assert "a&lt;b" in page and "parity-o" in page and page == report._repr_html_()
    assert json.loads(report.to_json())["schema"] == "conform.check/1"
    report.to_junit(tmp_path / "j.xml")
    cases = list(ElementTree.parse(tmp_path / "j.xml").iter("testcase"))
    assert len(cases) == len(report.results) and sum(c.find("failure") is not None for c in cases) == len(
        report.failures
    )
    assert repr(report).startswith("<Report of a<b: FAIL")


def test_the_reference_is_right_and_proved():
    rng = np.random.default_rng(1)
    tensors = dict(
        q=rng.normal(size=(1, 3, 1, 2)),
        k=rng.normal(size=(1, 3, 1, 2)),
        v=rng.normal(size=(1, 3, 1, 4)),
        beta=rng.uniform(size=(1, 3, 1)),
    )
    right, proved = (dc.reference("deltanet", proved=p, **tensors) for p in (False, True))
    r = dc.Request(
        {"B": 1, "T": 3, "H": 1, "HV": 1, "K": 2, "V": 4, "scale": 2**-0.5},
        {n: np.float32(x) for n, x in tensors.items()},
    )
    np.testing.assert_allclose(kernels.gdn_numpy(r)["o"], right["o"], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(right["o"], proved["o"], rtol=1e-12)
    gradients = dc.reference("deltanet", do=np.ones((1, 3, 1, 4)), **tensors)
    assert {"dq", "dk", "dv", "dbeta"} <= gradients.keys()


@pytest.mark.parametrize("name", ["gdn.gate-raw-softplus-packed", "gdn.tail-17.gradients"])
def test_a_request_is_a_question_for_the_reference(name):
    request = dc.requests("gdn")[name]
    right = dc.reference(request)
    assert right.keys() == set(request.outputs) and right["o"].shape == request.v.shape
    np.testing.assert_allclose(dc.answer(kernels.gdn_numpy, request, adapt=ALL)["o"], right["o"], atol=1e-4)
    with pytest.raises(ValueError, match=r"^reference\(\) has a request, which says everything; .*\.$"):
        dc.reference(request, scale=2.0)


def test_a_client_is_served_once(tmp_path):
    starts = tmp_path / "starts"
    (tmp_path / "client.py").write_text(
        f"""
import sys
sys.path.insert(0, {os.path.dirname(__file__)!r})
import delta_conformance as dc, kernels

open({str(starts)!r}, "a").write(".")

def kernel(r):
    print("hello", flush=True)  # must not end up among the answers
    return kernels.gdn_numpy(r)

dc.client(kernel, domain=dc.Domain(packed=False, l2norm={{"none"}}, state_layout={{"kv"}}))
"""
    )
    command = [
        "conform",
        "fuzz",
        "run",
        "--operator",
        "deltanet",
        "--cases",
        "70",  # more than one round
        "--serve",
        f"{sys.executable} {tmp_path}/client.py --serve",
    ]
    found = subprocess.run(command, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr
    assert starts.read_text() == "."


def test_every_option_of_the_exchange_is_declined_without_options():
    """An option that the package does not know would be answered as if nobody had asked for it."""
    page = (pathlib.Path(__file__).parents[2] / "Specs/exchange.md").read_text()
    table = page[page.index("| member | value, the default first |") :].split("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.M)) == set(OPTIONS)


def test_a_shift_of_raw_queries_is_declined_without_options():
    asked = []

    def kernel(r):
        asked.append(r.id)
        return None

    cases = ["comba.query-shift-raw*", "comba.tail-1"]
    report = dc.check(kernel, "comba", cases=cases, domain=dc.Domain(options=False))
    assert any("query_shift" in reason for reason in report.declined), report.declined
    assert asked and not any("raw" in name for name in asked)


def _exits(r):
    sys.exit(0)


def _complex(r):
    return {n: x + 1e6j for n, x in kernels.gdn_numpy(r).items()}


def _masked(r):
    return {n: np.ma.masked_array(x, True) for n, x in kernels.gdn_numpy(r).items()}


def _lists(r):
    return {n: x.tolist() for n, x in kernels.gdn_numpy(r).items()}


def _whole(r):
    return {n: x.astype(int) for n, x in kernels.gdn_numpy(r).items()}


@pytest.mark.parametrize(
    "kernel, what",
    [
        (_exits, "SystemExit"),
        (_complex, "is of complex"),
        (_masked, "masked array"),
        (_lists, "is a list; return arrays of numpy"),
        (_whole, "is of int64; return floating-point numbers"),
        (lambda r: (x for x in ()), "is a generator"),
    ],
    ids=["exits", "complex", "masked", "lists", "integers", "generator"],
)
def test_what_is_no_answer_is_an_error_of_the_request(kernel, what):
    report = dc.check(kernel, operator="deltanet", cases=["deltanet.tail-1"], domain=dc.Domain(options=False))
    assert not report.ok and what in str(report.to_json())


@pytest.mark.parametrize(
    "call, what",
    [
        (lambda: dc.check(kernels.gdn_numpy, operator=""), "operator=''"),
        (lambda: dc.check(kernels.gdn_numpy, operator=5), "operator=5"),
        (lambda: dc.check(kernels.gdn_numpy, operators="gdn"), "a list of operators"),
        (lambda: dc.check(kernels.gdn_numpy, "gdn", profile=None), "profile=None"),
        (lambda: dc.check(kernels.gdn_numpy, "gdn", domain="x"), "domain='x'"),
        (lambda: dc.check(kernels.gdn_numpy, "gdn", head_dim=1.5), "head_dim=1.5"),
        (lambda: dc.check("gdn", "gdn"), "the kernel is a str"),
        (lambda: dc.Domain(l2norm={"nope"}), "l2norm"),
        (lambda: dc.Domain(packed="no"), "True or False"),
        (lambda: dc.reference("deltanet", scale=float("nan"), **_UNITS), "scale=nan: give a finite number"),
        (lambda: dc.reference("pgdn", eps=float("inf"), **_UNITS), "eps=inf: give a finite number"),
        (
            lambda: dc.reference("mesanet", options={"solver": "conjugate-gradient", "cg_eps": float("nan")}, **_UNITS),
            "cg_eps=nan: give a finite number",
        ),
        (lambda: dc.reference("deltanet", options={"zz": 1}, **_UNITS), "'zz' is none of write_key"),
        (lambda: dc.reference("mesanet", options={"iterations": 3}, **_UNITS), "'iterations' goes with solver="),
        (lambda: dc.reference("deltanet", **{**_UNITS, "q": _UNITS["q"] * 1j}), "q is of complex128; give real numbers"),
        (lambda: dc.reference("gdn", q=np.ones((1, 2, 3)), k=np.ones((1, 2, 3)), v=np.ones((1, 2, 3))), "q has the shape"),
    ],
)
def test_a_wrong_argument_is_refused_at_once(call, what):
    with pytest.raises((ValueError, TypeError), match=re.escape(what)):
        call()


def test_a_reference_takes_steps_of_conjugate_gradients():
    inputs = _UNITS | {"g": np.zeros((1, 2, 1)), "ridge": np.ones((1, 4))}
    options = {"solver": "conjugate-gradient", "iterations": 0, "cg_start": "zero", "cg_eps": 1e-5}
    # No step from zero leaves zero; the exact solution does not.
    assert not dc.reference("mesanet", options=options, **inputs)["o"].any()
    assert dc.reference("mesanet", **inputs)["o"].all()
    with pytest.raises(dc.ConformError, match=r"^reference\(\) has a request whose member 'iterations' is missing"):
        dc.reference("mesanet", options={"solver": "conjugate-gradient"}, **inputs)


def test_a_negative_seed_is_named():
    with pytest.raises(dc.ConformError, match="-1"):
        dc.check(kernels.gdn_numpy, "deltanet", seed=-1)


def test_the_console_script_imports_nothing_heavy():
    code = "import delta_conformance_start, sys; assert 'numpy' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
