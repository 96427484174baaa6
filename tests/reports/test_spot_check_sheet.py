"""抽查单 and 抽查结果表: what stands on paper, numbered pages with a repeated head, the same figures in the workbook."""

from __future__ import annotations

from pathlib import Path

import python_calamine

from app.models.documents import Imprint
from app.models.spot_check_views import CheckLine, ItemLine, ShareLine, SpotCheckResults, SpotCheckSheet
from app.models.spot_checks import Tally
from app.reports import spot_check_results, spot_check_sheet
from tests.reports.reading import fonts_not_embedded, pdf_text

IMPRINT = Imprint("桂湖社区", "内勤小周", "2026-11-20 18:00", practice=True)


def check(drawn: int) -> CheckLine:
    return CheckLine(
        "c1", "抽1120-1", "2026-11-20", "2026-11-01", "2026-11-19", "按风险", "走访", "韦队长", "", "04712935", 1204, "", Tally(drawn)
    )


def item(number: int, result: str = "", finding: str = "", changed: str = "") -> ItemLine:
    return ItemLine(
        f"i{number}", number, f"{(number - 1) // 3 + 1:02}", f"桂湖花园{number}栋1单元1204", "欧阳丽华", "199****0417", "m1", "王𬱖",
        "2026-11-12", "走访 见到本人 2 人", "任职首月", 5, result, finding, "", changed,
    )  # fmt: skip


def close(text: str) -> str:
    """Without blanks, which follow the layout."""
    return "".join(text.split())


def test_the_sheet_says_what_to_check_and_how_it_was_drawn(tmp_path: Path) -> None:
    path = tmp_path / "抽查单.pdf"
    lines = (item(1), item(2, "bad", "邻居说没人来过"), item(3, changed="登记已更正"), item(4))
    assert spot_check_sheet.write_pdf(SpotCheckSheet(IMPRINT, check(4), lines), path) == 1
    text = close(pdf_text(path)[0])
    for words in (
        "抽查单抽1120-1", "共4条", "抽查人：韦队长", "随机数04712935", "候选1,204条", "欧阳丽华", "199****0417",
        "桂湖花园4栋", "邻居说没人来过", "登记已更正", "（任职首月）", "□合格", "■不合格", "□无法核实", "复核人", "练习", "打印人内勤小周",
    ):  # fmt: skip
        assert words in text, words
    assert text.count("□无法核实") == 4
    assert fonts_not_embedded(path) == []


def test_a_long_sheet_repeats_its_head_and_numbers_its_pages(tmp_path: Path) -> None:
    path = tmp_path / "抽查单.pdf"
    pages = spot_check_sheet.write_pdf(SpotCheckSheet(IMPRINT, check(54), tuple(item(n) for n in range(1, 55))), path)
    texts = pdf_text(path)
    assert pages == len(texts) == 4
    assert all("登记的内容" in text for text in texts)
    assert [text.count("核实情况（手写）") > 0 for text in texts] == [True] * pages
    assert f"共{pages}页" in close(texts[-1])


RESULTS = SpotCheckResults(
    IMPRINT, "2026-11-01", "2026-11-30", "2026年11月",
    (
        ShareLine("m1", "WG-01", "张伟明", "01", Tally(5, 2, 1, 1)),
        ShareLine("m2", "WG-02", "欧阳丽华", "02、03", Tally(5, 0, 0, 2)),
        ShareLine("m3", "WG-03", "王𬱖", "", Tally()),
    ),
)  # fmt: skip


def test_the_results_on_paper(tmp_path: Path) -> None:
    path = tmp_path / "结果.pdf"
    assert spot_check_results.write_pdf(RESULTS, path) == 1
    text = pdf_text(path)[0]
    rows = [line.split() for line in text.splitlines()]
    assert ["WG-01", "张伟明", "01", "5", "4", "2", "1", "1", "66.7%"] in rows
    assert ["WG-02", "欧阳丽华", "02、03", "5", "2", "0", "0", "2", "—"] in rows
    assert ["合计", "3人", "10", "6", "2", "1", "3", "66.7%"] in rows
    assert "2026年11月抽查结果表" in text
    assert "无法核实的不计" in text


def test_the_workbook_has_the_same_figures(tmp_path: Path) -> None:
    path = tmp_path / "结果.xlsx"
    spot_check_results.write_xlsx(RESULTS, path)
    rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "【练习】2026年11月抽查结果表"
    assert rows[3] == ["WG-01", "张伟明", "01", 5, 4, 2, 1, 1, "66.7%"]
    assert rows[6] == ["合计 3 人", "", "", 10, 6, 2, 1, 3, "66.7%"]
