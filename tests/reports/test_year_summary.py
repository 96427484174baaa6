"""R07: every printed number comes from the data, unfilled sections are visible, nothing is claimed that the data do not show."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.models.documents import PopulationKey
from app.models.statistics import Figures, FigureTable
from app.reports import year_sentences, year_summary
from app.reports.year_months import months
from tests.reports.reading import fonts_not_embedded, pdf_text
from tests.reports.weekly_samples import GOLDEN
from tests.reports.year_samples import PERIOD, TOTAL
from tests.reports.year_samples import year_summary as sample

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("year") / "summary.pdf"
    year_summary.write_pdf(sample(), path)
    return path


def flat(path: Path) -> str:
    return re.sub(r"\s+", "", "".join(pdf_text(path)))


def test_key_figures_rates_and_comparison_by_hand(document: Path) -> None:
    text = flat(document)
    for part in (
        "实有人口12172人", "户籍人口7105人，占58.4%",  # 7105 / 12172
        "实有人口由10873人变为12172人，增加1299人", "新增登记人口9905人，比上年同期增加905人（增长10.1%）",  # 905 / 9000
        "注销8810人，比上年同期减少190人（下降2.1%）", "走访57187人，与上年同期持平", "住户3982户，占在册住户的95.1%",  # 3982 / 4187
        "计入走访的24310次中，见到本人18120次，占74.5%", "注销与新增之比为0.89", "4120次，占全部走访的14.5%",  # 4120 / 28430
        "已结算周排名46期", "人均采集数据4286条，平均每月390条",  # 77143 / 18, / 11
    ):  # fmt: skip
        assert part in text, part
    assert "常住人口" not in text
    assert year_summary.PLACEHOLDER not in text
    assert "练习" not in text


def test_skeleton_headings_in_order_and_signature(document: Path) -> None:
    text = flat(document)
    parts = [
        "一、基本情况",
        "二、主要做法",
        "三、取得成效",
        "四、存在的问题",
        "五、下一步工作打算",
        "附件：1.人口变动情况表",
        "2026年11月20日",
        "附件1",
        "附件4",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_ten_to_thirteen_pages_with_pictures_and_page_numbers(document: Path) -> None:
    reader = PdfReader(document)
    assert 10 <= len(reader.pages) <= 13
    assert len(re.findall(r"图\d　", "".join(page.extract_text() for page in reader.pages))) >= 5
    assert not any(page.images for page in reader.pages)  # charts are vectors: sharp at any resolution
    for number, text in enumerate(pdf_text(document), start=1):
        assert re.sub(r"\s", "", text).endswith(f"—{number}—")
    assert fonts_not_embedded(document) == []


def test_appendix_tables_equal_the_golden_rows_and_their_totals(document: Path) -> None:
    lines = "\n".join(pdf_text(document)).splitlines()
    for row in GOLDEN["rows"]:
        people = [line for line in lines if line.split() == [f"{row['grid']}网格", str(row["pop_added"]), "0", str(row["pop_cancelled"]),
                  f"{row['pop_added'] - row['pop_cancelled']}".replace("-", "−")]]  # fmt: skip
        assert len(people) == 1, row["grid"]
    assert [line.split() for line in lines if line.split()[:1] == ["合计"]] == [
        ["合计", "9,905", "204", "8,810", "1,299"],
        ["合计", "9,905", "204", "8,810", "1,299"],
        ["合计", "308", "20", "913"],
        ["合计", "308", "20", "913"],
        ["合计", "57,187", "24,310", "913", "4,120"],
        ["合计", "57,187", "24,310", "913", "4,120"],
        ["合计", "9,905", "8,810", "57,187", "1,241", "77,143"],
    ]


def test_no_heading_stands_alone_at_the_foot_of_a_page(document: Path) -> None:
    for text in pdf_text(document):
        lines = [line.strip() for line in text.splitlines() if line.strip()][:-1]
        assert not re.fullmatch(r"[一二三四五]、.{2,10}", lines[-1])


def test_unfilled_sections_are_printed_visibly_and_named(tmp_path: Path) -> None:
    path = tmp_path / "bare.pdf"
    bare = sample(texts=(), with_last=False, practice=True)
    year_summary.write_pdf(bare, path)
    text = flat(path)
    assert text.count(year_summary.PLACEHOLDER) == 4
    assert "同期" not in text
    assert "练习" in text
    assert year_summary.unfilled_sections(bare) == ["主要做法", "取得成效", "存在的问题", "下一步工作打算"]
    assert year_summary.unfilled_sections(sample()) == []


def test_an_empty_register_gives_a_document_without_invented_rates(tmp_path: Path) -> None:
    nothing = FigureTable(PERIOD, "grid", (), Figures())
    key = PopulationKey("2026-11-19", *([0] * 16))
    empty = replace(
        sample(texts=(), with_last=False),
        opening=key, closing=key, totals=Figures(), months=(("1月", Figures()),), by_grid=nothing, by_member=nothing,
        open_reasons=(), close_reasons=(), entity_kinds=(), care_tags=(), visit_outcomes=(), households_visited=0, weeks_closed=0,
    )  # fmt: skip
    path = tmp_path / "empty.pdf"
    year_summary.write_pdf(empty, path)
    assert "%" not in flat(path)
    assert "实有人口0人" in flat(path)


def test_the_last_month_is_unfinished_until_its_last_day() -> None:
    assert months(sample()).unfinished == "前19天"
    assert months(replace(sample(), as_of="2026-11-30")).unfinished == ""
    later = replace(sample(), months=(*sample().months, ("12月", Figures())))
    assert months(later).labels[-1] == "11月"
    assert Figures.total(months(later).figures) == TOTAL


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [(110, 100, "，比上年同期增加10人（增长10.0%）"), (90, 100, "，比上年同期减少10人（下降10.0%）"), (5, 5, "，与上年同期持平"),
     (5, 0, "，比上年同期增加5人"), (5, None, "")],
)  # fmt: skip
def test_comparison_with_last_year(now: int, before: int | None, words: str) -> None:
    assert year_sentences.compared(now, before, "人") == words


def test_typed_text_keeps_its_own_numbers(tmp_path: Path) -> None:
    path = tmp_path / "typed.pdf"
    year_summary.write_pdf(sample(texts=(("下一步", "（一）摸清底数。逐户核对。\n（二）服务到位。定期上门。"),)), path)
    text = re.sub(r"—\d+—", "", flat(path))
    assert "（一）摸清底数。逐户核对。（二）服务到位。定期上门。" in text
    assert text.count(year_summary.PLACEHOLDER) == 3


def test_the_same_data_give_the_same_bytes(document: Path, tmp_path: Path) -> None:
    path = tmp_path / "again.pdf"
    year_summary.write_pdf(sample(), path)
    assert path.read_bytes() == document.read_bytes()
