"""A sealed care tag does not exist for those who are not named, and never leaves the register."""

from __future__ import annotations

import zipfile
from datetime import date

import pytest

from app.errors import Refused
from app.models.residents import ResidentFilter
from app.models.vocabulary import Role
from app.services import documents, exports, history, imports, person_history, persons, privacy, residents
from app.services import session as sessions
from app.services.session import Session
from app.storage import accounts, population, residences
from tests.services.import_desk import GRIDS, STAFF, assert_sound, number, resident, table

LOW_INCOME = "101"  # 低保
EVERYBODY = ResidentFilter()


@pytest.fixture
def office(tmp_path):
    """A real file: the member of grid 01, a chief, a leader, the administrator; one person with 低保 and 残疾."""
    session = sessions.create_office(tmp_path / "o.zhiwang", "桂湖社区", "admin", "赵敏", "Lianxi-2026", practice=True)
    person = resident("甲", number("19900101", 11), 关爱标签="低保、残疾人")
    for kind, rows in (("grids", GRIDS), ("staff", STAFF), ("residents", [person])):
        result = imports.run(session, kind, table(tmp_path / f"{kind}.xlsx", kind, rows))
        assert result.rejected == 0, result.reasons
    yield session
    session.register.close()


def account(session, role: Role) -> Session:
    """An account of the role; the member's stands for the keeper of grid 01."""
    db = session.register.db
    keeper = db.execute("SELECT id FROM grid_member WHERE staff_no = 'WG-01'").fetchone()[0]
    with session.work.operation("account.add", session) as operation:
        values = {"login": role.value + "1", "name": role.label, "role": role.value, "scope": "[]"}
        operation.insert("account", {**values, "member_id": keeper if role is Role.MEMBER else ""})
    return Session(session.register, accounts.find_account(db, role.value + "1"))


def seen(session) -> dict[str, object]:
    """Everything that could tell of the tag, by where it would stand."""
    found = residents.find(session, EVERYBODY)
    row = residents.rows(session, found.keys)[0]
    return {
        "list": "低保" in "".join(row.tags),
        "card": "低保" in "".join(residents.card(session, row.resident_id).row.tags),
        "filter": bool(residents.find(session, ResidentFilter(tags=(LOW_INCOME,))).keys),
        "choices": LOW_INCOME in dict(residents.filter_choices(session).tags),
        "figures": LOW_INCOME in population.care_tags(session.reader, "2026-11-20"),
    }


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.MEMBER, True), (Role.CHIEF, False), (Role.LEADER, False), (Role.ADMIN, False)], ids=str
)
def test_each_role(office, role, sees) -> None:
    session = office if role is Role.ADMIN else account(office, role)
    assert set(seen(session).values()) == {True}
    privacy.seal(office, LOW_INCOME)
    session.forget_office()
    assert set(seen(session).values()) == {sees}


def test_named_roles_and_accounts_see_it(office) -> None:
    chief, leader = account(office, Role.CHIEF), account(office, Role.LEADER)
    privacy.seal(office, LOW_INCOME, roles=("chief",), account_ids=(leader.account.id,))
    for session in (chief, leader, office):
        session.forget_office()
    assert [set(seen(each).values()) for each in (chief, leader, office)] == [{True}, {True}, {False}]
    privacy.unseal(office, LOW_INCOME)
    assert set(seen(office).values()) == {True}


def test_other_tags_stay(office) -> None:
    privacy.seal(office, LOW_INCOME)
    row = residents.rows(office, residents.find(office, EVERYBODY).keys)[0]
    assert len(row.tags) == 1


def test_it_never_leaves(office, tmp_path) -> None:
    member = account(office, Role.MEMBER)
    privacy.seal(office, LOW_INCOME, roles=("chief", "leader", "admin"))
    member.forget_office()
    exports.export(office, "residents", tmp_path / "a.xlsx")
    documents.roster_xlsx(member, EVERYBODY, tmp_path / "b.xlsx", purpose="入户")
    for name in ("a.xlsx", "b.xlsx"):
        with zipfile.ZipFile(tmp_path / name) as book:
            words = "".join(book.read(each).decode() for each in book.namelist() if each.endswith(".xml"))
            assert "残疾" in words
            assert "低保" not in words


def test_the_history_does_not_tell_either(office) -> None:
    resident_id = office.register.db.execute("SELECT id FROM resident").fetchone()[0]
    operation = office.register.db.execute("SELECT grp FROM operation WHERE kind = 'import.residents'").fetchone()[0]

    def words() -> str:
        lines = [line.text for line in history.history(office, of=operation)]
        return " ".join(lines) + repr(person_history.entries(office, resident_id)) + repr(person_history.fields(office, operation, resident_id))

    assert "低保" in words()
    privacy.seal(office, LOW_INCOME)
    assert "低保" not in words()


def test_saving_what_one_does_not_see_loses_nothing(office) -> None:
    from app.services import residence_writing

    privacy.seal(office, LOW_INCOME)
    resident_id = office.register.db.execute("SELECT id FROM resident").fetchone()[0]
    assert persons.person(office, resident_id).draft.tags == ("201",)
    with office.work.operation("resident.save", office) as operation:
        residence_writing.set_tags(operation, resident_id, (), "2026-11-20", "*")
    whole = residences.tag_rows(office.register.db, [resident_id], date(2026, 11, 21).isoformat(), sealed=True)
    assert set(whole[resident_id]) == {LOW_INCOME}
    assert_sound(office)


def test_only_the_administrator_seals(office) -> None:
    chief = account(office, Role.CHIEF)
    for act in (lambda: privacy.seals(chief), lambda: privacy.seal(chief, LOW_INCOME), lambda: privacy.unseal(chief, LOW_INCOME)):
        with pytest.raises(Refused, match="不能做这项操作"):
            act()
    with pytest.raises(Refused, match="没有这个关爱标签"):
        privacy.seal(office, "999")
    with pytest.raises(Refused, match="网格员总能看到"):
        privacy.seal(office, LOW_INCOME, roles=("member",))


def test_the_list_of_the_office(office) -> None:
    privacy.seal(office, LOW_INCOME, roles=("chief",))
    first = privacy.seals(office)[0]
    assert (first.tag, first.sealed, first.seen_by) == (LOW_INCOME, True, "本网格网格员、网格长")
