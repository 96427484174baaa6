"""操作日志: what is asked of it and what it answers (GB/T 22239-2019 7.1.4.3: date, time, user, kind of event, for every user)."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

# group -> (label, first words of the kinds of operation); what no group names is an entry
GROUPS: dict[str, tuple[str, frozenset[str]]] = {
    "entry": ("录入和修改", frozenset()),
    "paper": ("打印和导出", frozenset({"document", "export", "outgoing"})),
    "reveal": ("查看完整号码", frozenset({"resident.reveal"})),
    "import": ("导入", frozenset({"import"})),
    "undo": ("撤销", frozenset({"undo"})),
    "session": ("登录退出", frozenset({"session"})),
    "account": ("账号和设置", frozenset({"account", "office", "code", "shift", "calendar", "cycle", "register", "privacy", "retention"})),
    "keep": ("备份和检查", frozenset({"backup", "restore", "audit", "rehearsal"})),
}


def group_of(kind: str) -> str:
    """Group of a kind of operation: its whole name counts before its first part."""
    head = kind.partition(".")[0]
    whole = next((group for group, (_, words) in GROUPS.items() if kind in words), "")
    return whole or next((group for group, (_, words) in GROUPS.items() if head in words), "entry")


def kinds_in(groups: Iterable[str], known: Iterable[str]) -> list[str]:
    """Those of the known kinds that belong to the groups."""
    wanted = set(groups)
    return [kind for kind in known if group_of(kind) in wanted]


@dataclass(frozen=True)
class LogFilter:
    """Empty = no restriction.  ``first`` and ``last`` are days; ``text``: name, number's tail or words of the reason."""

    first: str = ""
    last: str = ""
    text: str = ""
    actors: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class LogKeys:
    """Row numbers, newest first."""

    keys: array[int] = field(default_factory=lambda: array("q"))
    people: int = 0


@dataclass(frozen=True)
class LogRow:
    """One operation.  ``lines``: changed rows; ``undone``: taken back later."""

    key: int
    operation_id: str
    at: str  # '2026-11-20 19:12:40'
    who: str
    kind: str
    label: str
    group: str
    reason: str
    lines: int
    undone: bool
