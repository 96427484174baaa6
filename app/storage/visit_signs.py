"""The plain facts of a week from which signs are read: a handful of set-based questions, each over one index."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from app.models.visit_signs import SHARED_BY, Churn, PhoneFact, Span, VisitFact, WeekFacts, later, there
from app.models.vocabulary import DwellingUse, OpenReason
from app.settings import OFFICE_ZONE
from app.storage.words import CANCELLED, COUNTED, LIVING, NEW, listed, open_on

if TYPE_CHECKING:
    from sqlite_utils import Database

WEEKS_BEFORE = 8
_VACANT = DwellingUse.VACANT.value
_RETURNED = listed((OpenReason.RETURN,))
_OPENED = f"(x.open_reason IN {NEW} OR x.open_reason IN {_RETURNED})"
_IN_WEEK = f"v.visited_on BETWEEN :first AND :last AND v.status {LIVING}"
_SEEN = f"{_IN_WEEK} AND v.outcome IN ('met', 'relative')"
_DOOR = "CASE WHEN v.dwelling_id = '' AND v.target_kind = 'dwelling' THEN v.target_id ELSE v.dwelling_id END"
Spans = dict[str, list[Span]]


def facts(
    db: Database,
    first: str,
    last: str,
    days_off: dict[str, dict[str, str]],
    churn_days: int,
    member_id: str = "",
    shipped: Sequence[str] = (),
) -> WeekFacts:
    """Everything about the week ``first`` … ``last``; of one member where one is named.  ``churn_days``: how far back 新增 may lie;
    ``shipped``: phrases that the program brings along."""
    week = {"first": first, "last": last, "member": member_id}
    seen = visits(db, week)
    lived = _spans(db, _LIVED, week)
    empty = {
        v.dwelling_id
        for v in seen
        if v.dwelling_id and v.target_kind in ("household", "dwelling") and not there(lived.get(v.dwelling_id, ()), v.day)
    }
    return WeekFacts(
        visits=seen,
        phrases=[*phrases(db), *shipped],
        shared=shared_remarks(db, week),
        vacancies=vacancies(db, empty),
        lived_in=lived,
        household_stays=_spans(db, _HOUSEHOLDS, week),
        resident_stays=_spans(db, _RESIDENTS, week),
        days_off=days_off,
        churns=churns(db, week, later(first, -churn_days)),
        phones=phones(db, week),
        before=counts_before(db, first),
    )


def _whose(column: str) -> str:
    return f"(:member = '' OR {column} = :member)"


def visits(db: Database, week: dict[str, str]) -> list[VisitFact]:
    """Visits of the week with the residents ticked as met."""
    ticked: dict[str, list[str]] = {}
    sql = f"""SELECT v.id, p.resident_id FROM visit v JOIN visit_person p ON p.visit_id = v.id AND p.met = 1 AND p.status {LIVING}
      WHERE {_SEEN} AND {_whose("v.member_id")}"""
    for visit_id, resident_id in db.conn.execute(sql, week):
        ticked.setdefault(visit_id, []).append(resident_id)
    sql = f"""SELECT v.id, v.member_id, v.visited_on, v.target_kind, v.target_id,
      {_DOOR}, v.outcome, v.finding, ifnull(v.entered_ms, 0) FROM visit v WHERE {_IN_WEEK} AND {_whose("v.member_id")}
      ORDER BY v.visited_on, v.visited_at, v.rowid"""
    return [VisitFact._make((*row, tuple(ticked.get(row[0], ())))) for row in db.conn.execute(sql, week)]


_LIVED = f"""SELECT DISTINCT x.dwelling_id, x.opened_on, x.closed_on FROM visit v CROSS JOIN residence x ON x.dwelling_id = {_DOOR}
  AND x.dwelling_id <> '' AND x.status {LIVING}
  WHERE {_SEEN} AND v.target_kind IN ('household', 'dwelling') AND {_whose("v.member_id")}"""
_HOUSEHOLDS = f"""SELECT DISTINCT x.household_id, x.opened_on, x.closed_on FROM visit v CROSS JOIN residence x
  ON x.household_id = v.target_id AND x.status {LIVING} WHERE {_SEEN} AND v.target_kind = 'household' AND {_whose("v.member_id")}"""
_RESIDENTS = f"""SELECT x.resident_id, x.opened_on, x.closed_on FROM visit v CROSS JOIN residence x
  ON x.resident_id = v.target_id AND x.status {LIVING} WHERE {_SEEN} AND v.target_kind = 'resident' AND {_whose("v.member_id")}
  UNION SELECT x.resident_id, x.opened_on, x.closed_on FROM visit v CROSS JOIN visit_person p ON p.visit_id = v.id AND p.met = 1
  CROSS JOIN residence x ON x.resident_id = p.resident_id AND x.status {LIVING} WHERE {_SEEN} AND {_whose("v.member_id")}"""


def _spans(db: Database, sql: str, week: dict[str, str]) -> Spans:
    found: Spans = {}
    for key, first, last in db.conn.execute(sql, week):
        found.setdefault(key, []).append(Span(first, last))
    return found


def phrases(db: Database) -> list[str]:
    """Common phrases of the office and of all members."""
    return [str(row[0]) for row in db.conn.execute(f"SELECT DISTINCT phrase FROM phrase WHERE status {LIVING}")]


def shared_remarks(db: Database, week: dict[str, str]) -> list[str]:
    """What several members wrote word for word in the week, whoever is asked about."""
    sql = f"""SELECT v.finding FROM visit v WHERE {_IN_WEEK} AND v.finding <> '' GROUP BY v.finding
      HAVING count(DISTINCT v.member_id) >= {SHARED_BY}"""
    return [str(row[0]) for row in db.conn.execute(sql, week)]


def vacancies(db: Database, dwelling_ids: Iterable[str]) -> Spans:
    """When these dwellings were registered as vacant, read from the journal: as first registered, they count as always so."""
    ids = json.dumps(sorted(dwelling_ids))
    sql = """SELECT c.row, c.op, c.hlc >> 16, json_extract(c.cols, '$.use'), json_extract(c.cols, '$.use[1]') FROM json_each(?) j
      CROSS JOIN change c ON c.row = j.value AND c.entity = 'dwelling' ORDER BY c.row, c.hlc, c.dev, c.dseq"""
    uses: dict[str, list[tuple[str, str]]] = {}
    for row, op, at_ms, whole, after in db.conn.execute(sql, (ids,)):
        if op == "I":
            uses.setdefault(row, []).append(("", str(whole or "")))
        elif after is not None:
            day = datetime.fromtimestamp(at_ms / 1000, OFFICE_ZONE).date().isoformat()
            uses.setdefault(row, []).append((day, str(after)))
    return {row: spans for row, changes in uses.items() if (spans := vacant_spans(changes))}


def vacant_spans(changes: Sequence[tuple[str, str]]) -> list[Span]:
    """Spans of vacancy out of (day, use) in their order."""
    spans: list[Span] = []
    since: str | None = None
    for day, use in changes:
        if use == _VACANT and since is None:
            since = day
        elif use != _VACANT and since is not None:
            spans.append(Span(since, day))
            since = None
    return spans if since is None else [*spans, Span(since, "")]


def churns(db: Database, week: dict[str, str], since: str) -> list[Churn]:
    """Registered this week by somebody who registered and cancelled the same person before; the same number is the same person."""
    earlier = f"""y.opened_by = x.opened_by AND y.closed_by = x.opened_by AND y.status {LIVING} AND y.close_reason IN {CANCELLED}
      AND y.opened_on >= :since AND y.opened_on <= y.closed_on AND y.closed_on <= x.opened_on AND y.id <> x.id"""
    week_of = f"x.opened_on BETWEEN :first AND :last AND x.opened_by <> '' AND x.status {LIVING} AND {_OPENED} AND {_whose('x.opened_by')}"
    columns = "x.opened_by, x.resident_id, y.id, y.opened_on, y.closed_on, x.id, x.opened_on"
    sql = f"""SELECT {columns} FROM residence x CROSS JOIN residence y ON y.resident_id = x.resident_id
      WHERE {week_of} AND {earlier}
      UNION SELECT {columns} FROM residence x CROSS JOIN resident r ON r.id = x.resident_id AND r.id_number <> ''
      CROSS JOIN resident q ON q.id_number = r.id_number AND q.id <> r.id CROSS JOIN residence y ON y.resident_id = q.id
      WHERE {week_of} AND {earlier} ORDER BY 1, 4, 7"""
    return [Churn(*row) for row in db.conn.execute(sql, {**week, "since": since})]


def phones(db: Database, week: dict[str, str]) -> list[PhoneFact]:
    """People registered this week whose telephone stands in more than one household now."""
    today = f"{open_on('y', ':last')}"
    sql = f"""WITH new AS MATERIALIZED (
        SELECT x.opened_by AS member, x.id AS id, r.phone AS phone FROM residence x CROSS JOIN resident r ON r.id = x.resident_id
        WHERE x.opened_on BETWEEN :first AND :last AND x.opened_by <> '' AND x.status {LIVING} AND {_OPENED} AND r.phone <> ''
          AND {_whose("x.opened_by")}),
      spread AS MATERIALIZED (
        SELECT q.phone AS phone, count(DISTINCT CASE WHEN y.household_id <> '' THEN y.household_id
          WHEN y.dwelling_id <> '' THEN y.dwelling_id ELSE y.id END) AS households
        FROM (SELECT DISTINCT phone FROM new) n CROSS JOIN resident q ON q.phone = n.phone AND q.status {LIVING}
        CROSS JOIN residence y ON y.resident_id = q.id WHERE {today} GROUP BY q.phone)
      SELECT new.member, new.id, new.phone, spread.households FROM new JOIN spread ON spread.phone = new.phone
      WHERE spread.households > 1 ORDER BY new.member, new.phone, new.id"""
    return [PhoneFact(*row) for row in db.conn.execute(sql, week)]


def counts_before(db: Database, first: str) -> dict[str, list[int]]:
    """Member → counted visits of each of the eight weeks before, weeks without any left out."""
    begin = (date.fromisoformat(first) - timedelta(days=7 * WEEKS_BEFORE)).isoformat()
    end = (date.fromisoformat(first) - timedelta(days=1)).isoformat()
    sql = f"""SELECT member_id, CAST((julianday(visited_on) - julianday(?1)) / 7 AS INTEGER) AS week, count(*) FROM (
        SELECT DISTINCT visited_on, member_id, target_kind, target_id FROM visit
        WHERE visited_on BETWEEN ?1 AND ?2 AND outcome IN {COUNTED} AND status {LIVING}) GROUP BY member_id, week ORDER BY week"""
    found: dict[str, list[int]] = {}
    for member_id, _week, count in db.conn.execute(sql, (begin, end)):
        found.setdefault(member_id, []).append(int(count))
    return found
