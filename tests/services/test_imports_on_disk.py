"""Imports into a real file: cancel, a failing disk, kill -9, copies made before."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest

from app.errors import Cancelled
from app.services import backups, imports
from app.services.session import Session, create_office, sign_in, sign_out
from app.storage.checks import check_file, rebuild_check
from app.storage.work import Operation
from tests.services.import_desk import GRIDS, STAFF, fingerprint, number, resident, rows_of, table

CHILD = """
import sys
from app.services import imports
from app.services.session import sign_in
session = sign_in(sys.argv[1], "admin", "练习密码-Ab1")
imports.run(session, "residents", sys.argv[2], progress=lambda done, total, text: print(done, flush=True))
print("done", flush=True)
"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Session]:
    """A practice office on disk with grids and members."""
    session = create_office(tmp_path / "office.zhiwang", "练习社区", "admin", "内勤", "练习密码-Ab1", practice=True)
    for kind, rows in (("grids", GRIDS), ("staff", STAFF)):
        imports.run(session, kind, table(tmp_path / f"{kind}.xlsx", kind, rows))
    yield session
    session.register.close()


def people(count: int) -> list[list[object]]:
    """Different persons, four to a room."""
    return [
        resident(
            f"居民{n}号", number(f"19{n // 900 + 40}0101", n % 900 + 1), 楼栋=f"{n // 400 + 1}栋", 房号=str(101 + n // 4 % 100)
        )
        for n in range(count)
    ]


def test_all_of_it_or_nothing(tmp_path: Path, office: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "PORTION", 50)
    monkeypatch.setattr("app.services.imports_writing.PORTION", 60)
    path = table(tmp_path / "a.xlsx", "residents", people(600))
    before = fingerprint(office)
    with pytest.raises(Cancelled):
        imports.run(office, "residents", path, progress=lambda *_: None, cancelled=iter([False] * 9 + [True] * 9).__next__)
    assert fingerprint(office) == before
    assert imports.run(office, "residents", path).accepted == 600
    assert len(rows_of(office, "residence")) == 600
    assert rebuild_check(office.register) == []
    assert imports.run(office, "residents", path).rejected == 600


def test_a_failing_disk_stops_the_import(tmp_path: Path, office: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.imports_writing.PORTION", 60)
    before = fingerprint(office)
    whole = Operation.bulk_insert

    def fails(self: Operation, name: str, *rest: object) -> int:
        if name == "residence":
            raise OSError("the disk is gone")
        return whole(self, name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Operation, "bulk_insert", fails)
    path = table(tmp_path / "a.xlsx", "residents", people(300))
    with pytest.raises(OSError, match="the disk is gone"):
        imports.run(office, "residents", path, rejects_path=tmp_path / "r.xlsx")
    monkeypatch.undo()
    assert fingerprint(office) == before
    assert not list(tmp_path.glob("r.xlsx*"))
    assert imports.run(office, "residents", path).accepted == 300


def test_a_copy_is_made_before_what_people_are_on_record_changes(tmp_path: Path, office: Session) -> None:
    path = table(tmp_path / "a.xlsx", "residents", people(20))
    imports.run(office, "residents", path)
    assert backups.backups(office) == []
    imports.run(office, "residents", path, dry_run=True)
    assert backups.backups(office) == []
    imports.run(office, "residents", path)
    assert len(backups.backups(office)) == 1


@pytest.mark.parametrize("moment", ["0", "4000", "7000"])
def test_killed_in_the_middle(tmp_path: Path, office: Session, moment: str) -> None:
    """kill -9 at any moment of an import leaves nothing half-done; afterwards the same file goes in."""
    path = table(tmp_path / "a.xlsx", "residents", people(7000))
    before = fingerprint(office)
    file = office.register.path
    assert file is not None
    sign_out(office)
    root = Path(__file__).parents[2]
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(file), str(path)], stdout=subprocess.PIPE, text=True, cwd=root)
    assert child.stdout is not None
    seen = [line.strip() for line in takewhile(lambda line: line != f"{moment}\n", child.stdout)]  # ends too where the child dies
    assert child.poll() is None
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert "done" not in seen
    session = sign_in(file, "admin", "练习密码-Ab1")
    try:
        assert check_file(session.register) == []
        if rows_of(session, "residence"):  # killed after COMMIT, before it could say so: then all of it is there
            assert len(rows_of(session, "residence")) == 7000
        else:
            assert fingerprint(session) == before
            assert imports.run(session, "residents", path).accepted == 7000
        assert rebuild_check(session.register) == []
    finally:
        session.register.close()
