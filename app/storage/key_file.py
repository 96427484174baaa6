"""REGISTER.key: one slot per account, each wrapping the same random file key, so that a new password never rewrites the register.

A password goes through Argon2id (cost kept in its slot), the result unwraps the 32-byte file key by AES-GCM.  One more slot opens with
the recovery code that is shown once, when the register is made.  Without this file nobody opens the register, so backups carry it.

A slot also keeps what must be known before the register is open: wrong attempts in a row and until when it waits, when the password was
set, whether it is a first one that has to be changed, and digests of earlier passwords.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.errors import Problem, Refused, Unavailable
from app.models.passwords import PasswordRules
from app.settings import OFFICE_ZONE, now_ms

FORMAT = "zhiwang-key"
RECOVERY = "recovery"
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"


@dataclass(frozen=True)
class Cost:
    """How slow a guess is: passes, memory in KiB."""

    time: int
    memory: int


DEFAULT_COST = Cost(3, 64 * 1024)
RECOVERY_COST = Cost(1, 8 * 1024)  # 125 random bits need no slowness
HIGHEST_COST = Cost(20, 1024 * 1024)  # a forged file may not exhaust the machine


def key_path(register: Path) -> Path:
    """The key file of a register."""
    return register.with_name(register.name + ".key")


def _encoded(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _wrapping_key(password: str, salt: bytes, cost: Cost) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    secret = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")  # half a character is a wrong password, no more
    return bytes(
        hash_secret_raw(secret, salt, time_cost=cost.time, memory_cost=cost.memory, parallelism=1, hash_len=32, type=Type.ID)
    )


def _slot(kind: str, login: str, password: str, file_key: bytes, register: str, cost: Cost) -> dict[str, Any]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    wrapped = AESGCM(_wrapping_key(password, salt, cost)).encrypt(nonce, file_key, f"{register}:{kind}:{login}".encode())
    return {
        "kind": kind,
        "login": login,
        "kdf": "argon2id",
        "time": cost.time,
        "memory_kib": cost.memory,
        "salt": _encoded(salt),
        "nonce": _encoded(nonce),
        "wrapped": _encoded(wrapped),
        "changed_ms": now_ms(),
    }


def _unwrapped(slot: dict[str, Any], password: str, register: str) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cost = Cost(int(slot["time"]), int(slot["memory_kib"]))
    salt = base64.b64decode(slot["salt"])
    if not (1 <= cost.time <= HIGHEST_COST.time and 8 <= cost.memory <= HIGHEST_COST.memory) or not 8 <= len(salt) <= 1024:
        raise ValueError("cost or salt out of range")
    key = _wrapping_key(password, salt, cost)
    bound = f"{register}:{slot['kind']}:{slot['login']}".encode()
    try:
        return AESGCM(key).decrypt(base64.b64decode(slot["nonce"]), base64.b64decode(slot["wrapped"]), bound)
    except InvalidTag:
        return None


def read(path: Path) -> dict[str, Any]:
    """The content of a key file, checked for its shape."""
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != FORMAT or not all(isinstance(slot, dict) and "kind" in slot for slot in content["slots"]):
            raise ValueError("not a key file")
        version = int(content.get("version", 0))
    except FileNotFoundError:
        raise Unavailable(
            f"找不到钥匙文件“{path.name}”，没有它无法打开登记簿。请把它从备份放回登记簿旁边再打开。", "no_key_file"
        ) from None
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise _damaged(path) from error
    if version > 1:
        raise Unavailable("钥匙文件是更新版本的织网保存的。请先升级本程序再打开。", "too_new")
    return content


def _damaged(path: Path) -> Unavailable:
    return Unavailable(
        f"钥匙文件“{path.name}”已损坏。请从最近的备份取回同名文件放到登记簿旁边，登记簿本身没有改动。", "no_key_file"
    )


def write(path: Path, content: dict[str, Any]) -> None:
    """Replace the key file in one step, readable by its owner only; the old one stays whole until the new one is on the disk."""
    part = path.with_name(path.name + ".part")
    with contextlib.suppress(FileNotFoundError):
        part.unlink()
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
    sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Make a rename or a new file survive a power cut; Windows does this by itself."""
    if os.name == "nt":
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def create(path: Path, register: str, login: str, password: str, cost: Cost | None = None) -> tuple[bytes, str]:
    """A new key file with one account and a recovery slot; returns the file key and the recovery code, which is shown once."""
    file_key, code = secrets.token_bytes(32), _new_code()
    slots = [
        _slot("account", login, password, file_key, register, cost or DEFAULT_COST),
        _slot(RECOVERY, "", _bare(code), file_key, register, RECOVERY_COST),
    ]
    write(path, {"format": FORMAT, "version": 1, "register": register, "key": secrets.token_hex(8), "slots": slots})
    return file_key, code


def _bare(code: str) -> str:
    return (
        "".join(each for each in unicodedata.normalize("NFKC", code).upper() if each.isalnum()).replace("O", "0").replace("I", "1")
    )


def unlock(path: Path, login: str, password: str) -> bytes:
    """The file key, or ``Unavailable``: the sentence does not tell whether the name or the password was wrong.  After too many wrong
    attempts in a row the account waits (reason ``waiting``)."""
    slot = _account(read(path), login)
    _refuse_waiting(slot)
    try:
        file_key = _open_slot(path, "account", login, password, "登录名或密码不对。请检查大小写和输入法后再试；忘记密码可用恢复码。")
    except Unavailable as wrong:
        if wrong.reason == "wrong_password" and slot:
            _count_failure(path, login)
        raise
    if slot.get("failures"):
        _note(path, login, failures=0, waits_until_ms=0)
    return file_key


def _refuse_waiting(slot: dict[str, Any]) -> None:
    until = slot.get("waits_until_ms", 0)
    # A clock that was set back may not keep somebody out for ever: no wait is longer than a day.
    if isinstance(until, int) and 0 < until - now_ms() <= 24 * 60 * 60 * 1000:
        at = datetime.fromtimestamp(until / 1000, OFFICE_ZONE).strftime("%H:%M")
        raise Unavailable(f"密码连续输错多次，这个账号 {at} 以前不能登录。可以等到那时再试，请管理员重设密码，或用恢复码。", "waiting")


def _count_failure(path: Path, login: str) -> None:
    content = read(path)
    slot, rules = _account(content, login), limits(content)
    failures = _whole(slot.get("failures"), 0) + 1
    if failures < rules.failures:
        _note(path, login, failures=failures)
        return
    _note(path, login, failures=0, waits_until_ms=now_ms() + rules.wait * 60_000)
    _refuse_waiting(_account(read(path), login))


def limits(content: dict[str, Any]) -> PasswordRules:
    """How many wrong attempts and how long to wait, as the office set it."""
    kept, usual = content.get("limits"), PasswordRules()
    given = kept if isinstance(kept, dict) else {}
    return PasswordRules(failures=_whole(given.get("failures"), usual.failures), wait=_whole(given.get("wait"), usual.wait))


def _whole(value: object, otherwise: int) -> int:
    """A count of the key file; what is none, or no reasonable one, is the usual."""
    return value if isinstance(value, int) and 0 <= value <= 1440 else otherwise


def set_limits(path: Path, rules: PasswordRules) -> None:
    """Keep the limits of wrong attempts where they can be read before the register is open."""
    write(path, {**read(path), "limits": {"failures": rules.failures, "wait": rules.wait}})


def _account(content: dict[str, Any], login: str) -> dict[str, Any]:
    found = (slot for slot in content["slots"] if isinstance(slot, dict) and slot.get("kind") == "account" and slot.get("login") == login)
    return next(found, {})


def _note(path: Path, login: str, **values: object) -> None:
    """Write facts into a slot; a stick that is write-protected must not keep the right password out."""
    content = read(path)
    slots = [{**slot, **values} if slot is _account(content, login) else slot for slot in content["slots"]]
    with contextlib.suppress(OSError):
        write(path, {**content, "slots": slots})


def unlock_with_recovery(path: Path, code: str) -> bytes:
    """The file key by the recovery code; typed in any case, with or without hyphens."""
    return _open_slot(path, RECOVERY, "", _bare(code), "恢复码不对。恢复码是新建登记簿时显示的 25 个字符，请核对后再试。")


def _open_slot(path: Path, kind: str, login: str, password: str, wrong: str) -> bytes:
    content = read(path)
    try:
        for slot in content["slots"]:
            if slot["kind"] == kind and slot["login"] == login:
                file_key = _unwrapped(slot, password, content["register"])
                if file_key is not None:
                    return file_key
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise _damaged(path) from error
    raise Unavailable(wrong, "wrong_password")


def logins(path: Path) -> list[str]:
    """Who can open this register, for the unlock screen."""
    return [slot["login"] for slot in read(path)["slots"] if slot["kind"] == "account"]


def add_slot(path: Path, file_key: bytes, login: str, password: str, cost: Cost | None = None) -> None:
    """Give an account its password, or a new one (also after recovery)."""
    content = read(path)
    slots = list(content["slots"])
    fresh = _slot("account", login, password, file_key, content["register"], cost or DEFAULT_COST)
    for place, slot in enumerate(slots):
        if slot["kind"] == "account" and slot["login"] == login:
            slots[place] = fresh | {"earlier": slot.get("earlier", [])}  # in its place: the first account stays the one that made the register
            break
    else:
        slots.insert(len(slots) - 1, fresh)
    write(path, {**content, "slots": slots})


def change_password(path: Path, login: str, old: str, new: str, cost: Cost | None = None) -> None:
    """Rewrap the file key under a new password; the register is not touched."""
    add_slot(path, unlock(path, login, old), login, new, cost)


def set_password(
    path: Path, file_key: bytes, login: str, password: str, *, history: int, temporary: bool = False, cost: Cost | None = None
) -> None:
    """A new password that is none of the last ``history`` ones; ``temporary``: it has to be changed at the next sign-in.

    Raises Refused where the password was used before.
    """
    content = read(path)
    slot = _account(content, login)
    if history and slot and _unwrapped(slot, password, content["register"]) is not None:
        raise Refused([Problem("password", "新密码和现在的一样，请换一个")])
    known = slot.get("earlier", [])
    if any(_digest(password, each) == each["digest"] for each in known[-history:] if history):
        raise Refused([Problem("password", f"这个密码最近 {history} 次里用过，请换一个")])
    add_slot(path, file_key, login, password, cost)
    chosen = cost or DEFAULT_COST
    fresh = {"salt": _encoded(secrets.token_bytes(16)), "time": chosen.time, "memory_kib": chosen.memory}
    earlier = [*known, fresh | {"digest": _digest(password, fresh)}]
    _note(path, login, temporary=temporary, failures=0, waits_until_ms=0, earlier=earlier[-history:] if history else [])


def _digest(password: str, kept: dict[str, Any]) -> str:
    return _encoded(_wrapping_key(password, base64.b64decode(kept["salt"]), Cost(int(kept["time"]), int(kept["memory_kib"]))))


@dataclass(frozen=True)
class SlotFacts:
    """What a slot tells without its password."""

    login: str
    changed_ms: int
    temporary: bool
    waits_until_ms: int


def facts(path: Path) -> dict[str, SlotFacts]:
    """The slots of all accounts by login."""
    return {
        str(slot["login"]): SlotFacts(
            str(slot["login"]), int(slot.get("changed_ms", 0)), bool(slot.get("temporary")), int(slot.get("waits_until_ms", 0))
        )
        for slot in read(path)["slots"]
        if slot["kind"] == "account"
    }


def remove_slot(path: Path, login: str) -> None:
    """Take an account's way in; the last one stays, or nobody could open the register any more."""
    content = read(path)
    kept = [slot for slot in content["slots"] if not (slot["kind"] == "account" and slot["login"] == login)]
    if not any(slot["kind"] == "account" for slot in kept):
        raise Refused("这是最后一个能打开登记簿的账号，不能停用。请先给另一个账号设密码。")
    write(path, {**content, "slots": kept})


def next_path(path: Path) -> Path:
    """Where the key file of a file key that is being changed waits until the register has it."""
    return path.with_name(path.name + ".next")


def take_next(path: Path) -> None:
    """The waiting key file takes the place of the old one."""
    os.replace(next_path(path), path)
    sync_directory(path.parent)


def renewed(path: Path, login: str, password: str, others: dict[str, str], cost: Cost | None = None) -> tuple[bytes, str]:
    """Write a key file with a new file key beside the present one (``next_path``): ``login`` keeps its password, the others get the
    temporary ones given, a new recovery code is made.  Returns the new file key and the code."""
    content = read(path)
    file_key, code = secrets.token_bytes(32), _new_code()
    register, slots = content["register"], []
    for slot in content["slots"]:
        if slot["kind"] == "account" and slot["login"] in (login, *others):
            own = slot["login"] == login
            fresh = _slot("account", slot["login"], password if own else others[slot["login"]], file_key, register, cost or DEFAULT_COST)
            slots.append(fresh | {"earlier": slot.get("earlier", []), "temporary": not own})
    slots.append(_slot(RECOVERY, "", _bare(code), file_key, register, RECOVERY_COST))
    write(next_path(path), {**content, "key": secrets.token_hex(8), "slots": slots})
    return file_key, code


def _new_code() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(5))


def temporary_password() -> str:
    """A first password to be told to somebody: ten characters of three kinds, none that looks like another."""
    while True:
        word = "".join(secrets.choice("abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTVWXYZ23456789") for _ in range(10))
        if any(each.isdigit() for each in word) and any(each.isupper() for each in word) and any(each.islower() for each in word):
            return word


def renew_recovery(path: Path, file_key: bytes) -> str:
    """A new recovery code; the old one no longer opens anything."""
    content, code = read(path), _new_code()
    kept = [slot for slot in content["slots"] if slot["kind"] != RECOVERY]
    write(path, {**content, "slots": [*kept, _slot(RECOVERY, "", _bare(code), file_key, content["register"], RECOVERY_COST)]})
    return code
