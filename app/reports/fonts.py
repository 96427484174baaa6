"""Fonts of documents: a role (title, body, kai, hei, song) becomes a font per character, so that no name is ever a box or a blank.

Order for each character: the office's own font of the role, the shipped look-alike, 宋, Rare A, Rare B, 黑.  Fonts are parsed when
first needed and once per process.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import RLock

from reportlab.pdfbase import pdfmetrics, ttfonts

from app.reports.office_fonts import office_fonts

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "fonts"
SHIPPED: dict[str, str] = {
    "title": "ZhiwangSerif-Bold.ttf",
    "body": "ZhiwangFang-Regular.ttf",
    "kai": "ZhiwangKai-Regular.ttf",
    "hei": "ZhiwangSans-Regular.ttf",
    "bold": "ZhiwangSans-Bold.ttf",
    "song": "ZhiwangSerif-Regular.ttf",
    "rare_a": "ZhiwangRareA-Regular.ttf",
    "rare_b": "ZhiwangRareB-Regular.ttf",
}
FALL_BACK = ("song", "rare_a", "rare_b", "hei")
ROLE_NAMES = {"title": "小标宋", "body": "仿宋", "kai": "楷体", "hei": "黑体"}
FULL_WIDTH_MARKS = frozenset("“”‘’—…")  # Latin fonts draw them narrow; in Chinese text they fill one character
UNKNOWN = "〓"  # printers' mark for a character that no font has: visible, never a blank
_LOCK = RLock()


def _to_unicode_map(fontname: str, subset: list[int]) -> str:
    """The character map of an embedded font.  reportlab writes characters beyond U+FFFF as five digits, so that a name such as 𬱖
    cannot be copied or searched; the format wants UTF-16 pairs, and at most 100 entries in a block."""
    entries = [
        f"<{index:02X}> <{chr(code).encode('utf-16-be', 'surrogatepass').hex().upper()}>" for index, code in enumerate(subset)
    ]
    lines = [
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap", "/CIDSystemInfo",
        f"<< /Registry ({fontname})", f"/Ordering ({fontname})", "/Supplement 0", ">> def",
        f"/CMapName /{fontname} def", "/CMapType 2 def",
        "1 begincodespacerange", f"<00> <{len(subset) - 1:02X}>", "endcodespacerange",
    ]  # fmt: skip
    for start in range(0, len(entries), 100):
        block = entries[start : start + 100]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


ttfonts.makeToUnicodeCMap = _to_unicode_map


@dataclass(frozen=True)
class Loaded:
    """A registered font: its name in documents, its characters and their widths in thousandths of the size."""

    name: str
    widths: dict[int, float]
    ascent: float


@cache
def _load(name: str, path: Path) -> Loaded:
    with _LOCK:
        font = ttfonts.TTFont(name, str(path), shapable=False)
        pdfmetrics.registerFont(font)
        face = font.face
        widths = {code: face.charWidths.get(code, face.defaultWidth) for code in face.charToGlyph}
        return Loaded(name, widths, face.ascent / 1000)


def shipped_path(role: str) -> Path:
    """File of the shipped font of a role."""
    return FOLDER / SHIPPED[role]


def shipped_has(role: str, text: str) -> bool:
    """Whether the shipped font of a role alone can draw a text."""
    widths = _load(f"zhiwang-{role}", shipped_path(role)).widths
    return all(ord(character) in widths for character in text)


def _chain(role: str) -> list[tuple[str, Path]]:
    own = office_fonts().get(role)
    chain = [(f"office-{role}", own)] if own else []
    names = [role, *(name for name in FALL_BACK if name != role)]
    return chain + [(f"zhiwang-{name}", shipped_path(name)) for name in names]


@cache
def glyph(character: str, role: str) -> tuple[str, float, str]:
    """Font name, width in em and the character to draw: the first font of the role's chain that has it."""
    code = ord(character)
    narrow: tuple[str, float, str] | None = None
    for name, path in _chain(role):
        width = _load(name, path).widths.get(code)
        if width is None:
            continue
        if character not in FULL_WIDTH_MARKS or width >= 1000:
            return name, width / 1000, character
        narrow = narrow or (name, width / 1000, character)
    if narrow:
        return narrow
    return ("zhiwang-song", 1.0, " ") if character.isspace() else glyph(UNKNOWN, role)


def main_font(role: str) -> str:
    """Name of the first font of a role (registered); for canvases that need a font name at once."""
    name, path = _chain(role)[0]
    return _load(name, path).name


def font_runs(text: str, role: str) -> list[tuple[str, str]]:
    """Text cut where the font changes: [(font name, piece), …]."""
    runs: list[tuple[str, str]] = []
    for character in text:
        font, _, drawn = glyph(character, role)
        if runs and runs[-1][0] == font:
            runs[-1] = (font, runs[-1][1] + drawn)
        else:
            runs.append((font, drawn))
    return runs


def text_width(text: str, role: str, size: float) -> float:
    """Width in points."""
    return sum(glyph(character, role)[1] for character in text) * size


def substitution_note() -> str:
    """Said once beside the preview: which of the office's document fonts are missing here; '' = none."""
    missing = [name for role, name in ROLE_NAMES.items() if role not in office_fonts()]
    return f"这台电脑没有装{'、'.join(missing)}公文字体，已改用随程序提供的相近字体；装上后会自动使用。" if missing else ""
