"""The whole import of a workbook of 100,000 × 25 against LibreOffice opening the same file (else against mere reading)."""

from __future__ import annotations

import shutil

from benchmarks.measure import Child, Result, child, python_child, show
from benchmarks.offices import FOLDER, empty_office, workbook

NUMBER = 100_000
OURS = """
import sys
from app.demo.plan import LOGIN, PASSWORD
from app.services import imports
from app.services.session import sign_in
session = sign_in(sys.argv[1], LOGIN, PASSWORD)
result = imports.run(session, "residents", sys.argv[2])
assert result.accepted == int(sys.argv[3]), (result.accepted, result.reasons)
"""
PARSE = """
import sys, python_calamine
book = python_calamine.CalamineWorkbook.from_path(sys.argv[1])
print(sum(1 for row in book.get_sheet_by_index(0).iter_rows()))
"""
PANDAS = "import sys, pandas; print(len(pandas.read_excel(sys.argv[1], engine='openpyxl', dtype=str)))"


def office_opens(path: str) -> Child | None:
    """LibreOffice without a window opens the file and writes it out as CSV (it offers no 'only open')."""
    program = shutil.which("soffice")
    if program is None:
        return None
    profile = f"-env:UserInstallation={(FOLDER / 'libreoffice').as_uri()}"
    order = [program, profile, "--headless", "--convert-to", "csv", "--outdir", str(FOLDER / "converted")]
    warm = FOLDER / "warm.csv"
    warm.write_text("a,b\n", encoding="utf-8")
    child([*order, str(warm)])  # the first start makes a profile; that is not the rival's fault
    return child([*order, path])


def measure(number: int = NUMBER) -> list[Result]:
    """Rival first, then ours in a process of its own (start of Python included)."""
    path = str(workbook(number, extra=2))
    rivals: list[tuple[str, Child | None, float | None]] = [
        ("LibreOffice opens it and writes CSV", office_opens(path), 1.0),
        ("calamine only parses it", python_child(PARSE, path), None),
        ("pandas + openpyxl only read it", python_child(PANDAS, path), None),
    ]
    session = empty_office("import")
    register = str(session.register.path)
    from app.services.session import sign_out

    sign_out(session)
    ours = python_child(OURS, register, path, str(number))
    size = f"{number:,} × 25"
    results = [Result("import .xlsx: whole", size, name, rival.seconds if rival else None, ours.seconds, "s", limit) for name, rival, limit in rivals]
    results.append(Result("import .xlsx: peak memory", size, "goal", None, ours.megabytes, "MB", 400, absolute=True))
    return results


if __name__ == "__main__":
    show(measure())
