"""The year-end summary of a street, the preview after an edit, the roster of 500 pages: beside typst, WeasyPrint and LibreOffice."""

from __future__ import annotations

import importlib.util
import json
import pickle
import shutil
from pathlib import Path
from typing import Any

from benchmarks import document_rivals, roster_pages
from benchmarks.measure import Child, Result, child, median, python_child, show
from benchmarks.offices import FOLDER

YEAR = 2026
COPIES = 4  # further conversions of one LibreOffice, so that its start can be taken away
PLACE = FOLDER / "documents"
OPEN = """
import json, pickle, statistics, sys, time
from datetime import date
from pathlib import Path
from app.demo.plan import LOGIN, PASSWORD
from app.models.report_views import Subject
from app.models.statistics import Period
from app.services import report_pages, reports
from app.services.session import sign_in
session = sign_in(Path(sys.argv[1]), LOGIN, PASSWORD)
folder = Path(sys.argv[2])
subject = Subject(Period("year", date(2026, 1, 1), date(2026, 12, 31)))
def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
"""
# counted, filled in, drawn, typeset and written to a file; "first": nothing that documents need is loaded yet
SUMMARY = (
    OPEN
    + """
def summary():
    from app.reports import chart_specs
    chart_specs.draw.cache_clear()  # as if every figure had changed
    report_pages.compose_file(session, "R07", subject, folder / "summary.pdf")
first = seconds(summary)
print(json.dumps([first, statistics.median(seconds(summary) for _ in range(5))]))
"""
)
PREVIEW = (
    OPEN
    + """
from dataclasses import replace
from app.ui.widgets.print_dialog import page_image
key = reports.create(session, "R07", subject)[1]
opened = reports.open_document(session, key)
def edited(words):
    first, *others = opened.content.sections
    return replace(opened.content, sections=(replace(first, paragraphs=(*first.paragraphs, (words,))), *others))
def preview(number):
    report_pages.preview(session, opened, edited("又写了一句。" * number), folder / "preview.pdf")
    page_image(folder / "preview.pdf", 0, 700)
first = seconds(lambda: preview(1))
print(json.dumps([first, statistics.median(seconds(lambda: preview(number)) for number in range(2, 9))]))
reports.discard(session, key)
"""
)
# the same content for everybody: the finished document, its figures as pictures, and as .docx
CONTENT = (
    OPEN
    + """
from app.models.official_document import ChartBlock, TableBlock
from app.reports import chart_specs, official_docx
from app.services import documents
content, taken, _, source = reports.composed(session, "R07", subject)
line = report_pages.data_line(source.scope, subject, taken.at, source.last_day())
document = report_pages.assembled(content, taken.book, taken.exhibits, documents.imprint(session), line)
(folder / "document.pickle").write_bytes(pickle.dumps(document))
blocks = [block for part in (document.blocks, *(each.blocks for each in document.appendices)) for block in part]
figures = [block for block in blocks if isinstance(block, ChartBlock)]
for number, block in enumerate(figures, start=1):
    (folder / f"figure{number}.png").write_bytes(chart_specs.draw(block.spec).png_at(300))
official_docx.write_docx(document, folder / "copy0.docx")
print(json.dumps([len(figures), sum(isinstance(block, TableBlock) for block in blocks)]))
"""
)
OURS = """
import json, pickle, statistics, sys, time
from pathlib import Path
folder = Path(sys.argv[1])
document = pickle.loads((folder / "document.pickle").read_bytes())
from app.reports import chart_specs, official_pdf
def once():
    start = time.perf_counter()
    chart_specs.draw.cache_clear()  # the figures are drawn every time; the others have theirs as finished pictures
    official_pdf.write_pdf(document, folder / "ours.pdf")
    return time.perf_counter() - start
once()
print(statistics.median(once() for _ in range(int(sys.argv[2]))) if int(sys.argv[2]) else 0)
"""
TYPST = """
import statistics, sys, time
from pathlib import Path
import typst
folder = Path(sys.argv[1])
def once():
    start = time.perf_counter()
    typst.compile(str(folder / "document.typ"), output=str(folder / "typst.pdf"), font_paths=["resources/fonts"])
    return time.perf_counter() - start
once()
print(statistics.median(once() for _ in range(int(sys.argv[2]))) if int(sys.argv[2]) else 0)
"""
WEASYPRINT = """
import logging, statistics, sys, time
from pathlib import Path
import weasyprint
logging.disable(logging.WARNING)  # the dates of every font
folder = Path(sys.argv[1])
def once():
    start = time.perf_counter()
    weasyprint.HTML(filename=str(folder / "document.html")).write_pdf(str(folder / "weasyprint.pdf"))
    return time.perf_counter() - start
once()
print(statistics.median(once() for _ in range(int(sys.argv[2]))) if int(sys.argv[2]) else 0)
"""
DAY = f"{YEAR}-11-20"  # the office day: the documents are the same on every day


def practice_street() -> Path:
    """The register of the practice office: 18 grids, a year of registrations, 57,187 visits, entities; built once."""
    from app.demo import office
    from app.services.session import sign_out

    folder = FOLDER / "practice"
    if not office.is_built(folder, "community"):
        sign_out(office.build(folder, "community", lambda done, total, text: None))
    return office.register_in(folder)


def large_street() -> Path:
    """125,000 residents and 1,000,000 visits in five years: the register of the dashboards."""
    from benchmarks.dashboard import street

    session = street()
    session.register.close()
    return Path(session.register.path)


def run(code: str, *arguments: str) -> Child:
    """A child on the office day."""
    return python_child(code, *arguments, ZHIWANG_TODAY=DAY)


def numbers(answer: Child) -> list[Any]:
    """What a child found, on its last line."""
    found: list[Any] = json.loads(answer.output.strip().splitlines()[-1])
    return found


def libreoffice() -> tuple[float, float, int]:
    """Our own .docx as PDF: (first, each further one, pages)."""
    for number in range(1, COPIES + 1):
        shutil.copy(PLACE / "copy0.docx", PLACE / f"copy{number}.docx")
    (PLACE / "copy0.pdf").unlink(missing_ok=True)
    order = ["soffice", f"-env:UserInstallation={(PLACE / 'office-profile').as_uri()}", "--headless", "--convert-to", "pdf", "--outdir", str(PLACE)]
    child([*order, str(PLACE / "copy0.docx")])  # makes its profile
    first = child([*order, str(PLACE / "copy0.docx")]).seconds
    all_of_them = child([*order, *(str(PLACE / f"copy{number}.docx") for number in range(COPIES + 1))]).seconds
    if not (PLACE / "copy0.pdf").exists():
        raise RuntimeError("LibreOffice Writer is not installed")
    return first, (all_of_them - first) / COPIES, roster_pages.pages(PLACE / "copy0.pdf")


def typesetting(code: str, name: str) -> tuple[float, float, int]:
    """The whole process for one document, each further document in the same process, pages."""
    first = median(lambda: run(code, str(PLACE), "0"), 3)
    return first, float(run(code, str(PLACE), "5").output), roster_pages.pages(PLACE / f"{name}.pdf")


def beside(size: str) -> list[Result]:
    """The same content typeset by everybody who is here; the reason of who is not is told in the row."""
    document_rivals.write(pickle.loads((PLACE / "document.pickle").read_bytes()), PLACE)
    ours = typesetting(OURS, "ours")
    rivals = (
        ("typst", lambda: typesetting(TYPST, "typst"), importlib.util.find_spec("typst") is not None),
        ("WeasyPrint", lambda: typesetting(WEASYPRINT, "weasyprint"), importlib.util.find_spec("weasyprint") is not None),
        ("LibreOffice, our .docx", libreoffice, shutil.which("soffice") is not None),
    )
    results = []
    for name, measured, here in rivals:
        try:
            found, why = (measured(), "") if here else (None, "not installed here")
        except Exception as trouble:
            found, why = None, str(trouble)
        note = f"pages: ours {ours[2]}, theirs {found[2]}; ours draws its charts, theirs are finished pictures" if found else why
        for word, place in (("first in a process", 0), ("each further one", 1)):
            rival = found[place] * 1000 if found else None
            results.append(Result(f"summary typeset, {word}", size, name, rival, ours[place] * 1000, "ms", None, note=note))
    return results


def measure() -> list[Result]:
    """Goals first, then rivals, then the long roster."""
    PLACE.mkdir(parents=True, exist_ok=True)
    register = str(practice_street())
    charts, tables = numbers(run(CONTENT, register, str(PLACE)))
    first, further = numbers(run(SUMMARY, register, str(PLACE)))
    size = f"{roster_pages.pages(PLACE / 'summary.pdf')} pages, {charts} charts, {tables} tables"
    large = numbers(run(SUMMARY, str(large_street()), str(PLACE)))
    opening, preview = numbers(run(PREVIEW, register, str(PLACE)))
    whole = "counted, filled in, drawn, typeset, written"
    many = "125,000 residents, 1,000,000 visits"
    pause = "from the end of the pause of 0.8 s after typing, with the picture of the page"
    return [
        Result("year-end summary, first", size, "goal", None, first, "s", 4, absolute=True, note=whole),
        Result("year-end summary, after the first", size, "goal", None, further, "s", 2, absolute=True, note=whole),
        Result("year-end summary of a large street, first", many, "goal", None, large[0], "s", None, absolute=True, note=whole),
        Result("year-end summary of a large street, after the first", many, "goal", None, large[1], "s", 3, absolute=True, note=whole),
        Result("preview, first", size, "goal", None, opening, "s", None, absolute=True),
        Result("preview after an edit", size, "goal", None, preview, "s", 1, absolute=True, note=pause),
        *beside(size),
        *roster_pages.measure(),
    ]


if __name__ == "__main__":
    show(measure())
