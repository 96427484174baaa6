"""A roster of about 500 pages: ours against typst and fpdf2 with the same lines and the same font."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from benchmarks.measure import Child, Result, python_child, show
from benchmarks.offices import FOLDER

LINES = 15_000
FONT = "resources/fonts/ZhiwangSerif-Regular.ttf"
MAKE = """
import sys
from datetime import date
sys.path.insert(0, ".")
from benchmarks.offices import resident_rows
def lines(number):
    for index, cells in enumerate(resident_rows(number), start=1):
        age = str(2026 - cells[4].year)
        address = "".join(cells[8:12])
        yield (str(index), cells[12], cells[0], cells[1], age, cells[3][:1] + "*" * 16 + cells[3][-1:], "流动", cells[13], address,
               cells[14][:3] + "****" + cells[14][-4:], cells[15], cells[16].isoformat())
"""
OURS = (
    MAKE
    + """
from pathlib import Path
from app.models.documents import Imprint, Roster, RosterLine
from app.reports import roster
imprint = Imprint("青禾街道", "赵敏", "2026-11-20 12:06", True)
people = tuple(RosterLine(int(line[0]), *line[1:]) for line in lines(int(sys.argv[1])))
roster.write_pdf(Roster(imprint, "居民花名册", "全部网格", True, "", people), Path(sys.argv[2]))
"""
)
TYPST = (
    MAKE
    + """
import typst
from pathlib import Path
source = Path(sys.argv[2]).with_suffix(".typ")
head = ['序号','网格','姓名','性别','年龄','证件号码','类别','与户主','住址','电话','标签','登记日期']
text = ['#set page(paper: "a4", flipped: true, margin: 15mm, numbering: "1")', '#set text(font: "Zhiwang Serif", size: 9pt)',
  '#table(columns: (auto,)*11 + (1fr,), table.header(' + ", ".join(f"[{word}]" for word in head) + '),']
for line in lines(int(sys.argv[1])):
    text.append(", ".join('"' + cell + '"' for cell in line) + ",")
source.write_text(chr(10).join(text) + ")", encoding="utf-8")
typst.compile(str(source), output=sys.argv[2], font_paths=["resources/fonts"])
"""
)
FPDF = (
    MAKE
    + """
from fpdf import FPDF
pdf = FPDF("landscape", "mm", "A4")
pdf.add_font("serif", "", "FONT")
pdf.set_font("serif", size=9)
pdf.set_auto_page_break(True, 15)
pdf.add_page()
widths = (12, 14, 20, 10, 10, 42, 12, 16, 56, 28, 28, 22)
for line in lines(int(sys.argv[1])):
    for width, cell in zip(widths, line):
        pdf.cell(width, 6, cell, border=1)
    pdf.ln(6)
pdf.output(sys.argv[2])
""".replace("FONT", FONT)
)


def pages(path: Path) -> int:
    """Pages of a PDF, asked from PDFium."""
    import pypdfium2

    with pypdfium2.PdfDocument(str(path)) as document:
        return len(document)


def rate(code: str, name: str) -> tuple[float, int, Child]:
    """Milliseconds per page, pages, and what the whole run took."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.pdf"
    empty = FOLDER / f"{name}-one.pdf"
    start = python_child(code, "20", str(empty))
    took = python_child(code, str(LINES), str(path))
    number = pages(path)
    return (took.seconds - start.seconds) / (number - pages(empty)) * 1000, number, took


def measure() -> list[Result]:
    """Time per page without the start of the process, so that page counts may differ."""
    ours = rate(OURS, "ours")
    results = []
    for code, name, module, limit in ((TYPST, "typst", "typst", 1 / 1.5), (FPDF, "fpdf2", "fpdf", 1 / 1.5)):
        rival = rate(code, name) if importlib.util.find_spec(module) else None
        size = f"{LINES:,} lines: {ours[1]} pages, {name} {rival[1] if rival else 0}"
        note = f"memory {name} {rival[2].megabytes:.0f} MB" if rival else ""
        results.append(Result("roster PDF, per page", size, name, rival[0] if rival else None, ours[0], "ms", round(limit, 3), note=note))
    results.append(Result("roster PDF, memory", f"{ours[1]} pages", "goal", None, ours[2].megabytes, "MB", 200, absolute=True))
    return results


if __name__ == "__main__":
    show(measure())
