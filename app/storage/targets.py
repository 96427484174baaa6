"""Targets as stored: plans with their versions, lines of a plan, and the numbers that a split starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.storage.words import LIVING, open_on

if TYPE_CHECKING:
    from sqlite_utils import Database


class Plan(NamedTuple):
    """One version of what was set for an indicator on a level."""

    id: str
    year: int
    indicator: str
    level: str
    version: int
    total: int
    weights: str
    times: int
    month_rule: str
    pace: str
    first_day: str
    basis_on: str
    notes: str
    why: str
    set_on: str
    set_by: str
    status: str


class Line(NamedTuple):
    """What one unit got."""

    subject_id: str
    first_day: str
    last_day: str
    population: int
    area_m2: int
    households: int
    entities: int
    last_year: int
    limit_at: int | None
    computed: int
    adjustment: int
    adjust_why: str
    amount: int
    months: str

    @property
    def by_month(self) -> tuple[int, ...]:
        """January first."""
        return tuple(int(word) for word in self.months.split())


class Basis(NamedTuple):
    """What is in a grid on a day."""

    population: int = 0
    households: int = 0
    entities: int = 0


_PLAN = """id, year, indicator, level, version, total, weights, times, month_rule, pace, first_day, basis_on, notes, why, set_on,
  set_by, status"""
_LINE = """subject_id, first_day, last_day, population, area_m2, households, entities, last_year, limit_at, computed, adjustment,
  adjust_why, amount, months"""


def plans(db: Database, year: int, level: str) -> dict[str, Plan]:
    """Indicator → the plan in force."""
    sql = f"SELECT {_PLAN} FROM target_plan WHERE year = ? AND level = ? AND status = 'active' ORDER BY version, rowid"
    return {row[2]: Plan(*row) for row in db.conn.execute(sql, (year, level))}


def versions(db: Database, year: int, indicator: str, level: str) -> list[Plan]:
    """Every version, the newest first; those that were taken back are left out."""
    sql = f"""SELECT {_PLAN} FROM target_plan WHERE year = ? AND indicator = ? AND level = ? AND status {LIVING}
      ORDER BY version DESC, rowid DESC"""
    return [Plan(*row) for row in db.conn.execute(sql, (year, indicator, level))]


def lines(db: Database, plan_id: str) -> dict[str, Line]:
    """Subject → its line of a plan."""
    sql = f"SELECT {_LINE} FROM target WHERE plan_id = ? AND status {LIVING} ORDER BY rowid"
    return {row[0]: Line(*row) for row in db.conn.execute(sql, (plan_id,))}


def years(db: Database) -> list[int]:
    """Years with any plan in force."""
    return [row[0] for row in db.conn.execute("SELECT DISTINCT year FROM target_plan WHERE status = 'active' ORDER BY year")]


def basis(db: Database, day: str) -> dict[str, Basis]:
    """Grid → people, households and entities at the end of a day; people without a household count by their door or alone."""
    sql = f"""SELECT grid_id, sum(population), sum(households), sum(entities) FROM (
        SELECT x.grid_id AS grid_id, count(*) AS population, count(DISTINCT CASE WHEN x.household_id <> '' THEN x.household_id
          WHEN x.dwelling_id <> '' THEN x.dwelling_id ELSE x.id END) AS households, 0 AS entities
        FROM residence x WHERE {open_on("x", ":day")} GROUP BY x.grid_id
        UNION ALL SELECT x.grid_id, 0, 0, count(DISTINCT x.entity_id)
        FROM entity_registration x WHERE {open_on("x", ":day")} GROUP BY x.grid_id) GROUP BY grid_id"""
    return {row[0]: Basis(*row[1:]) for row in db.conn.execute(sql, {"day": day})}


def areas(db: Database) -> dict[str, int]:
    """Grid → square metres, where they are recorded."""
    return {row[0]: row[1] for row in db.conn.execute(f"SELECT id, area_m2 FROM grid WHERE area_m2 > 0 AND status {LIVING}")}
