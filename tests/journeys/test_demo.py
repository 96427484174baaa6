"""The main job on real input: six Excel files become a register, figures, a printed ranking and a year-end summary."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from app.demo.office import register_in
from app.demo.plan import LOGIN, OFFICE_DAY, PASSWORD

ROOT = Path(__file__).parent.parent.parent
GOLDEN = json.loads((ROOT / "tests" / "data" / "golden.json").read_text(encoding="utf-8"))["ranking_example"]
FIGURES = {
    "new_residents": "pop_added",
    "cancelled_residents": "pop_cancelled",
    "visited_persons": "visits_person",
    "new_entities": "legal_added",
    "cancelled_entities": "legal_cancelled",
    "visited_entities": "visits_legal",
    "volume": "volume",
}

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]


def program(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The program as a person would start it."""
    environment = dict(os.environ, ZHIWANG_PASSWORD=PASSWORD, ZHIWANG_TODAY=OFFICE_DAY.isoformat(), QT_QPA_PLATFORM="offscreen")
    return subprocess.run([sys.executable, "-m", "app", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def text_of(path: Path) -> str:
    """All text of a PDF without blanks and separators of thousands."""
    text = "".join(page.extract_text() for page in PdfReader(path).pages)
    return "".join(text.replace(",", "").replace("，", "").split())


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice office built headless by the command line."""
    directory = tmp_path_factory.mktemp("demo")
    done = program("demo", "--dir", str(directory), "--headless")
    assert done.returncode == 0, done.stderr[-3000:]
    listed = [Path(line) for line in done.stdout.split("\n") if line]
    assert {"weekly-ranking.pdf", "year-summary.pdf", "residents.xlsx"} <= {path.name for path in listed}
    assert sum(path.suffix == ".png" for path in listed) >= 4
    assert all(path.stat().st_size > 1000 for path in listed)
    return directory


@pytest.fixture
def session(demo: Path) -> Iterator[Any]:
    """The practice office opened in this process."""
    from app.services.session import sign_in, sign_out

    opened = sign_in(register_in(demo), LOGIN, PASSWORD)
    yield opened
    sign_out(opened)


def figures(demo: Path, by: str) -> dict[str, Any]:
    done = program("stats", "year", "2026", "--register", str(register_in(demo)), "--by", by, "--json")
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@pytest.mark.parametrize("by", ["member", "grid", "office"])
def test_the_command_line_gives_the_totals_of_the_year(demo: Path, by: str) -> None:
    total = figures(demo, by)["total"]
    assert {ours: total[ours] for ours in FIGURES} == {ours: GOLDEN["totals"][theirs] for ours, theirs in FIGURES.items()}


def test_every_member_has_the_figures_and_the_rank_of_the_example(demo: Path) -> None:
    rows = {row["key"]: row for row in figures(demo, "member")["rows"]}
    for expected in GOLDEN["rows"]:
        row = rows[f"WG-{expected['grid']}"]
        assert {ours: row[ours] for ours in FIGURES} == {ours: expected[theirs] for ours, theirs in FIGURES.items()}
        assert row["rank"] == expected["rank"]
        assert row["grid"] == expected["grid"]


def test_the_weekly_sheets_add_up_to_the_year(session: Any) -> None:
    from app.models.statistics import Figures
    from app.services import rankings

    weeks = [week for week in rankings.weeks(session) if week.has_data and "2026-01-01" <= week.meeting <= "2026-11-20"]
    assert len(weeks) == 46
    assert sum(week.closed for week in weeks) == 45
    total = Figures.total(rankings.weekly(session, week.meeting).total for week in weeks)
    assert {ours: getattr(total, ours) for ours in FIGURES} == {ours: GOLDEN["totals"][theirs] for ours, theirs in FIGURES.items()}


def test_the_last_sheet_has_a_shared_rank_and_sick_days(session: Any) -> None:
    from app.services import rankings

    sheet = rankings.weekly(session, "2026-11-20")
    assert sheet.label == "2026年第47周"
    shared = [row for row in sheet.rows if row.shared_rank]
    assert len(shared) >= 2
    assert all(row.rank == 1 + sum(other.volume > row.volume for other in sheet.rows) for row in sheet.rows)
    assert "病假" in next(row.attendance for row in sheet.rows if row.name == "彭海涛")


def test_the_documents_carry_the_figures(demo: Path, session: Any) -> None:
    from app.services import rankings

    summary = text_of(demo / "year-summary.pdf")
    for name in ("pop_added", "pop_cancelled", "visits_person", "legal_added", "legal_cancelled", "visits_legal"):
        assert str(GOLDEN["totals"][name]) in summary, name
    sheet = rankings.weekly(session, "2026-11-20")
    ranking = text_of(demo / "weekly-ranking.pdf")
    assert "青禾街道桂湖社区" in ranking
    assert str(sheet.total.volume) in ranking
    assert all(row.name in ranking for row in sheet.rows)


def test_the_roster_holds_everybody_masked(demo: Path) -> None:
    import openpyxl

    from app.demo.world import make_world

    living = sum(stay.closed is None for stay in make_world("community").population.stays)
    book = openpyxl.load_workbook(demo / "residents.xlsx", read_only=True)
    cells = [str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row if cell]
    book.close()
    assert sum(cell.count("*") > 6 for cell in cells) == living


def test_the_register_is_sound(demo: Path) -> None:
    done = program("check", "--register", str(register_in(demo)), "--json")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_screen_shows_the_totals_of_the_year(session: Any, qapp: Any) -> None:
    """The total line of the ranking page, week after week, adds up to the year."""
    from PySide6.QtCore import Qt

    from app import bootstrap
    from app.services import rankings

    window = bootstrap.compose(bootstrap.application(), synchronous=True, keep=False)
    window.open(session)
    page: Any = window.workbench.open_page("rankings")  # type: ignore[union-attr]
    model = page.model
    heads = {str(model.headerData(column, Qt.Orientation.Horizontal)): column for column in range(model.columnCount())}
    shown: dict[str, int] = dict.fromkeys(("合计", "走访", "新增", "注销", "法人"), 0)
    for week in rankings.weeks(session):
        if week.has_data and "2026-01-01" <= week.meeting <= "2026-11-20":
            page.show_week(week.meeting)
            for name in shown:
                cell = model.index(model.rowCount() - 1, heads[name]).data(Qt.ItemDataRole.DisplayRole)
                shown[name] += int(str(cell).replace(",", ""))
    totals = GOLDEN["totals"]
    entities = totals["legal_added"] + totals["legal_cancelled"] + totals["visits_legal"]
    assert shown == {
        "合计": totals["volume"],
        "走访": totals["visits_person"],
        "新增": totals["pop_added"],
        "注销": totals["pop_cancelled"],
        "法人": entities,
    }
    window.session = None
    window.close()
    window.deleteLater()
