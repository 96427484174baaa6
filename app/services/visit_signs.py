"""走访真实性提示: the signs of a week or of several, one with its evidence, and the counts for the meeting.

Read only.  No figure, rank or score anywhere asks this file anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from app.errors import Refused
from app.models import access, dates
from app.models.attendance import LEAVE, WORKED
from app.models.dates import Week
from app.models.sign_rules import INNOCENT, RecheckOutcome, RecheckWay, Rule, SignKind, all_rules, kind_of
from app.models.sign_views import (
    LISTED_OPEN,
    EvidenceLine,
    RecheckLine,
    SignCard,
    SignCount,
    SignKey,
    SignLine,
    SignWeek,
    StatementLine,
    key_of,
    kind_label,
)
from app.models.visit_signs import Evidence, Sign, signs
from app.models.vocabulary import AttendanceState, OpenReason, Outcome, Role
from app.services import area as areas
from app.services.phrases import DEFAULTS
from app.services.session import Session
from app.settings import OFFICE_ZONE
from app.storage import members, sign_book
from app.storage import visit_signs as stored
from app.storage.sign_book import Recheck, RecordTitle, Statement

MOST_WEEKS = 53
_OFF = {state.value: state.label for state in (*LEAVE, AttendanceState.ABSENT)}
_ON = {state.value for state in WORKED}
_OUTCOMES = {outcome.value: outcome.label for outcome in RecheckOutcome}
_WAYS = {way.value: way.label for way in RecheckWay}


class _Kept(NamedTuple):
    """What the office recorded about signs."""

    rechecks: Mapping[SignKey, list[Recheck]]
    statements: Mapping[SignKey, Statement]


def rules_in_force(db: Any) -> dict[SignKind, Rule]:
    """Every kind, as stored or as shipped."""
    return all_rules(sign_book.rules(db))


def week(session: Session, meeting: str) -> SignWeek:
    """The signs of the week of a meeting day; members see their own."""
    found = week_of(session, meeting)
    return _listed(session, [found], found.label)


def period(session: Session, first: str, last: str) -> SignWeek:
    """The signs of every week with a day in the span, newest week first."""
    begin, end = dates.from_iso(first), dates.from_iso(last)
    if begin is None or end is None or end < begin:
        raise Refused(f"时段 {first} 至 {last} 不对，请核对起止日期。")
    weeks = dates.weeks_between(begin, end, session.office.meeting_weekday)
    if len(weeks) > MOST_WEEKS:
        raise Refused(f"一次最多看 {MOST_WEEKS} 周，请缩短时段。")
    return _listed(session, list(reversed(weeks)), f"{weeks[0].label}至{weeks[-1].label}")


def recent(session: Session, meeting: str, weeks: int = 4) -> SignWeek:
    """The week of a meeting and those before it."""
    last = week_of(session, meeting).last
    return period(session, (last - timedelta(days=7 * weeks - 1)).isoformat(), last.isoformat())


def count(session: Session, meeting: str) -> SignCount:
    """Counts of a week, for the meeting and the bulletin."""
    found = week(session, meeting)
    return SignCount(len(found.lines), found.members, sum(line.listed for line in found.lines), found.waiting)


def card(session: Session, key_text: str) -> SignCard:
    """One sign with its evidence, its innocent explanations, what was asked again and what the member says."""
    db = session.reader
    key, sign, line = standing(session, db, key_text)
    kept = _kept(db, key.meeting, key.meeting, key.member_id)
    evidence = list(sign.evidence) if sign else []
    known = {record.id for record in evidence}
    listed = {row.record_id: row for row in kept.rechecks.get(key, ())}
    evidence += [Evidence(row.record_table, row.record_id) for row in listed.values() if row.record_id not in known]
    kind, said = kind_of(key.kind), kept.statements.get(key)
    return SignCard(
        line,
        tuple(evidence_lines(db, evidence, listed, kind is SignKind.REMARK)),
        INNOCENT[kind] if kind else (),
        rules_in_force(db)[kind].words if kind else "",
        StatementLine(said.statement, said.stated_on, said.written_by) if said else None,
        may_check=_may(session, "sign.check") and not is_own(session, key.member_id),
        may_state=_may(session, "sign.state"),
    )


# ---- who may see what --------------------------------------------------------------------------------------------------------


def _may(session: Session, action: str) -> bool:
    return access.allowed(session.account.role, action)


def is_own(session: Session, member_id: str) -> bool:
    """Whether the account is this member's."""
    return bool(member_id) and session.account.member_id == member_id


def whose(session: Session) -> str:
    """The only member whose signs the account may see, '' = everybody's."""
    session.require("sign.read")
    if session.account.role is not Role.MEMBER:
        return ""
    if not session.account.member_id:
        raise Refused("这个账号没有对应的网格员，看不到提示。请管理员在账号里选上网格员。")
    return session.account.member_id


def week_of(session: Session, meeting: str) -> Week:
    """The office week of a meeting day, or of any day before it."""
    day = dates.from_iso(str(meeting))
    if day is None:
        raise Refused(f"“{meeting}”不是例会日期，请写成 2026-11-20")
    weekday = session.office.meeting_weekday
    return dates.week_of_meeting(day) if day.isoweekday() == weekday else dates.week_of(day, weekday)


def standing(session: Session, db: Any, key_text: str) -> tuple[SignKey, Sign | None, SignLine]:
    """The sign as the rules show it now, or only as it was recorded; Refused when there is neither or it is not for this account."""
    key, own = key_of(key_text), whose(session)
    if own and key.member_id != own:
        raise Refused("您只能看自己的提示，别人的由网格长查看。")
    found = week_of(session, key.meeting)
    listed = _lines(session, db, found, key.member_id)
    line = next((line for line in listed if line[0].key == key), None)
    if line is None:
        raise Refused("这条提示已不存在，可能记录已更正，或规则已修改。")
    return key, line[1], line[0]


# ---- reading -----------------------------------------------------------------------------------------------------------------


def _listed(session: Session, weeks: Sequence[Week], label: str) -> SignWeek:
    own, db = whose(session), session.reader
    lines = [line for each in weeks for line, _sign in _lines(session, db, each, own)]
    return SignWeek(label, weeks[-1].first.isoformat(), weeks[0].last.isoformat(), tuple(lines), bool(own))


def _lines(session: Session, db: Any, found: Week, member_id: str) -> list[tuple[SignLine, Sign | None]]:
    """Signs of a week by member, with what was recorded; those that the rules no longer show stay when something was recorded."""
    first, last, meeting = found.first.isoformat(), found.last.isoformat(), found.meeting.isoformat()
    rules = rules_in_force(db)
    facts = stored.facts(db, first, last, _days_off(db, first, last), rules[SignKind.CHURN].bound, member_id, DEFAULTS)
    now = {SignKey(meeting, sign.kind.value, sign.member_id): sign for sign in signs(facts, rules)}
    kept = _kept(db, meeting, meeting, member_id)
    seen, known = _seen_members(session, db, first, last), members.members(db)
    tasks = members.assignments(db, first, last)
    order = [kind.value for kind in SignKind]
    result: list[tuple[SignLine, Sign | None]] = []
    for key in dict.fromkeys([*now, *kept.rechecks, *kept.statements]):
        who = known.get(key.member_id)
        if who is None or (seen is not None and key.member_id not in seen):
            continue
        sign, rows = now.get(key), kept.rechecks.get(key, [])
        counted = Counter(row.outcome for row in rows)
        line = SignLine(
            key,
            found.label,
            kind_label(key.kind),
            who.staff_no,
            who.name,
            "、".join(dict.fromkeys(task.grid_code for task in tasks.get(who.id, ()) if task.grid_code)),
            sign.count if sign else len(rows),
            sign.sentence if sign else f"{rows[0].why}（现在已不再提示）" if rows else "已不再提示，留有情况说明",
            sign is not None,
            len(rows),
            counted[""],
            tuple((label, counted[value]) for value, label in _OUTCOMES.items() if counted[value]),
            key in kept.statements,
        )
        result.append((line, sign))
    return sorted(result, key=lambda pair: (pair[0].staff_no, pair[0].member, pair[0].key.member_id, order.index(pair[0].key.kind)))


def _kept(db: Any, first: str, last: str, member_id: str) -> _Kept:
    rechecks: dict[SignKey, list[Recheck]] = {}
    for row in sign_book.rechecks(db, first, last, member_id):
        if kind_of(row.kind):
            rechecks.setdefault(SignKey(row.meeting_on, row.kind, row.member_id), []).append(row)
    said = sign_book.statements(db, first, last, member_id)
    return _Kept(rechecks, {SignKey(row.meeting_on, row.kind, row.member_id): row for row in said if kind_of(row.kind)})


def _seen_members(session: Session, db: Any, first: str, last: str) -> set[str] | None:
    """Members with a task in the grids of the account's scope; None = everybody."""
    if session.account.role is Role.MEMBER or not session.account.scope:
        return None
    grids = set(areas.grids_of(session, db))
    return {member for member, tasks in members.assignments(db, first, last).items() if any(task.grid_id in grids for task in tasks)}


def _days_off(db: Any, first: str, last: str) -> dict[str, dict[str, str]]:
    """Member → day → leave; a day with any shift on duty is no day off."""
    found: dict[str, dict[str, str]] = {}
    for member_id, days in members.attendance(db, first, last).items():
        present = {day for day, state in days if state in _ON}
        off = {day: _OFF[state] for day, state in days if state in _OFF and day not in present}
        if off:
            found[member_id] = off
    return found


def evidence_lines(
    db: Any, evidence: Sequence[Evidence], listed: Mapping[str, Recheck], remark_first: bool = False
) -> list[EvidenceLine]:
    """Records in the order of the evidence, with what asking again came to."""
    found: dict[str, RecordTitle] = {}
    for table in ("visit", "residence"):
        found |= sign_book.titles(db, table, [record.id for record in evidence if record.table == table])
    lines = []
    for record in evidence:
        title = found.get(record.id)
        if title is not None:
            row = listed.get(record.id)
            lines.append(EvidenceLine(record.table, record.id, title.day, title.title, title.address, detail(record.table, title, remark_first),
                                      title.target_kind, title.target_id, recheck_line(row) if row else None))  # fmt: skip
    return lines


def detail(table: str, title: RecordTitle, remark_first: bool = False) -> str:
    """'19:30 · 见到本人 2 人 · 11月19日 21:03:07 录入 · 情况正常' or '新来住 · 11月20日注销'."""
    if table == "visit":
        result = next((outcome.label for outcome in Outcome if outcome.value == title.what), "")
        persons = f"{result} {title.persons} 人" if title.persons > 1 and title.target_kind != "entity" else result
        rest = [title.at, persons, _typed(title.entered_ms)]
        parts = [title.remark, *rest] if remark_first else [*rest, title.remark]
    else:
        reason = next((reason.label for reason in OpenReason if reason.value == title.what), "")
        parts = [reason, f"{title.closed_on} 注销" if title.closed_on else "在册"]
    return " · ".join(part for part in parts if part)


def _typed(at_ms: int) -> str:
    if at_ms < 1000:
        return ""
    at = datetime.fromtimestamp(at_ms / 1000, OFFICE_ZONE)
    return f"{at.month}月{at.day}日 {at:%H:%M:%S} 录入"


def recheck_line(row: Recheck) -> RecheckLine:
    """A stored line as shown."""
    label = _OUTCOMES.get(row.outcome, LISTED_OPEN)
    return RecheckLine(row.id, row.listed_on, _WAYS.get(row.way, ""), row.outcome, label, row.checked_on, row.checked_by, row.note)
