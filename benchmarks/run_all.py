"""Runs every comparison and writes RESULTS.md: machine, versions, ratios, goals met and missed.

    python3 dev.py bench [name …] [--million]
"""

from __future__ import annotations

import json
import os
import platform
import sys
import traceback
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.measure import Result, python_child, table

SCRIPTS = (
    "bulk_write",
    "import_workbook",
    "find_box",
    "week_ranking",
    "dashboard",
    "visit_signs",
    "doubts",
    "browse_list",
    "start_time",
    "save_visit",
    "at_the_door",
    "documents",  # with roster_pages
    "export_workbook",
    "memory_at_rest",
    "keystrokes",
)
PACKAGES = "PySide6-Essentials sqlcipher3 sqlite-utils pandas matplotlib reportlab python-calamine xlsxwriter typst weasyprint fpdf2".split()
REASONS = {  # why a goal is missed, told beside it as long as it is
    "import .xlsx: whole": "this LibreOffice opens the file three times faster than the one of the trial (9–15 s) that set the goal; "
    "ours matches every row with the register, checks it, and writes three tables, their journal lines, seals and search rows",
    "bulk write with journal": "beside the journal lines the gate reads every line once more to seal it (SHA-256 chain)",
    "export roster .xlsx": "the rival only writes cells that are ready; ours reads the encrypted register, masks and formats",
    "find box, words never typed before": "every page of up to fifty scattered people is read and decrypted for the first time; "
    "the same kind of word again takes less than the goal",
    "year-end summary of a large street, after the first": "most of it is counting: the people on three days, the visits of two years and the "
    "list of everybody are read and decrypted; pages and charts take less than half a second",
    "figures of one year": "one week stays far below its goal; a year groups every visit by day, member and target",
}
TARGET = Path(__file__).with_name("RESULTS.md")


def machine() -> str:
    """Processor, cores, memory and versions in a few lines."""
    model = "unknown processor"
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        model = names[0] if names else model
    versions = []
    for name in PACKAGES:
        try:
            versions.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            versions.append(f"{name} –")
    where = f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{where}\n\n{', '.join(versions)}"


ONE = """
import dataclasses, importlib, json, sys
results = importlib.import_module("benchmarks." + sys.argv[1]).measure()
print(json.dumps([dataclasses.asdict(result) for result in results]))
"""


def run_one(name: str) -> list[Result]:
    """One script in a process of its own: no script inherits the memory, the caches or an open register of another."""
    options = [word for word in sys.argv[1:] if word.startswith("-")]
    last_line = python_child(ONE, name, *options).output.strip().splitlines()[-1]
    return [Result(**values) for values in json.loads(last_line)]


def main() -> int:
    """Run what was named, or all; a script that fails is told in the table instead of hiding the others."""
    wanted = [word for word in sys.argv[1:] if not word.startswith("-")] or list(SCRIPTS)
    results: list[Result] = []
    failures: list[str] = []
    for name in wanted:
        print(f"— {name}", file=sys.stderr, flush=True)
        try:
            found = run_one(name)
        except Exception as trouble:
            traceback.print_exc()
            failures.append(f"- `{name}` did not run: {type(trouble).__name__}: {trouble}")
            continue
        results += found
        print(table(found), flush=True)
    if len(wanted) == len(SCRIPTS):
        TARGET.write_text(document(results, failures), encoding="utf-8")
        print(f"written: {TARGET.name}", file=sys.stderr)
    return 1 if failures else 0


def document(results: list[Result], failures: list[str]) -> str:
    """The text of RESULTS.md."""
    missed = [f"- {result.operation} ({result.size}): {REASONS.get(result.operation, result.note)}" for result in results if result.met is False]
    parts = [
        "# Results",
        f"{date.today().isoformat()}. `python3 dev.py bench` runs the rival or limit and our program in one run on one machine and writes "
        "this file. Compare ratios, not seconds: the machine is shared.",
        machine(),
        table(results),
        "## Goals missed\n\n" + ("\n".join(missed) or "None."),
    ]
    if failures:
        parts.append("## Did not run\n\n" + "\n".join(failures))
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
