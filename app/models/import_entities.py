"""One row of the entities template: from cells to a checked row, or to the reasons why it stays out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.errors import Problem
from app.models.addresses import tidy
from app.models.credit_codes import check_credit_code
from app.models.document_numbers import check_phone
from app.models.import_cells import DAMAGED, code_text, free_text, is_damaged, line_text
from app.models.import_parts import Codes, Column, Setting, closing, day, error, refused, warn
from app.models.number_checks import WARNING
from app.models.vocabulary import EntityCloseReason

LONGEST_NAME = 100
UNREGISTERED = "98"  # 未登记经营主体
CODELESS_KINDS = ("80", UNREGISTERED)  # kinds that have no credit code by their nature
_PREFIXES = "11:01 12:02 13:03 31:70 32:70 33:70 34:70 35:70 51:40 52:41 53:42 54:60 71:50 81:71 91:10 92:20 93:30 N1:61 N2:61 N3:61"
_KIND_OF_PREFIX = dict(pair.split(":") for pair in _PREFIXES.split())


@dataclass(slots=True)
class EntityRow:
    """One registration of one legal entity.  Codes are codes, reasons are stored words, dates are ISO text."""

    name: str
    credit_code: str
    former_code: str  # an old 组织机构代码 or 注册号 given instead of a credit code
    no_code_reason: str
    kind: str
    industry: str
    responsible_name: str
    responsible_phone: str
    estate: str
    building: str
    unit: str
    room: str
    address: str
    grid_code: str
    opened_on: str
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


class EntityCheck:
    """Checks the rows of one file."""

    def __init__(self, mapping: Mapping[str, int], setting: Setting) -> None:
        self._column = Column("entities", mapping)
        self._today = setting.today.isoformat()
        self._practice = setting.practice
        self._kinds = Codes(setting.tables("legal_entity_type"))
        self._industries = Codes(setting.tables("industry_section"))

    def __call__(self, cells: Sequence[object]) -> tuple[EntityRow | None, list[Problem]]:
        """The row with its warnings, or None with all reasons."""
        (name, number, kind, industry, responsible, phone, *door, address, grid) = (picked := self._column.pick(cells))[:12]
        (opened, opened_by, closed, close_reason, closed_by, note) = picked[12:]
        problems: list[Problem] = []
        note_text = free_text(note)
        entity_name = line_text(name)
        if not entity_name:
            error(problems, "name", "没有填写单位名称")
        elif len(entity_name) > LONGEST_NAME:
            error(problems, "name", f"单位名称有 {len(entity_name)} 个字，最多 {LONGEST_NAME} 个，请核对")
        kind_code, kept = self._kind(problems, kind)
        credit_code, former_code, why = self._code(problems, number, kind_code, note_text)
        estate, building, unit, room = (tidy(code_text(cell)) for cell in door)
        place = free_text(address)
        if estate and not (building or room) and not place:
            place = estate  # an entity may be known by the name of its market or park alone
        opened_on = day(problems, "opened_on", "登记日期", opened, self._today, needed=True)
        closed_on, close_word = closing(problems, opened_on, (closed, close_reason), EntityCloseReason, self._today)
        industry_text = free_text(industry)
        row = EntityRow(
            *(entity_name, credit_code, former_code, why, kind_code or _KIND_OF_PREFIX.get(credit_code[:2], "99" if credit_code else "98")),
            *(self._industries.code(industry_text) or industry_text, line_text(responsible), self._phone(problems, phone)),
            *(estate, building, unit, room, place, code_text(grid), opened_on, code_text(opened_by)),
            *(closed_on, close_word, code_text(closed_by), "；".join(part for part in (note_text, kept) if part)),
        )
        return (None if problems and refused(problems) else row), problems

    def _kind(self, problems: list[Problem], cell: object) -> tuple[str, str]:
        text = free_text(cell)
        code = self._kinds.code(text)
        if not text or code:
            return code, ""
        warn(problems, "kind", f"类型“{text[:20]}”不在代码表里，已记入备注")
        return "", f"类型：{text}"

    def _code(self, problems: list[Problem], cell: object, kind: str, note: str) -> tuple[str, str, str]:
        """(credit code, old number, reason why there is no credit code)."""
        if is_damaged(cell):
            error(problems, "credit_code", DAMAGED.replace("证件", "执照"))
            return "", "", ""
        text = cell if type(cell) is str else code_text(cell)
        if not text.strip() or code_text(text) in ("无", "无证", "无照", "未办理"):
            if not note and kind not in CODELESS_KINDS:
                error(problems, "credit_code", "没有填写统一社会信用代码；确实没有的，类型填“未登记经营主体”，或在备注写明原因")
            return "", "", note or ("未登记经营" if kind == UNREGISTERED else "按类型没有统一代码")
        checked = check_credit_code(text, self._practice)
        if not checked.usable:
            error(problems, "credit_code", checked.reason)
        elif checked.kind != "uscc":
            warn(problems, "credit_code", f"“{checked.normalized}”是旧号码，已记为曾用号码，请补统一社会信用代码")
            return "", checked.normalized, "只有旧号码"
        elif checked.severity == WARNING:
            warn(problems, "credit_code", checked.reason)
        return checked.normalized, "", ""

    def _phone(self, problems: list[Problem], cell: object) -> str:
        text = code_text(cell)
        if not text:
            return ""
        checked = check_phone(text)
        if checked.severity == WARNING:
            warn(problems, "responsible_phone", checked.reason)
        return checked.normalized
