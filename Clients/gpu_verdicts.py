#!/usr/bin/env python3
"""Judges the kernels of flash-linear-attention on a GPU, many at a time, and prints a row for each.

    python3 Clients/gpu_verdicts.py OUT [--seconds 480] [--slots 16] [--jobs FILE] [--only WORD…]

A job is a line `OPERATOR FORM DTYPE WARPS FLAGS`: one operator, one form of its kernels, one format, judged on the
requests of the quick suite that stand alone (no relation, which would ask ten times as much). OUT gets the record of each
job, and table.md.
Jobs are begun in order while time is left; a kernel that is asked too late declines, so that every request is accounted for.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent
PROFILES = {"float32": "fp32", "bfloat16": "bf16", "float16": "fp16"}
OPERATORS = [
    "pgdn",
    "pkda",
    "pdn",
    "gdn",
    "kda",
    "comba",
    "deltanet",
    "mamba2",
    "linear-attention",
    "gla",
    "retnet",
    "mesanet",
]


def jobs():
    """(operator, form, dtype, warps, flags), the most telling first."""
    padded = lambda o: "--padded" if o in ("pkda", "gla") else ""
    found = [(o, "token", "float32", 0, "") for o in OPERATORS if o != "mesanet"]
    found += [(o, "chunk", "bfloat16", 4, "") for o in ("pgdn", "pdn", "comba")]  # four warps beside two tell
    found += [(o, "chunk", "bfloat16", 2, padded(o)) for o in OPERATORS]
    found += [(o, "chunk", "float32", 4, padded(o)) for o in OPERATORS if o != "deltanet"]
    found += [(o, "naive", "float32", 0, "") for o in OPERATORS if o not in ("mesanet", "gla", "deltanet")]
    found += [(o, "chunk", "float16", 2, padded(o)) for o in ("pgdn", "pkda", "gdn", "kda", "deltanet")]
    found += [(o, "chunk", "float32", 4, f"--ieee {padded(o)}".strip()) for o in ("pgdn", "pkda", "gdn", "kda")]
    found += [(o, "token", "bfloat16", 0, "") for o in ("pgdn", "pkda", "gdn", "kda")]
    return found


def profile(form, dtype, flags):
    return "tf32" if form in ("chunk", "fused") and dtype == "float32" and "--ieee" not in flags else PROFILES[dtype]


def requests(out, operators):
    """The requests of the suite that stand alone, a folder an operator."""
    for operator in operators:
        folder = out / "requests" / operator
        command = ["conform", "requests", "--operator", operator, "--out", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        for file in (folder / "requests").iterdir():
            if "+" in file.name:
                file.unlink()


def parsed(line):
    operator, form, dtype, warps, *flags = line.split()
    return operator, form, dtype, int(warps), " ".join(flags)


def judge(job, out, deadline):
    operator, form, dtype, warps, flags = job
    name = "-".join([operator, form, dtype, f"w{warps}", *flags.replace("--", "").replace("=", "_").split()])
    left = deadline - time.monotonic()
    if left < 20:
        return name, job, None, "not begun"
    words = f"--serve --form {form} --dtype {dtype} --warps {warps} --seconds {left - 15:.0f} {flags}"
    command = ["conform", "check", "--requests", out / "requests" / operator, "--profile", profile(form, dtype, flags)]
    command += ["--format", "json", "--name", f"fla {name}", "--time-limit", f"{left + 60:.0f}"]
    command += ["--serve", f"{sys.executable} {HERE}/fla_client.py {words}"]
    began = time.monotonic()
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=left + 45)
    except subprocess.TimeoutExpired:
        return name, job, None, "not finished"
    (out / f"{name}.json").write_text(done.stdout or done.stderr)
    if done.returncode not in (0, 1, 3):
        return name, job, None, done.stderr[-200:]
    return name, job, json.loads(done.stdout), f"{time.monotonic() - began:.0f} s"


def row(name, job, record, note):
    operator, form, dtype, warps, flags = job
    form_and_flags = " ".join([form, *flags.replace("--", "").split()])
    arithmetic = f"{dtype}, {warps or 'first'} warps → {profile(form, dtype, flags)}"
    head = f"| {operator} | {form_and_flags} | {arithmetic} "
    if record is None:
        return head + f"| – | {note} |"
    s = record["summary"]
    bad = [r for r in record["results"] if r["outcome"] == "fail"]
    held = [r for r in record["results"] if r["outcome"] == "pass" and r.get("worstRatio") is not None]
    ratios = [float(r["worstRatio"]) for r in held]
    found = "; ".join(
        f"{r['property']} {len(r.get('failing') or [])} of {r['cases']} ({float(r.get('worstRatio') or 'inf'):.3g})"
        for r in bad
    )
    held = f"{s['pass']} hold, worst {max(ratios, default=0):.2g}"
    return (
        head + f"| {s['judged']} / {s['declined']} / {s['unanswered']} | {held}{'; **' + found + '**' if bad else ''} |"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=480)
    parser.add_argument("--slots", type=int, default=os.cpu_count())
    parser.add_argument("--jobs", type=pathlib.Path, help="a job a line, in the place of the list here")
    parser.add_argument("--only", nargs="*", default=[], help="jobs whose words hold one of these")
    given = parser.parse_args()
    deadline = time.monotonic() + given.seconds
    chosen = [parsed(line) for line in given.jobs.read_text().splitlines()] if given.jobs else jobs()
    chosen = [j for j in chosen if not given.only or any(w in map(str, j) for w in given.only)]
    given.out.mkdir(parents=True, exist_ok=True)
    requests(given.out, sorted({j[0] for j in chosen}))
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    lines = [
        "| operator | form | format → profile | judged / declined / unanswered | verdict |",
        "|---|---|---|---|---|",
    ]
    with concurrent.futures.ThreadPoolExecutor(given.slots) as pool:
        for done in pool.map(lambda j: judge(j, given.out, deadline), chosen):
            lines.append(row(*done))
            print(lines[-1], done[3], flush=True)
    (given.out / "table.md").write_text("\n".join(lines) + "\n")
    shutil.rmtree(given.out / "requests")


if __name__ == "__main__":
    main()
