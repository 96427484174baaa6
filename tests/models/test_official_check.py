"""The checker: slips as they stand in real reports are named with what would be right; clean text passes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.models.documents import Imprint
from app.models.official_check import Finding, check
from app.models.official_document import (
    Align,
    Appendix,
    Heading,
    OfficialDocument,
    Paragraph,
    Run,
    TableBlock,
    TableColumn,
    plain,
)
from app.models.text_slips import slips

CLEAN = (
    "2026年1月1日至11月19日，桂湖街道按照“底数清、情况明”的要求，新增登记9905人，走访57187人次（其中见到本人88.2%），每天14:00至21:00入户。",
    "根据《工作要点》（桂街发〔2026〕7号），一是抓采集；二是抓走访；三是抓服务……成绩来之不易——全靠大家。",
    "比上年增长5%～10%，参见Excel表格A1:B2和网址http://a.b/c?d=1，联系电话010-12345678，手机138****8000。",
    "二〇二六年，三四十人参加。3×5米的公示栏1,2两处。",
    "1.5公里以内步行入户。",
)
SLIPS = [
    ("1、底数不清", "1、", "1."),
    ("（一）、基本情况", "（一）、", "（一）"),
    ("(一)、基本情况", "(一)、", "（一）"),
    ("（1）.逐户核实", "（1）.", "（1）"),
    ("一.基本情况", "一.", "一、"),
    ("1)逐户核实", "1)", "（1）"),
    ("走访(含电话)57187人", "(含电话)", "（含电话）"),
    ("新增9905人,注销8810人", ",", "，"),
    ("下一步:抓落实", ":", "："),
    ("情况如下.", ".", "。"),
    ('开展"回头看"', '"回头看"', "“回头看”"),
    ("【此处待补充】", "【此处待补充】", ""),
    ("共走访__人", "__", ""),
    ("XX社区走访", "XX", ""),
    ("×××同志", "×××", ""),
    ("20xx年工作总结", "20xx", ""),
    ("**社区", "**", ""),
    ("走访57,187人次", "57,187", "57187"),
    ("走访57，187人次", "57，187", "57187"),
    ("2,026年", "2,026年", "2026年"),
    ("二0二六年", "二0二六", "二〇二六"),
    ("二零二六年", "二零二六", "二〇二六"),
    ("2026.11.2完成", "2026.11.2", "2026年11月2日"),
    ("2026-11-02完成", "2026-11-02", "2026年11月2日"),
    ("2026年09月", "09月", "9月"),
    ("26年11月", "26年", "2026年"),
    ("桂街发[2026]7号", "[2026]", "〔2026〕"),
    ("桂街发【2026】7号", "【2026】", "〔2026〕"),
    ("桂街发〔2026〕第7号", "第", ""),
    ("桂街发〔2026〕007号", "00", ""),
    ("工作扎实，，成效明显", "，，", "，"),
    ("成效明显，。", "，。", "。"),
    ("成效明显。。", "。。", "……"),
    ("等等...", "...", "……"),
    ("成绩来之不易--", "--", "——"),
    ("走访１２户", "１２", "12"),
    ("增长5%~10%", "~", "～"),
    ("《要点》、《通知》", "、", ""),
    ("网格 员", " ", ""),
    ("按照“底数清的要求", "“", ""),
    ("底数清）的要求", "）", ""),
    ("一是抓采集；二是抓走访；四是抓服务", "四是", "三是"),
]  # fmt: skip


@pytest.mark.parametrize("text", CLEAN)
def test_clean_text_passes(text: str) -> None:
    assert slips(text) == []


@pytest.mark.parametrize(("text", "slip", "right"), SLIPS, ids=[slip[0] for slip in SLIPS])
def test_each_slip_is_named_once_with_what_would_be_right(text: str, slip: str, right: str) -> None:
    (found,) = slips(text)
    assert (found.text, found.right) == (slip, right)
    assert text[found.start : found.end] == slip
    assert found.wrong


def document(*blocks: object) -> OfficialDocument:
    return OfficialDocument(Imprint("桂湖街道办事处", "周", "2026-11-20 12:06"), "桂湖街道工作总结", tuple(blocks))  # type: ignore[arg-type]


def short(found: list[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.place, finding.text, finding.right) for finding in found]


def test_numbers_typed_by_the_office_must_not_leave_gaps() -> None:
    found = check(document(plain("一、情况"), plain("（一）人口"), plain("（三）走访"), plain("三、打算"), plain("1.甲"), plain("3.乙")))
    assert short(found) == [("正文第3段", "（三）", "（二）"), ("正文第4段", "三、", "二、"), ("正文第6段", "3.", "2.")]


def test_numbers_given_by_the_program_count_too() -> None:
    found = check(document(Heading(1, "情况"), Heading(1, "问题"), plain("三、打算"), Paragraph((Run("好。"),), "人口。"), plain("（三）走访好。")))
    assert short(found) == [("正文第5段", "（三）", "（二）")]


def test_title_heads_and_attachments_end_without_marks() -> None:
    content = replace(
        document(Heading(1, "基本情况。"), Paragraph((Run("好。"),), "人口变动。")), title="桂湖街道工作总结。", attachments=("人口表", "走访表。"),
    )  # fmt: skip
    assert short(check(content)) == [("标题", "。", ""), ("正文第1段", "。", ""), ("附件说明第2项", "。", "")]


@pytest.mark.parametrize(
    ("number", "right"), [("桂街发[2026]7号", "〔2026〕"), ("桂街发〔2026〕第7号", ""), ("桂街发2026-7", "×政发〔2026〕7号")]
)
def test_the_number_of_the_document(number: str, right: str) -> None:
    (found,) = check(replace(document(), number=number))
    assert (found.part, found.right) == ("发文字号", right)
    assert check(replace(document(), number="桂街发〔2026〕7号")) == []
    assert check(replace(document(), number="第47期")) == []


def test_tables_may_have_thousands_but_no_open_slots() -> None:
    table = TableBlock("各网格走访", (TableColumn("网格", 1, Align.LEFT), TableColumn("走访")), (("01", "57,187"), ("02", "XX")), ("合计", "57,187"))
    content = replace(document(plain("好。")), appendices=(Appendix("走访表", (table,)),))
    assert short(check(content)) == [("附件第1段", "XX", "")]


def test_a_finding_reads_as_a_sentence() -> None:
    (found,) = check(document(plain("走访57,187人次。")))
    assert found.sentence == "正文第1段“57,187”：正文的数字不用千分位，千分位只用在表格里，应为“57187”。"
    assert (found.block, found.start, found.end) == (0, 2, 8)


def test_text_is_never_changed() -> None:
    content = document(plain("1、走访57,187人次,好"))
    before = repr(content)
    assert len(check(content)) == 3
    assert repr(content) == before
