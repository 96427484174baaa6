"""Dwellings as screens see them: the plan of a staircase with tonight's progress, the lists 房屋 and 户, a new building."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.errors import Problem
from app.models.dwelling_plan import NewDwelling, Plan

# ---- the plan of a staircase ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class UnitLine:
    """One staircase to choose."""

    estate: str
    building: str
    unit: str
    grid_id: str
    grid: str
    dwellings: int
    residents: int

    @property
    def label(self) -> str:
        """'桂湖花园3栋1单元'."""
        return f"{self.estate}{self.building}{self.unit}"


@dataclass(frozen=True)
class TonightProgress:
    """What was done today at this staircase by anybody."""

    households: int = 0  # doors with a counted visit
    persons_met: int = 0
    new_persons: int = 0
    attempts: int = 0
    average_seconds: int = 0  # between one door and the next, pauses left out; 0 = not known yet

    @property
    def text(self) -> str:
        """'9 户 27 人'."""
        return f"{self.households} 户 {self.persons_met} 人"

    @property
    def average_text(self) -> str:
        """'4 分 10 秒', '' when not known yet."""
        minutes, seconds = divmod(self.average_seconds, 60)
        return f"{minutes} 分 {seconds} 秒" if minutes else f"{seconds} 秒" if seconds else ""


@dataclass(frozen=True)
class TileFacts:
    """Words for the tip of a tile: the head's name and how many live there."""

    head: str
    persons: int
    tags: tuple[str, ...] = ()  # codes of service_category


@dataclass(frozen=True)
class DwellingPlanView:
    """楼栋图 with its numbers."""

    title: str
    estate: str
    building: str
    unit: str
    grid: str
    plan: Plan
    current: str  # dwelling being entered
    resume: str  # where to go on, '' = everything is done
    since: str  # first day that counts as done
    done: int  # ✓ and 空
    total: int
    to_verify: int
    vacant: int
    tonight: TonightProgress
    facts: Mapping[str, TileFacts] = field(default_factory=dict)

    @property
    def progress_text(self) -> str:
        """'已采 21 / 40 户，待核 2 户'."""
        waiting = f"，待核 {self.to_verify} 户" if self.to_verify else ""
        return f"已采 {self.done} / {self.total} 户{waiting}"


@dataclass(frozen=True)
class ResumeInfo:
    """Where the evening's entry stopped."""

    estate: str
    building: str
    unit: str
    last_dwelling_id: str
    next_dwelling_id: str
    text: str  # '接着录 桂湖花园3栋1单元1002'


# ---- browsing dwellings and households -----------------------------------------------------------------------------------------

CROWD_UNRELATED = 5  # so many who are not related to the head look like 群租
DWELLING_HINTS = {
    "vacant": "空置",
    "rented": "出租",
    "separated": "人户分离",
    "crowded": "群租提示",
    "vacant_lived": "空置有人住",
    "empty": "没有登记的人",
    "no_owner": "出租未记产权人",
}
HOUSEHOLD_HINTS = {"separated": "人户分离", "crowded": "人多", "alone": "独居", "no_head": "没有户主", "pending": "待核"}


@dataclass(frozen=True)
class DwellingFilter:
    """What the tab 房屋 (and 户) asks for; empty = no restriction."""

    text: str = ""  # address, person or owner
    grid_ids: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    hint: str = ""  # key of DWELLING_HINTS or HOUSEHOLD_HINTS


@dataclass(frozen=True)
class PlaceKeys:
    """Answer to a filter: row numbers in order of address and the counts of the footer."""

    keys: array[int] = field(default_factory=lambda: array("q"))
    residents: int = 0
    whole: int = 0  # dwellings or households in the viewer's area


@dataclass(frozen=True)
class DwellingRow:
    """One line of the tab 房屋; owner and tenants stand apart."""

    key: int
    dwelling_id: str
    address: str
    grid: str
    use: str  # stored word
    use_label: str
    owner: str
    owner_phone: str  # masked
    persons: int
    households: int
    tenants: int  # persons in a rented dwelling who are not its owner
    last_visit: str
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class HouseholdRow:
    """One line of the tab 户."""

    key: int
    household_id: str
    dwelling_id: str
    address: str
    grid: str
    head: str
    persons: int
    names: str  # '黄志明、林小燕、黄小宝'
    use_label: str
    last_visit: str
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class DwellingCard:
    """The panel beside the list: facts of the dwelling, its people by household, owner apart from tenants."""

    row: DwellingRow
    estate: str
    building: str
    unit: str
    room: str
    facts: tuple[tuple[str, str], ...]
    households: tuple[tuple[str, tuple[str, ...]], ...]  # (household id, '户主 黄志明 46岁')
    entities: tuple[str, ...] = ()
    visits: tuple[str, ...] = ()  # newest five: '2026-10-03 李秀兰 见到本人：身体变化'
    visit_count: int = 0
    values: Mapping[str, str] = field(default_factory=dict)  # what can be edited, by column; the phone masked


@dataclass(frozen=True)
class BuildingPreview:
    """What a rule would make."""

    summary: str
    problems: tuple[Problem, ...]
    new: tuple[NewDwelling, ...]  # those not on the register yet
    existing: int
