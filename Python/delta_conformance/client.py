"""A client of the exchange around a kernel: for folders (EX-6), and started once (EX-11).

    if __name__ == "__main__":
        delta_conformance.client(kernel, domain=…)

Then `conform check --exec "python3 my_client.py"` starts it for each round, and `--serve "python3 my_client.py --serve"`
once.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any, Callable, Sequence

from .request import Request
from .server import DeviceLost, Server


class _Client(Server):
    def lost(self, why: DeviceLost) -> None:
        print(f"the device is lost: {why}", file=sys.stderr, flush=True)
        os._exit(17)


def client(
    kernel: Callable[[Request], Any],
    arguments: Sequence[str] | None = None,
    parser: argparse.ArgumentParser | None = None,
    **options: Any,
) -> None:
    """Answers a folder, or with --serve round after round until standard input ends.

    With --resume what is answered already is kept, and with --share several processes answer one folder.
    `parser` may know further options; the other options are those of Server. With --serve standard output is for the answers:
    what is printed from here on goes to standard error, so print nothing before.
    """
    parser = parser or argparse.ArgumentParser(description=kernel.__doc__ or "Answers requests of delta_conformance.")
    parser.add_argument("requests", nargs="?", help="a folder of request files")
    parser.add_argument("responses", nargs="?", help="the folder that the answers go to")
    parser.add_argument("--serve", action="store_true", help="answer rounds line by line on standard input")
    parser.add_argument("--resume", action="store_true", help="keep the answers that are there")
    parser.add_argument(
        "--share", type=_share, metavar="I/N", help="answer the folder as the I-th of N processes; each keeps what is there"
    )
    given = parser.parse_args(arguments)
    share = given.share or ((1, 1) if given.resume else None)
    if given.serve and share:
        parser.error("--resume and --share are for folders; the rounds of --serve have no answers yet")
    server = _Client(kernel, framework_name=options.pop("framework", "numpy"), **options)
    if given.serve:
        # What a kernel prints must not end up among the answers.
        answers = os.dup(1)
        os.dup2(2, 1)
        server.serve(os.dup(0), answers)
    elif given.requests and given.responses:
        server.round(given.requests, given.responses, share)
    else:
        parser.error("give a folder of requests and one for the responses, or --serve")


def _share(text: str) -> tuple[int, int]:
    part, _, parts = text.partition("/")
    if not (part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
        raise argparse.ArgumentTypeError(f"'{text}' is no share; give I/N, from 1/N to N/N")
    return int(part), int(parts)
