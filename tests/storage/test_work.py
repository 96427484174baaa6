"""The gate and its journal: nothing is written outside an operation, everything inside leaves its line."""

from __future__ import annotations

import json

import pytest

from app.errors import Unavailable
from app.storage import checks, driver, faults, journal
from app.storage import work as gate
from app.storage.identity_of_rows import new_id, seed_id
from app.storage.register import Register


def lines(register, **where) -> list[tuple]:
    found = register.db.conn.execute("SELECT entity, op, cols, grp, dseq, hlc, base FROM change ORDER BY lseq").fetchall()
    return [line for line in found if all(line[("entity", "op").index(key)] == value for key, value in where.items())]


def test_an_insert_leaves_one_line_without_blanks(register, wang) -> None:
    with register.work.operation("resident.save", wang, "补登") as operation:
        key = operation.insert("resident", {"name": "张三\0", "phone": "", "entered_ms": 0})
    line = lines(register, entity="resident")[-1]
    assert json.loads(line[2]) == {"status": "active", "name": "张三", "entered_ms": 0}
    assert line[3] == operation.id
    assert operation.touched == {"resident"}
    row = register.db.conn.execute(
        "SELECT kind, actor, actor_name, reason, lines FROM operation WHERE grp = ?", (operation.id,)
    ).fetchone()
    assert row == ("resident.save", "a-1", "王芳", "补登", 1)
    assert register.db.conn.execute("SELECT community, status FROM resident WHERE id = ?", (key,)).fetchone() == ("*", "active")


def test_an_update_holds_old_and_new_of_the_whole_group(register, wang) -> None:
    with register.work.operation("resident.save", wang) as operation:
        key = operation.insert("resident", {"name": "张三", "id_type": "111", "id_number": "99"})
        operation.update("resident", key, {"id_number": "98", "name": "张三"})
        operation.update("resident", key, {"name": "张三"})
    insert, update = lines(register, entity="resident")
    assert json.loads(update[2]) == {"id_type": ["111", "111"], "id_number": ["99", "98"], "no_number_reason": ["", ""]}
    assert update[6] == insert[5]  # base: the newest line that was on screen


def test_numbers_are_kept_as_numbers_and_null_counts(register, wang) -> None:
    with register.work.operation("grid.save", wang) as operation:
        key = operation.insert("grid", {"name": "一"})
        operation.update("grid", key, {"area_m2": 5})
        operation.update("grid", key, {"area_m2": None})
    assert [json.loads(line[2]) for line in lines(register, entity="grid", op="U")] == [
        {"area_m2": [None, 5]},
        {"area_m2": [5, None]},
    ]


def test_order_numbers_have_no_gap_and_the_clock_only_rises(register, wang) -> None:
    for count in (3, 0, 1):
        with register.work.operation("import", wang) as operation:
            for _ in range(count):
                operation.insert("dwelling", {"room": "101"})
    with pytest.raises(KeyError), register.work.operation("import", wang) as operation:
        operation.bulk_update("dwelling", ("nothing",), [(operation.insert("dwelling", {"room": "102"}),)])
    with register.work.operation("import", wang) as operation:
        operation.insert("dwelling", {"room": "103"})
    found = lines(register)
    assert [line[4] for line in found] == list(range(1, len(found) + 1))
    assert [line[5] for line in found] == sorted({line[5] for line in found})
    assert register.db.conn.execute("SELECT first_dseq, lines FROM operation ORDER BY seq").fetchall() == [
        (1, 3),
        (4, 3),
        (7, 0),
        (7, 1),
        (8, 1),
    ]


def test_a_clock_that_was_set_back_does_not_turn_the_journal_round(register, wang, monkeypatch) -> None:
    with register.work.operation("import", wang) as operation:
        operation.insert("dwelling", {"room": "101"})
    monkeypatch.setattr(gate, "now_ms", lambda: 1_000_000)
    with register.work.operation("import", wang) as operation:
        operation.insert("dwelling", {"room": "102"})
    clock = [line[5] for line in lines(register)]
    assert clock == sorted(set(clock))


def test_bulk_and_single_rows_leave_identical_lines(wang) -> None:
    values = ["张三", "", '引"号\\与\n换行\t\x01\x7f', "𬱖\u2028é", "0012", None]
    columns = ("id", "community", "status", "name", "former_name", "note", "workplace", "id_number", "entered_ms")
    rows = [
        (
            new_id(),
            seed_id("grid", "01"),
            "active",
            *(values[(number + shift) % 5] for shift in range(5)),
            (number, None)[number % 2],
        )
        for number in range(40)
    ]
    bulk, single = Register.in_memory(), Register.in_memory()
    with bulk.work.operation("import", wang) as operation:
        assert operation.bulk_insert("resident", columns, iter(rows)) == 40
    with single.work.operation("import", wang) as operation:
        for row in rows:
            single.db.conn.execute(f"INSERT INTO resident ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", row)
    select = """SELECT c.lseq, c.dseq, c.entity, c.row, c.op, c.base, c.community, c.schema, c.cols, c.hlc - o.hlc
    FROM change c, (SELECT min(hlc) AS hlc FROM change WHERE entity = 'resident') o WHERE c.entity = 'resident' ORDER BY c.lseq"""
    assert bulk.db.conn.execute(select).fetchall() == single.db.conn.execute(select).fetchall()
    for each in (bulk, single):
        assert checks.rebuild_check(each) + checks.check_chain(each) + checks.check_file(each) == []
        each.close()


def test_bulk_rows_after_single_rows_and_in_several_tables(register, wang) -> None:
    with register.work.operation("import", wang) as operation:
        first = operation.insert("resident", {"name": "张三"})
        operation.bulk_insert("resident", ("id", "community", "status", "name"), [(new_id(), "*", "active", "李四")])
        operation.bulk_insert("visit", ("id", "community", "status", "visited_on"), [(new_id(), "*", "active", "2026-11-01")] * 1)
        operation.bulk_insert("visit", ("id", "community", "status"), [])
        operation.insert("resident", {"name": "王五"})
        assert operation.bulk_update("resident", ("name", "phone"), [("张三三", "138", first), ("无", "", "none")]) == 1
    assert operation.touched == {"resident", "visit"}
    assert [line[0] for line in lines(register)][3:] == ["resident", "resident", "visit", "resident", "resident"]


def test_bulk_rows_must_carry_key_community_and_status(register, wang) -> None:
    with pytest.raises(ValueError), register.work.operation("import", wang) as operation:
        operation.bulk_insert("resident", ("id", "name"), [("1", "x")])


def test_a_failing_bulk_insert_leaves_nothing_and_the_trigger_in_place(register, wang) -> None:
    def rows():
        yield new_id(), "*", "active"
        raise RuntimeError

    with pytest.raises(RuntimeError), register.work.operation("import", wang) as operation:
        operation.bulk_insert("resident", ("id", "community", "status"), rows())
    assert register.db.conn.execute("SELECT count(*) FROM resident").fetchone() == (0,)


OUTSIDE = [
    "INSERT INTO resident (id, name) VALUES ('x', 'y')",
    "INSERT OR IGNORE INTO resident (id, name) VALUES ('x', 'y')",
    "INSERT OR REPLACE INTO office (id, name) SELECT id, 'z' FROM office",
    "UPDATE office SET name = 'z'",
    "UPDATE OR IGNORE office SET name = 'z'",
    "INSERT INTO office (id, name) SELECT id, 'z' FROM office WHERE true ON CONFLICT (id) DO UPDATE SET name = excluded.name",
]
NEVER = [
    "DELETE FROM office",
    "UPDATE office SET id = 'other'",
    "INSERT OR REPLACE INTO office (id, name) SELECT id, 'z' FROM office",
    "REPLACE INTO office (id, name) SELECT id, name FROM office",
    "DELETE FROM change",
    "UPDATE change SET cols = '{}'",
    "DELETE FROM operation",
    "UPDATE operation SET actor = 'x'",
    "DELETE FROM seal",
    "UPDATE seal SET hash = 'x'",
    "DELETE FROM context",
]


@pytest.mark.parametrize("sql", OUTSIDE)
def test_a_write_outside_an_operation_fails(register, sql) -> None:
    before = register.db.conn.execute("SELECT count(*) FROM resident, change").fetchone()
    with pytest.raises(driver.IntegrityError):
        register.db.conn.execute(sql)
    assert register.db.conn.execute("SELECT count(*) FROM resident, change").fetchone() == before


@pytest.mark.parametrize("sql", NEVER)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_what_fails_even_inside(register, wang, sql, recursive) -> None:
    register.work.seal_now()
    register.db.conn.execute(f"PRAGMA recursive_triggers = {recursive}")
    with pytest.raises(driver.IntegrityError), register.work.operation("x", wang) as operation:
        operation.db.conn.execute(sql)


def test_after_the_end_an_operation_writes_nothing(register, wang) -> None:
    with register.work.operation("x", wang) as operation:
        pass
    with pytest.raises(RuntimeError):
        operation.insert("resident", {"name": "张三"})


def test_operations_do_not_nest_and_need_an_author(register, wang) -> None:
    with pytest.raises(RuntimeError), register.work.operation("x", wang), register.work.operation("y", wang):
        pass
    with pytest.raises(ValueError), register.work.operation("x", type(wang)("", "")):
        pass
    with register.work.operation("x", wang):  # the failed ones left nothing behind
        pass


def test_unknown_columns_and_rows_are_bugs(register, wang) -> None:
    for wrong in (
        lambda operation: operation.insert("resident", {"nmae": "x"}),
        lambda operation: operation.update("resident", "no such row", {"name": "x"}),
        lambda operation: operation.insert("nothing", {}),
    ):
        with pytest.raises(LookupError), register.work.operation("x", wang) as operation:
            wrong(operation)
    with pytest.raises(ValueError), register.work.operation("x", wang) as operation:
        operation.update("resident", "a", {"id": "b"})


def test_a_reference_to_nothing_is_refused_at_the_end(register, wang) -> None:
    with pytest.raises(driver.IntegrityError), register.work.operation("x", wang) as operation:
        operation.insert("residence", {"resident_id": "nobody"})
    with register.work.operation("x", wang) as operation:  # the order inside is free
        key = new_id()
        operation.insert("residence", {"resident_id": key})
        operation.insert("resident", {"id": key, "name": "张三"})


def test_seals_chain_and_never_split_an_operation(register, wang, monkeypatch) -> None:
    monkeypatch.setattr(gate, "SEAL_EVERY", 5)
    for count in (1, 7, 1, 1, 0, 0, 2):
        with register.work.operation("import", wang) as operation:
            for _ in range(count):
                operation.insert("dwelling", {"room": "1"})
    sealed = journal.seals(register.db)
    ends = {row[0] for row in register.db.conn.execute("SELECT first_dseq + lines - 1 FROM operation")}
    assert len(sealed) >= 3
    assert {seal.upto for seal in sealed} <= ends
    assert [seal.previous for seal in sealed] == ["", *(seal.hash for seal in sealed[:-1])]
    printed = register.seal_now()
    assert printed == register.last_seal()
    assert printed.startswith(f"{len(journal.seals(register.db))}号 ")
    count = len(journal.seals(register.db))
    assert register.seal_now() == printed
    assert len(journal.seals(register.db)) == count


def test_a_big_import_is_sealed_later_and_whole(register, wang, monkeypatch) -> None:
    monkeypatch.setattr(gate, "SEAL_EVERY", 5)
    monkeypatch.setattr(gate, "SEAL_LATER", 50)
    register.work.seal_now()
    before = len(journal.seals(register.db))
    for count in (60, 1, 1):
        with register.work.operation("import", wang) as operation:
            operation.bulk_insert("dwelling", ("id", "community", "status"), [(new_id(), "*", "active") for _ in range(count)])
    assert len(journal.seals(register.db)) == before
    seal = register.work.seal_now()
    assert seal is not None
    assert seal.n == 62 + 3


@pytest.mark.parametrize(
    ("code", "reason"),
    [(13, "disk_full"), (10, "disk_error"), (5, "busy"), (11, "damaged"), (26, "damaged"), (8, "read_only"), (14, "cannot_open")],
)
def test_errors_of_the_driver_are_told_by_number(code, reason) -> None:
    error = driver.DatabaseError("whatever it says")
    error.sqlite_errorcode = code | (3 << 8)  # an extended code of the same family
    better = faults.translate(error)
    assert isinstance(better, Unavailable)
    assert better.reason == reason


def test_a_full_disk_rolls_back_and_says_so(own_home, path, wang) -> None:
    register = Register.create(path, office="练习社区", login="admin", password="Practice-1")
    pages = register.db.conn.execute("PRAGMA page_count").fetchone()[0]
    register.db.conn.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Unavailable) as caught, register.work.operation("import", wang) as operation:
        operation.bulk_insert(
            "resident", ("id", "community", "status", "note"), ([new_id(), "*", "active", "张" * 900] for _ in range(500))
        )
    assert caught.value.reason == "disk_full"
    register.db.conn.execute("PRAGMA max_page_count = 1000000")
    assert register.db.conn.execute("SELECT count(*) FROM resident").fetchone() == (0,)
    with register.work.operation("import", wang) as operation:
        operation.insert("resident", {"name": "张三"})
    assert checks.check_chain(register) + checks.rebuild_check(register) == []
    register.close()


def test_keys_of_rows() -> None:
    keys = [new_id() for _ in range(5000)]
    assert keys == sorted(set(keys))
    assert all(len(key) == 36 and key[14] == "7" and key[19] in "89ab" and key == key.lower() for key in keys)
    assert seed_id("grid", "01") == seed_id("grid", "01") != seed_id("community", "01")
