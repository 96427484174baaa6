"""走访单 on paper: numbers, order, masks, room for notes, pages."""

from __future__ import annotations

from pathlib import Path

from app.models.documents import Imprint
from app.models.visit_views import SheetBuilding, SheetTarget, VisitSheet
from app.reports import visit_sheet
from tests.reports.reading import fonts_not_embedded, pdf_text


def target(number: int, room: str, name: str) -> SheetTarget:
    return SheetTarget(
        number, "resident", f"r{number}", name, f"桂湖花园3栋1单元{room}", room, "199****0417", "独居老人每周走访", "超期 41 天",
        "10-03 见到本人", f"{name}（户主78）、林小燕（配偶46）、黄小宝（子11）",
    )  # fmt: skip


def sheet(count: int) -> VisitSheet:
    names = ["陈国富", "𬱖𫖯", "欧阳娜", "买买提·艾力"]
    rows = tuple(target(number, f"{26 - number // 2}0{number % 2 + 1}", names[number % 4]) for number in range(1, count + 1))
    shop = SheetTarget(
        count + 1, "entity", "e", "好又多便利店", "桂湖路136号", "", "199****5502", "法人单位每季走访", "今天", "", "桂湖路136号"
    )
    return VisitSheet(
        "1120-1", "2026-11-20", "李秀兰", "06网格", (SheetBuilding("桂湖花园3栋1单元", rows), SheetBuilding("沿街单位", (shop,))),
        imprint=Imprint("青禾街道桂湖社区", "李秀兰", "2026-11-20 13:40", True), purpose="晚间走访",
    )  # fmt: skip


def test_every_line_is_there_with_number_mask_and_boxes(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    assert visit_sheet.write_pdf(sheet(10), path) == 1
    page = pdf_text(path)[0]
    assert "走访单 1120-1" in page
    assert "共 11 户（家）" in page
    assert "199****0417" in page
    assert page.count("□本人") == 11
    assert "第1页" in page.replace(" ", "")
    assert "练习" in page
    assert "用途：晚间走访" in page
    assert "1120-1-1" in page
    assert fonts_not_embedded(path) == []


def test_a_long_round_goes_on_with_the_head_repeated(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    assert visit_sheet.write_pdf(sheet(40), path) == 3
    pages = pdf_text(path)
    assert all("情况记录" in page for page in pages)
    assert sum(page.count("□本人") for page in pages) == 41
    assert "（续）" in pages[1]


def test_the_same_sheet_gives_the_same_bytes(tmp_path: Path) -> None:
    visit_sheet.write_pdf(sheet(3), tmp_path / "a.pdf")
    visit_sheet.write_pdf(sheet(3), tmp_path / "b.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
