"""R15 居民花名册: its columns; pages and workbook are those of every ledger."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from pathlib import Path

from app.models.documents import Ledger, LedgerColumn, Roster
from app.reports import ledger
from app.reports.ledger import Progress

MASKED, FULL = "证件号码、电话已部分隐去", "含完整个人信息，注意保管"
COLUMNS = (
    LedgerColumn("序号", 11, "right", 7),
    LedgerColumn("网格", 15, "centre", 8),
    LedgerColumn("姓名", 20, "left", 10),
    LedgerColumn("性别", 10, "centre", 6),
    LedgerColumn("年龄", 10, "right", 6),
    LedgerColumn("证件号码", 37, "left", 21),
    LedgerColumn("人口类别", 17, "centre", 10),
    LedgerColumn("与户主关系", 20, "centre", 11),
    LedgerColumn("住址", 64, "left", 36),
    LedgerColumn("联系电话", 24, "left", 14),
    LedgerColumn("标签", 28, "left", 16),
    LedgerColumn("登记日期", 21, "centre", 12),
)
_FIELDS = attrgetter(
    "grid", "name", "sex", "age", "id_number", "population", "relation", "address", "phone", "tags", "opened_on"
)


def as_ledger(roster: Roster) -> Ledger:
    """The roster as a ledger."""
    protection = MASKED if roster.masked else FULL
    if roster.purpose:
        protection += f"　用途：{roster.purpose}"
    lines = tuple((str(line.number), *_FIELDS(line)) for line in roster.lines)
    return Ledger(roster.imprint, roster.title, roster.scope, protection, COLUMNS, lines, f"共 {len(lines)} 人", "花名册")


def write_pdf(
    roster: Roster, path: str | Path, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
) -> int:  # fmt: skip
    """Write the roster; returns the number of pages.  Raises Cancelled and leaves no file if ``cancelled()`` turns true."""
    return ledger.write_pdf(as_ledger(roster), path, progress, cancelled)


def write_xlsx(
    roster: Roster, path: str | Path, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
) -> None:  # fmt: skip
    """Write the same lines as a workbook."""
    ledger.write_xlsx(as_ledger(roster), path, progress, cancelled)
