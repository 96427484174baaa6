"""Everybody into an .xlsx: our roster export against xlsxwriter in constant-memory mode writing the same cells."""

from __future__ import annotations

from benchmarks.measure import Result, python_child, show
from benchmarks.offices import FOLDER, office

NUMBER = 125_000
OURS = """
import sys
from pathlib import Path
from app.demo.plan import LOGIN, PASSWORD
from app.models.residents import ResidentFilter
from app.services import documents
from app.services.session import sign_in
session = sign_in(sys.argv[1], LOGIN, PASSWORD)
documents.roster_xlsx(session, ResidentFilter(), Path(sys.argv[2]), "", False, None)
"""
RIVAL = """
import sys
import python_calamine, xlsxwriter
rows = python_calamine.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
import time
start = time.perf_counter()
with xlsxwriter.Workbook(sys.argv[2], {"constant_memory": True}) as book:
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, str(cell))
print(time.perf_counter() - start)
"""


def measure() -> list[Result]:
    """Ours with reading the register and masking; the rival only writes the same cells again."""
    from app.services.session import sign_out

    session = office(NUMBER)
    register = str(session.register.path)
    sign_out(session)
    path = FOLDER / "roster.xlsx"
    ours = python_child(OURS, register, str(path))
    rival = python_child(RIVAL, str(path), str(FOLDER / "again.xlsx"))
    seconds = float(rival.output.split()[-1])
    size = f"{NUMBER:,} residents"
    return [
        Result("export roster .xlsx", size, "xlsxwriter constant_memory, cells ready", seconds, ours.seconds, "s", 1.1),
        Result("export roster .xlsx, memory", size, "goal", None, ours.megabytes, "MB", 350, absolute=True),
    ]


if __name__ == "__main__":
    show(measure())
