"""Registers of any size for the comparisons: built once by a real import, kept for the other scripts of the same machine."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from app.demo.families import FamilyMaker
from app.demo.numbers import NumberPool
from app.demo.plan import CHIEF, LOGIN, PASSWORD
from app.demo.workbooks import HEADERS, write_workbook

FOLDER = Path(tempfile.gettempdir()) / "zhiwang-benchmarks"
GRIDS = 77
ROOMS_PER_BUILDING = 88


def resident_rows(number: int, extra: int = 0) -> Any:
    """Rows of the residents template for that many people, with ``extra`` unknown columns at the end."""
    random = Random(7)
    families = FamilyMaker(random, NumberPool())
    day = date(2026, 1, 1)
    done = home = 0
    while done < number:
        family = families.family(random.random() < 0.4, min(6, number - done), day)
        grid = home * GRIDS // (number // 2 + 1) % GRIDS
        building, flat = divmod(home % 4400, ROOMS_PER_BUILDING)
        place = (f"小区{home // 4400 + 1}", f"{building + 1}栋", f"{flat // 44 + 1}单元", f"{flat % 44 // 4 + 1}{flat % 4 + 1:02d}")
        opened = day - timedelta(days=random.randrange(1, 2000))
        for person, relation in family.people:
            first = (person.name, person.sex, person.id_type, person.id_number, person.birth, person.ethnic, person.consistency)
            last = (f"G{grid:02d}", relation, person.phone, "、".join(person.tags), opened, "补登", f"WG-{grid:02d}", "", "", "", "")
            yield (*first, person.registered, *place, *last, *("x",) * extra)
        done += len(family.people)
        home += 1


def workbook(number: int, extra: int = 0) -> Path:
    """A residents workbook; written once."""
    path = FOLDER / f"residents-{number}-{extra}.xlsx"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part.xlsx")
        write_workbook(part, [*HEADERS["residents"], *(f"附加{n + 1}" for n in range(extra))], resident_rows(number, extra))
        part.rename(path)
    return path


def empty_office(name: str) -> Any:
    """A new register with 77 grids and members; returns the open session."""
    from app.services import imports
    from app.services.session import create_office

    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    session = create_office(folder / "office.zhiwang", "青禾街道", LOGIN, CHIEF, PASSWORD, True)
    grids = [(f"G{n:02d}", f"{n:02d}网格", "", "网格", "综合网格(城乡社区网格)", "", "0.1") for n in range(GRIDS)]
    staff = [(f"WG-{n:02d}", f"王{'甲乙丙丁戊己庚辛'[n // 10]}{n % 10}", "专职网格员", "", f"G{n:02d}", "2019-03-01", "") for n in range(GRIDS)]
    for kind, rows in (("grids", grids), ("staff", staff)):
        write_workbook(folder / f"{kind}.xlsx", HEADERS[kind], rows)
        imports.run(session, kind, folder / f"{kind}.xlsx")
    return session


def office(number: int) -> Any:
    """An open session on a register with that many residents."""
    from app.services import imports
    from app.services.session import sign_in, sign_out

    name = f"office-{number}"
    ready = FOLDER / name / "ready"
    if not ready.exists():
        session = empty_office(name)
        imports.run(session, "residents", workbook(number))
        sign_out(session)
        ready.touch()
    return sign_in(FOLDER / name / "office.zhiwang", LOGIN, PASSWORD)
