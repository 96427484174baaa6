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
