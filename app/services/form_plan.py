"""What would be written into a form, cell by cell, before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.models import form_crosstabs, form_values
from app.models.form_matching import Match, Matcher, plain
from app.models.form_recognition import CARD, FormItem, FormPart, FormSheet
from app.models.form_statistics import Counter
from app.models.form_values import FormValue, value_of
from app.models.form_words import PERSON, field_of
from app.services.form_package import SheetEdit
from app.services.form_references import RowsAdded

Facts = Mapping[str, str]
BOX = "□"
_SAME = frozenset(("name", "sex", "id_number", "birth", "phone", "credit_code"))  # what is compared where the form says something itself


@dataclass
class Plan:
    """Edits of one file and what is to be said about them."""

    edits: list[SheetEdit] = field(default_factory=list)
    lines: int = 0
    added_rows: int = 0
    rows: list[tuple[str, ...]] = field(default_factory=list)  # as a sample
    unknown: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    doubtful: list[tuple[int, str, str]] = field(default_factory=list)
    differing: list[tuple[int, str, str]] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)  # id → digest of the row
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Writing:
    """How values are written: the day of ages, whether numbers stay whole."""

    today: date
    full: bool
    fields: frozenset[str]

    def shown(self, facts: Facts) -> Facts:
        """Facts as they may leave."""
        return facts if self.full else form_values.masked(facts, self.fields)


def asked(items: Sequence[FormItem]) -> list[tuple[int, FormItem]]:
    """Items that get a value."""
    return [(place, item) for place, item in enumerate(items) if item.field and not item.formula]


def narrowed(part: FormPart, people: Sequence[Facts]) -> Sequence[Facts]:
    """A sheet that is named after a care tag or a grid takes only those people."""
    name = part.sheet_name.strip()
    tag = field_of(PERSON, name) if part.about == PERSON else ""
    if tag.startswith("tag:"):
        return [facts for facts in people if tag[4:] in facts.get("tags", "").split()]
    labels = {facts.get("grid", "") for facts in people} - {""}
    return [facts for facts in people if facts.get("grid", "") == name] if name in labels else people


def plan_list(plan: Plan, part: FormPart, sheet: FormSheet, people: Sequence[Facts], writing: Writing) -> None:
    """Everybody of a list into the empty rows; more rows where the form has too few."""
    people = _not_there(plan, part, sheet, people)
    blank = [row for row in range(part.first_row, part.last_row + 1) if row not in part.filled]
    blank = [row for row in blank if row > max(part.filled, default=-1)]
    missing = max(0, len(people) - len(blank))
    added, pattern = _added_rows(part, missing)
    rows = blank + list(range(part.last_row + 1, part.last_row + 1 + missing))
    cells: dict[tuple[int, int], FormValue] = {}
    covered = {(r, c) for b in sheet.merged for r in range(b[0], b[2] + 1) for c in range(b[1], b[3] + 1) if (r, c) != (b[0], b[1])}
    for facts, row in zip(people, rows, strict=False):
        line = _row_values(plan, part.items, {**facts, "seq": str(row - part.first_row + 1)}, writing)
        origin = row if added is None or row + 1 < added.at else -1  # rows from there on are new or moved, and empty
        for place, value in line:
            item = part.items[place]
            kept = origin >= 0 and sheet.text(origin, item.column) and item.field != "seq"
            if value.text and not kept and (row, item.column) not in covered:
                cells[row, item.column] = value
    if cells or added:
        plan.edits.append(SheetEdit(part.sheet, cells, added, pattern))
    plan.added_rows += missing


def _not_there(plan: Plan, part: FormPart, sheet: FormSheet, people: Sequence[Facts]) -> list[Facts]:
    """Those who do not stand in the form already; somebody of the same name without a number may be the same and is said."""
    rows = [(row, said(part, sheet, row)) for row in part.filled]
    key, name_key = ("credit_code", "name") if part.about == "entity" else ("id_number", "name")
    if part.about == "household":
        key, name_key = "head_id_number", "head"
    numbers = {plain(content.get(key, "")) for _, content in rows} - {""}
    unnumbered = {plain(content.get(name_key, "")): row for row, content in rows if not content.get(key, "")}
    kept = []
    for facts in people:
        row = unnumbered.get(plain(facts.get(name_key, "")))
        if plain(facts.get(key, "")) in numbers:
            continue
        if row is not None:
            plan.doubtful.append((row, facts.get(name_key, ""), "表里已有同名的人，没有再填一行；要填请选“表里已有的人”"))
            continue
        kept.append(facts)
    return kept


def names_somebody(part: FormPart) -> bool:
    """A list of people or establishments can be filled only if it says who they are."""
    return bool({item.field for item in part.items} & {"name", "id_number", "head", "head_id_number", "credit_code"})


def _added_rows(part: FormPart, missing: int) -> tuple[RowsAdded | None, int]:
    """New rows go before the last empty row, so that sums over the list take them in by themselves."""
    if not missing:
        return None, 0
    if part.last_row > part.first_row and part.last_row not in part.filled:
        return RowsAdded(part.last_row + 1, missing), part.last_row - 1
    return RowsAdded(part.last_row + 2, missing), max(part.last_row, part.first_row)


def _row_values(plan: Plan, items: Sequence[FormItem], facts: Facts, writing: Writing) -> list[tuple[int, FormValue]]:
    """The values of one person, and what the register does not know of it."""
    shown = writing.shown(facts)
    values = [(place, value_of(item.field, shown, writing.today, item.title, item.example)) for place, item in asked(items)]
    whole = [value_of(item.field, facts, writing.today, item.title, item.example).text for _, item in asked(items) if item.field != "seq"]
    missing = tuple(items[place].title.replace("\n", "") for place, value in values if not value.known and items[place].field != "note")
    name = facts.get("name", "")
    if missing:
        plan.unknown.append((name, missing))
    if identity := facts.get("id", ""):
        plan.people[identity] = hashlib.sha256("\x1f".join(whole).encode()).hexdigest()[:16]
        plan.names[identity] = name
    plan.lines += 1
    if len(plan.rows) < 20:
        by_place = dict(values)
        plan.rows.append(tuple(by_place[place].text if place in by_place else "" for place in range(len(items))))
    return values


def said(part: FormPart, sheet: FormSheet, row: int) -> dict[str, str]:
    """What a row of the form says, by field."""
    return {item.field: sheet.text(row, item.column) for item in part.items if item.field}


def matches(part: FormPart, sheet: FormSheet, matcher: Matcher) -> Iterator[tuple[int, dict[str, str], Match]]:
    """Who is meant by each filled row."""
    for row in part.filled:
        content = said(part, sheet, row)
        if part.about == "household":
            content.update(name=content.get("head", ""), id_number=content.get("head_id_number", ""), phone=content.get("head_phone", ""))
        if any(content.values()):
            yield row, content, matcher.find(content)


def plan_named(plan: Plan, part: FormPart, sheet: FormSheet, found: Mapping[int, Facts], writing: Writing) -> None:
    """The empty cells of rows that the form already has; what somebody wrote is never written over."""
    cells: dict[tuple[int, int], FormValue] = {}
    for row, facts in found.items():
        for place, value in _row_values(plan, part.items, {**facts, "seq": str(row - part.first_row + 1)}, writing):
            item = part.items[place]
            there = sheet.text(row, item.column)
            if not there and value.text:
                cells[row, item.column] = value
            elif there and item.field in _SAME and "*" not in there:
                own = value_of(item.field, facts, writing.today, item.title, item.example).text
                if own and "".join(own.split()).upper() != "".join(there.split()).upper():
                    plan.differing.append((row, facts.get("name", ""), item.title.split(" · ")[-1]))
    if cells:
        plan.edits.append(SheetEdit(part.sheet, cells))


def plan_card(plan: Plan, part: FormPart, sheet: FormSheet, facts: Facts, writing: Writing) -> None:
    """The labels of one person's form; what is already filled in stays."""
    cells: dict[tuple[int, int], FormValue] = {}
    for place, value in _row_values(plan, part.items, facts, writing):
        item = part.items[place]
        if item.inline:
            if value.text:
                cells[item.label_row, item.label_column] = FormValue(
                    _put_inline(cells.get((item.label_row, item.label_column), FormValue(sheet.text(item.label_row, item.label_column))).text,
                                item.title, value.text))  # fmt: skip
        elif value.text and BOX in item.example:
            if (ticked := _ticked(item.example, value.text)) != item.example:
                cells[item.row, item.column] = FormValue(ticked)
        elif value.text and not item.example.strip("_＿ "):
            cells[item.row, item.column] = value
    if cells:
        plan.edits.append(SheetEdit(part.sheet, cells))


def _put_inline(text: str, title: str, value: str) -> str:
    """'姓名：____ 性别：__' → '姓名：王建平 性别：__'."""
    start = text.find(title)
    colon = next((place for place in range(start + len(title), len(text)) if text[place] in ":："), -1)
    if start < 0 or colon < 0:
        return text
    end = colon + 1
    while end < len(text) and text[end] in "_＿ \u3000\u2002\u2003":
        end += 1
    if text[end : end + 1] == BOX:
        return text[:end] + _ticked(text[end:], value)
    return text[: colon + 1] + value + ("  " if end < len(text) else "") + text[end:]


def plan_statistics(plan: Plan, part: FormPart, sheet: FormSheet, counter: Counter) -> None:
    """Numbers into the empty cells whose labels are understood; the others are said."""
    cells: dict[tuple[int, int], FormValue] = {}
    lines: dict[int, dict[int, str]] = {}
    for row, column, conditions, label in form_crosstabs.cells(part, sheet):
        if not conditions:
            plan.unknown.append((label, ("看不懂行名或列名，没有统计",)))
            continue
        if not counter.may(*conditions):
            plan.unknown.append((label, ("封存标签，不外报",)))
            continue
        value = str(counter.count(*conditions))
        cells[row, column] = FormValue(value, "number")
        lines.setdefault(row, {})[column] = value
        plan.people[f"cell:{label}"] = value
        plan.names[f"cell:{label}"] = label.replace("\n", "")
    titles = {item.row: item.title for item in part.items if item.row >= 0}
    columns = [item.column for item in part.items if item.column >= 0]
    plan.rows += [(titles.get(row, ""), *(values.get(column, "") for column in columns)) for row, values in lines.items()]
    plan.lines += len(lines)
    if cells:
        plan.edits.append(SheetEdit(part.sheet, cells))


def _ticked(text: str, value: str) -> str:
    """'□男 □女' → '☑男 □女'; a choice that the form does not offer is left to the person."""
    return text.replace(BOX + value, "☑" + value, 1)


def is_card(part: FormPart) -> bool:
    """One form for each person."""
    return part.kind == CARD
