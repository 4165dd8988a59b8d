"""The command line: derive goldens again, or show that wrong formulas are noticed."""
from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path
from typing import Optional, Sequence
from unittest import mock

import mpmath

from .comparison import Comparison, compare
from .faults import FAULTS
from .goldens import Golden, catalogue, load
from .operators import OPERATORS
from .sample import sample

FIXTURES = Path(__file__).resolve().parent.parent / "Fixtures"
AGREE, DIFFER, WRONG_REQUEST, NOTHING = range(4)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Exit codes: 0 all agree · 1 something differs · 2 the request is wrong · 3 there was nothing to compare."""
    parser = argparse.ArgumentParser(prog="python3 -m Derivation", description=f"{main.__doc__} Without --all, --operator or --id: a sample in which every operator, option and kind of input occurs.")
    parser.add_argument("--all", action="store_true", help="every golden")
    parser.add_argument("--operator", choices=sorted(OPERATORS), help="every golden of one operator")
    parser.add_argument("--id", help="one golden")
    parser.add_argument("--sample", type=int, metavar="N", help="at least N goldens of those chosen above")
    parser.add_argument("--seed", type=int, default=1, help="decides which (1)")
    parser.add_argument("--digits", type=int, default=60, help="decimal digits of the working precision, at least 50 (60)")
    parser.add_argument("--broken", action="store_true", help="plant wrong formulas, and require that each is noticed")
    parser.add_argument("--fixtures", type=Path, default=FIXTURES, help="the folder with manifest.json")
    options = parser.parse_args(arguments)
    if options.digits < 50:
        parser.error(f"{options.digits} digits are too few to decide how a double rounds; ask for 50 or more")
    with mpmath.workdps(options.digits):
        try:
            goldens = chosen(options)
        except (OSError, ValueError, KeyError) as error:
            print(f"The goldens cannot be read: {error!r}. Is {options.fixtures} the folder with manifest.json?", file=sys.stderr)
            return WRONG_REQUEST
        return broken(goldens) if options.broken else table(goldens)


def chosen(options: argparse.Namespace) -> list[Golden]:
    """The goldens that the options name."""
    entries = [entry for entry in catalogue(options.fixtures) if options.operator in (None, entry["operator"]) and options.id in (None, entry["id"])]
    goldens = [load(options.fixtures, entry) for entry in entries]
    everything = options.all or options.operator or options.id
    if options.sample is None and everything or not goldens:
        return goldens
    return sample(goldens, options.sample or 0, options.seed)


def table(goldens: Sequence[Golden]) -> int:
    """One line an operator; then every element that differs."""
    rows: dict[str, Comparison] = defaultdict(Comparison)
    print(f"{'operator':20} {'goldens':>8} {'elements':>9} {'differ':>7}  farthest, ulps")
    for operator in sorted({golden.operator for golden in goldens}):
        for golden in goldens:
            if golden.operator == operator:
                rows[operator] += compare(golden)
        print(line(operator, rows[operator]), flush=True)
    total = sum(rows.values(), start=Comparison())
    print(line("total", total))
    if not total.elements:
        print("Nothing was compared: no golden of this name, or none with an element.", file=sys.stderr)
        return NOTHING
    print(f"{mpmath.mp.dps} digits; nearest to a tie: {mpmath.nstr(total.nearest_tie, 2)} ulps")
    print("\n".join(total.complaints), end="\n" if total.complaints else "")
    return DIFFER if total.complaints else AGREE


def line(name: str, row: Comparison) -> str:
    return f"{name:20} {row.goldens:8} {row.elements:9} {row.differing:7}  {mpmath.nstr(row.farthest, 6)}"


def broken(goldens: Sequence[Golden]) -> int:
    """Each wrong formula, and the first element that gives it away."""
    if not goldens:
        print("There is no golden to try a wrong formula on.", file=sys.stderr)
        return NOTHING
    missed = 0
    for fault in FAULTS:
        with mock.patch.object(fault.owner, fault.name, fault.replacement):
            complaints = next((found for golden in goldens if (found := compare(golden).complaints)), None)
        missed += complaints is None
        print(f"noticed   {fault.description}\n          {complaints[0]}" if complaints else f"MISSED    {fault.description}", flush=True)
    print(f"{len(FAULTS) - missed} of {len(FAULTS)} wrong formulas noticed")
    return DIFFER if missed else AGREE
