"""What may not part: a heading and what it heads, the last words and the signature, a table and its note."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.platypus.flowables import Flowable

from app.reports.official.paragraphs import LINE_PITCH, MILLIMETRE

WIDEST_UPRIGHT = 160 * MILLIMETRE
FULL_PAGE = {False: 22 * LINE_PITCH - 1, True: 15 * LINE_PITCH - 1}  # by whether the page is turned


class Unbroken(Flowable):  # type: ignore[misc]
    """``leading`` stands on the page where ``body`` begins, ``trailing`` on the page where it ends; the body itself may be split by
    its own rules.  So no heading ends a page and no signature stands on a page without text (no “此页无正文”)."""

    def __init__(
        self, leading: Sequence[Flowable], body: Flowable, trailing: Sequence[Flowable] = (), snap_to_grid: bool = False
    ) -> None:
        super().__init__()
        self.leading, self.body, self.trailing, self.snap_to_grid = list(leading), body, list(trailing), snap_to_grid
        self._width = 0.0

    def _parts(self) -> list[Flowable]:
        return [*self.leading, self.body, *self.trailing]

    def _height_of(self, parts: Sequence[Flowable], available_height: float) -> float:
        return float(sum(part.wrap(self._width, available_height)[1] for part in parts))

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Size on the page."""
        self._width = available_width
        height = self._height_of(self._parts(), available_height)
        if self.snap_to_grid:
            height = -(-(height - 0.01) // LINE_PITCH) * LINE_PITCH
        return available_width, height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Split the body, never its ends from it."""
        self._width = available_width
        before = self._height_of(self.leading, available_height)
        height = self._height_of([self.body], available_height)
        room = min(available_height - before, height - 0.01)
        parts = self.body.split(available_width, room) if room > 0 else []
        if not parts:
            return self._apart() if available_height > FULL_PAGE[available_width > WIDEST_UPRIGHT] else []
        first: list[Flowable] = [Unbroken(self.leading, parts[0])] if self.leading else [parts[0]]
        last = Unbroken([], parts[-1], self.trailing, self.snap_to_grid) if self.trailing or self.snap_to_grid else parts[-1]
        return [*first, *parts[1:-1], last] if len(parts) > 1 else []

    def _apart(self) -> list[Flowable]:
        """Where not even an empty page holds everything, the document is still written."""
        parts = self._parts()
        return parts if len(parts) > 1 else []

    def draw(self) -> None:
        """One below the other."""
        y = self.wrap(self._width, 0)[1]
        for part in self._parts():
            y -= part.wrap(self._width, 0)[1]
            part.drawOn(self.canv, 0, y)
