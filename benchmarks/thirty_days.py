"""Thirty days of an office: twenty accounts with their roles do what offices do, day by day, on an encrypted file that is backed up daily.

``python -m benchmarks.thirty_days --days 30 --operations 5000 --seed 1``.  An independent count (``tests/services/counted_book.py``) runs
along; at the end figures and count agree, journal and check are clean, and every generation of the backups that was kept is restored and
checked in a place of its own.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.models.vocabulary import Role
from app.services import backups, checks, documents, imports, rankings
from app.services.session import Session
from app.storage import backup as stored
from app.storage import copies, key_file
from app.storage.accounts import Account
from app.storage.register import Program, Register
from benchmarks.fuzz_material import number, workbook
from tests.services import door_world
from tests.services import test_thousand_acts as thousand

FIRST = date(2026, 11, 20)
PASSWORD = "Guihu-2026-banli"
MEMBERS = ("李秀兰", "张伟明")
CODE = {"06": "WG-06", "07": "WG-07"}


class Month(thousand.Desk):
    """The random acts of one office, each by one of its accounts."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.folder, self.random = folder, random.Random(seed)
        register = Register.create(folder / "office.zhiwang", office="青禾街道桂湖社区", login="admin", password=PASSWORD, practice=True)
        made = door_world.world(register)
        self._prepare(made)
        self.sessions = self._accounts(made)
        self.chief = next(each for each in self.sessions if each.account.role is Role.CHIEF)
        self.extra: Counter[str] = Counter()
        self.by_role: Counter[str] = Counter()

    def _prepare(self, made: door_world.World) -> None:
        self.world, self.session = made, made.session("")
        self.book = thousand.Book()
        self.people, self.entities, self.done = [], [], []
        self.number, self.acts, self.refused = 0, Counter(), Counter()
        self.doors = [made[room] for room in ("1001", "901", "902", "702", "101", "5栋201")]
        self.copy_world()

    @staticmethod
    def _accounts(made: door_world.World) -> list[Session]:
        """Fourteen members, three chiefs, a leader, an auditor, the administrator."""
        wanted = [(f"wg{place}", Role.MEMBER, MEMBERS[place % 2]) for place in range(14)]
        wanted += [(f"zhang{place}", Role.CHIEF, "") for place in range(3)] + [("leader", Role.LEADER, ""), ("auditor", Role.AUDITOR, "")]
        sessions = [made.session("")]
        with made.register.work.operation("import.demo", Program()) as act:
            for login, role, member in wanted:
                values = {"login": login, "name": login, "role": role.value, "member_id": made[member] if member else "", "scope": "[]"}
                key = act.insert("account", values)
                sessions.append(Session(made.register, Account(key, login, login, role, values["member_id"], ())))
        return sessions

    def member(self) -> str:
        return self.session.account.member_id or super().member()

    def act(self) -> None:
        """One act by whoever sits there; a leader or an auditor gets nowhere."""
        role = self.random.choices((Role.MEMBER, Role.CHIEF, Role.ADMIN, Role.LEADER, Role.AUDITOR), (50, 30, 12, 4, 4))[0]
        self.session = self.random.choice([each for each in self.sessions if each.account.role is role])
        before = len(self.done)
        super().act()
        self.by_role[f"{role.value} {'done' if len(self.done) > before else 'refused'}"] += 1
        assert role not in (Role.LEADER, Role.AUDITOR) or len(self.done) == before, f"{role} changed something"

    # ---- what happens once a day ---------------------------------------------------------------------------------------------------

    def bring(self) -> None:
        """A short list from another office: new people at known doors, and one row that is wrong."""
        self.session = self.chief
        today = thousand.LAST
        rows, wanted = [], []
        for _ in range(self.random.randrange(2, 6)):
            door = self.random.choice(self.doors)
            building, unit, room = self.world.one("SELECT building, unit, room FROM dwelling WHERE id = ?", door)
            grid = self.world.one("SELECT code FROM grid WHERE id = ?", self.grid(door))
            self.number += 1
            day = (today - timedelta(days=self.random.randrange(5))).isoformat()
            who = number(self.random)
            wanted.append((who, door, day, CODE[grid]))
            cells = {"姓名": f"来人{chr(0x4E00 + self.number)}", "证件类型": "居民身份证", "证件号码": who, "民族": "汉族", "人户情况": "人户一致",
                     "小区": "桂湖花园", "楼栋": building, "单元": unit, "房号": room, "网格编码": grid, "与户主关系": "其他亲属", "登记日期": day,
                     "登记原因": "迁入", "登记人": CODE[grid]}  # fmt: skip
            rows.append([cells.get(title, "") for title in imports.TEMPLATES["residents"].titles])
        wrong = list(rows[0])
        wrong[3] = str(wrong[3])[:-1] + ("0" if str(wrong[3])[-1] != "0" else "1")
        path = workbook(self.folder / "list.xlsx", "residents", [*rows, wrong])
        result = imports.run(self.session, "residents", path, rejects_path=self.folder / "rejects.xlsx")
        assert (result.accepted, result.rejected) == (len(rows), 1), result
        for row in self.rowed("residence", result.operation):
            person, door, day = self.world.one("SELECT resident_id, dwelling_id, opened_on FROM residence WHERE id = ?", row)
            who = self.world.one("SELECT id_number FROM resident WHERE id = ?", person)
            assert (door, day) == next((each[1], each[2]) for each in wanted if each[0] == who)
            by = self.world[MEMBERS[0] if next(each[3] for each in wanted if each[0] == who) == "WG-06" else MEMBERS[1]]
            self.people.append(person)
            self.open(row, person, door, day, "moved_in", by)
        self.book.end(result.operation)
        self.done.append(result.operation)
        self.extra["imports"] += 1

    def evening(self, second: Path) -> None:
        """Backup in two places; on Fridays the week is closed and printed."""
        self.session = self.sessions[0]
        made = backups.make(self.session, "daily", str(second))
        assert made.second == "ok", made.message
        self.extra["backups"] += 1
        if thousand.LAST.weekday() == 4:
            self.session = self.chief
            meeting = thousand.LAST.isoformat()
            rankings.close_week(self.session, meeting)
            self.extra["weeks closed"] += 1
            self.extra["pages printed"] += documents.ranking_pdf(self.session, meeting, self.folder / "weekly.pdf", act="document.print")


@contextmanager
def calendar() -> Iterator[Any]:
    """``move(day)``: the office day and the computer's clock go to that day together, as they would."""
    real, today, office, last = time.time_ns, date.today(), os.environ.get("ZHIWANG_TODAY"), thousand.LAST

    def move(day: date) -> None:
        os.environ["ZHIWANG_TODAY"] = day.isoformat()
        thousand.LAST = day
        time.time_ns = lambda: real() + (day - today).days * 86_400 * 10**9

    try:
        yield move
    finally:
        time.time_ns, thousand.LAST = real, last
        os.environ.pop("ZHIWANG_TODAY", None)
        if office is not None:
            os.environ["ZHIWANG_TODAY"] = office


def run(days: int, operations: int, seed: int, folder: Path) -> dict[str, object]:
    """The whole month; every promise is an assertion.  Returns what happened."""
    second = folder / "second"
    second.mkdir()
    with calendar() as move:
        move(FIRST)
        month = Month(seed, folder)
        register = month.world.register
        for place in range(days):
            move(FIRST + timedelta(days=place))
            month.bring()
            goal = operations * (place + 1) // days
            while len(month.done) + sum(month.extra[name] for name in ("backups", "weeks closed")) < goal - 1:
                month.act()
            month.evening(second)
        month.compare()
        report = checks.check(month.sessions[0])
        assert report.ok, [line.text for line in report.lines if not line.ok]
        kept = {where: _restorable(month, where, folder) for where in (folder / backups.FOLDER, second)}
        told = month.world.one("SELECT count(*) FROM operation"), month.world.one("SELECT count(*) FROM change")
        register.close()
        Register.open(folder / "office.zhiwang", login="admin", password=PASSWORD).close()
    return {"acts": dict(month.acts), "refused": dict(month.refused), "roles": dict(month.by_role), "daily": dict(month.extra),
            "operations in the journal": told[0], "journal lines": told[1], "generations kept and restored": list(kept.values())}  # fmt: skip


def _restorable(month: Month, where: Path, folder: Path) -> int:
    """Every copy that was kept is restored, opened, checked line by line and against itself; then thrown away."""
    found = stored.backups(where)
    for copy in found:
        problems, people = copies.rehearse(copy.path, month.world.register.file_key)
        assert problems == [], (copy.path.name, problems)
        assert people == copy.people
        target = folder / "restored" / "office.zhiwang"
        target.parent.mkdir(exist_ok=True)
        stored.restore(copy.path, target)
        register = Register.open(target, login="admin", password=PASSWORD)
        report = checks.check(door_world.World(register).session(""))
        register.close()
        assert report.ok, (copy.path.name, [line.text for line in report.lines if not line.ok])
        for each in target.parent.iterdir():
            each.unlink()
    return len(found)


def main() -> None:
    """Print what happened and how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("days", 30), ("operations", 5000), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    given = parser.parse_args()
    start = time.perf_counter()
    key_file.DEFAULT_COST = key_file.Cost(1, 8)  # dozens of restored copies are opened by password
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["ZHIWANG_HOME"] = str(folder / "home")
        for what, value in run(given.days, given.operations, given.seed, folder).items():
            print(f"{what}: {value}")
    print(f"seed {given.seed}: {given.days} days in {time.perf_counter() - start:.0f} s; figures, journal, check and every generation are right")


if __name__ == "__main__":
    main()
