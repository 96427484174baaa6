"""R01: the paper and the workbook carry the sheet's own numbers."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app.models.statistics import Figures
from app.reports import weekly_ranking
from tests.reports.reading import fonts_not_embedded, pdf_text
from tests.reports.weekly_samples import GOLDEN, bulletin, golden_bulletin, street_bulletin

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


def numbers(line: str) -> list[str]:
    return re.findall(r"[−+]?\d[\d,]*", line)


@needs_poppler
def test_eighteen_members_fit_one_page_with_every_number(tmp_path: Path) -> None:
    path = tmp_path / "ranking.pdf"
    assert weekly_ranking.write_pdf(golden_bulletin(), path) == 1
    (text,) = pdf_text(path)
    lines = text.splitlines()
    for row in GOLDEN["rows"]:
        wanted = [
            f"{row[key]:,}"
            for key in ("pop_added", "pop_cancelled", "visits_person", "legal_added", "legal_cancelled", "visits_legal", "volume")
        ]
        found = [line for line in lines if numbers(line)[2:9] == wanted or numbers(line)[1:8] == wanted]
        assert len(found) == 1, row
        assert numbers(found[0])[:2] == [str(row["rank"]), row["grid"]]
    (total,) = [line for line in lines if line.strip().startswith("合计")]
    assert numbers(total) == ["18", "9,905", "8,810", "57,187", "308", "20", "913", "77,143", "+120"]
    assert fonts_not_embedded(path) == []


@needs_poppler
def test_title_period_state_corrections_and_seal(tmp_path: Path) -> None:
    path = tmp_path / "ranking.pdf"
    weekly_ranking.write_pdf(golden_bulletin(), path)
    text = pdf_text(path)[0]
    for part in (
        "关于2026年第47周网格数据采集情况的通报", "2026年11月13日（周五）至11月19日（周四）", "2026-11-20 12:00结算", "2026年第46周", "李燊", "−1",
        "本周小结", "下周重点工作", "统计口径", "记录封签", "9 并列", "日期：2026年11月20日", "第1页", "共1页", "数据量比上周增加120条（0.2%）",
    ):  # fmt: skip
        assert part in text, part
    assert "练习" not in text
    assert "打印人" not in text


@needs_poppler
def test_an_open_practice_week_says_so(tmp_path: Path) -> None:
    path = tmp_path / "ranking.pdf"
    weekly_ranking.write_pdf(golden_bulletin(closed=False, practice=True), path)
    text = pdf_text(path)[0]
    for part in ("尚未结算，数据仍会变动", "【练习】", "打印人 内勤小周"):
        assert part in text
    assert "记录封签" not in text


@needs_poppler
def test_a_street_of_246_members_on_numbered_pages_with_repeated_head(tmp_path: Path) -> None:
    path = tmp_path / "ranking.pdf"
    pages = weekly_ranking.write_pdf(street_bulletin(246), path)
    texts = pdf_text(path)
    assert pages == len(texts) > 5
    for page, text in enumerate(texts, start=1):
        assert f"第{page}页" in text.replace(" ", "")
        assert f"共{pages}页" in text.replace(" ", "")
    with_rows = [text for text in texts if re.search(r"^ *\d+ +\d{3} ", text, re.MULTILINE)]
    assert all("比上周" in text and "回流" in text for text in with_rows)
    grids = re.findall(r"^ *\d+(?: 并列)? +(\d{3}) ", "\n".join(texts), re.MULTILINE)
    assert sorted(grids) == [f"{i:03}" for i in range(1, 247)]
    assert "统计口径" in texts[-1] or "编制单位" not in texts[-1]


def test_a_closed_week_is_the_same_for_ever_whoever_prints_it(tmp_path: Path) -> None:
    first = golden_bulletin()
    later = replace(first, imprint=replace(first.imprint, printed_by="别人", printed_at="2031-01-01 08:00"))
    for name, one in (("a", first), ("b", later)):
        weekly_ranking.write_pdf(one, tmp_path / f"{name}.pdf")
        weekly_ranking.write_xlsx(one, tmp_path / f"{name}.xlsx")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_returned_residents_get_a_column_only_when_there_are_some() -> None:
    without = bulletin([("01", Figures(new_residents=2)), ("02", Figures(visited_persons=1))])
    with_some = bulletin([("01", Figures(new_residents=2, returned_residents=1))])
    assert "回流" not in [field.head for field in weekly_ranking.fields(without.sheet)]
    assert "回流" in [field.head for field in weekly_ranking.fields(with_some.sheet)]


@pytest.mark.parametrize(
    ("now", "before", "words"), [(8, 10, "减少2条（20.0%）"), (10, 10, "与上周持平"), (12, 10, "增加2条（20.0%）"), (5, 0, "")]
)
def test_the_sentence_follows_the_numbers(now: int, before: int, words: str) -> None:
    sentence = weekly_ranking._against_last(Figures(visited_persons=now), Figures(visited_persons=before))
    assert words in sentence
    assert bool(words) == bool(sentence)


def test_workbook_carries_numbers_as_numbers(tmp_path: Path) -> None:
    path = tmp_path / "ranking.xlsx"
    weekly_ranking.write_xlsx(golden_bulletin(practice=True), path)
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "【练习】关于2026年第47周网格数据采集情况的通报"
    assert rows[3][:5] == ["排名", "网格", "网格员", "新增人口", "注销人口"]
    assert rows[4][:10] == [1.0, "03", "王𬱖", 576.0, 543.0, 4454.0, 19.0, 1.0, 62.0, 5655.0]
    assert rows[22][3:10] == [9905.0, 8810.0, 57187.0, 308.0, 20.0, 913.0, 77143.0]


@needs_poppler
def test_parts_that_nobody_wants_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "ranking.pdf"
    whole = golden_bulletin()
    whole = replace(whole, sheet=replace(whole.sheet, highlights=(("进步最大", "某人升了三名"),)))
    weekly_ranking.write_pdf(whole, path)
    assert all(part in pdf_text(path)[0] for part in ("比上周", "审核人", "升了三名"))
    weekly_ranking.write_pdf(replace(whole, left_out=frozenset(("last_week", "signing", "highlights"))), path)
    text = pdf_text(path)[0]
    assert not [part for part in ("比上周", "审核人", "升了三名") if part in text]
    assert "数据量" in text
