"""Whatever somebody changes behind the gate's back is found and named."""

from __future__ import annotations

import pytest

from app.storage import checks
from app.storage.register import Register


@pytest.fixture
def tampered(wang):
    """A register with some history and a way to change it behind the triggers."""
    register = Register.in_memory()
    with register.work.operation("resident.save", wang) as operation:
        for name in ("张三", "李四", "王五"):
            operation.insert("resident", {"name": name})
    with register.work.operation("resident.save", wang) as operation:
        operation.update("resident", register.db.conn.execute("SELECT id FROM resident LIMIT 1").fetchone()[0], {"phone": "1"})
    register.work.seal_now()

    def change(*statements: str) -> Register:
        triggers = [row[0] for row in register.db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        texts = [
            register.db.conn.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0] for name in triggers
        ]
        for name in triggers:
            register.db.conn.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            register.db.conn.execute(statement)
        for text in texts:
            register.db.conn.execute(text)
        return register

    yield change
    register.close()


def test_good_is_silent(tampered) -> None:
    register = tampered()
    assert checks.check_file(register) + checks.check_chain(register) + checks.rebuild_check(register) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE resident SET name = '赵六' WHERE name = '李四'", "居民“赵六”的姓名与日志不符"),
        ("UPDATE resident SET phone = '' WHERE phone = '1'", "居民“张三”的联系电话与日志不符"),
        ("DELETE FROM resident WHERE name = '李四'", "在日志里有，表里没有"),
        ("INSERT INTO resident (id, name) VALUES ('x', '钱七')", "居民“钱七”不在日志里"),
        ("UPDATE resident SET community = 'x' WHERE name = '王五'", "居民“王五”的社区与日志不符"),
        ("UPDATE office SET practice = NULL", "的练习与日志不符"),
    ],
)
def test_tables_that_differ_from_the_journal(tampered, statement, said) -> None:
    problems = checks.rebuild_check(tampered(statement))
    assert len(problems) == 1
    assert said in problems[0]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM change WHERE dseq = 5",
        "DELETE FROM change WHERE lseq = (SELECT max(lseq) FROM change)",
        "UPDATE change SET cols = replace(cols, '张三', '张山')",
        "UPDATE operation SET actor_name = '别人' WHERE number = 2",
        "UPDATE operation SET at_ms = at_ms + 1 WHERE number = 2",
        "DELETE FROM operation WHERE number = 3",
        "UPDATE change SET grp = 'nobody' WHERE dseq = 4",
        "UPDATE seal SET hash = replace(hash, 'a', 'b')",
        "UPDATE context SET dseq = dseq + 1",
    ],
)
def test_a_journal_that_was_changed(tampered, statement) -> None:
    assert checks.check_chain(tampered(statement)) != []


def test_a_seal_taken_out_of_the_middle(tampered, wang) -> None:
    register = tampered()
    for _ in range(2):
        with register.work.operation("document.print", wang):
            pass
        register.work.seal_now()
    assert checks.check_chain(register) == []
    assert checks.check_chain(tampered("DELETE FROM seal WHERE number = 2")) != []


def test_missing_and_changed_triggers_are_named(tampered) -> None:
    register = tampered()
    register.db.conn.execute("DROP TRIGGER journal_resident_update")
    assert any("journal_resident_update" in line for line in checks.check_file(register))


def test_changed_triggers_are_put_back_at_opening_and_written_down(own_home, path, wang) -> None:
    register = Register.create(path, office="练习社区", login="admin", password="Practice-1")
    register.db.conn.execute("DROP TRIGGER journal_resident_delete")
    register.db.conn.execute("CREATE TRIGGER journal_extra AFTER INSERT ON visit BEGIN SELECT 1; END")
    register.close()
    again = Register.open(path, login="admin", password="Practice-1")
    assert checks.check_file(again) == []
    (reason,) = again.db.conn.execute("SELECT reason FROM operation WHERE kind = 'register.triggers'").fetchone()
    assert "journal_resident_delete" in reason
    assert "journal_extra" in reason
    again.close()


def test_a_reference_to_nothing_is_found(tampered) -> None:
    register = tampered(
        "PRAGMA foreign_keys = OFF", "INSERT INTO residence (id, resident_id) VALUES ('x', 'nobody')", "PRAGMA foreign_keys = ON"
    )
    assert any("不存在" in line for line in checks.check_file(register))
