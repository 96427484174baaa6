"""Backups as the screen sees them, and the rule which generations stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

ALL_DAYS, DAILY, WEEKLY, MONTHLY = 2, 12, 10, 9
KEPT_TEXT = f"保留：最近 {ALL_DAYS} 天全部，{DAILY} 天每天一份，{WEEKLY} 周每周一份，{MONTHLY} 个月每月一份"
RESTORE = "restore"
KIND_LABELS = {
    "manual": "手工",
    "auto": "自动",
    "closing": "退出时",
    "import": "导入前",
    "migration": "升级前",
    RESTORE: "恢复前",
}
# Acts that change nothing of the office: they alone make no backup due.
HOUSEKEEPING = ("session.sign_in", "session.sign_out", "session.lock", "backup", "backup.rehearsal", "clock.back")
REHEARSAL_DAYS = 31
MINUTES = (30, 60, 120)  # choices of the policy: how often while working
SECOND_DAYS = (1, 3, 7, 30)  # … and after how many days without a second copy it is said


@dataclass(frozen=True)
class BackupPolicy:
    """What the office decided: how often while working, when a missing second copy is said."""

    minutes: int = 30
    second_days: int = 7


def policy_of(settings: dict[str, object]) -> BackupPolicy:
    """The policy kept in the settings of the office; what is not understood stays at the usual."""
    kept = settings.get("backup")
    if not isinstance(kept, dict):
        return BackupPolicy()
    minutes, days = kept.get("minutes"), kept.get("second_days")
    usual = BackupPolicy()
    return BackupPolicy(
        minutes if minutes in MINUTES else usual.minutes,  # type: ignore[arg-type]
        days if days in SECOND_DAYS else usual.second_days,  # type: ignore[arg-type]
    )


def kept_of(made: Sequence[tuple[date, int]]) -> set[int]:
    """Places of the copies that stay, given newest first as (day, ms): all of the last two days with copies, then the newest of
    twelve days, ten weeks and nine months."""
    days = sorted({day for day, _ in made}, reverse=True)[:ALL_DAYS]
    keep = {place for place, (day, _) in enumerate(made) if day in days}
    for most, spans in (
        (DAILY, [day.isoformat() for day, _ in made]),
        (WEEKLY, [str(day.isocalendar()[:2]) for day, _ in made]),
        (MONTHLY, [day.isoformat()[:7] for day, _ in made]),
    ):
        seen: set[str] = set()
        for place, span in enumerate(spans):
            if span not in seen and len(seen) < most:
                seen.add(span)
                keep.add(place)
    return keep


@dataclass(frozen=True)
class BackupLine:
    """One generation; the same copy in two places is one line."""

    key: str  # sha256 of the file
    path: str  # where it is read from: the first place if it is there
    at: str  # '2026-11-20 18:02'
    kind: str
    places: str  # '本机 + 第二处'
    size: int
    people: int
    since: int  # entries after it
    whole: bool
    checked: str  # '今天 18:02'
    protected: bool

    @property
    def kind_label(self) -> str:
        """手工, 自动 …"""
        return KIND_LABELS.get(self.kind, self.kind)


@dataclass(frozen=True)
class BackupState:
    """The state sentence and what it rests on."""

    sentence: str  # '上次备份 今天 18:02，在 2 处'
    detail: str
    tone: str  # ok, warn
    due: bool  # something was changed since
    second: str  # '', ready, missing
    rehearse: bool  # the monthly rehearsal is due
    minutes: int = 30
    short: str = ""  # for the bottom bar
    catch_up: bool = False  # the second place is there and lacks the newest copy


@dataclass(frozen=True)
class BackupSheet:
    """Everything on the page."""

    state: BackupState
    counts: str  # '共 24,862 人、7,806 户 …'
    lines: tuple[BackupLine, ...]
    first: str
    second: str
    second_text: str
    rehearsal: str  # '上次演练 11-02，通过'
    policy: BackupPolicy


@dataclass(frozen=True)
class BackupMade:
    """What a backup came to; ``second`` '' = no second place, ok, failed."""

    path: str
    second: str
    message: str
    touched: frozenset[str] = frozenset({"backup"})


@dataclass(frozen=True)
class FigurePair:
    """One figure in the copy and today."""

    label: str
    copy: int
    now: int


@dataclass(frozen=True)
class CopyLook:
    """What a copy shows when it is opened to be looked at."""

    at: str
    figures: tuple[FigurePair, ...]
    last: tuple[tuple[str, str, str], ...]  # time, who, what
    lost: tuple[tuple[str, int], ...]  # what a restore would take away


@dataclass(frozen=True)
class Rescued:
    """What a rescue brought back."""

    path: str
    from_backup: str  # '2026-11-20 18:02'
    taken: int  # acts taken from the journal of the damaged file
    unreadable: int
    refused: int
    checked: bool
    message: str
