"""The editable documents read back with python-docx: styles, grid, texts, tables, pictures, page numbers; and the order of properties
that Word insists on."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from PIL import Image

from app.models.official_document import OfficialDocument, Signature, plain
from app.reports.official_docx import write_docx
from tests.reports import official_samples as samples

MILLIMETRE = 36000  # of Word's units


def written(document: OfficialDocument, tmp_path: Path) -> Path:
    path = tmp_path / "公文.docx"
    write_docx(document, path)
    return path


@pytest.fixture(scope="module")
def red_head(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return Document(str(written(samples.RED_HEAD, tmp_path_factory.mktemp("docx"))))


def texts(document: Any, style: str) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == style]


def test_headings_have_real_styles_with_levels_of_the_outline(red_head: Any) -> None:
    assert texts(red_head, "公文标题")[0].replace("\n", "") == "桂湖街道办事处关于2026年网格化服务管理工作情况的通报"
    assert texts(red_head, "一级标题") == ["一、基本情况", "二、主要做法", "三、下一步打算"]
    assert texts(red_head, "二级标题") == ["（一）抓采集", "（二）抓走访"]
    assert texts(red_head, "三级标题") == ["1.逐户核实"]
    assert texts(red_head, "四级标题") == ["（1）先出租房屋，后自住房屋"]
    for level, name in enumerate(("一级标题", "二级标题", "三级标题", "四级标题")):
        properties = red_head.styles[name].element.pPr
        assert properties.find(qn("w:outlineLvl")).get(qn("w:val")) == str(level)
        assert red_head.styles[name].paragraph_format.keep_with_next


@pytest.mark.parametrize(
    ("style", "face", "size"),
    [
        ("公文正文", "仿宋_GB2312", 16), ("公文标题", "方正小标宋简体", 22), ("一级标题", "黑体", 16), ("二级标题", "楷体_GB2312", 16),
        ("版记", "仿宋_GB2312", 14), ("页码", "宋体", 14),
    ],
)  # fmt: skip
def test_faces_and_sizes_of_the_standard(red_head: Any, style: str, face: str, size: float) -> None:
    found = red_head.styles[style]
    fonts = found.element.rPr.find(qn("w:rFonts"))
    assert {fonts.get(qn(f"w:{kind}")) for kind in ("eastAsia", "ascii", "hAnsi")} == {face}
    assert found.font.size.pt == size


def test_faces_name_what_stands_in_for_them(tmp_path: Path) -> None:
    table = ZipFile(written(samples.PLAIN, tmp_path)).read("word/fontTable.xml").decode()
    assert dict(re.findall(r'w:name="([^"]+)"><w:altName w:val="([^"]+)"', table)) == {
        "仿宋_GB2312": "仿宋", "楷体_GB2312": "楷体", "黑体": "SimHei", "宋体": "SimSun", "方正小标宋简体": "华文中宋",
    }  # fmt: skip


def test_page_margins_and_grid(red_head: Any) -> None:
    section = red_head.sections[0]
    assert [round(edge / MILLIMETRE) for edge in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)] == [
        37, 35, 28, 26,
    ]  # fmt: skip
    style = red_head.styles["公文正文"]
    pitch = style.paragraph_format.line_spacing.pt
    assert style.paragraph_format.line_spacing_rule.name == "EXACTLY"
    assert 22 * pitch <= 225 / 25.4 * 72 < 22.1 * pitch  # 22 lines and no more
    character = style.font.size.pt + int(style.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert 28 * character <= 156 / 25.4 * 72 < 28.1 * character  # 28 characters and no more
    assert section._sectPr.find(qn("w:docGrid")) is None
    assert red_head.styles["公文正文"].element.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"


def test_page_numbers_are_fields_outside(red_head: Any) -> None:
    assert red_head.settings.odd_and_even_pages_header_footer
    section = red_head.sections[0]
    for footer, side in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
        paragraph = footer.paragraphs[0]
        assert paragraph.text == "— 1 —"
        assert paragraph.alignment.name == side
        assert " PAGE " in "".join(node.text or "" for node in paragraph._p.iter(qn("w:instrText")))


def test_tables_are_real_with_repeated_heads_and_whole_rows(red_head: Any) -> None:
    small, wide, long, record = red_head.tables
    assert [cell.text for cell in small.rows[0].cells] == ["网格", "走访人次", "走访户次", "见面率"]
    assert [cell.text for cell in small.rows[-1].cells] == ["合计", "11,506", "4,492", "84.1%"]
    assert len(long.rows) == 61
    for table, heads in ((small, 1), (wide, 2), (long, 1)):
        flags = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert flags == [True] * heads + [False] * (len(table.rows) - heads)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert [cell.text for cell in wide.rows[0].cells] == ["网格", *["新增人口"] * 3, *["注销人口"] * 3, "走访人次", "备注"]
    assert [cell.text for cell in wide.rows[1].cells][1:7] == ["上年", "本年", "增长"] * 2
    assert {cell.paragraphs[0].alignment.name for cell in small.rows[1].cells[1:]} == {"RIGHT"}
    captions = texts(red_head, "图表标题")
    assert captions == ["\t表1　各网格走访\t单位：人次、户次", "图1　各月新增与注销", "\t表2　各网格人口增减和走访\t单位：人、人次", "表3　隐患清单"]
    assert [row.cells[0].text for row in record.rows] == [
        "抄送：区委政法委，区民政局，桂湖派出所，桂湖市场监督管理所，桂湖消防救援站，桂湖社区卫生服务中心。",
        "桂湖街道办事处党政办公室\t2026年11月20日印发",
    ]  # fmt: skip


def test_appendices_turn_their_pages(red_head: Any) -> None:
    assert [section.orientation for section in red_head.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    assert round(red_head.sections[1].page_width / MILLIMETRE) == 297
    assert texts(red_head, "附件标志") == ["附件1", "附件2"]


def test_figures_are_sharp_and_described_in_words(red_head: Any) -> None:
    (shape,) = red_head.inline_shapes
    assert shape.width / MILLIMETRE == pytest.approx(150, abs=0.5)
    part = red_head.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed]
    assert Image.open(BytesIO(part.blob)).width / (150 / 25.4) == pytest.approx(600, rel=0.01)
    words = shape._inline.docPr.get("descr")
    assert words.startswith("折线图（单位：人），新增多于注销。新增：1月800、2月850")
    assert "11月1,200" in words


def test_red_head_signature_and_attachments(red_head: Any) -> None:
    flow = [paragraph.text for paragraph in red_head.paragraphs if paragraph.text]
    assert flow[:5] == [
        "特急", "桂湖街道办事处文件", "桂街发〔2026〕7号\t签发人：欧阳丽华",
        "桂湖街道办事处关于2026年\n网格化服务管理工作情况的通报", "各社区居民委员会，街道机关各科室：",
    ]  # fmt: skip
    end = flow.index("附件：1. 各网格人口增减和走访情况表")
    assert flow[end : end + 5] == ["附件：1. 各网格人口增减和走访情况表", "2. 隐患清单", "桂湖街道办事处", "2026年11月20日", "（此件公开发布）"]
    red = [run for paragraph in red_head.paragraphs for run in paragraph.runs if run.font.color.rgb is not None]
    assert [run.text for run in red] == ["桂湖街道办事处文件"]
    assert [run.style.name for paragraph in red_head.paragraphs for run in paragraph.runs if run.text == "【此处待补充】"] == ["黑体字"]


def test_the_last_words_attachments_and_signature_stay_on_one_page(red_head: Any) -> None:
    flow = [paragraph for paragraph in red_head.paragraphs if paragraph.style.name in ("公文正文", "主送机关", "署名")]
    day = next(index for index, paragraph in enumerate(flow) if paragraph.text == "2026年11月20日")
    last_words = max(index for index, paragraph in enumerate(flow[:day]) if paragraph.style.name == "公文正文")
    assert all(paragraph.paragraph_format.keep_with_next for paragraph in flow[last_words:day])
    assert not flow[day].paragraph_format.keep_with_next


def test_a_letter_has_its_name_in_the_head_and_no_number_on_the_first_page(tmp_path: Path) -> None:
    document = Document(str(written(samples.LETTER, tmp_path)))
    section = document.sections[0]
    assert section.different_first_page_header_footer
    assert section.first_page_header.paragraphs[0].text == "桂湖街道办事处"
    assert round(section.header_distance / MILLIMETRE) == 30
    assert round(section.footer_distance / MILLIMETRE) == 20
    assert section.first_page_footer.paragraphs[0].text == ""
    ends = (section.first_page_header.paragraphs[0], section.first_page_footer.paragraphs[0])
    borders = [paragraph._p.pPr.find(qn("w:pBdr"))[0] for paragraph in ends]
    assert [border.get(qn("w:val")) for border in borders] == ["thickThinSmallGap", "thinThickSmallGap"]


def test_minutes_name_who_was_there_and_are_not_signed(tmp_path: Path) -> None:
    document = Document(str(written(samples.MINUTES, tmp_path)))
    flow = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert "桂湖街道办事处\t2026年11月20日" in flow
    assert [line[:3] for line in flow[-3:]] == ["出席：", "请假：", "列席："]
    assert flow.count("2026年11月20日") == 0


def test_practice_is_marked_in_the_header(tmp_path: Path) -> None:
    for name, model in samples.SAMPLES.items():
        path = written(replace(model, imprint=replace(model.imprint, practice=True)), tmp_path)
        section = Document(str(path)).sections[0]
        headers = [section.header, section.even_page_header, *([section.first_page_header] if name == "letter" else [])]
        assert all("【练习】" in "".join(paragraph.text for paragraph in header.paragraphs) for header in headers)


@pytest.mark.parametrize("name", sorted(samples.SAMPLES))
def test_the_same_document_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    paths = [tmp_path / "a.docx", tmp_path / "b.docx"]
    for path in paths:
        write_docx(samples.SAMPLES[name], path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    properties = Document(str(paths[0])).core_properties
    assert (properties.title, properties.author) == (samples.SAMPLES[name].title, "桂湖街道办事处")
    assert properties.created.replace(tzinfo=None) == datetime.fromisoformat("2026-11-20 12:06")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.docx", "b.docx"]
    assert "docProps/thumbnail.jpeg" not in ZipFile(paths[0]).namelist()


def test_the_signature_without_seal_stands_where_it_does_on_paper(tmp_path: Path) -> None:
    model = replace(samples.PLAIN, blocks=(plain("正文。"),), data_line="", signature=Signature("桂湖街道网格化服务管理中心", "2026-11-20"))
    document = Document(str(written(model, tmp_path)))
    office, day = (paragraph for paragraph in document.paragraphs if paragraph.style.name == "署名" and paragraph.text)
    indents = [paragraph._p.pPr.find(qn("w:ind")) for paragraph in (office, day)]
    left, right = (int(indent.get(qn("w:left"))) / 20 / 15.75 for indent in indents)
    assert left == pytest.approx(28 - 2 - 13, abs=0.05)  # 13 characters, right 空二字
    assert right == pytest.approx(left + 2, abs=0.05)


ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid "
    "spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId "
    "cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
    "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout "
    "specVanish oMath",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
    "tblBorders shd tblLayout tblCellMar tblLook",
    "sectPr": "footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols "
    "formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
}


@pytest.mark.parametrize("name", sorted(samples.SAMPLES))
def test_properties_stand_in_the_order_that_word_insists_on(name: str, tmp_path: Path) -> None:
    document = Document(str(written(samples.SAMPLES[name], tmp_path)))
    parts = document.part.package.iter_parts()
    roots = [part.element for part in parts if re.search(r"/(header|footer|styles|document)\d*\.xml", str(part.partname))]
    assert len(roots) >= 4
    for root in roots:
        for tag, order in ORDERS.items():
            known = {qn(f"w:{each}"): place for place, each in enumerate(order.split())}
            for properties in root.iter(qn(f"w:{tag}")):
                places = [known[child.tag] for child in properties if child.tag in known]
                assert all(left <= right for left, right in pairwise(places)), [child.tag.partition("}")[2] for child in properties]
