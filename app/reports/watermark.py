"""Who took a list of people out, when, and under which number: light grey below the words, so that a copy can be traced.

Grey 0.86 on paper: seen when looked for, and the nine-point text over it stays black on nearly white, also from a black-and-white printer.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zlib import crc32

from app.reports import fonts
from app.reports.official.page import PageLayout, draw_text

GREY = 0.86
SIZE = 13.0
TILE = (520, 260)  # pixels of one repetition behind a worksheet


def draw(canvas: Any, layout: PageLayout, text: str) -> None:
    """On a page, before anything else is drawn."""
    if not text:
        return
    name = f"watermark{layout.width:.0f}x{crc32(text.encode()):x}"
    if not canvas.hasForm(name):  # drawn once, shown on every page
        canvas.beginForm(name, 0, 0, layout.width, layout.height)
        _tiles(canvas, layout, text)
        canvas.endForm()
    canvas.doForm(name)


def _tiles(canvas: Any, layout: PageLayout, text: str) -> None:
    canvas.saveState()
    canvas.setFillGray(GREY)
    canvas.translate(layout.width / 2, layout.height / 2)
    canvas.rotate(24)
    step = fonts.text_width(text, "hei", SIZE) + 90
    for line in range(-4, 5):
        for place in range(-2, 3):
            draw_text(canvas, text, place * step + (line % 2) * step / 2, line * 105, "hei", SIZE, "centre")
    canvas.restoreState()


def on_sheet(page: Any, text: str) -> None:
    """On a worksheet: behind the cells on the screen, in the head of every printed page."""
    if not text:
        return
    page.set_header(f"&R&8&K999999{text.replace('&', '&&')}")
    page.set_background(_tile(text))


def _tile(text: str) -> BytesIO:
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", TILE, 255)
    pencil = ImageDraw.Draw(picture)
    font = ImageFont.truetype(str(fonts.shipped_path("hei")), 17)
    words = text.split("　")
    middle = (len(words) + 1) // 2
    for line, part in enumerate(("　".join(words[:middle]), "　".join(words[middle:]))):
        pencil.text((20, 100 + 30 * line), part, fill=222, font=font)
    stream = BytesIO()
    picture.rotate(14, fillcolor=255).save(stream, "PNG")
    stream.seek(0)
    return stream
