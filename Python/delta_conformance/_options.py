"""The options that several calls have, as words of the program; what is wrong with them is said in the words of the call."""

from __future__ import annotations

from typing import Sequence

from ._arguments import number, whole

#: How much is asked.
SUITES = ("quick", "full")
#: Legal forms of an arithmetic, each a keyword with its values; where none is given, the profile says which.
FORMS = {
    "decay": ("products", "cumulative"),
    "gate_gradients": ("pairs", "cumulative", "differences"),
    "solve": ("substitution", "inverse"),
}


def chosen_operators(operator: str | None, operators: Sequence[str]) -> list[str]:
    if operator is not None and (not isinstance(operator, str) or not operator):
        raise ValueError(f"operator={operator!r}: give an operator's name, or None for all.")
    if isinstance(operators, str) or not all(isinstance(o, str) and o for o in operators):
        raise ValueError(f"operators={operators!r}: give a list of operators' names.")
    return ([operator] if operator else []) + list(operators)


def form_words(decay: str | None, gate_gradients: str | None, solve: str | None) -> list[str]:
    """The words of the forms that are declared.

    Raises ValueError for one that there is not.
    """
    words = []
    for name, form in (("decay", decay), ("gate_gradients", gate_gradients), ("solve", solve)):
        if form is None:
            continue
        if form not in FORMS[name]:
            known = " or ".join(map(repr, FORMS[name]))
            raise ValueError(f"{name}={form!r}: give {known}, or None for what the profile says.")
        words.append(f"--{name.replace('_', '-')}={form}")
    return words


def head_dim_words(head_dim: int | Sequence[int] | None) -> list[str]:
    if head_dim is None:
        return []
    sizes = [head_dim] if isinstance(head_dim, int) else head_dim
    if isinstance(sizes, str) or not isinstance(sizes, Sequence) or not all(isinstance(n, int) for n in sizes):
        raise ValueError(f"head_dim={head_dim!r}: give a number of channels, or a list of them.")
    return ["--head-dim=" + ",".join(str(n) for n in sizes)]


def jobs_words(jobs: int | None) -> list[str]:
    return [] if jobs is None else [f"--jobs={whole('jobs', jobs)}"]


def coverage_words(share: float | None) -> list[str]:
    return [] if share is None else [f"--minimum-coverage={number('minimum_coverage', share):g}"]
