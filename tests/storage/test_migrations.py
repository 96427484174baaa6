"""The registry and the frozen migrations say the same; upgrades back up first and roll back whole."""

from __future__ import annotations

import re
import shutil

import pytest

from app.storage import driver, migrations, triggers
from app.storage.register import Register
from app.storage.schema import COMMON, REFERENCES, TABLES


def shape(db) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in TABLES:
        columns = db.conn.execute(f"SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('{name}')").fetchall()
        keys = db.conn.execute(f'SELECT "from", "table", "to" FROM pragma_foreign_key_list(\'{name}\')').fetchall()
        indexes = db.conn.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", (name,)
        )
        strict = db.conn.execute(f"SELECT strict FROM pragma_table_list WHERE name = '{name}'").fetchone()
        ours = sorted(row for row in indexes if row[0].startswith(f"{name}__"))
        found[name] = (columns, sorted(keys), ours, strict)
    return found


def test_the_migrations_make_exactly_the_registry(register) -> None:
    from_registry = driver.database(driver.connect(":memory:"))
    for statement in migrations.statements(migrations.registry_sql()):
        from_registry.conn.execute(statement)
    assert shape(register.db) == shape(from_registry)


def test_rules_that_cannot_be_mended_later() -> None:
    for table in TABLES.values():
        assert table.column_names[: len(COMMON)] == ("id", "community", "status", "status_why")
        assert {column.type for column in table.columns} <= {"TEXT", "INTEGER"}, table.name
        assert len(set(table.column_names)) == len(table.column_names)
    sql = migrations.registry_sql().split("CREATE TABLE office")[1].upper()
    assert not re.search(r"\b(UNIQUE|CHECK|REAL|BLOB|AUTOINCREMENT)\b", sql)


def test_references_name_real_columns() -> None:
    for (table, column), (target, _) in REFERENCES.items():
        assert column in TABLES[table].column_names
        assert target in TABLES


def test_every_column_is_in_a_trigger() -> None:
    texts = triggers.expected()
    for table in TABLES.values():
        for name in table.column_names:
            if name != "id":
                assert f"NEW.{name}" in texts[f"journal_{table.name}_insert"]
                assert f"OLD.{name} IS NOT NEW.{name}" in texts[f"journal_{table.name}_update"]


@pytest.fixture
def one_more(tmp_path, monkeypatch):
    """A directory with one migration more than the program has."""
    directory = tmp_path / "migrations"
    shutil.copytree(migrations.DIRECTORY, directory)

    def add(sql: str) -> int:
        number = migrations.latest() + 1
        (directory / f"{number:04}_more.sql").write_text(sql)
        monkeypatch.setattr(migrations, "DIRECTORY", directory)
        for function in (migrations.available, migrations.latest, migrations.refuse_newer):
            monkeypatch.setattr(function, "__defaults__", (directory,))
        monkeypatch.setattr(migrations.apply, "__defaults__", (directory,))
        return number

    return add


def test_an_upgrade_backs_up_first(path, own_home, one_more) -> None:
    Register.create(path, office="练习社区", login="admin", password="Practice-1").close()
    before = migrations.latest()
    number = one_more("CREATE TABLE extra (id TEXT PRIMARY KEY NOT NULL) STRICT;")
    register = Register.open(path, login="admin", password="Practice-1")
    assert migrations.version(register.db) == number
    assert register.db.conn.execute("SELECT max(number), count(*) FROM migration").fetchone() == (number, number)
    assert register.db.conn.execute("SELECT schema FROM context").fetchone() == (number,)
    register.close()
    (copy,) = (path.parent / "backups").glob("*.zhiwang")
    connection = driver.connect(str(copy))
    connection.execute(driver.key_pragma(register.file_key))
    assert connection.execute("PRAGMA user_version").fetchone() == (before,)
    connection.close()


def test_a_failing_upgrade_leaves_the_file_as_it_was(path, own_home, one_more) -> None:
    Register.create(path, office="练习社区", login="admin", password="Practice-1").close()
    before = migrations.latest()
    one_more("CREATE TABLE extra (id TEXT PRIMARY KEY NOT NULL) STRICT;\nCREATE TABLE resident (id TEXT) STRICT;")
    with pytest.raises(driver.Error):
        Register.open(path, login="admin", password="Practice-1")
    (migrations.DIRECTORY / f"{before + 1:04}_more.sql").unlink()
    register = Register.open(path, login="admin", password="Practice-1")
    assert migrations.version(register.db) == before
    assert "extra" not in register.db.table_names()
    register.close()


def test_statements_are_cut_where_they_end() -> None:
    text = "-- note\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\nSELECT ';';\nEND;\nSELECT 'x;\ny';\n"
    assert [each[:14] for each in migrations.statements(text)] == ["CREATE TRIGGER", "SELECT 'x;\ny'"]
    with pytest.raises(ValueError):
        list(migrations.statements("SELECT 1"))
