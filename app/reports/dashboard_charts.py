"""Charts of the dashboard: lying bars, trends, the age pyramid; drawn to the pixels of the screen or as PNG for paper.

Blue is now, grey with squares the comparison, amber with stripes needs attention, dashed a target or mean: on a grey copy lightness,
squares, stripes and words tell the same.  Direct labels, no legend, bars from zero, ≤ 2 series; an unfinished step is a hollow point
that no line reaches.
"""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from app.models.dashboard import BARS, OTHER, PYRAMID, TREND, WARN, Panel, PanelRow, Picture
from app.reports.charts import COMPARISON, INK, LOCK, NOW, RULE, SECOND, sized
from app.reports.fonts import text_width

AMBER = "#B45309"
STRIPE = 7.0  # points between two stripes
POINTS = 72  # one point of the figure is one pixel of the design
LETTERS, SMALLEST = 13.0, 12.0
LEAST_PITCH, MOST_PITCH = 17.0, 40.0
Area = tuple[float, float, float, float, int, int]  # left, top, right, bottom in points, row, series


class Sheet:
    """A figure whose coordinates are points from the top left, as on a screen."""

    def __init__(self, width: float, height: float, dpi: float, scale: float) -> None:
        self.width, self.height, self.scale = width, height, scale
        self.figure = Figure(figsize=(width / POINTS, height / POINTS), dpi=dpi, facecolor="white")
        self.canvas = FigureCanvasAgg(self.figure)
        self.areas: list[Area] = []

    def px(self, points: float) -> float:
        """Points of the design at this size of letters."""
        return points * self.scale

    def text(self, x: float, y: float, words: str, *, ha: str = "left", va: str = "center", color: str = INK, bold: bool = False,
             size: float = LETTERS) -> None:  # fmt: skip
        """Words at a place."""
        role = "bold" if bold else "hei"
        self.figure.text(x / self.width, 1 - y / self.height, words, ha=ha, va="center_baseline" if va == "center" else va, color=color,
                         fontproperties=sized(role, self.px(size), words))  # fmt: skip

    def bar(self, x: float, y: float, width: float, height: float, color: str, striped: bool = False) -> None:
        """A box; striped ones are told from plain ones on a grey copy."""
        box = Rectangle((x / self.width, 1 - (y + height) / self.height), width / self.width, height / self.height,
                        transform=self.figure.transFigure, facecolor=color, linewidth=0)  # fmt: skip
        self.figure.add_artist(box)
        start = STRIPE - height if striped else width
        while start < width:
            left, right = max(start, 0.0), min(start + height, width)
            self.line(x + left, y + height - (left - start), x + right, y + height - (right - start), "white", 1.2)
            start += STRIPE

    def line(self, x0: float, y0: float, x1: float, y1: float, color: str, width: float = 1, dashed: bool = False) -> None:
        """A straight line."""
        self.figure.add_artist(Line2D((x0 / self.width, x1 / self.width), (1 - y0 / self.height, 1 - y1 / self.height), color=color,
                                      linewidth=width, linestyle=(0, (4, 3)) if dashed else "-", solid_capstyle="butt"))  # fmt: skip

    def measure(self, words: str, size: float = LETTERS) -> float:
        """Width of words."""
        return float(text_width(words, "hei", self.px(size)))


def _make(panel: Panel, width: float, height: float, dpi: float, scale: float) -> Sheet:
    sheet = Sheet(width, height, dpi, scale)
    if panel.empty or not panel.rows:
        if panel.empty.strip():
            sheet.text(width / 2, height / 2, panel.empty, ha="center", color=SECOND)
    else:
        {BARS: _bars, TREND: _trend, PYRAMID: _pyramid}[panel.form](sheet, panel)
    return sheet


def draw(panel: Panel, width: int, height: int, ratio: float, scale: float) -> Picture:
    """The chart in pixels of the screen (``ratio`` for each point), with the places of its values."""
    with LOCK:
        sheet = _make(panel, width, height, POINTS * ratio, scale)
        sheet.canvas.draw()
        pixels = sheet.canvas.buffer_rgba()
        rows, columns = pixels.shape[:2]
        areas = tuple(
            (round(a * ratio), round(b * ratio), round(c * ratio), round(d * ratio), row, series) for a, b, c, d, row, series in sheet.areas
        )
        return Picture(int(columns), int(rows), pixels.tobytes(), areas)


def for_paper(panel: Panel, width: float, height: float, scale: float = 1.0) -> Figure:
    """The chart as a figure of ``width`` × ``height`` points; ``chart_vectors`` puts it on the page.  The caller holds the lock."""
    return _make(panel, width, height, POINTS, scale).figure


# ---- lying bars ----------------------------------------------------------------------------------------------------------------


def _shortened(rows: Sequence[PanelRow], most: int) -> list[tuple[int, PanelRow | None]]:
    """All rows with their numbers, or the first and last ones with a gap (None) between."""
    numbered: list[tuple[int, PanelRow | None]] = list(enumerate(rows))
    if len(rows) <= most:
        return numbered
    head = most // 2
    tail = most - 1 - head
    return [*numbered[:head], (len(rows) - head - tail, None), *(numbered[-tail:] if tail else [])]


def _bars(sheet: Sheet, panel: Panel) -> None:
    top = sheet.px(24 if panel.reference is not None else 6)
    room = sheet.height - top - sheet.px(6)
    shown = _shortened(panel.rows, max(3, int(room / sheet.px(LEAST_PITCH))))
    pitch = min(sheet.px(MOST_PITCH), room / len(shown))
    rows = [row for _, row in shown if row is not None]
    left = sheet.px(10) + max(sheet.measure(row.label) for row in rows) + sheet.px(8)
    right = max(sheet.measure(row.texts[0]) for row in rows) + sheet.px(16)
    greatest = max([row.values[0] or 0 for row in panel.rows] + [panel.reference or 0, 1])
    unit = max(sheet.px(20), sheet.width - left - right) / greatest
    for place, (number, row) in enumerate(shown):
        middle = top + (place + 0.5) * pitch
        if row is None:
            sheet.text(left, middle, f"……其余 {number} 项", color=SECOND, size=SMALLEST)
            continue
        warn, value = row.tone == WARN, row.values[0] or 0
        color = AMBER if warn else COMPARISON if row.tone == OTHER else NOW
        sheet.text(left - sheet.px(8), middle, row.label, ha="right")
        if value:
            thick = pitch * 0.66
            sheet.bar(left, middle - thick / 2, value * unit, thick, color, warn)
        # a dashed line would run through the numbers, so then they stand in a column of their own
        aside = panel.reference is not None
        x = sheet.width - sheet.px(8) if aside else left + value * unit + sheet.px(6)
        sheet.text(x, middle, row.texts[0], ha="right" if aside else "left", color=AMBER if warn else INK, bold=warn)
        sheet.areas.append((0, middle - pitch / 2, sheet.width, middle + pitch / 2, number, 0))
    sheet.line(left, top, left, top + pitch * len(shown), COMPARISON)
    if panel.reference is not None:
        _reference(sheet, panel, left + panel.reference * unit, top, pitch * len(shown))


def _reference(sheet: Sheet, panel: Panel, x: float, top: float, length: float) -> None:
    sheet.line(x, top - sheet.px(4), x, top + length, INK, 1.1, dashed=True)
    half = sheet.measure(panel.reference_text, SMALLEST) / 2
    middle = min(max(x, half + sheet.px(4)), sheet.width - half - sheet.px(4))
    sheet.text(middle, top - sheet.px(13), panel.reference_text, ha="center", size=SMALLEST)


# ---- trends --------------------------------------------------------------------------------------------------------------------


def _trend(sheet: Sheet, panel: Panel) -> None:
    values = [value for row in panel.rows for value in row.values if value is not None]
    greatest = max([*values, panel.reference or 0, 1])
    names = [f"{name} {text}" for name, text in zip(panel.series, _last_texts(panel), strict=True)]
    left = sheet.measure(f"{round(greatest * 1.1):,}", SMALLEST) + sheet.px(18)
    right = max(sheet.measure(name, SMALLEST) for name in names) + sheet.px(20)
    top, bottom = sheet.px(22), sheet.px(28)
    axes = sheet.figure.add_axes(
        (left / sheet.width, bottom / sheet.height, (sheet.width - left - right) / sheet.width, 1 - (top + bottom) / sheet.height)
    )
    axes.set_xlim(-0.5, len(panel.rows) - 0.5)
    axes.set_ylim(0, greatest * 1.08)
    _dress(sheet, axes, panel)
    for series in reversed(range(len(panel.series))):
        _series(sheet, axes, panel, series)
    if panel.reference is not None:
        _target_line(sheet, axes, panel)
    _label_extremes(sheet, axes, panel)
    _label_ends(sheet, axes, panel, names)
    _areas_of_points(sheet, axes, panel)


def _target_line(sheet: Sheet, axes: Axes, panel: Panel) -> None:
    """Dashed from side to side, its value over its left end."""
    left, y = _point(sheet, axes, -0.5, panel.reference or 0)
    right, _ = _point(sheet, axes, len(panel.rows) - 0.5, 0)
    sheet.line(left, y, right, y, INK, 1.1, dashed=True)
    sheet.text(left + sheet.px(4), y - sheet.px(9), panel.reference_text, size=SMALLEST)


def _last_texts(panel: Panel) -> list[str]:
    """Last finished value of each series; of the last one where none is finished."""
    done = [row for row in panel.rows if not row.unfinished] or list(panel.rows)
    return [done[-1].texts[series] for series in range(len(panel.series))]


def _dress(sheet: Sheet, axes: Axes, panel: Panel) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(COMPARISON)
    axes.tick_params(length=0, colors=INK, pad=sheet.px(5))
    axes.yaxis.set_major_locator(MaxNLocator(3 if sheet.height < sheet.px(150) else 4, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.grid(axis="y", color=RULE, linewidth=0.7)
    axes.set_axisbelow(True)
    widest = max(sheet.measure(row.label, SMALLEST) for row in panel.rows) + sheet.px(8)
    room = sheet.width * axes.get_position().width / len(panel.rows)
    every = max(1, -int(-widest // room))
    places = list(range(len(panel.rows) - 1, -1, -every))[::-1]
    axes.set_xticks(places, [panel.rows[place].label for place in places])
    for tick in [*axes.get_xticklabels(), *axes.get_yticklabels()]:
        tick.set_fontproperties(sized("hei", sheet.px(SMALLEST), tick.get_text()))


def _series(sheet: Sheet, axes: Axes, panel: Panel, series: int) -> None:
    color, marker = (NOW, "o") if series == 0 else (COMPARISON, "s")
    many = len(panel.rows) > 20
    runs: list[list[int]] = [[]]
    hollow = []
    for place, row in enumerate(panel.rows):
        if row.values[series] is None:
            runs.append([])
        elif row.unfinished:
            hollow.append(place)
            runs.append([])
        else:
            runs[-1].append(place)
    for run in (run for run in runs if run):
        axes.plot(run, [panel.rows[place].values[series] or 0 for place in run], color=color, linewidth=sheet.px(2.2 if series == 0 else 1.8),
                  marker=marker, markersize=0 if many and len(run) > 1 else sheet.px(4))  # fmt: skip
    axes.plot(hollow, [panel.rows[place].values[series] or 0 for place in hollow], color=color, marker=marker, markersize=sheet.px(6.5),
              markerfacecolor="white", markeredgewidth=sheet.px(2), linestyle="none", clip_on=False)  # fmt: skip


def _point(sheet: Sheet, axes: Axes, place: float, value: float) -> tuple[float, float]:
    """Where a value lies, in points from the top left."""
    x, y = axes.transData.transform((place, value))
    points = POINTS / sheet.figure.dpi
    return float(x) * points, sheet.height - float(y) * points


def _label_extremes(sheet: Sheet, axes: Axes, panel: Panel) -> None:
    """Greatest and smallest finished value of the first series, and what an unfinished one is."""
    done = [(row.values[0] or 0, place) for place, row in enumerate(panel.rows) if not row.unfinished]
    lone = len(panel.series) == 1 or panel.series[1].endswith("年")
    marks = []
    if lone and len(done) > 2 and max(done)[0] > min(done)[0]:
        marks = [(max(done)[1], -12.0), *([(min(done)[1], 13.0)] if min(done)[0] else [])]  # below zero there is no room
    for place, shift in marks:
        x, y = _point(sheet, axes, place, panel.rows[place].values[0] or 0)
        words = f"{panel.rows[place].label} {panel.rows[place].texts[0]}"
        half = sheet.measure(words, SMALLEST) / 2
        x = max(half + sheet.width * axes.get_position().x0, x)
        y = min(y + sheet.px(shift), sheet.height - sheet.px(36))
        sheet.text(x, y, words, ha="center", color=NOW, bold=shift < 0, size=SMALLEST)
    for place, row in enumerate(panel.rows):
        if row.unfinished:
            x, y = _point(sheet, axes, place, min(value or 0 for value in row.values))
            words = f"{row.note} {row.texts[0]}" if lone else row.note
            half = sheet.measure(words, SMALLEST) / 2
            x, below = max(half + sheet.px(4), x), y + sheet.px(15)
            sheet.text(x, below if below < sheet.height - sheet.px(34) else y - sheet.px(14), words, ha="center", color=NOW, size=SMALLEST)


def _label_ends(sheet: Sheet, axes: Axes, panel: Panel, names: Sequence[str]) -> None:
    """The names of the series at the right, beside their last finished point, never on each other."""
    done = [place for place, row in enumerate(panel.rows) if not row.unfinished] or [len(panel.rows) - 1]
    places = [_point(sheet, axes, done[-1], panel.rows[done[-1]].values[series] or 0)[1] for series in range(len(names))]
    least = sheet.px(17)
    if len(places) == 2 and abs(places[0] - places[1]) < least:
        middle, sign = sum(places) / 2, 1 if places[0] >= places[1] else -1
        places = [middle + sign * least / 2, middle - sign * least / 2]
    x = sheet.width * axes.get_position().x1 + sheet.px(8)
    for series, name in enumerate(names):
        sheet.text(x, places[series], name, color=NOW if series == 0 else SECOND, bold=series == 0, size=SMALLEST)


def _areas_of_points(sheet: Sheet, axes: Axes, panel: Panel) -> None:
    for place, row in enumerate(panel.rows):
        left, right = (_point(sheet, axes, place + half, 0)[0] for half in (-0.5, 0.5))
        heights = [_point(sheet, axes, place, value)[1] for value in row.values if value is not None]
        if len(heights) == 2 and len([each for each in row.targets if each]) == 2:
            middle, upper = sum(heights) / 2, 0 if heights[0] <= heights[1] else 1
            sheet.areas += [(left, 0, right, middle, place, upper), (left, middle, right, sheet.height, place, 1 - upper)]
        else:
            sheet.areas.append((left, 0, right, sheet.height, place, 0))


# ---- the age pyramid -----------------------------------------------------------------------------------------------------------


def _pyramid(sheet: Sheet, panel: Panel) -> None:
    top, bottom = sheet.px(26), sheet.px(6)
    pitch = min(sheet.px(MOST_PITCH), (sheet.height - top - bottom) / len(panel.rows))
    letters = min(LETTERS, max(11.0, pitch / sheet.scale * 0.8))
    gap = max(sheet.measure(row.label, letters) for row in panel.rows) / 2 + sheet.px(8)
    centre = sheet.width / 2
    numbers = max(sheet.measure(text, letters) for row in panel.rows for text in row.texts) + sheet.px(12)
    greatest = max([value or 0 for row in panel.rows for value in row.values] + [1])
    unit = max(sheet.px(20), centre - gap - numbers) / greatest
    for side, name in enumerate(panel.series):
        total = sum(row.values[side] or 0 for row in panel.rows)
        x = centre + (gap if side else -gap)
        sheet.text(x, sheet.px(13), f"{name} {total:,}", ha="left" if side else "right", bold=True, color=INK if side else NOW)
    for place, row in enumerate(reversed(panel.rows)):
        middle, number = top + (place + 0.5) * pitch, len(panel.rows) - 1 - place
        sheet.text(centre, middle, row.label, ha="center", size=letters)
        for side in range(2):
            long, thick = (row.values[side] or 0) * unit, pitch * 0.74
            x = centre + gap if side else centre - gap - long
            if long:
                sheet.bar(x, middle - thick / 2, long, thick, COMPARISON if side else NOW)
            end = x + long + sheet.px(5) if side else x - sheet.px(5)
            sheet.text(end, middle, row.texts[side], ha="left" if side else "right", size=letters)
        sheet.areas.append((0, middle - pitch / 2, centre, middle + pitch / 2, number, 0))
        sheet.areas.append((centre, middle - pitch / 2, sheet.width, middle + pitch / 2, number, 1))
