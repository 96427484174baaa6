"""Drafts of a person and of a household as they are typed at the door, what the program fills in by itself, and what carries over.

不详 (``unknown``) is an answer and differs from a blank.  Drafts are plain data: they go to the draft table as JSON every few seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from app.models.code_tables import population_of
from app.models.dates import age_of, iso
from app.models.identity import NO_DOCUMENT, check_resident_id, type_of_number
from app.models.vocabulary import OpenReason

HEAD, SELF = "02", "01"
HEADS = (SELF, HEAD)
RESIDENT_COLUMNS = (
    "name", "former_name", "sex", "id_type", "id_number", "no_number_reason", "birth_date", "ethnic_group", "population", "consistency",
    "registered_address", "phone", "marital_status", "education", "employment", "workplace", "health", "political", "emergency_contact",
    "emergency_phone", "vehicle", "note",
)  # fmt: skip
CARRIED = ("ethnic_group", "consistency", "population", "came_on")
NEVER_COPIED = (
    "resident_id", "residence_id", "name", "former_name", "id_number", "phone", "sex", "birth_date", "relation", "tags", "note",
    "emergency_contact", "emergency_phone", "vehicle", "no_number_reason", "result", "accepted",
)  # fmt: skip


@dataclass(frozen=True)
class PersonDraft:
    """One person of a household: the columns of ``resident`` and of the ``residence`` being entered, plus tags."""

    resident_id: str = ""  # '' = new on the register
    residence_id: str = ""
    name: str = ""
    former_name: str = ""
    sex: str = ""
    id_type: str = "111"
    id_number: str = ""
    no_number_reason: str = ""
    birth_date: str = ""
    ethnic_group: str = ""
    population: str = ""
    consistency: str = ""
    registered_address: str = ""
    phone: str = ""
    marital_status: str = ""
    education: str = ""
    employment: str = ""
    workplace: str = ""
    health: str = ""
    political: str = ""
    emergency_contact: str = ""
    emergency_phone: str = ""
    vehicle: str = ""
    note: str = ""
    relation: str = ""
    came_on: str = ""
    opened_on: str = ""
    open_reason: str = OpenReason.NEWLY_LIVING.value
    tags: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()  # fields answered 不详
    accepted: tuple[str, ...] = ()  # warnings accepted with Enter; the journal remembers them
    result: str = ""  # '' not looked at, 'unchanged', 'changed', 'new', 'left'

    def answered(self, field: str) -> bool:
        """Whether anything was said about a field, 不详 included."""
        return field in self.unknown or bool(getattr(self, field))

    def age(self, day: date) -> int | None:
        """Completed years on a day."""
        return age_of(self.birth_date, day)


@dataclass(frozen=True)
class HouseholdDraft:
    """Everything typed at one door."""

    dwelling_id: str = ""
    household_id: str = ""
    use: str = ""
    owner_name: str = ""
    owner_phone: str = ""
    note: str = ""
    rent_use: str = ""
    members: tuple[PersonDraft, ...] = ()
    pending: bool = False  # Ctrl+G: nobody seen, a revisit is agreed
    revisit_on: str = ""

    @property
    def head(self) -> PersonDraft | None:
        """The head of the household, if named."""
        return next((member for member in self.members if member.relation in HEADS and member.result != "left"), None)

    def with_member(self, index: int, member: PersonDraft) -> HouseholdDraft:
        """The household with one member replaced, or appended when ``index`` is behind the last."""
        members = list(self.members)
        members[index : index + 1] = [member]
        return replace(self, members=tuple(members))

    def confirmed(self) -> HouseholdDraft:
        """全户无变化: every known member not touched yet is 无变化."""
        return replace(self, members=tuple(replace(m, result=m.result or "unchanged") for m in self.members))


def plain(draft: HouseholdDraft) -> dict[str, Any]:
    """Draft as JSON values."""
    return asdict(draft)


def from_plain(data: Mapping[str, Any]) -> HouseholdDraft:
    """Draft from JSON values; names that this version does not know are left out."""
    members = tuple(person_from_plain(member) for member in data.get("members", ()))
    known = {f.name for f in fields(HouseholdDraft)} - {"members"}
    return HouseholdDraft(members=members, **{name: value for name, value in data.items() if name in known})


def person_from_plain(data: Mapping[str, Any]) -> PersonDraft:
    """One person from form or JSON values; lists become tuples, None becomes ''."""
    known = {f.name for f in fields(PersonDraft)}
    values: dict[str, Any] = {
        name: tuple(v) if isinstance(v, list) else "" if v is None else v for name, v in data.items() if name in known
    }
    return PersonDraft(**values)


def changed_columns(before: Mapping[str, object], draft: PersonDraft) -> dict[str, str]:
    """Columns of ``resident`` whose value differs from the stored row: what an update writes and what 已改 names."""
    return {c: value for c in RESIDENT_COLUMNS if (value := str(getattr(draft, c))) != str(before.get(c) or "")}


@dataclass(frozen=True)
class NumberFacts:
    """What an identity number tells."""

    sex: str = ""
    birth_date: str = ""
    registered_address: str = ""
    id_type: str = ""
    age: int | None = None

    def values(self) -> dict[str, str]:
        """For the form: field → automatic value; empty ones clear what was derived from an earlier number."""
        return {"sex": self.sex, "birth_date": self.birth_date, "registered_address": self.registered_address}


def from_number(number: str, today: date, practice: bool = False, regions: Mapping[str, str] | None = None) -> NumberFacts:
    """Sex, birth date, age and 户籍地 from a number; nothing from a wrong one.  ``regions``: names by county or province code."""
    checked = check_resident_id(number, today, practice)
    if not checked.usable or checked.birth is None:
        return NumberFacts()
    birth = iso(checked.birth)
    place = region_text(checked.normalized[:6], regions or {}) if checked.kind in ("ric", "hmt") else ""
    return NumberFacts(checked.sex, birth, place, type_of_number(checked), age_of(birth, today))


def region_text(code: str, regions: Mapping[str, str]) -> str:
    """Name of the county where known, else of the province, else ''.  Abolished counties stay in numbers: never an error."""
    return regions.get(code) or regions.get(code[:4] + "00") or regions.get(code[:2] + "0000") or regions.get(code[:2]) or ""


def suggested_population(id_type: str, consistency: str, head_population: str = "") -> str:
    """人口类别 from the kind of document and 人户情况: '01' 户籍, '02' 流动, '03' 境外, '' = ask."""
    return population_of(id_type, consistency) or (head_population if not consistency else "")


def suggested_tags(person: PersonDraft, household: Sequence[PersonDraft], today: date) -> tuple[str, ...]:
    """Care tags that age and household suggest; a person decides: 303 高龄, 304 百岁, 602 婴幼儿, 301 独居, 302 空巢."""
    age = person.age(today)
    if age is None:
        return ()
    found = []
    ages = [member.age(today) for member in household if member.result != "left"]
    if age >= 60 and len(ages) == 1:
        found.append("301")
    elif age >= 60 and len(ages) > 1 and all(other is not None and other >= 60 for other in ages):
        found.append("302")
    if age >= 80:
        found.append("303")
    if age >= 100:
        found.append("304")
    if age <= 3:
        found.append("602")
    return tuple(found)


def new_member(household: HouseholdDraft, today: date, region_prefix: str = "") -> tuple[PersonDraft, tuple[str, ...]]:
    """An empty person with what carries over from the member before, and the names of those fields (同上).  The first member is the
    head of the household."""
    if not household.members:
        return PersonDraft(relation=HEAD, opened_on=iso(today), result="new"), ()
    previous = household.members[-1]
    values: dict[str, Any] = dict(carried_from_member(previous, region_prefix))
    return PersonDraft(opened_on=iso(today), result="new", **values), tuple(values)


def carried_from_member(previous: PersonDraft, number: str = "") -> dict[str, str]:
    """Values of the previous member that hold for most of a household.  户籍地 only when the number begins with the same county."""
    values = {name: str(getattr(previous, name)) for name in CARRIED if getattr(previous, name)}
    if number and previous.registered_address and previous.id_number[:6] == number[:6]:
        values["registered_address"] = previous.registered_address
    return values


def copied_person(previous: PersonDraft, today: date) -> PersonDraft:
    """Ctrl+D: the whole previous person without what can only be that person's (name, number, phone …)."""
    empty = PersonDraft()
    return replace(previous, opened_on=iso(today), **{name: getattr(empty, name) for name in NEVER_COPIED} | {"result": "new"})


def carried_from_household(previous: HouseholdDraft) -> dict[str, str]:
    """Values of the door before: the use of the dwelling; building and unit stay by the plan."""
    return {"use": previous.use} if previous.use and previous.use != "vacant" else {}


def carried_from_visit(previous: Mapping[str, str]) -> dict[str, str]:
    """Values of the visit before: day, time and kind."""
    return {name: previous[name] for name in ("visited_on", "visited_at", "kind") if previous.get(name)}


def without_document(person: PersonDraft, reason: str = "") -> PersonDraft:
    """9 in the number field: 无证件; the person is shown in 待核 and in the list 待补证件."""
    return replace(person, id_type=NO_DOCUMENT, id_number="", no_number_reason=reason or person.no_number_reason)


def summary_of_changes(before: Mapping[str, object], draft: PersonDraft, labels: Mapping[str, str]) -> str:
    """核对结果 of a known member: '无变化', '已改：联系电话、工作单位'."""
    changed = changed_columns(before, draft)
    return f"已改：{'、'.join(labels.get(column, column) for column in changed)}" if changed else "无变化"


def people_here(members: Iterable[PersonDraft]) -> list[PersonDraft]:
    """Members who (still) live here."""
    return [member for member in members if member.result != "left"]
