"""What a kernel makes of requests, without a verdict."""

from __future__ import annotations

import os
from typing import Any, Callable

import numpy as np

from ._progress import Progress, Wish
from .request import Request
from .server import Server

Kernel = Callable[[Request], Any]


def answer(kernel: Kernel, request: Request, **options: Any) -> dict[str, np.ndarray]:
    """What a kernel makes of one request, as check would ask it; the options are those of Server and `framework`."""
    if not isinstance(request, Request):
        raise ValueError(f"request={request!r}: give a Request, such as requests(operator) holds by their ids.")
    return Server(kernel, framework_name=options.pop("framework", "numpy"), **options).evaluate(request)


def answer_folder(
    kernel: Kernel,
    requests: str | os.PathLike[str],
    responses: str | os.PathLike[str],
    progress: Wish = None,
    **options: Any,
) -> dict[str, int]:
    """Answers a folder of requests, as a client of `conform check --exec` does; returns how many of each status.

    `progress` is that of check.
    """
    shown = Progress(progress)
    server = Server(kernel, framework_name=options.pop("framework", "numpy"), **options)
    answer_all(server, requests, responses, shown)
    return dict(server.statuses)


def answer_all(
    server: Server, requests: str | os.PathLike[str], responses: str | os.PathLike[str], shown: Progress
) -> None:
    total = sum(name.endswith(".safetensors") for name in os.listdir(requests))
    with shown.counting("answering", total, lambda: sum(server.statuses.values())):
        server.round(requests, responses)
