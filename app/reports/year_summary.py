"""R06/R07 half-year and year-end summary in 公文 layout: text and figures from ``YearSummary``, charts, appendix tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from reportlab.platypus.flowables import Flowable, PageBreak

from app.models.documents import YearSummary
from app.reports import year_sentences as say
from app.reports import year_tables as show
from app.reports.charts import Chart
from app.reports.official.figures import Picture
from app.reports.official.line_breaking import Span
from app.reports.official.page import TEXT_WIDTH, write_document
from app.reports.official.paragraphs import BODY, Style, Text, body, chinese_number, heading, official_date, signature, title

PLACEHOLDER = "【此处待补充】"
UNFILLED = Style(role="hei")
APPENDICES = ("人口变动情况表", "法人单位情况表", "走访情况表", "网格员工作量情况表")
LONGEST_HEAD = 26  # characters of a typed first sentence that may serve as （一）heading


def typed(summary: YearSummary, *names: str) -> str:
    """Paragraphs that the office typed for a section ('' = none)."""
    return "\n".join(text.strip() for name, text in summary.texts if name in names and text.strip())


def unfilled_sections(summary: YearSummary) -> list[str]:
    """Sections that will print 【此处待补充】; the program warns before it exports."""
    wanted = {
        "主要做法": ("主要做法",),
        "取得成效": ("成效", "取得成效"),
        "存在的问题": ("问题", "存在的问题"),
        "下一步工作打算": ("下一步", "下一步工作打算"),
    }
    return [name for name, keys in wanted.items() if not typed(summary, *keys)]


def _placeholder() -> Text:
    return Text([Span(PLACEHOLDER, "hei")], UNFILLED)


def _points(*points: tuple[str, str]) -> list[Flowable]:
    """（一）head in 楷体, text behind it; empty texts are left out and do not use up a number."""
    story: list[Flowable] = []
    number = 0
    for head, text in points:
        if text:
            number += 1
            story += heading(2, number, f"{head}。", text)
    return story


def _typed_points(text: str, first: int) -> list[Flowable]:
    """Typed paragraphs as （一）（二）…, a short first sentence as their head; an office's own numbering is kept."""
    story: list[Flowable] = []
    for paragraph in (part.strip() for part in text.split("\n") if part.strip()):
        head, stop, rest = paragraph.partition("。")
        if paragraph.startswith(("（", "(")):
            story += [Text([Span(head + stop, "kai"), Span(rest)])] if rest else body(paragraph)
        elif rest and len(head) <= LONGEST_HEAD:
            story += heading(2, first, head + stop, rest)
        else:
            story.append(Text([Span(f"（{chinese_number(first)}）", "kai"), Span(paragraph)]))
        first += 1
    return story


class _Figures:
    """Numbers the charts of one document."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, chart: Chart, what: str) -> Picture:
        self.count += 1
        return Picture(chart, f"图{self.count}　{what}")


def _basics(summary: YearSummary, figure: _Figures) -> list[Flowable]:
    story = [
        *heading(1, 1, "基本情况"),
        *_points(
            ("网格和房屋", say.area(summary.closing)), ("人口", say.people(summary.closing)), ("增减变化", say.since_opening(summary)),
            ("法人单位", say.entities(summary)), ("关爱服务对象", say.care(summary)),
        ),
    ]  # fmt: skip
    if any(count for _, count in summary.entity_kinds):
        story.append(figure(show.entity_chart(summary), "在册法人单位构成"))
    return story


def _measures(summary: YearSummary, figure: _Figures) -> list[Flowable]:
    story = [*heading(1, 2, "主要做法"), *_points(("人口变动采集", say.flows(summary)))]
    story.append(figure(show.flow_chart(summary), "各月新增人口与注销人口"))
    if any(count for _, count in summary.close_reasons):
        story.append(figure(show.reason_chart(summary), "注销人口原因"))
    story += heading(2, 2, "入户走访。", say.visits(summary))
    story.append(figure(show.visit_chart(summary), "各月走访人数"))
    story += heading(2, 3, "法人单位采集走访。", say.legal(summary))
    weekly, number = say.weekly_work(summary), 4
    if weekly:
        story += heading(2, number, "按周通报。", weekly)
        number += 1
    text = typed(summary, "主要做法")
    return [*story, *(_typed_points(text, number) if text else [_placeholder()])]


def _results(summary: YearSummary, figure: _Figures) -> list[Flowable]:
    points = (
        ("走访覆盖", say.coverage(summary)),
        ("走访核实", say.verified(summary)),
        ("台账更新", say.renewal(summary)),
        ("工作量", say.workload(summary)),
    )
    story = [*heading(1, 3, "取得成效"), *_points(*points)]
    if any(count for _, count in summary.visit_outcomes):
        story.append(figure(show.outcome_chart(summary), "走访结果构成"))
    if summary.by_grid.rows:
        story.append(figure(show.grid_chart(summary), "各网格数据量"))
    text = typed(summary, "成效", "取得成效")
    used = sum(1 for _, sentence in points if sentence)
    return [*story, *(_typed_points(text, used + 1) if text else [_placeholder()])]


def _problems(summary: YearSummary) -> list[Flowable]:
    facts = "".join(say.weak_points(summary))
    text = typed(summary, "问题", "存在的问题")
    story = [*heading(1, 4, "存在的问题"), *_points(("数据反映的情况", facts))]
    return [*story, *(_typed_points(text, 2 if facts else 1) if text else [_placeholder()])]


def _plans(summary: YearSummary) -> list[Flowable]:
    text = typed(summary, "下一步", "下一步工作打算")
    return [*heading(1, 5, "下一步工作打算"), *(_typed_points(text, 1) if text else [_placeholder()])]


def _end(summary: YearSummary) -> list[Flowable]:
    """附件说明 and 署名: no punctuation after the names, later lines aligned under the first name."""
    blank = Text(" ", replace(BODY, keep_with_next=True))
    lines: list[Flowable] = [blank]
    for index, name in enumerate(APPENDICES, start=1):
        left = 2.0 if index == 1 else 5.0
        style = replace(BODY, indent=0.0, left=left, align="left", keep_with_next=True)
        lines.append(Text(f"附件：{index}. {name}" if index == 1 else f"{index}. {name}", style))
    day = summary.imprint.printed_at[:10] or summary.as_of
    return [*lines, Text(" ", replace(BODY, keep_with_next=True)), *signature(summary.imprint.office, official_date(day))]


def _appendix(index: int, *tables: Flowable) -> list[Flowable]:
    """附件n flush left on line 1, its title centred on line 3."""
    label = Text(f"附件{index}", Style(role="hei", indent=0.0))
    return [PageBreak(), label, Text(" "), *title(APPENDICES[index - 1], TEXT_WIDTH), *tables]


def _appendices(summary: YearSummary) -> list[Flowable]:
    groups = ((show.PEOPLE, "人口变动", "人"), (show.LEGAL, "法人单位", "家"), (show.VISITS, "走访", "人、户次、家、次"))
    parts: list[Flowable] = []
    for index, (measures, what, unit) in enumerate(groups, start=1):
        by_month = show.month_table(summary, measures, f"表{2 * index - 1}　各月{what}", unit)
        parts += _appendix(index, by_month, show.grid_table(summary, measures, f"表{2 * index}　各网格{what}", unit))
    return [*parts, *_appendix(4, show.member_table(summary, "表7　网格员工作量"))]


def story(summary: YearSummary) -> list[Flowable]:
    """The whole document."""
    figure = _Figures()
    return [
        *title(summary.title, TEXT_WIDTH),
        Text(" "),
        *body(say.opening_words(summary)),
        *_basics(summary, figure),
        *_measures(summary, figure),
        *_results(summary, figure),
        *_problems(summary),
        *_plans(summary),
        *_end(summary),
        *_appendices(summary),
    ]


def write_pdf(summary: YearSummary, path: str | Path, progress: Callable[[int, int, str], None] | None = None) -> int:
    """Write the summary; returns the number of pages."""
    if progress:
        progress(0, 2, "正在画图表")
    parts = story(summary)
    if progress:
        progress(1, 2, "正在排版")
    pages = write_document(
        path, lambda: parts, subject=summary.title, author=summary.imprint.office, practice=summary.imprint.practice
    )
    if progress:
        progress(2, 2, "已完成")
    return pages
