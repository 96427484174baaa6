"""Builds the shipped fonts from freely licensed sources (developer script, not needed to run the program).

Why: reportlab embeds only TrueType (glyf) outlines, the sources have CFF outlines or far more characters than a role needs.
The same files serve the window (Qt), the charts (matplotlib) and the documents (reportlab).

Sources are the Debian packages ``fonts-noto-cjk``, ``fonts-lxgw-wenkai``, ``fonts-hanazono`` and, for 仿宋, the file
FandolFang-Regular.otf of ``texlive-lang-chinese`` (give its folder with ``--fandol``).  Every font is renamed, because the
licences reserve the original names for the original files.

    python build_fonts.py --fandol FOLDER_WITH_FANDOLFANG [name …]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont, newTable

HERE = Path(__file__).resolve().parent
SYSTEM = Path("/usr/share/fonts")
NOTO_SC = 2  # the face for mainland China inside the Noto collections
NOTO = SYSTEM / "opentype" / "noto"
LARGEST_CURVE_ERROR = 1.0  # of 1000 units: invisible below 100 pt
SYMBOL_BLOCKS = (
    (0x20, 0x7F), (0xA0, 0x180), (0x2B0, 0x300), (0x370, 0x400), (0x400, 0x460), (0x2000, 0x2070), (0x2070, 0x20D0), (0x2100, 0x2400),
    (0x2460, 0x2800), (0x2E80, 0x2FE0), (0x2FF0, 0x3100), (0x3200, 0x3400), (0xFE10, 0xFE20), (0xFE30, 0xFE70), (0xFF00, 0xFFF0),
)  # fmt: skip
HANGUL_BLOCKS = ((0x1100, 0x1200), (0x3130, 0x3190), (0xA960, 0xA980), (0xAC00, 0xD800), (0xFFA0, 0xFFE0))
# GB 18030-2022, implementation level 3: 87,887 Han characters.
GB18030_HAN = (
    (0x4E00, 0x9FF0), (0x3400, 0x4DB6), (0x20000, 0x2A6D7), (0x2A700, 0x2B735), (0x2B740, 0x2B81E), (0x2B820, 0x2CEA2), (0x2CEB0, 0x2EBE1),
    (0xFA0E, 0xFA10), (0xFA11, 0xFA12), (0xFA13, 0xFA15), (0xFA1F, 0xFA20), (0xFA21, 0xFA22), (0xFA23, 0xFA25), (0xFA27, 0xFA2A),
)  # fmt: skip


@dataclass(frozen=True)
class Recipe:
    """One shipped file: where it comes from, what it is called and which characters it keeps."""

    file: str
    family: str
    style: str
    source: Path
    keep: str  # common | titles | all | rare
    face: int = 0


def recipes(fandol: Path) -> list[Recipe]:
    """Every shipped font, the window's fonts first."""
    return [
        Recipe("ZhiwangSans-Regular.ttf", "Zhiwang Sans", "Regular", NOTO / "NotoSansCJK-Regular.ttc", "common", NOTO_SC),
        Recipe("ZhiwangSans-Bold.ttf", "Zhiwang Sans", "Bold", NOTO / "NotoSansCJK-Bold.ttc", "common", NOTO_SC),
        Recipe("ZhiwangSerif-Regular.ttf", "Zhiwang Serif", "Regular", NOTO / "NotoSerifCJK-Regular.ttc", "all", NOTO_SC),
        Recipe("ZhiwangSerif-Bold.ttf", "Zhiwang Serif", "Bold", NOTO / "NotoSerifCJK-Bold.ttc", "titles", NOTO_SC),
        Recipe("ZhiwangKai-Regular.ttf", "Zhiwang Kai", "Regular", SYSTEM / "truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf", "common"),
        Recipe("ZhiwangFang-Regular.ttf", "Zhiwang Fang", "Regular", fandol / "FandolFang-Regular.otf", "all"),
        Recipe("ZhiwangRareA-Regular.ttf", "Zhiwang Rare A", "Regular", SYSTEM / "truetype/hanazono/HanaMinA.ttf", "rare"),
        Recipe("ZhiwangRareB-Regular.ttf", "Zhiwang Rare B", "Regular", SYSTEM / "truetype/hanazono/HanaMinB.ttf", "rare"),
    ]


def characters(blocks: Iterable[tuple[int, int]]) -> set[int]:
    """Code points of half-open blocks."""
    return {code for first, end in blocks for code in range(first, end)}


def open_font(recipe: Recipe) -> TTFont:
    """The source font, or its face in a collection."""
    if recipe.source.suffix == ".ttc":
        return TTCollection(str(recipe.source), lazy=True).fonts[recipe.face]
    return TTFont(str(recipe.source), lazy=True)


def kept(recipe: Recipe, font: TTFont) -> set[int]:
    """Characters of a recipe: GBK (titles: GB 2312) and symbols for the everyday fonts, what Song lacks for the rare ones."""
    available = set(font.getBestCmap())
    if recipe.keep in ("common", "titles"):
        encoding = "gbk" if recipe.keep == "common" else "gb2312"
        everyday = {code for code in available if code < 0x10000 and chr(code).encode(encoding, "ignore")}
        beyond = {code for code in available if 0x20000 <= code < 0x2F800 or 0x9FA6 <= code < 0xA000}
        return (everyday | beyond | characters(SYMBOL_BLOCKS)) & available
    if recipe.keep == "rare":
        song = set(TTCollection(str(NOTO / "NotoSerifCJK-Regular.ttc"), lazy=True).fonts[NOTO_SC].getBestCmap())
        return (characters(GB18030_HAN) - song) & available
    return available - characters(HANGUL_BLOCKS)


def subset(font: TTFont, keep: set[int]) -> None:
    """Drop other characters and every table that a horizontal Chinese page does not need."""
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.desubroutinize = True
    options.notdef_outline = True
    options.name_IDs = [0, 13, 14]
    options.drop_tables += ["BASE", "GSUB", "GPOS", "GDEF", "vhea", "vmtx", "VORG", "FFTM", "prop", "gasp", "DSIG"]
    subsetter = Subsetter(options=options)
    subsetter.populate(unicodes=sorted(keep))
    subsetter.subset(font)


def to_truetype(font: TTFont) -> None:
    """Cubic CFF outlines become quadratic glyf outlines."""
    order = font.getGlyphOrder()
    source = font.getGlyphSet()
    glyf = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        source[name].draw(Cu2QuPen(pen, LARGEST_CURVE_ERROR, reverse_direction=True))
        glyf.glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = glyf
    hmtx = font["hmtx"]
    for name in order:
        glyph = glyf.glyphs[name]
        glyph.recalcBounds(glyf)
        hmtx[name] = (hmtx[name][0], getattr(glyph, "xMin", 0))
    del font["CFF "]
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for field in ("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements", "maxSizeOfInstructions"):
        setattr(maxp, field, 0)
    maxp.maxZones = 1
    maxp.maxComponentElements = maxp.maxComponentDepth = 0
    font.sfntVersion = "\x00\x01\x00\x00"


def rename(font: TTFont, recipe: Recipe) -> None:
    """Own family name, so that Regular and Bold are one family and reserved names are not used."""
    names = font["name"]
    source = {number: names.getDebugName(number) for number in (0, 13, 14)}
    names.names = []
    full = f"{recipe.family} {recipe.style}"
    texts = {**source, 1: recipe.family, 2: recipe.style, 3: f"{full} 1.0", 4: full, 5: "Version 1.0", 6: full.replace(" ", "")}
    texts[6] = recipe.family.replace(" ", "") + "-" + recipe.style
    for number, text in sorted(texts.items()):
        if text:
            names.setName(text, number, 3, 1, 0x409)
    bold = recipe.style == "Bold"
    font["OS/2"].usWeightClass = 700 if bold else 400
    font["OS/2"].fsSelection = 0x20 if bold else 0x40
    font["OS/2"].fsType = 0
    font["head"].macStyle = 1 if bold else 0


def build(recipe: Recipe) -> Path:
    """Make one font file."""
    font = open_font(recipe)
    subset(font, kept(recipe, font))
    if "CFF " in font:
        to_truetype(font)
    rename(font, recipe)
    font["post"].formatType = 3.0
    font["head"].created = font["head"].modified = 0
    font.recalcTimestamp = False
    target = HERE / recipe.file
    font.save(str(target))
    return target


def main() -> None:
    """Build all fonts, or those named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fandol", type=Path, default=Path("."))
    parser.add_argument("names", nargs="*")
    wanted = parser.parse_args()
    for recipe in recipes(wanted.fandol):
        if not wanted.names or any(name in recipe.file for name in wanted.names):
            target = build(recipe)
            print(f"{target.name}: {target.stat().st_size / 1e6:.1f} MB, {len(TTFont(str(target), lazy=True).getBestCmap())} characters")


if __name__ == "__main__":
    main()
