"""Builds the forty forms of ``form_specs`` as files, fills them through the service, and compares with what is known to be true.

    python -m tests.form_factory      prints how much was recognised, how much of what was written is right
"""

# ruff: noqa: E501
from __future__ import annotations

import re
import sys
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.builders import Office
from tests.form_specs import SPECS, Spec

Titles = list[tuple[tuple[str, ...], str]]  # title lines, truth
LABELS = {"ethnic": "汉族", "education": "普通高级中学教育", "marital": "已婚", "population": "户籍人口", "consistency": "人户一致", "id_type": "居民身份证",
          "dwelling_use": "出租"}  # fmt: skip
TODAY = (2026, 11, 20)


@dataclass
class Score:
    """What came of all forms."""

    answerable: int = 0
    recognised: int = 0
    values: int = 0
    right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    parts_touched: list[str] = field(default_factory=list)


def titles_of(spec: Spec) -> Titles:
    """'房东信息[姓名=owner_name|…]' → two lines."""
    found: Titles = []
    for word in re.findall(r"[^\s\[]+\[[^\]]*\]|\S+", spec.columns):
        group, bracket, inner = word.partition("[")
        for each in inner.rstrip("]").split("|") if bracket else [word]:
            title, _, truth = each.rpartition("=")
            found.append(((group, title) if bracket else (title,), truth))
    return found


# -- the register ---------------------------------------------------------------------------------------------------------------------


def office_with_people() -> tuple[Office, dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """A register, and what is true of everybody in it by name; the same for establishments."""
    office = Office(("01",))
    people: dict[str, dict[str, str]] = {}
    for number, (names, tags) in enumerate(((("王建平", "李秀英", "王小明"), "101 301"), (("张桂兰",), "201 302"), (("欧阳建国", "陈芳"), "102 106 502"))):
        door = {"estate": "桂湖花园", "building": f"{number + 1}栋", "unit": "1单元", "room": f"{number + 2}01"}
        owner = {"owner_name": f"房东{number}", "owner_phone": f"1390000000{number}", "owner_number": f"99010119700101001{number}"}
        dwelling = office.dwelling(door["room"], "01", building=door["building"], use="rented", **owner)
        household = office.household(dwelling)
        head: dict[str, str] = {}
        for place, name in enumerate(names):
            person = _person(number, place, name)
            truth = {**person, **door, **owner, **LABELS, "age": str(_age(person["birth"])), "birth_month": person["birth"][:7],
                     "address": "".join(door.values()), "household_size": str(len(names)), "relation": ("户主", "配偶", "子")[place],
                     "came_on": "2025-03-01", "tags": tags if place == 0 else "", "grid": "01网格", "office": "桂湖社区",
                     "grid_member": "网格员01", "sex": "男" if person["sex"] == "1" else "女"}  # fmt: skip
            head = head or truth
            truth.update(head=head["name"], head_id_number=head["id_number"], head_phone=head["phone"])
            stay = office.resident(name, grid="01", dwelling_id=dwelling, household_id=household, relation=("02", "10", "20")[place], person={
                "sex": person["sex"], "birth_date": person["birth"], "ethnic_group": "01", "education": "60", "marital_status": "20",
                "consistency": "11", **{key: person[key] for key in ("id_number", "phone", "registered_address", "workplace",
                "emergency_contact", "emergency_phone", "vehicle", "note")}})  # fmt: skip
            office.update("residence", stay.residence_id, came_on="2025-03-01")
            for tag in truth["tags"].split():
                office.insert("resident_tag", resident_id=stay.resident_id, tag=tag, valid_from="2026-01-01")
            office.visit("2026-10-12", "WG-01", stay, dwelling_id=dwelling, finding=f"{name}情况正常")
            truth.update(visited_on="2026-10-12", visit_outcome="见到本人", visit_finding=f"{name}情况正常", visit_member="网格员01")
            people[name] = truth
    return office, people, _entities(office)


def _person(number: int, place: int, name: str) -> dict[str, str]:
    birth = f"{1945 + number * 9 + place * 21}-0{place + 3}-1{number}"
    return {
        "name": name, "sex": "1" if place % 2 == 0 else "2", "birth": birth, "id_number": f"990101{birth.replace('-', '')}0{number}{place}5",
        "phone": f"1381234{number}{place}00", "registered_address": f"青禾市桂湖路{number + 1}号", "workplace": f"桂湖机械厂{number}{place}",
        "emergency_contact": f"联系人{number}{place}", "emergency_phone": f"1371234{number}{place}00", "vehicle": f"桂A{number}{place}123",
        "note": f"备注{number}{place}",
    }  # fmt: skip


def _age(birth: str) -> int:
    year, month, day = (int(part) for part in birth.split("-"))
    return TODAY[0] - year - ((month, day) > TODAY[1:])


def _entities(office: Office) -> dict[str, dict[str, str]]:
    found = {}
    for number, name in enumerate(("桂湖便利店", "青禾五金经营部", "桂湖餐饮有限公司")):
        code = f"92990101MA0000000{number}"
        entity, registration = office.entity(name, grid="01", code=code, kind="10")
        responsible, phone, address = f"店主{number}", f"1361234000{number}", f"桂湖路{number + 10}号"
        office.update("legal_entity", entity, responsible_name=responsible, responsible_phone=phone, industry="F")
        office.update("entity_registration", registration, address=address, note=f"说明{number}")
        office.visit("2026-09-08", "WG-01", entity, kind="entity", grid="01")
        found[name] = {
            "name": name, "credit_code": code, "responsible": responsible, "phone": phone, "address": address, "grid": "01网格",
            "opened_on": "2026-01-05", "note": f"说明{number}", "visited_on": "2026-09-08", "visit_member": "网格员01",
            "grid_member": "网格员01", "kind": "企业", "industry": "批发和零售业", "office": "桂湖社区",
        }  # fmt: skip
    return found


# -- the files ------------------------------------------------------------------------------------------------------------------------


def build(spec: Spec, number: int, directory: Path) -> Path:
    """One form as a file: layouts differ from form to form."""
    path = directory / f"{number:02}-{spec.name}.{spec.suffix}"
    cells, merged, first = _card(spec) if spec.kind == "card" else _list(spec, number)
    _document(path, spec, cells, merged) if spec.suffix == "docx" else _workbook(path, number, cells, merged, first)
    return path


Block = tuple[int, int, int, int]


def _list(spec: Spec, number: int) -> tuple[list[list[str]], list[Block], int]:
    columns = titles_of(spec)
    width = len(columns)
    rows: list[list[str]] = [] if spec.suffix == "docx" else [[spec.name] + [""] * (width - 1)]
    merged: list[Block] = [] if spec.suffix == "docx" else [(0, 0, 0, width - 1)]
    if number % 3 == 1 and rows:
        rows.append(["填报单位（盖章）：", *[""] * (width - 2), "2026年  月  日"])
    if number % 4 == 2 and rows:
        rows.append(["填表说明：请于月底前报送，身份证号码须为文本格式，不得改动表格样式。", *[""] * (width - 1)])
        merged.append((len(rows) - 1, 0, len(rows) - 1, width - 1))
    top = len(rows)
    deep = any(len(chain) > 1 for chain, _ in columns)
    rows.append([chain[0] if place == 0 or columns[place - 1][0][0] != chain[0] or len(chain) == 1 else "" for place, (chain, _) in enumerate(columns)])
    if deep:
        rows.append([chain[1] if len(chain) > 1 else "" for chain, _ in columns])
        start = 0
        while start < width:
            chain = columns[start][0]
            end = start
            while len(chain) > 1 and end + 1 < width and columns[end + 1][0][0] == chain[0] and len(columns[end + 1][0]) > 1:
                end += 1
            merged.append((top, start, top + (len(chain) == 1), end))
            start = end + 1
    first = len(rows)
    if number % 5 == 3:
        rows.append([str(place + 1) for place in range(width)])  # numbers of the columns
        first += 1
    rooms = (2, 3, 12)[number % 3]
    rows += [[str(place + 1) if number % 2 else "", *[""] * (width - 1)] for place in range(rooms)]
    if number % 3 == 0:
        rows.append(["合计", *[""] * (width - 1)])
    if number % 2 == 0:
        rows.append(["填表人：", "", "审核人：", *[""] * (width - 3)])
    return [[_spaced(text, number) for text in row] for row in rows], merged, first


def _spaced(text: str, number: int) -> str:
    if number % 6 == 5 and len(text) == 2:
        return f"{text[0]}  {text[1]}"
    return text.replace("(", "（").replace(")", "）") if number % 2 else f"{text[:3]}\n{text[3:]}" if number % 7 == 4 and len(text) == 6 else text


def _card(spec: Spec) -> tuple[list[list[str]], list[Block], int]:
    rows: list[list[str]] = [[spec.name, "", "", ""]]
    merged: list[Block] = [(0, 0, 0, 3)]
    titles = [chain[0] for chain, _ in titles_of(spec)]
    while titles:
        title = titles.pop(0)
        if "址" in title or "意见" in title or "原因" in title or "内容" in title or not titles:
            merged.append((len(rows), 1, len(rows), 3))
            rows.append([title, "", "", ""])
        else:
            rows.append([title, "", titles.pop(0), ""])
    return rows, merged, 0


def _workbook(path: Path, number: int, cells: list[list[str]], merged: list[Block], first: int) -> None:
    import openpyxl
    from openpyxl.styles import Alignment, Border, Font, Side

    book = openpyxl.Workbook()
    sheet = book.active
    for row, texts in enumerate(cells, 1):
        for column, text in enumerate(texts, 1):
            cell = sheet.cell(row, column, int(text) if text.isdigit() else text or None)
            cell.font = Font("宋体", 16 if row == 1 else 11, bold=row == 1)
            cell.alignment = Alignment("center", "center", wrap_text=True)
            if row > 1 and "人：" not in texts[0] and "填报" not in texts[0]:
                cell.border = Border(*[Side("thin")] * 4)
    for a, b, c, d in merged:
        sheet.merge_cells(start_row=a + 1, start_column=b + 1, end_row=c + 1, end_column=d + 1)
    total = next((row for row, texts in enumerate(cells, 1) if texts[0] == "合计"), 0)
    if total:
        sheet.cell(total, 2, f"=COUNTA(B{first + 1}:B{total - 1})")
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = f"1:{max(1, first)}"
    sheet.freeze_panes = f"B{first + 1}"
    if number % 4 == 3:
        notes = book.create_sheet("填表说明", 0)
        notes["A1"] = "一、本表由社区填写，姓名、身份证号码以户口簿为准。"
    book.save(path)


def _document(path: Path, spec: Spec, cells: list[list[str]], merged: list[Block]) -> None:
    import docx

    document = docx.Document()
    document.add_heading(spec.name, 1)
    document.add_paragraph("填报单位：桂湖社区")
    table = document.add_table(len(cells), len(cells[0]), "Table Grid")
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    for a, b, c, d in merged:
        kept = table.cell(a, b).text
        table.cell(a, b).merge(table.cell(c, d)).text = kept
    document.save(str(path))


# -- comparing -------------------------------------------------------------------------------------------------------------------------


def measure(directory: Path) -> Score:
    """All forms, opened, filled and compared."""
    from app.models.form_views import Whom
    from app.services import forms

    office, people, entities = office_with_people()
    score = Score()
    for number, spec in enumerate(SPECS):
        path = build(spec, number, directory)
        before = path.read_bytes()
        opened = forms.open_form(office.session, path)
        _compare_columns(score, spec, opened.form.parts[0])
        result = forms.fill(office.session, opened, Whom(), directory / f"out-{number:02}.{spec.suffix}", "街道", "核对", full=True)
        assert path.read_bytes() == before
        truths = entities if spec.on == "entities" else people
        for filled in result.paths:
            _compare_values(score, spec, Path(filled), truths)
        if spec.suffix == "xlsx":
            score.parts_touched += _touched(path, Path(result.paths[0]))
    return score


def _plain(text: str) -> str:
    return "".join(text.split()).replace("（", "(").replace("）", ")")


def _compare_columns(score: Score, spec: Spec, part: Any) -> None:
    found = {_plain(item.title.replace(" · ", "·")): item.field for item in part.items}
    for chain, truth in titles_of(spec):
        got, wanted = found.get(_plain("·".join(chain)), ""), "birth" if truth == "birth_month" else truth
        if spec.on == "heads" and got and wanted == f"head_{got}":
            wanted = got  # the row is the head's own
        if truth:
            score.answerable += 1
            score.recognised += got == wanted
        if got != wanted:
            (score.missed if not got else score.wrong).append(f"{spec.name}: {'·'.join(chain)} = {got or '–'}, truth {wanted or '–'}")


def _compare_values(score: Score, spec: Spec, path: Path, truths: dict[str, dict[str, str]]) -> None:
    columns = titles_of(spec)
    if spec.kind == "card":
        lines = [_card_line(_cells(path), [_plain(chain[0]) for chain, _ in columns])]
    else:
        rows = [row + [""] * (len(columns) - len(row)) for row in _cells(path)]
        lines = [row[: len(columns)] for row in rows]
    asked = [truth for _, truth in columns]
    place = asked.index("name" if "name" in asked else "head")
    for line in lines:
        truth_of = truths.get(line[place])
        for (chain, truth), text in zip(columns, line, strict=False):
            if truth_of is None or not text or truth == "seq":
                continue
            wanted = _expected(truth, truth_of)
            score.values += 1
            score.right += text == wanted
            if text != wanted:
                score.wrong.append(f"{spec.name}: {line[place]} {'·'.join(chain)} “{text}”, truth “{wanted}”")


def _expected(truth: str, facts: dict[str, str]) -> str:
    if truth.startswith("tag:"):
        return "是" if truth[4:] in facts["tags"].split() else "否"
    if truth == "tags_text":
        words = {"101": "低保", "301": "独居老人", "201": "残疾", "302": "空巢老人", "102": "特困", "106": "返贫监测", "502": "重点优抚"}
        return "、".join(words[tag] for tag in facts["tags"].split())
    return facts.get(truth, "")


def _card_line(cells: list[list[str]], titles: list[str]) -> list[str]:
    found = {_plain(text): row[column + 1] for row in cells for column, text in enumerate(row[:-1]) if text}
    return [found.get(title, "") for title in titles]


def _cells(path: Path) -> list[list[str]]:
    if path.suffix == ".docx":
        import docx

        return [[cell.text for cell in row.cells] for row in docx.Document(str(path)).tables[0].rows]
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book[book.sheetnames[-1]]
    return [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows()]


def _touched(before: Path, after: Path) -> list[str]:
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(after) as new:
        return [name for name in old.namelist() if name not in new.namelist() or old.read(name) != new.read(name)]


def main() -> None:
    """Print the shares."""
    with tempfile.TemporaryDirectory() as directory:
        score = measure(Path(directory))
    sys.stdout.write(
        f"{len(SPECS)} forms: {score.recognised} of {score.answerable} answerable columns recognised ({score.recognised / score.answerable:.1%}), "
        f"{score.right} of {score.values} written values right ({score.right / score.values:.1%})\n"
        f"parts of .xlsx files that differ: {sorted(set(score.parts_touched))}\n" + "\n".join([*score.missed, *score.wrong]) + "\n"
    )


if __name__ == "__main__":
    main()
