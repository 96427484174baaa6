"""Charts in one style: object API, direct labels, bars from zero, no legend, readable on a grey copy.

The title states the finding.  It is computed from the same numbers; where the numbers do not support a finding it is neutral.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import BytesIO
from threading import RLock
from typing import TYPE_CHECKING

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from app.reports.fonts import FALL_BACK, shipped_has, shipped_path

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

NOW, COMPARISON, SECOND, INK, RULE = "#1E5AA8", "#9AA7B4", "#5F6C78", "#1F2933", "#D5DBE1"
DPI = 220
MILLIMETRE = 1 / 25.4
_LOCK = RLock()  # matplotlib's font cache is shared by all threads


@dataclass(frozen=True)
class Chart:
    """A finished figure with its size in points; drawn as vectors on PDF pages, as PNG elsewhere."""

    figure: Figure
    width: float
    height: float
    title: str

    @cached_property
    def png(self) -> bytes:
        """A picture for the screen."""
        return self.png_at(DPI)

    def png_at(self, dpi: int) -> bytes:
        """A picture of ``dpi`` dots per inch at the final size; the same figure gives the same bytes."""
        buffer = BytesIO()
        with _LOCK:
            self.figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
        return buffer.getvalue()

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw as vectors on a PDF page."""
        from app.reports.chart_vectors import draw_figure

        with _LOCK:
            draw_figure(self.figure, canvas, x, y)


@lru_cache(maxsize=4)
def _font(role: str, rare: bool) -> font_manager.FontProperties:
    """The shipped 黑体; with ``rare`` the families behind it too (they are big, so only where a text needs them)."""
    if not rare:
        return font_manager.FontProperties(fname=str(shipped_path(role)))
    names = []
    for each in (role, *(name for name in FALL_BACK if name != "hei")):
        path = str(shipped_path(each))
        font_manager.fontManager.addfont(path)
        names.append(font_manager.get_font(path).family_name)
    return font_manager.FontProperties(family=names, weight="bold" if role == "bold" else "normal")


def _sized(role: str, size: float, text: str = "") -> font_manager.FontProperties:
    font = _font(role, not shipped_has(role, text.replace("\n", ""))).copy()
    font.set_size(size)
    return font


def _axes(width_mm: float, height_mm: float, title: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width_mm * MILLIMETRE, height_mm * MILLIMETRE), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.09, 0.13, 0.88, 0.70))
    figure.text(0.012, 0.965, title, fontproperties=_sized("bold", 10.5, title), color=INK, va="top")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(COMPARISON)
    axes.tick_params(length=0, colors=INK)
    return figure, axes


def _finish(figure: Figure, axes: Axes, title: str) -> Chart:
    for label in [*axes.get_xticklabels(), *axes.get_yticklabels()]:
        label.set_fontproperties(_sized("hei", 8, label.get_text()))
    inches = figure.get_size_inches()
    return Chart(figure, float(inches[0]) * 72, float(inches[1]) * 72, title)


def _count_axis(axes: Axes, greatest: float) -> None:
    axes.set_ylim(0, max(greatest * 1.15, 1))
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)


def _label(
    axes: Axes, x: float, y: float, text: str, *, size: float = 8, color: str = INK, ha: str = "center", va: str = "bottom"
) -> None:
    axes.text(x, y, text, fontproperties=_sized("hei", size, text), color=color, ha=ha, va=va)


def two_lines(
    months: Sequence[str], now: Sequence[int], other: Sequence[int], names: tuple[str, str], title: str, unfinished: str = ""
) -> Chart:
    """Two series over months, named at their right ends; the second is dashed, so that a grey copy shows which is which.

    ``unfinished`` ('前 20 天') says that the last month is not over: its points are hollow and no line leads to them.
    """
    with _LOCK:
        figure, axes = _axes(150, 74, title)
        axes.set_position((0.09, 0.13, 0.78, 0.70))
        _line(axes, now, bool(unfinished), NOW, "-", "o")
        _line(axes, other, bool(unfinished), SECOND, (0, (4, 2)), "s")
        _count_axis(axes, max([*now, *other, 1]))
        axes.set_xticks(list(range(len(months))), _month_labels(months, unfinished))
        _name_line_ends(axes, len(months) - 1, (now[-1], other[-1]), names)
        return _finish(figure, axes, title)


def _line(
    axes: Axes, values: Sequence[int], unfinished: bool, color: str, dashes: str | tuple[int, tuple[int, int]], marker: str
) -> None:
    whole = len(values) - 1 if unfinished else len(values)
    axes.plot(range(whole), values[:whole], color=color, linewidth=1.8, linestyle=dashes, marker=marker, markersize=3.5)
    if unfinished:
        axes.plot([whole], values[whole:], color=color, marker=marker, markersize=5, markerfacecolor="white", linestyle="none")


def _month_labels(months: Sequence[str], unfinished: str) -> list[str]:
    return [*months[:-1], f"{months[-1]}\n{unfinished}"] if unfinished else list(months)


def _name_line_ends(axes: Axes, last: int, ends: tuple[int, int], names: tuple[str, str]) -> None:
    least = axes.get_ylim()[1] * 0.09
    first, second = float(ends[0]), float(ends[1])
    if abs(first - second) < least:  # names must not lie on each other
        middle = (first + second) / 2
        shift = least / 2 if first >= second else -least / 2
        first, second = middle + shift, middle - shift
    for y, name, value, color in ((first, names[0], ends[0], NOW), (second, names[1], ends[1], SECOND)):
        _label(axes, last + 0.25, y, f"{name} {value:,}", color=color, ha="left", va="center")


def columns(months: Sequence[str], values: Sequence[int], title: str, unit: str, unfinished: str = "") -> Chart:
    """One series of upright bars with their values; the greatest is dark, so that the eye finds it, an unfinished month hollow."""
    with _LOCK:
        figure, axes = _axes(150, 70, title)
        top = max([*values, 1])
        bars = axes.bar(range(len(months)), values, width=0.62, color=[NOW if value == top else COMPARISON for value in values])
        if unfinished:
            bars[-1].set(facecolor="white", edgecolor=SECOND, linewidth=1, linestyle="--")
        _count_axis(axes, top)
        axes.set_xticks(list(range(len(months))), _month_labels(months, unfinished))
        for place, value in enumerate(values):
            _label(axes, place, value + top * 0.015, f"{value:,}", size=7.5)
        _label(axes, -0.6, top * 1.17, f"单位：{unit}", size=7.5, ha="left")
        return _finish(figure, axes, title)


def sorted_bars(names: Sequence[str], values: Sequence[int], title: str, unit: str, limit: int = 24) -> Chart:
    """Lying bars, greatest first, from zero; more than ``limit`` rows show the first and the last ones."""
    with _LOCK:
        rows = sorted(zip(names, values, strict=True), key=lambda row: (-row[1], row[0]))
        left_out = len(rows) - limit
        if left_out > 0:
            rows = [*rows[: limit // 2], (f"……其余{left_out}个", 0), *rows[-(limit // 2) :]]
        height = 18 + (5.0 if len(rows) <= 12 else 4.2) * len(rows)
        figure, axes = _axes(150, height, title)
        longest = max([len(name) for name, _ in rows] + [2])
        left = min(0.04 + 0.022 * longest, 0.30)
        axes.set_position((left, 4 / height, 0.95 - left, 1 - 14 / height))
        top = max([value for _, value in rows] + [1])
        axes.barh(
            range(len(rows)),
            [value for _, value in rows],
            height=0.66,
            color=[NOW if value == top else COMPARISON for _, value in rows],
        )
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(0, top * 1.12)
        axes.set_yticks(range(len(rows)), [name for name, _ in rows])
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        for place, (name, value) in enumerate(rows):
            if not name.startswith("……"):
                _label(axes, value + top * 0.01, place, f"{value:,} {unit}", size=7.5, ha="left", va="center")
        return _finish(figure, axes, title)


def flow_title(new: int, cancelled: int) -> str:
    """新增 against 注销 over a period."""
    if not new and not cancelled:
        return "各月新增人口与注销人口"
    if new == cancelled:
        return f"新增与注销持平，各{new:,}人"
    more, fewer = ("新增", "注销") if new > cancelled else ("注销", "新增")
    return f"{more}多于{fewer}，相差{abs(new - cancelled):,}人"


def peak_title(months: Sequence[str], values: Sequence[int], what: str, unit: str) -> str:
    """The greatest month, if there is exactly one."""
    top = max(values, default=0)
    if not top or list(values).count(top) != 1:
        return f"各月{what}"
    return f"{months[list(values).index(top)]}{what}最多，{top:,}{unit}"


def spread_title(names: Sequence[str], values: Sequence[int], what: str, kind: str = "网格") -> str:
    """The greatest against the smallest row."""
    if len(values) < 2 or min(values) <= 0 or list(values).count(max(values)) != 1:
        return f"各{kind}{what}"
    ratio = max(values) / min(values)
    return f"{names[list(values).index(max(values))]}{what}最多，是最少的{kind}的{ratio:.1f}倍"


def share_title(names: Sequence[str], values: Sequence[int], what: str) -> str:
    """The share of the greatest kind."""
    total, top = sum(values), max(values, default=0)
    if not total or list(values).count(top) != 1:
        return f"{what}构成"
    return f"{what}中{names[list(values).index(top)]}占{top * 100 / total:.1f}%"
