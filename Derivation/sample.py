"""A small choice of goldens in which everything occurs that can be asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Sequence

from .goldens import Golden
from .gradients import COTANGENTS

OPTIONS = ("l2norm", "gate", "state_layout", "write_key", "write_key_factor", "query_shift", "solver", "cg_start")


def traits(golden: Golden) -> set[Hashable]:
    """What a golden shows, read off its request: gradients count apart, for each trait."""
    request, tensors = golden.request, golden.tensors
    kind = "gradients" if any(name not in COTANGENTS for name in request["outputs"]) else "outputs"
    found: set[Hashable] = {golden.operator, f"scale {request['scale']}"}
    found |= {(option, request[option]) for option in OPTIONS if option in request}
    found |= {name for name in tensors if name not in COTANGENTS.values()}
    found |= {("without", name) for name in ("h0", "a0", "dt_bias") if name not in tensors}
    shown = {
        "packed": request["cu_seqlens"] is not None,
        "grouped heads": request["HV"] > request["H"],
        "no token": request["T"] == 0,
        "decay of zero": "g" in tensors and float("-inf") in tensors["g"].entries,
        "key of zero": any(
            not any(tensors["k"].entries[i : i + request["K"]])
            for i in range(0, len(tensors["k"].entries), request["K"])
        ),
    }
    found |= {name for name, holds in shown.items() if holds}
    return {(kind, trait) for trait in found}


def sample(goldens: Sequence[Golden], size: int, seed: int) -> list[Golden]:
    """At least `size` goldens, or all, that show every trait that occurs; the seed decides between equals."""

    def lot(golden: Golden) -> str:
        return hashlib.sha256(f"{seed} {golden.id}".encode()).hexdigest()

    shows = {golden.id: traits(golden) for golden in goldens}
    left = sorted(goldens, key=lot)
    missing = set[Hashable]().union(*shows.values())
    chosen: list[Golden] = []
    while left and (missing or len(chosen) < size):
        best = max(left, key=lambda golden: len(shows[golden.id] & missing))
        left.remove(best)
        missing -= shows[best.id]
        chosen.append(best)
    return sorted(chosen, key=lambda golden: golden.id)
