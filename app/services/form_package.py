"""Writing into a received workbook without touching anything else: only the cells that get a value and, where rows are added, the places
that name rows.  openpyxl would write every part anew and lose what it does not know; here all other parts are copied byte for byte."""

from __future__ import annotations

import posixpath
import re
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element

from app.models.form_values import FormValue
from app.services.form_references import RowsAdded, column_letters, place_of, shifted_formula, shifted_list, translated

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DATE_FORMATS = {*range(14, 18), 22, *range(27, 32), 36, 50, 51, 52, 53, 54, 57, 58}
_FIRST_DAY = date(1899, 12, 30)


@dataclass(frozen=True)
class SheetEdit:
    """Values of one sheet by (row, column), counted from 0 as they will stand; ``added``: rows put in, formed like ``pattern``."""

    sheet: int
    cells: Mapping[tuple[int, int], FormValue]
    added: RowsAdded | None = None
    pattern: int = 0


@dataclass
class _Package:
    """The parts of the file and what became of them."""

    source: zipfile.ZipFile
    changed: dict[str, bytes | None] = field(default_factory=dict)  # None = left out

    def read(self, name: str) -> bytes:
        found = self.changed.get(name)
        return found if found is not None else self.source.read(name)

    def has(self, name: str) -> bool:
        return name in self.source.NameToInfo and self.changed.get(name, b"") is not None

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """(kind, part) by id of what a part refers to."""
        directory, base = posixpath.split(name)
        path = posixpath.join(directory, "_rels", base + ".rels")
        if not self.has(path):
            return {}
        found = {}
        for each in ElementTree.fromstring(self.read(path)):
            target = each.get("Target", "")
            place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(directory, target))
            found[each.get("Id", "")] = (each.get("Type", "").rsplit("/", 1)[-1], place)
        return found


def write(source: Path, target: Path, edits: list[SheetEdit]) -> None:
    """The filled copy of a workbook."""
    with zipfile.ZipFile(source) as archive:
        package = _Package(archive)
        sheets = _sheets(package)
        dates = _date_styles(package)
        for edit in edits:
            _edit_sheet(package, sheets[edit.sheet][1], edit, dates)
        for edit in edits:
            if edit.added is not None:
                _move_others(package, sheets, edit.sheet, edit.added)
        if any(b"<f" in package.read(path) for _, path in sheets if package.has(path)):
            _calculate_on_opening(package)
        _save(package, target)


def _save(package: _Package, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for info in package.source.infolist():
            if info.filename in package.changed:
                content = package.changed[info.filename]
                if content is None:
                    continue
            else:
                content = package.source.read(info.filename)
            written.writestr(info, content, zipfile.ZIP_DEFLATED)


def _sheets(package: _Package) -> list[tuple[str, str]]:
    """(name, part) of every sheet in the order of the workbook."""
    relations = package.relations("xl/workbook.xml")
    root = ElementTree.fromstring(package.read("xl/workbook.xml"))
    return [(each.get("name", ""), relations[each.get(_RELATION, "")][1]) for each in root.iter(f"{MAIN}sheet")]


def _date_styles(package: _Package) -> frozenset[int]:
    """Numbers of the cell styles that show a date."""
    if not package.has("xl/styles.xml"):
        return frozenset()
    root = ElementTree.fromstring(package.read("xl/styles.xml"))
    custom = {int(each.get("numFmtId", 0)) for each in root.iter(f"{MAIN}numFmt") if re.search("[yd年]", _plain_format(each.get("formatCode", "")))}
    formats = root.find(f"{MAIN}cellXfs")
    styles = [] if formats is None else [int(each.get("numFmtId", 0)) for each in formats]
    return frozenset(number for number, each in enumerate(styles) if each in _DATE_FORMATS or each in custom)


def _plain_format(code: str) -> str:
    return re.sub(r"\"[^\"]*\"|\[[^\]]*\]|\\.", "", code).lower().replace("general", "")


# -- XML that keeps its declarations -----------------------------------------------------------------------------------------------------


def parse(content: bytes) -> Element:
    """Root of a part."""
    return ElementTree.fromstring(content)


def dump(root: Element, content: bytes) -> bytes:
    """The part as XML with the declarations it had: programs refuse prefixes that are named in attributes and not declared."""
    spaces = [found for _, found in ElementTree.iterparse(BytesIO(content), events=("start-ns",))]
    for prefix, address in reversed(spaces):
        if not re.fullmatch(r"ns\d+", prefix):
            ElementTree.register_namespace(prefix, address)
    text = ElementTree.tostring(root, encoding="unicode")
    head = text[: text.index(">")]
    missing = "".join(f' xmlns{":" + prefix if prefix else ""}="{address}"' for prefix, address in dict(reversed(spaces)).items()
                      if f' xmlns{":" + prefix if prefix else ""}="' not in head)  # fmt: skip
    place = re.search(r"[\s/>]", text[1:])
    cut = place.start() + 1 if place else 0
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + (text[:cut] + missing + text[cut:]).encode()


# -- one sheet ---------------------------------------------------------------------------------------------------------------------------


def _edit_sheet(package: _Package, path: str, edit: SheetEdit, dates: frozenset[int]) -> None:
    content = package.read(path)
    root = parse(content)
    data = root.find(f"{MAIN}sheetData")
    if data is None:
        return
    _number(data)
    if edit.added is not None:
        _unshare(data)
        _add_rows(data, edit.added, edit.pattern)
        _shift_places(root, edit.added, edit.pattern)
    rows = {int(row.get("r", 0)): row for row in data}
    by_row: dict[int, dict[int, FormValue]] = {}
    for (row, column), value in edit.cells.items():
        by_row.setdefault(row + 1, {})[column] = value
    for number, values in by_row.items():
        if number not in rows:
            rows[number] = Element(f"{MAIN}row", {"r": str(number)})
        _fill_row(rows[number], number, values, dates)
    data[:] = [rows[number] for number in sorted(rows)]
    for cell in data.iter(f"{MAIN}c"):
        if cell.find(f"{MAIN}f") is not None and (old := cell.find(f"{MAIN}v")) is not None:
            cell.remove(old)
            cell.attrib.pop("t", None)
    package.changed[path] = dump(root, content)


def _number(data: Element) -> None:
    """Rows and cells may leave out their address where it follows from the one before."""
    row_number = 0
    for row in data:
        row_number = int(row.get("r", row_number + 1))
        row.set("r", str(row_number))
        column = -1
        for cell in row:
            column = place_of(cell.get("r", ""))[1] if cell.get("r") else column + 1
            cell.set("r", f"{column_letters(column)}{row_number}")


def _fill_row(row: Element, number: int, values: Mapping[int, FormValue], dates: frozenset[int]) -> None:
    cells = {place_of(cell.get("r", ""))[1]: cell for cell in row}
    for column, value in values.items():
        cell = cells.get(column)
        if cell is None:
            cell = cells[column] = Element(f"{MAIN}c", {"r": f"{column_letters(column)}{number}"})
            if row.get("s"):
                cell.set("s", row.get("s", ""))
        _fill(cell, value, dates)
    row[:] = [cells[column] for column in sorted(cells)]
    row.attrib.pop("spans", None)


def _fill(cell: Element, value: FormValue, dates: frozenset[int]) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if not value.text:
        return
    serial = str((date.fromisoformat(value.text) - _FIRST_DAY).days) if value.kind == "date" and int(cell.get("s", 0)) in dates else ""
    if serial or value.kind == "number":
        ElementTree.SubElement(cell, f"{MAIN}v").text = serial or value.text
        return
    cell.set("t", "inlineStr")
    text = ElementTree.SubElement(ElementTree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t")
    text.text = _CONTROL.sub("", value.text)
    if text.text != text.text.strip():
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _unshare(data: Element) -> None:
    """Shared formulas become formulas of their own: rows may be put in between them."""
    masters: dict[str, tuple[str, str]] = {}
    for cell in data.iter(f"{MAIN}c"):
        formula = cell.find(f"{MAIN}f")
        if formula is None or formula.get("t") != "shared":
            continue
        number = formula.get("si", "")
        if formula.text:
            masters[number] = (formula.text, cell.get("r", ""))
        elif number in masters:
            formula.text = translated(*masters[number], cell.get("r", ""))
        formula.attrib.clear()


def _add_rows(data: Element, added: RowsAdded, pattern: int) -> None:
    model = next((row for row in data if int(row.get("r", 0)) == pattern + 1), None)
    for row in data:
        number = int(row.get("r", 0))
        moved = added.row(number)
        for cell in row:
            formula = cell.find(f"{MAIN}f")
            if formula is not None and formula.text:
                formula.text = shifted_formula(formula.text, added)
            if moved != number:
                cell.set("r", f"{column_letters(place_of(cell.get('r', ''))[1])}{moved}")
        row.set("r", str(moved))
    for number in range(added.at, added.at + added.count):
        fresh = deepcopy(model) if model is not None else Element(f"{MAIN}row")
        origin = fresh.get("r", str(number))
        fresh.set("r", str(number))
        for cell in fresh:
            _renew(cell, origin, number)
        data.append(fresh)


def _renew(cell: Element, origin: str, number: int) -> None:
    """A cell of an added row: style and formula of the pattern, no value."""
    before = cell.get("r", "")
    cell.set("r", f"{column_letters(place_of(before)[1])}{number}")
    formula = cell.find(f"{MAIN}f")
    for child in list(cell):
        if child is not formula:
            cell.remove(child)
    if formula is not None and formula.text:
        formula.text = translated(formula.text, before, cell.get("r", ""))
    else:
        cell.attrib.pop("t", None)


def _shift_places(root: Element, added: RowsAdded, pattern: int) -> None:
    """Merged blocks, rules, checks, links, page breaks and the extent of the sheet."""
    merges = root.find(f"{MAIN}mergeCells")
    if merges is not None:
        beside = [each.get("ref", "") for each in merges]
        for each in merges:
            each.set("ref", shifted_list(each.get("ref", ""), added, grow=False))
        moved_pattern = added.row(pattern + 1)
        for reference in beside:
            (first_row, first), (last_row, last) = (place_of(part) for part in reference.split(":"))
            if first_row == last_row and added.row(first_row + 1) == moved_pattern:
                for number in range(added.at, added.at + added.count):
                    ElementTree.SubElement(merges, f"{MAIN}mergeCell", {"ref": f"{column_letters(first)}{number}:{column_letters(last)}{number}"})
        merges.set("count", str(len(merges)))
    for name, attribute in (("conditionalFormatting", "sqref"), ("dataValidation", "sqref"), ("hyperlink", "ref"), ("autoFilter", "ref"),
                            ("dimension", "ref"), ("ignoredError", "sqref"), ("protectedRange", "sqref")):  # fmt: skip
        for each in root.iter(f"{MAIN}{name}"):
            if each.get(attribute):
                each.set(attribute, shifted_list(each.get(attribute, ""), added))
    for name in ("formula", "formula1", "formula2"):
        for each in root.iter(f"{MAIN}{name}"):
            if each.text:
                each.text = shifted_formula(each.text, added)
    for breaks in root.iter(f"{MAIN}rowBreaks"):
        for each in breaks:
            each.set("id", str(added.row(int(each.get("id", 0)) + 1) - 1))


# -- the rest of the workbook ----------------------------------------------------------------------------------------------------------------


def _move_others(package: _Package, sheets: list[tuple[str, str]], edited: int, added: RowsAdded) -> None:
    """Formulas of other sheets, names, pictures, tables and remarks that point at rows that have moved."""
    name, path = sheets[edited]
    named = added.of_sheet(name)
    for number, (_, other) in enumerate(sheets):
        if number != edited and package.has(other) and b"<f" in package.read(other):
            content = package.read(other)
            root = parse(content)
            before = [each.text for each in root.iter(f"{MAIN}f")]
            for each in root.iter(f"{MAIN}f"):
                each.text = shifted_formula(each.text, named) if each.text else each.text
            if before != [each.text for each in root.iter(f"{MAIN}f")]:
                package.changed[other] = dump(root, content)
    content = package.read("xl/workbook.xml")
    root = parse(content)
    names = list(root.iter(f"{MAIN}definedName"))
    for each in names:
        each.text = shifted_formula(each.text, named) if each.text else each.text
    if names:
        package.changed["xl/workbook.xml"] = dump(root, content)
    for kind, part in package.relations(path).values():
        if package.has(part):
            _move_part(package, kind, part, added)


def _move_part(package: _Package, kind: str, part: str, added: RowsAdded) -> None:
    text = package.read(part).decode("utf-8")
    if kind == "drawing":
        moved = re.sub(r"(<(?:xdr:)?row>)(\d+)(</)", lambda found: f"{found[1]}{added.row(int(found[2]) + 1) - 1}{found[3]}", text)
    elif kind in ("table", "comments"):
        moved = re.sub(r'(\bref=")([A-Z0-9:]+)(")', lambda found: found[1] + shifted_list(found[2], added) + found[3], text)
    elif kind == "vmlDrawing":
        moved = re.sub(r"(<x:Row>)(\d+)(</)", lambda found: f"{found[1]}{added.row(int(found[2]) + 1) - 1}{found[3]}", text)
    else:
        return
    if moved != text:
        package.changed[part] = moved.encode("utf-8")


def _calculate_on_opening(package: _Package) -> None:
    """Sums are worked out anew when the file is opened; the list of formula cells would name the old places."""
    content = package.read("xl/workbook.xml")
    root = parse(content)
    settings = root.find(f"{MAIN}calcPr")
    if settings is None:
        after = ("sheets", "functionGroups", "externalReferences", "definedNames")
        place = max((number for number, each in enumerate(root) if each.tag in {MAIN + name for name in after}), default=len(root) - 1)
        settings = Element(f"{MAIN}calcPr")
        root.insert(place + 1, settings)
    settings.set("fullCalcOnLoad", "1")
    package.changed["xl/workbook.xml"] = dump(root, content)
    if not package.has("xl/calcChain.xml"):
        return
    package.changed["xl/calcChain.xml"] = None
    for name, pattern in (("[Content_Types].xml", rb'<Override[^>]*calcChain\.xml"[^>]*/>'),
                          ("xl/_rels/workbook.xml.rels", rb'<Relationship [^>]*calcChain\.xml"[^>]*/>')):  # fmt: skip
        package.changed[name] = re.sub(pattern, b"", package.read(name))
