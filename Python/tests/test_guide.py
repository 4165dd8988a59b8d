"""Every line of Documentation/python.md runs, in its order."""

import pathlib
import re
import subprocess
import sys

import pytest

PAGE = pathlib.Path(__file__).parents[2] / "Documentation" / "python.md"
BLOCKS = re.findall(r"```(python|sh)\n(.*?)```", PAGE.read_text(), re.S)


def test_there_are_blocks():
    assert sum(kind == "python" for kind, _ in BLOCKS) >= 9 and any(kind == "sh" for kind, _ in BLOCKS)


def test_python(tmp_path, monkeypatch):
    scope = {}
    for kind, code in BLOCKS:
        if kind != "python":
            continue
        if code.startswith("# needs torch"):
            try:
                import torch
            except ImportError:
                continue
            torch.set_num_threads(1)
        exec(compile(code, str(PAGE), "exec"), scope)
    assert scope["report"].failures


@pytest.mark.parametrize("code", [code for kind, code in BLOCKS if kind == "sh"])
def test_shell(code, tmp_path):
    code = code.replace("--out pack", f"--out {tmp_path}/pack").replace("python3 ", f"{sys.executable} ")
    subprocess.run(["sh", "-ec", code], check=True, cwd=PAGE.parents[1], stdout=subprocess.DEVNULL)
