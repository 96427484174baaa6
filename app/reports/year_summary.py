"""R05–R07 quarter, half-year and year-end summary: from ``YearSummary`` to an ``OfficialDocument`` and on to paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.models.documents import YearSummary
from app.models.official_document import (
    Appendix,
    Block,
    ChartBlock,
    ChartSpec,
    Heading,
    OfficialDocument,
    Paragraph,
    Role,
    Run,
    Signature,
    TableBlock,
    plain,
)
from app.reports import year_sentences as say
from app.reports import year_tables as show

PLACEHOLDER = "【此处待补充】"
APPENDICES = ("人口变动情况表", "法人单位情况表", "走访情况表", "网格员工作量情况表")
LONGEST_HEAD = 26  # characters of a typed first sentence that may serve as （一）heading
SECTIONS = {
    "主要做法": ("主要做法",),
    "取得成效": ("成效", "取得成效"),
    "存在的问题": ("问题", "存在的问题"),
    "下一步工作打算": ("下一步", "下一步工作打算"),
}


def typed(summary: YearSummary, *names: str) -> str:
    """Paragraphs that the office typed for a section ('' = none)."""
    return "\n".join(text.strip() for name, text in summary.texts if name in names and text.strip())


def unfilled_sections(summary: YearSummary) -> list[str]:
    """Sections that will print 【此处待补充】; the program warns before it exports."""
    return [name for name, keys in SECTIONS.items() if not typed(summary, *keys)]


def _points(*points: tuple[str, str]) -> list[Block]:
    """（一）head in 楷体, text behind it; empty texts are left out and do not use up a number."""
    return [Paragraph((Run(text),), f"{head}。") for head, text in points if text]


def _typed_points(summary: YearSummary, section: str) -> list[Block]:
    """Typed paragraphs as （一）（二）…, a short first sentence as their head; an office's own numbering is kept."""
    text = typed(summary, *SECTIONS[section])
    if not text:
        return [plain(PLACEHOLDER, Role.HEI)]
    points: list[Block] = []
    for paragraph in (part.strip() for part in text.split("\n") if part.strip()):
        head, stop, rest = paragraph.partition("。")
        if paragraph.startswith(("（", "(")):
            points.append(Paragraph((Run(rest),), head + stop, 0) if rest else plain(paragraph))
        elif rest and len(head) <= LONGEST_HEAD:
            points.append(Paragraph((Run(rest),), head + stop))
        else:
            points.append(Paragraph((Run(paragraph),), numbered=True))
    return points


def _figure(spec: ChartSpec, caption: str, wanted: bool = True) -> list[Block]:
    return [ChartBlock(caption, spec)] if wanted else []


def _basics(summary: YearSummary) -> list[Block]:
    kinds = any(count for _, count in summary.entity_kinds)
    return [
        Heading(1, "基本情况"),
        *_points(
            ("网格和房屋", say.area(summary.closing)), ("人口", say.people(summary.closing)), ("增减变化", say.since_opening(summary)),
            ("法人单位", say.entities(summary)), ("关爱服务对象", say.care(summary)),
        ),
        *_figure(show.entity_chart(summary), "在册法人单位构成", kinds),
    ]  # fmt: skip


def _measures(summary: YearSummary) -> list[Block]:
    return [
        Heading(1, "主要做法"),
        *_points(("人口变动采集", say.flows(summary))),
        *_figure(show.flow_chart(summary), "各月新增人口与注销人口"),
        *_figure(show.reason_chart(summary), "注销人口原因", any(count for _, count in summary.close_reasons)),
        *_points(("入户走访", say.visits(summary))),
        *_figure(show.visit_chart(summary), "各月走访人数"),
        *_points(("法人单位采集走访", say.legal(summary)), ("按周通报", say.weekly_work(summary))),
        *_typed_points(summary, "主要做法"),
    ]


def _results(summary: YearSummary) -> list[Block]:
    points = (
        ("走访覆盖", say.coverage(summary)), ("走访核实", say.verified(summary)), ("台账更新", say.renewal(summary)),
        ("工作量", say.workload(summary)),
    )  # fmt: skip
    return [
        Heading(1, "取得成效"),
        *_points(*points),
        *_figure(show.outcome_chart(summary), "走访结果构成", any(count for _, count in summary.visit_outcomes)),
        *_figure(show.grid_chart(summary), "各网格数据量", bool(summary.by_grid.rows)),
        *_typed_points(summary, "取得成效"),
    ]


def _outlook(summary: YearSummary) -> list[Block]:
    facts = "".join(say.weak_points(summary))
    return [
        Heading(1, "存在的问题"), *_points(("数据反映的情况", facts)), *_typed_points(summary, "存在的问题"),
        Heading(1, "下一步工作打算"), *_typed_points(summary, "下一步工作打算"),
    ]  # fmt: skip


def _appendices(summary: YearSummary) -> tuple[Appendix, ...]:
    groups = ((show.PEOPLE, "人口变动", "人"), (show.LEGAL, "法人单位", "家"), (show.VISITS, "走访", "人、户次、家、次"))
    tables: list[tuple[TableBlock, ...]] = [
        (show.month_table(summary, measures, f"各月{what}", unit), show.grid_table(summary, measures, f"各网格{what}", unit))
        for measures, what, unit in groups
    ]
    tables.append((show.member_table(summary, "网格员工作量"),))
    return tuple(Appendix(name, blocks) for name, blocks in zip(APPENDICES, tables, strict=True))


def document(summary: YearSummary) -> OfficialDocument:
    """The whole summary as a document: the same for PDF, DOCX and the editor."""
    return OfficialDocument(
        imprint=summary.imprint,
        title=summary.title,
        blocks=(plain(say.opening_words(summary)), *_basics(summary), *_measures(summary), *_results(summary), *_outlook(summary)),
        signature=Signature(summary.imprint.office, summary.imprint.printed_at[:10] or summary.as_of),
        appendices=_appendices(summary),
    )


def write_pdf(summary: YearSummary, path: str | Path, progress: Callable[[int, int, str], None] | None = None) -> int:
    """Write the summary; returns the number of pages."""
    from app.reports import official_pdf

    return official_pdf.write_pdf(document(summary), path, progress)
