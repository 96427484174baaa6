"""Rubbish on purpose: mutated cells and files through the import, odd strings through the find boxes and the password prompt.

``python -m benchmarks.fuzz --cells 100000 --files 2000 --strings 10000 --seed 1`` prints honest totals and fails where something else than
a plain refusal came out, where a wrong number was accepted or where something was half written.  What is right is worked out here anew.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sys
import tempfile
import time
import traceback
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from app.errors import Cancelled, Refused, Unavailable
from app.models.audit import LogFilter
from app.models.passwords import PasswordRules, weaknesses
from app.models.residents import ResidentFilter
from app.services import audit, find, imports, members, residents, visits
from app.services.session import Session
from app.storage import key_file
from app.storage.accounts import find_account
from app.storage.checks import check_chain, rebuild_check
from app.storage.register import Register
from benchmarks import fuzz_material as material

PLAIN = (Refused, Unavailable, Cancelled)
ROWS = 400  # of a table of cells
TODAY = "2026-11-20"


@dataclass
class Outcome:
    """What came of it: how often what, and every fault with the input that caused it."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def guarded(self, what: str, act: Callable[[], Any], shown: object) -> Any:
        """Run one act; anything but a plain refusal is a fault.  Also what the readers of foreign formats throw past ``Exception``."""
        try:
            result = act()
        except PLAIN as refusal:
            self.counts[f"{what}: {type(refusal).__name__}"] += 1
            return None
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            where = traceback.extract_tb(error.__traceback__)[-1]
            self.fault(f"{what}: {type(error).__name__} {str(error)[:120]} at {Path(where.filename).name}:{where.lineno} for {shown!r:.160}")
            return None
        self.counts[f"{what}: done"] += 1
        return result

    def fault(self, text: str) -> None:
        """Something that may not be."""
        self.faults.append(text)


def desk(folder: Path, practice: bool) -> Session:
    """An office in memory with grids and members."""
    register = Register.in_memory(practice=practice)
    login = register.db.conn.execute("SELECT login FROM account").fetchone()[0]
    account = find_account(register.db, login)
    assert account is not None
    session = Session(register, account)
    for kind, rows in (("grids", material.GRIDS), ("staff", material.STAFF)):
        assert imports.run(session, kind, material.workbook(folder / f"{kind}.xlsx", kind, rows)).rejected == 0
    return session


# ---- the import ------------------------------------------------------------------------------------------------------------------


def cells(outcome: Outcome, session: Session, chance: random.Random, folder: Path, count: int) -> None:
    """Tables of rows that are right but for a few cells, in turn as workbook and as text in every encoding."""
    done = 0
    while done < count:
        kind = chance.choices(material.KINDS, (6, 2, 2, 1, 1, 1))[0]
        rows = []
        for _ in range(ROWS):
            row, mutated = material.row(kind, chance)
            rows.append(row)
            done += mutated
            if done >= count:
                break
        path = material.written(folder, kind, rows, chance)
        rejects = folder / "rejects.xlsx" if chance.random() < 0.5 else None
        bring(outcome, session, "cells", kind, path, rejects)
    outcome.counts["mutated cells"] += done


def files(outcome: Outcome, session: Session, chance: random.Random, folder: Path, count: int) -> None:
    """Small tables whose bytes, members or names were damaged."""
    for _ in range(count):
        kind = chance.choice(material.KINDS)
        rows = [material.row(kind, chance)[0] for _ in range(chance.randrange(0, 12))]
        path, how = material.damaged(material.written(folder, kind, rows, chance), chance)
        outcome.counts[f"file {how}"] += 1
        bring(outcome, session, "files", kind, path, folder / "rejects.xlsx")
        path.unlink(missing_ok=True)
        gc.collect(0)
    outcome.counts["mutated files"] += count


def bring(outcome: Outcome, session: Session, what: str, kind: str, path: Path, rejects: Path | None) -> None:
    """Preview and import one table: both must agree, a refusal leaves not a single row."""
    before = rows_of(session)
    seen = outcome.guarded(f"{what} preview", lambda: imports.preview(session, kind, path), path.name)
    if rows_of(session) != before:
        outcome.fault(f"{what}: a preview wrote something ({path.name})")
    result = outcome.guarded(f"{what} import", lambda: imports.run(session, kind, path, rejects_path=rejects), path.name)
    if result is None:
        if rows_of(session) != before:
            outcome.fault(f"{what}: a refused table left rows ({path.name})")
        if rejects is not None and rejects.with_name(rejects.name + ".part").exists():
            outcome.fault(f"{what}: half a workbook of refused rows is left ({path.name})")
    else:
        outcome.counts[f"{what} rows accepted"] += result.accepted
        outcome.counts[f"{what} rows refused"] += result.rejected
        if seen is None or (seen.accepted, seen.rejected) != (result.accepted, result.rejected):
            outcome.fault(f"{what}: preview and import disagree ({path.name})")
        if result.accepted + result.rejected != result.rows:
            outcome.fault(f"{what}: rows are missing from the count ({path.name})")


def rows_of(session: Session) -> tuple[int, ...]:
    """How many rows everything has."""
    tables = ("resident", "residence", "household", "dwelling", "visit", "legal_entity", "entity_registration", "grid", "grid_member",
              "assignment", "attendance", "resident_tag", "change")  # fmt: skip
    return tuple(session.register.db.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)


# ---- what was accepted -----------------------------------------------------------------------------------------------------------


def right_number(text: str) -> bool:
    """An identity number of 18 characters by ISO 7064 MOD 11-2 as it is defined (running remainder), with a real day of birth."""
    if len(text) != 18 or not text.isascii() or not text[:17].isdigit():
        return False
    rest = 0
    for digit in text[:17]:
        rest = (rest + int(digit)) * 2 % 11
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return text[17] == "0123456789X"[(12 - rest) % 11] and date(1850, 1, 1) <= born <= date.fromisoformat(TODAY)


def right_code(text: str) -> bool:
    """A credit code of 18 characters by its weights, the powers of 3 modulo 31."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    if len(text) != 18 or any(each not in letters for each in text):
        return False
    total = sum(letters.index(each) * pow(3, place, 31) for place, each in enumerate(text[:17]))
    return letters[-total % 31] == text[17]


def accepted(outcome: Outcome, session: Session, practice: bool) -> None:
    """Everything on the register is right by rules that are written here a second time."""
    db = session.register.db.conn
    for number, kind in db.execute("SELECT id_number, id_type FROM resident"):
        if kind in ("111", "112", "113") and not right_number(number):
            outcome.fault(f"wrong acceptance: identity number {number!r} of type {kind}")
        if kind == "111" and (number[:2] == "99") != practice:
            outcome.fault(f"wrong acceptance: {number!r} in a register with practice={practice}")
    for (code,) in db.execute("SELECT credit_code FROM legal_entity WHERE credit_code <> ''"):
        if not right_code(code):
            outcome.fault(f"wrong acceptance: credit code {code!r}")
    days = (("residence", "opened_on"), ("residence", "closed_on"), ("resident", "birth_date"), ("visit", "visited_on"),
            ("entity_registration", "opened_on"), ("entity_registration", "closed_on"), ("attendance", "day"))  # fmt: skip
    for table, column in days:
        for (day,) in db.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''"):
            if not real_day(day):
                outcome.fault(f"wrong acceptance: {table}.{column} {day!r}")
    texts = (("resident", "name"), ("resident", "id_number"), ("resident", "phone"), ("legal_entity", "name"), ("dwelling", "estate"),
             ("dwelling", "room"), ("visit", "finding"), ("residence", "note"), ("grid", "name"), ("grid", "code"),
             ("grid_member", "name"), ("grid_member", "staff_no"), ("legal_entity", "credit_code"), ("attendance", "note"))  # fmt: skip
    for table, column in texts:
        for (text,) in db.execute(f"SELECT DISTINCT {column} FROM {table}"):
            kept = "\n\t" if column in ("note", "finding") else ""
            unseen = any(unicodedata.category(each) in ("Cc", "Cs") and each not in kept for each in text)
            if unseen or any(each in material.DIRECTIONS for each in text):
                outcome.fault(f"wrong acceptance: {table}.{column} holds unseen characters {text!r:.80}")
            if len(text) > 5000:
                outcome.fault(f"wrong acceptance: {table}.{column} of {len(text)} characters")
    twice = db.execute("SELECT id_number FROM resident WHERE id_number <> '' AND status = 'active' GROUP BY id_number HAVING count(*) > 1").fetchall()
    outcome.faults += [f"wrong acceptance: {row[0]} twice" for row in twice]
    outcome.faults += [f"journal: {text}" for text in check_chain(session.register) + rebuild_check(session.register)]


def real_day(text: str) -> bool:
    """An ISO day up to today."""
    try:
        return len(text) == 10 and text <= TODAY and date.fromisoformat(text) is not None
    except ValueError:
        return False


# ---- find boxes and passwords ----------------------------------------------------------------------------------------------------


def strings(outcome: Outcome, session: Session, chance: random.Random, count: int) -> None:
    """Every box that takes any text: each string goes into one, by turns; half of them are pieces of what is on the register."""
    db = session.register.db.conn
    names = [text for row in db.execute("SELECT name, id_number, phone FROM resident LIMIT 300") for text in row if text]
    names += [text for row in db.execute("SELECT estate || building || room FROM dwelling LIMIT 50") for text in row]
    boxes: dict[str, Callable[[str], Any]] = {
        "find box": lambda text: find.find(session, text),
        "door field": lambda text: find.doors(session, text),
        "visit search": lambda text: visits.target_search(session, text),
        "resident list": lambda text: residents.find(session, ResidentFilter(text=text)),
        "log search": lambda text: audit.rows(session, audit.find(session, LogFilter(text=text)).keys[:20]),
        "member search": lambda text: members.roster(session, text),
    }
    before = rows_of(session)
    for number in range(count):
        text = material.typed(chance, names)
        box = list(boxes)[number % len(boxes)]
        outcome.guarded(box, lambda box=box, text=text: boxes[box](text), text)  # type: ignore[misc]
    if rows_of(session) != before:
        outcome.fault("a search wrote something")
    outcome.counts["strings searched"] += count


def passwords(outcome: Outcome, chance: random.Random, folder: Path, count: int) -> None:
    """The prompt opens for the right password only, whatever is typed; the wait after wrong attempts is taken away each time."""
    path = folder / "fuzz.key"
    right = "Ｌian网-2026é"
    cheap = key_file.Cost(1, 8)
    file_key, code = key_file.create(path, "register", "admin", right, cheap)
    whole = path.read_bytes()
    for _ in range(count):
        text = material.typed(chance, [right, right.lower(), code, "admin"])
        found = outcome.guarded("password prompt", lambda text=text: key_file.unlock(path, "admin", text), text)
        if found is not None and same(text) != same(right):
            outcome.fault(f"wrong acceptance: password {text!r}")
        if found is None and text == right:
            outcome.fault("the right password was refused")
        outcome.guarded("password rules", lambda text=text: weaknesses(text, "admin", PasswordRules()), text)
        if chance.random() < 0.2:
            outcome.guarded("login name", lambda text=text: key_file.unlock(path, text, right), text)
            opened = outcome.guarded("recovery code", lambda text=text: key_file.unlock_with_recovery(path, text), text)
            if opened is not None and "".join(filter(str.isalnum, same(text).upper())) != code.replace("-", ""):
                outcome.fault(f"wrong acceptance: recovery code {text!r}")
        path.write_bytes(whole)
    outcome.counts["passwords typed"] += count
    for _ in range(count // 5):
        path.write_bytes(material.bent_json(whole, chance))
        found = outcome.guarded("damaged key file", lambda: key_file.unlock(path, "admin", right), "bent key file")
        if found is not None and found != file_key:
            outcome.fault("a damaged key file gave another key")
    outcome.counts["key files bent"] += count // 5


def same(text: str) -> str:
    """What counts as one password: the same characters however the input method composed them."""
    return unicodedata.normalize("NFKC", text)


# ---- all of it -------------------------------------------------------------------------------------------------------------------


def run(seed: int, cell_count: int, file_count: int, string_count: int) -> Outcome:
    """Everything once, for practice and for real registers."""
    outcome, chance = Outcome(), random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for practice in (True, False):
            session = desk(folder, practice)
            share = 0.8 if practice else 0.2
            cells(outcome, session, chance, folder, round(cell_count * share))
            files(outcome, session, chance, folder, round(file_count * share))
            if practice:
                strings(outcome, session, chance, string_count)
            accepted(outcome, session, practice)
            session.register.close()
        passwords(outcome, chance, folder, string_count)
    return outcome


def main() -> None:
    """Print totals, then every kind of fault."""
    import os

    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("seed", 1), ("cells", 100_000), ("files", 2_000), ("strings", 10_000)):
        parser.add_argument(f"--{name}", type=int, default=value)
    given = parser.parse_args()
    os.environ["ZHIWANG_TODAY"] = TODAY
    start = time.perf_counter()
    outcome = run(given.seed, given.cells, given.files, given.strings)
    print(json.dumps(dict(sorted(outcome.counts.items())), ensure_ascii=False, indent=1))
    for text in outcome.faults[:60]:
        print("FAULT", text.encode("utf-8", "backslashreplace").decode())
    print(f"seed {given.seed}: {len(outcome.faults)} faults in {time.perf_counter() - start:.0f} s")
    sys.exit(1 if outcome.faults else 0)


if __name__ == "__main__":
    main()
