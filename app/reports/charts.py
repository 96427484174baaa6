"""Charts in one style: object API, direct labels, bars from zero, no legend, readable on a grey copy.

The title states the finding.  It is computed from the same numbers; where the numbers do not support a finding it is neutral.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import BytesIO
from math import nan
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

    from app.reports.chart_vectors import Recording

NOW, COMPARISON, SECOND, INK, RULE = "#1E5AA8", "#9AA7B4", "#5F6C78", "#1F2933", "#D5DBE1"
DPI = 220
MILLIMETRE = 1 / 25.4
Values = Sequence[float | None]
LOCK = RLock()  # matplotlib's font cache is shared by all threads


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
        with LOCK:
            self.figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
        return buffer.getvalue()

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw as vectors on a PDF page."""
        with LOCK:
            self.strokes.play(canvas, x, y)

    @cached_property
    def strokes(self) -> Recording:
        """The figure as vectors, laid out once."""
        from app.reports.chart_vectors import record

        return record(self.figure)


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


def sized(role: str, size: float, text: str = "") -> font_manager.FontProperties:
    """The shipped font of a role at a size, with the families behind it where ``text`` needs them."""
    font = _font(role, not shipped_has(role, text.replace("\n", ""))).copy()
    font.set_size(size)
    return font


def new_axes(width_mm: float, height_mm: float, title: str) -> tuple[Figure, Axes]:
    """A figure of the house style with its title."""
    figure = Figure(figsize=(width_mm * MILLIMETRE, height_mm * MILLIMETRE), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.09, 0.13, 0.88, 0.70))
    figure.text(0.012, 0.965, title, fontproperties=sized("bold", 10.5, title), color=INK, va="top")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(COMPARISON)
    axes.tick_params(length=0, colors=INK)
    return figure, axes


def finish(figure: Figure, axes: Axes, title: str) -> Chart:
    """The finished chart."""
    for tick in [*axes.get_xticklabels(), *axes.get_yticklabels()]:
        tick.set_fontproperties(sized("hei", 8, tick.get_text()))
    inches = figure.get_size_inches()
    return Chart(figure, float(inches[0]) * 72, float(inches[1]) * 72, title)


def count_axis(axes: Axes, greatest: float) -> None:
    """An upright axis from zero with light lines."""
    axes.set_ylim(0, max(greatest * 1.15, 1))
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)


def shown(value: float | None) -> str:
    """A value as printed beside its bar: whole numbers whole, others with one decimal, — where nothing is recorded."""
    if value is None:
        return "—"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def greatest(values: Iterable[float | None]) -> float:
    """The end of an axis; never 0."""
    return max([value or 0 for value in values] + [1])


def drawn(values: Values) -> list[float]:
    """Lengths of bars; what is not recorded has none."""
    return [value or 0 for value in values]


def _colours(names: Sequence[str], values: Values, highlight: Collection[str]) -> list[str]:
    """Dark for what the eye should find: the named labels, or else the greatest."""
    top = greatest(values)
    return [NOW if (name in highlight if highlight else value == top) else COMPARISON for name, value in zip(names, values, strict=True)]


def label(
    axes: Axes, x: float, y: float, text: str, *, size: float = 8, color: str = INK, ha: str = "center", va: str = "bottom",
    on_white: bool = False,
) -> None:  # fmt: skip
    """A text in the drawing; ``on_white`` covers a line that runs behind it."""
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6} if on_white else None
    axes.text(x, y, text, fontproperties=sized("hei", size, text), color=color, ha=ha, va=va, bbox=box)


def nothing(title: str) -> Chart:
    """A chart of a period without any record."""
    with LOCK:
        figure, axes = new_axes(150, 40, title)
        axes.set_axis_off()
        label(axes, 0.5, 0.5, "这段时间没有登记", color=SECOND, va="center")
        return finish(figure, axes, title)


def two_lines(
    months: Sequence[str], now: Values, other: Values, names: tuple[str, str], title: str, unfinished: str = ""
) -> Chart:
    """Two series over months, named at their right ends; the second is dashed, so that a grey copy shows which is which.

    ``unfinished`` ('前 20 天') says that the last month is not over: its points are hollow and no line leads to them.
    """
    with LOCK:
        figure, axes = new_axes(150, 74, title)
        axes.set_position((0.09, 0.13, 0.78, 0.70))
        _line(axes, now, bool(unfinished), NOW, "-", "o")
        _line(axes, other, bool(unfinished), SECOND, (0, (4, 2)), "s")
        count_axis(axes, greatest([*now, *other]))
        axes.set_xticks(list(range(len(months))), _month_labels(months, unfinished))
        _name_line_ends(axes, len(months) - 1, (now[-1], other[-1]), names)
        return finish(figure, axes, title)


def one_line(months: Sequence[str], values: Values, name: str, title: str, unfinished: str = "") -> Chart:
    """One series over months, named at its right end."""
    with LOCK:
        figure, axes = new_axes(150, 74, title)
        axes.set_position((0.09, 0.13, 0.78, 0.70))
        _line(axes, values, bool(unfinished), NOW, "-", "o")
        count_axis(axes, greatest(values))
        axes.set_xticks(list(range(len(months))), _month_labels(months, unfinished))
        last = max([place for place, value in enumerate(values) if value is not None], default=0)
        end = len(months) - 1 + 0.02 * len(months)
        label(axes, end, values[last] or 0, f"{name} {shown(values[last])}", color=NOW, ha="left", va="center")
        return finish(figure, axes, title)


def _line(
    axes: Axes, values: Values, unfinished: bool, color: str, dashes: str | tuple[int, tuple[int, int]], marker: str
) -> None:
    whole = len(values) - 1 if unfinished else len(values)
    points = [nan if value is None else value for value in values]  # what is not recorded leaves a gap
    axes.plot(range(whole), points[:whole], color=color, linewidth=1.8, linestyle=dashes, marker=marker, markersize=3.5)
    if unfinished:
        axes.plot([whole], points[whole:], color=color, marker=marker, markersize=5, markerfacecolor="white", linestyle="none")


def _month_labels(months: Sequence[str], unfinished: str) -> list[str]:
    return [*months[:-1], f"{months[-1]}\n{unfinished}"] if unfinished else list(months)


def _name_line_ends(axes: Axes, last: int, ends: tuple[float | None, float | None], names: tuple[str, str]) -> None:
    least = axes.get_ylim()[1] * 0.09
    first, second = float(ends[0] or 0), float(ends[1] or 0)
    if abs(first - second) < least:  # names must not lie on each other
        middle = (first + second) / 2
        shift = least / 2 if first >= second else -least / 2
        first, second = middle + shift, middle - shift
    for y, name, value, color in ((first, names[0], ends[0], NOW), (second, names[1], ends[1], SECOND)):
        label(axes, last + 0.02 * (last + 1), y, f"{name} {shown(value)}", color=color, ha="left", va="center")


def columns(
    months: Sequence[str], values: Values, title: str, unit: str, unfinished: str = "",
    *, highlight: Collection[str] = (), target: float | None = None, target_name: str = "",
) -> Chart:  # fmt: skip
    """One series of upright bars with their values; the greatest is dark, so that the eye finds it, an unfinished month hollow."""
    with LOCK:
        figure, axes = new_axes(150, 70, title)
        top = greatest([*values, target])
        bars = axes.bar(range(len(months)), drawn(values), width=0.62, color=_colours(months, values, highlight))
        if unfinished:
            bars[-1].set(facecolor="white", edgecolor=SECOND, linewidth=1, linestyle="--")
        count_axis(axes, top)
        axes.set_xticks(list(range(len(months))), _month_labels(months, unfinished))
        for place, value in enumerate(values):
            label(axes, place, (value or 0) + top * 0.015, shown(value), size=7.5)
        label(axes, -0.6, top * 1.17, f"单位：{unit}", size=7.5, ha="left")
        if target is not None:
            axes.axhline(target, color=INK, linewidth=1, linestyle=(0, (4, 2)))
            label(axes, axes.get_xlim()[1], target + top * 0.015, f"{target_name}{shown(target)}", size=7.5, ha="right")
        return finish(figure, axes, title)


def _shortened(rows: list[tuple[str, float | None, str]], limit: int) -> list[tuple[str, float | None, str]]:
    left_out = len(rows) - limit
    if left_out <= 0:
        return rows
    return [*rows[: limit // 2], (f"……其余{left_out}个", None, COMPARISON), *rows[-(limit // 2) :]]


def sorted_bars(
    names: Sequence[str], values: Values, title: str, unit: str, limit: int = 24,
    *, highlight: Collection[str] = (), target: float | None = None, target_name: str = "",
) -> Chart:  # fmt: skip
    """Lying bars, greatest first, from zero; more than ``limit`` rows show the first and the last ones."""
    with LOCK:
        colours = _colours(names, values, highlight)
        rows = _shortened(sorted(zip(names, values, colours, strict=True), key=lambda row: (-(row[1] or 0), row[0])), limit)
        height = 18 + (5.0 if len(rows) <= 12 else 4.2) * len(rows)
        figure, axes = new_axes(150, height, title)
        longest = max([len(name) for name, _, _ in rows] + [2])
        left = min(0.04 + 0.022 * longest, 0.30)
        axes.set_position((left, 4 / height, 0.95 - left, 1 - 14 / height))
        top = greatest([*values, target])
        axes.barh(range(len(rows)), [value or 0 for _, value, _ in rows], height=0.66, color=[colour for _, _, colour in rows])
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(0, top * 1.12)
        axes.set_yticks(range(len(rows)), [name for name, _, _ in rows])
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        for place, (name, value, _) in enumerate(rows):
            if not name.startswith("……"):
                label(axes, (value or 0) + top * 0.01, place, f"{shown(value)} {unit}", size=7.5, ha="left", va="center", on_white=target is not None)
        if target is not None:
            axes.axvline(target, color=INK, linewidth=1, linestyle=(0, (4, 2)))
            label(axes, target, -0.62, f"{target_name}{shown(target)}", size=7.5, va="bottom")
        return finish(figure, axes, title)


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
