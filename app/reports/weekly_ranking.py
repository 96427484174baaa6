"""R01 周排名通报: what is on the sheet, as plain texts, and the PDF.  The workbook is in ``weekly_workbook``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.flowables import Flowable, Spacer

from app.models import ranking_views
from app.models.documents import WeeklyBulletin
from app.models.rankings import WeeklySheet
from app.models.statistics import FIGURE_LABELS, Figures
from app.reports import weekly_beside as beside
from app.reports.official.line_breaking import Span
from app.reports.official.page import TABLE_PORTRAIT, PageLayout, draw_text, write_document
from app.reports.official.paragraphs import MILLIMETRE, Style, Text, official_date, title
from app.reports.official.tables import Column, Row, Table, TableStyle, number
from app.reports.weekly_beside import Field

WEEKDAYS = "一二三四五六日"
ROOMY = TableStyle(size=11, head_size=10.5, row_height=21, head_height=22, role="song")
NARROWER = (
    ROOMY,
    replace(ROOMY, size=10.5, row_height=18.5),
    replace(ROOMY, size=10, row_height=16),
    replace(ROOMY, size=9, row_height=13.5),
)
NOTE = Style(role="song", size=10.5, pitch=16.5, letter_space=0.0, indent=0.0)
SMALL = replace(NOTE, size=9, pitch=14)


def _figure(head: str, name: str, share: float = 1.0) -> Field:
    return Field(head, share, lambda row: int(getattr(row.figures, name)), lambda sheet: int(getattr(sheet.total, name)))


def _change(now: int, before: int | None) -> int | None:
    return None if before is None else now - before


def fields(sheet: WeeklySheet, left_out: frozenset[str] = frozenset()) -> list[Field]:
    """Columns of R01; 回流 and 出勤 appear only where there is something to show, ``left_out`` (BULLETIN_PARTS) not at all."""
    result = [
        Field("排名", 1.35, lambda row: f"{row.rank} 并列" if row.shared_rank else row.rank, lambda _: "合计", "centre"),
        Field("网格", 0.9, lambda row: row.grid, lambda _: "", "centre"),
        Field("网格员", 1.35, lambda row: row.name, lambda _: f"{len(sheet.rows)}人", "left"),
    ]
    if "attendance" not in left_out and any(row.attendance for row in sheet.rows):
        result.append(Field("出勤", 1.3, lambda row: row.attendance, lambda _: "", "centre"))
    result.append(_figure("新增\n人口", "new_residents"))
    if sheet.total.returned_residents:
        result.append(_figure("回流", "returned_residents", 0.8))
    result += [
        _figure("注销\n人口", "cancelled_residents"),
        _figure("走访", "visited_persons", 1.1),
        _figure("新增\n法人", "new_entities", 0.9),
        _figure("注销\n法人", "cancelled_entities", 0.9),
        _figure("走访\n法人", "visited_entities", 0.9),
        Field("数据量", 1.2, lambda row: row.volume, lambda sheet: sheet.total.volume),
    ]
    if "last_week" not in left_out:
        result.append(Field(
            "比上周", 1.15, lambda row: _change(row.volume, row.last_volume),
            lambda sheet: _change(sheet.total.volume, sheet.last_total.volume if sheet.last_total else None), signed=True,
        ))  # fmt: skip
    return result


def fields_of(sheet: WeeklySheet, view: str, left_out: frozenset[str] = frozenset()) -> list[Field]:
    """Columns of a view."""
    return fields(sheet, left_out) if view == ranking_views.VOLUME else beside.fields(sheet, view)


def signed(value: int | None) -> str:
    """+12, −5, 0, — (no week before)."""
    return "—" if value is None else f"+{value:,}" if value > 0 else f"−{-value:,}" if value < 0 else "0"


def _cell(field: Field, value: int | str | None) -> str:
    if isinstance(value, str):
        return value
    if field.decimals:
        return ranking_views.decimal(value, field.decimals)
    return signed(value) if field.signed else number(value)


def heading(sheet: WeeklySheet, view: str = ranking_views.VOLUME) -> str:
    """Title of the bulletin."""
    look = f"（{ranking_views.VIEWS[view]}）" if view != ranking_views.VOLUME else ""
    return f"关于{sheet.label}网格数据采集情况的通报{look}"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def period_line(bulletin: WeeklyBulletin) -> str:
    """Who, which days, and whether the figures are final."""
    sheet = bulletin.sheet
    state = f"{sheet.closed_at[:16].replace('T', ' ')}结算" if sheet.closed_at else "尚未结算，数据仍会变动"
    first, last = sheet.period.first, sheet.period.last
    return f"{bulletin.imprint.office}　统计时间：{first.year}年{_day(first)}至{_day(last)}　{state}"


def totals_line(sheet: WeeklySheet, left_out: frozenset[str] = frozenset()) -> str:
    """The figures of the office in one sentence, computed."""
    total = sheet.total
    sentence = (
        f"本周{len(sheet.rows)}名网格员共采集数据{total.volume}条：新增人口{total.new_residents}人，注销人口{total.cancelled_residents}人，"
        f"走访{total.visited_persons}人；新增法人{total.new_entities}家，注销法人{total.cancelled_entities}家，"
        f"走访法人{total.visited_entities}家。"
    )
    return sentence if "last_week" in left_out else sentence + _against_last(total, sheet.last_total)


def _against_last(total: Figures, before: Figures | None) -> str:
    if before is None or not before.volume:
        return ""
    change = total.volume - before.volume
    if not change:
        return "数据量与上周持平。"
    share = f"{abs(change) * 100 / before.volume:.1f}%"
    rate = "" if share == "0.0%" else f"（{share}）"
    return f"数据量比上周{'增加' if change > 0 else '减少'}{abs(change)}条{rate}。"


def correction_lines(sheet: WeeklySheet) -> list[str]:
    """更正 of closed weeks."""
    return [
        f"{line.week_label}　{line.name}　{FIGURE_LABELS.get(line.figure, line.figure)}　{signed(line.change)}"
        for line in sheet.corrections
    ]


def rules_of(sheet: WeeklySheet, view: str) -> list[str]:
    """统计口径 of a view."""
    own = [] if view == ranking_views.VOLUME else [sheet.fair_rules if view == ranking_views.FAIR else ranking_views.rule_line(sheet, view)]
    return [line for line in (*own, sheet.definition) if line]


def sheet_table(
    sheet: WeeklySheet, style: TableStyle, view: str = ranking_views.VOLUME, left_out: frozenset[str] = frozenset()
) -> Table:
    """The ranking as a table flowable with its 合计 row."""
    columns = fields_of(sheet, view, left_out)
    rows = [Row(tuple(_cell(column, column.value(row)) for column in columns)) for row in ranking_views.in_order(sheet, view)]
    rows.append(Row(tuple(_cell(column, column.total(sheet)) for column in columns), strong=True))
    return Table([Column(column.head, column.share, column.align) for column in columns], rows, style)


def _section(head: str, lines: list[str], style: Style = NOTE) -> list[Flowable]:
    if not lines:
        return []
    return [
        Spacer(1, 6),
        Text([Span(head, "hei")], replace(style, keep_with_next=True)),
        *(Text(line, replace(style, indent=2)) for line in lines),
    ]


def _space_kept_with_next(height: float) -> Flowable:
    space = Spacer(1, height)
    space.keepWithNext = True  # the name is reportlab's: the signing line never stands alone on a page
    return space


def _story(bulletin: WeeklyBulletin, style: TableStyle) -> list[Flowable]:
    sheet, imprint = bulletin.sheet, bulletin.imprint
    centred = replace(NOTE, align="centre")
    highlights = [] if "highlights" in bulletin.left_out else [f"{head}：{sentence}" for head, sentence in sheet.highlights]
    typed = [line for line in bulletin.summary.splitlines() if line.strip()]
    story: list[Flowable] = [
        *title(heading(sheet, bulletin.view), TABLE_PORTRAIT.text_width, 20, 30),
        Spacer(1, 4),
        Text(period_line(bulletin), centred),
        Spacer(1, 2),
        Text(totals_line(sheet, bulletin.left_out), replace(NOTE, indent=2)),
        Spacer(1, 6),
        sheet_table(sheet, style, bulletin.view, bulletin.left_out),
        *_section("更正（以前已结算的周次，原表不变，差额列在这里）", correction_lines(sheet)),
        *_section("本周小结", typed + highlights),
        *_section("下周重点工作", [line for line in bulletin.next_week.splitlines() if line.strip()]),
        *_section("统计口径", rules_of(sheet, bulletin.view), replace(SMALL, keep_with_next=True)),
        _space_kept_with_next(8),
    ]
    if "signing" in bulletin.left_out:
        return story
    made_by = sheet.closed_by or imprint.printed_by
    sign = f"编制单位：{imprint.office}　　填表人：{made_by}　　审核人：　　　　　　　日期：{official_date(sheet.meeting)}"
    return [*story, Text(sign, NOTE)]


def _footer(bulletin: WeeklyBulletin) -> Callable[[Canvas, int, int], None]:
    sheet, imprint, layout = bulletin.sheet, bulletin.imprint, TABLE_PORTRAIT
    if sheet.closed_at:
        left = f"记录封签 {sheet.journal_seal}" if sheet.journal_seal else ""
    else:
        left = f"打印人 {imprint.printed_by}　{imprint.printed_at}"

    def draw(canvas: Canvas, page: int, pages: int) -> None:
        y = layout.bottom - 6 * MILLIMETRE
        draw_text(canvas, left, layout.left, y, "song", 7.5)
        draw_text(canvas, f"第 {page} 页　共 {pages} 页", layout.width - layout.right, y, "song", 9, "right")

    return draw


def _height(story: list[Flowable], layout: PageLayout) -> float:
    return float(sum(part.wrap(layout.text_width, layout.frame_height)[1] for part in story))


def _fitting_style(bulletin: WeeklyBulletin) -> TableStyle:
    """The roomiest table that fits one page; where none fits (many members), the second and numbered pages."""
    for style in NARROWER:
        if _height(_story(bulletin, style), TABLE_PORTRAIT) <= TABLE_PORTRAIT.frame_height:
            return style
    return NARROWER[1]


def write_pdf(bulletin: WeeklyBulletin, path: str | Path) -> int:
    """Write the bulletin; returns the number of pages.  A closed week gives the same bytes for ever: who prints it is not on it."""
    style = _fitting_style(bulletin)
    return write_document(
        path,
        lambda: _story(bulletin, style),
        subject=heading(bulletin.sheet, bulletin.view),
        author=bulletin.imprint.office,
        layout=TABLE_PORTRAIT,
        practice=bulletin.imprint.practice,
        footer=_footer(bulletin),
        count_pages=True,
    )


def write_xlsx(bulletin: WeeklyBulletin, path: str | Path) -> None:
    """Write the same sheet as a workbook."""
    from app.reports.weekly_workbook import write

    write(bulletin, path)
