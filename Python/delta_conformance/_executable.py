"""The program `conform` that the wheel carries, and how this process answers it."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from typing import Any, Sequence

from delta_conformance_start import find_program

from .server import Server


class ConformError(Exception):
    """The request is wrong, in the program's own sentence."""


def path() -> str:
    """Where the program is."""
    found = find_program()
    if not found:
        raise ConformError("There is no program 'conform'; install the wheel, or set CONFORM to a built one.")
    return found


def run(arguments: Sequence[str], server: Server | None = None) -> dict[str, Any]:
    """Runs a command to its JSON, answering its rounds with this process's kernel.

    Raises ConformError where the program says that the request is wrong, or has ended without a verdict.
    """
    command = [path(), *arguments, "--format", "json"]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        if server is None:
            code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err).returncode
        else:
            code = _run_served(command, server, out, err)
        out.seek(0)
        err.seek(0)
        text, complaint = out.read().decode(), err.read().decode().strip()
    if code in (0, 1, 3) and text.lstrip().startswith("{"):
        return dict(json.loads(text))
    raise ConformError(complaint.removeprefix("conform: ") or f"conform ended with status {code} and said nothing.")


def _run_served(command: list[str], server: Server, out: Any, err: Any) -> int:
    """Starts the program as a child that sends rounds over inherited descriptors; the kernel runs in this thread."""
    (rounds, asking), (answering, answers) = os.pipe(), os.pipe()
    command = [*command, "--serve", f"fd:{answering},{asking}", "--name", server.title]
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, pass_fds=(answering, asking)
        )
    except BaseException:
        for descriptor in (rounds, answers):
            os.close(descriptor)
        raise
    finally:
        os.close(answering)
        os.close(asking)
    try:
        server.serve(rounds, answers)
        return process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise
