"""Who left long ago: kept for a reason, or anonymised for good – tables and journal blank, chain and figures as before."""

from __future__ import annotations

import pytest

from app.errors import Refused
from app.models.vocabulary import Role
from app.services import backups, find, history, imports, residents, retention
from app.services import session as sessions
from app.storage import checks, population
from tests.services.import_desk import GRIDS, STAFF, assert_sound, desk, number, resident, table
from tests.services.test_outgoing import other

GONE, RECENT, HERE = number("19500101", 11), number("19600101", 12), number("19700101", 13)
MARKS = ("欧阳显", GONE, "13800138000", "幸福北路", "独有备注")


@pytest.fixture
def office(tmp_path):
    """One left in 2023, one in 2026, one lives here; the first was visited, looked at and corrected."""
    session = desk(tmp_path)
    left = {"注销原因": "搬离", "注销人": "WG-01"}
    people = [
        resident("欧阳显", GONE, 登记日期="2022-01-05", 注销日期="2023-03-01", 联系电话="13800138000", 户籍地址="幸福北路", 备注="独有备注", **left),
        resident("乙", RECENT, 登记日期="2022-01-05", 注销日期="2026-03-01", 房号="202", **left),
        resident("丙", HERE, 房号="203"),
    ]
    visits = [["2022-06-02", "14:05", "WG-01", "居民", GONE, "见到本人", 1, "独有备注"]]
    for kind, rows in (("residents", people), ("visits", visits)):
        result = imports.run(session, kind, table(tmp_path / f"{kind}.xlsx", kind, rows))
        assert result.rejected == 0, result.reasons
    residents.reveal_number(session, gone(session), "核对")
    with session.work.operation("resident.correct", session, reason="欧阳显 改电话") as operation:
        operation.update("resident", gone(session), {"phone": "13900139000"})
    return session


def gone(session) -> str:
    return session.register.db.execute("SELECT resident_id FROM residence WHERE closed_on = '2023-03-01'").fetchone()[0]


def dump(session) -> str:
    """Everything in the file as text."""
    db = session.register.db
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
    return "\n".join(repr(row) for name in tables for row in db.execute(f'SELECT * FROM "{name}"'))


def figures(session) -> tuple[object, ...]:
    db = session.register.db
    days = ("2022-12-31", "2023-12-31", "2026-11-20")
    keyed = [population.key_figures(db, day) for day in days]
    visits = db.execute("SELECT count(*), sum(persons_met) FROM visit").fetchone()
    return (*keyed, population.flows(db, "2021-12-31", "2022-01-01", "2026-11-20"), visits)


def test_who_is_on_the_list(office) -> None:
    assert [(line.name, line.closed_on) for line in retention.candidates(office)] == [("欧阳显", "2023-03-01")]
    retention.save_years(office, 4)
    assert retention.candidates(office) == []
    with pytest.raises(Refused, match="保存年数"):
        retention.save_years(office, 0)


def test_keeping_needs_a_reason_and_ends(office, monkeypatch) -> None:
    with pytest.raises(Refused, match="理由"):
        retention.keep(office, [gone(office)], " ")
    done = retention.keep(office, [gone(office)], "有纠纷")
    assert retention.candidates(office) == []
    monkeypatch.setenv("ZHIWANG_TODAY", "2028-11-20")  # two years later
    assert ("欧阳显", "有纠纷") in {(line.name, line.kept_why) for line in retention.candidates(office)}
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-20")
    history.undo(office, done.operation_id)
    assert len(retention.candidates(office)) == 1


def test_nothing_of_the_person_is_left_and_the_chain_holds(office) -> None:
    office.register.seal_now()
    before, counted = dump(office), figures(office)
    assert all(mark in before for mark in MARKS)
    retention.anonymise(office, [gone(office)], "匿名化")
    office.register.seal_now()
    after = dump(office)
    assert [mark for mark in (*MARKS, "13900139000") if mark in after] == []
    assert "1950-01-01" in after  # the year of birth stays
    assert checks.check_chain(office.register) == []
    assert_sound(office)
    assert figures(office) == counted
    assert retention.candidates(office) == []
    assert find.find(office, "欧阳") == []


def test_it_cannot_be_taken_back(office) -> None:
    done = retention.anonymise(office, [gone(office)], "匿名化")
    with pytest.raises(Refused, match="不能撤销"):
        history.undo(office, done.operation_id)


def test_others_are_not_touched(office) -> None:
    retention.anonymise(office, [gone(office)], "匿名化")
    names = {row[0] for row in office.register.db.execute("SELECT name FROM resident")}
    assert names == {"已匿名", "乙", "丙"}
    assert RECENT in dump(office)


def test_a_typed_word_and_only_from_the_list(office) -> None:
    with pytest.raises(Refused, match="匿名化"):
        retention.anonymise(office, [gone(office)], "是")
    here = office.register.db.execute("SELECT id FROM resident WHERE name = '丙'").fetchone()[0]
    with pytest.raises(Refused, match="不在保存期限名单"):
        retention.anonymise(office, [here], "匿名化")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CHIEF, Role.LEADER, Role.AUDITOR])
def test_only_the_administrator_decides(office, role) -> None:
    visitor = other(office, role, "visitor")
    for act in (
        lambda: retention.candidates(visitor),
        lambda: retention.keep(visitor, ["x"], "理由"),
        lambda: retention.anonymise(visitor, ["x"], "匿名化"),
        lambda: retention.save_years(visitor, 3),
    ):
        with pytest.raises(Refused, match="不能做这项操作"):
            act()


def test_a_digest_put_aside_does_not_cover_a_changed_line(office) -> None:
    """Somebody with the file in hand blanks nothing but writes another name, and puts the old digest aside."""
    from app.storage import triggers

    retention.anonymise(office, [gone(office)], "匿名化")
    db = office.register.db
    db.conn.execute("DROP TRIGGER journal_change_update")
    db.conn.execute("""UPDATE change SET cols = json_set(cols, '$.name', '假名') WHERE op = 'I' AND entity = 'resident'
        AND dseq IN (SELECT dseq FROM redaction)""")
    triggers.reinstall(db, ["journal_change_update"])
    assert any("仍有内容" in problem for problem in checks.check_chain(office.register))
    db.conn.execute("UPDATE redaction SET grp = (SELECT grp FROM operation WHERE kind = 'import.residents')")
    assert any("不是由匿名化留下的" in problem for problem in checks.check_chain(office.register))


def test_a_file_opens_again_and_its_backup_counts(tmp_path) -> None:
    """The last line of the device is one of those that were blanked; the anchor of the file still fits."""
    path = tmp_path / "o.zhiwang"
    session = sessions.create_office(path, "桂湖社区", "admin", "赵敏", "Lianxi-2026", practice=True)
    left = {"登记日期": "2022-01-05", "注销日期": "2023-03-01", "注销原因": "搬离", "注销人": "WG-01"}
    for kind, rows in (("grids", GRIDS), ("staff", STAFF), ("residents", [resident("欧阳显", GONE, **left)])):
        assert imports.run(session, kind, table(tmp_path / f"{kind}.xlsx", kind, rows)).rejected == 0
    sessions.sign_out(session)
    session = sessions.sign_in(path, "admin", "Lianxi-2026")
    device = session.register.device
    retention.anonymise(session, [gone(session)], "匿名化")
    backups.backup(session, tmp_path / "copies")  # opened and verified before it counts
    sessions.sign_out(session)
    session = sessions.sign_in(path, "admin", "Lianxi-2026")
    try:
        assert session.register.device == device  # not taken for a copied or restored file
        assert checks.check_chain(session.register) + checks.check_file(session.register) == []
        assert_sound(session)
        assert "欧阳显" not in dump(session)
    finally:
        session.register.close()
