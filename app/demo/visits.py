"""Invented visits: enough doors a day that the persons met add up to the plan, and some doors that stayed shut."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from app.demo.entities import Business, Economy
from app.demo.names import ENTITY_FINDINGS, FINDINGS
from app.demo.people import GridLife, Home, Population

_COUNTED = ("见到本人",) * 15 + ("家属代述",) * 3 + ("电话",) * 2
_SHUT = ("未遇", "未遇", "未遇", "拒访")


@dataclass(frozen=True)
class VisitRow:
    """One row of the visits template."""

    day: date
    time: str
    member: str
    kind: str
    target: str
    outcome: str
    persons: int
    finding: str


class Rounds:
    """The evening rounds of all members."""

    def __init__(self, population: Population, economy: Economy, random: Random) -> None:
        self.population = population
        self.economy = economy
        self.random = random
        self.rows: list[VisitRow] = []

    def run_day(self, day: date) -> None:
        """Every member's round of one day."""
        for life in self.population.grids.values():
            persons = life.plan.days["visits_person"].get(day, 0)
            if persons:
                self._evening(life, day, persons)
            for business in self.economy.to_visit(life.plan, day):
                self._shop(life, day, business)

    def _evening(self, life: GridLife, day: date, persons: int) -> None:
        clock = 14 * 60 + 5 + self.random.randrange(20)
        member = life.plan.member_no
        seen: set[str] = set()
        while persons:
            home = self._next_home(life, day, seen)
            seen.add(home.room.address)
            met = min(persons, len(home.open_stays), 4, 1 + int(self.random.random() ** 0.6 * 4))
            if self.random.random() < 0.01:  # nobody at first, met later the same evening: counts once, as met
                self._add(day, clock, member, "户", home.room.address, "未遇", 0, "家中无人，稍后再访")
                clock += 3
            kind, target = "户", home.room.address
            if met == 1 and self.random.random() < 0.3:
                kind, target = "居民", home.open_stays[0].person.id_number
            self._add(day, clock, member, kind, target, self.random.choice(_COUNTED), met, self.random.choice(FINDINGS))
            if self.random.random() < 0.004:  # noted twice by mistake: counts once
                self._add(day, clock + 2, member, kind, target, "见到本人", met, "补记")
            home.last_visit = day
            persons -= met
            clock = min(clock + 4 + self.random.randrange(14), 20 * 60 + 50)
            if self.random.random() < 0.09:
                self._shut_door(life, day, clock, seen)

    def _next_home(self, life: GridLife, day: date, seen: set[str]) -> Home:
        """Of a few doors not yet visited today the one that has waited longest."""
        chosen: Home | None = None
        for _ in range(12):
            home = self.random.choice(life.homes)
            if home.room.address in seen or home.stays[0].opened > day:
                continue
            if chosen is None or (home.last_visit or date.min) < (chosen.last_visit or date.min):
                chosen = home
        return chosen or next(home for home in life.homes if home.room.address not in seen)

    def _shut_door(self, life: GridLife, day: date, clock: int, seen: set[str]) -> None:
        home = self.random.choice(life.homes)
        if home.room.address in seen:
            return
        seen.add(home.room.address)
        self._add(day, clock, life.plan.member_no, "户", home.room.address, self.random.choice(_SHUT), 0, "")

    def _shop(self, life: GridLife, day: date, business: Business) -> None:
        clock = 9 * 60 + self.random.randrange(150)
        finding = self.random.choice(ENTITY_FINDINGS)
        self._add(day, clock, life.plan.member_no, "法人", business.target, "见到本人", 1, finding)

    def _add(self, day: date, clock: int, member: str, kind: str, target: str, outcome: str, persons: int, finding: str) -> None:
        time = f"{clock // 60:02d}:{clock % 60:02d}"
        self.rows.append(VisitRow(day, time, member, kind, target, outcome, persons, finding))
