"""Plain data handed to ``app.reports``: nothing here knows storage, nothing there asks for more."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.rankings import WeeklySheet


@dataclass(frozen=True)
class Imprint:
    """Who printed a document and when; goes into footers and the issuing line."""

    office: str
    printed_by: str
    printed_at: str  # '2026-11-20 12:06'
    practice: bool = False  # prints the mark 练习
    watermark: str = ""  # on lists of people: who, when, running number


BULLETIN_PARTS: dict[str, str] = {"last_week": "上周对比", "attendance": "出勤说明", "highlights": "例会要点", "signing": "签字栏"}


@dataclass(frozen=True)
class WeeklyBulletin:
    """R01 周排名通报."""

    imprint: Imprint
    sheet: WeeklySheet
    summary: str = ""  # 本周小结
    next_week: str = ""  # 下周重点工作
    view: str = "volume"  # which look at the week: ranking_views.VIEWS
    left_out: frozenset[str] = frozenset()  # of BULLETIN_PARTS


@dataclass(frozen=True)
class PopulationKey:
    """Key figures of the register on one day (实有人口, never 常住人口)."""

    day: str
    households: int
    residents: int
    registered: int  # 户籍
    floating: int  # 流动
    foreign: int  # 境外
    under_18: int
    aged_60: int
    aged_80: int
    male: int
    female: int
    dwellings: int
    rented: int
    vacant: int
    entities: int
    grids: int
    members: int


@dataclass(frozen=True)
class LedgerColumn:
    """Head, width in millimetres (widths are scaled to the page), alignment (left, centre, right), width in the workbook."""

    head: str
    width: float
    align: str = "left"
    cells: float = 10.0


@dataclass(frozen=True)
class Ledger:
    """A long list on paper (R15 台账, R16 走访记录表): the first column of each line is its number."""

    imprint: Imprint
    title: str
    scope: str
    protection: str  # what is hidden, or that nothing is; with the purpose where there is one
    columns: tuple[LedgerColumn, ...]
    lines: tuple[tuple[str, ...], ...]
    counted: str  # '共 300 人'
    name: str = "台账"  # of the sheet in the workbook


@dataclass(frozen=True)
class RosterLine:
    """One line of a roster, already masked (or not) by the service that is entitled to decide."""

    number: int
    grid: str
    name: str
    sex: str
    age: str
    id_number: str
    population: str
    relation: str
    address: str
    phone: str
    tags: str
    opened_on: str


@dataclass(frozen=True)
class Roster:
    """R15 居民花名册."""

    imprint: Imprint
    title: str
    scope: str  # '06网格 · 在册居民 · 截至 2026-11-20'
    masked: bool
    purpose: str
    lines: tuple[RosterLine, ...]
