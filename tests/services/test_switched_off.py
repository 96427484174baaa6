"""What the office does not record is shown and asked nowhere; what was stored stays stored."""

from __future__ import annotations

import pytest
import python_calamine

from app.errors import Refused
from app.models.residents import ResidentFilter
from app.models.vocabulary import Role
from app.services import corrections, exports, history, imports, persons, privacy, residents
from tests.services.import_desk import assert_sound, desk, number, resident, table
from tests.services.test_outgoing import other

HOME = "四川省成都市"


@pytest.fixture
def office(tmp_path):
    """One person, Han, from Chengdu."""
    session = desk(tmp_path)
    people = [resident("甲", number("19900101", 11), 民族="汉族", 户籍地址=HOME)]
    assert imports.run(session, "residents", table(tmp_path / "in.xlsx", "residents", people)).rejected == 0
    return session


def one(session) -> str:
    return session.register.db.execute("SELECT id FROM resident").fetchone()[0]


def stored(session, column: str) -> str:
    return session.register.db.execute(f"SELECT {column} FROM resident").fetchone()[0]


def test_cards_and_history_do_not_tell(office) -> None:
    def words() -> str:
        operation = office.register.db.execute("SELECT grp FROM operation WHERE kind = 'import.residents'").fetchone()[0]
        return repr(residents.card(office, one(office))) + repr([line.text for line in history.history(office, of=operation)])

    assert "汉族" in words()
    assert HOME in words()
    privacy.switch_off(office, ["ethnic_group", "registered_address"])
    assert "汉族" not in words()
    assert HOME not in words()
    assert (stored(office, "ethnic_group"), stored(office, "registered_address")) == ("01", HOME)
    privacy.switch_off(office, [])
    assert "汉族" in words()


def test_exports_have_no_such_column_and_imports_pass_over_it(office, tmp_path) -> None:
    full = tmp_path / "full.xlsx"
    exports.export(office, "residents", full, full_ids=True, purpose="核对")
    privacy.switch_off(office, ["registered_address"])
    exports.export(office, "residents", tmp_path / "less.xlsx", full_ids=True, purpose="核对")
    head, line = python_calamine.CalamineWorkbook.from_path(tmp_path / "less.xlsx").get_sheet_by_index(0).to_python()[:2]
    assert "户籍地址" not in head
    assert "民族" in head
    assert dict(zip(head, line, strict=True))["与户主关系"] == "户主"
    assert HOME not in line
    another = desk(tmp_path)
    privacy.switch_off(another, ["registered_address"])
    found = imports.preview(another, "residents", full)
    assert any("本单位停用了户籍地址" in text for text in found.remarks)
    imports.run(another, "residents", full)
    assert stored(another, "registered_address") == ""
    assert stored(another, "ethnic_group") == "01"


def test_saving_a_form_without_the_field_keeps_the_value(office) -> None:
    privacy.switch_off(office, ["registered_address"])
    draft = persons.person(office, one(office)).draft
    corrections.correct(office, "resident", draft.resident_id, {"phone": "13800138000"}, "核对电话")
    assert (stored(office, "registered_address"), stored(office, "phone")) == (HOME, "13800138000")
    assert_sound(office)


def test_the_list_of_the_office_and_its_limits(office) -> None:
    assert [name for name, _, off in privacy.switched_off(office) if off] == ["political"]  # off by default
    with pytest.raises(Refused, match="不能停用"):
        privacy.switch_off(office, ["id_number"])
    with pytest.raises(Refused, match="不能做这项操作"):
        privacy.switch_off(other(office, Role.CHIEF, "chief"), [])


def test_the_list_of_residents_works_without(office) -> None:
    privacy.switch_off(office, [name for name, _, _ in privacy.switched_off(office)])
    assert len(residents.rows(office, residents.find(office, ResidentFilter()).keys)) == 1
