"""Residents as screens and documents see them: filters, rows of the browser, the card of one person.  Storage fills these; services
mask them before they leave; no field here holds a full identity number unless its name says ``full``."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

RESIDENT_SORTS = ("address", "name", "age", "last_visit", "opened_on")
# care tags (codes of service_category) in the few characters that a column has room for; all others lose only their brackets
TAG_WORDS = {
    "101": "低保", "102": "特困", "103": "低保边缘", "104": "支出型困难", "105": "临时救助", "106": "返贫监测", "201": "残疾", "202": "重度残疾",
    "305": "失能老人", "306": "计生特殊家庭", "402": "无人抚养儿童", "502": "重点优抚", "503": "军烈属", "602": "婴幼儿", "701": "就业困难",
    "702": "失业", "703": "待业毕业生", "803": "楼栋长",
}  # fmt: skip


@dataclass(frozen=True)
class ResidentFilter:
    """What the browser asks for.  Empty = no restriction; ``text`` is the find box (tokens AND)."""

    text: str = ""
    grid_ids: tuple[str, ...] = ()  # with all grids below them
    states: tuple[str, ...] = ("active", "pending")  # active 在册, pending 待核, closed 注销
    tags: tuple[str, ...] = ()
    populations: tuple[str, ...] = ()
    sort: str = "address"
    descending: bool = False


@dataclass(frozen=True)
class FilterChoices:
    """What the filter chips of the browser offer: (id or code, label) pairs."""

    grids: tuple[tuple[str, str], ...]
    tags: tuple[tuple[str, str], ...]
    populations: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ResidentKeys:
    """Answer to a filter: row numbers in display order (8 bytes a row) and the counts of the footer."""

    keys: array[int] = field(default_factory=lambda: array("q"))
    residents: int = 0
    households: int = 0
    whole: int = 0  # residents on the register in the viewer's area
    near: tuple[str, ...] = ()  # near matches when nothing was found


@dataclass(frozen=True)
class ResidentRow:
    """One line of the browser; ``state``: active, pending, closed, voided."""

    key: int
    resident_id: str
    name: str
    sex: str  # 男 女 未知
    age: int | None
    id_masked: str
    population: str  # 户籍 流动 境外 ''
    relation: str
    address: str
    grid: str
    tags: tuple[str, ...]
    last_visit: str  # ISO date or ''
    overdue: bool
    state: str
    phone_masked: str
    opened_on: str


@dataclass(frozen=True)
class VisitLine:
    """One visit on a card: date, kind and outcome in words, what was found."""

    visit_id: str
    day: str
    outcome: str
    member: str
    text: str


@dataclass(frozen=True)
class MemberLine:
    """One other member of the household."""

    resident_id: str
    name: str
    relation: str
    age: int | None


@dataclass(frozen=True)
class ResidentCard:
    """Everything the detail panel shows of one person, masked."""

    row: ResidentRow
    birth_date: str
    registered_address: str
    consistency: str
    facts: tuple[tuple[str, str], ...]  # (label, value) in reading order: 证件号码 … 紧急联系
    household: tuple[MemberLine, ...]
    visits: tuple[VisitLine, ...]  # newest three
    visit_count: int
    reminder: str = ""  # '独居老人每月走访,已超 48 天'


@dataclass(frozen=True)
class FindHit:
    """One answer of the global find box: ``kind`` resident, household, dwelling, entity; ``match`` exact, prefix, inside."""

    kind: str
    id: str
    title: str
    detail: str
    match: str = "inside"
