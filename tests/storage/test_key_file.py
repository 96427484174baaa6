"""Slots of the key file: many passwords, one file key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.errors import Refused, Unavailable
from app.models.passwords import PasswordRules
from app.storage import key_file


@pytest.fixture
def keys(own_home, tmp_path):
    path = tmp_path / "a.key"
    file_key, code = key_file.create(path, "register-1", "admin", "One-111")
    return path, file_key, code


def test_every_slot_opens_the_same_key(keys) -> None:
    path, file_key, code = keys
    key_file.add_slot(path, file_key, "wang", "Two-222")
    assert key_file.unlock(path, "admin", "One-111") == key_file.unlock(path, "wang", "Two-222") == file_key
    assert key_file.unlock_with_recovery(path, code) == file_key
    assert key_file.logins(path) == ["admin", "wang"]
    key_file.add_slot(path, file_key, "admin", "Four-444")
    assert key_file.logins(path) == ["admin", "wang"]  # the account that made the register stays the first


def test_a_changed_password_closes_the_old_one(keys) -> None:
    path, file_key, _ = keys
    key_file.change_password(path, "admin", "One-111", "Three-333")
    assert key_file.unlock(path, "admin", "Three-333") == file_key
    for wrong in ("One-111", "", "three-333"):
        with pytest.raises(Unavailable):
            key_file.unlock(path, "admin", wrong)
    with pytest.raises(Unavailable):
        key_file.change_password(path, "admin", "One-111", "x")


def test_full_width_and_half_width_typing_are_the_same_password(keys) -> None:
    path, file_key, _ = keys
    assert key_file.unlock(path, "admin", "Ｏｎｅ-１１１") == file_key


def test_the_last_account_stays(keys) -> None:
    path, file_key, _ = keys
    with pytest.raises(Refused):
        key_file.remove_slot(path, "admin")
    key_file.add_slot(path, file_key, "wang", "Two-222")
    key_file.remove_slot(path, "admin")
    assert key_file.logins(path) == ["wang"]


def test_a_new_recovery_code_closes_the_old_one(keys) -> None:
    path, file_key, code = keys
    fresh = key_file.renew_recovery(path, file_key)
    assert key_file.unlock_with_recovery(path, fresh) == file_key
    with pytest.raises(Unavailable) as caught:
        key_file.unlock_with_recovery(path, code)
    assert caught.value.reason == "wrong_password"


def test_a_slot_of_another_register_or_account_does_not_fit(keys) -> None:
    path, _, _ = keys
    content = json.loads(path.read_text())
    content["slots"][0]["login"] = "wang"
    path.write_text(json.dumps(content))
    with pytest.raises(Unavailable):
        key_file.unlock(path, "wang", "One-111")


def test_the_real_cost_is_what_was_decided() -> None:
    import importlib.util

    spec = importlib.util.spec_from_file_location("fresh_key_file", key_file.__file__)
    fresh = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["fresh_key_file"] = fresh
    spec.loader.exec_module(fresh)
    del sys.modules["fresh_key_file"]
    assert (fresh.DEFAULT_COST.time, fresh.DEFAULT_COST.memory) == (3, 65536)


def test_a_forged_cost_is_refused(keys) -> None:
    path, _, _ = keys
    content = json.loads(path.read_text())
    content["slots"][0]["memory_kib"] = 1 << 30
    path.write_text(json.dumps(content))
    with pytest.raises(Unavailable) as caught:
        key_file.unlock(path, "admin", "One-111")
    assert caught.value.reason == "no_key_file"


def test_the_key_file_is_private_and_leaves_nothing_beside(keys, tmp_path) -> None:
    path, _, _ = keys
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["a.key"]


CHEAP = key_file.Cost(1, 8)


def test_five_wrong_attempts_in_a_row_make_the_account_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.key"
    file_key, _ = key_file.create(path, "register-1", "admin", "One-111", CHEAP)
    clock = [1_800_000_000_000]
    monkeypatch.setattr(key_file, "now_ms", lambda: clock[0])
    for _ in range(4):
        with pytest.raises(Unavailable, match="登录名或密码不对"):
            key_file.unlock(path, "admin", "wrong")
    assert key_file.unlock(path, "admin", "One-111") == file_key  # the right one starts the count anew
    for _ in range(4):
        with pytest.raises(Unavailable, match="登录名或密码不对"):
            key_file.unlock(path, "admin", "wrong")
    for password in ("wrong", "One-111"):  # while it waits the right one is not looked at either
        with pytest.raises(Unavailable, match="连续输错多次") as refused:
            key_file.unlock(path, "admin", password)
        assert refused.value.reason == "waiting"
    clock[0] += 29 * 60_000
    with pytest.raises(Unavailable, match="连续输错多次"):
        key_file.unlock(path, "admin", "One-111")
    clock[0] += 60_000
    assert key_file.unlock(path, "admin", "One-111") == file_key


def test_limits_of_the_office_hold_before_the_register_is_open(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    key_file.create(path, "register-1", "admin", "One-111", CHEAP)
    key_file.set_limits(path, PasswordRules(failures=3, wait=5))
    for _ in range(2):
        with pytest.raises(Unavailable, match="登录名或密码不对"):
            key_file.unlock(path, "admin", "wrong")
    with pytest.raises(Unavailable, match="连续输错多次"):
        key_file.unlock(path, "admin", "wrong")


def test_earlier_passwords_do_not_come_back(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    file_key, _ = key_file.create(path, "register-1", "admin", "One-111", CHEAP)
    with pytest.raises(Refused, match="和现在的一样"):
        key_file.set_password(path, file_key, "admin", "One-111", history=2, cost=CHEAP)
    for password in ("Two-222", "Three-333", "Four-444"):
        key_file.set_password(path, file_key, "admin", password, history=2, cost=CHEAP)
    with pytest.raises(Refused, match="最近 2 次"):
        key_file.set_password(path, file_key, "admin", "Three-333", history=2, cost=CHEAP)
    key_file.set_password(path, file_key, "admin", "Two-222", history=2, cost=CHEAP)
    assert key_file.unlock(path, "admin", "Two-222") == file_key
    text = path.read_text(encoding="utf-8")
    assert "Two-222" not in text
    assert "Three-333" not in text


def test_a_first_password_says_that_it_is_one(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    file_key, _ = key_file.create(path, "register-1", "admin", "One-111", CHEAP)
    key_file.set_password(path, file_key, "wang", "Temporary-1", history=5, temporary=True, cost=CHEAP)
    assert key_file.facts(path)["wang"].temporary
    key_file.set_password(path, file_key, "wang", "My-own-22", history=5, cost=CHEAP)
    assert not key_file.facts(path)["wang"].temporary
