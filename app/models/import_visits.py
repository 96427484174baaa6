"""One row of the visits template: from cells to a checked row, or to the reasons why it stays out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.errors import Problem
from app.models.addresses import parse_address, tidy
from app.models.credit_codes import check_credit_code
from app.models.document_numbers import check_document
from app.models.import_cells import DAMAGED, clock_text, code_text, count_of, free_text, is_damaged
from app.models.import_parts import Column, Setting, day, error, refused, warn, word
from app.models.import_words import choices_of
from app.models.resident_numbers import check_resident_id
from app.models.vocabulary import COUNTED_OUTCOMES, Outcome, TargetKind

MANY_PERSONS = 50
_COUNTED = frozenset(outcome.value for outcome in COUNTED_OUTCOMES)
_RESIDENT, _ENTITY = TargetKind.RESIDENT.value, TargetKind.ENTITY.value


@dataclass(slots=True)
class VisitRow:
    """One visit.  ``target``: number of a resident, credit code or name of an entity, address of a household or dwelling."""

    visited_on: str
    visited_at: str
    member: str
    target_kind: str
    target: str
    outcome: str
    persons_met: int
    finding: str
    note: str


class VisitCheck:
    """Checks the rows of one file."""

    def __init__(self, mapping: Mapping[str, int], setting: Setting) -> None:
        self._column = Column("visits", mapping)
        self._setting = setting
        self._today = setting.today.isoformat()
        self._targets: dict[tuple[str, str], tuple[str, str, str]] = {}

    def __call__(self, cells: Sequence[object]) -> tuple[VisitRow | None, list[Problem]]:
        """The row with its warnings, or None with all reasons."""
        visited_on, visited_at, member, kind, target, outcome, persons, finding, note = self._column.pick(cells)
        problems: list[Problem] = []
        day_text = day(problems, "visited_on", "走访日期", visited_on, self._today, needed=True)
        clock, reason = clock_text(visited_at)
        if reason:
            warn(problems, "visited_at", f"走访时间：{reason}")
        member_text = code_text(member)
        if not member_text:
            error(problems, "member", "没有填写走访人，请填工号")
        kind_word = word(problems, "target_kind", "对象类型", kind, TargetKind)
        kind_word, target_text = self._target(problems, kind_word, target)
        result = word(problems, "outcome", "结果", outcome, Outcome)
        if not result and not code_text(outcome):
            error(problems, "outcome", f"没有填写结果，可填：{choices_of(Outcome)}")
        met = self._persons(problems, persons, result)
        row = VisitRow(day_text, clock, member_text, kind_word, target_text, result, met, free_text(finding), free_text(note))
        return (None if problems and refused(problems) else row), problems

    def _target(self, problems: list[Problem], kind: str, cell: object) -> tuple[str, str]:
        if is_damaged(cell):
            error(problems, "target", DAMAGED)
            return kind, ""
        text = cell if type(cell) is str else code_text(cell)
        known = self._targets.get((kind, text))
        if known is None:
            known = self._read_target(kind, text)
            if len(self._targets) < 200_000:
                self._targets[kind, text] = known
        if known[2]:
            error(problems, "target", known[2])
        return known[0], known[1]

    def _read_target(self, kind: str, text: str) -> tuple[str, str, str]:
        """(kind, target, reason why not)."""
        clean = tidy(text).lstrip("'")
        if not clean:
            return kind, "", "没有填写走访对象，请填证件号码、信用代码或地址"
        if kind == _RESIDENT:
            return self._resident(clean)
        if kind == _ENTITY:
            code = check_credit_code(clean)
            long_code = len(code.normalized) == 18 and code.normalized.isascii()
            return kind, code.normalized if code.usable else free_text(text), "" if code.usable or not long_code else code.reason
        if kind:
            return (kind, clean, "") if parse_address(clean) else (kind, "", _unreadable(clean))
        return self._guess(clean)

    def _resident(self, clean: str) -> tuple[str, str, str]:
        """A resident may carry any document: a wrong identity number is only certain where it looks like one."""
        checked = check_resident_id(clean, self._setting.today, self._setting.practice)
        if checked.usable:
            return _RESIDENT, checked.normalized, ""
        if parse_address(clean):
            return _RESIDENT, "", "对象类型是居民，对象应填证件号码；填地址的，对象类型请改为户"
        if len(checked.normalized) < 13 and checked.reason_code != "E_SCI" and checked.normalized.isascii():
            other = check_document("990", clean)
            return _RESIDENT, other.normalized, ""
        return _RESIDENT, "", checked.reason

    def _guess(self, clean: str) -> tuple[str, str, str]:
        """No 对象类型 was given: the form of the target tells it."""
        if parse_address(clean):
            return TargetKind.HOUSEHOLD.value, clean, ""
        person = check_resident_id(clean, self._setting.today, self._setting.practice)
        if person.usable:
            return _RESIDENT, person.normalized, ""
        code = check_credit_code(clean)
        if code.usable:
            return _ENTITY, code.normalized, ""
        return "", "", f"对象“{clean[:30]}”看不出是谁，请填对象类型（{choices_of(TargetKind)}），再核对号码或地址"

    def _persons(self, problems: list[Problem], cell: object, outcome: str) -> int:
        met = count_of(cell)
        if met is None:
            error(problems, "persons_met", f"走访人数“{str(cell)[:20]}”不是人数，请填整数")
            return 0
        if outcome not in _COUNTED:
            if met > 0 and outcome:
                warn(problems, "persons_met", "没有见到人，走访人数按 0 登记")
            return 0
        if met == 0:
            error(problems, "persons_met", "见到了人，走访人数却是 0，请核对结果或人数")
        if met > MANY_PERSONS:
            warn(problems, "persons_met", f"一次走访 {met} 人，请核对")
        return 1 if met == -1 else met


def _unreadable(text: str) -> str:
    return f"看不懂地址“{text[:30]}”，请写成 小区-楼栋-单元-房号，没有单元时写三段"
