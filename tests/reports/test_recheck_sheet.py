"""走访复核单 on paper: numbered, room for the result, what was already found filled in, the head on every page."""

from __future__ import annotations

from pathlib import Path

from app.models.documents import Imprint
from app.models.sign_views import RecheckSheet, SheetLine
from app.reports import recheck_sheet
from tests.reports.reading import fonts_not_embedded, pdf_text


def line(number: int, outcome: str = "", checked: str = "", note: str = "") -> SheetLine:
    return SheetLine(number, "2026-11-17\n19:30 见到本人", "王𬱖", "199****0417", "桂湖花园12栋3单元2204", "欧阳丽华", outcome, checked, note)


def test_cells_of_an_open_and_of_an_answered_line() -> None:
    assert recheck_sheet.cells(line(1))[5:] == ("□上门\n□电话", "□属实\n□不属实\n□无法核实", "", "")
    answered = line(2, "不属实", "电话 李芳 2026-11-20", "家属说九月就搬走了")
    assert recheck_sheet.cells(answered)[5:] == ("□上门\n■电话", "□属实\n■不属实\n□无法核实", "李芳\n2026-11-20", "家属说九月就搬走了")


def test_pages_repeat_the_head_and_lose_no_sign(tmp_path: Path) -> None:
    lines = tuple(line(number, *(("属实", "上门 李芳 2026-11-20") if number % 2 else ())) for number in range(1, 31))
    sheet = RecheckSheet("2026年第47周（11月13日至19日）", lines, Imprint("青禾街道", "赵敏", "2026-11-20 12:00", True))
    pages = recheck_sheet.write_pdf(sheet, tmp_path / "sheet.pdf")
    texts = pdf_text(tmp_path / "sheet.pdf")
    assert pages == len(texts) == 3
    assert all("对方怎么说" in text for text in texts)
    assert "共 30 条" in texts[0]
    assert "■属实" in texts[0]
    assert "王𬱖" in texts[0]
    assert "不自动改变任何数字和名次" in texts[-1]
    assert not any("〓" in text for text in texts)
    assert not fonts_not_embedded(tmp_path / "sheet.pdf")
