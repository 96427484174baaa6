"""Where the labels of a statistical table stand: rows, columns, and the cells between them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from app.models.form_recognition import STATISTICS, FormItem, FormPart, FormSheet, column_chains
from app.models.form_statistics import COUNT, condition_of, says_whom, title_condition

HEADER_WITHIN = 12
_NAMES = frozenset(("序号", "编号", "备注", "单位"))


def crosstab(place: int, sheet: FormSheet, names: Collection[str]) -> FormPart | None:
    """The statistical table of a sheet; ``names``: grids and the office, which may label rows or columns."""
    best: FormPart | None = None
    for top in range(min(len(sheet.rows) - 1, HEADER_WITHIN)):
        if sum(1 for text in sheet.rows[top] if text) < 2:
            continue
        for last in (top, top + 1, top + 2):
            part = _table(place, sheet, top, last, names)
            if part is not None and (best is None or part.known > best.known):
                best = part
    return best


def _table(place: int, sheet: FormSheet, top: int, last: int, names: Collection[str]) -> FormPart | None:
    if last + 1 >= len(sheet.rows) or any(block[0] <= last < block[2] and block[0] >= top for block in sheet.merged):
        return None
    columns = [(column, chain, _chain_condition(chain, names)) for column, chain in enumerate(column_chains(sheet, top, last)) if chain]
    counted = [each for each in columns if each[2]]
    if not counted:
        return None
    first = next((column for column, _, found in columns if found and column > 0), 0)
    if first < 1:
        return None
    rows = _rows(sheet, last + 1, first, names)
    body = [each for each in columns if each[0] >= first and each[1][-1] not in _NAMES]
    known_rows = [each for each in rows if each[2]]
    if not known_rows or len([each for each in body if each[2]]) < 1 or len(known_rows) + len(counted) < 3:
        return None
    if not all(sheet.text(row, column) == "" or sheet.text(row, column).isdigit() for row, _, _ in rows for column, _, _ in body):
        return None
    title = next((text for line in sheet.rows[:top] for text in line if text), "") or sheet.name
    items = [FormItem(title, -1, title_condition(title), "title", -1)]
    items += [FormItem(" · ".join(chain), column, found, "title" if found else "", -1) for column, chain, found in body]
    items += [FormItem(" · ".join(chain), -1, found, "title" if found else "", row) for row, chain, found in rows]
    return FormPart(place, sheet.name, STATISTICS, STATISTICS, tuple(items), last, last + 1, rows[-1][0])


def _chain_condition(chain: Sequence[str], names: Collection[str]) -> str:
    found = [condition_of(title, names) for title in chain]
    if not all(found):
        return ""
    tokens = [token for each in found for token in each.removeprefix(COUNT).split(";") if token]
    return COUNT + ";".join(dict.fromkeys(tokens)) if tokens else ""


def _rows(sheet: FormSheet, start: int, first: int, names: Collection[str]) -> list[tuple[int, tuple[str, ...], str]]:
    """(row, labels, condition): labels from the outermost column inwards, merged blocks spread downwards."""
    found = []
    for row in range(start, len(sheet.rows)):
        chain: list[str] = []
        for column in range(first):
            text = sheet.text(row, column) or _above(sheet, row, column)
            if text and not text.isdigit() and (not chain or chain[-1] != text):
                chain.append(text)
        if not chain or any(len(text) > 24 or text.rstrip().endswith((":", "：")) for text in chain):
            break
        found.append((row, tuple(chain), _chain_condition(chain, names)))
    return found


def _above(sheet: FormSheet, row: int, column: int) -> str:
    block = next((b for b in sheet.merged if b[0] <= row <= b[2] and b[1] <= column <= b[3]), None)
    return sheet.text(block[0], block[1]) if block else ""


def cells(part: FormPart, sheet: FormSheet) -> list[tuple[int, int, tuple[str, ...], str]]:
    """(row, column, conditions, label) of every cell that is empty and no formula; conditions () = a label is not understood."""
    title, *rest = part.items
    columns = [item for item in rest if item.row < 0]
    rows = [item for item in rest if item.column < 0]
    covered = {(r, c) for b in sheet.merged for r in range(b[0], b[2] + 1) for c in range(b[1], b[3] + 1) if (r, c) != (b[0], b[1])}
    found: list[tuple[int, int, tuple[str, ...], str]] = []
    for row in rows:
        for column in columns:
            spot = (row.row, column.column)
            if spot in sheet.formulas or spot in covered or sheet.text(*spot):
                continue
            known = bool(row.field and column.field) and says_whom((row.field, column.field))
            found.append((*spot, (title.field, row.field, column.field) if known else (), f"{row.title} · {column.title}"))
    return found
