"""Pictures in a 公文 page: a chart at its final size with its caption below, on the grid of lines."""

from __future__ import annotations

from io import BytesIO

from reportlab.lib.utils import ImageReader
from reportlab.platypus.flowables import Flowable

from app.reports.official.page import draw_text
from app.reports.official.paragraphs import LINE_PITCH

CAPTION_SIZE = 10.5


class Picture(Flowable):  # type: ignore[misc]
    """A PNG of ``width`` × ``height`` points, centred, with caption."""

    def __init__(self, png: bytes, width: float, height: float, caption: str) -> None:
        super().__init__()
        self.png, self.picture_width, self.picture_height, self.caption = png, width, height, caption
        self._available = width

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Whole lines of the grid."""
        self._available = available_width
        lines = -(-(self.picture_height + CAPTION_SIZE * 2.2) // LINE_PITCH)
        self._height = lines * LINE_PITCH
        return available_width, self._height

    def draw(self) -> None:
        """Picture on top, caption below."""
        y = self._height - self.picture_height
        picture = ImageReader(BytesIO(self.png))
        self.canv.drawImage(picture, (self._available - self.picture_width) / 2, y, self.picture_width, self.picture_height)
        draw_text(self.canv, self.caption, self._available / 2, y - CAPTION_SIZE * 1.4, "hei", CAPTION_SIZE, "centre")
