"""Measuring and telling: medians of several runs, memory of a child process, one table for all results."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Result:
    """One comparison.  ``ours`` and ``rival`` in the same unit; ``limit`` is the goal for ours ÷ rival, or for ours alone."""

    operation: str
    size: str
    rival_name: str
    rival: float | None
    ours: float
    unit: str
    limit: float | None  # None: only for comparison
    absolute: bool = False  # the goal is a value of ours, not a ratio
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours ÷ rival: below 1 we are faster or smaller."""
        return self.ours / self.rival if self.rival else None

    @property
    def met(self) -> bool | None:
        """Whether the goal was reached; None where there is none or the rival was not there."""
        value = self.ours if self.absolute else self.ratio
        return None if value is None or self.limit is None else value <= self.limit

    @property
    def goal(self) -> str:
        """The goal in words."""
        if self.limit is None:
            return "for comparison"
        return f"≤ {self.limit:g} {self.unit}" if self.absolute else f"≤ {self.limit:g} ×"

    def row(self) -> list[str]:
        """Cells of the table."""
        rival = "–" if self.rival is None else f"{self.rival:.4g} {self.unit}"
        ratio = "–" if self.ratio is None else f"{self.ratio:.3g} ×"
        verdict = {True: "met", False: "**missed**", None: "rival missing" if self.limit is not None else ""}[self.met]
        return [self.operation, self.size, self.rival_name, rival, f"{self.ours:.4g} {self.unit}", ratio, self.goal, verdict, self.note]


HEADER = ["operation", "size", "rival or limit", "rival", "ours", "ours ÷ rival", "goal", "", "note"]


def table(results: Sequence[Result]) -> str:
    """Markdown table."""
    lines = [HEADER, ["---"] * len(HEADER), *(result.row() for result in results)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def median(function: Callable[[], object], repeat: int = 5) -> float:
    """Median seconds of several calls."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def percentile(functions: Sequence[Callable[[], object]], share: float = 0.95) -> float:
    """The slow end (p95) of many different calls, in seconds."""
    times = []
    for function in functions:
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


@dataclass(frozen=True)
class Child:
    """What a child process took."""

    seconds: float
    megabytes: float  # peak resident memory
    output: str


class Peak(threading.Thread):
    """Watches the high-water mark of a process; what the system says at its end would include the parent's own memory."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.status = Path(f"/proc/{pid}/status")
        self.megabytes = 0.0
        self.ended = threading.Event()

    def run(self) -> None:
        """Look every 10 ms; the mark itself never sinks, so the last look counts."""
        while not self.ended.wait(0.01):
            try:
                lines = self.status.read_text().splitlines()
            except OSError:
                return
            for line in lines:
                if line.startswith("VmHWM"):
                    self.megabytes = int(line.split()[1]) / 1024


def child(arguments: Sequence[str], **environment: str) -> Child:
    """Run a program to its end; its time and the peak of its memory."""
    start = time.perf_counter()
    process = subprocess.Popen(
        arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=dict(os.environ, QT_QPA_PLATFORM="offscreen", **environment)
    )
    peak = Peak(process.pid)
    peak.start()
    output, _ = process.communicate()
    seconds = time.perf_counter() - start
    peak.ended.set()
    peak.join()
    if process.returncode:
        raise RuntimeError(f"{Path(arguments[0]).name} ended with {process.returncode}; its words are above")
    return Child(seconds, peak.megabytes, output)


def python_child(code: str, *arguments: str, **environment: str) -> Child:
    """A child that runs Python code with the project on its path."""
    return child([sys.executable, "-c", code, *arguments], **environment)


def show(results: Sequence[Result]) -> None:
    """Print the table of one script."""
    print(table(results))
