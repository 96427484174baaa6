"""Invented residents: who lives where, from when to when.  One pass over the days of the year; every stay becomes one import row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.demo.families import Family, FamilyMaker, Person
from app.demo.plan import FIRST_DAY, GridPlan, Size


@dataclass(frozen=True)
class Room:
    """One flat; its four words are the address of the import template."""

    estate: str
    building: str
    unit: str
    room: str
    grid: str

    @property
    def address(self) -> str:
        """小区-楼栋-单元-房号 as the visits template writes a target."""
        return f"{self.estate}-{self.building}-{self.unit}-{self.room}"


@dataclass
class Stay:
    """One residence: a person in a flat from a day to a day."""

    person: Person
    room: Room
    relation: str
    opened: date
    open_reason: str
    opened_by: str
    closed: date | None = None
    close_reason: str = ""
    closed_by: str = ""


@dataclass
class Home:
    """The people who live together in one flat now."""

    room: Room
    stays: list[Stay]
    tenants: bool
    last_visit: date | None = None

    @property
    def open_stays(self) -> list[Stay]:
        """Those who have not left."""
        return [stay for stay in self.stays if stay.closed is None]


@dataclass
class GridLife:
    """One grid while the year passes."""

    plan: GridPlan
    vacant: list[Room]
    homes: list[Home] = field(default_factory=list)
    left: list[Home] = field(default_factory=list)  # whole homes that moved away and may come back
    returned: int = 0


class Population:
    """All stays of the office.  ``run_day`` opens and closes exactly as many as the plan says."""

    def __init__(self, size: Size, plans: list[GridPlan], families: FamilyMaker, random: Random) -> None:
        self.random = random
        self.families = families
        self.stays: list[Stay] = []
        self.grids = {plan.code: GridLife(plan, rooms_of(plan, size, random)) for plan in plans}
        for life in self.grids.values():
            self._settle(life, size.residents_per_grid)

    def _settle(self, life: GridLife, number: int) -> None:
        """The people of the first census, long before the year that is counted."""
        while number:
            opened = date(2019, 3, 4) + timedelta(days=self.random.randrange(2100))
            family = self.families.family(self.random.random() < 0.35, number, FIRST_DAY)
            self._move_in(life, family, opened, "补登")
            number -= len(family.people)

    def _move_in(self, life: GridLife, family: Family, day: date, reason: str) -> Home:
        room = life.vacant.pop()
        member = life.plan.member_no
        stays = [
            Stay(person, room, relation, max(day, person.birth), reason, member)  # a child came with its birth
            for person, relation in family.people
        ]
        home = Home(room, stays, family.tenants)
        life.homes.append(home)
        self.stays += stays
        return home

    def run_day(self, day: date) -> None:
        """Everything of one day in every grid."""
        for life in self.grids.values():
            self._cancel(life, day, life.plan.days["pop_cancelled"].get(day, 0))
            self._add(life, day, life.plan.days["pop_added"].get(day, 0))
            if day in life.plan.attended:
                self._returns(life, day)
                if self.random.random() < 0.008:
                    self._move(life, day)
                if self.random.random() < 0.006:
                    self._misentry(life, day)

    # ---- 注销 --------------------------------------------------------------------------------------------------------------

    def _cancel(self, life: GridLife, day: date, number: int) -> None:
        while number:
            home = self._home_to_leave(life, day, number)
            leaving = home.open_stays
            if len(leaving) <= number and (home.tenants or len(leaving) == 1 or self.random.random() < 0.5):
                number -= len(leaving)
                self._close(leaving, day, self._whole_reason(home), life)
                life.homes.remove(home)
                life.vacant.insert(self.random.randrange(len(life.vacant) + 1), home.room)
                if home.stays[0].close_reason == "搬离":
                    life.left.append(home)
            else:
                stay = max(leaving[1:], key=lambda one: (one.person.birth.year < 1945, self.random.random()))
                old = day.year - stay.person.birth.year >= 75
                reason = "死亡" if old and self.random.random() < 0.5 else self.random.choice(("迁出", "搬离", "搬离", "查无此人"))
                self._close([stay], day, reason, life)
                number -= 1

    def _home_to_leave(self, life: GridLife, day: date, number: int) -> Home:
        """A home that was here before today; tenants leave more often.  Bounded search, then the first that fits."""
        for _ in range(60):
            home = self.random.choice(life.homes)
            size = len(home.open_stays)
            settled = home.stays[0].opened < day and home.stays[-1].opened < day
            if settled and (size > 1 or number >= 1) and (home.tenants or self.random.random() < 0.35):
                return home
        return next(home for home in life.homes if all(stay.opened < day for stay in home.stays))

    def _whole_reason(self, home: Home) -> str:
        if len(home.open_stays) == 1 and home.open_stays[0].person.birth.year < 1948:
            return "死亡"
        return self.random.choice(("搬离", "搬离", "搬离", "查无此人") if home.tenants else ("迁出", "迁出", "搬离"))

    def _close(self, stays: list[Stay], day: date, reason: str, life: GridLife) -> None:
        for stay in stays:
            stay.closed, stay.close_reason, stay.closed_by = day, reason, life.plan.member_no

    # ---- 新增 --------------------------------------------------------------------------------------------------------------

    def _add(self, life: GridLife, day: date, number: int) -> None:
        while number:
            chance = self.random.random()
            if chance < 0.06 and self._birth(life, day):
                number -= 1
                continue
            if chance < 0.12:
                reason, tenants = "补登", self.random.random() < 0.5
            elif chance < 0.32:
                reason, tenants = "迁入", False
            else:
                reason, tenants = "新来住", True
            family = self.families.family(tenants, number, day)
            self._move_in(life, family, day, reason)
            number -= len(family.people)

    def _birth(self, life: GridLife, day: date) -> bool:
        """A child in a home with a couple of the right age; False if none was found."""
        for home in self.random.sample(life.homes, min(12, len(life.homes))):
            relations = [stay.relation for stay in home.open_stays]
            head = home.stays[0].person
            if relations[:2] == ["户主", "配偶"] and 1984 <= head.birth.year <= 2003 and len(relations) < 5:
                born = day - timedelta(days=self.random.randrange(20, 60))
                person, relation = self.families.child(head, born, home.stays[-1].person.birth)
                if person is None:
                    continue
                stay = Stay(person, home.room, relation, day, "出生", life.plan.member_no)
                home.stays.append(stay)
                self.stays.append(stay)
                return True
        return False

    # ---- 回流, 区内移动, 误录 ------------------------------------------------------------------------------------------------

    def _returns(self, life: GridLife, day: date) -> None:
        """Some who moved away come back to another flat of the same grid: counted apart, never as 新增."""
        if self.random.random() > 0.03:
            return
        ready = [home for home in life.left if home.stays[0].closed and (day - home.stays[0].closed).days > 25]
        if ready:
            home = self.random.choice(ready)
            life.left.remove(home)
            people = [(stay.person, stay.relation) for stay in home.stays if stay.close_reason == "搬离"]
            if people[0][1] == "户主":
                self._move_in(life, Family(people, home.tenants), day, "回流")

    def _move(self, life: GridLife, day: date) -> None:
        """A family moves to another flat of the office: one event, neither 新增 nor 注销."""
        home = self.random.choice(life.homes)
        goal = self.random.choice(list(self.grids.values()))
        if home.tenants or any(stay.opened >= day for stay in home.stays) or home.stays[0].closed or not goal.vacant:
            return
        people = [(stay.person, stay.relation) for stay in home.open_stays]
        self._close(home.open_stays, day, "区内移动", life)
        life.homes.remove(home)
        self._move_in(goal, Family(people, tenants=False), day, "区内移动").last_visit = home.last_visit

    def _misentry(self, life: GridLife, day: date) -> None:
        """An entry typed by mistake and voided the same day: 更正, not 新增 and not 注销."""
        home = self.random.choice(life.homes)
        person = self.families.single(day)
        stay = Stay(person, home.room, "非亲属", day, "新来住", life.plan.member_no)
        self._close([stay], day, "误录", life)
        self.stays.append(stay)


def rooms_of(plan: GridPlan, size: Size, random: Random) -> list[Room]:
    """Enough flats of the grid's estate for everybody who comes, the most convenient last (they are taken from the end)."""
    growth = max(0, plan.totals["pop_added"] - plan.totals["pop_cancelled"])
    wanted = int((size.residents_per_grid + growth) / 2.0) + 90
    floors, flats = random.choice(((6, 3), (11, 4), (17, 4), (9, 4)))
    rooms: list[Room] = []
    building = 1
    while len(rooms) < wanted:
        for unit in (1, 2):
            for floor in range(1, floors + 1):
                rooms += [
                    Room(plan.estate, f"{building}栋", f"{unit}单元", f"{floor}{flat:02d}", plan.code) for flat in range(1, flats + 1)
                ]
        building += 1
    random.shuffle(rooms)
    return rooms
