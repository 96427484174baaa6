"""Visits as screens see them: the queue, one target, what is typed, today's log, the plan of revisits and the evening sheet.

Storage fills these, services mask them; findings are words kept inside the one text ``finding`` of a visit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.models.documents import Imprint
from app.models.vocabulary import Outcome, TargetKind

# what is found most often, by the digit that picks it; the words themselves are stored
FINDINGS: tuple[tuple[str, str], ...] = (
    ("1", "身体变化"), ("2", "用电用火"), ("3", "堆物占道"), ("4", "矛盾纠纷"), ("5", "生活困难"), ("6", "信息变更"), ("9", "其他"),
)  # fmt: skip
NOTHING_FOUND = ("0", "无")
QUEUE_MODES = ("due", "building", "search")


@dataclass(frozen=True)
class QueueLine:
    """One target waiting to be visited (left column of 走访登记)."""

    kind: str  # TargetKind
    id: str
    dwelling_id: str
    grid_id: str
    title: str  # 姓名, 单位名称, or the room of a dwelling
    address: str
    why: str  # '独居老人每周走访', '约定回访'
    due_on: str  # '' = nothing is planned
    overdue_days: int  # > 0 overdue, 0 today, < 0 days left
    due_text: str  # '超期 48 天', '今天', '剩 16 天', '' = nothing is planned
    last_text: str = ""  # '09-02 见到本人'
    visited_today: bool = False
    proposed_hour: str = ""
    revisit_id: str = ""  # open revisit row behind it, '' = only the cycle

    @property
    def tone(self) -> str:
        """Colour word of the badge: danger, warn, plain."""
        if not self.due_text:
            return "plain"
        return "danger" if self.overdue_days > 0 else "warn" if self.overdue_days == 0 else "plain"


@dataclass(frozen=True)
class TargetMember:
    """Somebody who lives at the target, to be ticked as met."""

    resident_id: str
    name: str
    relation: str
    sex: str
    age: int | None
    tags: tuple[str, ...] = ()
    phone_masked: str = ""


@dataclass(frozen=True)
class PastVisit:
    """One earlier visit of the target, newest first."""

    visit_id: str
    day: str
    at: str
    kind: str  # 入户走访 …
    outcome: str  # in words
    member: str
    finding: str
    persons_met: int


@dataclass(frozen=True)
class VisitTarget:
    """Everything the form and its right panel show of one target."""

    kind: str
    id: str
    title: str
    detail: str  # '男 78岁', '个体工商户'
    address: str
    grid: str
    dwelling_id: str
    household_id: str
    grid_id: str
    members: tuple[TargetMember, ...]
    ticked: tuple[str, ...]  # proposed as met
    facts: tuple[tuple[str, str], ...]  # 电话, 紧急联系, 健康, 备注
    visits: tuple[PastVisit, ...]  # newest five
    visit_count: int
    open_revisit: str = ""  # id
    open_due_on: str = ""
    why: str = ""
    proposed_next: str = ""  # after a visit today that met somebody and found nothing
    proposed_hour: str = ""
    hour_why: str = ""
    joins: str = ""  # visit of today by the same member that a new one would continue, '' = stands alone


@dataclass(frozen=True)
class VisitDraft:
    """What is typed of one visit.  ``visit_id`` is filled when an earlier visit is corrected."""

    target_kind: str = ""
    target_id: str = ""
    outcome: str = ""
    met: tuple[str, ...] = ()  # residents who were met or spoken for
    visited_on: str = ""  # '' = today
    visited_at: str = ""  # 'HH:MM' or ''
    kind: str = ""  # code of visit_kind, '' = from target and outcome
    findings: tuple[str, ...] = ()  # words of FINDINGS
    text: str = ""  # 情况记录
    note: str = ""
    next_on: str = ""
    next_why: str = ""
    persons_met: int | None = None  # only where nobody is registered: how many were met
    member_id: str = ""  # '' = the signed-in member
    visit_id: str = ""


@dataclass(frozen=True)
class TodayLine:
    """One line of today's log."""

    visit_id: str
    operation_id: str  # what 撤销 takes back: the last thing done to this visit today
    at: str
    title: str
    address: str
    outcome: str  # '入户走访 见到本人'
    finding: str
    persons_met: int
    member: str
    undoable: bool = True


@dataclass(frozen=True)
class PhraseLine:
    """A common phrase; Ctrl+1 … Ctrl+9 by position."""

    id: str
    text: str
    position: int
    own: bool = True  # False = of the whole office


@dataclass(frozen=True)
class RevisitLine:
    """One line of 回访计划 and 到期回访."""

    kind: str
    id: str  # target
    revisit_id: str
    title: str
    address: str
    grid_id: str
    grid: str
    dwelling_id: str
    member_id: str
    member: str
    why: str
    due_on: str
    overdue_days: int
    due_text: str
    since_days: int | None  # days since the last counted visit, None = never
    last_on: str
    last_text: str
    cycle_days: int  # 0 = planned by hand only
    proposed_hour: str = ""
    postponed_from: str = ""
    postpone_why: str = ""

    @property
    def tone(self) -> str:
        """Colour word of the badge: danger, warn, plain."""
        return "danger" if self.overdue_days > 0 else "warn" if self.overdue_days == 0 else "plain"

    def fits(self, words: Sequence[str]) -> bool:
        """Whether the line holds all words of a find box."""
        text = f"{self.title}{self.address}{self.why}{self.grid}{self.member}"
        return all(word in text for word in words)


@dataclass(frozen=True)
class DueList:
    """The most urgent lines, and how many there are in all, shown or not."""

    lines: tuple[RevisitLine, ...] = ()
    total: int = 0
    overdue: int = 0
    never: int = 0  # without any counted visit


@dataclass(frozen=True)
class CycleLine:
    """One editable cycle of the plan."""

    id: str
    kind: str  # tag, use, population, entity, hazard
    kind_label: str
    code: str
    label: str
    days: int  # 0 = not planned
    cycle_text: str


@dataclass(frozen=True)
class SheetTarget:
    """One numbered line of a 走访单, also what is stored to key it back in."""

    number: int
    kind: str
    id: str
    title: str
    address: str
    floor: str
    phone: str  # masked
    why: str
    due_text: str
    last_text: str
    people: str  # '户主张三 78岁、配偶…' without numbers


@dataclass(frozen=True)
class SheetBuilding:
    """Lines of one staircase, from the top down."""

    label: str
    targets: tuple[SheetTarget, ...]


@dataclass(frozen=True)
class VisitSheet:
    """走访单 of one evening: what is printed and keyed back by number."""

    sheet_no: str  # '1120-1'
    day: str
    member: str
    scope: str
    buildings: tuple[SheetBuilding, ...]
    task_id: str = ""  # stored sheet
    imprint: Imprint | None = None
    purpose: str = ""

    @property
    def targets(self) -> tuple[SheetTarget, ...]:
        """All lines in the order of the walk."""
        return tuple(target for building in self.buildings for target in building.targets)


def finding_text(words: Iterable[str], text: str) -> str:
    """Words and free text as one: '身体变化、用电用火：插线板老化'."""
    chosen = "、".join(word for word in dict.fromkeys(words) if word != NOTHING_FOUND[1])
    free = " ".join(text.split())
    return f"{chosen}：{free}" if chosen and free else chosen or free


def split_finding(finding: str) -> tuple[tuple[str, ...], str]:
    """Words and free text again, for correcting a visit."""
    known = {word for _, word in FINDINGS}
    head, colon, rest = finding.partition("：")
    words = tuple(head.split("、"))
    if head and all(word in known for word in words):
        return words, rest if colon else ""
    return (), finding


def outcome_label(outcome: str) -> str:
    """见到本人 …; an unknown word stays as it is."""
    return next((each.label for each in Outcome if each.value == outcome), outcome)


def target_label(kind: str) -> str:
    """居民, 户, 房屋, 法人."""
    return next((each.label for each in TargetKind if each.value == kind), kind)
