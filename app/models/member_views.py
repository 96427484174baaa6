"""网格员 as the roster, the card and the form see them; what makes somebody's record complete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.errors import Problem
from app.models.dates import from_iso
from app.models.document_numbers import check_phone
from app.models.grid_views import GridPerson

SHARES = {"full": "全程", "part": "部分"}


@dataclass(frozen=True)
class MemberLine:
    """One line of the roster."""

    id: str
    staff_no: str
    name: str
    grids: str  # labels of the grids of now
    roles: str
    phone: str  # masked
    joined_on: str
    left_on: str
    outstanding: int = 0  # things not given back
    trainings: int = 0  # of this year
    mentor: str = ""  # who trains him or her now

    def left(self, today: str) -> bool:
        """Whether he or she is out of service."""
        return bool(self.left_on) and self.left_on <= today


@dataclass(frozen=True)
class MemberTask:
    """One assignment with its grid."""

    grid: str
    person: GridPerson


@dataclass(frozen=True)
class EquipmentLine:
    """A thing that somebody has or had."""

    id: str
    member_id: str
    item: str
    number: str
    issued_on: str
    returned_on: str
    return_note: str = ""


@dataclass(frozen=True)
class TrainingLine:
    """A training of somebody (``share``) or, in the list of trainings, with its counts."""

    id: str
    held_on: str
    title: str
    held_by: str
    minutes: int | None
    everybody: bool
    share: str = ""
    full: int = 0
    part: int = 0
    missing: int = 0  # members in service on the day who were not there


@dataclass(frozen=True)
class PairLine:
    """以老带新: who trains whom, with the novice's volume a week before and since; None = no whole week to compare."""

    id: str
    mentor: str
    novice: str
    mentor_id: str
    novice_id: str
    began_on: str
    ended_on: str
    before: float | None = None
    since: float | None = None

    @property
    def effect(self) -> str:
        """'结对前每周 12.0 条，结对后每周 31.5 条'."""
        parts = [
            f"{word}每周 {value:.1f} 条" for word, value in (("结对前", self.before), ("结对后", self.since)) if value is not None
        ]
        return "，".join(parts) or "还没有满一周的数据"


@dataclass(frozen=True)
class MemberCard:
    """Everything beside the roster about one member."""

    line: MemberLine
    note: str
    tasks: tuple[MemberTask, ...]
    equipment: tuple[EquipmentLine, ...]
    trainings: tuple[TrainingLine, ...]
    pairs: tuple[PairLine, ...]
    acts: tuple[str, ...]


@dataclass(frozen=True)
class MemberDraft:
    """A member as the form has it."""

    member_id: str = ""
    staff_no: str = ""
    name: str = ""
    phone: str = ""
    joined_on: str = ""
    note: str = ""


def check_member(draft: MemberDraft, today: str, same_number: str = "") -> list[Problem]:
    """Problems of the form; ``same_number``: who has the staff number already."""
    problems = []
    if not draft.name.strip():
        problems.append(Problem("name", "姓名没有填，排名和通报里要用，请填写。"))
    if not draft.staff_no.strip():
        problems.append(Problem("staff_no", "工号没有填，同名的人靠它区分，请填写。"))
    elif same_number:
        problems.append(Problem("staff_no", f"工号“{draft.staff_no}”已由“{same_number}”使用，请换一个。"))
    if draft.phone.strip():
        checked = check_phone(draft.phone.strip())
        if not checked.usable:
            problems.append(Problem("phone", f"{checked.reason}。"))
    if from_iso(draft.joined_on) is None:
        problems.append(Problem("joined_on", "任职日期没有填或不存在，请填，例如 2026-03-01。"))
    elif draft.joined_on > today:
        problems.append(Problem("joined_on", f"任职日期 {draft.joined_on} 晚于今天，请核对。"))
    return problems


def check_leaving(joined_on: str, left_on: str, day: str, successor: str, member_id: str) -> list[Problem]:
    """Problems of leaving on a day (the first without service)."""
    if left_on:
        return [Problem("", f"已在 {left_on} 离任，不用再办。")]
    if from_iso(day) is None or day <= joined_on:
        return [Problem("left_on", f"离任日期要晚于任职日期 {joined_on}，请核对。")]
    if successor == member_id:
        return [Problem("successor", "接手的人不能是本人，请选另一位。")]
    return []


def weekly(volume: int, days: int) -> float | None:
    """Volume a week; less than a whole week says nothing."""
    return round(volume * 7 / days, 1) if days >= 7 else None


def joined(words: Iterable[str]) -> str:
    """Each word once, with 、."""
    return "、".join(dict.fromkeys(word for word in words if word))
