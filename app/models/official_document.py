"""A finished 公文 as plain data, independent of output: the same document becomes PDF, DOCX and the outline of the editor.

Clauses named here are those of GB/T 9704-2012.  Nothing here is measured or drawn; ``app.reports.official_pdf`` and
``app.reports.official_docx`` do that.  Numbers of headings, tables and figures are not part of the texts: ``heading_labels`` and
``captions`` give them out in reading order, so that a section can be moved without renumbering by hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.models.documents import Imprint


class DocumentLayout(StrEnum):
    """Formats of GB/T 9704: 通用格式 without and with red head (7), 信函格式 (10.1), 纪要格式 (10.3)."""

    PLAIN = "plain"
    RED_HEAD = "red_head"
    LETTER = "letter"
    MINUTES = "minutes"

    @property
    def label(self) -> str:
        """Name on screen."""
        return {"plain": "不套红头", "red_head": "红头文件", "letter": "信函", "minutes": "纪要"}[self.value]


class Role(StrEnum):
    """Type of a piece of text (7.3.3): 仿宋 for text, 楷体 and 黑体 for heads, 小标宋 for titles, 宋体 for tables."""

    BODY = "body"
    KAI = "kai"
    HEI = "hei"
    SONG = "song"
    TITLE = "title"


class Align(StrEnum):
    """Where the text of a table cell stands."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True)
class Run:
    """A piece of text in one type."""

    text: str
    role: Role = Role.BODY


@dataclass(frozen=True)
class Heading:
    """结构层次序数 (7.3.3): level 1 一、黑体, 2 （一）楷体, 3 1. 仿宋, 4 （1）仿宋.  ``text`` carries no number; with
    ``numbered=False`` it is printed as typed."""

    level: int
    text: str
    numbered: bool = True


@dataclass(frozen=True)
class Paragraph:
    """正文 (7.3.3): 三号仿宋, first line two characters in.  ``run_in_head`` opens the paragraph as a numbered head of ``level`` on
    the same line ('（一）人口变动。新增……'); level 0 prints it in 楷体 without a number.  ``numbered`` gives a number of ``level`` to a
    paragraph without a head."""

    runs: tuple[Run, ...]
    run_in_head: str = ""
    level: int = 2
    numbered: bool = False

    @property
    def text(self) -> str:
        """The text without its head."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class TableColumn:
    """A column: title ('\\n' breaks it), share of the width, alignment; neighbours of one ``group`` stand under a common title."""

    title: str
    weight: float = 1.0
    align: Align = Align.RIGHT
    group: str = ""


@dataclass(frozen=True)
class TableBlock:
    """A table of ready texts ('—' for nothing, '1,234' for numbers).  Head repeated on each page, no row split, 合计 last.
    ``row_height`` (mm) makes forms to be filled in by hand; 0 = as high as the text."""

    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    unit: str = ""
    note: str = ""
    row_height: float = 0.0


class ChartKind(StrEnum):
    """Kinds of charts that ``app.reports.charts`` draws."""

    BARS = "bars"  # lying bars, sorted, one series
    COLUMNS = "columns"  # upright bars, one series in the order given (months)
    LINES = "lines"  # one or two series over time
    PYRAMID = "pyramid"  # two series back to back (age by sex)
    PAIRED = "paired"  # two series side by side for each label (now and before)


@dataclass(frozen=True)
class Series:
    """One series: its name and a value for each label (None = nothing recorded)."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class ChartSpec:
    """What a chart shows, as plain data.  ``title`` states the finding; ``highlight`` are labels drawn in the strong colour (none =
    the greatest); ``target`` draws a line; ``unfinished`` ('前20天') says that the last label is not over yet."""

    kind: ChartKind
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    highlight: tuple[str, ...] = ()
    target: float | None = None
    target_name: str = ""
    unfinished: str = ""


@dataclass(frozen=True)
class ChartBlock:
    """A figure with its caption below (图1　caption)."""

    caption: str
    spec: ChartSpec


@dataclass(frozen=True)
class NamesLine:
    """出席、请假、列席 of a 纪要 (10.3): label in 黑体, names in 仿宋, later lines aligned under the first name."""

    label: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """One 议定事项: what, who answers for it, until when (ISO date or '')."""

    text: str
    who: str = ""
    due: str = ""


@dataclass(frozen=True)
class DecisionList:
    """议定事项, numbered 1. 2. 3."""

    items: tuple[Decision, ...]


@dataclass(frozen=True)
class PageBreak:
    """What follows starts on a new page."""


Block = Heading | Paragraph | TableBlock | ChartBlock | NamesLine | DecisionList | PageBreak


@dataclass(frozen=True)
class Signature:
    """发文机关署名、成文日期 (7.3.5): ``date`` is ISO; with ``seal`` the date stands right 空四字 and the name is centred above it."""

    office: str
    date: str
    seal: bool = False


@dataclass(frozen=True)
class Appendix:
    """附件 (7.3.7): on a new page, '附件1' on the first line, its title on the third; ``landscape`` turns its pages (8)."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True)
class OfficialDocument:
    """A finished document.  Empty texts leave their element out."""

    imprint: Imprint  # who printed it, practice mark
    title: str  # 标题 (7.3.1)
    blocks: tuple[Block, ...]
    layout: DocumentLayout = DocumentLayout.PLAIN
    issuer_mark: str = ""  # 发文机关标志 (7.2.4): '桂湖街道办事处文件', 'XX会议纪要'
    number: str = ""  # 发文字号 (7.2.5): '桂街发〔2026〕7号'; 纪要: '第47期'
    copy_number: str = ""  # 份号 (7.2.1)
    secrecy: str = ""  # 密级和保密期限 (7.2.2)
    urgency: str = ""  # 紧急程度 (7.2.3)
    signer: str = ""  # 签发人 (7.2.6), 上行文 only
    recipient: str = ""  # 主送机关 (7.3.2), without the colon
    attachments: tuple[str, ...] = ()  # 附件说明 (7.3.4): names as printed, without end marks; () = titles of the appendices
    signature: Signature | None = None
    notes: str = ""  # 附注 (7.3.6), without the brackets
    appendices: tuple[Appendix, ...] = ()
    copies: str = ""  # 抄送机关 (7.4.2)
    printed_by: str = ""  # 印发机关 (7.4.3)
    printed_on: str = ""  # 印发日期, ISO
    data_line: str = ""  # 口径, period, time of data, source: one small line below the text

    @property
    def attachment_names(self) -> tuple[str, ...]:
        """Names of 附件说明."""
        return self.attachments or tuple(appendix.title for appendix in self.appendices)


def plain(text: str, role: Role = Role.BODY) -> Paragraph:
    """A paragraph of one type."""
    return Paragraph((Run(text, role),))


def chinese_numeral(number: int) -> str:
    """1 … 99 in Chinese: 十, 十一, 二十一."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (digits[ones] if ones or not tens else "")


def level_label(level: int, number: int) -> str:
    """'一、' '（一）' '1.' '（1）'."""
    chinese = chinese_numeral(number)
    return {1: f"{chinese}、", 2: f"（{chinese}）", 3: f"{number}.", 4: f"（{number}）"}[level]


def numbered_level(block: Block) -> int:
    """Level of the number that a block is given; 0 = none."""
    if isinstance(block, Heading):
        return block.level if block.numbered else 0
    return block.level if isinstance(block, Paragraph) and (block.run_in_head or block.numbered) else 0


def heading_labels(blocks: Iterable[Block]) -> list[str]:
    """One entry for each block: its number as printed, '' where it has none.  A head restarts the numbers of the levels below it."""
    counts = [0, 0, 0, 0, 0]
    labels = []
    for block in blocks:
        level = numbered_level(block)
        if level:
            counts[level] += 1
            counts[level + 1 :] = [0] * (4 - level)
        labels.append(level_label(level, counts[level]) if level else "")
    return labels


def captions(document: OfficialDocument) -> list[list[str]]:
    """Captions with their numbers ('表1　各月走访', '图2　……') of the text and of each appendix, one entry for each block."""
    tables = figures = 0
    parts: list[list[str]] = []
    for blocks in (document.blocks, *(appendix.blocks for appendix in document.appendices)):
        part = []
        for block in blocks:
            if isinstance(block, TableBlock) and block.caption:
                tables += 1
                part.append(f"表{tables}　{block.caption}")
            elif isinstance(block, ChartBlock):
                figures += 1
                part.append(f"图{figures}　{block.caption}")
            else:
                part.append("")
        parts.append(part)
    return parts
