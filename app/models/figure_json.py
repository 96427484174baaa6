"""Tables of figures as plain JSON values: the shape that other programs rely on (docs/FORMATS.md)."""

from __future__ import annotations

from app.models.statistics import FIGURE_LABELS, Figures, FigureTable


def figures_json(figures: Figures) -> dict[str, int]:
    """The eight figures and the volume, by their stable names."""
    return {**{name: getattr(figures, name) for name in FIGURE_LABELS}, "volume": figures.volume}


def table_json(table: FigureTable) -> dict[str, object]:
    """A table with its period, its rows in order of rank and its total."""
    period = table.period
    return {
        "period": {
            "kind": period.kind,
            "from": period.first.isoformat(),
            "to": period.last.isoformat(),
            "frozen": table.frozen,
        },
        "by": table.by,
        "rows": [
            {"key": row.key, "name": row.name, "grid": row.grid, **figures_json(row.figures), "rank": row.rank}
            for row in table.rows
        ],
        "total": figures_json(table.total),
    }
