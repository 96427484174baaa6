"""Pages: margins and grid of GB/T 9704, page numbers outside, the mark 练习; files appear only when complete."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.doctemplate import BaseDocTemplate, PageTemplate
from reportlab.platypus.flowables import Flowable
from reportlab.platypus.frames import Frame

from app.reports import fonts
from app.reports.official.paragraphs import CHARACTER_PITCH, LINE_PITCH, MILLIMETRE

TOP, BOTTOM, LEFT, RIGHT = 37 * MILLIMETRE, 35 * MILLIMETRE, 28 * MILLIMETRE, 26 * MILLIMETRE
LINES = 22
TEXT_WIDTH = A4[0] - LEFT - RIGHT
PAGE_NUMBER_SIZE = 14.0
PRACTICE_MARK = "练习"

Story = Sequence[Flowable]
Decoration = Callable[[Canvas, int, int], None]  # canvas, page, pages (0 while they are being counted)


@dataclass(frozen=True)
class PageLayout:
    """Paper and margins in points.  ``frame_overhang`` lets the last line of the grid lose its empty lower part."""

    width: float = A4[0]
    height: float = A4[1]
    top: float = TOP
    bottom: float = BOTTOM
    left: float = LEFT
    right: float = RIGHT
    frame_height: float = LINES * LINE_PITCH + 0.5

    @property
    def text_width(self) -> float:
        """Width between the margins."""
        return self.width - self.left - self.right


OFFICIAL = PageLayout()
TABLE_PORTRAIT = PageLayout(
    top=18 * MILLIMETRE,
    bottom=16 * MILLIMETRE,
    left=14 * MILLIMETRE,
    right=14 * MILLIMETRE,
    frame_height=A4[1] - 34 * MILLIMETRE,
)


class EmbeddedCanvas(Canvas):  # type: ignore[misc]
    """A canvas that never mentions Helvetica and writes the same bytes for the same content."""

    def __init__(self, *arguments: object, **options: object) -> None:
        options.update(initialFontName=fonts.main_font("song"), invariant=1)
        super().__init__(*arguments, **options)


def draw_text(canvas: Canvas, text: str, x: float, y: float, role: str, size: float, align: str = "left") -> None:
    """One line at a place, with per-character fonts."""
    width = fonts.text_width(text, role, size)
    x -= {"left": 0.0, "centre": width / 2, "right": width}[align]
    for font, piece in fonts.font_runs(text, role):
        canvas.setFont(font, size)
        canvas.drawString(x, y, piece)
        x += canvas.stringWidth(piece, font, size)


def official_page_number(canvas: Canvas, page: int, pages: int) -> None:
    """— 1 —: upper edge 7 mm below the text area, odd pages right, even pages left, one character in."""
    baseline = BOTTOM - 7 * MILLIMETRE - PAGE_NUMBER_SIZE * 0.78
    text = f"— {page} —"
    if page % 2:
        draw_text(canvas, text, A4[0] - RIGHT - CHARACTER_PITCH, baseline, "song", PAGE_NUMBER_SIZE, "right")
    else:
        draw_text(canvas, text, LEFT + CHARACTER_PITCH, baseline, "song", PAGE_NUMBER_SIZE)


def draw_practice_mark(canvas: Canvas, layout: PageLayout) -> None:
    """练习 in large grey letters and once in black at the top: no practice sheet may be taken for a real one."""
    canvas.saveState()
    canvas.setFillGray(0.92)
    canvas.translate(layout.width / 2, layout.height / 2)
    canvas.rotate(35)
    draw_text(canvas, f"{PRACTICE_MARK}　不作依据", 0, -40, "bold", 90, "centre")
    canvas.restoreState()
    draw_text(canvas, f"【{PRACTICE_MARK}】", layout.width - layout.right, layout.height - 11 * MILLIMETRE, "bold", 12, "right")


def atomic_write(path: str | Path, write: Callable[[Path], None]) -> None:
    """Write to a temporary name beside the target, then rename: a half-written document never appears under its name."""
    target = Path(path)
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.stem[:40]}-", suffix=target.suffix, delete=False) as file:
        temporary = Path(file.name)
    try:
        write(temporary)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def _build(
    target: Path, story: Story, layout: PageLayout, subject: str, author: str, decorate: Callable[[Canvas, int], None]
) -> int:
    document = BaseDocTemplate(str(target), pagesize=(layout.width, layout.height), title=subject, author=author, creator="织网",
                               pageCompression=1)  # fmt: skip
    bottom = layout.height - layout.top - layout.frame_height
    frame = Frame(layout.left, bottom, layout.text_width, layout.frame_height, 0, 0, 0, 0, id="text")
    page = PageTemplate("page", [frame], onPage=lambda canvas, doc: decorate(canvas, doc.page))
    document.addPageTemplates([page])
    document.build(list(story), canvasmaker=EmbeddedCanvas)
    return int(document.page)


def write_document(
    path: str | Path,
    story: Callable[[], Story],
    *,
    subject: str,
    author: str,
    layout: PageLayout = OFFICIAL,
    practice: bool = False,
    footer: Decoration = official_page_number,
    count_pages: bool = False,
) -> int:
    """Build a document and return its number of pages.  ``count_pages`` builds it twice, so that 共 y 页 is known."""

    def decorate(pages: int) -> Callable[[Canvas, int], None]:
        def on_page(canvas: Canvas, page: int) -> None:
            if practice:
                draw_practice_mark(canvas, layout)
            footer(canvas, page, pages)

        return on_page

    pages = 0

    def write(target: Path) -> None:
        nonlocal pages
        if count_pages:
            pages = _build(target, story(), layout, subject, author, decorate(0))
        pages = _build(target, story(), layout, subject, author, decorate(pages))

    atomic_write(path, write)
    return pages
