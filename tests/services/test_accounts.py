"""Accounts on a real register: who gets in, who no longer, what the auditor sees; the row and the way into the file go together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import Refused, Unavailable
from app.models.account_views import AccountDraft
from app.models.residents import ResidentFilter
from app.models.vocabulary import Role
from app.services import accounts, history, residents
from app.services.session import Session, create_office, sign_in, sign_out
from app.storage import checks, key_file
from app.storage import history as journal

PASSWORD = "Lianxi-2026"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the register lies; guesses are made cheap."""
    monkeypatch.setattr(key_file, "DEFAULT_COST", key_file.Cost(1, 8))
    return tmp_path / "office.zhiwang"


@pytest.fixture
def admin(path: Path) -> Iterator[Session]:
    """The first administrator."""
    session = create_office(path, "练习社区", "admin", "赵敏", PASSWORD, practice=True)
    yield session
    sign_out(session)


def _chief(session: Session, login: str = "chief") -> accounts.NewPassword:
    return accounts.create(session, AccountDraft(login=login, name="孙强", role=Role.CHIEF.value))


def _again(session: Session, path: Path, login: str, password: str) -> Session:
    """Close for one and open for another: a register is open once."""
    session.register.close()
    return sign_in(path, login, password)


def test_a_new_account_signs_in_and_has_to_change_its_first_password(path: Path) -> None:
    admin = create_office(path, "练习社区", "admin", "赵敏", PASSWORD, practice=True)
    made = _chief(admin)
    line = next(line for line in accounts.lines(admin) if line.login == "chief")
    assert (line.state, line.role_label, line.scope_label, line.last_seen) == ("待改初始密码", "网格长", "全部网格", "")
    chief = _again(admin, path, "chief", made.password)
    assert accounts.must_change(chief).startswith("这是管理员给的初始密码")
    with pytest.raises(Refused, match="角色是网格长"):
        accounts.lines(chief)
    with pytest.raises(Refused, match="只有 1 种"):
        accounts.change_own(chief, made.password, "aaaaaaaabcd", "aaaaaaaabcd")
    with pytest.raises(Unavailable, match="登录名或密码不对"):
        accounts.change_own(chief, "wrong", "Zhaohu-2026", "Zhaohu-2026")
    accounts.change_own(chief, made.password, "Zhaohu-2026", "Zhaohu-2026")
    assert accounts.must_change(chief) == ""
    again = _again(chief, path, "chief", "Zhaohu-2026")
    assert checks.check_chain(again.register) == []
    sign_out(again)


def test_a_stopped_account_opens_nothing_and_may_come_back(path: Path) -> None:
    admin = create_office(path, "练习社区", "admin", "赵敏", PASSWORD, practice=True)
    made = _chief(admin)
    chief_id = next(line.id for line in accounts.lines(admin) if line.login == "chief")
    stopped = accounts.disable(admin, chief_id)
    assert "account" in stopped.touched
    assert key_file.logins(key_file.key_path(path)) == ["admin"]
    admin.register.close()
    with pytest.raises(Unavailable, match="登录名或密码不对"):
        sign_in(path, "chief", made.password)
    admin = sign_in(path, "admin", PASSWORD)
    with pytest.raises(Refused):
        history.undo(admin, stopped.operation_id)
    back = accounts.enable(admin, chief_id)
    chief = _again(admin, path, "chief", back.password)
    sign_out(chief)


def test_the_last_administrator_and_oneself_are_kept(admin: Session) -> None:
    own = accounts.lines(admin)[0]
    assert own.own
    for act in (lambda: accounts.disable(admin, own.id), lambda: accounts.reset(admin, own.id)):
        with pytest.raises(Refused, match="自己的"):
            act()
    with pytest.raises(Refused, match="最后一个管理员"):
        accounts.save(admin, AccountDraft(own.id, "admin", "赵敏", Role.CHIEF.value))
    accounts.save(admin, AccountDraft(own.id, "admin", "赵敏敏", Role.ADMIN.value))
    assert accounts.lines(admin)[0].name == "赵敏敏"


def test_what_is_wrong_with_a_new_account_is_named(admin: Session) -> None:
    for draft, words in (
        (AccountDraft(login="Admin", name="重名", role="chief"), "已有人用"),
        (AccountDraft(login="有汉字", name="甲", role="chief"), "登录名用"),
        (AccountDraft(login="wg06", name=" ", role="chief"), "姓名"),
        (AccountDraft(login="wg06", name="甲", role="member"), "对应一名网格员"),
        (AccountDraft(login="wg06", name="甲", role="owner"), "角色"),
        (AccountDraft(login="wg06", name="甲", role="auditor", scope=("x",)), "审计员"),
    ):
        with pytest.raises(Refused, match=words):
            accounts.create(admin, draft)
    assert len(accounts.lines(admin)) == 1
    assert len(key_file.logins(key_file.key_path(admin.register.path))) == 1


def test_a_key_file_that_cannot_be_written_leaves_the_row_as_it_was(admin: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(key_file, "write", full)
    with pytest.raises((OSError, Unavailable)):
        _chief(admin)
    monkeypatch.undo()
    assert [line.login for line in accounts.lines(admin)] == ["admin"]


def test_the_auditor_reads_nothing_of_the_register(path: Path) -> None:
    admin = create_office(path, "练习社区", "admin", "赵敏", PASSWORD, practice=True)
    made = accounts.create(admin, AccountDraft(login="audit", name="审计", role=Role.AUDITOR.value))
    auditor = _again(admin, path, "audit", made.password)
    assert auditor.office.name == "练习社区"
    with pytest.raises(Refused, match="只能查看操作日志"):
        residents.find(auditor, ResidentFilter())
    with pytest.raises(Refused, match="审计员"):
        residents.reveal_number(auditor, "x")
    sign_out(auditor)


def test_rules_of_the_office_hold_at_once(admin: Session) -> None:
    accounts.save_rules(admin, {"length": 12, "failures": 3, "wait": 5, "days": 0})
    assert (admin.rules.length, admin.rules.failures, admin.rules.days) == (12, 3, 0)
    assert key_file.limits(key_file.read(key_file.key_path(admin.register.path))).failures == 3
    with pytest.raises(Refused, match="至少 12 位"):
        accounts.change_own(admin, PASSWORD, "Zhaohu-26", "Zhaohu-26")
    with pytest.raises(Refused, match="最少位数"):
        accounts.save_rules(admin, {"length": 2})


def test_a_new_recovery_code_and_a_new_file_key(path: Path) -> None:
    admin = create_office(path, "练习社区", "admin", "赵敏", PASSWORD, practice=True)
    _chief(admin)
    first = admin.register.recovery_code
    with pytest.raises(Unavailable):
        accounts.new_recovery_code(admin, "wrong")
    code = accounts.new_recovery_code(admin, PASSWORD)
    with pytest.raises(Unavailable, match="恢复码不对"):
        key_file.unlock_with_recovery(key_file.key_path(path), first)
    assert key_file.unlock_with_recovery(key_file.key_path(path), code) == admin.register.file_key
    sign_out(admin)
    made = accounts.rekey(path, "admin", PASSWORD)
    with pytest.raises(Refused, match="角色是网格长"):
        accounts.rekey(path, "chief", made.passwords["chief"])
    again = sign_in(path, "chief", made.passwords["chief"])
    assert "register.rekey" in [line.kind for line in journal.operations(again.register.db, 6)]
    sign_out(again)


def test_an_office_does_not_begin_with_a_weak_password(path: Path) -> None:
    with pytest.raises(Refused, match="至少 8 位"):
        create_office(path, "练习社区", "admin", "赵敏", "abc", practice=True)
    assert not path.exists()
