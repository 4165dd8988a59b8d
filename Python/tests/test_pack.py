"""A pack of goldens: the same bytes twice, and two checkers that tell a right answer from a wrong one."""

import pathlib
import shutil
import subprocess
import sys

import numpy as np
import pytest

from delta_conformance import _files

CASE = "gdn-chunk-64.safetensors"


def run(*command):
    found = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    return found.returncode, (found.stdout + found.stderr).strip()


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pack")
    for name in ("once", "again"):
        status, text = run("conform", "fixtures", "pack", "--out", folder / name, "--profile", "fp32")
        assert status == 0, text
    return folder


@pytest.fixture
def answer(pack, tmp_path):
    """Writes the right answer to one case with one tensor changed, or without it."""
    right, _ = _files.read(pack / "once" / "responses" / CASE)

    def written(change):
        tensors = {**right, "o": change(np.float32(right["o"]))}
        _files.write(tmp_path / CASE, {n: x for n, x in tensors.items() if x is not None}, {})
        return tmp_path

    return written


def test_the_same_pack_has_the_same_bytes(pack):
    files = [{p.relative_to(root): p.read_bytes() for p in root.rglob("*") if p.is_file()} for root in pack.iterdir()]
    assert len(files) == 2 and len(files[0]) > 1000 and files[0] == files[1]


def test_right_answers_hold(pack, tmp_path):
    for file in (pack / "once" / "responses").iterdir():
        _files.write(tmp_path / file.name, _files.read(file)[0], {})  # rounded to float32
    status, text = run(sys.executable, pack / "once" / "check.py", tmp_path)
    assert status == 0 and text.endswith(" 0 wrong, 0 without an answer"), text


def spoilt(place, value):
    def change(o):
        o.reshape(-1)[place] = value
        return o

    return change


# A change, what the checker in Python says of it with which status, and what the one in C says.
WRONG = [
    (lambda o: o, 0, " 0 wrong,", 0, ""),
    (lambda o: o * np.float32(1.01), 1, "gdn-chunk-64: o[0] is ", 1, "o[0] is "),
    (spoilt(5, np.nan), 1, "gdn-chunk-64: o[5] is nan, not ", 1, "o[5] is nan, not "),
    (spoilt(-1, np.inf), 1, "is inf, not ", 1, "is inf, not "),
    (lambda o: o.reshape(-1)[:1], 1, "gdn-chunk-64: o has 1 elements, not ", 1, "o has 4 bytes, not "),
    (lambda o: None, 0, " 0 wrong,", 2, "no 'o' in "),
]


@pytest.mark.parametrize("change, status, words, _, __", WRONG)
def test_check_py(pack, answer, change, status, words, _, __):
    found, text = run(sys.executable, pack / "once" / "check.py", answer(change), "fp32")
    assert found == status and words in text and text.endswith(" without an answer"), text


@pytest.mark.skipif(not shutil.which("cc"), reason="there is no C compiler")
def test_check_c(pack, answer):
    program = pack.parent / "check"
    status, text = run("cc", "-O2", "-Wall", "-Werror", pack / "once" / "check.c", "-lm", "-o", program)
    assert status == 0, text
    right, bound = pack / "once" / "responses" / CASE, pack / "once" / "bounds" / "fp32" / CASE
    for change, _, _, status, words in WRONG:
        found, text = run(program, right, bound, answer(change) / CASE, "o")
        assert found == status and words in text, text
    assert run(program) == (2, "give four words: check RIGHT BOUNDS FOUND NAME")


def test_what_is_no_answer_is_one_sentence(pack, tmp_path):
    checker = pack / "once" / "check.py"
    for words in ([], [tmp_path / "absent"], [tmp_path, "bf16"]):
        status, text = run(sys.executable, checker, *words)
        assert status == 2 and text.startswith("give a folder of answers and a profile, which may be fp32"), text
    assert run(sys.executable, checker, tmp_path)[0] == 3  # nothing was judged
    pathlib.Path(tmp_path, CASE).write_bytes(b"no tensors")
    status, text = run(sys.executable, checker, tmp_path)
    assert status == 1 and "gdn-chunk-64: cannot be read" in text and "Traceback" not in text
