"""Pages of an editable 公文: paper, grid, page numbers outside, the mark 练习, the head and foot of a 信函."""

from __future__ import annotations

from typing import Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from app.reports.word import styles

RED = RGBColor(0xDB, 0, 0)
TWIPS_OF_MILLIMETRE = 1440 / 25.4
EIGHTHS = 8


def measure(section: Any, landscape: bool = False) -> None:
    """A4 with the margins of the standard; turned pages keep their head at the binding edge."""
    width, height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    top, bottom, left, right = (28, 26, 35, 37) if landscape else (37, 35, 28, 26)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(top), Mm(bottom), Mm(left), Mm(right)
    section.header_distance, section.footer_distance = Mm(12), Mm(12 if landscape else 22)
    for grid in section._sectPr.findall(qn("w:docGrid")):  # lines and characters keep their pitch by their styles
        section._sectPr.remove(grid)


def new_section(document: Any, landscape: bool) -> Any:
    """What follows stands on new pages, turned or upright."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    measure(section, landscape)
    section.different_first_page_header_footer = False
    return section


def _field(paragraph: Any, instruction: str) -> None:
    for kind in ("begin", "instr", "separate", "text", "end"):
        run = paragraph.add_run()
        if kind == "instr":
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {instruction} "
            run._r.append(text)
        elif kind == "text":
            run.text = "1"
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def _page_number(footer: Any, odd: bool) -> None:
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.style = styles.NUMBER
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if odd else WD_ALIGN_PARAGRAPH.LEFT
    styles.set_indent(paragraph._p.get_or_add_pPr(), left=0 if odd else 1, right=1 if odd else 0)
    paragraph.add_run("— ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" —")


def number_pages(document: Any) -> None:
    """— 1 —: odd pages right, even pages left, one character in."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    _page_number(section.footer, odd=True)
    _page_number(section.even_page_footer, odd=False)


def mark_practice(document: Any, first_too: bool) -> None:
    """练习 above every page: no practice sheet may be taken for a real one."""
    section = document.sections[0]
    headers = [section.header, section.even_page_header, *([section.first_page_header] if first_too else [])]
    for header in headers:
        header.is_linked_to_previous = False
        filled = any(paragraph.text for paragraph in header.paragraphs)
        paragraph = header.paragraphs[0].insert_paragraph_before() if filled else header.paragraphs[0]
        paragraph.style = styles.NUMBER
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.add_run("【练习】不作依据", styles.RUN_STYLES[styles.Role.HEI])


def rule(paragraph: Any, side: str, kind: str, points: float, space: float = 0.0, red: bool = False) -> None:
    """A line along a paragraph."""
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(
            borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
        )
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", kind), ("sz", round(points * EIGHTHS)), ("space", round(space)), ("color", "DB0000" if red else "000000")):
        line.set(qn(f"w:{name}"), str(value))
    borders.append(line)


def _beyond_margins(paragraph: Any) -> None:
    """170 mm in the middle of the paper: 8 mm beyond the left margin, 6 mm beyond the right one."""
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:left"), str(round(-8 * TWIPS_OF_MILLIMETRE)))
    indent.set(qn("w:right"), str(round(-6 * TWIPS_OF_MILLIMETRE)))


def letter_pages(document: Any, mark: str) -> None:
    """信函: name 30 mm below the edge with a red double line, another one above the foot, no number on the first page."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header_distance, section.footer_distance = Mm(30), Mm(20)
    header, footer = section.first_page_header, section.first_page_footer
    header.is_linked_to_previous = footer.is_linked_to_previous = False
    name, foot = header.paragraphs[0], footer.paragraphs[0]
    name.style, foot.style = styles.MARK, styles.NUMBER
    run = name.add_run(mark)
    run.font.size, run.font.color.rgb = Pt(34), RED
    rule(name, "bottom", "thickThinSmallGap", 3, 11, red=True)
    rule(foot, "top", "thinThickSmallGap", 3, 1, red=True)
    for paragraph in (name, foot):
        _beyond_margins(paragraph)
