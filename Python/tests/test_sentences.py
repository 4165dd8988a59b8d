"""What somebody meets who uses the package for the first time: a sentence in the words of the call, and once."""

import re

import numpy as np
import pytest

import delta_conformance as dc
import kernels

ONE = dict(operator="deltanet", cases="deltanet.tail-1")


@pytest.mark.parametrize(
    "call, sentence",
    [
        (lambda k: dc.check(k, seed="a", **ONE), "seed='a': give a whole number."),
        (lambda k: dc.check(k, seed=1.5, **ONE), "seed=1.5: give a whole number."),
        (lambda k: dc.check(k, seed=True, **ONE), "seed=True: give a whole number."),
        (lambda k: dc.check(k, jobs="two", **ONE), "jobs='two': give a whole number."),
        (lambda k: dc.check(k, time_limit="10", **ONE), "time_limit='10': give a number."),
        (lambda k: dc.check(k, time_limit=0, **ONE), "time_limit=0: give a number of seconds above 0."),
        (lambda k: dc.check(k, minimum_coverage="half", **ONE), "minimum_coverage='half': give a number."),
        (lambda k: dc.check(k, suite="fast", **ONE), "suite='fast': give 'quick' or 'full'."),
        (lambda k: dc.check(k, properties=5, **ONE), "properties=5: give a list of names."),
        (lambda k: dc.check(k, dtype="float8", **ONE), "dtype='float8': give 'float32' or 'float16' or 'bfloat16'."),
        (lambda k: dc.check(k, dtype=np.float32, **ONE), "give 'float32' or 'float16' or 'bfloat16'."),
        (lambda k: dc.requests("deltanet", suite="fast"), "suite='fast': give 'quick' or 'full'."),
        (lambda k: dc.fuzz(k, "deltanet", cases="many"), "cases='many': give a whole number."),
        (lambda k: dc.fuzz(k, "deltanet", shrink_budget="a"), "shrink_budget='a': give a number."),
        (lambda k: dc.fuzz(k, "deltanet", tape=3), "tape=3: give the text that a failure names, such as '3.1.4'."),
        (lambda k: dc.answer(k, "deltanet.tail-1"), "request='deltanet.tail-1': give a Request, such as"),
        (lambda k: dc.Domain(where="no"), "Domain(where='no'): give a function of a request"),
        (lambda k: dc.Domain(key_dims=8), "Domain(key_dims=8): give a set, or None for all."),
        (lambda k: dc.Domain(operators="gdn"), "Domain(operators='gdn'): give a set, or None for all."),
        (lambda k: dc.Domain(maximum_tokens="9"), "Domain(maximum_tokens='9'): give a whole number."),
    ],
)
def test_a_wrong_argument_is_a_sentence_in_the_words_of_the_call(call, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)) as refused:
        call(kernels.gdn_numpy)
    assert "\n" not in str(refused.value) and str(refused.value).endswith(".")


@pytest.mark.parametrize("options", [dict(jobs=0), dict(minimum_coverage=2)])
def test_nobody_is_sent_to_the_help_of_the_command_line(options):
    with pytest.raises(dc.ConformError) as refused:
        dc.check(kernels.gdn_numpy, **ONE, **options)
    assert "--help" not in str(refused.value) and str(refused.value).endswith(".")


def test_a_tensor_that_no_operator_has_is_named_with_the_call():
    inputs = {n: np.ones((1, 2, 1, 4)) for n in ("q", "k", "v")} | {"beta": np.ones((1, 2, 1)), "gamma": np.ones(3)}
    with pytest.raises(dc.ConformError, match=r"^reference\(\) holds tensor 'gamma', "):
        dc.reference("deltanet", **inputs)


def test_one_name_is_a_list_of_one():
    report = dc.check(kernels.gdn_numpy, "deltanet", cases="deltanet.tail-1", properties="well-formed")
    assert [r.property for r in report.results if r.cases] == ["well-formed"] and report.summary["judged"] == 1


@pytest.mark.parametrize(
    "returned, words",
    [
        (None, "the kernel returned nothing and no 'o'; return dict(o=…, ht=…), or a tuple in that order"),
        ((), "the kernel returned nothing and no 'o'"),
        ({"output": 1, "state": 2}, "the kernel returned output, state and no 'o'"),
    ],
    ids=["nothing", "empty", "other names"],
)
def test_what_a_kernel_returned_is_said_once_where_it_is_no_answer(returned, words):
    text = str(dc.check(lambda r: returned, **ONE))
    assert text.count(words) == 1 and re.search(r"WELL-1 well-formed and \d+ more on deltanet: ", text), text


def test_what_a_kernel_returns_beside_its_answer_is_its_own_business():
    report = dc.check(lambda r: kernels.gdn_numpy(r) | {"steps": 3}, adapt="normalise", **ONE, properties="parity-o")
    assert report.ok, str(report)


def test_an_exception_names_the_line_of_the_kernel():
    def misspelt(r):
        return dict(o=r.query)

    line = misspelt.__code__.co_firstlineno + 1
    text = str(dc.check(misspelt, **ONE))
    assert f"AttributeError: a request has no 'query'; its tensors are beta, h0, k, q, v (test_sentences.py:{line})" in text
    # Where nothing of it ran, there is no place.
    text = str(dc.check(lambda q, k, v: q, **ONE))
    assert re.search(r"missing 2 required positional arguments: 'k' and 'v'$", text, re.M), text

    def deep(r):
        return dict(o=np.einsum("bthk->q", r.q))

    assert re.search(rf"\(\w+\.py:\d+, called at test_sentences.py:{deep.__code__.co_firstlineno + 1}\)", str(dc.check(deep, **ONE)))


def test_gradients_that_were_all_declined_are_no_pass():
    def kernel(r):
        return kernels.gdn_numpy(r) | {"d" + n: -r.get(n) for n in r.gradients}  # of course wrong

    options = dict(operator="deltanet", adapt=["normalise", "transpose-state"], cases=["deltanet.tail-17*"])
    report = dc.check(kernel, grad="returned", **options)
    assert not report.ok and report.without_gradients == ["deltanet"] and not report.failures
    assert "no gradient of deltanet was judged, though grad= asks for it\n" in str(report) and "UNDECIDED" in str(report)
    assert '"conclusion": "undecided"' in report.to_json() and "no gradient of deltanet" in report.to_html()
    # Nobody wants them, or what is chosen holds none.
    assert dc.check(kernel, **options).ok
    assert dc.check(kernel, grad="returned", **(options | {"cases": "deltanet.tail-1"})).ok
    assert dc.check(kernel, grad="returned", properties=["parity-o"], **options).ok


def test_reasons_that_differ_in_a_number_alone_are_one():
    def kernel(r):
        if r.T % 2:
            raise ValueError("odd")
        return kernels.gdn_numpy(r)

    domain = dc.Domain(maximum_tokens=16, scale=False, packed=False, state_layout={"kv"})
    report = dc.check(kernel, "deltanet", adapt=["normalise"], domain=domain, cases=["deltanet.tail-*", "deltanet.settings-*"])
    assert report.declined["more than 16 tokens are not taken"] > 1 and "no scale but K^-1/2 is taken" in report.declined
    assert str(report).count("ValueError: odd") == 1, str(report)


def test_a_domain_that_answers_neither_yes_nor_why_is_told_so():
    report = dc.check(kernels.gdn_numpy, **ONE, domain=dc.Domain(where=lambda r: r.T > 3))
    assert not report.declined and "where of the domain returned False; return None, or a reason" in str(report)


def test_a_shape_that_is_wrong_is_at_no_element():
    report = dc.check(lambda r: dict(o=np.swapaxes(kernels.gdn_numpy(r)["o"], 1, 2)), "deltanet", cases="deltanet.tail-17")
    assert "  where: deltanet.tail-17: o\n" in str(report) and "no single element" not in str(report)


def test_what_a_kernel_raises_is_said_once_of_a_fuzz_run_too():
    text = str(dc.fuzz(lambda r: None, "deltanet", cases=8))
    assert text.count("the kernel returned nothing") == 1 and re.search(r"^\? \d+ judgements: ", text, re.M), text


def test_one_is_no_plural():
    domain = dc.Domain(l2norm={"none"})
    text = str(dc.check(kernels.gdn_numpy, **ONE, domain=domain)) + str(dc.check(kernels.gdn_numpy, **ONE, adapt="normalise"))
    assert "declined 1 request: " in text and "normalise (1 request)" in text


def test_a_failure_of_a_fuzz_run_shows_its_smallest_problem():
    wrong = dc.fuzz(lambda r: dict(o=np.zeros_like(r.v)), "linear-attention", cases=8, shrink_budget=2)
    failure = wrong.failures[0]
    assert failure.problem and failure.values, failure
    assert f"  smallest problem: {failure.problem}\n    {failure.values[0]}\n" in str(wrong)


def test_cases_that_hold_in_another_form_do_not_contradict_a_failure():
    row = dict(property="parity-o", clause="PAR-1", operator="gdn", outcome="fail", reason="'o' is 3", traits=["holds with x"])
    report = dc.Report(dict(summary=dict(judged=1), results=[row]))
    lines = [line for line in str(report).splitlines() if "holds with x" in line]
    assert lines == ["  of the other cases, some: holds with x"], str(report)
