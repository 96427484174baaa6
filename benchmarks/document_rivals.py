"""A finished document as typst source and as HTML: the same words, tables, figures and measures for the rivals."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from pathlib import Path

from app.models.official_document import (
    Block,
    ChartBlock,
    Heading,
    OfficialDocument,
    Paragraph,
    TableBlock,
    captions,
    heading_labels,
)

FAMILY = {1: "Zhiwang Sans", 2: "Zhiwang Kai"}
BODY, TITLE, SONG, FONTS = "Zhiwang Fang", "Zhiwang Serif", "Zhiwang Serif", Path("resources/fonts")
TYPST_HEAD = f"""#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), numbering: "— 1 —")
#set text(font: "{BODY}", size: 15.75pt, lang: "zh", region: "cn", top-edge: 0.86em, bottom-edge: -0.14em)
#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 13.78pt, spacing: 13.78pt)
#show heading: it => block(text(weight: "regular", size: 15.75pt, it.body))
#let note(body) = align(center, text(size: 10.5pt, font: "Zhiwang Sans", body))
#let cell(body) = par(first-line-indent: 0em, leading: 5pt, justify: false, text(size: 10.5pt, font: "{SONG}", body))
"""
CSS = """@page { size: A4; margin: 37mm 26mm 35mm 28mm; @bottom-center { content: "— " counter(page) " —"; } }
body { font: 15.75pt/29.53pt "Zhiwang Fang"; text-align: justify; margin: 0 }
p { text-indent: 2em; margin: 0; orphans: 2; widows: 2 } h1 { font: 22pt/34pt "Zhiwang Serif"; font-weight: bold; text-align: center }
h2, h3, h4 { font-size: 15.75pt; font-weight: normal; margin: 0; text-indent: 2em; break-after: avoid }
h2 { font-family: "Zhiwang Sans" } h3 { font-family: "Zhiwang Kai" } .note { text-align: center; font-size: 10.5pt; text-indent: 0 }
table { border-collapse: collapse; width: 100%; font: 10.5pt/15pt "Zhiwang Serif"; text-indent: 0 }
th, td { border: 0.5pt solid black; padding: 2pt; text-align: right } th { text-align: center; font-weight: normal }
td:first-child { text-align: left } tr { break-inside: avoid } thead { display: table-header-group } img { width: 150mm }
section { break-before: page } .right { text-align: right }
"""


def write(document: OfficialDocument, folder: Path) -> None:
    """document.typ and document.html; figures are taken from figure1.png …"""
    (folder / "document.typ").write_text(_typst(document), encoding="utf-8")
    (folder / "document.html").write_text(_html(document), encoding="utf-8")


def _parts(document: OfficialDocument) -> Iterable[tuple[str, list[tuple[Block, str, str]]]]:
    """(title of the appendix, [(block, number of the head, caption)])."""
    names = ["", *(appendix.title for appendix in document.appendices)]
    bodies = [document.blocks, *(appendix.blocks for appendix in document.appendices)]
    for name, blocks, numbered in zip(names, bodies, captions(document), strict=True):
        yield name, list(zip(blocks, heading_labels(blocks), numbered, strict=True))


def _quoted(text: str) -> str:
    """A typst string as content."""
    return f"#{json.dumps(text, ensure_ascii=False)}"


def _head(block: TableBlock) -> list[str]:
    return [column.title.replace("\n", "") for column in block.columns]


def _lines(block: TableBlock) -> list[tuple[str, ...]]:
    return [*block.rows, block.total] if block.total else list(block.rows)


def _typst(document: OfficialDocument) -> str:
    figures = 0
    text = [TYPST_HEAD, f'#align(center, text(font: "{TITLE}", weight: "bold", size: 22pt)[{_quoted(document.title)}])']
    for number, (name, blocks) in enumerate(_parts(document)):
        if name:
            text.append(f"#pagebreak()\n附件{number}\n\n#align(center)[{_quoted(name)}]")
        for block, label, caption in blocks:
            if isinstance(block, Heading):
                family = FAMILY.get(block.level, BODY)
                text.append(f'#heading(level: {block.level})[#text(font: "{family}")[{_quoted(label + block.text)}]]')
            elif isinstance(block, Paragraph):
                text.append(_quoted(label + block.run_in_head + block.text))
            elif isinstance(block, TableBlock):
                widths = ", ".join(f"{column.weight}fr" for column in block.columns)
                head = ", ".join(f"cell[{_quoted(title)}]" for title in _head(block))
                cells = ", ".join(f"cell[{_quoted(cell)}]" for line in _lines(block) for cell in line)
                text.append(f"#note[{_quoted(caption)}]\n#table(columns: ({widths}), inset: 3pt, align: right, table.header({head}), {cells})")
            elif isinstance(block, ChartBlock):
                figures += 1
                text.append(f'#align(center, image("figure{figures}.png", width: 150mm))\n#note[{_quoted(caption)}]')
    if document.signature:
        text.append(f"#align(right)[{_quoted(document.signature.office)}]\n\n#align(right)[{_quoted(document.signature.date)}]")
    return "\n\n".join([*text, f"#note[{_quoted(document.data_line)}]"])


def _html(document: OfficialDocument) -> str:
    faces = [("Fang", "Fang-Regular", ""), ("Kai", "Kai-Regular", ""), ("Sans", "Sans-Regular", ""), ("Serif", "Serif-Regular", ""),
             ("Serif", "Serif-Bold", "font-weight: bold;")]  # fmt: skip
    style = "".join(
        f'@font-face {{ font-family: "Zhiwang {name}"; {more} src: url("{(FONTS / f"Zhiwang{file}.ttf").resolve().as_uri()}") }}\n'
        for name, file, more in faces
    )
    figures = 0
    text = [f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>{style}{CSS}</style><h1>{html.escape(document.title)}</h1>']
    for number, (name, blocks) in enumerate(_parts(document)):
        if name:
            text.append(f'<section><p class="right">附件{number}</p><h1>{html.escape(name)}</h1>')
        for block, label, caption in blocks:
            if isinstance(block, Heading):
                text.append(f"<h{block.level + 1}>{html.escape(label + block.text)}</h{block.level + 1}>")
            elif isinstance(block, Paragraph):
                text.append(f"<p>{html.escape(label + block.run_in_head + block.text)}</p>")
            elif isinstance(block, TableBlock):
                head = "".join(f"<th>{html.escape(title)}</th>" for title in _head(block))
                rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in line) + "</tr>" for line in _lines(block))
                text.append(f'<p class="note">{html.escape(caption)}</p><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>')
            elif isinstance(block, ChartBlock):
                figures += 1
                text.append(f'<p class="note"><img src="figure{figures}.png"><br>{html.escape(caption)}</p>')
        text.append("</section>" if name else "")
    if document.signature:
        text.append(f'<p class="right">{html.escape(document.signature.office)}<br>{html.escape(document.signature.date)}</p>')
    return "\n".join([*text, f'<p class="note">{html.escape(document.data_line)}</p></html>'])
