"""What stands where in a received form: lists under a header, label cells with room beside or below.  Cells in, structure out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.models import form_contents
from app.models.form_words import ENTITY, HOUSEHOLD, PERSON, field_of, field_of_chain, fields_of, plain_title, says_nothing

_LEAVES = frozenset(("name", "sex", "age", "id_number", "ethnic", "phone", "education", "marital"))  # never a group of columns
HEADER_WITHIN = 40  # rows
HEADER_LINES = 4
LIST, CARD, STATISTICS, MEMBERS = "list", "card", "statistics", "members"
MEMBERS_BELOW = 4  # labels understood above a list make it the list of the household
_TOTAL = re.compile(r"^(?:合计|总计|小计|共计|本页合计|累计|总数|本页小计)[:：(]?")
_FOOT = re.compile(
    r"^(?:备注|注|说明|填表说明|填报说明|填表人|填报人|制表人?|审核人?|审核|单位负责人|负责人|经办人|统计人|联系人|联系电话|填报单位|填报日期|填表日期|填报时间|"
    r"社区意见|村\(居\)意见|街道意见|\(盖章\)|盖章|分管领导|主要领导|复核人?|网格员签[字名]|签[字名]|村\(社区\)|注意事项|要求|"
    r"社区\(盖章\)|调查员|核查人|审批人|报送人|领导签[字名]|第\d+页|录入人|采集人)[^:：]{0,12}(?:[:：]|$)|^(?:注|备注|说明)[:：]|^[※★*]|^\d[.、].{12,}"
)
_EXAMPLE = re.compile(r"^(?:例|示例|样例|填写示例|范例|例如|举例|填表示例|例子)(?:[:：)]|\d*$)")
_INLINE = re.compile(r"([\u4e00-\u9fffA-Z0-9()/、]{2,16})[:：]([_＿\s\u3000\u2002\u2003]*)(?=$|[\u4e00-\u9fff(（□])")


@dataclass(frozen=True)
class FormSheet:
    """One sheet, or one table of a text: texts of its cells, merged blocks (first row, first column, last row, last column)."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()
    framed: frozenset[int] = frozenset()  # rows that have borders
    hidden: bool = False

    @property
    def width(self) -> int:
        """Columns."""
        return max((len(row) for row in self.rows), default=0)

    def text(self, row: int, column: int) -> str:
        """Text of one cell, '' outside."""
        return self.rows[row][column] if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]) else ""


@dataclass(frozen=True)
class FormItem:
    """One column or label of a form and the fact that answers it; ``field`` '' = nobody answers it."""

    title: str  # as it stands in the form, group and title joined by ' · '
    column: int
    field: str = ""
    how: str = ""  # title, content, kept (chosen before), hand
    row: int = 0  # of a label: where the answer goes
    example: str = ""
    formula: bool = False
    label_row: int = -1
    label_column: int = -1
    inline: bool = False  # the answer goes into the label's own cell, after the colon


@dataclass(frozen=True)
class FormPart:
    """One list or one set of labels on a sheet."""

    sheet: int
    sheet_name: str
    kind: str
    about: str
    items: tuple[FormItem, ...]
    header_last: int = -1
    first_row: int = -1
    last_row: int = -1  # last row with room
    open_end: bool = True  # nothing stands below: more rows can simply follow
    filled: tuple[int, ...] = ()  # rows that somebody filled already

    @property
    def known(self) -> int:
        """Items with a field."""
        return sum(1 for item in self.items if item.field)

    @property
    def rooms(self) -> int:
        """Rows that are still empty."""
        return self.last_row - self.first_row + 1 - len(self.filled)


@dataclass(frozen=True)
class Form:
    """A whole form."""

    parts: tuple[FormPart, ...]
    fingerprint: str = ""
    remembered: bool = field(default=False, compare=False)


def recognise(sheets: Sequence[FormSheet], names: Collection[str] = ()) -> Form:
    """Parts of all sheets with proposals; sheets without anything known are left out.  ``names``: grids and the office, which may label
    the rows of statistical tables."""
    from app.models.form_crosstabs import crosstab

    parts: list[FormPart] = []
    for place, sheet in enumerate(sheets):
        if not sheet.hidden and sheet.rows:
            found = [part for part in (_list_of(place, sheet), _card_of(place, sheet)) if part is not None]
            counted = None if any(_names_somebody(part) for part in found) else crosstab(place, sheet, names)
            parts.extend(_with_members(found) if counted is None else [counted])
    if not parts:  # a list of names to be signed has only one column that we know
        short = [_list_of(place, sheet, 1) for place, sheet in enumerate(sheets) if not sheet.hidden and sheet.rows]
        parts = [part for part in short if part is not None and _names_somebody(part)]
    return Form(tuple(_best(parts)), fingerprint(parts))


def _with_members(found: list[FormPart]) -> list[FormPart]:
    """A list below the labels of one person's form is that of the people of the same household."""
    if len(found) < 2:
        return found
    listed, card = found
    above = [item for item in card.items if item.label_row < listed.header_last]
    if listed.about == ENTITY or sum(1 for item in above if item.field) < MEMBERS_BELOW:
        return found
    rows = range(listed.header_last, listed.last_row + 1)
    outside = tuple(item for item in card.items if item.label_row not in rows)
    return [replace(card, items=outside), replace(listed, kind=MEMBERS)]


def _names_somebody(part: FormPart) -> bool:
    return bool({item.field for item in part.items} & {"name", "id_number", "head", "head_id_number", "credit_code"})


def _best(parts: list[FormPart]) -> list[FormPart]:
    """A sheet is a list or a card, whichever is understood better."""
    kept = []
    for part in parts:
        rivals = [other for other in parts if other.sheet == part.sheet and other is not part]
        together = any(each.kind == MEMBERS for each in (part, *rivals))
        if together or not any((other.known, other.kind == LIST) > (part.known, part.kind == LIST) for other in rivals):
            kept.append(part)
    return kept


def fingerprint(parts: Sequence[FormPart]) -> str:
    """What tells one form from another: its kinds and titles, not what was filled in."""
    words = ["|".join((part.kind, *(plain_title(item.title) for item in part.items))) for part in parts]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:32] if words else ""


def with_fields(form: Form, chosen: Mapping[tuple[int, int], str], how: str) -> Form:
    """Another choice for some items, by (part, item)."""
    parts = []
    for number, part in enumerate(form.parts):
        items = tuple(
            replace(item, field=chosen[number, place], how=how)
            if (number, place) in chosen and chosen[number, place] != item.field
            else item
            for place, item in enumerate(part.items)
        )
        parts.append(replace(part, items=items, about=_about(part.about, items)))
    return replace(form, parts=tuple(parts), remembered=form.remembered or how == "kept")


def _about(about: str, items: Sequence[FormItem]) -> str:
    if about in (ENTITY, STATISTICS):
        return about
    fields = {item.field for item in items}
    return PERSON if "name" in fields or not fields & {"head", "head_id_number"} else HOUSEHOLD


# -- lists ---------------------------------------------------------------------------------------------------------------------------


def _list_of(place: int, sheet: FormSheet, least: int = 2) -> FormPart | None:
    best: tuple[tuple[int, int, int], FormPart] | None = None
    for top in range(min(len(sheet.rows), HEADER_WITHIN)):
        if sum(1 for text in sheet.rows[top] if text) < 2 or _below_groups(sheet, top):
            continue
        for last in _header_ends(sheet, top):
            chains = _chains(sheet, top, last)
            part = _part_under(place, sheet, last, chains) if _dense(chains) else None
            if part is not None and part.known >= least and (best is None or (part.known, -len(part.items), -top) > best[0]):
                best = ((part.known, -len(part.items), -top), part)
    return best[1] if best else None


def _below_groups(sheet: FormSheet, row: int) -> bool:
    """The lower line of a header: whose telephone it is stands above."""
    return any(
        first_row < row and (last_row >= row or (last_row == row - 1 and left < right and (right - left + 1) < 0.7 * sheet.width))
        and sheet.text(first_row, left)
        for first_row, left, last_row, right in sheet.merged
    )  # fmt: skip


def _header_ends(sheet: FormSheet, top: int) -> list[int]:
    """Last lines that a header which begins here may have."""
    needed = top
    for first_row, _, last_row, _ in sheet.merged:
        if first_row == top and last_row - first_row < HEADER_LINES:
            needed = max(needed, last_row)
    if needed == top and _groups(sheet, top) and top + 1 < len(sheet.rows) and _words_only(sheet.rows[top + 1]):
        return [top, top + 1]
    return [needed]


def _groups(sheet: FormSheet, row: int) -> bool:
    """A title that spans columns, or titles with nothing beside them and something below."""
    if any(block[0] <= row <= block[2] and block[3] > block[1] for block in sheet.merged):
        return True
    below = sheet.rows[row + 1] if row + 1 < len(sheet.rows) else ()
    return any(text and not sheet.text(row, column) for column, text in enumerate(below))


def _words_only(row: Sequence[str]) -> bool:
    texts = [text for text in row if text]
    known = sum(1 for text in texts if field_of(PERSON, text) or field_of(ENTITY, text))
    return bool(texts) and known >= 1 and not any(form_contents.looks_filled(text) for text in texts)


def _chains(sheet: FormSheet, top: int, last: int) -> list[tuple[str, ...]]:
    """Title lines over each column, merged blocks spread out; only the first column of a block that is a title of its own counts."""
    width = sheet.width
    lines = [_spread(sheet, row, width, last) for row in range(top, last + 1)]
    chains: list[tuple[str, ...]] = []
    for column in range(width):
        chain: list[str] = []
        for line in lines:
            if line[column] and (not chain or chain[-1] != line[column]):
                chain.append(line[column])
        chains.append(tuple(chain))
    for first_row, first, last_row, right in sheet.merged:
        if top <= first_row and last_row >= last and first_row <= last:
            for column in range(first + 1, min(right + 1, width)):
                chains[column] = ()
    return chains


def column_chains(sheet: FormSheet, top: int, last: int) -> list[tuple[str, ...]]:
    """Title lines over each column of a header between two rows."""
    return _chains(sheet, top, last)


def _spread(sheet: FormSheet, row: int, width: int, last: int) -> list[str]:
    line = [sheet.text(row, column) for column in range(width)]
    covered: set[int] = set()
    for first_row, first, last_row, right in sheet.merged:
        if first_row <= row <= last_row:
            for column in range(first, min(right + 1, width)):
                line[column] = sheet.text(first_row, first)
                covered.add(column)
    if row < last:  # a group title without merging reaches to the next title where something stands below
        for column in range(1, width):
            below = sheet.text(row + 1, column)
            if not line[column] and column not in covered and below and column - 1 not in covered:
                line[column] = line[column - 1] if sheet.text(row + 1, column - 1) else ""
    return line


def _dense(chains: Sequence[tuple[str, ...]]) -> bool:
    titled = [column for column, chain in enumerate(chains) if chain]
    return len(titled) >= 2 and len(titled) >= 0.6 * (titled[-1] - titled[0] + 1)


def _part_under(place: int, sheet: FormSheet, last: int, chains: Sequence[tuple[str, ...]]) -> FormPart | None:
    if any(len(chain[-1]) > 40 or any(field_of(PERSON, upper) in _LEAVES for upper in chain[:-1]) for chain in chains if chain):
        return None  # a column of labels one below the other is no header
    about = _entity_or_person(chains)
    first, end, open_end = _room_below(sheet, last + 1)
    if first > end:
        return None
    asked = [field_of_chain(about, chain) for chain in chains]
    fields = _unique(asked)
    rows = range(first, end + 1)
    filled = tuple(row for row in rows if _is_filled(sheet, row, chains, asked))
    items = []
    for column, chain in enumerate(chains):
        samples = [text for row in filled[:200] if (text := sheet.text(row, column))]
        found, how = fields[column], "title" if fields[column] else ""
        if chain or samples:
            formula = any((row, column) in sheet.formulas for row in (first, min(first + 1, end)))
            title = " · ".join(chain)
            items.append(FormItem(title, column, found, how, last, samples[0] if samples else "", formula))
    items = form_contents.by_content(about, items, sheet, filled)
    return FormPart(place, sheet.name, LIST, _about(about, items), tuple(items), last, first, end, open_end, filled)


def _entity_or_person(chains: Sequence[tuple[str, ...]]) -> str:
    """Whether the rows are people or establishments: by the titles that only one of them has."""
    known = {about: {field_of_chain(about, chain) for chain in chains} - {""} for about in (PERSON, ENTITY)}
    person = known[PERSON] & {"name", "id_number", "sex", "birth", "age", "ethnic", "relation", "head", "registered_address", "owner_name"}
    entity = known[ENTITY] & {"credit_code", "name", "industry", "responsible", "kind"}
    if "credit_code" in entity and "sex" not in person:
        return ENTITY
    if "name" in entity and "name" not in person:
        return ENTITY
    return PERSON if person or not entity else ENTITY


def _unique(fields: list[str]) -> list[str]:
    """The same fact twice: the first column keeps it, except notes; whoever asks twice can be told by hand."""
    seen: set[str] = set()
    result = []
    for each in fields:
        result.append("" if each in seen else each)
        seen.add(each)
    return result


def _room_below(sheet: FormSheet, start: int) -> tuple[int, int, bool]:
    """(first row, last row, nothing below): past numbering and example lines, up to totals, notes and signatures."""
    first = start
    while first < len(sheet.rows) and _is_passed(sheet, first):
        first += 1
    framed = first in sheet.framed
    end = first
    while end < len(sheet.rows):
        if _ends(sheet, end) or (framed and end not in sheet.framed and not any(sheet.rows[end])):
            break
        end += 1
    open_end = not any(any(row) for row in sheet.rows[end:])
    return first, (end - 1 if end > first else first - 1 + int(open_end)), open_end


def _is_passed(sheet: FormSheet, row: int) -> bool:
    """A line of column numbers (1 2 3 …, 甲 乙 1 2) or a filled-in example."""
    texts = [text for text in sheet.rows[row] if text]
    if len(texts) >= 3 and all(re.fullmatch(r"[甲乙丙丁戊己]|\(?\d{1,2}\)?|[A-Z]|[—-]", text) for text in texts):
        numbers = [int(re.sub(r"\D", "", text)) for text in texts if re.search(r"\d", text)]
        return numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
    return bool(texts) and any(_EXAMPLE.match(text) for text in texts[:2] + texts[-1:])


def _ends(sheet: FormSheet, row: int) -> bool:
    texts = [(column, text) for column, text in enumerate(sheet.rows[row]) if text]
    if not texts:
        return any(block[0] == row and block[3] - block[1] + 1 >= max(4, sheet.width * 3 // 4) for block in sheet.merged)
    column, text = texts[0]
    wide = any(block[0] <= row <= block[2] and block[1] == column and block[3] - block[1] >= 2 for block in sheet.merged)
    plain = re.sub(r"\s+", "", text)
    if any(_TOTAL.match(re.sub(r"\s+", "", each)) for _, each in texts[:2]):
        return True
    if plain.endswith((":", "：")) or re.match(r"[^:：]{0,14}(?:签[字名章]|盖章|意见)", plain):
        return True
    return bool(_FOOT.match(plain)) or (wide and len(texts) <= 2 and len(plain) > 6)


def _is_filled(sheet: FormSheet, row: int, chains: Sequence[tuple[str, ...]], fields: Sequence[str]) -> bool:
    """Something beyond a running number and what the form itself prints in each line."""
    return any(
        sheet.text(row, column) and (row, column) not in sheet.formulas and fields[column] not in ("seq", "office")
        for column in range(len(chains))
    )


# -- labels ---------------------------------------------------------------------------------------------------------------------------


def _card_of(place: int, sheet: FormSheet) -> FormPart | None:
    found = {about: _labels(sheet, about) for about in (PERSON, ENTITY)}
    persons = {item.field for item in found[PERSON]}
    entities = {item.field for item in found[ENTITY]}
    about = ENTITY if "credit_code" in entities or ("name" in entities and "name" not in persons) else PERSON
    items = found[about]
    known = {item.field for item in items if item.field}
    if len(known) < 3 or not known & {"name", "head", "id_number", "credit_code"}:
        return None
    return FormPart(place, sheet.name, CARD, _about(about, items), tuple(items))


def _labels(sheet: FormSheet, about: str) -> list[FormItem]:
    items: list[FormItem] = []
    taken: set[tuple[int, int]] = set()
    seen: set[str] = set()
    covered = {(r, c): (b[0], b[1]) for b in sheet.merged for r in range(b[0], b[2] + 1) for c in range(b[1], b[3] + 1)}
    for row, texts in enumerate(sheet.rows):
        for column, text in enumerate(texts):
            if not text or (row, column) in taken:
                continue
            for item in _label(sheet, about, row, column, covered):
                again = item.field in seen or (item.row, item.column) in taken and not item.inline
                items.append(replace(item, field="", how="") if again else item)
                seen.add(item.field) if item.field else None
                taken.add((item.row, item.column))
    return items


def _label(sheet: FormSheet, about: str, row: int, column: int, covered: Mapping[tuple[int, int], tuple[int, int]]) -> list[FormItem]:
    text = sheet.text(row, column)
    inline = list(_INLINE.finditer(text))
    if inline and (len(inline) > 1 or inline[0][2] or not _beside(sheet, row, column, covered)):
        found = [(match[1], field_of(about, match[1])) for match in inline]
        if any(key for _, key in found):
            return [
                FormItem(title, column, key, "title" if key else "", row, "", False, row, column, True)
                for title, key in found
            ]  # fmt: skip
    title = text.rstrip(":： ")
    key = field_of(about, title) if len(plain_title(title)) <= 24 else ""
    target = _beside(sheet, row, column, covered)
    if target is None:
        return []
    if not key and (len(plain_title(title)) > 12 or says_nothing(title) or form_contents.looks_filled(title)):
        return []
    value = sheet.text(*target)
    formula = target in sheet.formulas
    return [FormItem(title, target[1], key, "title" if key else "", target[0], value, formula, row, column)]


def _beside(sheet: FormSheet, row: int, column: int, covered: Mapping[tuple[int, int], tuple[int, int]]) -> tuple[int, int] | None:
    """The cell for the answer: right of the label, empty or filled with something that is no label itself."""
    right = column + 1
    while (row, right) in covered and covered[row, right] == covered.get((row, column)) == (row, column):
        right += 1
    if right >= sheet.width or right >= len(sheet.rows[row]):
        return None
    target = covered.get((row, right), (row, right))
    if target[0] != row and target[0] < row:
        return None
    text = sheet.text(*target)
    if text and (field_of(PERSON, text) or field_of(ENTITY, text) or text.rstrip().endswith((":", "："))):
        return None
    return target


def titles_of(about: str) -> list[tuple[str, str]]:
    """(key, label) of all facts that can be chosen by hand."""
    return [(key, each.label) for key, each in fields_of(about).items()]
