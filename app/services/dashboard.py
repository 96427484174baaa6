"""仪表盘: one tab for a period and a scope, with its five numbers and the panels whose titles state what the figures say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from app import settings
from app.models import dashboard as shapes
from app.models.dashboard import (
    BigNumber,
    Board,
    Panel,
    Picture,
    Request,
    Step,
    Target,
    change_text,
    comparable,
    share_text,
    tenths,
)
from app.models.statistics import Figures
from app.models.vocabulary import NEW_REASONS
from app.services import dashboard_panels as panels
from app.services import dashboard_team as team_panels
from app.services.dashboard_view import ScopeChoice, View, rows_of_members
from app.services.dashboard_view import scopes as _scopes
from app.storage import closed_weeks
from app.storage import dashboard as stored

if TYPE_CHECKING:
    from app.services.session import Session

MEANING = (
    "口径：实有人口为期末未结束的居住登记；新增、注销按采集日期计入采集人，区内移动、误录、重复不计；走访只计见到本人、家属代述、电话，"
    "同一人同一天走访同一对象只计一次；户的覆盖以期内有计入的走访为准。与去年、上一期的比较只在那时已有记录时给出。"
)


def scopes(session: Session) -> list[ScopeChoice]:
    """What the scope selector offers."""
    return _scopes(session)


def board(session: Session, request: Request, tab: str, known: Sequence[BigNumber] = (), compare: bool = True) -> Board:
    """One tab.  ``known``: the five numbers of the same request, where another tab has them already.  Without ``compare`` the answer
    comes sooner and ``compared`` completes it: the figures are on the screen while last year is still being counted."""
    view = View(session, request)
    make = {"overview": _overview, "people": _people, "visits": _visits, "team": _team}[tab]
    numbers, shown = make(view, tuple(known))
    found = Board(
        tab=tab,
        request=request,
        span=view.span,
        scope=view.scope,
        numbers=numbers,
        panels=shown,
        as_of=settings.now().strftime("%Y-%m-%d %H:%M"),
        meaning=MEANING,
        compared=bool(known) and tab != "overview",
        past=view.span.period.last < session.today,
    )
    return compared(session, found, view) if compare and not found.compared else found


def compared(session: Session, found: Board, view: View | None = None) -> Board:
    """The same board beside the period before, where that was recorded."""
    looked = view if view is not None else View(session, found.request)
    numbers = tuple(_beside(looked, number) for number in found.numbers)
    shown = tuple(panels.beside_last_year(looked, panel) if panel.key == "visits_trend" else panel for panel in found.panels)
    return replace(found, numbers=numbers, panels=shown, compared=True)


def picture(panel: Panel, width: int, height: int, ratio: float = 1.0, scale: float = 1.0) -> Picture:
    """A panel's chart, ``width`` × ``height`` points of the screen at ``ratio`` pixels each; ``scale``: size of its letters."""
    from app.reports import dashboard_charts

    return dashboard_charts.draw(panel, width, height, ratio, scale)


def warm() -> None:
    """Load what draws, before the first figures are there."""
    from app.reports import dashboard_charts

    dashboard_charts.draw(Panel("", "", "", shapes.BARS, ("",), (), empty=" "), 40, 20, 1.0, 1.0)


Made = tuple[tuple[BigNumber, ...], tuple[Panel, ...]]


def _overview(view: View, _known: tuple[BigNumber, ...]) -> Made:
    steps, found, by_grid = _stepwise(view)
    numbers = _numbers(view, Figures.total(found))
    shown = (panels.visits_trend(view, steps, found), panels.flow_trend(view, steps, found), _comparison(view, by_grid, found))
    return numbers, shown


def _comparison(view: View, by_grid: Mapping[str, int], found: Sequence[Figures]) -> Panel:
    """Grids side by side; what the entries were, where there is only one."""
    if len(view.by_unit(by_grid)) > 1:
        return panels.unit_volume(view, by_grid)
    return panels.volume_parts(view, Figures.total(found))


def _stepwise(view: View) -> tuple[tuple[Step, ...], list[Figures], dict[str, int]]:
    """Figures of every step, and the volume of every grid: each day is read once."""
    steps = shapes.steps(view.span, view.session.office.meeting_weekday)
    found: list[Figures] = []
    by_grid: dict[str, int] = {}
    for step in steps:
        pairs = view.pairs(step.period.first.isoformat(), step.period.last.isoformat())
        found.append(Figures.total(pairs.values()))
        for (_, grid), figures in pairs.items():
            by_grid[grid] = by_grid.get(grid, 0) + figures.volume
    return steps, found, by_grid


def _people(view: View, known: tuple[BigNumber, ...]) -> Made:
    people = stored.people(view.db, view.last, view.grids)
    found = stored.tag_counts(view.db, view.last, view.grids)
    numbers = known or _numbers(view, view.total(view.first, view.last))
    return numbers, (panels.kinds(people), panels.tags(found), panels.reasons(view), panels.pyramid(people))


def _visits(view: View, known: tuple[BigNumber, ...]) -> Made:
    since = min(view.first, (view.span.period.last - timedelta(days=team_panels.LOOK_BACK)).isoformat())
    found = stored.last_seen(view.db, since, view.first, view.last, view.grids)
    everything, seen = _by_grid(found.homes, view.first)
    numbers = known or _numbers(view, view.total(view.first, view.last))
    shown = (
        team_panels.since_last(view, found.homes),
        team_panels.outcomes(view),
        team_panels.tag_coverage(view, found.tags),
        panels.unit_coverage(view, seen, everything),
    )
    return numbers, shown


def _by_grid(homes: Sequence[stored.HomeCount], first: str) -> tuple[Mapping[str, int], Mapping[str, int]]:
    everything: dict[str, int] = {}
    seen: dict[str, int] = {}
    for each in homes:
        everything[each.grid_id] = everything.get(each.grid_id, 0) + each.households
        if each.last_on >= first:
            seen[each.grid_id] = seen.get(each.grid_id, 0) + each.households
    return everything, seen


def _team(view: View, known: tuple[BigNumber, ...]) -> Made:
    team = rows_of_members(view)
    numbers = known or _numbers(view, view.total(view.first, view.last))
    shown = (
        team_panels.attendance_rates(view, team),
        team_panels.quiet(view, team),
        team_panels.verified(view, team),
        team_panels.volume(view, team),
    )
    return numbers, shown


# ---- the five numbers ----------------------------------------------------------------------------------------------------------


def _numbers(view: View, now: Figures) -> tuple[BigNumber, ...]:
    """人口, 走访人数, 走访户次, 新增 / 注销, 法人; the comparison comes with ``_beside``."""
    before, people = stored.living(view.db, ((view.span.period.first - timedelta(days=1)).isoformat(), view.last), view.grids)
    entities = stored.entities(view.db, view.last, view.grids)
    seen = stored.entities_seen(view.db, view.first, view.last, view.grids)
    both = f"{now.new_residents:,} / {now.cancelled_residents:,}"
    goal = view.yearly_target("visited_persons")
    reached = f"年目标 {share_text(tenths(now.visited_persons, goal))}" if goal else ""
    everybody, persons, doors, came, shops = (
        Target("residents", title="实有人口"),
        view.figure("visited_persons", title="走访人数"),
        view.figure("visited_households", title="走访户次"),
        view.figure("new_residents", title="新增人口"),
        view.figure("visited_entities", title="走访法人"),
    )
    covered = f"覆盖 {share_text(tenths(seen, entities))}"
    return (
        BigNumber("实有人口", f"{people:,}", "人", _grown(people - before), f"期初 {before:,}", everybody),
        BigNumber("走访人数", f"{now.visited_persons:,}", "人次", "", reached, persons, now.visited_persons, "persons"),
        BigNumber("走访户次", f"{now.visited_households:,}", "次", "", "", doors, now.visited_households, "households"),
        BigNumber("新增 / 注销人口", both, "人", "", "", came, now.new_residents, "new"),
        BigNumber("法人单位", f"{entities:,}", "家", f"走访过 {seen:,} 家", covered, shops),
    )


def _beside(view: View, number: BigNumber) -> BigNumber:
    if not number.figure:
        return number
    change = change_text(number.value, _earlier(view, number.figure), view.span.before_label)
    return replace(number, change=f"新增{change}" if number.figure == "new" else change)


def _earlier(view: View, figure: str) -> int | None:
    """The figure of the period before; None where nobody recorded it then."""
    before = view.span.before
    if figure == "new":
        if not comparable(closed_weeks.first_day(view.db), before):
            return None
        opened, _ = stored.reasons(view.db, before.first.isoformat(), before.last.isoformat(), view.grids)
        return sum(opened.get(reason.value, 0) for reason in NEW_REASONS)
    days = view.earlier
    return None if days is None else sum(int(getattr(day, figure)) for day in days.values())


def _grown(change: int) -> str:
    return "期内持平" if not change else f"{'↑' if change > 0 else '↓'}{abs(change):,} 期内"
