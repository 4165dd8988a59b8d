"""A kernel in a forked child of this process, so that its crash is an answer and not the end of the run."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import warnings
from select import select
from typing import Any

from . import _files
from .request import Request
from .server import Server


class IsolatedServer(Server):
    """Answers request by request through a child that is forked again whenever it dies or takes too long.

    What the process holds before, closures and modules, the child has too; a CUDA context it has not, so a kernel on a GPU
    must touch the device for the first time inside the child.
    """

    def __init__(self, *args: Any, time_limit: float = 60.0, **options: Any):
        super().__init__(*args, **options)
        self.time_limit = time_limit
        self._child: tuple[int, int, int] | None = None

    def answer(self, question: str, response: str) -> None:
        pid, reading, writing = self._child or self._fork()
        end = self._ask(pid, reading, writing, json.dumps([question, response]) + "\n")
        if end is not None:
            self.statuses["error"] += 1
            r = Request.read(question)
            _files.write_response(
                response, r.id, {}, "error", f"the process of the kernel {end}", self.name, self.dtype
            )

    def serve(self, reading: int, writing: int) -> None:
        try:
            super().serve(reading, writing)
        finally:
            if self._child:
                self._lose(self._child[0])

    def _ask(self, pid: int, reading: int, writing: int, line: str) -> str | None:
        """None once the child has answered; otherwise how it ended."""
        deadline, answer = time.monotonic() + self.time_limit, b""
        try:
            os.write(writing, line.encode())
        except BrokenPipeError:
            return self._lose(pid)
        while not answer.endswith(b"\n"):
            if not select([reading], [], [], max(0.0, deadline - time.monotonic()))[0]:
                os.kill(pid, signal.SIGKILL)
                self._lose(pid)
                return f"took longer than {self.time_limit:g} s and was stopped"
            piece = os.read(reading, 65536)
            if not piece:
                return self._lose(pid)
            answer += piece
        self.statuses.update(json.loads(answer))
        return None

    def _lose(self, pid: int) -> str:
        assert self._child is not None
        for descriptor in self._child[1:]:
            os.close(descriptor)
        self._child = None
        status = os.waitpid(pid, 0)[1]
        if os.WIFSIGNALED(status):
            number = os.WTERMSIG(status)
            return f"was ended by signal {number} ({signal.Signals(number).name})"
        return f"ended with exit status {os.waitstatus_to_exitcode(status)}"

    def _fork(self) -> tuple[int, int, int]:
        questions, answers = os.pipe(), os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        with warnings.catch_warnings():
            # Of threads beside a fork, which Python warns of since 3.12: the one that shows progress lets go of its lock (_progress).
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if pid == 0:
            os.close(questions[1])
            os.close(answers[0])
            self._work(questions[0], answers[1])
        os.close(questions[0])
        os.close(answers[1])
        self._child = (pid, answers[0], questions[1])
        return self._child

    def _work(self, reading: int, writing: int) -> None:
        """The child: it never returns."""
        status = 1
        try:
            with os.fdopen(reading) as lines:
                for line in lines:
                    self.statuses.clear()
                    Server.answer(self, *json.loads(line))
                    os.write(writing, (json.dumps(self.statuses) + "\n").encode())
            status = 0
        finally:
            # Nothing of the parent's may be flushed or torn down twice.
            os._exit(status)
