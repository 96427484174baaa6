"""Named styles of a 公文 in Word and WPS: what the office changes in a style changes in the whole document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from app.models.official_document import Role

LINE_PITCH = 28.95  # points: 22 lines in 225 mm; Word gives the last line its full height
BODY_SIZE, TITLE_SIZE = 16.0, 22.0  # Word knows half points only: 三号 is 16
CHARACTER_SPACE = -5  # twips: 28 characters in 156 mm.  Not by the grid of the page: each program reads that one differently
TWIPS = 20
CHARACTER_PITCH = BODY_SIZE + CHARACTER_SPACE / TWIPS
FACES = {Role.BODY: "仿宋_GB2312", Role.KAI: "楷体_GB2312", Role.HEI: "黑体", Role.SONG: "宋体", Role.TITLE: "方正小标宋简体"}
INSTEAD = {"仿宋_GB2312": "仿宋", "楷体_GB2312": "楷体", "方正小标宋简体": "华文中宋", "黑体": "SimHei", "宋体": "SimSun"}
RUN_STYLES = {Role.KAI: "楷体字", Role.HEI: "黑体字", Role.SONG: "宋体字", Role.TITLE: "小标宋字"}


@dataclass(frozen=True)
class Look:
    """One paragraph style: its name, type and measures; ``indent`` and ``left`` in characters."""

    name: str
    role: Role = Role.BODY
    size: float = BODY_SIZE
    indent: float = 0.0
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY
    pitch: float = LINE_PITCH
    outline: int = 0  # level in the outline, 0 = text
    with_next: bool = False


CENTRE, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
TITLE, BODY, FLUSH, SIGNED, CAPTION = "公文标题", "公文正文", "主送机关", "署名", "图表标题"
CELL, CELL_HEAD, NOTE, RECORD, NUMBER, MARK, APPENDIX, FIGURE = (
    "表格文字", "表格表头", "图表说明", "版记", "页码", "发文机关标志", "附件标志", "图",
)  # fmt: skip
HEADINGS = ("", "一级标题", "二级标题", "三级标题", "四级标题")
LOOKS = (
    Look(BODY, indent=2),
    Look(TITLE, Role.TITLE, TITLE_SIZE, align=CENTRE, with_next=True),
    Look(HEADINGS[1], Role.HEI, indent=2, outline=1, with_next=True),
    Look(HEADINGS[2], Role.KAI, indent=2, outline=2, with_next=True),
    Look(HEADINGS[3], indent=2, outline=3, with_next=True),
    Look(HEADINGS[4], indent=2, outline=4, with_next=True),
    Look(FLUSH),
    Look(SIGNED, align=LEFT, with_next=True),
    Look(MARK, Role.TITLE, 48, align=CENTRE, pitch=0),
    Look(APPENDIX, Role.HEI, align=LEFT, outline=1, with_next=True),
    Look(CAPTION, Role.HEI, 11, align=CENTRE, pitch=20),
    Look(FIGURE, align=CENTRE, pitch=0, with_next=True),
    Look(CELL, Role.SONG, 10.5, align=LEFT, pitch=13),
    Look(CELL_HEAD, Role.HEI, 10.5, align=CENTRE, pitch=13),
    Look(NOTE, Role.SONG, 9, align=LEFT, pitch=14),
    Look(RECORD, size=14, align=LEFT, pitch=24),
    Look(NUMBER, Role.SONG, 14, align=LEFT, pitch=0),
)


def set_face(properties: Any, face: str) -> None:
    """Chinese and Latin characters of a style or run in one face."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(kind), face)


def set_pitch(form: Any, pitch: float) -> None:
    """Exact line pitch; 0 = as high as the text."""
    form.space_before = form.space_after = Pt(0)
    if pitch:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
    else:
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE


def set_indent(properties: Any, first: float = 0.0, left: float = 0.0, right: float = 0.0) -> None:
    """Indents in characters; a negative first line hangs.  Word reads the characters, others the twips beside them."""
    indent = properties.get_or_add_ind()
    kind = "firstLine" if first >= 0 else "hanging"
    for name, value in ((kind, abs(first)), ("left", left), ("right", right)):
        if value:
            indent.set(qn(f"w:{name}"), str(round(value * CHARACTER_PITCH * TWIPS)))
            if float(value * 2).is_integer():
                indent.set(qn(f"w:{name}Chars"), str(round(value * 100)))


def _set_character_space(properties: Any) -> None:
    space = OxmlElement("w:spacing")
    space.set(qn("w:val"), str(CHARACTER_SPACE))
    properties.insert_element_before(space, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")


def _keep_pitch(properties: Any) -> None:
    """No extra space between Chinese and Latin characters or digits: it would push characters out of their columns."""
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        switch = OxmlElement(name)
        switch.set(qn("w:val"), "0")
        properties.insert_element_before(
            switch, "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
        )


def _paragraph_style(document: Any, look: Look) -> None:
    style = document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.quick_style = document.styles["Normal"], True
    style.font.size = Pt(look.size)
    set_face(style.element.get_or_add_rPr(), FACES[look.role])
    if look.size == BODY_SIZE:
        _set_character_space(style.element.rPr)
    form = style.paragraph_format
    form.alignment, form.keep_with_next, form.widow_control = look.align, look.with_next, True
    set_pitch(form, look.pitch)
    properties = style.element.get_or_add_pPr()
    set_indent(properties, look.indent)
    _keep_pitch(properties)
    if look.outline:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(look.outline - 1))
        properties.insert_element_before(level, "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange")


def install(document: Any) -> None:
    """All styles, the language and the faces that stand in where the office has not installed the real ones."""
    normal = document.styles["Normal"]
    normal.font.size = Pt(BODY_SIZE)
    set_face(normal.element.get_or_add_rPr(), FACES[Role.BODY])
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")  # numbers and words are broken by Latin rules, never inside
    language.set(qn("w:eastAsia"), "zh-CN")
    normal.element.get_or_add_rPr().append(language)
    for look in LOOKS:
        _paragraph_style(document, look)
    for role, name in RUN_STYLES.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        set_face(style.element.get_or_add_rPr(), FACES[role])
    _name_faces(document)


def _name_faces(document: Any) -> None:
    """Every face with the one to use instead, in the list of fonts of the file."""
    entries = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{INSTEAD[face]}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for face in FACES.values()
    )
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            text = part.blob.decode("utf-8")
            part._blob = re.sub(r"</w:fonts>\s*$", f"{entries}</w:fonts>", text).encode("utf-8")
