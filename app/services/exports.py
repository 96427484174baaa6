"""The register as Excel tables in the columns of the import templates.  Numbers are masked unless a purpose is given by somebody who
may; every export stands in the journal."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import settings
from app.errors import Problem, Refused, Unavailable
from app.models import masking
from app.models.field_classes import personal
from app.models.import_rows import KINDS, TEMPLATES
from app.models.outgoing import INSIDE, Handing, Leaving
from app.models.sealed_tags import all_sealed
from app.models.vocabulary import AttendanceState, CloseReason, EntityCloseReason, OpenReason, Outcome, TargetKind, Word
from app.services import area, outgoing
from app.services.imports_tally import IsCancelled, Progress, Watch
from app.services.outgoing import Permit
from app.storage import exports as stored
from app.storage.code_tables import code_table

if TYPE_CHECKING:
    from app.services.session import Session

__all__ = ["KINDS", "export"]

SEXES = {"1": "男", "2": "女", "0": "未知", "9": "未说明"}
_NO_DOCUMENT = "000"
Cells = tuple[str, ...]
_Lines = Callable[[Iterator[stored.Row]], Iterator[Cells]]


def export(
    session: Session,
    kind: str,
    path: str | os.PathLike[str],
    full_ids: bool = False,
    purpose: str = "",
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
    handing: Handing | None = None,
) -> int:
    """Write one kind to a workbook and return the number of rows; ``full_ids`` needs the right and a purpose, over the office's limit
    another person too.  ``handing``: to whom and until when (nothing = inside the office)."""
    from app.reports import template_workbook

    if kind not in KINDS:
        raise Refused(f"没有“{kind}”这种导出，可用：{'、'.join(KINDS)}")
    session.require("export.full" if full_ids else "export.masked")
    if full_ids and not purpose.strip():
        raise Refused([Problem("purpose", "导出完整号码要写明用途，例如“街道年终核对”，用途会记入操作记录")])
    db, template, target = session.register.db, TEMPLATES[kind], Path(path)
    own, count = area.grids_of(session, db), stored.count(db, kind)
    watch = Watch(count, f"导出{template.label}", progress, cancelled)
    given = _permit(session, kind, count, full_ids, replace(handing or Handing(), purpose=purpose.strip()))
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        watch(0)
        titles, lines = _kept(session, kind, _LINES[kind](session, full_ids)(stored.rows(db, kind, own)))
        remarks, mark = _remarks(session, full_ids, purpose, given), given.watermark if given else ""
        written = template_workbook.write(part, template.label, titles, lines, remarks, watch, mark)
        with session.work.operation(f"export.{kind}", session, reason=f"{purpose.strip()}（{target.name}，{written} 行）") as operation:
            if given:
                outgoing.enter(session, operation, replace(given, leaving=replace(given.leaving, lines=written)))
            os.replace(part, target)
    except OSError:
        raise Unavailable(f"写不了“{target.name}”，请检查磁盘空间，或先在 Excel 中关闭这个文件", "disk_full") from None
    finally:
        part.unlink(missing_ok=True)
    watch(watch.total)
    return written


def _kept(session: Session, kind: str, lines: Iterator[Cells]) -> tuple[tuple[str, ...], Iterator[Cells]]:
    """Titles and lines without the columns that the office switched off."""
    template, off = TEMPLATES[kind], session.switched_off
    columns = [column for column in template.columns if not column.extra]
    places = [place for place, column in enumerate(columns) if kind != "residents" or column.field not in off]
    if len(places) == len(template.titles):
        return template.titles, lines
    return tuple(template.titles[place] for place in places), (tuple(line[place] for place in places) for line in lines)


def _permit(session: Session, kind: str, lines: int, full_ids: bool, handing: Handing) -> Permit | None:
    """None for what does not tell of residents or units."""
    if not personal(kind):
        return None
    scope = json.dumps({"kind": kind, "grids": sorted(area.grids_of(session, session.register.db))})
    title = f"{TEMPLATES[kind].label}（{'完整号码' if full_ids else '遮住号码'}）"
    return outgoing.permit(session, Leaving(kind, "xlsx", title, scope, lines, full_ids), handing)


def _remarks(session: Session, full_ids: bool, purpose: str, given: Permit | None) -> list[tuple[str, str]]:
    office = ("【练习】" if session.practice else "") + session.office.name
    kept = "含完整个人信息，注意保管，用完删除" if full_ids else "证件号码、电话已部分隐去，不能再导入"
    at = settings.now().strftime("%Y-%m-%d %H:%M")
    remarks = [("单位", office), ("导出人", session.actor_name), ("导出时间", at), ("用途", purpose.strip()), ("保护", kept)]
    if given:
        until = given.handing.expires_on(session.today, outgoing.rules(session))
        remarks += [("接收单位", given.handing.receiver.strip() or INSIDE), ("外发编号", f"第 {given.number} 号"), ("到期删除", until)]
    return remarks


class _Labels(dict[str, str]):
    """Labels of stored words; an unknown word stays what it is."""

    def __init__(self, words: type[Word]) -> None:
        super().__init__({str(word.value): word.label for word in words})

    def __missing__(self, word: str) -> str:
        return word


class _Codes(dict[str, str]):
    """Labels of one code table, each looked up once; an unknown code stays what it is."""

    def __init__(self, name: str) -> None:
        super().__init__({"": ""})
        self._table = code_table(name)

    def __missing__(self, code: str) -> str:
        label = self[code] = self._table.label(code)
        return label


def _number(full_ids: bool) -> Callable[[str], str]:
    """Strict where birth dates stand in the same table: the usual mask would hide nothing."""
    return str if full_ids else lambda number: masking.mask_id(number, strict=True)


def _phone(full_ids: bool) -> Callable[[str], str]:
    return str if full_ids else masking.mask_phone


def _residents(session: Session, full_ids: bool) -> _Lines:
    number_of, phone_of = _number(full_ids), _phone(full_ids)
    sealed = all_sealed(session.office.settings)
    tags = {key: kept for key, held in stored.tags(session.register.db).items() if (kept := [tag for tag in held if tag not in sealed])}
    types, peoples, consistencies = _Codes("id_document_type"), _Codes("ethnic_group"), _Codes("residence_consistency")
    relations, care = _Codes("family_relation"), _Codes("service_category")
    opened, closed = _Labels(OpenReason), _Labels(CloseReason)

    def lines(rows: Iterator[stored.Row]) -> Iterator[Cells]:
        for key, name, sex, id_type, number, why_none, birth, people, consistency, registered, *rest in rows:
            (
                estate,
                building,
                unit,
                room,
                grid,
                relation,
                phone,
                opened_on,
                open_reason,
                by,
                closed_on,
                close_reason,
                closed_by,
                note,
            ) = rest
            yield (
                *(name, str(SEXES.get(sex, sex)), types[id_type], number_of(number), birth, peoples[people], consistencies[consistency]),
                *(registered, estate, building, unit, room, grid, relations[relation], phone_of(phone)),
                *("、".join([care[tag] for tag in tags[key]]) if key in tags else "", opened_on, opened[open_reason], by),
                *(closed_on, closed[close_reason], closed_by),
                note or (why_none if id_type == _NO_DOCUMENT else ""),
            )

    return lines


def _entities(session: Session, full_ids: bool) -> _Lines:
    phone_of = _phone(full_ids)
    kinds, industries, closed = _Codes("legal_entity_type"), _Codes("industry_section"), _Labels(EntityCloseReason)

    def lines(rows: Iterator[stored.Row]) -> Iterator[Cells]:
        for name, code, kind, industry, responsible, phone, *place, opened_on, by, closed_on, close_reason, closed_by, note in rows:
            label = closed[close_reason]
            start = (name, code, kinds[kind], industries[industry], responsible, phone_of(phone))
            yield (*start, *place, opened_on, by, closed_on, label, closed_by, note)

    return lines


def _visits(session: Session, full_ids: bool) -> _Lines:
    number_of = _number(full_ids)
    kinds, outcomes = _Labels(TargetKind), _Labels(Outcome)

    def lines(rows: Iterator[stored.Row]) -> Iterator[Cells]:
        for day, at, member, kind, number, entity, *door, outcome, met, finding, note in rows:
            target = number_of(number) if kind == "resident" else entity if kind == "entity" else _address(door)
            yield day, at, member, kinds[kind], target, outcomes[outcome], str(met), finding, note

    return lines


def _address(door: list[str]) -> str:
    estate, building, unit, room = door
    return "-".join((estate, building, unit, room) if unit else (estate, building, room))


def _grids(session: Session, full_ids: bool) -> _Lines:
    kinds = _Codes("grid_kind")

    def lines(rows: Iterator[stored.Row]) -> Iterator[Cells]:
        for code, name, parent, level, kind, range_text, area_m2 in rows:
            square_kilometres = "" if area_m2 is None else f"{(Decimal(area_m2) / 1_000_000).normalize():f}"
            yield code, name, parent, level, kinds[kind], range_text, square_kilometres

    return lines


def _staff(session: Session, full_ids: bool) -> _Lines:
    phone_of, roles = _phone(full_ids), _Codes("grid_member_role")

    def lines(rows: Iterator[stored.Row]) -> Iterator[Cells]:
        for number, name, role, phone, grids, joined, left in rows:
            yield number, name, roles[role], phone_of(phone), grids, joined, left

    return lines


def _attendance(session: Session, full_ids: bool) -> _Lines:
    states = _Labels(AttendanceState)

    def lines(rows: Iterator[stored.Row]) -> Iterator[Cells]:
        for day, member, shift, state, came, left, note in rows:
            yield day, member, shift, states[state], came, left, note

    return lines


_LINES: dict[str, Callable[[Any, bool], _Lines]] = {
    "residents": _residents,
    "entities": _entities,
    "visits": _visits,
    "grids": _grids,
    "staff": _staff,
    "attendance": _attendance,
}
