"""Draws a matplotlib figure straight onto a PDF page: lines and areas as vectors, texts as texts in the document's own fonts.

Sharp on any printer, small, and searchable; matplotlib's own PDF backend would embed a whole Chinese font for each chart.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.transforms import Transform
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from app.reports import fonts

CAPS = {"butt": 0, "round": 1, "projecting": 2}
JOINS = {"miter": 0, "round": 1, "bevel": 2}
DESCENT = 0.16  # share of the size below the base line
POINTS_PER_INCH = 72


def _role(font: FontProperties) -> str:
    return "bold" if font.get_weight() == "bold" or "Bold" in str(font.get_file() or "") else "hei"


class Recording:
    """What was drawn, to be drawn again on any canvas: laying a figure out takes ten times longer than its strokes, and the preview
    of a text shows the same figures after every word that is typed."""

    def __init__(self) -> None:
        self._calls: list[tuple[str, tuple[object, ...], dict[str, object]]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        """Any order to a canvas that answers nothing."""
        if name.startswith("_"):
            raise AttributeError(name)
        return partial(self._keep, name)

    def _keep(self, name: str, *arguments: object, **options: object) -> None:
        self._calls.append((name, arguments, options))

    def beginPath(self) -> Any:  # noqa: N802 (the name is reportlab's)
        """A path of its own, as a canvas gives it."""
        return PDFPathObject()

    def stringWidth(self, text: str, font: str, size: float) -> float:  # noqa: N802
        """Measures without a page."""
        return float(pdfmetrics.stringWidth(text, font, size))

    def play(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw with the lower left corner at ``x``, ``y``."""
        canvas.saveState()
        canvas.translate(x, y)
        for name, arguments, options in self._calls:
            getattr(canvas, name)(*arguments, **options)
        canvas.restoreState()


class CanvasRenderer(RendererBase):
    """A renderer whose pixels are the points of a reportlab canvas."""

    def __init__(self, canvas: Canvas | Recording, width: float, height: float) -> None:
        super().__init__()
        self.canvas, self.width, self.height = canvas, width, height

    def flipy(self) -> bool:
        """Both count upwards."""
        return False

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Size in points."""
        return self.width, self.height

    def points_to_pixels(self, points: Any) -> Any:
        """One and the same."""
        return points

    def _clip(self, context: GraphicsContextBase) -> None:
        box = context.get_clip_rectangle()
        if box is not None:
            path = self.canvas.beginPath()
            path.rect(box.x0, box.y0, box.width, box.height)
            self.canvas.clipPath(path, stroke=0, fill=0)

    def _pen(self, context: GraphicsContextBase) -> bool:
        """Set the pen; whether there is anything to stroke."""
        colour: Any = context.get_rgb()
        width = context.get_linewidth()
        if not width or (len(colour) > 3 and colour[3] == 0):
            return False
        canvas = self.canvas
        canvas.setStrokeColorRGB(*colour[:3])
        canvas.setLineWidth(width)
        canvas.setLineCap(CAPS[str(context.get_capstyle())])
        canvas.setLineJoin(JOINS[str(context.get_joinstyle())])
        dashes: Any = context.get_dashes()
        if dashes[1] is not None:
            canvas.setDash([float(dash) for dash in dashes[1]], float(dashes[0]))
        return True

    def draw_path(self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace: Any = None) -> None:
        """Fill and stroke one path."""
        canvas = self.canvas
        canvas.saveState()
        self._clip(gc)
        stroke = self._pen(gc)
        fill = rgbFace is not None and not (len(rgbFace) > 3 and rgbFace[3] == 0)
        if fill:
            canvas.setFillColorRGB(*rgbFace[:3])
        if stroke or fill:
            canvas.drawPath(_outline(canvas, path, transform), stroke=int(stroke), fill=int(fill))
        canvas.restoreState()

    def draw_text(
        self, gc: GraphicsContextBase, x: float, y: float, s: str, prop: FontProperties, angle: float,
        ismath: Any = False, mtext: Any = None,
    ) -> None:  # fmt: skip
        """One line of text with its base line at ``x``, ``y``."""
        canvas, size = self.canvas, prop.get_size_in_points()
        canvas.saveState()
        canvas.setFillColorRGB(*gc.get_rgb()[:3])
        canvas.translate(x, y)
        canvas.rotate(angle)
        place = 0.0
        for font, piece in fonts.font_runs(s, _role(prop)):
            canvas.setFont(font, size)
            canvas.drawString(place, 0, piece)
            place += canvas.stringWidth(piece, font, size)
        canvas.restoreState()

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        """Measures by the document's fonts."""
        size = prop.get_size_in_points()
        return fonts.text_width(s, _role(prop), size), size, size * DESCENT


def _outline(canvas: Canvas | Recording, path: Path, transform: Transform) -> Any:
    outline = canvas.beginPath()
    x = y = 0.0
    for points, code in path.iter_segments(transform, simplify=False, curves=True):
        end = [float(value) for value in points]
        if code == Path.MOVETO:
            outline.moveTo(*end)
        elif code == Path.LINETO:
            outline.lineTo(*end)
        elif code == Path.CURVE3:  # a quadratic curve as a cubic one
            cx, cy, ex, ey = end
            outline.curveTo(x + 2 / 3 * (cx - x), y + 2 / 3 * (cy - y), ex + 2 / 3 * (cx - ex), ey + 2 / 3 * (cy - ey), ex, ey)
        elif code == Path.CURVE4:
            outline.curveTo(*end)
        else:
            outline.close()
            continue
        x, y = end[-2], end[-1]
    return outline


def record(figure: Figure) -> Recording:
    """The strokes and texts of ``figure`` with its lower left corner at 0, 0.  The caller holds the lock of ``charts``."""
    width, height = (float(side) * POINTS_PER_INCH for side in figure.get_size_inches())
    dpi, recording = figure.dpi, Recording()
    figure.dpi = POINTS_PER_INCH
    try:
        figure.draw(CanvasRenderer(recording, width, height))
    finally:
        figure.dpi = dpi
    return recording


def draw_figure(figure: Figure, canvas: Canvas, x: float, y: float) -> None:
    """Draw ``figure`` once with its lower left corner at ``x``, ``y``.  The caller holds the lock of ``charts``."""
    record(figure).play(canvas, x, y)
