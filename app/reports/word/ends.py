"""What begins and ends an editable 公文: red head, 主送, 附件说明, 署名, 附注, 版记."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from app.models.official_document import DocumentLayout, OfficialDocument, Role, Signature
from app.reports.official.closing import BLANKS_FOR_SEAL, width_in_characters
from app.reports.official.masthead import LARGEST_MARK, mark_size
from app.reports.official.paragraphs import official_date
from app.reports.word import styles
from app.reports.word.pages import RED, rule

TEXT_WIDTH = 156  # mm
LINE_BELOW = 11  # points: 4 mm
RECORD_CHARACTER = 14 / styles.CHARACTER_PITCH  # of 四号 in characters of the grid
MARK_BELOW_TOP = 35  # mm


def blank(document: Any, count: int = 1) -> None:
    """Blank lines."""
    for _ in range(count):
        document.add_paragraph(style=styles.FLUSH)


def _label_lines(document: Any, model: OfficialDocument) -> int:
    labels = [label for label in (model.copy_number, model.secrecy, model.urgency) if label]
    for label in labels:
        style = None if label.isdecimal() else styles.RUN_STYLES[Role.HEI]
        document.add_paragraph(style=styles.FLUSH).add_run(label, style)
    return len(labels)


def _two_sides(document: Any, left: str, right: tuple[tuple[str, Role], ...]) -> Any:
    """Left and right one character in."""
    paragraph = document.add_paragraph(style=styles.FLUSH)
    styles.set_indent(paragraph._p.get_or_add_pPr(), first=1)  # not left: the line below would shrink with it
    stop = Mm(TEXT_WIDTH) - Pt(styles.CHARACTER_PITCH)
    paragraph.paragraph_format.tab_stops.add_tab_stop(stop, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{left}\t")
    for text, role in right:
        paragraph.add_run(text, styles.RUN_STYLES.get(role))
    return paragraph


def add_red_head(document: Any, model: OfficialDocument) -> None:
    """发文机关标志, 发文字号 or the line of a 纪要, red line."""
    used = _label_lines(document, model)
    mark = document.add_paragraph(style=styles.MARK)
    run = mark.add_run(model.issuer_mark)
    run.font.color.rgb, run.font.size = RED, Pt(round(mark_size(model.issuer_mark, LARGEST_MARK)))
    mark.paragraph_format.space_before = max(Mm(MARK_BELOW_TOP) - Pt(used * styles.LINE_PITCH), Pt(0))
    if model.layout is DocumentLayout.MINUTES:
        if model.number:
            blank(document)
            document.add_paragraph(model.number, style=styles.FLUSH).alignment = WD_ALIGN_PARAGRAPH.CENTER
        sign = model.signature
        day = official_date(sign.date) if sign else ""
        last = _two_sides(document, sign.office if sign else "", ((day, Role.BODY),))
    else:
        blank(document, 2)
        if model.signer:
            last = _two_sides(document, model.number, (("签发人：", Role.BODY), (model.signer, Role.KAI)))
        else:
            last = document.add_paragraph(model.number, style=styles.FLUSH)
            last.alignment = WD_ALIGN_PARAGRAPH.CENTER
    rule(last, "bottom", "single", 1.5, LINE_BELOW, red=True)
    blank(document, 2)


def add_letter_number(document: Any, model: OfficialDocument) -> None:
    """Labels left, number right, below the line of the name."""
    _label_lines(document, model)
    paragraph = document.add_paragraph(model.number, style=styles.FLUSH)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    blank(document, 2)


def hanging(document: Any, label: str, text: str, left: float, role: Role = Role.BODY) -> Any:
    """Later lines stand under the first character behind the label."""
    paragraph = document.add_paragraph(style=styles.FLUSH)
    width = width_in_characters(label)
    styles.set_indent(paragraph._p.get_or_add_pPr(), first=-width, left=left + width)
    paragraph.add_run(label, styles.RUN_STYLES.get(role))
    paragraph.add_run(text)
    return paragraph


def add_attachments(document: Any, names: tuple[str, ...]) -> None:
    """附件说明."""
    if not names:
        return
    blank(document)
    if len(names) == 1:
        hanging(document, "附件：", names[0], 2)
        return
    for number, name in enumerate(names, start=1):
        hanging(document, f"附件：{number}. " if number == 1 else f"{number}. ", name, 2 if number == 1 else 5)


def add_signature(document: Any, sign: Signature) -> None:
    """署名 and 成文日期 at the places of the printed page."""
    day = official_date(sign.date)
    name_width, day_width = width_in_characters(sign.office), width_in_characters(day)
    if sign.seal:
        middle = 28 - 4 - day_width / 2
        middle -= max(0.0, middle + name_width / 2 - 27)
        places = max(middle - name_width / 2, 0.0), middle - day_width / 2
    elif day_width > name_width:
        places = 28 - 2 - day_width - 2, 28 - 2 - day_width
    else:
        places = 28 - 2 - name_width, 28 - 2 - name_width + 2
    for _ in range(BLANKS_FOR_SEAL if sign.seal else 1):
        document.add_paragraph(style=styles.SIGNED)
    for text, left in zip((sign.office, day), places, strict=True):
        paragraph = document.add_paragraph(text, style=styles.SIGNED)
        styles.set_indent(paragraph._p.get_or_add_pPr(), left=left)
    paragraph.paragraph_format.keep_with_next = False


def add_record(document: Any, model: OfficialDocument) -> None:
    """版记 at the foot of the last page: a table that stands at the lower margin, lines 0.35 mm outside and 0.25 mm inside."""
    ruled = model.layout is not DocumentLayout.LETTER
    lines = []
    if model.copies:
        lines.append(f"抄送：{model.copies.rstrip('。')}。")
    if ruled and (model.printed_by or model.printed_on):
        lines.append(f"{model.printed_by}\t{official_date(model.printed_on)}印发" if model.printed_on else model.printed_by)
    if not lines:
        return
    table = document.add_table(rows=len(lines), cols=1)
    table.autofit = False
    for index, (row, text) in enumerate(zip(table.rows, lines, strict=True)):
        row.cells[0].width = Mm(TEXT_WIDTH)
        _record_line(row.cells[0].paragraphs[0], text)
        if ruled:
            _cell_lines(row.cells[0], upper=1.0 if index == 0 else 0.71, lower=1.0 if index == len(lines) - 1 else 0.71)
    _stand_at_foot(table)
    styles.set_pitch(document.add_paragraph(style=styles.NOTE).paragraph_format, 1)  # the table hangs on it; it must not need a page


def _record_line(paragraph: Any, text: str) -> None:
    paragraph.style = styles.RECORD
    paragraph.add_run(text)
    properties = paragraph._p.get_or_add_pPr()
    if text.startswith("抄送："):
        styles.set_indent(properties, first=-3 * RECORD_CHARACTER, left=4 * RECORD_CHARACTER, right=RECORD_CHARACTER)
    else:
        styles.set_indent(properties, left=RECORD_CHARACTER)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH) - Pt(14 + 10), WD_TAB_ALIGNMENT.RIGHT)


def _cell_lines(cell: Any, upper: float, lower: float) -> None:
    borders = OxmlElement("w:tcBorders")
    for side, width in (("top", upper), ("bottom", lower)):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(round(width * 8))), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties = cell._tc.get_or_add_tcPr()
    properties.insert_element_before(borders, "w:shd", "w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark")


def _stand_at_foot(table: Any) -> None:
    place = OxmlElement("w:tblpPr")
    for name, value in (("vertAnchor", "margin"), ("horzAnchor", "margin"), ("tblpXSpec", "center"), ("tblpYSpec", "bottom")):
        place.set(qn(f"w:{name}"), value)
    properties = table._tbl.tblPr
    style = properties.find(qn("w:tblStyle"))
    properties.insert(0 if style is None else 1, place)
