"""pytest: `@pytest.mark.conformance(operator="gdn", …)` on a kernel makes a test item of every operator × property.

    @pytest.mark.conformance(operators=["gdn", "kda"], framework="torch", domain=dc.Domain(packed=False))
    def my_kernel(r): …

The keywords are those of delta_conformance.check. `pytest --conform-profile bf16` judges all of them by another profile, and
`--conform-decay`, `--conform-gate-gradients` and `--conform-solve` by other forms of it.
The fixture `conformance` is check itself, with that arithmetic and an assertion.
"""

from __future__ import annotations

import functools
import inspect
from typing import Any, Callable, Iterable

import pytest

from ._executable import ConformError
from ._options import FORMS
from .judging import check
from .oracle import catalogue
from .report import Report, Result


#: One start of the program for each operator, and not for each kernel.
_known = functools.cache(catalogue)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("conformance")
    group.addoption(
        "--conform-profile", default=None, help="judge kernels by this profile: fp32, tf32, bf16, fp16, a file"
    )
    for name, forms in FORMS.items():
        group.addoption(_wish(name), default=None, choices=forms, help=f"judge kernels by this form of {name}")
    group.addoption("--conform-suite", default=None, help="quick or full")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "conformance(operator, **options): judge this kernel, property by property")


def _wish(option: str) -> str:
    return "--conform-" + option.replace("_", "-")


def _wishes(config: pytest.Config, *names: str) -> dict[str, Any]:
    """The options of check that the command line gives, in the place of what a mark says."""
    given = {name: config.getoption(_wish(name)) for name in names}
    return {name: wish for name, wish in given.items() if wish}


def pytest_pycollect_makeitem(collector: Any, name: str, obj: Any) -> list[pytest.Item] | None:
    marks = getattr(obj, "pytestmark", [])
    mark = next((m for m in marks if getattr(m, "name", "") == "conformance"), None) if callable(obj) else None
    if mark is None:
        return None
    options = dict(mark.kwargs)
    operators = list(mark.args) + list(options.pop("operators", [])) + [o for o in [options.pop("operator", None)] if o]
    options |= _wishes(collector.config, "profile", "suite", *FORMS)
    return list(_items(collector, name, obj, operators, options))


def _items(
    collector: Any, name: str, kernel: Callable[..., Any], operators: list[str], options: dict[str, Any]
) -> Iterable[pytest.Item]:
    why = _refusal(kernel, operators, options)
    if why:
        yield _refused(collector, name, why)
        return
    for operator in operators:
        try:
            known = _known(operator)
        except ConformError as error:
            # One item fails, and the rest of the session runs.
            yield _refused(collector, f"{name}[{operator}]", str(error))
            continue
        clauses = {p["name"]: p["clause"] for p in known["properties"]}
        judgement = _Judgement(kernel, operator, options)
        for application in known["operators"][0]["applies"]:
            prop, reason = application["property"], application.get("reason")
            item: _Item = _Item.from_parent(collector, name=f"{name}[{operator}-{clauses[prop]}-{prop}]")
            item.judgement, item.property, item.reason = judgement, prop, reason
            yield item


def _refused(collector: Any, name: str, reason: str) -> pytest.Item:
    item: _Refused = _Refused.from_parent(collector, name=name)
    item.reason = reason
    return item


def _refusal(kernel: Callable[..., Any], operators: list[str], options: dict[str, Any]) -> str | None:
    """What is wrong with a mark whatever the operator, in one item and before anything is judged."""
    if inspect.isclass(kernel):
        return f"conformance marks the class {kernel.__name__}; mark a function of a request."
    if not operators:
        return "conformance names no operator; give operator=\"gdn\", or operators=[…]."
    known = list(inspect.signature(check).parameters)[1:]
    strange = [name for name in options if name not in known]
    return f"conformance has no option '{strange[0]}'; it has those of check: {', '.join(known)}." if strange else None


class _Refused(pytest.Item):
    """A mark that asks for what there is not."""

    reason: str

    def runtest(self) -> None:
        pytest.fail(self.reason, pytrace=False)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        return self.path, None, self.name


class _Judgement:
    """The report of one kernel and operator, made when the first of its items runs."""

    def __init__(self, kernel: Callable[..., Any], operator: str, options: dict[str, Any]):
        self.kernel, self.operator, self.options = kernel, operator, options
        self.report: Report | None = None
        self.failure: Exception | None = None

    def result(self, name: str) -> Result | None:
        if self.failure is not None:
            pytest.skip(f"nothing could be judged: {self.failure}")
        if self.report is None:
            try:
                self.report = check(self.kernel, self.operator, **self.options)
            except Exception as why:
                # It would be the same for every property: the first of them fails, and the rest is not asked again.
                self.failure = why
                _tell(why)
                raise
        return next((r for r in self.report.results if r.property == name), None)


class _Item(pytest.Item):
    judgement: _Judgement
    property: str
    reason: str | None

    def runtest(self) -> None:
        if self.reason:
            pytest.skip(self.reason)
        result = self.judgement.result(self.property)
        if result is None:
            pytest.skip("nothing was asked about it")
        if result.outcome == "outOfDomain":
            pytest.skip(result.reason or "out of domain")
        if result.outcome != "pass":
            raise Violation(result)
        self.user_properties.append(("cases", result.cases))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, Violation):
            return excinfo.value.result.sentence
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        return self.path, None, self.name


def _tell(why: Exception) -> None:
    """Fails with the sentence alone where the request is wrong; where it is anything else, a trace helps."""
    if isinstance(why, (ConformError, ValueError, ImportError)):
        raise pytest.fail.Exception(str(why), pytrace=False) from None


class Violation(AssertionError):
    """A property that does not hold, or could not be judged."""

    def __init__(self, result: Result):
        super().__init__(result.sentence)
        self.result = result


@pytest.fixture
def conformance(request: pytest.FixtureRequest) -> Callable[..., Report]:
    """Judges a kernel and asserts that all of it holds: `conformance(kernel, operator="gdn", …)`."""
    wishes = _wishes(request.config, "profile", *FORMS)

    def judged(kernel: Callable[..., Any], *args: Any, **options: Any) -> Report:
        try:
            report = check(kernel, *args, **(options | wishes))
        except Exception as why:
            _tell(why)
            raise
        if not report.ok:
            pytest.fail(str(report), pytrace=False)
        return report

    return judged
