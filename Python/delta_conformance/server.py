"""Answers rounds of requests with a function of this process."""

from __future__ import annotations

import contextlib
import json
import os
import sysconfig
import traceback
from collections import Counter
from pathlib import Path
from typing import Any, Callable, Mapping, Sequence

import numpy as np

from . import _files
from ._arguments import choice
from .adapt import adapted, conversions
from .domain import Domain
from .frameworks import Framework, framework
from .request import COTANGENTS, INPUTS, Request

_HERE = os.path.dirname(__file__) + os.sep
_INSTALLED = tuple(sysconfig.get_paths()[n] for n in ("stdlib", "purelib", "platlib"))
#: What a kernel may take its inputs in.
DTYPES = ("float32", "float16", "bfloat16")
#: Inputs that are handed over in the kernel's own format; gates, states and parameters stay float32.
_CAST = ("q", "k", "v", "beta", "beta_erase", "beta_atk", "b", "w")
#: What may be answered: outputs and gradients.
_ANSWERS = frozenset([*COTANGENTS.values(), *("d" + n for n in INPUTS)])
_DTYPES = {"bf16": "bfloat16", "fp16": "float16"}


class Unsupported(Exception):
    """What a kernel raises that does not do what a request asks: counted as declined, with the reason."""


class DeviceLost(Exception):
    """The device answers this process no more, so that no further request can be asked of it."""


class Server:
    """A kernel with everything that is said about it.

    dtype is that of q, k, v and the gains; by default what the profile says: bfloat16, float16 or float32.
    """

    def __init__(
        self,
        kernel: Callable[[Request], Any],
        *,
        name: str | None = None,
        framework_name: str = "numpy",
        device: str | None = None,
        domain: Domain | Callable[[Request], Domain] | None = None,
        adapt: Sequence[str] | Callable[[Request], Sequence[str]] = (),
        grad: str | None | Callable[[Request], str | None] = None,
        profile: str = "fp32",
        dtype: str | None = None,
    ):
        if not callable(grad) and grad not in (None, "autograd", "returned"):
            raise ValueError(f"grad={grad!r} is not known; it may be None, 'autograd' or 'returned'.")
        if not callable(kernel):
            raise TypeError(f"the kernel is a {type(kernel).__name__}; give a function of a request.")
        if dtype is not None:
            choice("dtype", dtype, DTYPES)
        self.kernel = kernel
        self.name: str = str(name or "") or getattr(kernel, "__name__", type(kernel).__name__)
        self.framework: Framework = framework(framework_name, device)
        if grad == "autograd" and not self.framework.differentiates:
            raise ValueError("numpy does not differentiate; return the gradients and say grad='returned'.")
        self.domain, self.grad = domain or Domain(), grad
        # A client of many kernels says for each request what its kernel takes.
        self._names = adapt if callable(adapt) else ((adapt,) if isinstance(adapt, str) else tuple(adapt))
        if not callable(self._names):
            conversions(self._names)
        self.dtype = dtype or _DTYPES.get(profile, "float32")
        #: How many requests there were of each status.
        self.statuses: Counter[str] = Counter()
        #: The inputs of the request that is answered which the kernel has changed, as they were handed to it.
        self._changed: set[str] = set()
        #: The conversions that were made for it.
        self._adapted: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name for a report, with the conversions that it may need."""
        names = "" if callable(self._names) else ", ".join(self._names)
        return f"{self.name} (adapted: {names})" if names else self.name

    def serve(self, reading: int, writing: int) -> None:
        """Answers the lines of a descriptor until it ends (EX-11)."""
        lines = os.fdopen(reading, "r", encoding="utf-8")
        # Where nobody waits any more, as when a round took too long, closing says so a second time.
        with lines, contextlib.suppress(BrokenPipeError), os.fdopen(writing, "w", encoding="utf-8") as answers:
            for line in lines:
                folders = json.loads(line)
                try:
                    self.round(folders["requests"], folders["responses"])
                    answer: dict[str, Any] = {"done": True}
                except DeviceLost as why:
                    self.lost(why)
                    answer = {"error": f"the device is lost: {why}"}
                except Exception as why:  # the other side wants to hear of it
                    answer = {"error": _sentence(why)}
                print(json.dumps(answer), file=answers, flush=True)

    def lost(self, why: DeviceLost) -> None:
        """Called when the device is lost; a client of its own ends, and is started again by whoever asks."""

    def round(
        self,
        requests: str | os.PathLike[str],
        responses: str | os.PathLike[str],
        share: tuple[int, int] | None = None,
    ) -> None:
        """Answers every request of a folder, in the order of names.

        With a share `(i, n)` as the i-th of n processes: it begins at a place of its own, and leaves out what has an answer
        by the time it gets there, so that a process that ends early is made up for by the others, or by the next run.
        """
        Path(responses).mkdir(parents=True, exist_ok=True)
        names = sorted(n for n in os.listdir(requests) if n.endswith(".safetensors"))
        if share is not None:
            begin = len(names) * (share[0] - 1) // share[1]
            names = names[begin:] + names[:begin]
        for entry in names:
            response = os.path.join(responses, entry)
            if share is None or not os.path.exists(response):
                self.answer(os.path.join(requests, entry), response)

    def answer(self, question: str, response: str) -> None:
        """Answers one request file."""
        r = Request.read(question)
        outputs: Mapping[str, np.ndarray] = {}
        status, message, self._adapted = "ok", "", ()
        try:
            outputs = self.evaluate(r, question)
        except Unsupported as why:
            status, message = "unsupported", str(why)
        except NotImplementedError as why:
            status, message = "unsupported", str(why) or "not implemented"
        except (Exception, SystemExit, GeneratorExit) as why:  # a kernel may raise anything, and may not end the run
            status, message = "error", _sentence(why)
            if self.framework.is_lost(why):
                raise DeviceLost(message) from why
        self.statuses[status] += 1
        _files.write_response(response, r.id, outputs, status, message, self.name, self.dtype, self._adapted)

    def evaluate(self, r: Request, question: str | None = None) -> dict[str, np.ndarray]:
        """The outputs and gradients of a request, as float32 numpy arrays.

        Raises Unsupported outside the domain. If the kernel changes an input, so is the file of the request, if it is
        given: that is how whoever asked sees it (WELL-3).
        """
        F = self.framework
        domain = self.domain if isinstance(self.domain, Domain) else self.domain(r)
        chosen = conversions(tuple(self._names(r) if callable(self._names) else self._names))
        run, names, seen = adapted(self._handed, r, chosen, domain, F)
        why = domain.refusal(seen)
        if why is not None:
            raise Unsupported(why)
        grad = self.grad(r) if callable(self.grad) else self.grad
        wants_gradients = bool(r.gradients) and grad is not None
        if wants_gradients and grad == "returned" and names:
            raise Unsupported(f"gradients that are returned would be those of inputs converted by {', '.join(names)}")
        inputs = {n: F.array(x) for n, x in r.tensors.items() if n not in COTANGENTS}
        cotangents = {COTANGENTS[n]: F.array(x) for n, x in r.tensors.items() if n in COTANGENTS}
        handed = r.replace(inputs)
        handed.adapted = names
        if wants_gradients and grad == "returned":
            handed = handed.replace({n: cotangents[o] for n, o in COTANGENTS.items() if o in cotangents})
        else:
            handed = handed.replace({n: None for n in COTANGENTS})
        self._changed, self._adapted = set(), names

        def function(tensors: Mapping[str, Any]) -> Mapping[str, Any]:
            return run(handed.replace(tensors))

        if wants_gradients and grad == "autograd":
            found, gradients = F.gradients(function, inputs, r.gradients, cotangents)
            outputs = {**found, **{"d" + n: x for n, x in gradients.items()}}
        else:
            outputs = dict(F.call(function, inputs))
        self._report_changes(r, inputs, question)
        # Of gradients that nobody wants nothing is known: its inputs may have been converted.
        asked = [n for n in r.outputs if wants_gradients or n in COTANGENTS.values()]
        return {n: F.numpy(x) for n, x in outputs.items() if x is not None and n in asked}

    def _handed(self, r: Request) -> dict[str, Any]:
        """Calls the kernel with its own formats and takes its outputs back in float32."""
        F = self.framework
        if self.dtype != "float32":
            r = r.replace({n: F.cast(r.tensors[n], self.dtype) for n in _CAST if n in r.tensors})
        before = {n: F.numpy(x).tobytes() for n, x in r.tensors.items()} if self._sees_changes else {}
        found = self.kernel(r)
        self._changed |= {n for n, bytes_ in before.items() if F.numpy(r.tensors[n]).tobytes() != bytes_}
        if not isinstance(found, Mapping):
            found = dict(zip(COTANGENTS.values(), found if isinstance(found, (tuple, list)) else (found,)))
        if found.get("o") is None:
            what = ", ".join(map(str, found)) if any(x is not None for x in found.values()) else "nothing"
            raise TypeError(f"the kernel returned {what} and no 'o'; return dict(o=…, ht=…), or a tuple in that order")
        # What else a kernel returns is its own business.
        return {n: F.float32(_real(n, x, F)) for n, x in found.items() if x is not None and n in _ANSWERS}

    @property
    def _sees_changes(self) -> bool:
        return self.framework.name in ("numpy", "torch")

    def _report_changes(self, r: Request, inputs: Mapping[str, Any], question: str | None) -> None:
        if question is None or not self._sees_changes:
            return
        now = {n: self.framework.numpy(x) for n, x in inputs.items()}
        changed = {n: x for n, x in now.items() if x.tobytes() != r.tensors[n].tobytes()}
        # What was converted for the kernel has no place of its own in the file: that it changed is what is told.
        for name in self._changed & r.tensors.keys() - changed.keys():
            changed[name] = np.full_like(r.tensors[name], np.nan)
        if changed:
            _files.write_request(question, r.description, {**r.tensors, **changed})


def _real(name: str, x: Any, F: Framework) -> Any:
    """An output, if it is an array of real numbers of the framework; nothing else is converted on the quiet."""
    if not F.owns(x):
        raise TypeError(f"'{name}' is a {type(x).__name__}; return arrays of {F.name}, as the inputs are")
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError(f"'{name}' is a masked array; return its numbers")
    if "float" not in str(x.dtype):
        raise TypeError(f"'{name}' is of {x.dtype}; return floating-point numbers")
    return x


def _sentence(why: BaseException) -> str:
    # Where the kernel is, and not where this package calls it or notices.
    places = [f for f in traceback.extract_tb(why.__traceback__) if not f.filename.startswith(_HERE)]
    own = [f for f in places if not f.filename.startswith(_INSTALLED)]
    lines = [f"{os.path.basename(f.filename)}:{f.lineno}" for f in (places[-1:] + own[-1:])]
    where = f" ({', called at '.join(dict.fromkeys(lines))})" if lines else ""
    words = str(why)
    words = words if len(words) <= 300 else words[:299] + "…"
    return f"{type(why).__name__}: {words}{where}"
