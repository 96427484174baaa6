"""Documents while they are written: chips, open slots, states, comparisons in words, periods, templates as an office writes them."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import Refused
from app.models import report_outline, report_periods, report_text
from app.models.report_figures import (
    LAST_YEAR,
    NOW,
    SERIAL_BOTH,
    YEARLY,
    YEARLY_BOTH,
    YEARLY_RATE,
    Book,
    Figure,
    nearest,
    scaled,
    written,
)
from app.models.report_templates import read, sections_of
from app.models.report_text import AUTO, EDITED, OPEN, Chip, Content, Section, mark
from app.models.statistics import Period

HEAD = "名称：月度通报\n期间：月\n标题：通报\n---\n"


def book(now: int, then: int | None, unit: str = "人", precision: int = 0) -> Book:
    figures = {("x", NOW): Figure("x", "新增人口", unit, now, precision)}
    if then is not None:
        figures["x", LAST_YEAR] = Figure("x", "新增人口", unit, then, precision)
    return Book(figures, () if then is None else (LAST_YEAR,))


@pytest.mark.parametrize(
    ("now", "then", "change", "rate", "both"),
    [
        (9905, 9000, "增加905人", "增长10.1%", "增加905人（增长10.1%）"),  # 905 / 9000 = 10.06 %
        (8810, 9000, "减少190人", "下降2.1%", "减少190人（下降2.1%）"),
        (57187, 57187, "持平", "持平", "持平"),
        (12, 0, "增加12人", "—", "增加12人"),
        (654, 5, "增加649人", "增长12980.0%", "增加649人"),  # the first year: five were typed in for the year before
        (12, None, "—", "—", "—"),
    ],
)
def test_comparisons_in_words(now: int, then: int | None, change: str, rate: str, both: str) -> None:
    found = book(now, then)
    assert [found.text("x", NOW, form) for form in (YEARLY, YEARLY_RATE, YEARLY_BOTH)] == [change, rate, both]
    assert found.text("x", NOW, SERIAL_BOTH) == "—"  # nothing of the period before was counted


def test_shares_are_compared_in_points() -> None:
    assert book(769, 582, "%", 1).text("x", NOW, YEARLY) == "提高18.7个百分点"
    assert book(769, 582, "%", 1).text("x") == "76.9%"


@pytest.mark.parametrize(("part", "whole", "places", "value"), [(1, 8, 1, 125), (1, 3, 1, 333), (2, 3, 1, 667), (1, 200, 0, 1), (5, 0, 1, None)])
def test_shares_are_rounded_half_up(part: int, whole: int, places: int, value: int | None) -> None:
    assert scaled(part, whole, places) == value


def test_numbers_in_text_and_in_tables() -> None:
    figure = Figure("x", "走访人数", "人", 57187)
    assert (figure.text, figure.grouped) == ("57187", "57,187")
    assert written(-12, 0) == "−12"
    assert written(None, 1) == "—"


def test_a_book_comes_back_from_its_snapshot() -> None:
    found = Book.from_json(book(9905, 9000).to_json())
    assert found.text("x", NOW, YEARLY_BOTH) == "增加905人（增长10.1%）"


@pytest.mark.parametrize(
    "text", ["【此处待补充】", "关于____工作", "共XX户", "排查×××家", "20xx年", "【请填排查家数】", "20__年", "排查ＸＸ家"]
)
def test_open_slots_are_found(text: str) -> None:
    assert Section("s1", "情况", 1, ((text,),)).unfilled()


@pytest.mark.parametrize("text", ["2026年", "【练习】", "XXL号", "一_二", "使用 XML 文件", "3×4米"])
def test_other_words_are_no_open_slots(text: str) -> None:
    assert not Section("s1", "情况", 1, ((text,),)).unfilled()


def test_what_is_written_by_hand_is_no_open_slot_and_breaks_the_bond() -> None:
    chip = Chip("x", hand="约1万")
    assert chip.text(book(9905, None)) == "约1万"
    assert Chip("x").text(book(9905, None)) == "9905"


def test_states_of_sections() -> None:
    text = f"新增{mark(Chip('x'))}人。\n# 做法\n## 采集\n已采集。\n# 打算\n【此处待补充】\n# 附件：数据表\n"
    first = sections_of(text + mark(Chip("grids", kind="table")))
    content = Content("总结", first)
    assert [(each.heading, each.level, each.appendix) for each in first] == [
        ("", 0, False), ("做法", 1, False), ("采集", 2, False), ("打算", 1, False), ("数据表", 1, True),
    ]  # fmt: skip
    assert content.states() == [AUTO, AUTO, AUTO, OPEN, AUTO]  # 做法 is empty itself, but has a part
    changed = content.replaced("s3", first[2].with_paragraphs([("已采集", "完毕。")]))
    assert changed.states()[2] == EDITED
    assert changed.unfilled() == [("打算", "【此处待补充】")]


def test_a_document_comes_back_from_the_register() -> None:
    content = Content("总结", sections_of(f"新增{mark(Chip('x', LAST_YEAR, YEARLY))}人。"), "桂湖社区", "2026-11-20", "red_head", "桂字1号")
    assert report_text.from_json(report_text.to_json(content)) == content


@pytest.mark.parametrize(
    ("kind", "text", "label", "first", "last"),
    [
        ("quarter", "2026-Q3", "2026年第三季度", "2026-07-01", "2026-09-30"),
        ("quarter", "2026年第四季度", "2026年第四季度", "2026-10-01", "2026-12-31"),
        ("half", "2026-H1", "2026年上半年", "2026-01-01", "2026-06-30"),
        ("half", "2026年下半年", "2026年下半年", "2026-07-01", "2026-12-31"),
        ("month", "2026-02", "2026年2月", "2026-02-01", "2026-02-28"),
    ],
)
def test_periods_of_documents(kind: str, text: str, label: str, first: str, last: str) -> None:
    period = report_periods.parse(kind, text)
    assert (report_periods.label(period), period.first.isoformat(), period.last.isoformat()) == (label, first, last)


def test_a_running_period_is_compared_with_as_many_days() -> None:
    whole = report_periods.of_kind("month", date(2026, 11, 20))
    counted = report_periods.until(whole, date(2026, 11, 20))
    before = report_periods.before(counted)
    assert (before.first, before.last) == (date(2026, 10, 1), date(2026, 10, 20))
    assert report_periods.before_words(whole, counted) == "上月同期"
    assert report_periods.before(Period("quarter", date(2026, 1, 1), date(2026, 3, 31))).first == date(2025, 10, 1)
    with pytest.raises(Refused, match="还没有开始"):
        report_periods.until(report_periods.parse("month", "2026-12"), date(2026, 11, 20))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("名称：通报\n正文", "---"),
        (HEAD.replace("期间：月\n", ""), "缺少“期间：”"),
        (HEAD.replace("期间：月", "期间：旬"), "期间：旬"),
        ("名称：通报\n这是什么\n期间：月\n标题：通报\n---\n", "第 2 行"),
        (HEAD.replace("---", "版式：蓝头\n---"), "版式：蓝头"),
    ],
)
def test_a_broken_head_says_what_to_do(source: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        read(source)
    assert words in refused.value.problems[0].text
    assert refused.value.problems[0].text.endswith("。")


def test_names_that_were_perhaps_meant() -> None:
    assert "新增人口" in nearest("新增人口数", ["新增人口", "注销人口", "走访人数"])


def outline(content: Content) -> list[str]:
    return [f"{each.level}{each.heading}" for each in content.sections]


def test_the_outline_can_be_changed() -> None:
    content = Content("总结", sections_of("导语。\n# 甲\n## 子\n一。\n# 乙\n二。\n# 附件：表\n三。"))
    keys = {each.heading: each.key for each in content.sections}
    more, key = report_outline.added(content, keys["甲"], 1)
    assert outline(more) == ["0", "1甲", "2子", "1新的一节", "1乙", "1表"]
    assert key not in keys.values()
    assert outline(report_outline.added(content, keys["甲"], 2)[0]) == ["0", "1甲", "2新的一节", "2子", "1乙", "1表"]
    assert outline(report_outline.added(content, keys["表"], 1)[0]) == ["0", "1甲", "2子", "1乙", "1新的一节", "1表"]
    assert outline(report_outline.moved(content, keys["乙"], -1)) == ["0", "1乙", "1甲", "2子", "1表"]
    assert outline(report_outline.moved(content, keys["甲"], 1)) == ["0", "1乙", "1甲", "2子", "1表"]
    assert report_outline.moved(content, keys["乙"], 1) == content  # an appendix stays behind
    assert outline(report_outline.removed(content, keys["甲"])[0]) == ["0", "1乙", "1表"]
    with pytest.raises(Refused, match="先在左边选一节"):
        report_outline.added(content, keys[""], 2)
    with pytest.raises(Refused, match="至少要有一节"):
        report_outline.removed(Content("总结", sections_of("导语。")), "s1")
