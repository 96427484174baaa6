"""Templates of documents as an office reads and writes them: a head of 'name：value' lines, '---', then the text.

    名称：年度工作总结
    期间：年
    标题：{{ 单位 }}{{ 期间 }}工作总结
    ---
    {{ 期间 }}，本单位新增登记人口{{ 数("新增人口") }}人。
    # 基本情况              一、
    ## 人口                （一）
    # 附件：人口变动情况表    a page of its own

The text is filled by ``services/report_templates`` (Jinja2 in a sandbox); what comes out is cut into sections here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.errors import Refused
from app.models.report_periods import KINDS
from app.models.report_text import Paragraph, Section, paragraph_of

HEAD_NAMES = ("编号", "名称", "期间", "标题", "版式", "发文机关标志", "发文字号", "主送", "抄送", "说明", "名单")
REQUIRED = ("名称", "期间", "标题")
EXAMPLES = {"名称": "名称：月度通报", "期间": "期间：月", "标题": "标题：{{ 单位 }}{{ 期间 }}工作通报"}
LAYOUTS = {"": "plain", "不套红头": "plain", "红头": "red_head", "信函": "letter", "纪要": "minutes"}
APPENDIX = "附件"
NO_RULE = "模板缺少单独一行的“---”：它的上面写名称、期间、标题，下面写正文。请补上这一行。"


@dataclass(frozen=True)
class Template:
    """One template: ``own`` = id of the office's own copy, '' = shipped; ``first_line`` = line of the file where the text begins."""

    code: str
    name: str
    period_kind: str
    title: str
    body: str
    source: str
    first_line: int = 1
    layout: str = "plain"
    issuer_mark: str = ""
    number: str = ""
    recipient: str = ""
    copies: str = ""
    note: str = ""
    of_list: bool = False  # about a filtered list of residents
    own: str = ""


def read(source: str, own: str = "") -> Template:
    """The parts of a template; Refused names the line and what to do."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rule = next((place for place, line in enumerate(lines) if line.strip() and not line.strip("-— ")), -1)
    if rule < 0:
        raise Refused(NO_RULE)
    head = _head(lines[:rule])
    for name in REQUIRED:
        if not head.get(name):
            raise Refused(f"模板的“---”上面缺少“{name}：”这一行。请补上，例如“{EXAMPLES[name]}”。")
    kind = next((key for key, word in KINDS.items() if word == head["期间"]), "")
    if not kind:
        raise Refused(f"模板里的“期间：{head['期间']}”看不懂。可写{'、'.join(KINDS.values())}。")
    layout = LAYOUTS.get(head.get("版式", ""))
    if layout is None:
        raise Refused(f"模板里的“版式：{head['版式']}”看不懂。可写{'、'.join(name for name in LAYOUTS if name)}。")
    return Template(
        code=head.get("编号", ""),
        name=head["名称"],
        period_kind=kind,
        title=head["标题"],
        body="\n".join(lines[rule + 1 :]),
        source=source,
        first_line=rule + 2,
        layout=layout,
        issuer_mark=head.get("发文机关标志", ""),
        number=head.get("发文字号", ""),
        recipient=head.get("主送", ""),
        copies=head.get("抄送", ""),
        note=head.get("说明", ""),
        of_list=head.get("名单", "") == "是",
        own=own,
    )


def _head(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        name, colon, value = line.replace(":", "：", 1).partition("：")
        if not colon or name.strip() not in HEAD_NAMES:
            names = "、".join(HEAD_NAMES)
            raise Refused(f"模板第 {number} 行“{line.strip()[:20]}”看不懂。“---”上面每行写“名称：内容”，可用的名称有{names}。")
        found[name.strip()] = value.strip()
    return found


def sections_of(filled: str) -> tuple[Section, ...]:
    """Filled text → sections.  Text before the first heading is the opening words."""
    found: list[tuple[str, int, bool, list[Paragraph]]] = [("", 0, False, [])]
    for line in filled.split("\n"):
        text = line.strip()
        if text.startswith("#"):
            level = min(len(text) - len(text.lstrip("#")), 2)
            heading = text.lstrip("#").strip()
            appendix = level == 1 and heading.startswith(APPENDIX)
            if appendix:
                heading = heading.removeprefix(APPENDIX).lstrip("0123456789一二三四五六七八九：: ")
            found.append((heading, level, appendix, []))
        elif text:
            found[-1][3].append(paragraph_of(text))
    if not found[0][3]:
        found.pop(0)
    return tuple(numbered(found))


def numbered(parts: Iterable[tuple[str, int, bool, list[Paragraph]]]) -> Iterable[Section]:
    """Sections with keys; what was generated is remembered."""
    for place, (heading, level, appendix, paragraphs) in enumerate(parts, start=1):
        section = Section(f"s{place}", heading, level, tuple(paragraphs), appendix)
        yield Section(section.key, heading, level, section.paragraphs, appendix, section.markup)
