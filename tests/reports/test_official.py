"""The 公文 page: line breaking without faults, the grid of 22 × 28, headings, page numbers, tables."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.reports.official import line_breaking, page, paragraphs, tables
from app.reports.official.line_breaking import Span, balanced_lines, break_lines, glyphs_of
from app.reports.official.paragraphs import CHARACTER_PITCH, LINE_PITCH, MILLIMETRE

PIECES = [
    "社区按照“网格化管理、组团式服务”的要求，", "共走访57,187人次；", "新增人口9,905人、注销人口8,810人……", "见《工作要点》（〔2026〕7号）。",
    "每天14:00至21:00入户，", "完成率98.5%，", "成绩来之不易——", "李𬱖、王燊等同志居前！", "面积1,234.5平方米；", "“回头看”共12次？",
    "自2026年11月2日起", "使用Excel整理资料，", "第47周", "（一）底数清，", "网格员逐户核实情况，", "比上年提高3.2个百分点。", "共18个网格，",
]  # fmt: skip
FORBIDDEN_FIRST = set("、。，．；：！？）〕】》〉”’』」％%℃·—…")
FORBIDDEN_LAST = set("（〔【《〈“‘『「№￥$")
WIDTH = 28 * CHARACTER_PITCH


def long_text(seed: int, pieces: int) -> str:
    chance = random.Random(seed)
    return "".join(chance.choice(PIECES) for _ in range(pieces))


def broken(text: str) -> list[line_breaking.Line]:
    style = paragraphs.BODY
    return break_lines(glyphs_of([Span(text)], style.size, style.letter_space), WIDTH, 2 * CHARACTER_PITCH)


@pytest.mark.parametrize("seed", range(8))
def test_long_text_has_no_fault_at_either_end_of_a_line_and_no_cut_number(seed: int) -> None:
    text = long_text(seed, 600)
    lines = broken(text)
    assert len(lines) > 150
    assert "".join(line.text for line in lines) == text
    assert [line.text for line in lines[1:] if line.text[0] in FORBIDDEN_FIRST] == []
    assert [line.text for line in lines if line.text[-1] in FORBIDDEN_LAST] == []
    for left, right in zip(lines, lines[1:], strict=False):
        joint = left.text[-1] + right.text[0]
        assert not re.fullmatch(r"[0-9A-Za-z.,]{2}|\d[年月日人次个周%号]|——|……|〕\d", joint), joint


@pytest.mark.parametrize("seed", range(3))
def test_lines_fill_the_measure_and_are_never_wider(seed: int) -> None:
    for line in broken(long_text(seed, 300))[:-1]:
        stretch = line.gap * sum(glyph.stretchable for glyph in line.glyphs[:-1])
        give = line.squeezed * sum(glyph.squeeze for glyph in line.glyphs)
        assert line.indent + line.width + stretch - give == pytest.approx(WIDTH, abs=0.05)
        assert line.squeezed <= 1


def test_twenty_eight_characters_fill_a_line() -> None:
    lines = broken("网" * 26 + "格" * 28 + "员")
    assert [len(line.text) for line in lines] == [26, 28, 1]


def test_a_comma_that_would_start_a_line_is_squeezed_in() -> None:
    lines = broken("网" * 10 + "、" + "网" * 15 + "，" + "后")
    assert lines[0].text.endswith("，")
    assert lines[0].squeezed > 0


def test_without_room_to_squeeze_the_break_moves_back() -> None:
    lines = broken("网" * 25 + "《要点》")
    assert [line.text for line in lines] == ["网" * 25, "《要点》"]


def test_a_piece_longer_than_a_line_is_cut_rather_than_lost() -> None:
    text = "x" * 200
    assert "".join(line.text for line in broken(text)) == text


def test_title_breaks_at_word_sense_with_the_longer_line_first_or_equal() -> None:
    text = "关于桂湖街道第二网格片区2026年第47周网格数据采集情况的通报"
    lines = balanced_lines(text, "title", 22, page.TEXT_WIDTH)
    assert "".join(lines) == text
    assert len(lines) == 2
    assert not lines[0].endswith(("网", "数", "情", "采"))


def test_chinese_numbers_and_dates() -> None:
    assert [paragraphs.chinese_number(value) for value in (1, 9, 10, 11, 20, 21)] == ["一", "九", "十", "十一", "二十", "二十一"]
    assert paragraphs.official_date("2026-11-02") == "2026年11月2日"


def words(path: Path) -> list[list[tuple[float, float, float, float, str]]]:
    """Word boxes of each page (left, top, right, bottom, text) as poppler sees them."""
    out = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True).stdout
    pattern = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')
    return [[(*(float(v) for v in m[:4]), m[4]) for m in pattern.findall(part)] for part in out.split("<page ")[1:]]  # type: ignore[misc]


needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


@needs_poppler
def test_grid_margins_headings_and_page_numbers(tmp_path: Path) -> None:
    path = tmp_path / "text.pdf"
    story = [*paragraphs.heading(1, 1, "基本情况"), *paragraphs.body(long_text(1, 500))]
    pages = page.write_document(path, lambda: story, subject="试", author="试")
    boxes = words(path)
    assert pages == len(boxes) > 4
    full = boxes[1]
    lines = sorted({round(top) for _, top, _, _, text in full if "—" not in text or len(text) > 4})
    assert 22 <= len(lines) <= 24
    body = [box for box in full if box[1] < 297 * MILLIMETRE - page.BOTTOM]
    edge = min(box[0] for box in body if not box[4].startswith(("《", "（", "“")))  # their empty half may hang out
    assert edge == pytest.approx(28 * MILLIMETRE, abs=1.5)
    assert max(box[2] for box in body) <= 184 * MILLIMETRE + 1.5
    tops = sorted({round(box[1], 1) for box in boxes[2] if box[1] < 750})
    steps = [b - a for a, b in zip(tops, tops[1:], strict=False) if b - a > 5]
    assert all(step == pytest.approx(LINE_PITCH, abs=3) for step in steps)
    numbers = [[box for box in boxes[index] if box[1] > 297 * MILLIMETRE - page.BOTTOM + 10] for index in (0, 1)]
    assert min(box[0] for box in numbers[0]) > 400  # odd: right
    assert max(box[2] for box in numbers[1]) < 200  # even: left
    assert [" ".join(box[4] for box in line) for line in numbers] == ["— 1 —", "— 2 —"]


@needs_poppler
def test_a_table_repeats_its_head_and_keeps_its_total_with_rows(tmp_path: Path) -> None:
    path = tmp_path / "table.pdf"
    columns = [tables.Column("网格", 1, "centre"), tables.Column("走访", 2)]
    rows = [tables.Row((f"{i:03}", tables.number(i * 1000))) for i in range(1, 101)] + [
        tables.Row(("合计", tables.number(None)), True)
    ]
    table = tables.Table(columns, rows, caption="表1　走访", unit="人")
    page.write_document(path, lambda: [table], subject="试", author="试")
    text = [" ".join(box[4] for box in boxes) for boxes in words(path)]
    assert len(text) >= 3
    assert all("网格" in part and "走访" in part and "单位：人" in part for part in text)
    assert "（续）" not in text[0]
    assert all("（续）" in part for part in text[1:])
    assert "合计 —" in text[-1]
    assert "100,000" in text[-1]


def test_the_same_content_gives_the_same_bytes_and_nothing_half_written_remains(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        page.write_document(tmp_path / name, lambda: paragraphs.body(long_text(3, 50)), subject="试", author="试")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()

    def fails() -> list[paragraphs.Text]:
        raise ValueError

    with pytest.raises(ValueError):
        page.write_document(tmp_path / "c.pdf", fails, subject="试", author="试")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf", "b.pdf"]
