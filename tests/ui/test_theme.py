"""Contrast of every pair of tokens, sizes, and words that may not appear."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFontInfo, QRawFont

from app.settings import resource_path
from app.ui.theme import PAIRS, SCALES, TOKENS, Theme, load_rare_fonts

ROOT = Path(__file__).parents[2]
FORBIDDEN = re.compile("系统异常|非法|参数错误|确定要|请您|[\u4e00-\u9fff]！")


def luminance(token: str) -> float:
    """WCAG 2.1 relative luminance."""
    parts = [int(TOKENS[token][place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS, ids=lambda value: str(value))
def test_contrast(ink: str, ground: str, least: float) -> None:
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least


def test_style_sheet_is_complete_and_nothing_is_smaller_than_12_pixels() -> None:
    for scale in SCALES:
        sheet = Theme(scale).style_sheet()
        assert "@" not in sheet
        assert "$" not in sheet
        sizes = [int(size) for size in re.findall(r"font-size: (\d+)px", sheet)]
        assert min(sizes) >= 12 * scale - 0.5
        for path in re.findall(r"url\(([^)]+)\)", sheet):
            assert Path(path).exists(), path


def test_text_sizes_step_up_and_down_and_stop_at_the_ends() -> None:
    assert Theme(1.0).larger(1) == 1.15
    assert Theme(1.15).larger(1) == 1.3
    assert Theme(1.3).larger(1) == 1.3
    assert Theme(1.0).larger(-1) == 1.0
    assert (Theme(1.3).px(1), Theme(1.3).px(10)) == (1, 13)


def test_the_window_brings_its_own_chinese_font(theme: Theme) -> None:
    font = theme.font(14)
    assert QFontInfo(font).family() == "Zhiwang Sans"
    assert QRawFont.fromFont(font).supportsCharacter(ord("网"))
    assert QFontInfo(theme.font(14, bold=True)).bold()


def test_rare_names_have_a_font(theme: Theme) -> None:
    load_rare_fonts()
    rare = QRawFont.fromFont(_family("Zhiwang Rare B"))
    assert rare.supportsCharacter(0x2B5B8) or rare.supportsCharacter(0x20BB7)


def _family(name: str):
    from PySide6.QtGui import QFont

    font = QFont()
    font.setFamilies([name])
    return font


def words_on_the_screen() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "app").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        blocks = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body]
        documentation = {id(block.body[0].value) for block in blocks if isinstance(block.body[0], ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
                yield f"{path.name}:{node.lineno}", node.value


def test_forbidden_words_are_absent() -> None:
    assert not [(place, text) for place, text in words_on_the_screen() if FORBIDDEN.search(text)]


def test_every_icon_that_is_named_exists() -> None:
    named: set[str] = set()
    for path in (ROOT / "app" / "ui").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r'icons\.(?:icon|pixmap)\("([a-z0-9-]+)"', text)) | set(re.findall(r'icon_button\("([a-z0-9-]+)"', text))
        named |= set(re.findall(r'\bbutton\("[^"]+", "([a-z0-9-]+)"', text)) | set(re.findall(r'show_state\("([a-z0-9-]+)"', text))
    assert named
    assert not [name for name in named if not resource_path("icons", f"{name}.svg").exists()]
