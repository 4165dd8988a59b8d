"""Starts the program `conform`: the console script, which imports nothing that takes time or memory."""

from __future__ import annotations

import os
import shutil
import sys
from typing import NoReturn


def find_program() -> str | None:
    """Where the program is: what CONFORM names, the wheel's own, or the first on the PATH."""
    own = os.path.join(os.path.dirname(os.path.abspath(__file__)), "delta_conformance", "bin", "conform")
    # The console script of the same name only starts the wheel's own.
    return os.environ.get("CONFORM") or (own if os.path.exists(own) else None) or shutil.which("conform")


def main() -> NoReturn:
    """The console script `conform`."""
    program = find_program()
    if not program:
        print("conform: there is no program; install the wheel, or set CONFORM to a built one.", file=sys.stderr)
        raise SystemExit(2)
    try:
        os.execv(program, ["conform", *sys.argv[1:]])
    except OSError as why:
        print(f"conform: '{program}' cannot be started ({why.strerror}); reinstall the wheel.", file=sys.stderr)
        raise SystemExit(2) from why
