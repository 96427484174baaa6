"""操作日志: everybody's acts by person, kind, day and record; for the administrator and the auditor only; the chain verified."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app.errors import Refused
from app.models.audit import LogFilter, group_of
from app.models.vocabulary import Role
from app.services import audit, residents
from app.storage import history
from tests.builders import Office


@pytest.fixture
def office() -> Office:
    """A person entered, looked at and printed by two people."""
    office = Office()
    stay = office.resident("黄志明", person={"id_number": "99010619480217117X"})
    office.resident("林小燕")
    residents.reveal_number(office.as_role(Role.CHIEF), stay.resident_id, "核对低保")
    with office.session.work.operation("document.print", office.session, reason="居民花名册 · 3 页 · 1 份"):
        pass
    return office


def _labels(office: Office, wanted: LogFilter) -> list[str]:
    keys = audit.find(office.session, wanted).keys
    return [row.label for row in audit.rows(office.session, keys)]


def test_kinds_belong_to_groups() -> None:
    assert [group_of(kind) for kind in ("resident.save", "resident.reveal", "document.pdf", "session.sign_in", "account.reset", "undo")] == [
        "entry", "reveal", "paper", "session", "account", "undo",
    ]  # fmt: skip


def test_newest_first_and_by_group_person_and_record(office: Office) -> None:
    assert _labels(office, LogFilter())[:2] == ["打印", "查看完整证件号码"]
    assert _labels(office, LogFilter(groups=("reveal",))) == ["查看完整证件号码"]
    assert _labels(office, LogFilter(groups=("paper", "reveal"))) == ["打印", "查看完整证件号码"]
    assert _labels(office, LogFilter(groups=("keep",))) == []
    people, groups = audit.choices(office.session)
    assert ("entry", "录入和修改") in groups
    chief = next(key for key, name in people if key != office.session.actor_id and "查看" in "".join(_labels(office, LogFilter(actors=(key,)))))
    assert _labels(office, LogFilter(actors=(chief,))) == ["查看完整证件号码"]
    of_person = _labels(office, LogFilter(text="黄志明"))
    assert of_person[0] == "查看完整证件号码"
    assert len(of_person) > 1  # and what was entered about him
    assert len(_labels(office, LogFilter(text="117X"))) >= 1
    assert _labels(office, LogFilter(text="没有这个人")) == []
    assert _labels(office, LogFilter(text="100%")) == []  # a sign of the query language is a sign


def test_days_are_the_offices(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = len(_labels(office, LogFilter()))
    assert len(_labels(office, LogFilter(first="2000-01-01", last="2999-01-01"))) == whole
    assert _labels(office, LogFilter(last="2000-01-01")) == []


def test_sentences_hide_numbers(office: Office) -> None:
    key = audit.find(office.session, LogFilter(text="黄志明", groups=("entry",))).keys[-1]
    row = audit.rows(office.session, [key])[0]
    text = "".join(audit.sentences(office.session, row.operation_id))
    assert "黄志明" in text
    assert "99010619480217117X" not in text


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CHIEF, Role.LEADER])
def test_others_do_not_read_it(office: Office, role: Role) -> None:
    session = office.as_role(role, "WG-01") if role is Role.MEMBER else office.as_role(role)
    for act in (lambda: audit.find(session, LogFilter()), lambda: audit.choices(session), lambda: audit.verify(session)):
        with pytest.raises(Refused):
            act()


def test_the_auditor_reads_verifies_and_exports(office: Office, tmp_path: Path) -> None:
    auditor = office.as_role(Role.AUDITOR)
    count = len(audit.find(auditor, LogFilter()).keys)
    assert audit.export(auditor, LogFilter(), tmp_path / "log.xlsx") == count
    rows = CalamineWorkbook.from_path(str(tmp_path / "log.xlsx")).get_sheet_by_name("操作日志").to_python()
    assert rows[2][:5] == ["序号", "时间", "操作人", "操作", "说明"]
    assert len(rows) == 3 + count
    done = audit.verify(auditor)
    assert done.message.startswith("日志链完好，封签 ")
    assert history.operations(office.register.db, 1)[0].reason == done.message


def test_a_broken_chain_is_said_and_recorded(office: Office) -> None:
    office.register.seal_now()
    run = office.register.db.conn.execute
    for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'operation'").fetchall():
        run(f'DROP TRIGGER "{name}"')
    run("UPDATE operation SET reason = '另一件事' WHERE kind = 'document.print'")
    done = audit.verify(office.session)
    assert done.message.startswith("日志链有问题")


def test_an_undo_says_what_it_took_back(office: Office) -> None:
    from app.services import history as acts

    with office.session.work.operation("resident.correct", office.session, reason="写错了名字") as operation:
        row = operation.db.conn.execute("SELECT id FROM resident WHERE name = '林小燕'").fetchone()[0]
        operation.update("resident", row, {"name": "林晓燕"})
    acts.undo(office.session, operation.id)
    newest = audit.rows(office.session, audit.find(office.session, LogFilter()).keys[:2])
    assert [(line.label, line.reason, line.undone) for line in newest] == [
        ("撤销“更正居民”", "写错了名字", False), ("更正居民", "写错了名字", True),
    ]  # fmt: skip
