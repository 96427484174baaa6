"""What became of the rows of an import: counts, reasons by cause, refused rows for the screen and for the workbook."""

from __future__ import annotations

import itertools
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


class Wording:
    """How a cause is told: in the words of its rows, with … only where they differ, so that “只保留 15 位” keeps its 15."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self._differ: dict[str, set[int]] = {}

    def add(self, text: str) -> str:
        """Take note of a reason; returns its cause."""
        key = cause(text)
        first = self._first.setdefault(key, text)
        if text != first:
            pairs = zip(_SPECIFIC.findall(first), _SPECIFIC.findall(text), strict=False)
            self._differ.setdefault(key, set()).update(place for place, (one, other) in enumerate(pairs) if one != other)
        return key

    def told(self, counts: Counter[str]) -> dict[str, int]:
        """The words with their counts, most frequent first.  ``cause`` of the words is the cause again."""
        return {self._words(key): count for key, count in counts.most_common()}

    def _words(self, key: str) -> str:
        place = itertools.count()
        differ = self._differ.get(key, ())

        def kept(match: re.Match[str]) -> str:
            text = match.group()
            return text if next(place) not in differ else "“…”" if text.startswith("“") else "…"

        return _SPECIFIC.sub(kept, self._first[key])


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
    wording: Wording = field(default_factory=Wording)

    @property
    def told_reasons(self) -> dict[str, int]:
        """Why rows stayed out, as it is told, with the number of rows."""
        return self.wording.told(self.reasons)

    @property
    def told_remarks(self) -> dict[str, int]:
        """What deserves a look in rows that went in, likewise."""
        return self.wording.told(self.remarks)

    def accept(self, remarks: Sequence[Problem] = ()) -> None:
        """A row that went in; ``remarks`` deserve a look."""
        self.rows += 1
        self.accepted += 1
        if remarks:
            self.warnings += 1
            self.remarks.update({self.wording.add(remark.text) for remark in remarks})

    def reject(self, line: int, cells: Sequence[object], problems: Sequence[Problem]) -> None:
        """A row that stayed out, with every reason; remarks that would not have kept it out are left away."""
        problems = [problem for problem in problems if problem.severity == "error"]
        self.rows += 1
        self.rejected += 1
        self.reasons.update({self.wording.add(problem.text) for problem in problems})
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
