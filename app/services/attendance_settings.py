"""Shifts, who follows them, and the office's own edits of the calendar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from app.errors import Problem, Refused
from app.models import dates
from app.models.attendance import DEFAULT_TEMPLATES, ShiftTemplate, weekday_words
from app.models.attendance_views import CalendarLine, TemplateLine
from app.models.vocabulary import DayKind
from app.models.work_calendar import WorkCalendar, published
from app.services.attendance import day_of, said
from app.services.session import Done, Session
from app.storage import attendance as stored
from app.storage import members

CLOCK = re.compile(r"([01]?\d|2[0-3])[:：]?([0-5]\d)")
KINDS = {kind.value: kind.label for kind in DayKind}


def templates(session: Session) -> list[TemplateLine]:
    """The shifts; the usual ones (id '') until the office writes its own."""
    session.require("attendance.read")
    db, today = session.reader, session.today.isoformat()
    names = {member.id: member.name for member in members.members(db).values()}
    holding: dict[str, list[str]] = {}
    for each in stored.arrangements(db):
        if not each.last or each.last >= today:
            holding.setdefault(each.template_id, []).append(each.member_id)
    found = stored.templates(db) or list(DEFAULT_TEMPLATES)
    return [_line(template, holding.get(template.id, []), names) for template in found]


def _line(template: ShiftTemplate, own: list[str], names: dict[str, str]) -> TemplateLine:
    who = "、".join(names.get(member, "") for member in own)
    everybody = "全体（另有安排的除外）" if template.everybody else ""
    text = f"{weekday_words(template.weekdays)} {template.hours}".strip()
    return TemplateLine(
        *(template.id, template.name, template.weekdays, template.starts, template.ends, template.everybody, text),
        "；".join(part for part in (everybody, who) if part) or "没有人",
        tuple(own),
    )


def save_template(
    session: Session,
    template_id: str,
    name: str,
    weekdays: str,
    starts: str,
    ends: str,
    everybody: bool,
    member_ids: Sequence[str] = (),
) -> Done:
    """A new or changed shift, with the members who follow it as their own arrangement from today on."""
    session.require("attendance.write")
    db = session.register.db
    first, last = _checked(db, template_id, name, weekdays, starts, ends)
    days = "".join(sorted(set(weekdays) & set("1234567")))
    values: dict[str, object] = {"name": name.strip(), "weekdays": days, "starts": first, "ends": last, "everybody": int(everybody)}
    with session.work.operation("shift.save", session) as operation:
        if template_id:
            operation.update("shift_template", template_id, values)
        else:
            if not stored.templates(db):  # the usual ones become the office's own, so that saving one does not lose the other
                _keep_usual(operation, name.strip())
            template_id = operation.insert("shift_template", values)
        _assign(session, operation, db, template_id, member_ids)
    return Done(operation.id, frozenset(operation.touched), f"班次已保存：{name.strip()} {weekday_words(days)}")


def _keep_usual(operation: Any, replaced: str) -> None:
    for usual in DEFAULT_TEMPLATES:
        if usual.name != replaced:
            operation.insert("shift_template", {"name": usual.name, "weekdays": usual.weekdays, "starts": usual.starts,
                                                "ends": usual.ends, "everybody": 1})  # fmt: skip


def _assign(session: Session, operation: Any, db: Any, template_id: str, wanted: Sequence[str]) -> None:
    today = session.today
    before = stored.open_arrangements(db, template_id)
    for member_id, (row, begun) in before.items():
        if member_id in wanted:
            continue
        if begun >= today.isoformat():
            operation.void("member_shift", row, "取消安排")
        else:
            operation.update("member_shift", row, {"valid_to": (today - timedelta(days=1)).isoformat()})
    known = members.members(db)
    for member_id in wanted:
        if member_id not in before:
            if member_id not in known:
                raise Refused([Problem("members", "没有找到要安排的网格员。")])
            operation.insert("member_shift", {"member_id": member_id, "template_id": template_id, "valid_from": today.isoformat()})


def _checked(db: Any, template_id: str, name: str, weekdays: str, starts: str, ends: str) -> tuple[str, str]:
    problems = []
    stands = stored.templates(db)
    if not name.strip():
        problems.append(Problem("name", "班次没有名称，例如：晚班。"))
    elif any(each.name == name.strip() and each.id != template_id for each in stands):
        problems.append(Problem("name", f"已有叫“{name.strip()}”的班次，请换个名称。"))
    if template_id and template_id not in {each.id for each in stands}:
        problems.append(Problem("", "没有找到这个班次，可能已停用。"))
    if not set(weekdays) & set("1234567"):
        problems.append(Problem("weekdays", "没有选星期，例如：1 2 3 4。"))
    clocks = []
    for field, text in (("starts", starts), ("ends", ends)):
        match = CLOCK.fullmatch(text.strip())
        clocks.append(f"{int(match[1]):02d}:{match[2]}" if match else "")
        if not match:
            problems.append(Problem(field, f"时间“{text}”看不懂，请写成 14:00。" if text.strip() else "没有填时间，请写成 14:00。"))
    if not problems and clocks[0] >= clocks[1]:
        problems.append(Problem("ends", f"下班时间 {clocks[1]} 不晚于上班时间 {clocks[0]}，请核对。"))
    if problems:
        raise Refused(problems)
    return clocks[0], clocks[1]


def delete_template(session: Session, template_id: str) -> Done:
    """Give a shift up; the office keeps one at least."""
    session.require("attendance.write")
    found = stored.templates(session.register.db)
    gone = next((each for each in found if each.id == template_id), None)
    if gone is None:
        raise Refused("没有找到这个班次，可能已停用。")
    if len(found) == 1:
        raise Refused(f"“{gone.name}”是仅有的班次，停用后就算不出应出勤。请先加一个新的。")
    with session.work.operation("shift.delete", session) as operation:
        operation.void("shift_template", template_id, "停用")
    return Done(operation.id, frozenset(operation.touched), f"班次已停用：{gone.name}")


def calendar(session: Session, year: int) -> list[CalendarLine]:
    """The days of a year that differ from plain Monday to Friday, and what the office changed."""
    session.require("attendance.read")
    whole = dates.year_period(year)
    lines = []
    for each in WorkCalendar(stored.calendar_edits(session.reader)).days(whole.first, whole.last):
        plain = DayKind.REST if each.day.isoweekday() > 5 else DayKind.WORK
        if each.kind is not plain or each.edited:
            lines.append(
                CalendarLine(
                    each.day.isoformat(), dates.day_text(each.day), each.kind.value, each.kind.label, each.note, each.edited
                )
            )
    return lines


def remark(session: Session, year: int) -> str:
    """Where the published arrangement of a year is missing."""
    whole = dates.year_period(year)
    return WorkCalendar(stored.calendar_edits(session.reader)).remark(whole.first, whole.last)


def save_day(session: Session, day: str, kind: str, note: str = "", last: str = "") -> Done:
    """What a day (or each day up to ``last``) is for this office; kind '' = as published again."""
    session.require("attendance.write")
    db = session.register.db
    begin, end = day_of(day), day_of(last or day, "last")
    if kind and kind not in KINDS:
        raise Refused([Problem("kind", "没有选性质，可选工作日、休息日、节假日。")])
    span = _span(begin, end)
    if not 0 < len(span) <= 31:
        raise Refused([Problem("last", f"到 {end} 不对，一次可改 1 到 31 天，结束日期不早于开始日期。")])
    rows = {text: stored.calendar_row(db, text) for text in span}
    if not kind and not any(rows.values()):
        raise Refused([Problem("kind", f"{said(begin)}没有改过，就是公布的安排。")])
    with session.work.operation("calendar.save", session, reason=note.strip()) as operation:
        for text, row in rows.items():
            if not kind:
                if row:
                    operation.void("calendar_day", row, "恢复公布的安排")
            elif row:
                operation.update("calendar_day", row, {"kind": kind, "note": note.strip()})
            else:
                operation.insert("calendar_day", {"day": text, "kind": kind, "note": note.strip()})
    words = KINDS[kind] if kind else f"恢复为{published(dates.from_iso(begin) or session.today).kind.label}"
    more = f"起 {len(span)} 天" if len(span) > 1 else ""
    return Done(operation.id, frozenset(operation.touched), f"{said(begin)}{more} {words}")


def _span(begin: str, end: str) -> list[str]:
    first, last = dates.from_iso(begin), dates.from_iso(end)
    if first is None or last is None or last < first:
        return []
    return [(first + timedelta(days=step)).isoformat() for step in range(min((last - first).days + 1, 400))]
