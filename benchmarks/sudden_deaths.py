"""kill -9 at random moments of saves, imports, merges, backups, closing and migrations: nothing confirmed is lost, nothing is half written.

    python -m benchmarks.sudden_deaths                 500 deaths, seed 20261120
    python -m benchmarks.sudden_deaths --count 60 --seed 7

A child process works with the real services and says on a pipe what it was told is saved; the parent kills it, opens the register
again and compares.  After every death: every page, the journal, its seals and the tables against the journal.  Needs ``os.fork``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from app.demo.numbers import NumberPool
from app.errors import Unavailable
from app.models.visit_views import VisitDraft
from app.services import backups, imports, merging, visits
from app.services import session as sessions
from app.storage import backup as copies_made
from app.storage import checks, copies, key_file, migrations

LOGIN, PASSWORD = "admin", "Practice-1"
SEED, COUNT, FRESH_AFTER = 20261120, 500, 40
ROWS = 300
HEAD = "姓名,性别,证件类型,证件号码,人户情况,小区,楼栋,单元,房号,网格编码,与户主关系,登记日期,登记原因,登记人"
PROBE_ROWS = 20_000
REACH = {"saves": 0.25, "imports": 1.2, "merges": 0.25, "backups": 0.5, "closing": 0.4, "migrations": 0.9}  # seconds within which the kill comes
Tell = Callable[[str], None]


@dataclass
class Count:
    """What happened in all."""

    deaths: dict[str, int] = field(default_factory=lambda: dict.fromkeys(REACH, 0))
    confirmed: int = 0
    unspoken: int = 0  # saved, but killed before it could say so
    copies: int = 0
    mended: int = 0  # migrations that were cut off and done again at the next opening
    problems: list[str] = field(default_factory=list)


# ---- the office ------------------------------------------------------------------------------------------------------------------


def people(pool: NumberPool, start: int, count: int) -> Iterator[str]:
    """Lines of a residents file, nobody twice."""
    for place in range(start, start + count):
        birth = date(1950 + place % 50, 1 + place % 12, 1 + place % 28)
        number = pool.person(birth, "男")
        yield (f"林{chr(0x4E00 + place % 5000)}{chr(0x4E00 + place // 5000)},男,居民身份证,{number},户籍,桂湖花园,{place % 9 + 1}栋,1单元,"
               f"{place % 30 + 1}01,06,其他,2026-11-18,补登,WG-06")  # fmt: skip


def base_office(folder: Path) -> Path:
    """A practice office with a grid, a member and 300 residents; the password costs nothing."""
    key_file.DEFAULT_COST = key_file.RECOVERY_COST = key_file.Cost(1, 64)
    path = folder / "office.zhiwang"
    session = sessions.create_office(path, "桂湖社区", LOGIN, "管理员", PASSWORD, practice=True, weak_password=True)
    for kind, text in (
        ("grids", "编码,名称\n06,06网格\n"),
        ("staff", "工号,姓名,网格编码,任职日期\nWG-06,李秀兰,06,2025-01-01\n"),
        ("residents", "\n".join([HEAD, *people(NumberPool(), 0, ROWS)])),
    ):
        file = folder / f"{kind}.csv"
        file.write_text(text, encoding="utf-8")
        result = imports.run(session, kind, file)
        if result.rejected:
            raise AssertionError(f"{kind}: {result.reasons}")
    sessions.sign_out(session)
    return path


def migrations_in(folder: Path) -> Path:
    """A directory of migrations that can grow, in the place of the program's own."""
    directory = folder / "migrations"
    shutil.copytree(migrations.DIRECTORY, directory)
    for function in (migrations.available, migrations.latest, migrations.refuse_newer, migrations.apply):
        function.__defaults__ = (directory,)
    return directory


def one_more(directory: Path) -> int:
    """The next migration: a table and twenty thousand rows in it."""
    number = migrations.latest() + 1
    (directory / f"{number:04}_probe.sql").write_text(
        f"CREATE TABLE probe_{number} (n INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;\n"
        f"INSERT INTO probe_{number} (n, text) WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {PROBE_ROWS})"
        " SELECT n, hex(n) FROM c;\n",
        encoding="utf-8",
    )
    return number


# ---- the one that dies -----------------------------------------------------------------------------------------------------------


def saves(session: Any, path: Path, chance: random.Random, tell: Tell) -> None:
    """Visits, one after the other."""
    while True:
        tell(f"operation {_one_visit(session, chance)}")


def _one_visit(session: Any, chance: random.Random) -> str:
    who = chance.choice(_residents(session))
    member = session.register.db.conn.execute("SELECT id FROM grid_member").fetchone()[0]
    return visits.save(session, VisitDraft("resident", who, "met", (who,), member_id=member), ACCEPTED).operation_id


class _All:
    """Accepts every warning."""

    def __contains__(self, _text: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


ACCEPTED: Any = _All()


def bring_in(session: Any, path: Path, chance: random.Random, tell: Tell) -> None:
    """Files of 300 residents; each with the backup that comes before it."""
    have = len(_residents(session))
    pool = NumberPool()
    for _ in people(pool, 0, have):  # numbers that are taken
        pass
    while True:
        file = path.with_name(f"more-{have}.csv")
        file.write_text("\n".join([HEAD, *people(pool, have, ROWS)]), encoding="utf-8")
        result = imports.run(session, "residents", file)
        have += ROWS
        tell(f"import {result.operation} {result.accepted}")


def merges(session: Any, path: Path, chance: random.Random, tell: Tell) -> None:
    """Two become one, and two again."""
    while True:
        kept, merged = chance.sample(_residents(session), 2)
        tell(f"operation {merging.merge(session, kept, merged, reason='一号输错').operation_id}")
        if chance.random() < 0.7:
            tell(f"operation {merging.unmerge(session, merging.merges(session)[0].merge_id, '不是同一人').operation_id}")


def back_up(session: Any, path: Path, chance: random.Random, tell: Tell) -> None:
    """A visit and a copy in two places, again and again."""
    second = path.parent / "second"
    second.mkdir(exist_ok=True)
    while True:
        made = backups.make(session, "auto", str(second))
        tell(f"copy {made.path}")


def closing(session: Any, path: Path, chance: random.Random, tell: Tell) -> None:
    """A visit, then closing with its backup, and open again."""
    while True:
        saved = _one_visit(session, chance)
        tell(f"operation {saved}")
        made = backups.on_closing(session)
        sessions.sign_out(session)
        if made is not None:
            tell(f"copy {made.path}")
        session = sessions.sign_in(path, LOGIN, PASSWORD)


WORK: dict[str, Callable[[Any, Path, random.Random, Tell], None]] = {
    "saves": saves, "imports": bring_in, "merges": merges, "backups": back_up, "closing": closing,
}  # fmt: skip


def _residents(session: Any) -> list[str]:
    return [row[0] for row in session.register.db.conn.execute("SELECT id FROM resident WHERE status = 'active' ORDER BY id")]


def child(kind: str, path: Path, seed: int, pipe: int) -> None:
    """Open, work, tell, until the end comes; closing is part of the work now and then."""

    def tell(text: str) -> None:
        os.write(pipe, (text + "\n").encode("utf-8"))

    chance = random.Random(seed)
    if kind == "migrations":
        tell("open")  # the migration happens while the register is being opened
        sessions.sign_in(path, LOGIN, PASSWORD)
        tell("migrated")
        return
    session = sessions.sign_in(path, LOGIN, PASSWORD)
    tell("open")
    WORK[kind](session, path, chance, tell)


def kill_one(kind: str, path: Path, chance: random.Random) -> list[str]:
    """Start a child, kill it at a random moment, return what it had confirmed."""
    reading, writing = os.pipe()
    seed = chance.randrange(1 << 30)
    process = os.fork()
    if process == 0:
        os.close(reading)
        code = 1
        try:
            child(kind, path, seed, writing)
            code = 0
        except BaseException as error:
            os.write(writing, f"bug {error!r}\n".encode())
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        first = pipe.readline()
        time.sleep(chance.uniform(0, REACH[kind]))
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        told = [first, *pipe.readlines()]
    return [line.decode("utf-8").strip() for line in told if line.endswith(b"\n")]


# ---- looking at what is left -----------------------------------------------------------------------------------------------------


def look(path: Path, told: list[str], before: set[str], kind: str, count: Count) -> set[str]:
    """Open again and compare; returns the operations that are there now."""
    session = sessions.sign_in(path, LOGIN, PASSWORD)
    register = session.register
    try:
        found = checks.check_file(register) + checks.check_chain(register) + checks.rebuild_check(register)
        rows = register.db.conn.execute("SELECT grp, kind, lines FROM operation").fetchall()
        lines = {row[0]: row[2] for row in rows}
        housekeeping = ("session.", "backup", "register.")
        new = {row[0] for row in rows if row[0] not in before and not row[1].startswith(housekeeping)}
        confirmed = {line.split()[1] for line in told if line.startswith(("operation", "import"))}
        if lost := confirmed - lines.keys():
            found.append(f"{len(lost)} confirmed operations are lost")
        if len(new - confirmed) > 1:
            found.append(f"{len(new - confirmed)} operations that nobody confirmed")
        for line in told:
            if line.startswith("bug"):
                found.append(line)
        for key in confirmed | new:
            if kind == "imports" and lines.get(key, 0) < ROWS:
                found.append(f"an import of {ROWS} people has {lines.get(key, 0)} lines")
        found += _copies(path, told, register.file_key, count)
        if kind == "migrations":
            found += _migrated(register.db)
            count.mended += "migrated" not in told
        count.confirmed += len(confirmed)
        count.unspoken += len(new - confirmed)
        count.problems += [f"{kind}: {each}" for each in found]
        return set(lines)
    finally:
        sessions.sign_out(session)


def _copies(path: Path, told: list[str], key: bytes, count: Count) -> list[str]:
    """Every copy that was confirmed is there and whole; so is the newest of those that only say so."""
    found = []
    wanted = {Path(line.split(" ", 1)[1]) for line in told if line.startswith("copy")}
    for place in (path.parent / "backups", path.parent / "second"):
        wanted |= {each.path for each in copies_made.backups(place)[:1]}
    for copy in wanted:
        count.copies += 1
        if not copy.exists():
            found.append("a confirmed copy is gone")
            continue
        found += [f"copy: {each}" for each in copies.problems(copy, key)]
    return found


def _migrated(db: Any) -> list[str]:
    number = migrations.version(db)
    rows = db.conn.execute(f"SELECT count(*) FROM probe_{number}").fetchone()[0]
    return [] if rows == PROBE_ROWS else [f"migration {number} has {rows} rows"]


def run(count: int, seed: int, folder: Path, kinds: tuple[str, ...] = tuple(REACH), say: Tell = lambda _text: None) -> Count:
    """Die ``count`` times; every so many deaths the office is taken fresh, so that the checks stay quick."""
    chance, total = random.Random(seed), Count()
    directory = migrations_in(folder)
    base = folder / "base"
    base.mkdir()
    base_office(base)
    place = folder / "office"
    path, known = place / "office.zhiwang", set[str]()
    for number in range(count):
        if number % FRESH_AFTER == 0:
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(base, place)
            known = look(path, [], set(), "fresh", Count())
        kind = kinds[number % len(kinds)]
        if kind == "migrations":
            one_more(directory)
        told = kill_one(kind, path, chance)
        total.deaths[kind] += 1
        try:
            known = look(path, told, known, kind, total)
        except Unavailable as error:
            total.problems.append(f"{kind}: {error.text}")
            break
        if total.problems:
            break
        if number % 20 == 19:
            say(f"{number + 1} / {count}")
    return total


def main() -> int:
    """Run and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        os.environ["ZHIWANG_TODAY"] = "2026-11-20"
        os.environ["ZHIWANG_HOME"] = str(Path(name) / "home")
        total = run(chosen.count, chosen.seed, Path(name), say=lambda text: print(text, file=sys.stderr))
    result = {
        "deaths": sum(total.deaths.values()), "by_kind": total.deaths, "confirmed": total.confirmed, "saved_but_unspoken": total.unspoken,
        "copies_checked": total.copies, "migrations_mended": total.mended, "problems": total.problems,
        "seconds": round(time.monotonic() - started), "seed": chosen.seed,
    }  # fmt: skip
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return 1 if total.problems else 0


if __name__ == "__main__":
    sys.exit(main())
