"""R12 网格档案（一格一档）: everything the register has of one grid in one document, telephone and identity numbers hidden."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from app.errors import Refused
from app.models import report_periods
from app.models.documents import Ledger
from app.models.entity_views import KIND_GROUPS, EntityFilter, EntityRow
from app.models.grid_file import FileColumn, FileSection, FileTable, GridFile, parse_period
from app.models.grid_views import GridCard, GridPerson
from app.models.outgoing import Handing, Leaving
from app.models.residents import ResidentFilter
from app.models.statistics import FIGURE_LABELS, Figures, Period, PopulationFlow
from app.models.visit_records import VisitFilter
from app.services import area as areas
from app.services import documents, grids, ledgers, legal_entities, outgoing, statistics
from app.services.documents import Cancelled, Progress
from app.services.session import Session
from app.storage import browse
from app.storage import grids as stored_grids

# industries where many people come together or are cared for (GB/T 4754 H, P, Q, R)
BUSY_INDUSTRIES = ("住宿和餐饮业", "教育", "卫生和社会工作", "文化、体育和娱乐业")
VERBS = {"split": "拆分", "merge": "合并", "recode": "改编码", "move": "调整楼栋"}
STEPS = 5


def own_grids(session: Session) -> list[tuple[str, str, str]]:
    """(id, code, label) of the grids whose file a member may print; empty for those who choose on the page 网格体系."""
    own = areas.grids_of(session)
    known = stored_grids.grids(session.reader)
    return [(grid, known[grid].code, known[grid].label) for grid in own if grid in known]


def build(session: Session, grid_id: str, period: Period, progress: Progress | None = None) -> GridFile:
    """The file of a grid with all below it; ``period`` holds for visits and changes, everything else is as of today."""
    session.require("report.roster")
    inside = tuple(browse.grids_below(session.reader, (grid_id,)))
    own = areas.grids_of(session)
    if own and not set(inside) <= set(own):
        raise Refused("这个网格由同事负责，只能打印自己负责的网格档案。需要时请联系网格长。")
    span = report_periods.until(period, session.today)
    _tell(progress, 0, "读取网格概况")
    card = grids.card(session, grid_id)
    flows = [flow for flow in statistics.flows(session, span) if flow.grid_id in inside]
    entities = [row for block in _entity_rows(session, grid_id) for row in block]
    overview = FileSection("网格概况", (_facts(card), _sizes(card), _flow_table(flows, span), _kinds(entities), _busy(entities)))
    _tell(progress, 1, "读取人员和户册")
    sections = [overview, FileSection("人员名单", (_people(session, card, inside),)), _residents(session, grid_id)]
    _tell(progress, 2, "读取法人台账")
    sections.append(_ledger("法人台账", ledgers.entities(session, EntityFilter(grid_ids=(grid_id,))), "没有登记的法人单位"))
    _tell(progress, 3, "读取走访台账")
    visited = VisitFilter(span.first.isoformat(), span.last.isoformat(), grid_ids=(grid_id,))
    sections.append(_ledger("走访台账", ledgers.visits(session, visited), "这段时间没有走访记录"))
    sections.append(FileSection("变更记录", (_codes(card), _changes(card), _entries(session, inside, span))))
    keepers = "、".join(dict.fromkeys(person.name for person in card.people if person.now))
    return GridFile(documents.imprint(session), card.line.label, card.line.code, card.path, keepers, report_periods.label(period),
                    session.today.isoformat(), tuple(sections))  # fmt: skip


def pdf(
    session: Session,
    grid_id: str,
    period: str,
    path: str | os.PathLike[str],
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    act: str = "document.pdf",
    handing: Handing | None = None,
) -> int:
    """Write the file of a grid; returns the number of pages.  ``act``: PREVIEW while it is only looked at."""
    from app.reports import grid_file

    data = build(session, grid_id, parse_period(period), progress)
    _tell(progress, STEPS - 1, "排版网格档案")
    title = f"网格档案 {data.grid} {data.period}"
    people = sum(len(section.ledger.lines) for section in data.sections if section.ledger is not None)
    scope = json.dumps({"kind": "grid_file", "grid": grid_id, "period": period}, sort_keys=True)
    leaving = Leaving("roster", "pdf", title, scope, people, False)
    given = outgoing.permit(session, leaving, handing or Handing(), str(path) if act == documents.PREVIEW else "")
    marked = replace(data, imprint=replace(data.imprint, watermark=given.watermark))
    pages = grid_file.write_pdf(marked, Path(path), cancelled)
    documents.made(session, act, title, given)
    return pages


def pdf_of_code(session: Session, code: str, period: str, path: str | os.PathLike[str], progress: Progress | None = None) -> int:
    """The same by the code of the grid."""
    if not code.strip():
        raise Refused("没有指定网格，请用 --grid 写明网格编码，例如 --grid 06")
    found = [grid for grid in stored_grids.grids(session.reader).values() if grid.code == code.strip()]
    if not found:
        raise Refused(f"没有编码为“{code}”的网格，请核对网格编码")
    return pdf(session, found[-1].id, period, path, progress)


# ---- sections --------------------------------------------------------------------------------------------------------------------


def _facts(card: GridCard) -> FileTable:
    line = card.line
    nature = ("属地网格" if line.territorial else "专属网格") if line.leaf else ""
    used = (f"{line.valid_from} 起" if line.valid_from else "未记") + (f"，{line.valid_to} 停用" if line.valid_to else "")
    area = f"{card.area_m2:,} 平方米" if card.area_m2 is not None else "—"
    facts = (
        ("网格编码", line.code or "—"), ("网格名称", line.label), ("上级", card.path or "—"),
        ("层级、类型", _joined((line.level_name, line.kind_label, nature))),
        ("四至范围", card.range_text or "—"), ("面积", area), ("启用", used), ("楼栋", f"{line.buildings:,} 栋"),
        ("大小提示", "；".join(line.warnings) or "没有"),
    )  # fmt: skip
    return FileTable("基本情况", (FileColumn("项目", 1.0), FileColumn("内容", 4.2)), facts)


def _sizes(card: GridCard) -> FileTable:
    now = card.line.figures
    cells = (("房屋（套）", now.dwellings), ("户", now.households), ("人", now.persons), ("户籍", now.registered), ("流动", now.floating),
             ("境外", now.overseas), ("法人（家）", now.entities))  # fmt: skip
    columns = tuple(FileColumn(name, 1.0, "right") for name, _ in cells)
    return FileTable("在册情况", columns, (tuple(f"{value:,}" for _, value in cells),), note="楼栋、房屋、户、人、法人为打印当天在册数。")


def _flow_table(flows: Iterable[PopulationFlow], span: Period) -> FileTable:
    names = (("期初", "opening"), ("新增", "new"), ("回流", "returned"), ("移入", "moved_in"), ("注销", "cancelled"), ("移出", "moved_out"),
             ("期末", "closing"))  # fmt: skip
    listed = list(flows)
    columns = (FileColumn("网格", 1.6), *(FileColumn(word, 1.0, "right") for word, _ in names))
    rows = tuple((flow.grid, *(f"{getattr(flow, name):,}" for _, name in names)) for flow in listed)
    total = ("合计", *(f"{sum(getattr(flow, name) for flow in listed):,}" for _, name in names)) if len(listed) > 1 else ()
    note = f"{span.first} 至 {span.last}；期末＝期初＋新增＋回流＋移入－注销－移出。"
    return FileTable("人口变动", columns, rows, total, note, "没有登记的人")


def _kinds(entities: list[EntityRow]) -> FileTable:
    counts = [(label, sum(row.kind_code in codes for row in entities)) for _, label, codes in KIND_GROUPS]
    columns = tuple(FileColumn(label, 1.0, "right") for label, _ in counts)
    return FileTable("法人分类", (*columns, FileColumn("合计", 1.0, "right")),
                     ((*(f"{count:,}" for _, count in counts), f"{len(entities):,}"),))  # fmt: skip


def _busy(entities: list[EntityRow]) -> FileTable:
    found = [row for row in entities if any(name in row.industry for name in BUSY_INDUSTRIES)]
    columns = (FileColumn("名称", 2.4), FileColumn("行业", 1.6), FileColumn("地址", 2.6), FileColumn("负责人", 0.9))
    rows = tuple((row.name, row.industry, row.address, row.responsible) for row in found)
    note = f"按行业从法人台账提取：{'；'.join(BUSY_INDUSTRIES)}。"
    return FileTable(f"重点场所（{len(found):,} 家）", columns, rows, note=note, empty="台账里没有这些行业的单位")


def _people(session: Session, card: GridCard, inside: tuple[str, ...]) -> FileTable:
    columns = (FileColumn("网格", 1.3), FileColumn("角色", 1.5), FileColumn("工号", 1.0), FileColumn("姓名", 1.0),
               FileColumn("联系电话", 1.4), FileColumn("任职起", 1.2), FileColumn("任职止", 1.2))  # fmt: skip
    rows: list[tuple[str, ...]] = []
    for grid_id in inside:
        one = card if grid_id == card.line.id else grids.card(session, grid_id)
        rows += [_person(one.line.label, person) for person in one.people]
    return FileTable("", columns, tuple(rows), note="含以前和以后的任职；电话已部分隐去。", empty="没有安排责任人")


def _person(grid: str, person: GridPerson) -> tuple[str, ...]:
    until = person.valid_to or ("在任" if person.now else "")
    return (grid, person.role_label, person.staff_no, person.name, person.phone, person.valid_from, until)


def _residents(session: Session, grid_id: str) -> FileSection:
    from app.reports.roster import as_ledger

    roster = documents.roster(session, ResidentFilter(grid_ids=(grid_id,)))
    return _ledger("户册", as_ledger(roster), "没有登记的居民")


def _ledger(title: str, ledger: Ledger, empty: str) -> FileSection:
    if ledger.lines:
        return FileSection(title, ledger=replace(ledger, title=title))
    return FileSection(title, (FileTable("", (FileColumn("", 1.0),), (), empty=empty),))


def _entity_rows(session: Session, grid_id: str) -> Iterator[list[EntityRow]]:
    keys = legal_entities.find(session, EntityFilter(grid_ids=(grid_id,))).keys
    for start in range(0, len(keys), ledgers.BLOCK):
        yield legal_entities.rows(session, keys[start : start + ledgers.BLOCK])


def _codes(card: GridCard) -> FileTable:
    columns = (FileColumn("编码", 1.0), FileColumn("从", 1.0), FileColumn("到", 1.0))
    rows = tuple((code, first or "最初", last or "现在") for code, first, last in card.codes)
    return FileTable("编码", columns, rows, empty="没有记编码")


def _changes(card: GridCard) -> FileTable:
    columns = (FileColumn("日期", 1.2), FileColumn("调整", 0.9), FileColumn("原网格", 1.5), FileColumn("现网格", 1.5), FileColumn("户", 0.6, "right"),
               FileColumn("人", 0.6, "right"), FileColumn("原因", 2.0))  # fmt: skip
    rows = tuple(
        (each.day, VERBS.get(each.kind, each.kind), f"{each.old_label} {each.old_code}", f"{each.new_label} {each.new_code}",
         f"{each.households:,}", f"{each.persons:,}", each.why)
        for each in card.changes
    )  # fmt: skip
    return FileTable("网格调整", columns, rows, empty="没有拆分、合并，也没有改过编码")


def _entries(session: Session, inside: tuple[str, ...], span: Period) -> FileTable:
    """What was registered month by month; the last line is the figure of the whole period."""
    columns = (FileColumn("月份", 1.2), *(FileColumn(name, 1.0, "right") for name in FIGURE_LABELS.values()))
    rows = [(f"{each.first:%Y-%m}", *_cells(_figures(session, each, inside))) for each in _months(span)]
    return FileTable("登记数量", columns, tuple(rows), ("合计", *_cells(_figures(session, span, inside))),
                     "口径与周排名、统计一致：新增按登记日、注销按注销日、走访按走访日计。")  # fmt: skip


def _figures(session: Session, span: Period, inside: tuple[str, ...]) -> Figures:
    return Figures.total(row.figures for row in statistics.figures(session, span, "grid").rows if row.id in inside)


def _cells(figures: Figures) -> tuple[str, ...]:
    return tuple(f"{getattr(figures, name):,}" for name in FIGURE_LABELS)


def _months(span: Period) -> Iterator[Period]:
    first = span.first
    while first <= span.last:
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        last = min(span.last, date.fromordinal(following.toordinal() - 1))
        yield Period("range", first, last)
        first = following


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part) or "—"


def _tell(progress: Any, done: int, text: str) -> None:
    if progress:
        progress(done, STEPS, text)
