"""The four looks at one week – 数据量, 加权得分, 完成率, 公平对照 – as the screen and the paper show them."""

from __future__ import annotations

from fractions import Fraction

from app.models.fair_ranking import FairFigures, rounded
from app.models.rankings import SheetRow, Standing, WeeklySheet

VOLUME, WEIGHTED, COMPLETION, FAIR = "volume", "weighted", "completion", "fair"
VIEWS: dict[str, str] = {VOLUME: "数据量", WEIGHTED: "加权得分", COMPLETION: "完成率", FAIR: "公平对照"}
LAST = 1_000_000  # a rank behind all others


def rank_of(row: SheetRow, view: str) -> int | None:
    """The row's rank in a view; None = not ranked there."""
    if view == VOLUME:
        return row.rank
    if view == FAIR:
        return row.fair.rank if row.fair else None
    standing = row.weighted if view == WEIGHTED else row.completion
    return standing.rank if standing else None


def is_shared(row: SheetRow, view: str) -> bool:
    """Whether others have the same rank."""
    if view == VOLUME:
        return row.shared_rank
    if view == FAIR:
        return bool(row.fair and row.fair.shared)
    standing = row.weighted if view == WEIGHTED else row.completion
    return bool(standing and standing.shared)


def in_order(sheet: WeeklySheet, view: str) -> list[SheetRow]:
    """Rows by their rank in the view, unranked ones last."""
    if view == VOLUME:
        return list(sheet.rows)
    return sorted(sheet.rows, key=lambda row: (rank_of(row, view) or LAST, row.rank, row.staff_no, row.name))


def total_row(sheet: WeeklySheet) -> SheetRow:
    """The office as one row: sums, and shares of sums."""
    last = sheet.last_total.volume if sheet.last_total is not None else None
    weighted = [row.weighted for row in sheet.rows if row.weighted]
    aimed = [row for row in sheet.rows if row.target]
    target = sum(row.target or 0 for row in aimed)
    done = sum(row.volume for row in aimed)
    return SheetRow(
        member_id="",
        staff_no="",
        name="",
        grid="",
        figures=sheet.total,
        rank=0,
        last_volume=last,
        weighted=Standing(sum(each.value for each in weighted), 0) if weighted else None,
        completion=Standing((2000 * done + target) // (2 * target), 0) if target else None,
        target=target or None,
        fair=_total_fair(sheet),
    )


def _total_fair(sheet: WeeklySheet) -> FairFigures | None:
    fair = [row.fair for row in sheet.rows if row.fair]
    if not fair:
        return None
    shifts, met, counted = sum(each.shifts for each in fair), sum(each.met for each in fair), sum(each.counted for each in fair)
    volume = sum(row.volume for row in sheet.rows if row.fair and row.fair.shifts)
    households = sum(each.households for each in fair)
    return FairFigures(
        shifts=shifts,
        planned=sum(each.planned for each in fair),
        households=households,
        met=met,
        counted=counted,
        per_shift=rounded(Fraction(volume * 100, shifts)) if shifts else None,
        per_hundred=rounded(Fraction(sheet.total.volume * 10000, households)) if households else None,
        verified=rounded(Fraction(met * 1000, counted)) if counted else None,
    )


def decimal(value: int | None, places: int) -> str:
    """A whole number of 10^-places as text: (1250, 2) → '12.50', None → '—'."""
    if value is None:
        return "—"
    whole, rest = divmod(value, 10**places)
    return f"{whole:,}.{rest:0{places}d}" if places else f"{whole:,}"


def score(standing: Standing | None) -> int | None:
    """A standing's thousandths as tenths: scores and percents are shown with one decimal (12.5, 93.3 %)."""
    return None if standing is None else (standing.value + 50) // 100


def percent(standing: Standing | None) -> int | None:
    """Thousandths as tenths of a percent."""
    return None if standing is None else standing.value


def rule_line(sheet: WeeklySheet, view: str) -> str:
    """One sentence on how this view ranks; says so where a week was closed before the view existed."""
    if view != VOLUME and not sheet.fair_rules:
        return "这一周结算时还没有这项对照，只有数据量名次。" if sheet.closed_at else ""
    if view == WEIGHTED:
        return f"加权得分＝各项 × 权重：{sheet.weights}。"
    if view == COMPLETION:
        if sheet.target_rule:
            return sheet.target_rule
        if not sheet.weekly_target:
            return "没有设每周目标，设了以后才有完成率。"
        return f"每人每周目标 {sheet.weekly_target:,}，休假、非全日制、任职不满一周的按班次折算；旷工不减。"
    if view == FAIR:
        return "每班次、每百户、见面率各排名次，公平名次按平均名次排；休假不计班次。"
    return "数据量＝新增＋注销＋走访＋法人，各项权重为 1。"
