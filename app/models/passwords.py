"""Rules of passwords.  GB/T 22239-2019 7.1.4.1 asks for complexity, regular change and a limit of wrong attempts and gives no numbers:
these are the program's proposal (domain.md §8), and an office may set others."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from app.errors import Problem, Refused

CLASSES = {"大写字母": str.isupper, "小写字母": str.islower, "数字": str.isdigit}
OTHER_CLASS = "符号或汉字"


@dataclass(frozen=True)
class PasswordRules:
    """``classes`` of 4 kinds of characters; ``history``: so many earlier ones may not come back; ``days`` until a change is due
    (0 = never); after ``failures`` wrong attempts the account waits ``wait`` minutes; the screen locks after ``idle`` minutes (0 = never)."""

    length: int = 8
    classes: int = 3
    history: int = 5
    days: int = 90
    failures: int = 5
    wait: int = 30
    idle: int = 15


LIMITS: dict[str, tuple[int, int, str]] = {
    "length": (8, 64, "最少位数"),
    "classes": (1, 4, "字符种类"),
    "history": (0, 24, "历史次数"),
    "days": (0, 365, "更换天数"),
    "failures": (3, 20, "输错次数"),
    "wait": (1, 1440, "锁定分钟"),
    "idle": (0, 240, "锁屏分钟"),
}


def rules_of(settings: Mapping[str, object]) -> PasswordRules:
    """The office's rules; what is missing or out of its limits is the proposal."""
    given = settings.get("passwords")
    kept: dict[str, int] = {}
    if isinstance(given, Mapping):
        for name, (least, most, _) in LIMITS.items():
            value = given.get(name)
            if isinstance(value, int) and least <= value <= most:
                kept[name] = value
    return PasswordRules(**kept)


def checked_rules(values: Mapping[str, int]) -> PasswordRules:
    """Rules as typed; Refused names every one that is out of its limits."""
    problems = [
        Problem(name, f"“{words}”要在 {least} 到 {most} 之间")
        for name, (least, most, words) in LIMITS.items()
        if not least <= values.get(name, getattr(PasswordRules(), name)) <= most
    ]
    if problems:
        raise Refused(problems)
    return PasswordRules(**{name: values[name] for name in LIMITS if name in values})


def as_settings(rules: PasswordRules) -> dict[str, int]:
    """The rules as the office keeps them."""
    return {each.name: int(asdict(rules)[each.name]) for each in fields(rules)}


def weaknesses(password: str, login: str, rules: PasswordRules, field: str = "password") -> list[Problem]:
    """What is wrong with a new password; [] = it may be used."""
    plain = unicodedata.normalize("NFKC", password)
    problems = []
    if len(plain) < rules.length:
        problems.append(Problem(field, f"密码只有 {len(plain)} 位，至少 {rules.length} 位，请加长"))
    found = {name for name, test in CLASSES.items() if any(test(each) and each.isascii() for each in plain)}
    if any(not (each.isascii() and each.isalnum()) for each in plain):
        found.add(OTHER_CLASS)
    if len(found) < rules.classes:
        problems.append(Problem(field, f"密码要有大写字母、小写字母、数字、符号或汉字中的 {rules.classes} 种，现在只有 {len(found)} 种"))
    if login and login.lower() in plain.lower():
        problems.append(Problem(field, "密码里不能带登录名，请换一个"))
    if len(set(plain)) < min(4, rules.length):
        problems.append(Problem(field, "密码里重复的字符太多，请换一个"))
    return problems


def in_words(rules: PasswordRules) -> str:
    """The rules in one sentence, for the screens where a password is chosen."""
    history = f"，不能和最近 {rules.history} 次相同" if rules.history else ""
    return f"至少 {rules.length} 位，大写字母、小写字母、数字、符号或汉字中至少 {rules.classes} 种，不带登录名{history}"
