"""How far a call is that takes long: lines on standard error, or handed to a function."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import threading
import time
from typing import IO, Any, Callable, Iterator, Union

#: What `progress=` may be.
Wish = Union[bool, None, Callable[[str], Any]]
#: Seconds between two lines where nobody asks for any: less than ten, as the program has it.
USUAL = 9.0
#: Seconds between two lines where somebody does.
ASKED = 2.0
#: A line of the program that counts; whatever else it says on standard error is something to be told.
_COUNTS = re.compile(r"[a-z][a-z ]* \d+/\d+, \d+ s\b")

# Held while a line is shown: a child that is forked at that moment (isolate=True) would find standard error locked for ever.
_showing = threading.RLock()
os.register_at_fork(before=_showing.acquire, after_in_parent=_showing.release, after_in_child=_showing.release)


class Progress:
    """Shows lines from threads of its own, so that a kernel that takes long is seen to be at work.

    None shows one every nine seconds, True every two, False none; a function gets them instead, every two seconds. Each is a
    line of its own, on a terminal too: the kernel, a notebook or pytest may write between them.
    """

    def __init__(self, wish: Wish = None):
        if wish is not None and not isinstance(wish, bool) and not callable(wish):
            raise ValueError(f"progress={wish!r}: give True, False, a function of a line, or None for lines once it lasts.")
        self._wish = wish
        self._failure: BaseException | None = None

    @property
    def words(self) -> list[str]:
        """The options of the program that say the same."""
        if self._wish is None:
            return []
        return [f"--progress-every={ASKED:g}"] if self._wish else ["--quiet"]

    def show(self, line: str) -> None:
        with _showing:
            if self._wish is False or self._failure is not None:
                return
            if callable(self._wish):
                try:
                    self._wish(line)
                except BaseException as why:  # it belongs to whoever called, and not to this thread
                    self._failure = why
            elif sys.stderr is not None:
                # Who closed standard error wants no progress, but a verdict.
                with contextlib.suppress(OSError, ValueError):
                    print(line, file=sys.stderr, flush=True)

    def end(self) -> None:
        """Raises what the function of a line has raised."""
        if self._failure is not None:
            raise self._failure

    @contextlib.contextmanager
    def counting(self, what: str, total: int, done: Callable[[], int]) -> Iterator[None]:
        """Counts up to a number for the time of a block, as the program does."""
        over, start = threading.Event(), time.monotonic()

        def count() -> None:
            while not over.wait(USUAL if self._wish is None else ASKED):
                self.show(f"{what} {done()}/{total}, {int(time.monotonic() - start)} s")

        thread = threading.Thread(target=count, daemon=True)
        if self._wish is not False:
            thread.start()
        try:
            yield
        finally:
            over.set()
            if thread.ident is not None:
                thread.join()
        self.end()


class Listener:
    """Reads what a program says on its standard error until it ends: counts are shown, the rest is kept."""

    def __init__(self, pipe: IO[bytes], progress: Progress):
        self._pipe, self._progress = pipe, progress
        self._rest: list[str] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        with self._pipe:
            for line in self._pipe:
                text = line.decode(errors="replace").rstrip()
                if _COUNTS.match(text):
                    self._progress.show(text)
                else:
                    self._rest.append(text)

    def rest(self) -> str:
        """What was said beside the counts; waits for the end."""
        self._thread.join()
        return "\n".join(self._rest).strip()
