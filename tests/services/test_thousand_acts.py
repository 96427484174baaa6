"""A thousand random acts of an office against an independent count.

Every act goes through the services and, by rules of its own, into ``counted_book``.  The register must then answer the same six
figures by member and the same population, nobody may live at two places, and its own checks must find nothing.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from app.errors import Refused
from app.models.entity_views import EntityDraft
from app.models.household_entry import PersonDraft
from app.models.household_views import BatchAct
from app.models.visit_views import VisitDraft
from app.services import checks, duplicates, history, legal_entities, lifecycle, visits
from app.storage import population
from app.storage.checks import check_chain, rebuild_check
from app.storage.statistics import by_pair
from tests.services import door_world
from tests.services.counted_book import VOID, Book

LAST = date(2026, 11, 20)
NEW = ("moved_in", "newly_living", "birth", "late")
GONE = ("moved_out", "left", "not_found")
COUNTED = ("met", "relative", "phone")
MISSING = ("registered_address", "phone", "marital_status", "employment", "ethnic_group")


class Desk:
    """Random acts through the services, each also written into the book."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.world = door_world.world()
        self.session = self.world.session("")
        self.book = Book()
        self.people: list[str] = []
        self.entities: list[str] = []
        self.done: list[str] = []
        self.number = 0
        self.acts: Counter = Counter()
        self.refused: Counter = Counter()
        self.doors = [self.world[room] for room in ("1001", "901", "902", "702", "101", "5栋201")]
        self.copy_world()

    # ---- small things --------------------------------------------------------------------------------------------------------

    def copy_world(self) -> None:
        """What the invented office begins with."""
        sql = "SELECT id, resident_id, dwelling_id, grid_id, opened_on, open_reason, opened_by FROM residence"
        for row, person, door, grid, opened, why, by in self.world.all(sql):
            self.people.append(person)
            self.book.put(("stay", row), alive=True, person=person, door=door, grid=grid, opened=opened, why=why, by=by, after=None,
                          closed="", gone="", closer="")  # fmt: skip
            self.book.put(("door", door), alive=True, grid=grid)
        for door in self.doors:
            self.book.put(("door", door), alive=True, grid=self.world.one("SELECT grid_id FROM dwelling WHERE id = ?", door))
        sql = "SELECT id, entity_id, opened_on, open_reason, opened_by FROM entity_registration"
        for row, entity, opened, why, by in self.world.all(sql):
            self.entities.append(entity)
            self.book.put(("trade", row), alive=True, entity=entity, opened=opened, why=why, by=by, closed="", gone="", closer="")
        sql = "SELECT id, target_kind, target_id, visited_on, member_id, persons_met FROM visit"
        for row, kind, target, day, member, met in self.world.all(sql):
            self.book.put(("visit", row), alive=True, kind=kind, target=target, day=day, member=member, met=met)
        self.book.end("world")

    def day(self) -> str:
        return (LAST - timedelta(days=self.random.randrange(0, 12))).isoformat()

    def member(self) -> str:
        return self.world[self.random.choice(("李秀兰", "张伟明"))]

    def keeper(self, grid: str) -> str:
        return self.world["李秀兰"] if grid == self.world["06"] else self.world["张伟明"]

    def grid(self, door: str) -> str:
        return self.book.entries["door", door]["grid"]

    def rowed(self, table: str, operation: str) -> list[str]:
        """Rows that an act inserted: the keys under which the book goes on."""
        sql = """SELECT c.row FROM change c JOIN operation o ON c.grp = o.grp WHERE o.grp = ? AND c.entity = ? AND c.op = 'I'
          ORDER BY c.lseq"""
        return [row[0] for row in self.world.all(sql, operation, table)]

    def open(self, row: str, person: str, door: str, day: str, why: str, by: str, after: tuple | None = None) -> tuple:
        key = ("stay", row)
        self.book.put(key, alive=True, person=person, door=door, grid=self.grid(door), opened=day, why=why, by=by, after=after,
                      closed="", gone="", closer="")  # fmt: skip
        return key

    def close(self, key: tuple, day: str, gone: str, by: str) -> None:
        self.book.put(key, closed=day, gone=gone, closer=by)

    def void_chain(self, key: tuple, day: str, gone: str, by: str) -> None:
        chain = self.book.chain(key)
        for each in chain[:-1]:
            self.book.put(each, alive=False)
        self.book.put(chain[-1], alive=False, closed=day, gone=gone, closer=by)

    # ---- acts on people ------------------------------------------------------------------------------------------------------

    def register(self) -> str:
        self.number += 1
        door, day, why, by = self.random.choice(self.doors), self.day(), self.random.choice(NEW), self.member()
        draft = PersonDraft(name=f"新人{self.number}", relation="99", sex="1", id_type="000", no_number_reason="遗失", birth_date="1990-01-01",
                            consistency="21", came_on=day, opened_on=day, open_reason=why, unknown=MISSING)  # fmt: skip
        done = lifecycle.register(self.session, draft, door, member_id=by)
        person = self.rowed("resident", done.operation_id)[0]
        self.people.append(person)
        self.open(self.rowed("residence", done.operation_id)[0], person, door, day, why, by)
        return done.operation_id

    def cancel(self) -> str:
        person, day, gone, by = (
            self.random.choice(self.people),
            self.day(),
            self.random.choice((*GONE, "death", *VOID)),
            self.member(),
        )
        key = self.book.current(person) or self.random.choice(list(self.book.of("stay")))
        done = lifecycle.cancel(self.session, key[1], gone, day, "告知人 邻居", member_id=by)
        if gone in VOID:
            self.void_chain(key, day, gone, by)
        else:
            self.close(key, day, gone, by)
        return done.operation_id

    def undo_cancel(self) -> str:
        closed = [key for key in self.book.of("stay") if self.book.entries[key]["closed"]]
        key = self.random.choice(closed)
        done = lifecycle.undo_cancel(self.session, key[1])
        self.close(key, "", "", "")
        return done.operation_id

    def return_person(self) -> str:
        gone = [person for person in self.people if not self.book.current(person) and self.book.stays(person)]
        person, door, day, by = self.random.choice(gone or self.people), self.random.choice(self.doors), self.day(), self.member()
        done = lifecycle.return_person(self.session, person, door, day, member_id=by)
        self.open(self.rowed("residence", done.operation_id)[0], person, door, day, "return", by)
        return done.operation_id

    def move(self) -> str:
        key = self.book.current(self.random.choice(self.people)) or self.random.choice(self.book.of("stay"))
        door, day, by = self.random.choice(self.doors), self.day(), self.member()
        done = lifecycle.move_person(self.session, key[1], door, day, member_id=by)
        self.close(key, day, "move", by)
        self.open(self.rowed("residence", done.operation_id)[0], self.book.entries[key]["person"], door, day, "move", by, key)
        return done.operation_id

    def move_household(self) -> str:
        household = self.random.choice(self.world.all("SELECT id FROM household ORDER BY id"))[0]
        sql = "SELECT id FROM residence WHERE household_id = ? AND status IN ('active', 'pending')"
        keys = [("stay", row[0]) for row in self.world.all(sql, household)]
        door, day, by = self.random.choice(self.doors), self.day(), self.member()
        done = lifecycle.move_household(self.session, household, door, day, member_id=by)
        made = {
            self.world.one("SELECT moved_from FROM residence WHERE id = ?", row): row
            for row in self.rowed("residence", done.operation_id)
        }
        for key in keys:
            self.close(key, day, "move", by)
            self.open(made[key[1]], self.book.entries[key]["person"], door, day, "move", by, key)
        return done.operation_id

    def batch(self) -> str:
        chosen = self.random.sample(self.people, min(4, len(self.people)))
        day, gone, by = self.day(), self.random.choice(GONE), self.member()
        act = BatchAct("cancel", day=day, reason=gone, member_id=by)
        ready = [line.resident_id for line in lifecycle.batch(self.session, chosen, act).lines if not line.refusal]
        done = lifecycle.run_batch(self.session, chosen, act)
        for person in ready:
            key = self.book.current(person)
            assert key is not None
            self.close(key, day, gone, by)
        return done.operation_id

    def regrid(self) -> str:
        person, grid, day = self.random.choice(self.people), self.world[self.random.choice(("06", "07"))], self.day()
        key = self.book.current(person)
        done = lifecycle.run_batch(self.session, [person], BatchAct("grid", grid_id=grid, day=day))
        door, by = self.book.entries[key]["door"], self.keeper(grid)
        self.book.put(("door", door), grid=grid)
        made = {
            self.world.one("SELECT moved_from FROM residence WHERE id = ?", row): row
            for row in self.rowed("residence", done.operation_id)
        }
        for each in [key for key in self.book.of("stay", door=door) if not self.book.entries[key]["closed"]]:
            self.close(each, day, "regrid", by)
            self.open(made[each[1]], self.book.entries[each]["person"], door, day, "regrid", by, each)
        return done.operation_id

    def correct_day(self) -> str:
        key, day = self.random.choice(self.book.of("stay")), self.day()
        done = lifecycle.correct(self.session, "residence", key[1], {"opened_on": day}, "登记表上写的")
        self.book.put(key, opened=day)
        return done.operation_id

    # ---- merging -------------------------------------------------------------------------------------------------------------

    def merge(self) -> str:
        kept, merged = self.random.sample(self.people, 2)
        left, right = self.book.current(kept), self.book.current(merged)
        pick = self.random.choice(("left", "right"))
        done = duplicates.merge(self.session, kept, merged, {"residence": pick}, "同一人")
        if left and right:
            self._one_home(left, right, pick, done.operation_id)
        for key, entry in list(self.book.entries.items()):
            if key[0] == "stay" and entry["person"] == merged:
                self.book.put(key, person=kept)
            if key[0] == "visit" and entry["kind"] == "resident" and entry["target"] == merged:
                self.book.put(key, target=kept)
        stays = self.book.stays(kept)
        for key in stays:
            entry = self.book.entries[key]
            before = [self.book.entries[each] for each in stays if each != key]
            if entry["why"] in NEW and any(
                each["gone"] in (*GONE, "death") and each["closed"] <= entry["opened"] for each in before
            ):
                self.book.put(key, why="return")
        return done.operation_id

    def _one_home(self, left: tuple, right: tuple, pick: str, operation: str) -> None:
        """The later entry is the double; where it is picked the earlier stay moves to its door today."""
        entries, today = self.book.entries, LAST.isoformat()
        first = {key: entries[self.book.chain(key)[-1]]["opened"] for key in (left, right)}
        earlier, later = (left, right) if first[left] <= first[right] else (right, left)
        by = self.keeper(entries[later]["grid"])
        self.void_chain(later, today, "duplicate", by)
        stays = left if pick == "left" else right
        if stays == later and entries[later]["door"] != entries[earlier]["door"]:
            self.close(earlier, today, "move", by)
            row = self.rowed("residence", operation)[0]
            self.open(row, entries[earlier]["person"], entries[later]["door"], today, "move", by, earlier)

    def unmerge(self) -> str:
        line = self.random.choice(duplicates.merges(self.session))
        self.compare()
        done = duplicates.unmerge(self.session, line.merge_id)
        self._read_again({row[0] for row in self.world.all("SELECT row FROM change WHERE grp = ?", done.operation_id)})
        return done.operation_id

    def _read_again(self, rows: set[str]) -> None:
        """What goes back after other things have happened is a matter of rules tested elsewhere; the book, compared just before, takes
        it over, so that from here on figures and population are compared on it."""
        for key in list(self.book.entries):
            if key[0] == "stay" and key[1] in rows:
                person, status, opened, why, closed, gone, closer = self.world.one(
                    "SELECT resident_id, status, opened_on, open_reason, closed_on, close_reason, closed_by FROM residence WHERE id = ?",
                    key[1],
                )
                self.book.put(key, person=person, alive=status not in ("voided", "merged"), opened=opened, why=why, closed=closed, gone=gone,
                              closer=closer)  # fmt: skip
            if key[0] == "visit" and key[1] in rows:
                self.book.put(key, target=self.world.one("SELECT target_id FROM visit WHERE id = ?", key[1]))

    # ---- visits and entities -------------------------------------------------------------------------------------------------

    def visit(self) -> str:
        kind, target = (
            ("resident", self.random.choice(self.people))
            if self.random.random() < 0.7
            else ("entity", self.random.choice(self.entities))
        )
        member, outcome = self.member(), self.random.choice((*COUNTED, "absent", "refused"))
        day = LAST.isoformat()
        same = self.book.of("visit", kind=kind, target=target, day=day, member=member)
        done = visits.save(self.session, VisitDraft(kind, target, outcome, member_id=member), ("outcome", "met", "visited_on"))
        met = 1 if outcome in COUNTED else -1
        if same:
            best = max(met, *(self.book.entries[key]["met"] for key in same))
            self.book.put(same[0], met=best)
            for other in same[1:]:
                self.book.put(other, alive=False)
        else:
            self.book.put(("visit", self.rowed("visit", done.operation_id)[0]), alive=True, kind=kind, target=target, day=day, member=member,
                          met=met)  # fmt: skip
        return done.operation_id

    def register_entity(self) -> str:
        self.number += 1
        grid, day = self.world[self.random.choice(("06", "07"))], self.day()
        draft = EntityDraft(name=f"新店{self.number}", kind="20", no_code_reason="无照", industry="F", responsible_name="何美家",
                            responsible_phone="19900005503", address=f"桂湖路{self.number}号", grid_id=grid, opened_on=day,
                            unknown=("licence_expires_on", "credit_code"))  # fmt: skip
        done = legal_entities.save(self.session, draft, [each.text for each in legal_entities.check(self.session, draft)])
        row = self.rowed("entity_registration", done.operation_id)[0]
        self.entities.append(self.rowed("legal_entity", done.operation_id)[0])
        entity = self.entities[-1]
        self.book.put(("trade", row), alive=True, entity=entity, opened=day, why="newly_living", by=self.keeper(grid), closed="", gone="",
                      closer="")  # fmt: skip
        return done.operation_id

    def cancel_entity(self) -> str:
        entity, day = self.random.choice(self.entities), self.day()
        gone = self.random.choice(("deregistered", "ceased", *VOID))
        key = next((key for key in self.book.of("trade", entity=entity) if not self.book.entries[key]["closed"]), None)
        done = legal_entities.cancel(self.session, entity, gone, day)
        assert key is not None
        grid = self.world.one("SELECT grid_id FROM entity_registration WHERE id = ?", key[1])
        self.book.put(key, alive=gone not in VOID, closed=day, gone=gone, closer=self.keeper(grid))
        return done.operation_id

    # ---- taking back ---------------------------------------------------------------------------------------------------------

    def undo(self) -> str:
        operation = self.random.choice(self.done[-25:] if self.random.random() < 0.7 else self.done)
        done = history.undo(self.session, operation)
        self.book.take_back(operation, done.operation_id)
        return done.operation_id

    # ---- running and comparing -----------------------------------------------------------------------------------------------

    def act(self) -> None:
        weights = {"register": 6, "cancel": 6, "undo_cancel": 4, "return_person": 5, "move": 6, "move_household": 2, "batch": 1, "regrid": 1,
                   "correct_day": 1, "merge": 2, "unmerge": 2, "visit": 6, "register_entity": 2, "cancel_entity": 1, "undo": 8}  # fmt: skip
        name = self.random.choices(list(weights), list(weights.values()))[0]
        try:
            operation = getattr(self, name)()
        except (Refused, IndexError):
            assert not self.book.running, f"{name} was refused half way"
            self.refused[name] += 1
            return
        if operation not in self.book.acts:
            self.book.end(operation)
        self.done.append(operation)
        self.acts[name] += 1
        if len(self.done) % 50 == 0:
            self.compare()

    def compare(self) -> None:
        db = self.world.register.db
        for first, last in (("2025-01-01", "2026-11-20"), ("2026-11-13", "2026-11-19"), (LAST.isoformat(), LAST.isoformat())):
            said: dict[str, Counter] = {}
            for (member, _), figures in by_pair(db, first, last).items():
                for name in ("new_residents", "returned_residents", "cancelled_residents", "visited_persons", "new_entities",
                             "cancelled_entities", "visited_entities", "corrections"):  # fmt: skip
                    if value := getattr(figures, name):
                        said.setdefault(member, Counter())[name] += value
            assert said == self.book.figures(first, last), (first, last)
        for day in ("2026-11-08", "2026-11-15", LAST.isoformat()):
            assert population.key_figures(db, day).residents == self.book.population(day), day
        twice = self.world.all(
            """SELECT resident_id, count(*) FROM residence WHERE status IN ('active', 'pending') GROUP BY resident_id HAVING count(*) > 1"""
        )
        assert twice == []
        assert checks.flow_problems(self.session) == []


@pytest.mark.parametrize(("seed", "acts"), [(1, 1000), (2, 250), (3, 250)])
def test_the_figures_are_right_after_any_history(seed: int, acts: int) -> None:
    desk = Desk(seed)
    desk.compare()
    while len(desk.done) < acts:
        desk.act()
    desk.compare()
    register = desk.world.register
    assert rebuild_check(register) + check_chain(register) == []
    for name in ("register", "cancel", "undo_cancel", "return_person", "move", "merge", "unmerge", "visit", "undo"):
        assert desk.acts[name] > 0, desk.acts
        assert name in ("register", "unmerge") or desk.refused[name] > 0, desk.refused
    done = {line.id: line for line in history.operations(desk.session, 2000, changing=False)}
    assert all(operation in done and done[operation].label != "其他操作" for operation in desk.done)
    register.close()
