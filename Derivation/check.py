"""The command line: derive goldens again, or show that wrong formulas are noticed."""

from __future__ import annotations

import argparse
import struct
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

import mpmath

from .comparison import Comparison, compare
from .faults import FAULTS
from .goldens import Golden, catalogue, load
from .operators import OPERATORS
from .sample import sample

FIXTURES = Path(__file__).resolve().parent.parent / "Fixtures"
AGREE, DIFFER, WRONG_REQUEST, NOTHING = range(4)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit codes: 0 all agree · 1 something differs · 2 the request is wrong · 3 there was nothing to compare."""
    options = parser().parse_args(arguments)
    if options.digits < 50:
        print(f"{options.digits} digits do not decide how a double rounds; ask for 50 or more.", file=sys.stderr)
        return WRONG_REQUEST
    with mpmath.workdps(options.digits):
        try:
            goldens = [load(options.fixtures, entry) for entry in catalogue(options.fixtures)]
        except (OSError, ValueError, KeyError, struct.error) as error:
            print(f"The goldens in {options.fixtures} cannot be read: {error!r}. See --fixtures.", file=sys.stderr)
            return WRONG_REQUEST
        code = table(chosen(goldens, options))
        if options.broken and code == AGREE:
            code = broken(sample(goldens, 0, options.seed))
        return code


def parser() -> argparse.ArgumentParser:
    """Without options the smallest sample is checked."""
    parser = argparse.ArgumentParser(
        prog="python3 -m Derivation",
        description="Derives goldens a second time and compares them bit for bit. Without --all, --operator and --id: "
        "a sample in which every operator, option and kind of input occurs, each also with gradients.",
        epilog=main.__doc__,
    )
    parser.add_argument("--all", action="store_true", help="every golden")
    parser.add_argument("--operator", choices=sorted(OPERATORS), metavar="NAME", help="every golden of one operator")
    parser.add_argument("--id", help="one golden")
    parser.add_argument("--sample", type=int, metavar="N", help="of these, a sample of at least N")
    parser.add_argument("--seed", type=int, default=1, help="which sample (1)")
    parser.add_argument("--digits", type=int, default=60, help="decimal digits of every operation, at least 50 (60)")
    parser.add_argument("--broken", action="store_true", help="then require of a sample that it notices wrong formulas")
    parser.add_argument("--fixtures", type=Path, default=FIXTURES, help="the folder with manifest.json")
    return parser


def chosen(goldens: Sequence[Golden], options: argparse.Namespace) -> Sequence[Golden]:
    """The goldens that the options name."""
    named = [
        golden for golden in goldens if options.operator in (None, golden.operator) and options.id in (None, golden.id)
    ]
    if options.sample is None and (options.all or options.operator or options.id):
        return named
    return sample(named, options.sample or 0, options.seed)


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
    missed = 0
    for fault in FAULTS:
        with mock.patch.object(fault.owner, fault.name, fault.replacement):
            complaints = next((found for golden in goldens if (found := compare(golden).complaints)), None)
        missed += complaints is None
        print(f"{'noticed' if complaints else 'MISSED'}: {fault.description}")
        print(f"         {complaints[0] if complaints else 'every element still agrees'}", flush=True)
    print(f"{len(FAULTS) - missed} of {len(FAULTS)} wrong formulas noticed")
    return DIFFER if missed else AGREE
