"""No character falls through, every font is embedded, every character can be copied out of the document."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from app.reports import fonts, office_fonts

HAN_OF_GB18030 = (
    *range(0x4E00, 0x9FF0), *range(0x3400, 0x4DB6), *range(0x20000, 0x2A6D7), *range(0x2A700, 0x2B735), *range(0x2B740, 0x2B81E),
    *range(0x2B820, 0x2CEA2), *range(0x2CEB0, 0x2EBE1), 0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24,
    0xFA27, 0xFA28, 0xFA29,
)  # fmt: skip


def _widths(role: str) -> set[int]:
    return set(fonts._load(f"zhiwang-{role}", fonts.shipped_path(role)).widths)


def test_all_han_characters_of_the_standard_have_a_glyph() -> None:
    assert len(HAN_OF_GB18030) == 87_887
    together = set.union(*(_widths(role) for role in fonts.FALL_BACK))
    assert [hex(code) for code in HAN_OF_GB18030 if code not in together] == []


@pytest.mark.parametrize("role", ["title", "body", "kai", "hei", "song"])
def test_rare_names_are_drawn_as_themselves_in_every_role(role: str) -> None:
    for character in "喆堃昇燊珺玥翀祎𬱖𠮷㛃鿭〔〕—…㎡℃①":
        font, width, drawn = fonts.glyph(character, role)
        assert drawn == character, font
        assert width > 0


def test_a_character_without_any_font_is_shown_as_a_mark_not_as_a_blank() -> None:
    assert fonts.glyph("\U0001f600", "body")[2] == "〓"


def test_marks_that_fill_one_character_in_chinese_text() -> None:
    assert {fonts.glyph(mark, role)[1] for mark in "“”‘’…" for role in ("body", "kai", "song")} == {1.0}
    assert fonts.glyph("—", "body")[1] == 1.0


def test_runs_change_font_only_where_needed() -> None:
    runs = fonts.font_runs("王燊𬱖同志", "body")
    assert "".join(text for _, text in runs) == "王燊𬱖同志"
    assert runs[0][0] != runs[1][0]
    assert runs[-1] == (runs[0][0], "同志")


def test_width_adds_up() -> None:
    assert fonts.text_width("网格", "body", 16) == pytest.approx(32)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_rare_names_can_be_copied_and_all_fonts_are_embedded(tmp_path: Path) -> None:
    path = tmp_path / "names.pdf"
    canvas = Canvas(str(path), invariant=1, initialFontName=fonts.main_font("body"))
    names = ["张燊", "李𬱖", "王𠮷㛃", "欧阳鿭"]
    for line, name in enumerate(names):
        x = 72.0
        for font, piece in fonts.font_runs(name, "body"):
            canvas.setFont(font, 16)
            canvas.drawString(x, 700 - 30 * line, piece)
            x += 16 * len(piece)
    canvas.save()
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert [name for name in names if name not in text] == []
    listing = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout
    rows = listing.splitlines()[2:]
    assert rows
    assert all(row.split()[-5] == "yes" for row in rows)
    assert "Helvetica" not in listing


def test_embedding_rights_are_read_from_the_font(tmp_path: Path) -> None:
    shipped = fonts.shipped_path("rare_a")
    assert office_fonts.may_be_embedded(shipped)
    data = bytearray(shipped.read_bytes())
    position = data.index(b"OS/2", 12)
    offset = int.from_bytes(data[position + 8 : position + 12], "big")
    data[offset + 8 : offset + 10] = b"\x00\x02"
    restricted = tmp_path / "simfang.ttf"
    restricted.write_bytes(data)
    assert not office_fonts.may_be_embedded(restricted)
    assert not office_fonts.may_be_embedded(tmp_path / "missing.ttf")


def test_an_office_font_is_preferred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(fonts.shipped_path("rare_a"), tmp_path / "SimHei.ttf")
    monkeypatch.setattr(office_fonts, "font_folders", lambda: [tmp_path])
    office_fonts.office_fonts.cache_clear()
    try:
        assert office_fonts.office_fonts() == {"hei": tmp_path / "SimHei.ttf"}
        assert "仿宋" in fonts.substitution_note()
        assert "黑体" not in fonts.substitution_note()
    finally:
        office_fonts.office_fonts.cache_clear()
