"""Documents from a register: closed weeks print the same bytes, rosters hide numbers, every paper leaves a trace."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from app.errors import Refused
from app.models.residents import ResidentFilter
from app.models.vocabulary import Role
from app.services import checks, documents, rankings
from app.storage import history
from tests.builders import Office

MEETING = "2026-11-20"
FULL = "99010619480217117X"


@pytest.fixture
def office() -> Office:
    """Two people, one visit, one shop."""
    office = Office()
    door = office.dwelling("1001", building="3栋")
    old = office.resident("陈国富", opened_on="2026-11-14", by="WG-01", dwelling_id=door, household_id=office.household(door),
                          person={"id_number": FULL})  # fmt: skip
    office.visit("2026-11-16", "WG-01", old)
    office.close(office.resident("走了", grid="02"), "2026-11-17", "left", by="WG-02")
    office.entity(opened_on="2026-11-18", by="WG-02", kind="20")
    return office


def text_of(path: Path) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(path).pages).split())


def test_a_closed_week_prints_the_same_bytes_after_later_changes(office: Office, tmp_path: Path) -> None:
    rankings.close_week(office.session, MEETING)
    documents.ranking_pdf(office.session, MEETING, tmp_path / "first.pdf")
    office.resident("迟来者", opened_on="2026-11-15", by="WG-02")
    documents.ranking_pdf(office.as_role(Role.CHIEF), MEETING, tmp_path / "again.pdf")
    assert (tmp_path / "first.pdf").read_bytes() == (tmp_path / "again.pdf").read_bytes()
    documents.ranking_xlsx(office.session, MEETING, tmp_path / "sheet.xlsx", lambda *_: None)
    assert (tmp_path / "sheet.xlsx").stat().st_size > 1000
    kinds = [line.kind for line in history.operations(office.register.db, 5)]
    assert kinds[0] == "document.xlsx"
    assert kinds.count("document.pdf") == 2


@pytest.mark.parametrize("full", [False, True])
def test_a_roster_shows_full_numbers_only_with_right_and_purpose(office: Office, tmp_path: Path, full: bool) -> None:
    path = tmp_path / "roster.pdf"
    documents.roster_pdf(office.session, ResidentFilter(), path, "上报街道" if full else "", full)
    assert (FULL in text_of(path)) is full
    assert "陈国富" in text_of(path)
    last = history.operations(office.register.db, 1)[0]
    assert ("用途：上报街道" in last.reason) is full


def test_full_numbers_are_refused_without_purpose_or_right(office: Office, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="用途"):
        documents.roster_xlsx(office.session, ResidentFilter(), tmp_path / "r.xlsx", " ", True)
    with pytest.raises(Refused):
        documents.roster_xlsx(office.as_role(Role.MEMBER, "WG-01"), ResidentFilter(), tmp_path / "r.xlsx", "上报", True)
    assert list(tmp_path.iterdir()) == []


def test_the_year_summary_counts_what_happened(office: Office, tmp_path: Path) -> None:
    documents.year_summary_pdf(office.session, 2026, tmp_path / "summary.pdf")
    text = text_of(tmp_path / "summary.pdf")
    # 陈国富 and 走了 (opened 2026-01-05 by nobody) are new, 走了 is cancelled, one visit, one shop
    for part in ("新增登记人口2人", "注销人口1人", "走访1人", "新增法人单位1家", "迁入2人", "搬离1人", "个体工商户1家", "截至2026年11月20日"):
        assert part in text, part
    assert "上年同期" not in text  # nothing of last year is in the register


def test_the_check_finds_nothing_here_and_a_changed_frozen_sheet(office: Office) -> None:
    rankings.close_week(office.session, MEETING)
    report = checks.check(office.session)
    assert report.ok, report.lines
    row_id, sheet = office.register.db.execute("SELECT id, sheet FROM closed_week").fetchone()
    office.update("closed_week", row_id, sheet=sheet.replace('"new_residents":1', '"new_residents":9', 1))
    report = checks.check(office.session)
    assert not report.ok
    assert [line.name for line in report.lines if not line.ok] == ["已结算的周"]


def test_the_check_names_a_grid_whose_figures_do_not_add_up(office: Office) -> None:
    stay = office.resident("怪", grid="02")
    office.update("residence", stay.residence_id, status="closed", closed_on="2026-11-18", close_reason="somehow")
    lines = {line.name: line for line in checks.check(office.session).lines}
    assert not lines["数字平衡"].ok
    assert lines["数字平衡"].text.startswith("02")
