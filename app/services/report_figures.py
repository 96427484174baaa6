"""Every figure that a document can name, counted once for its period and scope from the sources of statistics and checks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from app.models.documents import PopulationKey
from app.models.report_figures import (
    INDICATORS,
    LAST_YEAR,
    NOW,
    OPENING,
    PREVIOUS,
    STOCK,
    Book,
    Figure,
    Indicator,
    part,
    scaled,
)
from app.models.residents import TAG_WORDS
from app.models.statistics import Figures
from app.models.vocabulary import CANCEL_REASONS, COUNTED_OUTCOMES, NEW_REASONS, Outcome
from app.storage import report_levels
from app.storage.code_tables import code_rows

if TYPE_CHECKING:
    from app.services.report_source import Source

_FLOWS = tuple(each.name for each in fields(Figures)) + ("volume",)
_STOCKS = tuple(code for code, each in INDICATORS.items() if each.kind == STOCK and not code.startswith("list_"))
KEEP_ORDER = ("level", "persons")
CHINESE = "零一二三四五六"
_FAMILY_TABLES = {"tag": "service_category", "entity": "legal_entity_type"}


@dataclass(frozen=True)
class Counted:
    """All figures with the catalogue that names them."""

    book: Book
    catalogue: dict[str, Indicator]

    @property
    def families(self) -> dict[str, list[str]]:
        """Codes of each family that are not zero, greatest first."""
        found: dict[str, list[tuple[int, int, str]]] = {}
        for place, code in enumerate(self.catalogue):
            family, dot, _ = code.partition(".")
            figure = self.book.get(code) if dot else None
            if figure is not None and figure.value:
                rank = place if family in KEEP_ORDER else -figure.value
                found.setdefault(family, []).append((rank, place, code))
        return {family: [code for _, _, code in sorted(rows)] for family, rows in found.items()}


def counted(source: Source) -> Counted:
    """Count everything: the running span, the same of last year, the one before, and the stocks at the beginning."""
    catalogue = dict(INDICATORS) | {each.code: each for each in (*families(), *_levels(source))}
    found: dict[tuple[str, str], Figure] = {}
    compared = [span for span in (LAST_YEAR, PREVIOUS) if source.compares(span)]
    for span in (NOW, *compared):
        for code, value in _values(source, span).items():
            found[code, span] = _figure(catalogue[code], value)
    for code, value in _stocks(source.key(OPENING)).items():
        found[code, OPENING] = _figure(catalogue[code], value)
    for code, value in _words(source).items():
        if code in catalogue:
            found[code, NOW] = _figure(catalogue[code], value)
    return Counted(Book(found, compared), catalogue)


def _levels(source: Source) -> Iterable[Indicator]:
    """The office's own levels: named as the office names them."""
    for each in source.levels:
        yield part("level", str(each.level), each.name or f"{CHINESE[each.level]}级网格")
        yield part("persons", str(each.level), each.name or f"{CHINESE[each.level]}级网格")


def _figure(indicator: Indicator, value: int | None) -> Figure:
    return Figure(indicator.code, indicator.name, indicator.unit, value, indicator.precision)


def families() -> Iterable[Indicator]:
    """Figures that the register's own words make: reasons, outcomes, tags, kinds of entities."""
    for opened in NEW_REASONS:
        yield part("opened", opened.value, opened.label)
    for closed in CANCEL_REASONS:
        yield part("closed", closed.value, closed.label)
    for outcome in Outcome:
        yield part("outcome", outcome.value, outcome.label)
    for family, table in _FAMILY_TABLES.items():
        for line in code_rows(table):
            name = TAG_WORDS.get(line["code"], "") if family == "tag" else ""
            yield part(family, line["code"], name or line["name_zh"].split("(")[0])


def _stocks(key: PopulationKey) -> dict[str, int | None]:
    return {code: int(getattr(key, code)) for code in _STOCKS}


def _values(source: Source, span: str) -> dict[str, int | None]:
    total, key = source.totals(span), source.key(span)
    values: dict[str, int | None] = {name: int(getattr(total, name)) for name in _FLOWS}
    values |= _stocks(key)
    met, weeks = source.households_met(span), source.weeks_closed(span)
    values |= {"households_met": met, "weeks_closed": weeks, "households_missed": max(key.households - met, 0)}
    values |= _shares(key, met) | _visit_shares(total, source.reasons(span).outcomes)
    values["visits_per_household"] = scaled(total.visited_households, key.households, 1, 1)
    values["per_member"] = scaled(total.volume, key.members, 0, 1)
    values["turnover"] = scaled(total.cancelled_residents, total.new_residents, 2, 1)
    values["net_growth"] = total.new_residents + total.returned_residents - total.cancelled_residents
    if span == NOW:
        values |= _extremes([row.figures.volume for row in source.by_grid if row.id])
        values["list_people"], values["list_households"] = source.list_size
        values |= _ground(source)
    return values


def _shares(key: PopulationKey, met: int) -> dict[str, int | None]:
    return {
        "visit_cover": scaled(met, key.households, 1),
        "missed_share": scaled(max(key.households - met, 0), key.households, 1),
        "registered_share": scaled(key.registered, key.residents, 1),
        "floating_share": scaled(key.floating, key.residents, 1),
        "under_18_share": scaled(key.under_18, key.residents, 1),
        "aged_60_share": scaled(key.aged_60, key.residents, 1),
        "rented_share": scaled(key.rented, key.dwellings, 1),
        "vacant_share": scaled(key.vacant, key.dwellings, 1),
    }


def _visit_shares(total: Figures, outcomes: dict[str, int]) -> dict[str, int | None]:
    counted_visits = sum(outcomes.get(outcome.value, 0) for outcome in COUNTED_OUTCOMES)
    return {
        "met_share": scaled(outcomes.get(Outcome.MET.value, 0), counted_visits, 1),
        "attempts_share": scaled(total.attempts, sum(outcomes.values()), 1),
    }


def _ground(source: Source) -> dict[str, int | None]:
    """Area, communities, size of the grids."""
    key, day = source.key(), source.last_day()
    metres = report_levels.area(source.db, day, source.grids)
    return {
        "communities": report_levels.communities(source.db, day, source.grids),
        "area": None if metres is None else (metres + 5_000) // 10_000,  # square metres → hundredths of a square kilometre
        "households_per_grid": scaled(key.households, key.grids, 0, 1),
        "residents_per_grid": scaled(key.residents, key.grids, 0, 1),
        "persons_per_household": scaled(key.residents, key.households, 2, 1),
    }


def _extremes(volumes: list[int]) -> dict[str, int | None]:
    if len(volumes) < 2:
        return {"grid_most": None, "grid_least": None, "grid_ratio": None}
    most, least = max(volumes), min(volumes)
    return {"grid_most": most, "grid_least": least, "grid_ratio": scaled(most, least, 1, 1)}


def _words(source: Source) -> dict[str, int]:
    reasons = source.reasons()
    groups = (
        ("opened", reasons.opened),
        ("closed", reasons.closed),
        ("outcome", reasons.outcomes),
        ("tag", source.care_tags),
        ("entity", source.entity_kinds),
        ("level", {str(each.level): each.grids for each in source.levels}),
        ("persons", {str(each.level): each.persons for each in source.levels}),
    )
    return {f"{family}.{key}": count for family, found in groups for key, count in found.items()}
