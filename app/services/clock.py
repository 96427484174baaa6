"""A computer clock that was set back: said once, and written into the journal, because dates and deadlines rest on it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.settings import OFFICE_ZONE, now_ms
from app.storage import clock

if TYPE_CHECKING:
    from app.services.session import Session

TOLERATED_MS = 5 * 60_000


def watch(session: Session, last_ms: int | None = None) -> str:
    """A sentence when the clock stands before the last act, else ''; the act recorded here is the new last one, so it is said once."""
    last = clock.last_moment(session.register.db) if last_ms is None else last_ms
    now = now_ms()
    if now >= last - TOLERATED_MS:
        return ""
    text = f"电脑时间 {_shown(now)} 早于上一次操作 {_shown(last)}"
    with session.work.operation("clock.back", session, reason=text):
        pass
    return f"{text}，时钟可能被拨回或主板电池没电。请核对电脑的日期和时间再录入；这件事已写入操作日志。"


def _shown(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")
