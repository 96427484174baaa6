"""Checks of what is typed at the door (ux.md §5): hard ones block the save of the person, soft ones are accepted with Enter and
remembered.  Each problem stands at its field and says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.errors import Problem
from app.models.dates import from_iso
from app.models.household_entry import HEADS, HouseholdDraft, PersonDraft, people_here
from app.models.identity import IDENTITY_CARDS, NO_DOCUMENT, check_document, check_phone
from app.models.resident_fields import RESIDENT_FIELDS
from app.models.vocabulary import DwellingUse

WARNING = "warning"
_SPOUSE = ("10", "11", "12")
_ADOPTED = ("27", "37", "57", "58")
_MARRIED_IN = ("28", "38", "45", "46", "53", "54", "55", "56", "65", "68")
_UNINHABITED = (DwellingUse.VACANT.value, DwellingUse.BUSINESS.value, DwellingUse.OFFICE.value)
_MUST_BE_KNOWN = ("name", "relation")  # 不详 is no answer here


@dataclass(frozen=True)
class CheckRules:
    """Limits that an office may set otherwise."""

    least_parent_gap: int = 14
    least_spouse_age: int = 20
    greatest_age: int = 105
    crowd: int = 8  # more people in one room: 群租 hint
    required: tuple[str, ...] = tuple(f.name for f in RESIDENT_FIELDS if f.required)


@dataclass(frozen=True)
class Surroundings:
    """What the register already says about the place: names of people registered at this dwelling apart from this household."""

    today: date
    practice: bool = False
    names_here: tuple[str, ...] = ()


def check_person(
    person: PersonDraft, others: Sequence[PersonDraft], around: Surroundings, rules: CheckRules | None = None
) -> list[Problem]:
    """All problems of one person; ``others`` are the other members of the household."""
    limits = rules or CheckRules()
    return [
        *_required(person, limits),
        *_number(person, others, around),
        *_days(person, around.today),
        *_relation(person, others, around.today, limits),
        *_likely(person, others, around, limits),
    ]


def check_field(
    field: str, person: PersonDraft, others: Sequence[PersonDraft], around: Surroundings, rules: CheckRules | None = None
) -> list[Problem]:
    """Problems of one field when the cursor leaves it; a field left empty is only named when the person is saved."""
    problems = [problem for problem in check_person(person, others, around, rules) if problem.field == field]
    return problems if person.answered(field) else []


def check_household(household: HouseholdDraft, around: Surroundings, rules: CheckRules | None = None) -> list[Problem]:
    """Problems of the household as a whole; those of its members are checked one by one."""
    limits = rules or CheckRules()
    living = people_here(household.members)
    problems = []
    if len([member for member in living if member.relation in HEADS]) > 1:
        problems.append(Problem("relation", "一户只能有一位户主，请改其中一人的“与户主”。"))
    if living and household.head is None:
        problems.append(Problem("relation", "这户没有户主，请在“与户主”里选一位。户主不住这里按 Enter。", WARNING))
    if len(living) > limits.crowd and household.use != DwellingUse.DORMITORY.value:
        problems.append(Problem("", f"这户 {len(living)} 人，超过 {limits.crowd} 人，可能是群租，核实后按 Enter。", WARNING))
    if living and household.use == DwellingUse.VACANT.value:
        problems.append(Problem("use", f"房屋用途是空置，却有 {len(living)} 人居住，请改用途或办注销。"))
    if not household.use and not household.pending:
        nobody = "没人住选空置，没见到人按 Ctrl+G 约回访。" if not living else "问不到选不详。"
        problems.append(Problem("use", f"房屋用途没有选。{nobody}"))
    elif not living and not household.pending and household.use not in _UNINHABITED:
        problems.append(Problem("", "这户没有人。空置请把用途改为空置；没见到人按 Ctrl+G 约回访。", WARNING))
    if household.use == DwellingUse.RENTED.value and not household.owner_name:
        problems.append(Problem("owner_name", "出租房没有产权人姓名，可按 Ctrl+B 记不详。", WARNING))
    return problems


def blocks(problems: Sequence[Problem]) -> bool:
    """Whether anything forbids saving."""
    return any(problem.severity == "error" for problem in problems)


def _required(person: PersonDraft, rules: CheckRules) -> list[Problem]:
    labels = {f.name: f.label for f in RESIDENT_FIELDS}
    problems = []
    for name in rules.required:
        if name == "id_number":
            continue
        if name in _MUST_BE_KNOWN and not getattr(person, name):
            problems.append(Problem(name, f"{labels[name]}没有填，这一项不能是不详。"))
        elif not person.answered(name):
            problems.append(Problem(name, f"{labels[name]}没有填。问不到按 Ctrl+B 记不详。"))
    return problems


def _number(person: PersonDraft, others: Sequence[PersonDraft], around: Surroundings) -> list[Problem]:
    if person.id_type == NO_DOCUMENT or "id_number" in person.unknown:
        if person.id_number and person.id_type == NO_DOCUMENT:
            return [Problem("id_type", "填了证件号码，证件类型却是无证件，请改其中一项。")]
        return (
            []
            if person.no_number_reason.strip()
            else [Problem("no_number_reason", "没有证件号码要写原因，例如新生儿未落户、拒绝出示。")]
        )
    if not person.id_number:
        return [Problem("id_number", "证件号码没有填。没有证件输 9，再写原因。")]
    if person.resident_id and "*" in person.id_number:
        return []  # as the register shows it: the number was checked when it was typed
    problems = []
    checked = check_document(person.id_type, person.id_number, around.today, around.practice)
    if checked.severity == "error":
        kept = bool(person.no_number_reason.strip())  # 证件如此: stored with a reason
        problems.append(Problem("id_number", f"{checked.reason}。", WARNING if kept else "error"))
    elif checked.severity == "warning":
        problems.append(Problem("id_number", f"{checked.reason}。没错按 Enter。", WARNING))
    if any(other.id_number == person.id_number for other in others):
        problems.append(Problem("id_number", "本户另一人已用这个证件号码，请核对是哪一位的。"))
    if checked.severity != "error" and person.id_type in IDENTITY_CARDS:
        if checked.birth and person.birth_date and person.birth_date != checked.birth.isoformat():
            text = f"出生日期 {person.birth_date} 与证件号码里的 {checked.birth.isoformat()} 不同。两个都保留按 Enter。"
            problems.append(Problem("birth_date", text, WARNING))
        if checked.sex and person.sex in ("1", "2") and person.sex != checked.sex:
            problems.append(Problem("sex", "性别与证件号码不一致。两个都保留按 Enter。", WARNING))
    return problems


def _days(person: PersonDraft, today: date) -> list[Problem]:
    problems = []
    for field, label in (("birth_date", "出生日期"), ("came_on", "来住日期"), ("opened_on", "登记日期")):
        text = getattr(person, field)
        day = from_iso(text)
        if text and day is None:
            problems.append(Problem(field, f"{label}“{text}”不存在，请核对。"))
        elif day is not None and day > today:
            problems.append(Problem(field, f"{label} {text} 晚于今天，请核对。"))
    if person.birth_date and person.came_on and person.came_on < person.birth_date:
        problems.append(Problem("came_on", f"来住日期 {person.came_on} 早于出生日期 {person.birth_date}，请核对哪一个错了。"))
    return problems


def _relation(person: PersonDraft, others: Sequence[PersonDraft], today: date, rules: CheckRules) -> list[Problem]:
    living = people_here(others)
    head = next((other for other in living if other.relation in HEADS), None)
    if person.relation in HEADS and head is not None:
        return [Problem("relation", f"户主已经是{head.name or '另一人'}，一户只能有一位户主。")]
    problems = []
    age = person.age(today)
    if person.relation in _SPOUSE and age is not None and age < rules.least_spouse_age:
        problems.append(Problem("relation", f"配偶 {age} 岁，未满 {rules.least_spouse_age} 岁。没错按 Enter。", WARNING))
    if person.relation in _SPOUSE and head is not None and head.sex in ("1", "2") and head.sex == person.sex:
        problems.append(Problem("relation", "配偶与户主性别相同，请核对性别或关系。没错按 Enter。", WARNING))
    relatives = living if person.relation in HEADS else [head] if head is not None else []
    for other in relatives:
        child, parent, steps = _generations(person, other)
        gap = _years_between(parent, child) if child and parent else None
        if child and parent and gap is not None and gap < rules.least_parent_gap * steps:
            words = "父母" if steps == 1 else "祖父母"
            text = f"{words}{parent.name}{_apart(parent, child, gap)}，请核对关系或出生日期。没错按 Enter。"
            problems.append(Problem("relation", text, WARNING))
    return problems


def _generations(one: PersonDraft, other: PersonDraft) -> tuple[PersonDraft | None, PersonDraft | None, int]:
    """(younger, older, steps between) when one of the two is the head and the other a blood relation in another generation."""
    head, relative = (one, other) if one.relation in HEADS else (other, one)
    code = relative.relation
    if code in _ADOPTED or code in _MARRIED_IN or head.relation not in HEADS:
        return None, None, 0
    if code[:1] in ("2", "3"):
        return relative, head, 1
    if code[:1] == "5":
        return head, relative, 1
    if code[:1] == "4":
        return relative, head, 2
    return (head, relative, 2) if code[:1] == "6" else (None, None, 0)


def _apart(parent: PersonDraft, child: PersonDraft, gap: int) -> str:
    """'只比黄小宝大 12 岁', or the other way round where the child is the older one."""
    younger = _years_between(child, parent) or 0
    if parent.birth_date == child.birth_date:
        return f"与{child.name}同一天出生"
    if gap >= 0:
        return f"只比{child.name}大 {gap} 岁" if gap else f"比{child.name}大不到一岁"
    return f"比{child.name}小 {younger} 岁" if younger else f"比{child.name}还小"


def _years_between(older: PersonDraft, younger: PersonDraft) -> int | None:
    a, b = from_iso(older.birth_date), from_iso(younger.birth_date)
    return None if a is None or b is None else b.year - a.year - ((b.month, b.day) < (a.month, a.day))


def _likely(person: PersonDraft, others: Sequence[PersonDraft], around: Surroundings, rules: CheckRules) -> list[Problem]:
    problems = []
    age = person.age(around.today)
    if age is not None and age > rules.greatest_age:
        problems.append(
            Problem("birth_date", f"年龄 {age} 岁，超过 {rules.greatest_age} 岁，请核对出生日期。没错按 Enter。", WARNING)
        )
    if age is not None and age < rules.least_spouse_age and person.marital_status[:1] in ("2", "3", "4"):
        problems.append(Problem("marital_status", f"{age} 岁，婚姻状况不是未婚，请核对。没错按 Enter。", WARNING))
    for field in ("phone", "emergency_phone"):
        number = getattr(person, field)
        if number and "*" not in number and check_phone(number).severity != "ok":
            digits = sum(map(str.isdigit, number))
            what = f"电话是 {digits} 位，手机应为 11 位" if digits != 11 else f"电话 {number} 不像手机号"
            problems.append(Problem(field, f"{what}，请核对。没错按 Enter。", WARNING))
    name = person.name.strip()
    if name and any(other.name.strip() == name for other in people_here(others)):
        problems.append(Problem("name", f"本户已有一位{name}，请核对是否重复录入。是两个人按 Enter。", WARNING))
    elif name and not person.resident_id and name in around.names_here:
        problems.append(Problem("name", f"这个地址已登记过{name}，请核对是否同一人。是两个人按 Enter。", WARNING))
    return problems
