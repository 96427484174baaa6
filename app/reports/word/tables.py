"""Tables and figures of an editable 公文: real tables with repeated heads and whole rows, pictures with words for those who do not
see them."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from itertools import groupby
from typing import Any

from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from app.models.official_document import Align, ChartBlock, ChartKind, ChartSpec, TableBlock, TableColumn
from app.reports.chart_specs import draw
from app.reports.charts import shown
from app.reports.word import styles

DPI = 600
ALIGNMENTS = {Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT, Align.CENTRE: WD_ALIGN_PARAGRAPH.CENTER, Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT}
CHART_NAMES = {
    ChartKind.BARS: "条形图", ChartKind.COLUMNS: "柱形图", ChartKind.LINES: "折线图", ChartKind.PYRAMID: "金字塔图", ChartKind.PAIRED: "对比柱形图",
}  # fmt: skip
PADDING = 3  # points
GREY = "EBEBEB"


def chart_words(spec: ChartSpec) -> str:
    """What the figure shows, in words and numbers."""
    series = [
        f"{each.name}：" + "、".join(f"{label}{shown(value)}" for label, value in zip(spec.labels, each.values, strict=True))
        for each in spec.series
    ]
    unit = f"（单位：{spec.unit}）" if spec.unit else ""
    return f"{CHART_NAMES[spec.kind]}{unit}，{spec.title}。{'；'.join(series)}。"


def add_figure(document: Any, block: ChartBlock, caption: str) -> None:
    """The picture at its final size and its caption."""
    chart = draw(block.spec)
    paragraph = document.add_paragraph(style=styles.FIGURE)
    picture = paragraph.add_run().add_picture(BytesIO(chart.png_at(DPI)), width=Pt(chart.width))
    properties = picture._inline.docPr
    properties.set("descr", chart_words(block.spec))
    properties.set("name", caption)
    document.add_paragraph(caption, style=styles.CAPTION)


def _caption(document: Any, caption: str, unit: str, width: float) -> None:
    if not (caption or unit):
        return
    paragraph = document.add_paragraph(style=styles.CAPTION)
    paragraph.paragraph_format.keep_with_next = True
    if unit:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(width / 2), WD_TAB_ALIGNMENT.CENTER)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"\t{caption}\t" if unit else caption)
    if unit:
        paragraph.add_run(f"单位：{unit}", styles.RUN_STYLES[styles.Role.SONG])


def _row_flag(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", GREY)):
        shade.set(qn(f"w:{name}"), value)
    properties = cell._tc.get_or_add_tcPr()
    properties.insert_element_before(shade, "w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark")


def _fill(cell: Any, text: str, style: str, align: WD_ALIGN_PARAGRAPH | None = None) -> None:
    cell.vertical_alignment = 1
    for index, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        paragraph._p.style = style  # its own id: looking styles up by name for each cell takes most of the time
        paragraph.add_run(line)
        if align is not None:
            paragraph.alignment = align


def _head(table: Any, columns: Sequence[TableColumn], rows: int) -> None:
    for place, column in enumerate(columns):
        if rows == 1:
            _fill(table.cell(0, place), column.title, styles.CELL_HEAD)
        elif column.group:
            _fill(table.cell(1, place), column.title, styles.CELL_HEAD)
        else:
            _fill(table.cell(0, place).merge(table.cell(1, place)), column.title, styles.CELL_HEAD)
    if rows == 2:
        for group, members in groupby(range(len(columns)), key=lambda place: columns[place].group):
            places = list(members)
            if group:
                _fill(table.cell(0, places[0]).merge(table.cell(0, places[-1])), group, styles.CELL_HEAD)
    for row in table.rows[:rows]:
        _row_flag(row, "w:tblHeader")
        for cell in row.cells:
            _shade(cell)


def _set_padding(table: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(PADDING * styles.TWIPS))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def _measure(table: Any, columns: Sequence[TableColumn], width: float) -> list[Any]:
    whole = sum(column.weight for column in columns)
    widths = [Mm(width * column.weight / whole) for column in columns]
    table.autofit = False
    _set_padding(table)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, each in zip(table.columns, widths, strict=True):
        column.width = each
    return widths


def _body_row(table: Any, index: int, cells: Sequence[str], columns: Sequence[TableColumn], strong: bool) -> None:
    for cell, text, column in zip(table.rows[index].cells, cells, columns, strict=True):
        _fill(cell, text, styles.CELL_HEAD if strong else styles.CELL, ALIGNMENTS[Align(column.align)])


def add_table(document: Any, block: TableBlock, caption: str, width: float) -> None:
    """Caption with unit, head on every page, rows that are never split, total last, note below."""
    _caption(document, caption, block.unit, width)
    heads = 2 if any(column.group for column in block.columns) else 1
    rows = [*block.rows, *([block.total] if block.total else [])]
    table = document.add_table(rows=heads + len(rows), cols=len(block.columns), style="Table Grid")
    widths = _measure(table, block.columns, width)
    _head(table, block.columns, heads)
    for index, cells in enumerate(rows):
        _body_row(table, heads + index, cells, block.columns, strong=bool(block.total) and index == len(rows) - 1)
    for index, row in enumerate(table.rows):
        _row_flag(row, "w:cantSplit")
        row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
        row.height = Mm(block.row_height) if block.row_height and index >= heads else Pt(19)
        for cell, each in zip(row.cells, widths, strict=True):
            cell.width = each
    for index in range(max(len(table.rows) - 2, 0), len(table.rows) - 1):  # the total never stands alone
        for cell in table.rows[index].cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
    document.add_paragraph(f"注：{block.note}" if block.note else "", style=styles.NOTE)
