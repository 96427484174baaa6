"""One row of the residents template: from cells to a checked row, or to the reasons why it stays out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.errors import Problem
from app.models.addresses import parse_address, tidy
from app.models.code_tables import population_of
from app.models.document_numbers import NO_DOCUMENT, check_document, check_phone, type_of_number
from app.models.import_cells import DAMAGED, code_text, free_text, is_damaged, listed
from app.models.import_parts import Codes, Column, Setting, closing, day, error, refused, warn, word
from app.models.names import normal_name
from app.models.number_checks import WARNING, NumberCheck
from app.models.resident_numbers import check_resident_id
from app.models.vocabulary import CloseReason, OpenReason

LONGEST_NAME = 50
_SEX_LABELS = {"1": "男", "2": "女"}
_NO_NUMBER_CHECK = NumberCheck("none", "ok", "", "", "")


@dataclass(slots=True)
class ResidentRow:
    """One residence of one person.  Codes are codes, reasons are stored words, dates are ISO text, members are as written."""

    name: str
    sex: str
    id_type: str
    id_number: str
    no_number_reason: str
    birth_date: str
    ethnic_group: str
    population: str
    consistency: str
    registered_address: str
    estate: str
    building: str
    unit: str
    room: str
    grid_code: str
    relation: str
    phone: str
    tags: tuple[str, ...]
    opened_on: str
    open_reason: str
    opened_by: str
    closed_on: str
    close_reason: str
    closed_by: str
    note: str

    @property
    def words(self) -> tuple[str, str, str, str]:
        """小区 楼栋 单元 房号 as written."""
        return self.estate, self.building, self.unit, self.room

    @property
    def has_door(self) -> bool:
        """Whether the row names a dwelling."""
        return bool(self.room or self.building)


class ResidentCheck:
    """Checks the rows of one file; remembers the codes that it has looked up."""

    def __init__(self, mapping: Mapping[str, int], setting: Setting) -> None:
        self._column = Column("residents", mapping)
        self._day, self._practice, self._today = setting.today, setting.practice, setting.today.isoformat()
        self._sexes = Codes(setting.tables("sex"))
        self._types = Codes(setting.tables("id_document_type"))
        self._coded = tuple(
            (field, title, Codes(setting.tables(table)))
            for field, title, table in (
                ("ethnic_group", "民族", "ethnic_group"),
                ("consistency", "人户情况", "residence_consistency"),
                ("relation", "与户主关系", "family_relation"),
            )
        )
        self._tags = Codes(setting.tables("service_category"))

    def __call__(self, cells: Sequence[object]) -> tuple[ResidentRow | None, list[Problem]]:
        """The row with its warnings, or None with all reasons."""
        picked = self._column.pick(cells)
        (name, sex, id_type, number, birth, ethnic, consistency, registered, *door, grid, relation, phone, tags) = picked[:16]
        (opened, open_reason, opened_by, closed, close_reason, closed_by, note, address) = picked[16:]
        problems: list[Problem] = []
        kept: list[str] = []
        note_text = free_text(note)
        person_name = self._name(problems, name)
        type_code, checked, why = self._document(problems, id_type, number, note_text)
        codes = self._codes(problems, kept, (ethnic, consistency, relation))
        estate, building, unit, room = self._door(problems, door, address)
        opened_on = day(problems, "opened_on", "登记日期", opened, self._today, needed=True)
        closed_on, close_word = closing(problems, opened_on, (closed, close_reason), CloseReason, self._today)
        row = ResidentRow(
            person_name,
            self._sex(problems, sex, checked),
            type_code,
            checked.normalized,
            why,
            self._birth(problems, birth, checked, opened_on),
            codes[0],
            population_of(type_code, codes[1]),
            codes[1],
            free_text(registered),
            estate,
            building,
            unit,
            room,
            code_text(grid),
            codes[2],
            self._phone(problems, phone),
            self._tag_codes(problems, kept, tags),
            opened_on,
            self._open_reason(problems, open_reason),
            code_text(opened_by),
            closed_on,
            close_word,
            code_text(closed_by),
            "；".join((note_text, *kept)) if kept and note_text else "；".join(kept) if kept else note_text,
        )
        return (None if problems and refused(problems) else row), problems

    def _name(self, problems: list[Problem], cell: object) -> str:
        name = normal_name(cell) if type(cell) is str else normal_name(free_text(cell))
        if not name:
            error(problems, "name", "没有填写姓名")
        elif len(name) > LONGEST_NAME:
            error(problems, "name", f"姓名有 {len(name)} 个字，最多 {LONGEST_NAME} 个，请核对")
        elif name.isdecimal():
            error(problems, "name", f"姓名“{name[:20]}”是数字，可能错了一列，请核对")
        return name

    def _document(self, problems: list[Problem], type_cell: object, cell: object, note: str) -> tuple[str, NumberCheck, str]:
        """(code of the document, checked number, reason why there is none)."""
        if type_cell is None or type_cell == "":
            type_code = ""
        else:
            text = code_text(type_cell)
            type_code = self._types.code(text)
            if text and not type_code:
                error(problems, "id_type", f"证件类型“{text[:20]}”不在代码表里，如居民身份证、护照、出生医学证明、无证件")
        if is_damaged(cell):
            error(problems, "id_number", DAMAGED)
            return type_code, _NO_NUMBER_CHECK, ""
        number = cell if type(cell) is str else code_text(cell)
        if type_code == NO_DOCUMENT or not number.strip():
            return self._without_document(problems, type_code, number, note)
        if type_code in ("111", ""):
            checked = check_resident_id(number, self._day, self._practice)
            if checked.kind != "ric" and type_code and checked.usable:
                checked = check_document(type_code, number, self._day, self._practice)
        else:
            checked = check_document(type_code, number, self._day, self._practice)
        if not checked.usable:
            error(problems, "id_number", checked.reason)
        elif checked.severity == WARNING:
            warn(problems, "id_number", checked.reason)
        return type_code or type_of_number(checked), checked, ""

    def _without_document(self, problems: list[Problem], type_code: str, number: str, note: str) -> tuple[str, NumberCheck, str]:
        if type_code != NO_DOCUMENT:
            error(problems, "id_number", "没有填写证件号码；确实没有证件的，证件类型填“无证件”，备注写明原因")
        elif number.strip():
            error(problems, "id_number", "证件类型是无证件，证件号码应留空，请核对")
        elif not note:
            error(problems, "note", "没有证件的，请在备注写明原因，如新生儿未落户")
        return NO_DOCUMENT, _NO_NUMBER_CHECK, note

    def _sex(self, problems: list[Problem], cell: object, checked: NumberCheck) -> str:
        if cell is None or cell == "":
            return checked.sex
        text = code_text(cell)
        code = self._sexes.code(text)
        if text and not code:
            warn(problems, "sex", f"性别“{text[:10]}”看不懂，应填男或女" + ("，已按证件号码登记" if checked.sex else ""))
            return checked.sex
        if checked.sex and code in _SEX_LABELS and code != checked.sex:
            warn(problems, "sex", f"性别填“{_SEX_LABELS[code]}”，按证件号码是“{_SEX_LABELS[checked.sex]}”，请核对")
        return code or checked.sex

    def _birth(self, problems: list[Problem], cell: object, checked: NumberCheck, opened_on: str) -> str:
        born = checked.birth
        if cell is None or cell == "" or (type(cell) is date and cell == born):
            text = born.isoformat() if born is not None else ""
        else:
            text = day(problems, "birth_date", "出生日期", cell, self._today)
            if born is not None and text and text != born.isoformat():
                warn(problems, "birth_date", f"出生日期填 {text}，按证件号码是 {born.isoformat()}，请核对")
            text = text or (born.isoformat() if born is not None else "")
        if text and opened_on and text > opened_on:
            warn(problems, "birth_date", f"出生日期 {text} 晚于登记日期 {opened_on}，请核对")
        return text

    def _codes(self, problems: list[Problem], kept: list[str], cells: tuple[object, object, object]) -> list[str]:
        found: list[str] = []
        for (field, title, codes), cell in zip(self._coded, cells, strict=True):
            text = "" if cell is None else code_text(cell)
            code = codes.code(text)
            if text and not code:
                warn(problems, field, f"{title}“{text[:20]}”不在代码表里，已记入备注")
                kept.append(f"{title}：{text}")
            found.append(code)
        return found

    def _tag_codes(self, problems: list[Problem], kept: list[str], cell: object) -> tuple[str, ...]:
        if cell is None or cell == "":
            return ()
        found: list[str] = []
        for text in listed(cell):
            code = self._tags.code(text)
            if code:
                found.append(code)
            elif text not in ("无", "否", "-"):
                warn(problems, "tags", f"关爱标签“{text[:20]}”不在代码表里，已记入备注")
                kept.append(f"关爱标签：{text}")
        return tuple(dict.fromkeys(found))

    def _door(self, problems: list[Problem], cells: Sequence[object], address: object) -> tuple[str, str, str, str]:
        estate, building, unit, room = (cell if type(cell) is str else code_text(cell) for cell in cells)
        estate, building, unit, room = free_text(estate), tidy(building), tidy(unit), tidy(room)
        if address and not (estate or building or room):
            text = free_text(address)
            parsed = parse_address(text)
            if parsed is not None:
                return parsed
            if text:
                error(problems, "address", f"看不懂地址“{text[:30]}”，请写成 小区-楼栋-单元-房号，没有单元时写三段")
        elif estate and not (building or room):
            error(problems, "room", f"只填了小区“{estate[:20]}”，没有楼栋和房号，请补全")
        return estate, building, unit, room

    def _phone(self, problems: list[Problem], cell: object) -> str:
        if cell is None or cell == "":
            return ""
        text = cell if type(cell) is str else code_text(cell)
        if len(text) == 11 and text[0] == "1" and text.isascii() and text.isdecimal() and text[1] in "3456789":
            return text
        checked = check_phone(text)
        if checked.normalized and not checked.usable or checked.severity == WARNING:
            warn(problems, "phone", checked.reason)
        return checked.normalized

    def _open_reason(self, problems: list[Problem], cell: object) -> str:
        value = word(problems, "open_reason", "登记原因", cell, OpenReason)
        return value or OpenReason.LATE.value
