"""Blank forms: one page, every code at the edge is taken by the keyed form; the notice names the law, the fields and the office."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from app.errors import Refused
from app.models.blank_form import FORMS
from app.models.form_fields import Choice, matching
from app.models.notice import FILL, collected
from app.models.vocabulary import Role
from app.services import blank_forms, code_lists, notices, report_lists
from app.storage import history
from tests.builders import Office

needs_pdftotext = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the pages back")
TABLES = {
    "与户主": "family_relation", "人户": "residence_consistency", "婚姻": "marital_status", "从业": "employment_status",
    "关爱标签（可多项）": "service_category", "类型": "legal_entity_type", "行业": "industry_section", "走访类型": "visit_kind",
}  # fmt: skip


@pytest.fixture
def office() -> Office:
    """One household at one door."""
    office = Office()
    door = office.dwelling("101")
    home = office.household(door)
    office.resident("黄志明", dwelling_id=door, household_id=home, relation="02")
    office.resident("林小燕", dwelling_id=door, household_id=home, relation="10")
    return office


def _text(path: Path) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    return ["".join(page.split()) for page in done.stdout.split("\f")[:-1]]


@needs_pdftotext
@pytest.mark.parametrize("kind", list(FORMS))
def test_one_page_with_all_codes(office: Office, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "form.pdf"
    assert blank_forms.pdf(office.session, kind, path) == 1
    pages = _text(path)
    assert len(pages) == 1
    form = blank_forms.MAKERS[kind](office.session)
    assert FORMS[kind] in pages[0]
    assert "桂湖社区" in pages[0]
    for each in form.lists:
        assert each.codes
        for code, word in each.codes:
            if len(word) < 9:  # longer ones may be on two lines
                assert f"{code}{word}" in pages[0], (each.name, code, word)
    assert "黄志明" not in pages[0]
    assert history.operations(office.session.reader, 1)[0].reason == f"空白{FORMS[kind]}"


def test_the_keyed_form_takes_what_the_edge_says(office: Office) -> None:
    seen = set()
    for make in blank_forms.MAKERS.values():
        for each in make(office.session).lists:
            table = TABLES.get(each.name)
            if table is None:
                continue
            seen.add(table)
            choices: tuple[Choice, ...] = code_lists.choices_of([table])[table]
            for code, word in each.codes:
                best = matching(choices, code)[0]
                assert best.label.split("(")[0] == word.split("(")[0], (table, code)
    assert seen == set(TABLES.values())


@needs_pdftotext
def test_a_notice_for_a_household(office: Office, tmp_path: Path) -> None:
    door = str(office.register.db.execute("SELECT id FROM dwelling").fetchone()[0])
    assert notices.pdf(office.session, tmp_path / "n.pdf", door) == 2
    text = "".join(_text(tmp_path / "n.pdf"))
    for words in ("第十三条第一款第三项", "第十七条", "第三十五条", "户主：黄志明", "101住户", "网格员01", "2026年11月20日", "证件号码",
                  "电话：＿＿"):  # fmt: skip
        assert words in text.replace("—1—", ""), words
    assert text.count("桂湖社区") >= 3
    assert "XX" not in text


@needs_pdftotext
def test_a_blank_notice_names_nobody(office: Office, tmp_path: Path) -> None:
    notices.pdf(office.session, tmp_path / "n.pdf")
    text = "".join(_text(tmp_path / "n.pdf"))
    assert f"{FILL}住户" in text
    assert "黄志明" not in text
    assert "网格员01" not in text
    assert "2026年" not in text


def test_what_is_collected_is_what_the_form_asks() -> None:
    needed, sensitive, voluntary = collected()
    assert {"姓名", "与户主关系", "性别", "出生日期", "户籍地", "联系电话"} <= set(needed)
    assert sensitive == ["证件号码", "关爱标签", "健康状况（自愿）"]
    assert {"工作单位", "车辆", "紧急联系人"} <= set(voluntary)
    assert "政治面貌" not in [*needed, *sensitive, *voluntary]


def test_who_may_print_what(office: Office, tmp_path: Path) -> None:
    leader, member = office.as_role(Role.LEADER), office.as_role(Role.MEMBER, "WG-01")
    with pytest.raises(Refused):
        notices.pdf(leader, tmp_path / "n.pdf")
    with pytest.raises(Refused):
        blank_forms.pdf(leader, "residents", tmp_path / "n.pdf")
    opens = [line.opens for line in report_lists.catalogue(member)]
    assert [each for each in opens if each.startswith("form.")] == [
        f"form.grid:{office.grids['01']}", "form.notice", "form.residents", "form.visits", "form.entities"
    ]  # fmt: skip
    assert not [line for line in report_lists.catalogue(leader) if line.opens.startswith("form.")]
