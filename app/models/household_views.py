"""The work at the door as screens see it: a dwelling with who lives there, doubles, acts and batches; the plan of a staircase and the
lists of dwellings are in ``dwelling_views``.

Numbers and phones of people on the register come masked.  Saving knows the masks again: a masked value that was not touched is no
change, and one that was copied to another member of the household becomes the real one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import Problem
from app.models.duplicates import MergeField
from app.models.household_entry import HouseholdDraft, PersonDraft

# ---- one door ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MemberView:
    """One member of the household, as stored; ``draft`` is what the form starts from."""

    draft: PersonDraft
    state: str  # active 在册, pending 待核
    summary: str  # '户主 男 78岁 独居老人'
    opened_on: str
    last_change: str = ""  # '2026年10月03日 李秀兰 改联系电话', '' = never changed
    other_household: bool = False  # lives here but in another household than the one shown


@dataclass(frozen=True)
class DwellingStrip:
    """The line above the members: where this is, how it is used, whose it is."""

    dwelling_id: str
    address: str
    grid_id: str
    grid: str
    use: str  # DwellingUse
    owner_name: str
    owner_phone: str  # masked
    note: str
    rent_use: str = ""  # code of rent_use
    code: str = ""  # 户编号 '06-03-1-1002'
    hints: tuple[str, ...] = ()  # '登记为空置，却有 2 人', '超过 8 人，可能是群租'


@dataclass(frozen=True)
class HouseholdView:
    """Everything that 入户采集 shows of one door."""

    strip: DwellingStrip
    household_id: str  # '' = nobody lives here yet
    households: tuple[str, ...]  # all households of the door, the shown one first
    members: tuple[MemberView, ...]
    draft: HouseholdDraft  # strip and members as the form starts
    last_collected: str  # '上次 2026-08-21 李秀兰 家属代述', '' = never
    last_collected_on: str
    member_id: str  # who counts as the collector unless another is named
    member: str
    read_only: str = ""  # sentence why this door cannot be changed by the viewer
    open_revisit_on: str = ""
    previous: HouseholdDraft | None = None  # the door saved before this one: source of 同上 (numbers and names left out)
    saved_draft: str = ""  # id of a draft of this door that was not handed in
    previous_id: str = ""  # dwelling before on the walk
    next_id: str = ""  # dwelling after on the walk


@dataclass(frozen=True)
class Departure:
    """What became of a member who is no longer here: 注销 with its reason, or (``to_dwelling_id``) 区内移动."""

    residence_id: str
    reason: str = ""  # CloseReason, '' with a move
    day: str = ""  # '' = today
    proof: str = ""
    confirmed_by: str = ""  # grid_member.id of the second person
    to_dwelling_id: str = ""
    relation: str = ""  # in the new household


@dataclass(frozen=True)
class DoorVisit:
    """The verification visit that saving a household makes."""

    outcome: str = "met"  # Outcome
    met: tuple[str, ...] | None = None  # residents, None = everybody who lives here after saving
    visited_on: str = ""  # '' = today
    visited_at: str = ""
    finding: str = ""
    next_on: str = ""
    member_id: str = ""  # '' = the own member, else the keeper of the grid
    record: bool = True  # False: typed from a list, nobody was visited


# ---- doubles -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DuplicateHit:
    """The other record with the same number; facts are masked, and left out where the viewer may not see them."""

    resident_id: str
    residence_id: str
    text: str  # '该证号已登记：王桂英，湖畔里5栋1204，在册'
    state: str  # PersonState value
    act: str  # 'move' 迁入本户, 'return' 回流, 'register' 重新登记, '' = nothing can be done here
    act_label: str
    here: bool = False  # lives at this door already
    visible: bool = True  # may be opened by the viewer
    name: str = ""
    id_masked: str = ""
    address: str = ""


@dataclass(frozen=True)
class DuplicateLine:
    """A person who may be the same one."""

    resident_id: str
    name: str
    id_masked: str
    birth_date: str
    address: str
    state: str  # 在册 …
    score: int
    level: str  # likely, possible
    explanation: str


@dataclass(frozen=True)
class DuplicatePair:
    """Two records that may be one person, for the list 疑似重复."""

    first: DuplicateLine
    second: DuplicateLine
    score: int
    level: str
    explanation: str


@dataclass(frozen=True)
class MergeView:
    """Two records side by side.  ``left`` is the one that stays; picks override the proposals by first column of a line."""

    left_id: str
    right_id: str
    left_title: str
    right_title: str
    fields: tuple[MergeField, ...]  # numbers and phones masked
    left_stays: tuple[str, ...]  # residences in words
    right_stays: tuple[str, ...]
    both_open: bool  # one of the two open residences becomes 重复; pick 'residence' says which stays
    residence_pick: str  # proposal: left or right
    left_visits: int
    right_visits: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class MergeLine:
    """One merge that stands."""

    merge_id: str
    kept_id: str
    merged_id: str
    name: str
    day: str
    who: str


# ---- acts on people ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ActChoice:
    """One button of the panel: the act and, when it is not possible, why."""

    act: str  # lifecycle.Act value
    label: str
    refusal: str = ""


@dataclass(frozen=True)
class StateOn:
    """Where a person stood at the end of a day."""

    day: str
    on_register: bool
    text: str  # '2026-03-01 在册：桂湖花园3栋1单元901，户主'
    residence_id: str = ""
    address: str = ""
    grid: str = ""
    facts: tuple[tuple[str, str], ...] = ()  # as recorded then


@dataclass(frozen=True)
class RestoreField:
    """One group of columns that an operation changed, and what stands there now; restored together."""

    key: str  # hand back to restore_fields
    title: str  # 居民“黄志明”
    label: str  # 联系电话
    old: str  # before the operation, masked
    new: str
    now: str
    changed_since: bool  # ticked only on purpose
    who: str = ""


@dataclass(frozen=True)
class BatchAct:
    """What to do with a list.  ``kind``: tag_add, tag_remove, grid, cancel."""

    kind: str
    tag: str = ""
    grid_id: str = ""
    day: str = ""  # '' = today
    reason: str = ""  # CloseReason of a cancel
    proof: str = ""
    confirmed_by: str = ""
    why: str = ""
    member_id: str = ""


@dataclass(frozen=True)
class BatchLine:
    """What would happen to one person; ``refusal`` '' = it will be done."""

    resident_id: str
    name: str
    address: str
    text: str
    refusal: str = ""


@dataclass(frozen=True)
class BatchPreview:
    """Everything that a batch would do, before it is done."""

    act: BatchAct
    lines: tuple[BatchLine, ...]
    also: tuple[BatchLine, ...] = ()  # people not chosen who go along (the same door changes its grid)

    @property
    def ready(self) -> int:
        """How many will be done."""
        return sum(not line.refusal for line in self.lines)

    @property
    def refused(self) -> int:
        """How many stay as they are."""
        return len(self.lines) - self.ready


# ---- drafts --------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DraftNote:
    """A form that was not handed in.  ``focus`` is where the cursor was, ``subject`` what it is about (a dwelling, a person)."""

    kind: str  # household, visit, entity …
    payload: Mapping[str, object]
    title: str = ""
    subject: str = ""
    focus: str = ""
    id: str = ""
    saved_ms: int = 0
