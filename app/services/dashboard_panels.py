"""Panels of 总览 and 人口: figures of a view become rows, and the rows a finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.models import dashboard_findings as findings
from app.models.dashboard import (
    AGE_BAND,
    BARS,
    NOTHING,
    OTHER,
    PYRAMID,
    TREND,
    WARN,
    Panel,
    PanelRow,
    Step,
    Target,
    age_bands,
    share_text,
)
from app.models.dates import same_period_last_year
from app.models.statistics import FIGURE_LABELS, VOLUME_FIGURES, Figures, Period
from app.models.vocabulary import CANCEL_REASONS, NEW_REASONS, OpenReason
from app.services import residents
from app.services.dashboard_view import Unit, View
from app.services.residents import POPULATIONS
from app.storage import dashboard as stored

ADULT_OLD = 60
NO_DATA = "这段时间没有登记，换一段时间或范围再看"
NO_RECORDS = "那时还没有走访记录"
MOST_TAGS = 12


def number_text(value: int | None) -> str:
    """'5,214', '—' of nothing."""
    return NOTHING if value is None else f"{value:,}"


def each_step(steps: Sequence[Step]) -> str:
    """月, 周 or 天."""
    longest = max((step.period.days for step in steps), default=0)
    return "天" if longest == 1 else "周" if longest <= 7 else "月"


def visits_trend(view: View, steps: Sequence[Step], found: Sequence[Figures]) -> Panel:
    """走访人数 of every step, with the month's share of the yearly target where the office has set one."""
    rows = [
        _trend_row(step, (figures.visited_persons,), (_step_target(view, "visited_persons", "走访人数", step),))
        for step, figures in zip(steps, found, strict=True)
    ]
    unit = each_step(steps)
    target = view.monthly_target("visited_persons") if unit == "月" else None
    title = findings.trend(rows, "走访人数", "人次", unit, target)
    return Panel("visits_trend", title, _trend_subtitle(unit, "人次", rows), TREND, (unit if unit != "天" else "日期", "走访人数"), tuple(rows),
                 ("走访人数",), target, f"月均目标 {target:,}" if target else "",
                 empty="" if any(row.values[0] for row in rows) else NO_DATA)  # fmt: skip


def beside_last_year(view: View, panel: Panel) -> Panel:
    """The same trend with last year as a second series, where it was recorded."""
    last_year = same_period_last_year(view.span.period)
    days = (view.earlier or {}) if panel.heads[0] == "月" and view.span.before == last_year else {}
    if not days or panel.empty:
        return panel
    rows = []
    for row in panel.rows:
        then = _between(days, row.targets[0])
        rows.append(replace(row, values=(row.values[0], then), texts=(row.texts[0], number_text(then))))
    names = (f"{view.span.period.last.year}年", f"{last_year.last.year}年")
    return replace(panel, rows=tuple(rows), series=names, heads=(panel.heads[0], *names))


def _between(days: Mapping[str, stored.DayCount], target: Target | None) -> int:
    """Visits of the days of a step, a year before; the target of the step knows its days."""
    if target is None:
        return 0
    span = same_period_last_year(Period("range", date.fromisoformat(target.first), date.fromisoformat(target.last)))
    first, last = span.first.isoformat(), span.last.isoformat()
    return sum(count.persons for day, count in days.items() if first <= day <= last)


def _step_target(view: View, figure: str, word: str, step: Step) -> Target:
    title = f"{step.label}{word}"
    return view.figure(figure, title=title, first=step.period.first.isoformat(), last=step.period.last.isoformat())


def _trend_row(step: Step, values: tuple[int | None, ...], targets: tuple[Target, ...]) -> PanelRow:
    texts = tuple(number_text(value) for value in values)
    return PanelRow(step.label, values, texts, targets, note=step.note, unfinished=step.unfinished)


def _trend_subtitle(unit: str, count: str, rows: Sequence[PanelRow]) -> str:
    last = rows[-1] if rows and rows[-1].unfinished else None
    if last is None:
        return f"每{unit}{count}"
    gap = "" if last.label.endswith("月") else " "
    return f"每{unit}{count}，{last.label}{gap}为{last.note}"


def flow_trend(view: View, steps: Sequence[Step], found: Sequence[Figures]) -> Panel:
    """新增 and 注销 of every step."""
    rows = []
    for step, figures in zip(steps, found, strict=True):
        targets = (
            _step_target(view, "new_residents", "新增人口", step),
            _step_target(view, "cancelled_residents", "注销人口", step),
        )
        rows.append(_trend_row(step, (figures.new_residents, figures.cancelled_residents), targets))
    came, went = sum(row.values[0] or 0 for row in rows), sum(row.values[1] or 0 for row in rows)
    unit, names = each_step(steps), ("新增", "注销")
    return Panel("flow_trend", findings.flow(came, went), _trend_subtitle(unit, "人数", rows), TREND, (unit if unit != "天" else "日期", *names),
                 tuple(rows), names, empty="" if came or went else NO_DATA)  # fmt: skip


def unit_volume(view: View, by_grid: Mapping[str, int]) -> Panel:
    """数据量 of every grid, greatest first; the dashed line is the mean."""
    pairs = view.by_unit(by_grid)
    total, word = sum(value for _, value in pairs), view.unit_word
    labels, values = [unit.label for unit, _ in pairs], [value for _, value in pairs]
    rows = [
        PanelRow(unit.label, (value,), (number_text(value),), (view.figure("volume", unit.key, f"{unit.label}数据量"),))
        for unit, value in pairs
    ]
    title = findings.greatest_count(labels, values, f"各{word}数据量", "条")
    mean = round(total / len(pairs)) if len(pairs) > 1 else None
    return Panel("unit_volume", title, "数据量（新增、注销、走访合计）", BARS, (word, "数据量"), by_size(rows), ("数据量",), mean,
                 f"平均 {mean:,}" if mean is not None else "", empty="" if total else NO_DATA, tall=True)  # fmt: skip


def volume_parts(view: View, total: Figures) -> Panel:
    """The six figures that make up the volume."""
    pairs = [(FIGURE_LABELS[name], getattr(total, name), name) for name in VOLUME_FIGURES]
    rows = [PanelRow(label, (value,), (number_text(value),), (view.figure(name, title=label),)) for label, value, name in pairs]
    title = findings.greatest_share([label for label, _, _ in pairs], [value for _, value, _ in pairs], "数据量")
    return Panel("volume_parts", title, f"数据量 {total.volume:,} 条", BARS, ("数据项", "数量"), by_size(rows), ("数量",),
                 empty="" if total.volume else NO_DATA, tall=True)  # fmt: skip


def by_size(rows: Sequence[PanelRow]) -> tuple[PanelRow, ...]:
    """Greatest first; rows without a value last."""
    return tuple(sorted(rows, key=lambda row: (row.values[0] is None, -(row.values[0] or 0), row.label)))


def unit_coverage(view: View, seen: Mapping[str, int], homes: Mapping[str, int]) -> Panel:
    """Share of households with a counted visit in the period, by grid; clearly late ones are marked."""
    word = view.unit_word
    met = {unit.key: value for unit, value in view.by_unit(seen)}
    rows = [_coverage_row(unit, met.get(unit.key, 0), number, view) for unit, number in view.by_unit(homes)]
    total, whole = sum(homes.values()), sum(seen.values())
    share = (2000 * whole + total) // (2 * total) if total else None
    title, late = findings.behind(rows, share, "走访覆盖", word)
    marked = [replace(row, tone=WARN) if row.label in late else row for row in rows]
    return Panel("unit_coverage", title, "走访过的户占在册户的比例", BARS, (word, "覆盖率"), by_size(marked), ("覆盖率",),
                 share if len(rows) > 1 else None, f"合计 {share_text(share)}", share=True, tall=True,
                 empty=NO_RECORDS if not view.recorded else "" if total else "这个范围里没有在册的户")  # fmt: skip


def _coverage_row(unit: Unit, met: int, homes: int, view: View) -> PanelRow:
    share = (2000 * met + homes) // (2 * homes) if homes else None
    target = Target("homes", f"..{view.first}", unit.key, f"{unit.label}还没有走访的户")
    return PanelRow(unit.label, (share,), (share_text(share),), (target,), note=f"{met:,} / {homes:,} 户")


def kinds(people: Sequence[stored.PeopleCount]) -> Panel:
    """户籍, 流动, 境外."""
    counts: dict[str, int] = {}
    for each in people:
        counts[each.population] = counts.get(each.population, 0) + each.number
    labels = {code: POPULATIONS.get(code, "未填类别") for code in counts}
    total = sum(counts.values())
    rows = [
        PanelRow(labels[code], (value,), (number_text(value),), (Target("population", code, title=f"{labels[code]}人口"),))
        for code, value in counts.items()
    ]
    title = findings.greatest_share([f"{label}人口" for label in labels.values()], list(counts.values()), "实有人口")
    return Panel("kinds", title, f"期末实有 {total:,} 人", BARS, ("类别", "人数"), by_size(rows), ("人数",), empty="" if total else NO_DATA)


def pyramid(people: Sequence[stored.PeopleCount]) -> Panel:
    """Men and women in bands of five years, the oldest on top of the chart."""
    names = age_bands()
    sexes = ("1", "2")
    counts = {(band, sex): 0 for band in range(len(names)) for sex in sexes}
    for each in people:
        if each.band >= 0 and each.sex in sexes:
            counts[(each.band, each.sex)] += each.number
    rows = []
    for band, name in enumerate(names):
        values = tuple(counts[(band, sex)] for sex in sexes)
        targets = tuple(
            Target("age", str(band), sex, f"{name}岁 {word}") for sex, word in zip(sexes, ("男", "女"), strict=True)
        )
        rows.append(PanelRow(name, values, tuple(number_text(value) for value in values), targets))
    known = [each for each in people if each.band >= 0]
    young = sum(each.number for each in known if each.minor)
    old = sum(each.number for each in known if each.band * AGE_BAND >= ADULT_OLD)
    everybody = sum(each.number for each in known)
    lost = sum(each.number for each in people) - sum(counts.values())
    note = f"每 {AGE_BAND} 岁一档" + (f"，另有 {lost:,} 人年龄或性别不详" if lost else "")
    return Panel("pyramid", findings.ages(young, old, everybody), note, PYRAMID, ("年龄", "男", "女"), tuple(rows), ("男", "女"),
                 empty="" if everybody else NO_DATA, tall=True)  # fmt: skip


def reasons(view: View) -> Panel:
    """Why people came and went."""
    opened, closed = stored.reasons(view.db, view.first, view.last, view.grids)
    came = [(reason.label, opened.get(reason.value, 0), reason.value) for reason in (*NEW_REASONS, OpenReason.RETURN)]
    went = [(reason.label, closed.get(reason.value, 0), reason.value) for reason in CANCEL_REASONS]
    rows = []
    for side, tone, pairs in (("来", "now", came), ("走", OTHER, went)):
        for label, value, word in sorted(pairs, key=lambda pair: -pair[1]):
            if value:
                target = Target("reason", word, "opened" if side == "来" else "closed", label)
                rows.append(PanelRow(f"{side}·{label}", (value,), (number_text(value),), (target,), tone))
    title = findings.reasons([pair[:2] for pair in came], [pair[:2] for pair in went])
    return Panel("reasons", title, f"来 {sum(v for _, v, _ in came):,} 人，走 {sum(v for _, v, _ in went):,} 人", BARS, ("原因", "人数"),
                 tuple(rows), ("人数",), empty="" if rows else NO_DATA)  # fmt: skip


def tags(found: Sequence[tuple[str, int]]) -> Panel:
    """Care tags: people may have several, so these are counts and no shares."""
    listed = [(residents.tag_label(code), number, code) for code, number in found]
    rows = [
        PanelRow(label, (number,), (number_text(number),), (Target("tag", code, title=label),)) for label, number, code in listed[:MOST_TAGS]
    ]
    title = findings.greatest_count([label for label, _, _ in listed], [number for _, number, _ in listed], "关爱标签", "人")
    more = f"，另有 {len(listed) - MOST_TAGS} 种" if len(listed) > MOST_TAGS else ""
    return Panel("tags", title, f"一人可有几个标签{more}", BARS, ("标签", "人数"), by_size(rows), ("人数",),
                 empty="" if rows else "没有人有关爱标签")  # fmt: skip


def days_between(earlier: str, later: date) -> int:
    """Whole days."""
    return (later - date.fromisoformat(earlier)).days
