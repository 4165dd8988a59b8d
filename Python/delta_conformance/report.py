"""What was found."""

from __future__ import annotations

import html
import json
import os
import re
import shlex
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Callable, Mapping
from xml.etree import ElementTree

_CASES = re.compile(r"^(\d+ of \d+ cases? holds?, )?\d+( cases?)? undecided: ")
_REQUEST = re.compile(r" on \S+:")
_MARKS = {"pass": "✓", "fail": "✗", "outOfDomain": "–", "unable": "?"}


@dataclass(frozen=True)
class Where:
    """Where a violation is worst: coordinates of an element of a tensor; None where an axis is not there."""

    request: str | None = None
    tensor: str | None = None
    batch: int | None = None
    sequence: int | None = None
    head: int | None = None
    token: int | None = None
    chunkOffset: int | None = None
    channel: int | None = None
    firstToken: int | None = None
    #: What all wrong elements have in common: edges of chunks, tails, heads of a group; None where nothing is.
    born: str | None = None

    @classmethod
    def of(cls, members: Mapping[str, Any] | None) -> Where:
        return cls(**{n: x for n, x in (members or {}).items() if n in cls.__dataclass_fields__})

    def __str__(self) -> str:
        words = [
            f"{n} {getattr(self, n)}"
            for n in ("batch", "sequence", "head", "token", "channel")
            if getattr(self, n) is not None
        ]
        first = f", first beyond its bound at token {self.firstToken}" if self.firstToken is not None else ""
        born = f"; {self.born}" if self.born else ""
        # A wrong shape, or a tensor that is absent, is at no element.
        place = " at ".join(filter(None, [self.tensor, ", ".join(words)]))
        return ": ".join(filter(None, [self.request, place])) + first + born


@dataclass(frozen=True)
class Result:
    """The judgement of one property on one operator."""

    property: str
    clause: str
    operator: str
    outcome: str
    cases: int = 0
    worst_ratio: float | None = None
    where: Where = field(default_factory=Where)
    reason: str | None = None
    replay: str | None = None
    failing: tuple[str, ...] = ()
    why: str | None = None
    #: Known conventions under which all failing cases are right: the diagnosis (DIAG-1).
    explained: tuple[str, ...] = ()
    #: What all failing cases have in common, and no other or hardly any (CAUSE-2).
    common: str | None = None
    #: Legal forms that were found and not declared, for which cases hold (PAR-5).
    traits: tuple[str, ...] = ()
    #: The smallest problem of a fuzz run in words, and the values of its tensors, a line each.
    problem: str | None = None
    values: tuple[str, ...] = ()

    @classmethod
    def of(cls, row: Mapping[str, Any], replay: str | None) -> Result:
        ratio, origin = row.get("worstRatio"), row.get("origin") or {}
        return cls(
            row["property"],
            row["clause"],
            row["operator"],
            row.get("outcome", "fail"),
            row.get("cases", 1),
            None if ratio is None else float(ratio),
            Where.of(row.get("where")),
            row.get("reason"),
            replay or row.get("replay"),
            tuple(row.get("failing") or ()),
            origin.get("why"),
            tuple(row.get("explained") or ()),
            row.get("common"),
            tuple(row.get("traits") or ()),
            row.get("problem"),
            tuple(row.get("values") or ()),
        )

    @property
    def name(self) -> str:
        return f"{self.operator}/{self.clause} {self.property}"

    @property
    def sentence(self) -> str:
        """The whole verdict of a failure, on a few lines."""
        lines = [
            f"{_MARKS[self.outcome]} {self.clause} {self.property} on {self.operator}: {self.reason or self.outcome}"
        ]
        if self.where.request:
            lines.append(f"  where: {self.where}")
        if self.explained:
            lines.append(f"  explained by: {'; or: '.join(self.explained)}")
        if self.common:
            lines.append(f"  in common: {self.common}")
        lines += [f"  of the other cases, some: {trait}" for trait in self.traits]
        if self.problem:
            lines.append(f"  smallest problem: {self.problem}")
            lines += [f"    {line}" for line in self.values]
        if self.why:
            lines.append(f"  that request is there because: {self.why}")
        if len(self.failing) > 1:
            more = f" and {len(self.failing) - 8} more" if len(self.failing) > 8 else ""
            lines.append(f"  fails on {len(self.failing)} requests: {', '.join(self.failing[:8])}{more}")
        if self.replay:
            lines.append(f"  again: {self.replay}")
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.sentence


class Report:
    """What a check, a fuzz run or a drift measurement found.

    `ok` is true only where something was judged and all of it holds. `declined` counts requests outside the domain, and
    `adapted` those among the judged that were converted for the kernel: what a conversion does is not judged. `without_gradients`
    are the operators of which gradients were to be judged and none was.
    """

    def __init__(
        self,
        record: Mapping[str, Any],
        replay: Callable[..., str] | None = None,
        gradients: bool = False,
    ):
        # A command that speaks to this process over its descriptors can be run by nobody else; the call can.
        rows = [
            {**row, "replay": _again(replay, row) or row.get("replay")} if row.get("replay") else row
            for row in record.get("results", [])
        ]
        self.record = {**record, "results": rows} if "results" in record else dict(record)
        self.subject: str = record.get("subject", "")
        self.profile: str = record.get("profile", "")
        self.summary: dict[str, Any] = dict(record["summary"])
        self.conclusion: str = str(record.get("conclusion", ""))
        self.results = [Result.of(row, _again(replay, row)) for row in record.get("results", []) if "property" in row]
        self.declined: dict[str, int] = {d["reason"]: d["requests"] for d in record.get("declined") or []}
        self.adapted: dict[str, int] = {a["conversion"]: a["requests"] for a in record.get("adapted") or []}
        self.likeness: dict[str, Any] | None = record.get("likeness")
        self.without_gradients = self._without_gradients() if gradients else []
        if self.without_gradients and self.conclusion == "pass":
            self.conclusion = self.record["conclusion"] = "undecided"

    def _without_gradients(self) -> list[str]:
        # They are asked in requests of their own; a choice of properties or cases without them asks for none.
        asked = {r["operator"] for r in self.record.get("requests") or [] if r["id"].endswith(".gradients")}
        parity = [r for r in self.results if r.clause == "PAR-4" and r.operator in asked]
        return sorted({r.operator for r in parity} - {r.operator for r in parity if r.outcome != "outOfDomain"})

    @property
    def failures(self) -> list[Result]:
        return [r for r in self.results if r.outcome == "fail"]

    @property
    def ok(self) -> bool:
        # A check concludes itself: less than half of the requests judged is no pass (COV-1).
        if self.conclusion and self.conclusion != "pass":
            return False
        judged = self.summary.get("judged", self.summary.get("pass", 0))
        return (
            not self.failures and not self.summary.get("unable") and not self.summary.get("unanswered") and judged > 0
        )

    def __bool__(self) -> bool:
        return self.ok

    def __repr__(self) -> str:
        return f"<Report of {self.subject}: {self._verdict}>"

    @property
    def _verdict(self) -> str:
        s = self.summary
        word = "PASS" if self.ok else "FAIL" if self.failures else "UNDECIDED"
        counts = [f"{s[n]} {n}" for n in ("cases", "judged", "declined", "unanswered", "fail", "unable") if n in s]
        return f"{word}: {', '.join(counts)}"

    def __str__(self) -> str:
        lines = [f"{self.subject}{f', judged as {self.profile}' if self.profile else ''}"]
        for row in self.record.get("operators") or []:
            ratio = row.get("worstRatio")
            worst = f", worst {float(ratio):.2g} of its bound ({row.get('worstProperty')})" if ratio is not None else ""
            lines.append(
                f"  {row['operator']}: {row['pass']} hold, {row['fail']} fail, {row['unable']} undecided, "
                f"{row['cases']} cases{worst}"
            )
        lines += [failure.sentence for failure in self.failures]
        lines += self._undecided
        lines += self._unanswered
        lines += [
            f"{_MARKS[r.outcome]} {r.clause} {r.property} on {r.operator}: {trait}"
            for r in self.results
            if r.outcome != "fail"
            for trait in r.traits
        ]
        lines += [f"declined {_counted(count, 'request')}: {reason}" for reason, count in self.declined.items()]
        worst = self.record.get("worst")
        if worst:
            at_most = "at most " if worst.get("ratioIsCeiling") else ""
            ratio = float(worst["ratio"])
            lines.append(f"largest error: {at_most}{ratio:.2g} of its bound ({worst['property']}, {worst['operator']})")
        drawn, silent = self.summary.get("cases", 0), self.summary.get("silent", 0)
        few = drawn - silent < self.record.get("minimumCoverage", 0) * drawn
        few = few or self.summary.get("declined", 0) > self.summary.get("judged", 0)
        if self.conclusion == "undecided" and few and not self.summary.get("unanswered"):
            lines.append("too little was judged for a verdict: have more converted (adapt=), or lower minimum_coverage=")
        if self.without_gradients:
            lines.append(f"no gradient of {', '.join(self.without_gradients)} was judged, though grad= asks for it")
        if self.adapted:
            made = ", ".join(f"{n} ({_counted(count, 'request')})" for n, count in sorted(self.adapted.items()))
            lines.append(f"adapted, and so not judged: {made}")
        return "\n".join([*lines, self._verdict])

    @property
    def _undecided(self) -> list[str]:
        """What could not be judged, once a reason: a kernel that raises leaves every property undecided for the same one."""
        by_reason: dict[tuple[str, str], list[Result]] = {}
        for r in self.results:
            if r.outcome == "unable":
                by_reason.setdefault((r.operator, _essence(r.reason or "")), []).append(r)
        lines = []
        for (operator, _), rows in by_reason.items():
            more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
            lines.append(f"? {rows[0].clause} {rows[0].property}{more} on {operator}: {rows[0].reason}")
        rest = f"? and {_counted(len(lines) - 5, 'other reason')}"
        return lines if len(lines) <= 6 else [*lines[:5], rest]

    @property
    def _unanswered(self) -> list[str]:
        """The same of a fuzz run, whose record counts judgements by their reasons."""
        first: dict[str, str] = {}
        counts: Counter[str] = Counter()
        for row in self.record.get("unable") or []:
            counts[_essence(row["reason"])] += row["judgements"]
            first.setdefault(_essence(row["reason"]), row["reason"])
        return [f"? {_counted(count, 'judgement')}: {first[key]}" for key, count in counts.most_common()]

    def to_json(self) -> str:
        """The record as the program wrote it (Specs/records.md), with calls of this package for commands."""
        return json.dumps(self.record, indent=2, sort_keys=True, ensure_ascii=False)

    def to_html(self) -> str:
        """One self-contained page."""
        rows = "".join(
            f"<tr class={r.outcome}><td>{_MARKS[r.outcome]}</td><td>{html.escape(r.operator)}</td><td>{r.clause}</td>"
            f"<td>{html.escape(r.property)}</td><td>{r.cases}</td><td>{_number(r.worst_ratio)}</td>"
            f"<td>{html.escape(r.sentence if r.outcome == 'fail' else r.reason or '; '.join(r.traits))}</td></tr>"
            for r in sorted(self.results, key=lambda r: (r.outcome != "fail", r.outcome != "unable"))
        )
        head = "".join(f"<th>{n}</th>" for n in ("", "operator", "clause", "property", "cases", "worst", "what"))
        notes = "".join(
            f"<p>{html.escape(line)}</p>" for line in str(self).splitlines() if line.startswith(("declined ", "adapted, ", "no gradient "))
        )
        return (
            f"<!doctype html><meta charset=utf-8><title>{html.escape(self.subject)}</title><style>{_STYLE}</style>"
            f"<h1>{html.escape(self.subject)}</h1><p><b>{html.escape(self._verdict)}</b></p>{notes}"
            f"<table><tr>{head}</tr>{rows}</table>"
        )

    _repr_html_ = to_html

    def to_junit(self, path: str | os.PathLike[str]) -> None:
        """Writes JUnit XML: a suite an operator, a case a property."""
        root = ElementTree.Element("testsuites", name=self.subject)
        for operator in dict.fromkeys(r.operator for r in self.results):
            mine = [r for r in self.results if r.operator == operator]
            suite = ElementTree.SubElement(
                root,
                "testsuite",
                name=operator,
                tests=str(len(mine)),
                failures=str(sum(r.outcome == "fail" for r in mine)),
                errors=str(sum(r.outcome == "unable" for r in mine)),
                skipped=str(sum(r.outcome == "outOfDomain" for r in mine)),
            )
            for r in mine:
                case = ElementTree.SubElement(suite, "testcase", classname=operator, name=f"{r.clause} {r.property}")
                kind = {"fail": "failure", "unable": "error", "outOfDomain": "skipped"}.get(r.outcome)
                if kind:
                    ElementTree.SubElement(case, kind, message=_clean(r.reason or r.outcome)).text = (
                        _clean(r.sentence) if kind == "failure" else None
                    )
        ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


_STYLE = (
    "body{font:15px system-ui;margin:2em}table{border-collapse:collapse}td,th{padding:.2em .6em;text-align:left;"
    "vertical-align:top;border-bottom:1px solid #ddd;white-space:pre-wrap}.fail{background:#fde8e8}.unable{background:"
    "#fff6dc}.outOfDomain{color:#888}"
)


def _essence(reason: str) -> str:
    # How many cases it were, and which request, differs from property to property.
    return _REQUEST.sub(":", _CASES.sub("", reason))


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _number(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.3g}"


def _clean(text: str) -> str:
    # XML has no control characters.
    return re.sub(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "?", text)


def _again(replay: Callable[..., str] | None, row: Mapping[str, Any]) -> str | None:
    """The call that repeats a failure alone: its tape, or its property on the case that is worst."""
    if replay is None:
        return None
    if "tape" in row:
        return replay(tape=row["tape"])
    if row.get("outcome") not in ("fail", "unable"):
        return None
    words = shlex.split(row.get("replay") or "")
    cases = {"cases": [words[words.index("--case") + 1]]} if "--case" in words else {}
    return replay(operator=row["operator"], properties=[row["property"]], **cases)
