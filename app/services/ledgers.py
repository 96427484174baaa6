"""R15 台账 and R16 走访记录表: the lists of the screen on paper and as workbooks, with the same filter, telephone numbers masked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.models.documents import Ledger, LedgerColumn
from app.models.doubts import GROUPS, RULE, DoubtFilter, DoubtLine
from app.models.dwelling_views import DWELLING_HINTS, HOUSEHOLD_HINTS, DwellingFilter, DwellingRow, HouseholdRow
from app.models.entity_views import KIND_GROUPS, EntityFilter, EntityRow
from app.models.outgoing import Handing
from app.models.visit_records import VisitFilter, VisitRow
from app.models.visit_views import outcome_label, target_label
from app.services import documents, doubts, dwelling_lists, legal_entities, visit_records
from app.services.documents import Cancelled, Progress
from app.services.session import Session
from app.storage import grids, members

BLOCK = 500  # rows read at once
PHONES_HIDDEN = "联系电话已部分隐去"
NUMBER = LedgerColumn("序号", 11, "right", 7)
ENTITY_STATES = {"active": "", "pending": "待核", "closed": "注销", "voided": "作废"}

ENTITY_COLUMNS = (
    NUMBER,
    LedgerColumn("网格", 15, "centre", 8),
    LedgerColumn("名称", 50, "left", 30),
    LedgerColumn("统一社会信用代码", 43, "left", 21),
    LedgerColumn("类型", 20, "left", 13),
    LedgerColumn("行业", 26, "left", 16),
    LedgerColumn("负责人", 17, "left", 10),
    LedgerColumn("联系电话", 25, "left", 14),
    LedgerColumn("地址", 40, "left", 30),
    LedgerColumn("登记日期", 23, "centre", 12),
    LedgerColumn("最近走访", 23, "centre", 12),
    LedgerColumn("状态", 11, "centre", 8),
)
VISIT_COLUMNS = (
    NUMBER,
    LedgerColumn("日期", 20, "centre", 12),
    LedgerColumn("时间", 13, "centre", 8),
    LedgerColumn("走访人", 18, "left", 10),
    LedgerColumn("对象", 40, "left", 22),
    LedgerColumn("类别", 14, "centre", 8),
    LedgerColumn("地址", 58, "left", 34),
    LedgerColumn("结果", 20, "centre", 11),
    LedgerColumn("人数", 11, "right", 7),
    LedgerColumn("情况", 62, "left", 36),
    LedgerColumn("下次走访", 20, "centre", 12),
)
DWELLING_COLUMNS = (
    NUMBER,
    LedgerColumn("网格", 17, "centre", 9),
    LedgerColumn("地址", 72, "left", 36),
    LedgerColumn("用途", 20, "centre", 11),
    LedgerColumn("产权人", 20, "left", 11),
    LedgerColumn("产权人电话", 26, "left", 15),
    LedgerColumn("户", 10, "right", 6),
    LedgerColumn("人", 10, "right", 6),
    LedgerColumn("租住人", 13, "right", 8),
    LedgerColumn("最近走访", 22, "centre", 12),
    LedgerColumn("提示", 46, "left", 26),
)
DOUBT_COLUMNS = (
    NUMBER,
    LedgerColumn("网格", 18, "centre", 10),
    LedgerColumn("待核内容", 36, "left", 20),
    LedgerColumn("姓名、名称", 26, "left", 14),
    LedgerColumn("地址", 56, "left", 32),
    LedgerColumn("情况", 74, "left", 44),
    LedgerColumn("核实结果", 40, "left", 24),
)
HOUSEHOLD_COLUMNS = (
    NUMBER,
    LedgerColumn("网格", 17, "centre", 9),
    LedgerColumn("地址", 66, "left", 34),
    LedgerColumn("户主", 20, "left", 11),
    LedgerColumn("人数", 11, "right", 7),
    LedgerColumn("家庭成员", 72, "left", 40),
    LedgerColumn("房屋用途", 20, "centre", 11),
    LedgerColumn("最近走访", 22, "centre", 12),
    LedgerColumn("提示", 34, "left", 20),
)


@dataclass(frozen=True)
class Shown:
    """What of the screen went onto paper, as the list of what left the register keeps it."""

    title: str
    lines: int


def entities(session: Session, wanted: EntityFilter) -> Ledger:
    """R15 法人单位台账."""
    session.require("report.roster")
    found = legal_entities.find(session, wanted)
    groups = {key: label for key, label, _ in KIND_GROUPS}
    words = (groups.get(wanted.group, ""), "证照到期" if wanted.expiring else "", "走访超期" if wanted.overdue else "")
    scope = _scope(session, wanted.grid_ids, wanted.text, words, f"{len(found.keys):,} 家")
    lines = _numbered(map(_entity, _read(session, legal_entities.rows, found.keys)))
    return _ledger(session, "法人单位台账", scope, PHONES_HIDDEN, ENTITY_COLUMNS, lines, f"共 {len(lines)} 家")


def visits(session: Session, wanted: VisitFilter) -> Ledger:
    """R16 走访记录表."""
    session.require("report.roster")
    found = visit_records.find(session, wanted)
    known = members.members(session.reader)
    names = "、".join(known[key].name for key in wanted.member_ids if key in known)
    words = (
        f"{wanted.first or '开始'}至{wanted.last or session.today.isoformat()}",
        names,
        "、".join(outcome_label(key) for key in wanted.outcomes),
        "、".join(target_label(key) for key in wanted.kinds),
    )
    counts = f"{found.visits:,} 次，算走访 {found.counted:,} 次 {found.persons:,} 人"
    scope = _scope(session, wanted.grid_ids, wanted.text, words, counts)
    lines = _numbered(map(_visit, _read(session, visit_records.rows, found.keys)))
    return _ledger(session, "走访记录表", scope, "", VISIT_COLUMNS, lines, f"共 {len(lines)} 次")


def dwellings(session: Session, wanted: DwellingFilter) -> Ledger:
    """房屋台账."""
    session.require("report.roster")
    found = dwelling_lists.find(session, wanted)
    words = ("、".join(map(dwelling_lists.use_label, wanted.uses)), DWELLING_HINTS.get(wanted.hint, ""))
    scope = _scope(session, wanted.grid_ids, wanted.text, words, f"{len(found.keys):,} 套 {found.residents:,} 人")
    lines = _numbered(map(_dwelling, _read(session, dwelling_lists.rows, found.keys)))
    return _ledger(session, "房屋台账", scope, PHONES_HIDDEN, DWELLING_COLUMNS, lines, f"共 {len(lines)} 套")


def households(session: Session, wanted: DwellingFilter) -> Ledger:
    """户台账."""
    session.require("report.roster")
    found = dwelling_lists.find_households(session, wanted)
    words = ("、".join(map(dwelling_lists.use_label, wanted.uses)), HOUSEHOLD_HINTS.get(wanted.hint, ""))
    scope = _scope(session, wanted.grid_ids, wanted.text, words, f"{len(found.keys):,} 户 {found.residents:,} 人")
    lines = _numbered(map(_household, _read(session, dwelling_lists.household_rows, found.keys)))
    return _ledger(session, "户台账", scope, "", HOUSEHOLD_COLUMNS, lines, f"共 {len(lines)} 户")


def doubtful(session: Session, wanted: DoubtFilter) -> Ledger:
    """待核清单: the doubts of a filter, heaviest first, with room for what is found at the door."""
    session.require("report.roster")
    found = doubts.find(session, wanted).found
    words = (GROUPS.get(wanted.group, ""), "、".join(RULE[kind].label for kind in wanted.kinds), "已记不用改" if wanted.ignored else "")
    scope = _scope(session, wanted.grid_ids, "", words, f"{len(found):,} 条")
    blocks = (doubts.rows(session, found[start : start + BLOCK]) for start in range(0, len(found), BLOCK))
    lines = _numbered(_doubt(line) for block in blocks for line in block)
    return _ledger(session, "待核清单", scope, "", DOUBT_COLUMNS, lines, f"共 {len(lines)} 条")


LEDGERS: dict[str, Callable[[Session, Any], Ledger]] = {
    "entities": entities,
    "visits": visits,
    "dwellings": dwellings,
    "households": households,
    "doubts": doubtful,
}


def pdf(
    session: Session,
    kind: str,
    wanted: Any,
    path: str | os.PathLike[str],
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    act: str = "document.pdf",
    handing: Handing | None = None,
) -> int:
    """Write a ledger (key of ``LEDGERS``) of a filter as PDF; returns the number of pages.  ``act``: PREVIEW while only looked at."""
    return _pdf(session, kind, LEDGERS[kind](session, wanted), wanted, path, progress, cancelled, act, handing)


def shown_pdf(
    session: Session, title: str, columns: tuple[LedgerColumn, ...], lines: Sequence[tuple[str, ...]], path: str | os.PathLike[str],
    progress: Progress | None = None, cancelled: Cancelled | None = None, act: str = "document.pdf", handing: Handing | None = None,
) -> int:  # fmt: skip
    """Write a table as it stands on the screen (Ctrl+P where a page has no paper of its own); returns the number of pages."""
    session.require("report.roster")
    data = _ledger(session, title, _scope(session, (), "", (), f"{len(lines):,} 行"), "", (NUMBER, *columns), _numbered(lines),
                   f"共 {len(lines)} 行")  # fmt: skip
    return _pdf(session, "shown", data, Shown(title, len(lines)), path, progress, cancelled, act, handing)


def _pdf(
    session: Session, kind: str, data: Ledger, wanted: object, path: str | os.PathLike[str], progress: Progress | None,
    cancelled: Cancelled | None, act: str, handing: Handing | None,
) -> int:  # fmt: skip
    """The pages of a ledger, permitted and recorded."""
    from app.reports import ledger

    data, given = documents.permitted(session, kind, data, wanted, handing or Handing(), False, Path(path), act)
    pages = ledger.write_pdf(data, Path(path), progress, cancelled)
    documents.made(session, act, f"{data.title} {data.scope}", given)
    return pages


def xlsx(
    session: Session,
    kind: str,
    wanted: Any,
    path: str | os.PathLike[str],
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    handing: Handing | None = None,
) -> None:
    """Write the same lines as a workbook."""
    from app.reports import ledger

    data = LEDGERS[kind](session, wanted)
    data, given = documents.permitted(session, kind, data, wanted, handing or Handing(), False, Path(path), "document.xlsx")
    ledger.write_xlsx(data, Path(path), progress, cancelled)
    documents.made(session, "document.xlsx", f"{data.title} {data.scope}", given)


# ---- parts ---------------------------------------------------------------------------------------------------------------------


def _ledger(
    session: Session, what: str, scope: str, protection: str, columns: tuple[LedgerColumn, ...], lines: tuple[tuple[str, ...], ...],
    counted: str,
) -> Ledger:  # fmt: skip
    title = f"{session.office.name}{what}"
    return Ledger(documents.imprint(session), title, scope, protection, columns, lines, counted, what)


def _read(session: Session, rows: Callable[[Session, Sequence[int]], Sequence[Any]], keys: Sequence[int]) -> Iterator[Any]:
    for start in range(0, len(keys), BLOCK):
        yield from rows(session, keys[start : start + BLOCK])


def _numbered(lines: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple((str(number), *line) for number, line in enumerate(lines, start=1))


def _scope(session: Session, grid_ids: Sequence[str], text: str, words: Iterable[str], counts: str) -> str:
    known = grids.grids(session.reader)
    where = "、".join(known[grid].label for grid in grid_ids if grid in known)
    parts = [where, *words, f"查找“{text.strip()}”" if text.strip() else "", f"共 {counts}", f"截至 {session.today.isoformat()}"]
    return " · ".join(part for part in parts if part)


def _entity(row: EntityRow) -> tuple[str, ...]:
    place = (row.grid, row.name, row.credit_code, row.kind, row.industry, row.responsible, row.phone_masked, row.address)
    return (*place, row.opened_on, row.last_visit, ENTITY_STATES.get(row.state, ""))


def _doubt(line: DoubtLine) -> tuple[str, ...]:
    return (line.grid, line.label, line.title, line.address, line.sentence, line.reason)


def _visit(row: VisitRow) -> tuple[str, ...]:
    finding = f"（作废）{row.finding}" if row.state == "voided" else row.finding
    met = str(row.persons_met) if row.counted else ""
    who = (row.day, row.at, row.member, row.title, row.target_label, row.address)
    return (*who, row.outcome, met, finding, row.next_on)


def _dwelling(row: DwellingRow) -> tuple[str, ...]:
    owner = (row.grid, row.address, row.use_label, row.owner, row.owner_phone)
    tenants = str(row.tenants) if row.tenants else ""
    return (*owner, str(row.households), str(row.persons), tenants, row.last_visit, "、".join(row.hints))


def _household(row: HouseholdRow) -> tuple[str, ...]:
    return (row.grid, row.address, row.head, str(row.persons), row.names, row.use_label, row.last_visit, "、".join(row.hints))
