"""The weekly sheet as it is frozen at closing, and what has changed in a closed week since (更正)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Any

from app.models.fair_ranking import FairFigures
from app.models.rankings import Correction, SheetRow, Standing, WeeklySheet, told_names
from app.models.statistics import FIGURE_LABELS, Figures, Period

FORMAT = 1  # of the stored text; later formats must still read this one
_LATER = ("weights", "weekly_target", "target_rule", "fair_rules")  # weeks that were closed before these existed lack them
_SHAPES = {"weighted": Standing, "completion": Standing, "fair": FairFigures}


def sheet_to_json(sheet: WeeklySheet) -> str:
    """Stored text of a closed sheet: the same sheet always gives the same text."""
    content = asdict(sheet)
    content["format"] = FORMAT
    content["period"] = {"kind": sheet.period.kind, "first": sheet.period.first.isoformat(), "last": sheet.period.last.isoformat()}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sheet_from_json(text: str) -> WeeklySheet:
    """Sheet of a stored text; columns that did not exist when it was frozen have their defaults."""
    content: dict[str, Any] = json.loads(text)
    period = content["period"]
    last_total = content.get("last_total")
    plain = {key: content[key] for key in ("label", "meeting", "closed_at", "closed_by", "journal_seal", "definition", *_LATER) if key in content}
    return WeeklySheet(
        period=Period(period["kind"], date.fromisoformat(period["first"]), date.fromisoformat(period["last"])),
        rows=tuple(_row(row) for row in content["rows"]),
        total=_figures(content["total"]),
        last_total=_figures(last_total) if last_total is not None else None,
        corrections=tuple(Correction(**_known(Correction, line)) for line in content.get("corrections", ())),
        highlights=tuple((heading, sentence) for heading, sentence in content.get("highlights", ())),
        **plain,
    )


def _row(row: Mapping[str, Any]) -> SheetRow:
    beside = {key: shape(**_known(shape, row[key])) for key, shape in _SHAPES.items() if row.get(key)}
    return SheetRow(**{**_known(SheetRow, row), "figures": _figures(row["figures"]), **beside})


def _figures(values: Mapping[str, Any]) -> Figures:
    return Figures(**_known(Figures, values))


def _known(shape: type, values: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(shape)}
    return {key: value for key, value in values.items() if key in names}


def changes_of_closed_week(frozen: WeeklySheet, recomputed: WeeklySheet) -> tuple[Correction, ...]:
    """Differences between a frozen sheet and the same week counted again today, by member and figure."""
    before = {row.member_id: row for row in frozen.rows}
    now = {row.member_id: row for row in recomputed.rows}
    names = told_names(recomputed) | told_names(frozen)
    nothing = Figures()
    lines = []
    for member_id in dict.fromkeys((*before, *now)):
        old = before[member_id].figures if member_id in before else nothing
        new = now[member_id].figures if member_id in now else nothing
        for figure in FIGURE_LABELS:
            change = getattr(new, figure) - getattr(old, figure)
            if change:
                lines.append(Correction(frozen.label, member_id, names[member_id], figure, change))
    return tuple(lines)


def not_yet_shown(corrections: Iterable[Correction], shown: Iterable[Correction]) -> tuple[Correction, ...]:
    """What remains of the corrections after those that later sheets have shown already; what was shown and then taken back comes
    once more with the other sign."""
    told: dict[tuple[str, str, str], Correction] = {}
    changes = Counter[tuple[str, str, str]]()
    for sign, lines in ((1, corrections), (-1, shown)):
        for line in lines:
            key = (line.week_label, line.member_id, line.figure)
            told.setdefault(key, line)
            changes[key] += sign * line.change
    return tuple(replace(told[key], change=change) for key, change in changes.items() if change)


def correction_text(line: Correction) -> str:
    """'李秀兰 2026年第46周 走访人数 +2'."""
    sign = "+" if line.change > 0 else "−"
    return f"{line.name} {line.week_label} {FIGURE_LABELS.get(line.figure, line.figure)} {sign}{abs(line.change)}"
