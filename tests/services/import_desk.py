"""What the import tests share: a register in memory with grids and members, and tables written in a moment."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from app.models.import_rows import TEMPLATES
from app.models.resident_numbers import check_character
from app.services import imports
from app.services.session import Session
from app.storage.accounts import find_account
from app.storage.checks import rebuild_check
from app.storage.register import Register
from app.storage.schema import TABLES

GRIDS = [
    ["01", "第一网格", "", "网格"],
    ["02", "第二网格", "", "网格"],
    ["S1", "青禾社区", "", "社区"],
    ["03", "第三网格", "S1", "网格"],
]
STAFF = [
    ["WG-01", "李秀兰", "专职网格员", "19900000001", "01", "2019-03-01"],
    ["WG-02", "王伟", "专职网格员", "19900000002", "02", "2019-03-01"],
    ["WG-03", "王伟", "专职网格员", "19900000003", "03", "2019-03-01"],
]


def number(born: str, serial: int = 11) -> str:
    """An invented identity number: region 990106, birth date as eight digits."""
    first = f"990106{born}{serial:03d}"
    return first + check_character(first)


def office(practice: bool = True) -> Session:
    """A register in memory, empty but for its root grid and administrator."""
    register = Register.in_memory(practice=practice)
    row = register.db.execute("SELECT login FROM account").fetchone()
    account = find_account(register.db, row[0])
    assert account is not None
    return Session(register, account)


def desk(folder: Path, practice: bool = True) -> Session:
    """The same with four grids and three members, two of them namesakes."""
    session = office(practice)
    for kind, rows in (("grids", GRIDS), ("staff", STAFF)):
        result = imports.run(session, kind, table(folder / f"{kind}.xlsx", kind, rows))
        assert result.rejected == 0
    return session


def table(path: Path, kind: str, rows: Sequence[Sequence[object]], header: Sequence[str] = ()) -> Path:
    """A workbook in the template's columns; short rows leave the last columns blank."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for place, row in enumerate([list(header or TEMPLATES[kind].titles), *rows]):
            for column, cell in enumerate(row):
                if isinstance(cell, date | datetime):
                    sheet.write_datetime(place, column, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(place, column, cell)
                elif cell is not None:
                    sheet.write(place, column, cell)
    return path


def resident(name: str, id_number: object, **cells: object) -> list[object]:
    """One row of the residents template, with everything that is not said filled with what is usual."""
    usual: dict[str, object] = {
        "证件类型": "居民身份证",
        "民族": "汉族",
        "人户情况": "人户一致",
        "小区": "青禾苑",
        "楼栋": "1栋",
        "单元": "1单元",
        "房号": "101",
        "网格编码": "01",
        "与户主关系": "户主",
        "登记日期": "2026-03-02",
        "登记原因": "迁入",
        "登记人": "WG-01",
    }
    row = usual | {"姓名": name, "证件号码": id_number} | cells
    assert set(row) <= set(TEMPLATES["residents"].titles)
    return [row.get(title, "") for title in TEMPLATES["residents"].titles]


def rows_of(session: Session, name: str, columns: str = "*", where: str = "1") -> list[tuple[object, ...]]:
    """Rows of a table in the order in which they were written."""
    return [tuple(row) for row in session.register.db.execute(f"SELECT {columns} FROM {name} WHERE {where} ORDER BY rowid")]


def fingerprint(session: Session) -> str:
    """Hash over every row of every business table and over the number of journal lines."""
    digest = hashlib.sha256()
    for name in TABLES:
        digest.update(repr(sorted(map(repr, rows_of(session, name)))).encode())
    digest.update(repr(session.register.db.execute("SELECT count(*) FROM change").fetchone()).encode())
    return digest.hexdigest()


def assert_sound(session: Session) -> None:
    """The live tables are what the journal says."""
    assert rebuild_check(session.register) == []
