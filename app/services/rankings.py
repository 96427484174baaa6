"""The Friday sheet: weeks to choose from, the sheet of one week, the records behind each figure, closing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from app import settings
from app.errors import Refused
from app.models import dates, weekly_highlights
from app.models.dates import Week
from app.models.frozen_sheets import changes_of_closed_week, not_yet_shown, sheet_from_json, sheet_to_json
from app.models.rankings import Correction, RecordLine, SheetRow, WeekChoice, WeeklySheet, ranks
from app.models.statistics import Figures, Period
from app.services import fair_ranking, statistics
from app.services.session import Done
from app.storage import closed_weeks, members
from app.storage import statistics as counts
from app.storage.records import Scope, behind

if TYPE_CHECKING:
    from app.services.session import Session

RULES_VERSION = 2
DEFINITION = (
    "口径：数据量＝新增人口＋注销人口＋走访人数＋新增法人＋注销法人＋走访法人，各项权重为 1。新增、注销按采集日期计入采集人；"
    "走访只计见到本人、家属代述、电话；同一人同一天走访同一对象只计一次；区内移动、误录、重复不计。数据量相同并列，下一名次顺延。"
)
WEEKS_SHOWN = 520  # ten years in the selector are enough


def meeting_of(session: Session, week: Period) -> str:
    """Meeting day (ISO) that names the week of a period."""
    return dates.week_of(week.first, session.office.meeting_weekday).meeting.isoformat()


def weeks(session: Session) -> list[WeekChoice]:
    """All weeks from the first day of work to the present one, newest first."""
    db = session.reader
    first = dates.from_iso(closed_weeks.first_day(db)) or session.today
    closed = closed_weeks.meetings(db)
    found = dates.weeks_between(min(first, session.today), session.today, session.office.meeting_weekday)
    return [
        WeekChoice(
            week.meeting.isoformat(),
            week.label,
            week.first.isoformat(),
            week.last.isoformat(),
            week.meeting.isoformat() in closed,
            closed_weeks.has_entries(db, week.first.isoformat(), week.last.isoformat()),
        )
        for week in reversed(found[-WEEKS_SHOWN:])
    ]


def weekly(session: Session, meeting: str, db: Any = None, whole: bool = False) -> WeeklySheet:
    """The sheet of a meeting day: frozen if the week was closed, else counted now; ``whole``: with weighted, completion and fair ranks."""
    reader = db if db is not None else session.reader
    week = _week(session, meeting)
    frozen = closed_weeks.get(reader, week.meeting.isoformat())
    if frozen:
        return sheet_from_json(frozen.sheet)
    sheet = _counted(reader, week)
    return fair_ranking.complete(reader, sheet) if whole else sheet


def records(session: Session, meeting: str, member_id: str, figure: str) -> list[RecordLine]:
    """The records behind one figure of one member; their counts add up to it."""
    if member_id != session.account.member_id or not member_id:
        session.require("ranking.records")
    week = _week(session, meeting)
    scope = Scope(week.first.isoformat(), week.last.isoformat(), member_id=member_id)
    return behind(session.reader, figure, scope)


def close_week(session: Session, meeting: str) -> Done:
    """Freeze the sheet of a week with its rules, the journal's position and its seal; later corrections go to the next open week."""
    session.require("week.close")
    db = session.register.db
    week = _week(session, meeting)
    _refuse_closing(session, db, week)
    seal = session.register.seal_now()
    now = settings.now().strftime("%Y-%m-%dT%H:%M:%S")
    sheet = replace(fair_ranking.complete(db, _counted(db, week)), closed_at=now, closed_by=session.actor_name, journal_seal=seal)
    rules = {
        "version": RULES_VERSION,
        "weights": dict(fair_ranking.rules(session, db).weights),
        "weekly_target": sheet.weekly_target,
        "meeting_weekday": session.office.meeting_weekday,
        "office": session.office.name,
        "definition": DEFINITION,
    }
    values = {
        "first_day": week.first.isoformat(),
        "last_day": week.last.isoformat(),
        "meeting_on": week.meeting.isoformat(),
        "label": week.label,
        "closed_at": now,
        "closed_by": session.actor_name,
        "sheet": sheet_to_json(sheet),
        "rules": json.dumps(rules, ensure_ascii=False, sort_keys=True),
        "journal_position": closed_weeks.journal_position(db),
        "seal": seal,
    }
    with session.work.operation("week.close", session, reason=week.label) as operation:
        closed_weeks.put(operation, values)
    return Done(operation.id, frozenset(operation.touched), f"已结算 {week.label}")


def _week(session: Session, meeting: str) -> Week:
    day = dates.from_iso(str(meeting))
    if day is None:
        raise Refused(f"“{meeting}”不是例会日期，请写成 2026-11-20")
    if day.isoweekday() == session.office.meeting_weekday:
        return dates.week_of_meeting(day)
    return dates.week_of(day, session.office.meeting_weekday)


def _refuse_closing(session: Session, db: Any, week: Week) -> None:
    done = closed_weeks.get(db, week.meeting.isoformat())
    if done is not None:
        at = done.closed_at[:16].replace("T", " ")
        raise Refused(f"{week.label}已由{done.closed_by}于 {at} 结算，不用再结算。之后的更正会列在下一周的表里。")
    if session.today <= week.last:
        raise Refused(f"{week.label}到 {week.last.isoformat()} 才结束，{week.meeting.isoformat()} 起可以结算。")


def _counted(db: Any, week: Week) -> WeeklySheet:
    """The sheet of an open week with comparison, attendance, meeting points and corrections."""
    earlier = _earlier(db, week)
    sheet = _bare(db, week, earlier[0] if earlier else None)
    corrections = _corrections(db, week)
    points = list(weekly_highlights.highlights(sheet, earlier))
    lost = _without_member(db, week)
    if lost:
        points.append((weekly_highlights.DATA_QUALITY, f"有 {lost} 条记录没有登记人，没有列入排名。"))
    return replace(sheet, corrections=corrections, highlights=tuple(points), definition=DEFINITION)


def _earlier(db: Any, week: Week) -> list[WeeklySheet]:
    """Sheets of the two weeks before, newest first, as far as there was any work."""
    found: list[WeeklySheet] = []
    before = dates.previous_week(week)
    for each in (dates.previous_week(before), before):
        frozen = closed_weeks.get(db, each.meeting.isoformat())
        if frozen:
            found.insert(0, sheet_from_json(frozen.sheet))
        elif closed_weeks.has_entries(db, each.first.isoformat(), each.last.isoformat()):
            found.insert(0, _bare(db, each, found[0] if found else None))
        else:
            found.clear()  # a week without work is no week to compare with
    return found


def _bare(db: Any, week: Week, before: WeeklySheet | None) -> WeeklySheet:
    """Rows, ranks and totals without words."""
    first, last = week.first.isoformat(), week.last.isoformat()
    found = counts.folded(counts.by_pair(db, first, last), lambda pair: pair[0])
    rows = [row for row in statistics.member_rows(db, first, last, found) if row.id]
    places = ranks([row.figures.volume for row in rows])
    attendance = members.attendance(db, first, last)
    old = {row.member_id: row for row in before.rows} if before else {}
    result = []
    for row, rank in zip(rows, places, strict=True):
        days = weekly_highlights.attendance_of(attendance[row.id]) if row.id in attendance else None
        last_row = old.get(row.id)
        result.append(
            SheetRow(
                member_id=row.id,
                staff_no=row.key,
                name=row.name,
                grid=row.grid,
                figures=row.figures,
                rank=rank,
                shared_rank=places.count(rank) > 1,
                last_volume=last_row.volume if last_row else None,
                last_rank=last_row.rank if last_row else None,
                attendance=days.words if days else "",
                days_present=days.days_present if days else None,
            )
        )
    result.sort(key=lambda row: (row.rank, row.staff_no, row.name))
    total = Figures.total(row.figures for row in result)
    return WeeklySheet(week.period, week.label, week.meeting.isoformat(), tuple(result), total, before.total if before else None)


def _without_member(db: Any, week: Week) -> int:
    pairs = counts.by_pair(db, week.first.isoformat(), week.last.isoformat())
    known = members.members(db)
    return sum(figures.volume for (member_id, _), figures in pairs.items() if member_id not in known)


def _corrections(db: Any, week: Week) -> tuple[Correction, ...]:
    """What reached closed weeks since the last closing.  Everything older stands in the sheet that was closed then."""
    last = closed_weeks.last_closed(db)
    if last is None or week.meeting.isoformat() <= last.meeting_on:
        return ()
    days = closed_weeks.days_touched(db, last.journal_position, week.first.isoformat())
    closed = [each for each in closed_weeks.every(db) if any(each.first_day <= day <= each.last_day for day in days)] if days else []
    found: list[Correction] = []
    shown = [line for each in closed_weeks.every(db) for line in sheet_from_json(each.sheet).corrections] if closed else []
    for each in closed:
        frozen = sheet_from_json(each.sheet)
        again = _bare(db, dates.week_of_meeting(date.fromisoformat(each.meeting_on)), None)
        found += changes_of_closed_week(frozen, again)
    return not_yet_shown(found, [line for line in shown if line.week_label in {each.label for each in closed}])
