"""One person as the acts of a page need it: what the form starts from, where the person lives, how the person stands."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.household_entry import PersonDraft


@dataclass(frozen=True)
class PersonView:
    """``draft`` is masked; the residence is the open one, else the one that ended last."""

    draft: PersonDraft
    state: str  # PersonState value
    state_label: str  # 在册, 已注销 …
    residence_id: str
    household_id: str
    dwelling_id: str
    address: str
    grid: str
    opened_on: str
    closed_on: str = ""
    close_reason: str = ""  # in words
    read_only: str = ""  # sentence why it cannot be changed by the viewer
    household: tuple[str, ...] = ()  # names of the others who live there

    @property
    def title(self) -> str:
        """'黄志明　990106********1310　桂湖花园3栋1单元901，在册'."""
        place = "，".join(part for part in (self.address, self.state_label) if part)
        return "　".join(part for part in (self.draft.name, self.draft.id_number, place) if part)


@dataclass(frozen=True)
class ChangedField:
    """One line of the right half of 变更记录."""

    title: str  # 居民“黄志明”
    label: str
    old: str
    new: str
    key: str = ""  # hand back to restore_fields, '' = cannot be restored alone
    later: str = ""  # what happened to it since: '张伟明又改为 199****6127', '' = nothing
    changed_since: bool = False


@dataclass(frozen=True)
class HistoryEntry:
    """One act as the list of 变更记录 shows it."""

    operation_id: str
    label: str  # 区内移动
    at: str  # '2026-11-19 19:14'
    who: str
    reason: str
    summary: str  # what was changed, in words
    count: int  # fields changed
    first: bool = False  # the first entry of this person
    viewing: bool = False  # print, export, look at a number: nothing was changed
    undone: bool = False
    undoable: bool = False
    unit: str = "项"
    whole: int = 0  # lines of the whole operation, other people's included

    @property
    def tone(self) -> str:
        """A help for the eye, the word says it."""
        if self.undone:
            return "plain"
        return "plain" if self.viewing else "ok" if self.first else "blue"

    @property
    def amount(self) -> str:
        """'改 5 项'."""
        return "首次登记" if self.first else "已撤销" if self.undone else f"改 {self.count:,} {self.unit}" if self.count else ""
