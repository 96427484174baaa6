"""What became of the rows of an import: counts, reasons by cause, refused rows for the screen and for the workbook."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.errors import Cancelled, Problem

SHOWN_REJECTS = 2000  # kept for the screen; the workbook takes all
_SPECIFIC = re.compile(r"“[^”]*”|[0-9A-Z*][0-9A-Z*.\-:：/]*")

Progress = Callable[[int, int, str], None]
IsCancelled = Callable[[], bool]
RejectSink = Callable[[int, Sequence[object], Sequence[Problem]], None]


@dataclass(frozen=True)
class RejectedRow:
    """One refused row as it came: line number in the file, cells as text, why, and the columns (ours) that caused it."""

    line: int
    cells: tuple[str, ...]
    reasons: tuple[str, ...]
    fields: tuple[str, ...] = ()


def cause(text: str) -> str:
    """A reason without its particulars, so that seven wrong check digits count as one cause of seven rows."""
    return _SPECIFIC.sub("…", text)


def shown(cell: object) -> str:
    """A cell as the person sees it in Excel."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


@dataclass
class Tally:
    """Counts while an import runs."""

    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    warnings: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)
    rejects: list[RejectedRow] = field(default_factory=list)
    sink: RejectSink | None = None

    def accept(self, remarks: Sequence[Problem] = ()) -> None:
        """A row that went in; ``remarks`` deserve a look."""
        self.rows += 1
        self.accepted += 1
        if remarks:
            self.warnings += 1
            self.remarks.update({cause(remark.text) for remark in remarks})

    def reject(self, line: int, cells: Sequence[object], problems: Sequence[Problem]) -> None:
        """A row that stayed out, with every reason; remarks that would not have kept it out are left away."""
        problems = [problem for problem in problems if problem.severity == "error"]
        self.rows += 1
        self.rejected += 1
        self.reasons.update({cause(problem.text) for problem in problems})
        if len(self.rejects) < SHOWN_REJECTS:
            texts = tuple(problem.text for problem in problems)
            self.rejects.append(RejectedRow(line, tuple(map(shown, cells)), texts, tuple(problem.field for problem in problems)))
        if self.sink is not None:
            self.sink(line, cells, problems)


@dataclass
class Watch:
    """Tells how far an import has come and stops it when asked to."""

    total: int
    text: str
    progress: Progress | None = None
    cancelled: IsCancelled | None = None

    def __call__(self, done: int) -> None:
        """Called after every portion; raises ``Cancelled`` so that the operation rolls back."""
        if self.cancelled is not None and self.cancelled():
            raise Cancelled
        if self.progress is not None:
            self.progress(min(done, self.total), self.total, self.text)
