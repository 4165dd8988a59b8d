"""The calls: check, fuzz, drift, likeness, reference, requests."""

from __future__ import annotations

import dataclasses
import math
import os
import re
import tempfile
from pathlib import Path
from typing import Any, Callable, Mapping, Sequence

import numpy as np

from . import _executable, _files
from ._arguments import choice, names, number, whole
from ._progress import Progress, Wish
from .domain import OPTIONS, SOLVER_OPTIONS, Domain
from .isolated import IsolatedServer
from .report import Report, Result
from .request import COTANGENTS, Request
from .server import Server

Kernel = Callable[[Request], Any]
_IN_FILE = re.compile(r"^'[^']*reference\.safetensors'[:,]? ?")
#: A kernel in this process ends when it does: a limit of its rounds would lose their answers and stop nothing.
_UNLIMITED = "--time-limit=1e9"
#: How much is asked.
SUITES = ("quick", "full")
#: Legal forms of an arithmetic, each a keyword with its values; where none is given, the profile says which.
FORMS = {
    "decay": ("products", "cumulative"),
    "gate_gradients": ("pairs", "cumulative", "differences"),
    "solve": ("substitution", "inverse"),
}


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
    chosen, shown = _operators(operator, operators), Progress(progress)
    server = _server(kernel, chosen, framework, device, domain, adapt, grad, profile, dtype, name, isolate, time_limit)
    words = ["check", "--suite", choice("suite", suite, SUITES), "--profile", profile]
    words += [f"--seed={whole('seed', seed)}", _UNLIMITED]
    words += _forms(decay, gate_gradients, solve)
    words += [w for o in chosen for w in ("--operator", o)]
    words += [w for p in names("properties", properties) for w in ("--property", p)]
    words += [w for c in names("cases", cases) for w in ("--case", c)] + _head_dims(head_dim)
    words += _coverage(minimum_coverage)
    words += ["--likeness"] * likeness + ["--exact-ratios"] * exact_ratios + _jobs(jobs) + shown.words
    again = _call(
        "check",
        kernel,
        profile=(profile, "fp32"),
        suite=(suite, "quick"),
        framework=(framework, "numpy"),
        device=(device, None),
        domain=(domain, None),
        adapt=(names("adapt", adapt), ()),
        grad=(grad, None),
        head_dim=(head_dim, None),
        seed=(seed, 1),
        dtype=(dtype, None),
        decay=(decay, None),
        gate_gradients=(gate_gradients, None),
        solve=(solve, None),
        isolate=(isolate, False),
    )
    return Report(_executable.run(words, server, shown), again, gradients=grad is not None)


def _jobs(jobs: int | None) -> list[str]:
    return [] if jobs is None else [f"--jobs={whole('jobs', jobs)}"]


def _coverage(share: float | None) -> list[str]:
    return [] if share is None else [f"--minimum-coverage={number('minimum_coverage', share):g}"]


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
    chosen, shown = _operators(operator, operators), Progress(progress)
    server = _server(kernel, chosen, framework, device, domain, adapt, grad, profile, dtype, name, isolate, time_limit)
    if tape is not None and not isinstance(tape, str):
        raise ValueError(f"tape={tape!r}: give the text that a failure names, such as '3.1.4'.")
    words = ["fuzz", "run", f"--cases={whole('cases', cases)}"] if tape is None else ["fuzz", "replay", tape]
    words += ["--profile", profile, f"--seed={whole('seed', seed)}", _UNLIMITED]
    words += _forms(decay, gate_gradients, solve)
    words += [w for o in chosen for w in ("--operator", o)]
    if tape is None:
        words += _jobs(jobs) + shown.words
        words += _coverage(minimum_coverage)
        words += [] if shrink_budget is None else [f"--shrink-budget={number('shrink_budget', shrink_budget):g}"]
    if out is not None:
        words += ["--out", os.fspath(out)]
    again = _call(
        "fuzz",
        kernel,
        operators=(chosen if len(chosen) != 1 else [], []),
        operator=(chosen[0] if len(chosen) == 1 else None, None),
        profile=(profile, "fp32"),
        framework=(framework, "numpy"),
        device=(device, None),
        domain=(domain, None),
        adapt=(names("adapt", adapt), ()),
        grad=(grad, None),
        seed=(seed, 1),
        dtype=(dtype, None),
        decay=(decay, None),
        gate_gradients=(gate_gradients, None),
        solve=(solve, None),
        isolate=(isolate, False),
    )
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
    chosen, shown = _operators(operator, operators), Progress(progress)
    server = _server(kernel, chosen, framework, device, domain, adapt, None, profile, dtype, name, False, 600)
    words = ["drift", "--profile", profile, f"--seed={whole('seed', seed)}", "--out", os.fspath(out)] + ["--quick"] * quick
    words += _forms(decay, gate_gradients, solve)
    words += [w for o in chosen for w in ("--operator", o)]
    with tempfile.TemporaryDirectory() as folder:
        _executable.run([*words, "--requests", f"{folder}/requests"])
        _answer_all(server, f"{folder}/requests", f"{folder}/responses", shown)
        return _executable.run([*words, "--responses", f"{folder}/responses", *shown.words], None, shown)


def reference(
    operator: str | Request,
    *,
    proved: bool = False,
    cu_seqlens: Sequence[int] | None = None,
    scale: float | None = None,
    l2norm: str = "none",
    gate: str = "log",
    lower_bound: float | None = None,
    state_layout: str = "kv",
    x: float = 1.5,
    eps: float = 1e-6,
    options: Mapping[str, Any] | None = None,
    **tensors: Any,
) -> dict[str, np.ndarray]:
    """The right outputs in double precision, and with do=, dht= or dat= the gradients of every input.

    With `proved` each element is the double nearest to the exact real number, by enclosure. `lambda` is spelt `ridge`. In the place of
    an operator with its tensors and settings, a Request is the whole question.
    """
    if isinstance(operator, Request):
        given = tensors or options or cu_seqlens is not None
        settings = (scale, l2norm, gate, lower_bound, state_layout, x, eps)
        if given or settings != (None, "none", "log", None, "kv", 1.5, 1e-6):
            raise ValueError("reference() has a request, which says everything; change it with request.replace(…).")
        return _answered({**operator.description, "id": "reference"}, operator.tensors, proved)
    arrays = {("lambda" if n == "ridge" else n): _float32(n, t) for n, t in tensors.items()}
    numbers = {"scale": scale, "x": x, "eps": eps, "lower_bound": lower_bound, **(options or {})}
    for name, number in numbers.items():
        if isinstance(number, float) and not math.isfinite(number):
            raise ValueError(f"{name}={number}: give a finite number.")
    allowed = OPTIONS + SOLVER_OPTIONS
    strange = set(options or {}) - set(allowed)
    if strange:
        raise ValueError(f"options={options!r}: {sorted(strange)[0]!r} is none of {', '.join(allowed)}.")
    without_solver = set(options or {}) & set(SOLVER_OPTIONS)
    if without_solver and (options or {}).get("solver") != "conjugate-gradient":
        raise ValueError(f"options={options!r}: {sorted(without_solver)[0]!r} goes with solver='conjugate-gradient'.")
    for needed in ("q", "k", "v"):
        if needed not in arrays:
            raise ValueError(f"reference() needs {needed}=.")
        if arrays[needed].ndim != 4:
            shape = "[B, T, HV, V]" if needed == "v" else "[B, T, H, K]"
            raise ValueError(f"{needed} has the shape {list(arrays[needed].shape)}; give {shape}.")
    (B, T, H, K), (HV, V) = arrays["q"].shape, arrays["v"].shape[2:]
    description: dict[str, Any] = {
        "schema": "delta-rule/request/1",
        "id": "reference",
        "operator": operator,
        "B": B,
        "T": T,
        "H": H,
        "HV": HV,
        "K": K,
        "V": V,
        "scale": K**-0.5 if scale is None else float(scale),
        "l2norm": l2norm,
        "x": x,
        "eps": eps,
        "cu_seqlens": None if cu_seqlens is None else [int(n) for n in cu_seqlens],
        "gate": gate,
        "lower_bound": lower_bound,
        "state_layout": state_layout,
        "dtype_exact": "f32",
        **(options or {}),
    }
    if not any(n in arrays for n in COTANGENTS):
        description["outputs"] = _outputs(operator)
    return _answered(description, arrays, proved)


def _answered(description: Mapping[str, Any], tensors: Mapping[str, Any], proved: bool) -> dict[str, np.ndarray]:
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(f"{folder}/requests")
        _files.write_request(f"{folder}/requests/reference.safetensors", description, tensors)
        words = ["reference", "--requests", f"{folder}/requests", "--out", f"{folder}/responses"]
        try:
            _executable.run(words + ["--proved"] * proved)
        except _executable.ConformError as why:
            # The file is nothing that the caller knows of.
            sentence = _IN_FILE.sub("", str(why))
            subject = "reference() " if sentence.startswith(("has a ", "holds ")) else ""
            raise _executable.ConformError(subject + sentence) from None
        return _files.read(f"{folder}/responses/reference.safetensors")[0]


def requests(
    operator: str, suite: str = "quick", head_dim: int | Sequence[int] | None = None, seed: int = 1
) -> dict[str, Request]:
    """The requests that a check asks first, by their ids: the one that fails, on the desk."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["requests", "--operator", operator, "--suite", choice("suite", suite, SUITES), "--out", folder]
        _executable.run([*words, f"--seed={whole('seed', seed)}", *_head_dims(head_dim)])
        found = [Request.read(p) for p in sorted(Path(folder, "requests").glob("*.safetensors"))]
    return {r.id: r for r in found}


def catalogue(operator: str | None = None) -> dict[str, Any]:
    """Operators and properties, and which property applies to which operator."""
    return _executable.run(["check", "--list"] + (["--operator", operator] if operator else []))


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
    _answer_all(server, requests, responses, shown)
    return dict(server.statuses)


def _answer_all(
    server: Server, requests: str | os.PathLike[str], responses: str | os.PathLike[str], shown: Progress
) -> None:
    total = sum(name.endswith(".safetensors") for name in os.listdir(requests))
    with shown.counting("answering", total, lambda: sum(server.statuses.values())):
        server.round(requests, responses)


def _float32(name: str, tensor: Any) -> np.ndarray:
    found = np.asarray(tensor)
    if found.dtype.kind not in "fiub":
        raise ValueError(f"{name} is of {found.dtype}; give real numbers, or leave it out.")
    return found.astype(np.float32)


def _outputs(operator: str) -> list[str]:
    states = catalogue(operator)["operators"][0]["applies"]
    has_at = any(a["property"] == "parity-preconditioner" and not a.get("reason") for a in states)
    return ["o", "ht", "at"] if has_at else ["o", "ht"]


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


def _forms(decay: str | None, gate_gradients: str | None, solve: str | None) -> list[str]:
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


def _head_dims(head_dim: int | Sequence[int] | None) -> list[str]:
    if head_dim is None:
        return []
    sizes = [head_dim] if isinstance(head_dim, int) else head_dim
    if isinstance(sizes, str) or not isinstance(sizes, Sequence) or not all(isinstance(n, int) for n in sizes):
        raise ValueError(f"head_dim={head_dim!r}: give a number of channels, or a list of them.")
    return ["--head-dim=" + ",".join(str(n) for n in sizes)]


def _operators(operator: str | None, operators: Sequence[str]) -> list[str]:
    if operator is not None and (not isinstance(operator, str) or not operator):
        raise ValueError(f"operator={operator!r}: give an operator's name, or None for all.")
    if isinstance(operators, str) or not all(isinstance(o, str) and o for o in operators):
        raise ValueError(f"operators={operators!r}: give a list of operators' names.")
    return ([operator] if operator else []) + list(operators)


def _call(function: str, kernel: Kernel, **options: tuple[Any, Any]) -> Callable[..., str]:
    """Writes the call that repeats a failure: only what is not the default is written, and what the failure adds."""
    name = getattr(kernel, "__name__", "kernel")
    name = name if name.isidentifier() else "kernel"
    given = {n: value for n, (value, default) in options.items() if value != default}

    def written(**more: Any) -> str:
        # A domain is written as `import delta_conformance as dc` lets it be read again.
        values = {n: f"dc.{x!r}" if isinstance(x, Domain) else repr(x) for n, x in {**given, **more}.items()}
        return f"dc.{function}({', '.join([name, *(f'{n}={x}' for n, x in values.items())])})"

    return written


__all__ = [
    "answer",
    "answer_folder",
    "catalogue",
    "check",
    "drift",
    "fuzz",
    "likeness",
    "reference",
    "requests",
    "Report",
    "Result",
]
