"""Charts of two series: back to back (age pyramid) and side by side (now and before)."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.ticker import FuncFormatter, MaxNLocator

from app.reports import charts
from app.reports.charts import COMPARISON, INK, NOW, RULE, SECOND, Chart, Values, drawn, greatest, shown

CROWDED = 6  # pairs whose two values still find room beside each other


def pyramid(labels: Sequence[str], left: Values, right: Values, names: tuple[str, str], title: str, unit: str) -> Chart:
    """Lying bars to both sides of the labels, youngest below; the right side is lighter, so that a grey copy shows which is which."""
    with charts.LOCK:
        height = 24 + 5.2 * len(labels)
        figure, axes = charts.new_axes(150, height, title)
        margin = min(0.05 + 0.021 * max(len(text) for text in labels), 0.25)
        axes.set_position((margin, 9 / height, 0.97 - margin, 1 - 24 / height))
        top = greatest([*left, *right])
        places = range(len(labels))
        axes.barh(places, [-value for value in drawn(left)], height=0.74, color=NOW)
        axes.barh(places, drawn(right), height=0.74, color=COMPARISON)
        axes.axvline(0, color="white", linewidth=1)
        axes.set_xlim(-top * 1.22, top * 1.22)
        axes.set_ylim(-0.6, len(labels) - 0.1)
        axes.set_yticks(list(places), list(labels))
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):,.0f}"))
        axes.grid(axis="x", color=RULE, linewidth=0.6)
        axes.set_axisbelow(True)
        for place, (men, women) in enumerate(zip(left, right, strict=True)):
            charts.label(axes, -(men or 0) - top * 0.015, place, shown(men), size=7.5, ha="right", va="center")
            charts.label(axes, (women or 0) + top * 0.015, place, shown(women), size=7.5, ha="left", va="center")
        for place_of_name, name in ((-top * 0.6, names[0]), (top * 0.6, names[1])):
            charts.label(axes, place_of_name, len(labels) - 0.35, f"{name}（{unit}）" if unit else name, color=INK)
        return charts.finish(figure, axes, title)


def paired(labels: Sequence[str], now: Values, before: Values, names: tuple[str, str], title: str, unit: str) -> Chart:
    """Two upright bars for each label; the second is lighter and both are named once, above the first pair of bars.
    With many labels only the first series carries its values: two beside each other could not be read."""
    with charts.LOCK:
        figure, axes = charts.new_axes(150, 74, title)
        top = greatest([*now, *before])
        for shift, values, color in ((-0.2, now, NOW), (0.2, before, COMPARISON)):
            axes.bar([place + shift for place in range(len(labels))], drawn(values), width=0.38, color=color)
            if values is before and len(labels) > CROWDED:
                continue
            for place, value in enumerate(values):
                charts.label(axes, place + shift, (value or 0) + top * 0.015, shown(value), size=7.5)
        charts.count_axis(axes, top)
        axes.set_xticks(list(range(len(labels))), list(labels))
        left, right = axes.get_xlim()
        charts.label(axes, left, top * 1.17, f"■ {names[0]}", color=NOW, ha="left")
        charts.label(axes, left + (right - left) * 0.03 * (len(names[0]) + 3), top * 1.17, f"■ {names[1]}", color=SECOND, ha="left")
        if unit:
            charts.label(axes, right, top * 1.17, f"单位：{unit}", size=7.5, ha="right")
        return charts.finish(figure, axes, title)
