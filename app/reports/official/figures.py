"""Pictures in a 公文 page: a chart at its final size with its caption below, on the grid of lines."""

from __future__ import annotations

from reportlab.platypus.flowables import Flowable

from app.reports.charts import Chart
from app.reports.official.page import draw_text
from app.reports.official.paragraphs import LINE_PITCH

CAPTION_SIZE = 10.5


class Picture(Flowable):  # type: ignore[misc]
    """A chart drawn as vectors at its final size, centred, with caption; smaller only where it would not fit ``most_lines``."""

    def __init__(self, chart: Chart, caption: str, most_lines: int = 20) -> None:
        super().__init__()
        self.chart, self.caption = chart, caption
        room = most_lines * LINE_PITCH - CAPTION_SIZE * 2.2
        self.scale = min(1.0, room / chart.height)
        self.picture_width, self.picture_height = chart.width * self.scale, chart.height * self.scale
        self._available = chart.width

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Whole lines of the grid."""
        self._available = available_width
        lines = -(-(self.picture_height + CAPTION_SIZE * 2.2 - 0.01) // LINE_PITCH)
        self._height = lines * LINE_PITCH
        return available_width, self._height

    def draw(self) -> None:
        """Picture on top, caption below."""
        y = self._height - self.picture_height
        self.canv.saveState()
        self.canv.translate((self._available - self.picture_width) / 2, y)
        self.canv.scale(self.scale, self.scale)
        self.chart.draw(self.canv, 0, 0)
        self.canv.restoreState()
        draw_text(self.canv, self.caption, self._available / 2, y - CAPTION_SIZE * 1.4, "hei", CAPTION_SIZE, "centre")
