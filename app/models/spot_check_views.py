"""抽查 as screens and paper see it: what may be drawn, the draws, their items, and 合格率 of each member."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.documents import Imprint
from app.models.spot_checks import CheckResult, DrawMethod, DrawSubject, Quota, Tally


@dataclass(frozen=True)
class DrawWish:
    """What is asked for."""

    first: str
    last: str
    method: DrawMethod = DrawMethod.RANDOM
    subject: DrawSubject = DrawSubject.BOTH
    quota: Quota = Quota(3, 0)
    member_id: str = ""  # '' = everybody but the checker
    checker_id: str = ""  # '' = the signed-in person
    seed: str = ""  # '' = the program makes one


@dataclass(frozen=True)
class MemberCandidates:
    """How many records of one member may be drawn, and how many will be at most."""

    member_id: str
    staff_no: str
    name: str
    candidates: int
    drawn: int


@dataclass(frozen=True)
class DrawPreview:
    """A draw that has not been made."""

    candidates: int
    size: int
    members: tuple[MemberCandidates, ...]
    left_out: int = 0  # records of the checker
    nobody: int = 0  # records that name no collector

    @property
    def text(self) -> str:
        """'候选 1,204 条（18 人），将抽 54 条'."""
        said = f"候选 {self.candidates:,} 条（{len(self.members):,} 人），将抽 {self.size:,} 条"
        parts = [f"抽查人本人的 {self.left_out:,} 条不抽" if self.left_out else "", f"没有登记人的 {self.nobody:,} 条不抽" if self.nobody else ""]
        return "；".join([said, *(part for part in parts if part)])


@dataclass(frozen=True)
class CheckLine:
    """One draw in the list."""

    id: str
    sheet_no: str
    drawn_on: str
    first: str
    last: str
    method: str  # 随机, 按风险
    subject: str
    checker: str
    member: str  # whose records, '' = everybody
    seed: str
    candidates: int
    note: str
    tally: Tally

    @property
    def state(self) -> str:
        """'已查 3 / 54'."""
        return f"已查 {self.tally.checked} / {self.tally.drawn}"

    @property
    def period(self) -> str:
        """'11-01 至 11-19'."""
        return f"{self.first[5:]} 至 {self.last[5:]}"


@dataclass(frozen=True)
class ItemLine:
    """One drawn record."""

    id: str
    number: int
    grid: str
    address: str
    title: str
    phone: str  # masked
    member_id: str
    member: str
    day: str
    claim: str  # '走访 见到本人 2 人'
    why: str
    weight: int
    result: str
    finding: str
    checked: str  # '2026-11-20 内勤小周'
    changed: str = ""  # '登记已作废', '登记已更正'

    @property
    def result_label(self) -> str:
        """合格, 不合格, 无法核实, or ''."""
        return next((each.label for each in CheckResult if each.value == self.result), "")


@dataclass(frozen=True)
class ShareLine:
    """One member's results over a period."""

    member_id: str
    staff_no: str
    name: str
    grids: str
    tally: Tally


@dataclass(frozen=True)
class Repeated:
    """A stored draw made once more: are the candidates still the same, and is the sample?"""

    same_candidates: bool
    same_sample: bool

    @property
    def text(self) -> str:
        """In words."""
        if self.same_candidates:
            return "候选和随机数都没有变，重抽一遍结果相同" if self.same_sample else "候选没有变，重抽的结果却不同，请运行登记簿检查"
        return "抽取以后有登记被更正、作废或补录，候选已和当时不同，不能逐条对照；当时的随机数和候选校验都留着"


@dataclass(frozen=True)
class SpotCheckSheet:
    """抽查单: the items of one draw in the order of the stairs."""

    imprint: Imprint
    check: CheckLine
    items: tuple[ItemLine, ...]


@dataclass(frozen=True)
class SpotCheckResults:
    """抽查结果表: 合格率 of each member over a period."""

    imprint: Imprint
    first: str
    last: str
    label: str
    lines: tuple[ShareLine, ...]

    @property
    def total(self) -> Tally:
        """All members together."""
        return sum((line.tally for line in self.lines), Tally())
