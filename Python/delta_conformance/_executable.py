"""The program `conform` that the wheel carries, and how this process answers it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from typing import Any, Sequence

from delta_conformance_start import find_program

from ._progress import Listener, Progress
from .server import Server


_HELP = re.compile(r"; see 'conform [^']* --help'\.$")


class ConformError(Exception):
    """The request is wrong, in the program's own sentence."""


def path() -> str:
    """Where the program is."""
    found = find_program()
    if not found:
        raise ConformError("There is no program 'conform'; install the wheel, or set CONFORM to a built one.")
    return found


def run(arguments: Sequence[str], server: Server | None = None, progress: Progress | None = None) -> dict[str, Any]:
    """Runs a command to its JSON, answering its rounds with this process's kernel.

    Raises ConformError where the program says that the request is wrong, or has ended without a verdict.
    """
    progress = progress or Progress(False)
    command = [path(), *arguments, "--format", "json"]
    with tempfile.TemporaryFile() as out:
        process, ends = _start(command, server, out)
        assert process.stderr is not None
        listener = Listener(process.stderr, progress)
        try:
            if server is not None:
                server.serve(*ends)
            code = process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
        finally:
            complaint = listener.rest()
        progress.end()
        out.seek(0)
        text = out.read().decode()
    if code in (0, 1, 3) and text.lstrip().startswith("{"):
        return dict(json.loads(text))
    # The help of the command line is no help to who calls from here.
    complaint = _HELP.sub(".", complaint.removeprefix("conform: "))
    raise ConformError(complaint or f"conform ended with status {code} and said nothing.")


def _start(command: list[str], server: Server | None, out: Any) -> tuple[subprocess.Popen[bytes], tuple[int, ...]]:
    """Starts the program as a child; with a server it sends rounds over inherited descriptors, whose other ends are returned."""
    if server is None:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE), ()
    (rounds, asking), (answering, answers) = os.pipe(), os.pipe()
    command = [*command, "--serve", f"fd:{answering},{asking}", "--name", server.title]
    passed = (answering, asking)
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE, pass_fds=passed
        )
    except BaseException:
        for descriptor in (rounds, answers):
            os.close(descriptor)
        raise
    finally:
        for descriptor in passed:
            os.close(descriptor)
    return process, (rounds, answers)
