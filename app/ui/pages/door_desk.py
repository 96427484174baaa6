"""What has been typed at one door and not yet saved: members, what became of each, who is being edited.  No widgets here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from app.models.form_fields import Choice, choice_of
from app.models.household_entry import (
    HEADS,
    RESIDENT_COLUMNS,
    HouseholdDraft,
    PersonDraft,
    copied_person,
    from_plain,
    new_member,
    plain,
)
from app.models.household_views import Departure, HouseholdView
from app.models.resident_fields import RESIDENT_FIELDS
from app.models.vocabulary import CloseReason
from app.ui.tables.household import MemberRow

LABELS = {field.name: field.label for field in RESIDENT_FIELDS} | {"opened_on": "登记日期"}
COMPARED = (*(name for name in RESIDENT_COLUMNS if name != "population"), "relation", "came_on", "tags", "unknown")
POPULATIONS = {"01": "户籍", "02": "流动", "03": "境外"}
NOT_LOOKED_AT = "未核对"


class DoorDesk:
    """One door.  ``at`` is the member in the form; ``touched`` says whether anything would be lost."""

    def __init__(self, view: HouseholdView, today: date) -> None:
        self.view = view
        self.today = today
        self.members: list[PersonDraft] = list(view.draft.members)
        self.before = {member.residence_id: member for member in view.draft.members if member.residence_id}
        self.departures: dict[str, Departure] = {}
        self.same: dict[int, tuple[str, ...]] = {}
        self.found: dict[int, str] = {}  # members whose number is registered elsewhere
        self.at = 0 if self.members else -1
        self.touched = False

    @property
    def dwelling_id(self) -> str:
        """The door."""
        return self.view.strip.dwelling_id

    @property
    def member(self) -> PersonDraft | None:
        """The member in the form."""
        return self.members[self.at] if 0 <= self.at < len(self.members) else None

    def others(self) -> list[PersonDraft]:
        """Everybody else who lives here."""
        return [member for place, member in enumerate(self.members) if place != self.at and member.result != "left"]

    def previous(self) -> PersonDraft | None:
        """The person that F4 and Ctrl+D copy from."""
        earlier = [member for member in self.members[: max(self.at, 0)] if member.result != "left"]
        return earlier[-1] if earlier else None

    # -- typing ------------------------------------------------------------------------------------------------------------

    def put(self, member: PersonDraft) -> None:
        """What the form says now about the member in it."""
        if self.member is None:
            return
        self.members[self.at] = self._judged(member)

    def _judged(self, member: PersonDraft) -> PersonDraft:
        if member.result in ("new", "left"):
            return member
        if self.changes(member):
            return replace(member, result="changed")
        return replace(member, result="" if member.result == "changed" else member.result)

    def changes(self, member: PersonDraft) -> list[str]:
        """Labels of what differs from the register, in the order of the form."""
        before = self.before.get(member.residence_id)
        if before is None:
            return []
        return [LABELS.get(name, name) for name in COMPARED if getattr(before, name) != getattr(member, name) and name != "unknown"] or (
            ["不详"] if before.unknown != member.unknown else []
        )

    def add(self) -> None:
        """Ctrl+N: an empty member with what carries over."""
        household = HouseholdDraft(members=tuple(member for member in self.members if member.result != "left"))
        member, same = new_member(household, self.today)
        self._append(member, same)

    def copy_previous(self) -> bool:
        """Ctrl+D: the previous person without name, number and phone; into the new member in the form, else as one more member."""
        now = self.member
        fresh = now is not None and now.result == "new" and not now.name and not now.id_number
        source = self.previous() if fresh else now
        if source is None:
            return False
        copied = copied_person(source, self.today)
        same = tuple(name for name in LABELS if getattr(copied, name) and name not in ("opened_on", "id_type"))
        if fresh:
            self.members[self.at] = copied
            self.same[self.at] = same
            self.touched = True
        else:
            self._append(copied, same)
        return True

    def take_in(self, person: PersonDraft) -> None:
        """迁入本户: the record that is registered elsewhere takes the place of the one being typed."""
        now = self.member
        if now is None:
            return
        kept = {name: getattr(now, name) for name in ("relation", "came_on", "opened_on")}
        self.members[self.at] = replace(person, residence_id="", result="new", **{k: v for k, v in kept.items() if v})
        self.found.pop(self.at, None)
        self.touched = True

    def _append(self, member: PersonDraft, same: tuple[str, ...]) -> None:
        self.members.append(member)
        self.at = len(self.members) - 1
        self.same[self.at] = same
        self.touched = True

    def step(self, places: int) -> bool:
        """Ctrl+↓ and Ctrl+↑."""
        place = self.at + places
        if not 0 <= place < len(self.members):
            return False
        self.at = place
        return True

    def next_waiting(self) -> bool:
        """The next member nobody looked at yet."""
        order = [*range(self.at + 1, len(self.members)), *range(self.at)]
        place = next((place for place in order if not self.members[place].result), -1)
        if place < 0:
            return False
        self.at = place
        return True

    def confirm(self, place: int) -> None:
        """Space: 无变化, again: back to not looked at; of a departed member: stays after all."""
        member = self.members[place]
        if member.result == "left":
            self.departures.pop(member.residence_id, None)
            self.members[place] = replace(member, result="")
        elif member.result in ("", "unchanged"):
            self.members[place] = replace(member, result="unchanged" if not member.result else "")
        self.touched = True

    def depart(self, departure: Departure | None) -> None:
        """移出本户: with what became of the member, or (never saved) simply gone."""
        member = self.member
        if member is None:
            return
        self.touched = True
        if departure is None or not member.residence_id:
            del self.members[self.at]
            self.same.clear()
            self.found.clear()
            self.at = min(self.at, len(self.members) - 1)
            return
        self.departures[member.residence_id] = departure
        self.members[self.at] = replace(member, result="left")

    # -- handing in ----------------------------------------------------------------------------------------------------------

    def draft(self, strip: Mapping[str, Any]) -> HouseholdDraft:
        """Everything typed, with the values of the strip."""
        values: dict[str, Any] = {name: str(strip[name] or "") for name in ("use", "owner_name", "owner_phone", "rent_use", "note") if name in strip}
        return replace(self.view.draft, members=tuple(self.members), **values)

    def kept(self, strip: Mapping[str, Any]) -> dict[str, Any]:
        """For the draft table."""
        return {"household": plain(self.draft(strip)), "departures": [asdict(each) for each in self.departures.values()], "at": self.at}

    def restore(self, payload: Mapping[str, Any]) -> HouseholdDraft:
        """From the draft table."""
        household = from_plain(payload.get("household", {}))
        self.members = list(household.members)
        self.departures = {each["residence_id"]: Departure(**each) for each in payload.get("departures", ())}
        self.at = min(int(payload.get("at", 0)), len(self.members) - 1)
        self.touched = True
        return household

    # -- the table -------------------------------------------------------------------------------------------------------------

    def rows(self, choices: Mapping[str, Sequence[Choice]]) -> list[MemberRow]:
        """Lines of the table of members."""
        return [self._row(place, member, choices) for place, member in enumerate(self.members)]

    def _row(self, place: int, member: PersonDraft, choices: Mapping[str, Sequence[Choice]]) -> MemberRow:
        def word(table: str, code: str) -> str:
            found = choice_of(choices.get(table, ()), code)
            return found.label if found is not None else ""

        result, tone = self._result(place, member)
        return MemberRow(place + 1, member.name, word("sex", member.sex), member.birth_date, member.age(self.today),
                         word("family_relation", member.relation), word("ethnic_group", member.ethnic_group),
                         POPULATIONS.get(member.population, ""), result, tone, member.residence_id in self.before)  # fmt: skip

    def _result(self, place: int, member: PersonDraft) -> tuple[str, str]:
        if place in self.found:
            return "证号已登记，待确认", "warn"
        if member.result == "left":
            gone = self.departures.get(member.residence_id)
            reasons = {reason.value: reason.label for reason in CloseReason}
            word = "移到区内别处" if gone is not None and gone.to_dwelling_id else reasons.get(gone.reason if gone else "", "")
            return f"移出：{word}", "warn"
        if member.result == "new":
            return ("迁入本户" if member.resident_id else "新增"), "primary_dark"
        if member.result == "changed":
            return f"已改：{'、'.join(self.changes(member))}", "primary_dark"
        return ("无变化", "ok") if member.result == "unchanged" else (NOT_LOOKED_AT, "ink3")

    def head_missing(self) -> bool:
        """Whether nobody is head of the household."""
        return not any(member.relation in HEADS for member in self.members if member.result != "left")
