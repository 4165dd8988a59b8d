"""The calls that judge a kernel: check, fuzz, drift, likeness."""

from __future__ import annotations

import dataclasses
import os
import tempfile
from typing import Any, Sequence

from . import _executable
from ._again import call
from ._arguments import choice, names, number, whole
from ._options import SUITES, chosen_operators, coverage_words, form_words, head_dim_words, jobs_words
from ._progress import Progress, Wish
from .answering import Kernel, answer_all
from .domain import Domain
from .isolated import IsolatedServer
from .report import Report
from .server import Server

#: A kernel in this process ends when it does: a limit of its rounds would lose their answers and stop nothing.
_UNLIMITED = "--time-limit=1e9"


def check(
    kernel: Kernel,
    operator: str | None = None,
    operators: Sequence[str] = (),
    profile: str = "fp32",
    suite: str = "quick",
    framework: str = "numpy",
    device: str | None = None,
    domain: Domain | None = None,
    adapt: Sequence[str] = (),
    grad: str | None = None,
    head_dim: int | Sequence[int] | None = None,
    seed: int = 1,
    *,
    dtype: str | None = None,
    decay: str | None = None,
    gate_gradients: str | None = None,
    solve: str | None = None,
    properties: Sequence[str] = (),
    cases: Sequence[str] = (),
    likeness: bool = False,
    exact_ratios: bool = False,
    minimum_coverage: float | None = None,
    isolate: bool = False,
    time_limit: float = 600,
    name: str | None = None,
    jobs: int | None = None,
    progress: Wish = None,
) -> Report:
    """Judges a kernel: a function from a Request to its outputs, `dict(o=…, ht=…)`, called in this process.

    * `framework`, `device`: what the tensors of the request are; `dtype` that of q, k, v and the gains (by default what the
      profile says: bfloat16, float16 or float32). Gates, states and parameters are always float32.
    * `decay` ('products', 'cumulative'), `gate_gradients` ('pairs', 'cumulative', 'differences'), `solve` ('substitution',
      'inverse'): the form in which the kernel computes, where the profile says another.
    * `domain`: what the kernel takes; the rest is declined with its reason and counted. Where it names no operators, only those
      that are checked are taken: a relation that compares with another operator (REL-8) then does not apply.
    * `minimum_coverage`: the share of the requests that must be judged for a pass, ½ unless told otherwise.
    * `adapt`: conversions that are made for the kernel, and not judged (delta_conformance.ADAPTATIONS).
    * `grad`: 'autograd' differentiates the function; 'returned' takes dq, dk, … from it; None judges no gradient. Where all of those
      that are to be judged were declined, nothing passes.
    * `isolate`: calls the kernel in a forked child, so that its crash is an answer (for kernels on the CPU), and that it takes longer
      than `time_limit` seconds for a request.
    * `jobs`: the threads that judge, as many as there are cores unless told otherwise.
    * `progress`: what is said of how far it is. None: a line on standard error every nine seconds, so none where it is quick; True:
      every two seconds; False: nothing. A function gets the lines instead, from another thread, as `logging.info` or `print`.
    """
    given = dict(locals())
    chosen, shown = chosen_operators(operator, operators), Progress(progress)
    server = _server(kernel, chosen, framework, device, domain, adapt, grad, profile, dtype, name, isolate, time_limit)
    words = ["check", "--suite", choice("suite", suite, SUITES), "--profile", profile]
    words += [f"--seed={whole('seed', seed)}", _UNLIMITED]
    words += form_words(decay, gate_gradients, solve)
    words += [w for o in chosen for w in ("--operator", o)]
    words += [w for p in names("properties", properties) for w in ("--property", p)]
    words += [w for c in names("cases", cases) for w in ("--case", c)] + head_dim_words(head_dim)
    words += coverage_words(minimum_coverage)
    words += ["--likeness"] * likeness + ["--exact-ratios"] * exact_ratios + jobs_words(jobs) + shown.words
    # A failure names its operator itself.
    again = call(check, kernel, {**given, "operator": None, "operators": (), "adapt": names("adapt", adapt)})
    return Report(_executable.run(words, server, shown), again, gradients=grad is not None)


def fuzz(
    kernel: Kernel,
    operator: str | None = None,
    operators: Sequence[str] = (),
    profile: str = "fp32",
    cases: int = 500,
    framework: str = "numpy",
    device: str | None = None,
    domain: Domain | None = None,
    adapt: Sequence[str] = (),
    grad: str | None = None,
    seed: int = 1,
    *,
    dtype: str | None = None,
    decay: str | None = None,
    gate_gradients: str | None = None,
    solve: str | None = None,
    isolate: bool = False,
    time_limit: float = 600,
    out: str | os.PathLike[str] | None = None,
    name: str | None = None,
    tape: str | None = None,
    minimum_coverage: float | None = None,
    shrink_budget: float | None = None,
    jobs: int | None = None,
    progress: Wish = None,
) -> Report:
    """Judges a kernel on random problems and shrinks what fails; `out` is a folder for the counterexamples.

    With `tape`, as a failure names it, that problem alone is judged again. `minimum_coverage` is the share of the problems of
    which something must be judged for a pass, any unless told otherwise; `shrink_budget` the seconds that shrinking one failure may
    take, 60 unless told otherwise; `jobs` the threads that judge, as many as there are cores unless told otherwise.
    The other options are those of check.
    """
    given = dict(locals())
    chosen, shown = chosen_operators(operator, operators), Progress(progress)
    server = _server(kernel, chosen, framework, device, domain, adapt, grad, profile, dtype, name, isolate, time_limit)
    if tape is not None and not isinstance(tape, str):
        raise ValueError(f"tape={tape!r}: give the text that a failure names, such as '3.1.4'.")
    words = ["fuzz", "run", f"--cases={whole('cases', cases)}"] if tape is None else ["fuzz", "replay", tape]
    words += ["--profile", profile, f"--seed={whole('seed', seed)}", _UNLIMITED]
    words += form_words(decay, gate_gradients, solve)
    words += [w for o in chosen for w in ("--operator", o)]
    if tape is None:
        words += jobs_words(jobs) + shown.words
        words += coverage_words(minimum_coverage)
        words += [] if shrink_budget is None else [f"--shrink-budget={number('shrink_budget', shrink_budget):g}"]
    if out is not None:
        words += ["--out", os.fspath(out)]
    only = chosen[0] if len(chosen) == 1 else None
    several = () if only else tuple(chosen)
    again = call(fuzz, kernel, {**given, "operator": only, "operators": several, "adapt": names("adapt", adapt)})
    # A problem that is judged again is judged again by the same call.
    replay = again if tape is None else (lambda **_: again(tape=tape))
    return Report(_executable.run(words, server, shown), replay)


def likeness(kernel: Kernel, operator: str, **options: Any) -> dict[str, Any]:
    """Which profile a kernel behaves like, and how surely; the options are those of check."""
    found = check(kernel, operator, likeness=True, **options).likeness
    return dict(found or {})


def drift(
    kernel: Kernel,
    operator: str | None = None,
    operators: Sequence[str] = (),
    profile: str = "fp32",
    quick: bool = True,
    framework: str = "numpy",
    device: str | None = None,
    domain: Domain | None = None,
    adapt: Sequence[str] = (),
    seed: int = 1,
    *,
    out: str | os.PathLike[str],
    dtype: str | None = None,
    decay: str | None = None,
    gate_gradients: str | None = None,
    solve: str | None = None,
    name: str | None = None,
    progress: Wish = None,
) -> dict[str, Any]:
    """Measures a kernel's error against the length of a sequence; writes drift.html, drift.csv, drift.json to `out`.

    The other options are those of check.
    """
    chosen, shown = chosen_operators(operator, operators), Progress(progress)
    server = _server(kernel, chosen, framework, device, domain, adapt, None, profile, dtype, name, False, 600)
    words = ["drift", "--profile", profile, f"--seed={whole('seed', seed)}", "--out", os.fspath(out)] + ["--quick"] * quick
    words += form_words(decay, gate_gradients, solve)
    words += [w for o in chosen for w in ("--operator", o)]
    with tempfile.TemporaryDirectory() as folder:
        _executable.run([*words, "--requests", f"{folder}/requests"])
        answer_all(server, f"{folder}/requests", f"{folder}/responses", shown)
        return _executable.run([*words, "--responses", f"{folder}/responses", *shown.words], None, shown)


def _server(
    kernel: Kernel,
    operators: Sequence[str],
    framework: str,
    device: str | None,
    domain: Domain | None,
    adapt: Sequence[str],
    grad: str | None,
    profile: str,
    dtype: str | None,
    name: str | None,
    isolate: bool,
    time_limit: float,
) -> Server:
    if not isinstance(profile, str):
        raise ValueError(f"profile={profile!r}: give a profile's name, or the path of its JSON file.")
    if domain is not None and not isinstance(domain, Domain):
        raise ValueError(f"domain={domain!r}: give a delta_conformance.Domain.")
    domain = domain or Domain()
    if operators and domain.operators is None:
        domain = dataclasses.replace(domain, operators=frozenset(operators))
    options: dict[str, Any] = dict(
        name=name,
        framework_name=framework,
        device=device,
        domain=domain,
        adapt=adapt,
        grad=grad,
        profile=profile,
        dtype=dtype,
    )
    limit = number("time_limit", time_limit)
    if not limit > 0:
        raise ValueError(f"time_limit={time_limit!r}: give a number of seconds above 0.")
    return IsolatedServer(kernel, time_limit=limit, **options) if isolate else Server(kernel, **options)
