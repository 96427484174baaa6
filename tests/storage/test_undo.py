"""Taking operations back, and the sentences that say why it cannot be."""

from __future__ import annotations

import pytest

from app.errors import Refused
from app.storage import history
from app.storage.identity_of_rows import new_id
from app.storage.undo import undo


def save(register, who, table, changes, key=None, kind="resident.save"):
    with register.work.operation(kind, who) as operation:
        if key is None:
            key = operation.insert(table, changes)
        else:
            operation.update(table, key, changes)
    return key, operation.id


def value(register, table, key, column):
    return register.db.conn.execute(f"SELECT {column} FROM {table} WHERE id = ?", (key,)).fetchone()[0]


def refusal(register, who, operation_id) -> str:
    before = register.db.conn.execute("SELECT count(*) FROM change").fetchone()
    with pytest.raises(Refused) as caught:
        undo(register.work, who, operation_id)
    assert register.db.conn.execute("SELECT count(*) FROM change").fetchone() == before
    return caught.value.problems[0].text


def test_old_values_return(register, wang) -> None:
    key, _ = save(register, wang, "resident", {"name": "张三", "phone": "1"})
    _, changed = save(register, wang, "resident", {"name": "张山", "phone": "2"}, key)
    done = undo(register.work, wang, changed)
    assert (value(register, "resident", key, "name"), value(register, "resident", key, "phone")) == ("张三", "1")
    assert done.touched == {"resident"}
    assert history.undone_by(register.db, changed) == done.id


def test_an_inserted_row_is_voided_not_deleted(register, wang) -> None:
    key, made = save(register, wang, "resident", {"name": "张三"})
    undo(register.work, wang, made)
    assert (value(register, "resident", key, "status"), value(register, "resident", key, "status_why")) == ("voided", "撤销")


def test_undo_of_undo_is_redo_and_can_go_on(register, wang) -> None:
    key, made = save(register, wang, "resident", {"name": "张三"})
    first = undo(register.work, wang, made)
    second = undo(register.work, wang, first.id)
    assert value(register, "resident", key, "status") == "active"
    assert value(register, "resident", key, "status_why") == ""
    assert history.undone_by(register.db, made) == ""
    third = undo(register.work, wang, made)
    assert value(register, "resident", key, "status") == "voided"
    assert history.undone_by(register.db, made) == third.id
    assert "撤销过" in refusal(register, wang, made)
    assert "撤销过" in refusal(register, wang, first.id)
    undo(register.work, wang, third.id)
    undo(register.work, wang, second.id)  # the first redo taken back: voided again
    assert value(register, "resident", key, "status") == "voided"


def test_other_groups_may_have_changed_since(register, wang, li) -> None:
    key, _ = save(register, wang, "resident", {"name": "张三", "phone": "1", "id_number": "9"})
    _, changed = save(register, wang, "resident", {"phone": "2"}, key)
    save(register, li, "resident", {"id_number": "8"}, key)
    undo(register.work, wang, changed)
    assert (value(register, "resident", key, "phone"), value(register, "resident", key, "id_number")) == ("1", "8")


def test_refused_when_the_group_was_changed_since(register, wang, li) -> None:
    key, _ = save(register, wang, "resident", {"name": "张三", "id_type": "111", "id_number": "9"})
    _, changed = save(register, wang, "resident", {"id_number": "8"}, key)
    save(register, li, "resident", {"id_type": "414"}, key)
    text = refusal(register, wang, changed)
    for part in ("居民“张三”", "证件类型", "李强", "年"):
        assert part in text
    assert value(register, "resident", key, "id_number") == "8"


def test_refused_when_an_inserted_row_was_changed_since(register, wang, li) -> None:
    key, made = save(register, wang, "resident", {"name": "张三"})
    _, later = save(register, li, "resident", {"phone": "1"}, key)
    text = refusal(register, wang, made)
    assert "联系电话" in text
    assert "李强" in text
    undo(register.work, li, later)
    undo(register.work, wang, made)  # changed and changed back: the row is again as it was made
    assert value(register, "resident", key, "status") == "voided"


def test_refused_when_something_hangs_on_an_inserted_row(register, wang, li) -> None:
    key, made = save(register, wang, "resident", {"name": "张三"})
    stay, lives = save(register, li, "residence", {"resident_id": key})
    text = refusal(register, wang, made)
    for part in ("居民“张三”", "居住登记", "李强"):
        assert part in text
    undo(register.work, li, lives)
    assert value(register, "residence", stay, "status") == "voided"
    visit, visited = save(register, li, "visit", {"target_kind": "resident", "target_id": key, "visited_on": "2026-11-19"})
    assert "走访“2026-11-19”" in refusal(register, wang, made)
    undo(register.work, li, visited)
    undo(register.work, wang, made)


def test_one_operation_over_several_rows_and_tables(register, wang) -> None:
    with register.work.operation("residence.open", wang) as operation:
        person = operation.insert("resident", {"name": "张三"})
        home = operation.insert("dwelling", {"room": "101"})
        operation.update("dwelling", home, {"room": "102"})
        stay = operation.insert("residence", {"resident_id": person, "dwelling_id": home})
    undo(register.work, wang, operation.id)
    for table, key in (("resident", person), ("dwelling", home), ("residence", stay)):
        assert value(register, table, key, "status") == "voided"
    assert value(register, "dwelling", home, "room") == "102"


def test_several_changes_of_one_row_in_one_operation(register, wang) -> None:
    key, _ = save(register, wang, "dwelling", {"estate": "幸福里", "room": "101", "note": "甲"})
    with register.work.operation("dwelling.save", wang) as operation:
        operation.update("dwelling", key, {"room": "102"})
        operation.update("dwelling", key, {"note": "乙"})
        operation.update("dwelling", key, {"note": "甲"})
        operation.update("dwelling", key, {"room": "103"})
    undo(register.work, wang, operation.id)
    assert (value(register, "dwelling", key, "room"), value(register, "dwelling", key, "note")) == ("101", "甲")


def test_a_row_that_ends_as_it_began_needs_no_undo(register, wang) -> None:
    key, _ = save(register, wang, "dwelling", {"room": "101"})
    with register.work.operation("dwelling.save", wang) as operation:
        operation.update("dwelling", key, {"room": "102"})
        operation.update("dwelling", key, {"room": "101"})
    undo(register.work, wang, operation.id)
    assert value(register, "dwelling", key, "room") == "101"


def test_odd_texts_and_numbers_survive(register, wang) -> None:
    key, _ = save(register, wang, "grid", {"name": '引"号\\\n\x01𬱖', "area_m2": None, "level": 0})
    _, changed = save(register, wang, "grid", {"name": "", "area_m2": 2**60 + 1, "level": None}, key)
    undo(register.work, wang, changed)
    row = register.db.conn.execute("SELECT name, area_m2, level FROM grid WHERE id = ?", (key,)).fetchone()
    assert row == ('引"号\\\n\x01𬱖', None, 0)
    _, wide = save(register, wang, "grid", {"area_m2": 5}, key)
    undo(register.work, wang, wide)
    undo(register.work, wang, history.undone_by(register.db, wide))
    assert value(register, "grid", key, "area_m2") == 5


def test_what_is_never_undone(register, wang) -> None:
    (created,) = register.db.conn.execute("SELECT grp FROM operation WHERE kind = 'register.create'").fetchone()
    assert "不能撤销" in refusal(register, wang, created)
    with register.work.operation("document.print", wang, "会议") as printed:
        pass
    assert "没有改动" in refusal(register, wang, printed.id)
    with register.work.operation("week.close", wang) as closed:
        closed.insert("closed_week", {"label": "2026年第47周"})
    assert "不能撤销" in refusal(register, wang, closed.id)
    assert "找不到" in refusal(register, wang, "nothing")


def test_a_bulk_import_and_its_redo(register, wang) -> None:
    people = [(new_id(), "*", "active", f"张{number}", "5" * (number % 3)) for number in range(500)]
    stays = [(new_id(), "*", ("active", "closed")[number % 2], person[0], 7) for number, person in enumerate(people)]
    with register.work.operation("import.residents", wang) as operation:
        operation.bulk_insert("resident", ("id", "community", "status", "name", "phone"), people)
        operation.bulk_insert("residence", ("id", "community", "status", "resident_id", "opened_entered_ms"), stays)
        operation.bulk_update("resident", ("phone",), [("6", person[0]) for person in people[:50]])
    count = "SELECT count(*), sum(status = 'voided'), sum(status = 'closed') FROM {}"
    back = undo(register.work, wang, operation.id)
    assert register.db.conn.execute(count.format("resident")).fetchone() == (500, 500, 0)
    assert register.db.conn.execute(count.format("residence")).fetchone() == (500, 500, 0)
    undo(register.work, wang, back.id)
    assert register.db.conn.execute(count.format("resident")).fetchone() == (500, 0, 0)
    assert register.db.conn.execute(count.format("residence")).fetchone() == (500, 0, 250)
    assert history.changed_rows(register.db, back.id).keys() == {"resident", "residence"}
