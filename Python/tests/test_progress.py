"""What takes long says how far it is: on standard error, to a function, or not at all."""

import logging
import os
import re
import sys
import time

import numpy as np
import pytest

import delta_conformance as dc
import kernels
from delta_conformance import _progress
from delta_conformance._files import write_request

ONE = dict(operator="deltanet", cases=["deltanet.tail-1"], properties=["parity-o"], adapt=["normalise"])
COUNTS = re.compile(r"checking 0/1, \d+ s, 0 of \d+ requests? of the round answered")


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(_progress, "ASKED", 0.2)


@pytest.fixture
def slow():
    """A kernel that takes its time for what it is asked first."""
    asked = []

    def kernel(r):
        asked.append(r)
        time.sleep(0.5 if len(asked) == 1 else 0)
        return kernels.gdn_numpy(r)

    return kernel


def test_a_check_says_how_far_it_is_on_standard_error_alone(capsys, slow):
    assert dc.check(slow, **ONE, progress=True).ok
    shown = capsys.readouterr()
    assert shown.out == "" and "\r" not in shown.err and "\x1b" not in shown.err
    lines = shown.err.splitlines()
    assert lines and all(COUNTS.fullmatch(line) for line in lines), shown.err


def test_a_function_gets_the_lines_and_nothing_else_does(capfd, caplog, slow):
    with caplog.at_level(logging.INFO):
        assert dc.check(slow, **ONE, progress=logging.info).ok
    assert caplog.messages and all(COUNTS.fullmatch(line) for line in caplog.messages), caplog.messages
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("wish", [False, None])
def test_what_is_quick_or_not_wanted_says_nothing(wish, capfd, slow):
    assert dc.check(slow, **ONE, progress=wish).ok
    assert capfd.readouterr() == ("", "")


def test_a_fuzz_run_says_it(slow):
    lines = []
    dc.fuzz(slow, "linear-attention", cases=2, domain=dc.Domain(maximum_tokens=0), progress=lines.append)
    dc.fuzz(slow, "deltanet", cases=2, shrink_budget=0, progress=lines.append)
    assert any(line.startswith("fuzzing 0/2, ") for line in lines), lines


def test_a_comparison_of_profiles_says_it(slow):
    lines = []
    dc.likeness(slow, **ONE, progress=lines.append)
    assert lines and COUNTS.fullmatch(lines[0]), lines


def test_answers_of_a_folder_are_counted(tmp_path, slow):
    lines = []
    (tmp_path / "requests").mkdir()
    sizes = {n: 1 for n in ("B", "T", "H", "HV", "K", "V")}
    description = {"id": "a", "operator": "deltanet", "scale": 1, "l2norm": "none", "gate": "log", "state_layout": "kv"}
    tensors = {n: np.ones((1, 1, 1, 1)) for n in ("q", "k", "v")} | {"beta": np.ones((1, 1, 1))}
    description |= {**sizes, "x": 1.5, "cu_seqlens": None, "outputs": ["o", "ht"]}
    write_request(tmp_path / "requests/a.safetensors", description, tensors)
    assert dc.answer_folder(slow, tmp_path / "requests", tmp_path / "responses", progress=lines.append) == {"ok": 1}
    assert lines[0] == "answering 0/1, 0 s" and len(lines) <= 3


@pytest.fixture
def program(tmp_path, monkeypatch):
    """A stand-in for the program that counts at once, and then complains."""
    path = tmp_path / "conform"
    path.write_text("#!/bin/sh\necho 'checking 1/9, 9 s' >&2\necho \"conform: It is '$1'.\" >&2\nexit 2\n")
    path.chmod(0o755)
    monkeypatch.setenv("CONFORM", str(path))


def test_a_complaint_is_its_sentence_alone(program, capsys, slow):
    with pytest.raises(dc.ConformError, match=r"^It is 'check'\.$"):
        dc.check(slow, **ONE)
    assert capsys.readouterr() == ("", "checking 1/9, 9 s\n")


def test_without_a_standard_error_nothing_is_said(program, capsys, monkeypatch, slow):
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(dc.ConformError):
        dc.check(slow, **ONE)
    assert capsys.readouterr().out == ""


def test_what_the_function_raises_reaches_the_caller(slow):
    def refuses(line):
        raise LookupError(line)

    with pytest.raises(LookupError, match="checking 0/1"):
        dc.check(slow, **ONE, progress=refuses)


@pytest.mark.parametrize("wish", ["yes", 1.5])
def test_another_wish_is_refused(wish, slow):
    with pytest.raises(ValueError, match=f"progress={wish!r}: give True, False, a function"):
        dc.check(slow, **ONE, progress=wish)


def test_a_child_that_is_forked_meanwhile_may_show_lines_too(monkeypatch):
    monkeypatch.setattr(_progress, "ASKED", 0.001)
    with _progress.Progress(lambda line: time.sleep(0.005)).counting("forking", 20, lambda: 0):
        for _ in range(20):
            pid = os.fork()
            if pid == 0:
                # Free in the child, whose parent has a thread that holds it most of the time.
                os._exit(0 if _progress._showing.acquire(timeout=1) else 1)
            assert os.waitpid(pid, 0)[1] == 0
