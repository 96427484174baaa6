"""kill -9 at any moment: what was acknowledged is there, nothing is half there, the chain is whole."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from app.storage import checks
from app.storage.register import Register

ROOT = Path(__file__).parents[2]
WRITER = Path(__file__).with_name("writing_process.py")
ROWS = 3000

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs signals")


@pytest.fixture
def register_file(own_home, path) -> Path:
    Register.create(path, office="练习社区", login="admin", password="Practice-1").close()
    return path


def writer(*arguments: str) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, str(WRITER), *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def opened(path: Path) -> Register:
    register = Register.open(path, login="admin", password="Practice-1")
    assert register._lock.unclean
    assert checks.check_file(register) + checks.check_chain(register) + checks.rebuild_check(register) == []
    return register


def test_single_saves(register_file) -> None:
    random_numbers = random.Random(47)
    promised: set[str] = set()
    for _ in range(5):
        with writer("saves", str(register_file)) as process:
            wanted = 1 + random_numbers.randrange(120)
            for _ in range(wanted + 1):
                line = process.stdout.readline().strip()
                if line != "open":
                    promised.add(line)
            process.kill()
            promised |= {line.strip() for line in process.stdout if line.endswith("\n")}
        register = opened(register_file)
        found = {row[0] for row in register.db.conn.execute("SELECT id FROM visit")}
        assert promised <= found
        assert len(found - promised) <= 1  # saved, but killed before it could say so
        promised = found
        whole = register.db.conn.execute(
            "SELECT count(*), (SELECT count(*) FROM resident), (SELECT count(*) FROM visit_person) FROM visit"
        )
        assert whole.fetchone() == (len(found),) * 3
        register.db.conn.close()
        register._lock.release(clean=False)  # leave it as unclean as it was found


def test_bulk_imports(register_file) -> None:
    random_numbers = random.Random(11)
    promised: set[str] = set()
    for _ in range(7):
        with writer("imports", str(register_file), f"{random_numbers.uniform(0.005, 0.35):.4f}") as process:
            heard = [line.strip() for line in process.stdout if line.endswith("\n")]
        assert process.returncode == -14
        promised |= set(heard) - {"open"}
        register = opened(register_file)
        found = {
            row[0]: row[1] for row in register.db.conn.execute("SELECT grp, lines FROM operation WHERE kind = 'import.residents'")
        }
        assert promised <= found.keys()
        assert len(found.keys() - promised) <= 1
        assert set(found.values()) <= {ROWS}
        assert register.db.conn.execute("SELECT count(*) FROM resident").fetchone() == (ROWS * len(found),)
        promised = set(found)
        register.db.conn.close()
        register._lock.release(clean=False)
