"""R12 网格档案（一格一档） as plain data: sections in their order; numbers of sections and pages are given out when it is drawn."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from app.errors import Refused
from app.models import report_periods
from app.models.documents import Imprint, Ledger
from app.models.statistics import Period

PERIOD_KINDS = ("year", "half", "quarter", "month")


@dataclass(frozen=True)
class FileColumn:
    """Head, share of the width, alignment (left, centre, right)."""

    head: str
    share: float
    align: str = "left"


@dataclass(frozen=True)
class FileTable:
    """A table of ready texts; ``total`` last; ``empty`` is said where there are no rows."""

    caption: str
    columns: tuple[FileColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    note: str = ""
    empty: str = "没有"


@dataclass(frozen=True)
class FileSection:
    """One section: tables on upright pages, or a ledger on landscape pages of its own."""

    title: str
    tables: tuple[FileTable, ...] = ()
    ledger: Ledger | None = None


@dataclass(frozen=True)
class GridFile:
    """The whole file of one grid."""

    imprint: Imprint
    grid: str
    code: str
    path: str  # what it lies in
    keepers: str
    period: str
    day: str  # ISO: state of the register
    sections: tuple[FileSection, ...]


def parse_period(text: str) -> Period:
    """2026 · 2026-H1 · 2026-Q3 · 2026-11 · 2026-01-01..2026-06-30."""
    clean = unicodedata.normalize("NFKC", text).strip()
    if ".." in clean:
        return report_periods.parse("range", clean)
    for kind in PERIOD_KINDS:
        try:
            return report_periods.parse(kind, clean)
        except Refused:
            continue
    raise Refused(f"看不懂期间“{text}”，请写成 2026、2026-H1、2026-Q3、2026-11 或 2026-01-01..2026-06-30")
