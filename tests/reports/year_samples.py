"""A year of eighteen grids by hand for tests: totals of the golden example, months and outcomes that add up to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.models.documents import Imprint, PopulationKey, YearSummary
from app.models.statistics import FigureRow, Figures, FigureTable, Period
from tests.reports.weekly_samples import GOLDEN, NAMES, golden_figures

PERIOD = Period("year", date(2026, 1, 1), date(2026, 11, 19))
GRIDS = [(row["grid"], golden_figures(row)) for row in GOLDEN["rows"]]
TOTAL = replace(
    Figures.total(figures for _, figures in GRIDS), returned_residents=204, visited_households=24310, attempts=4120, corrections=37
)
OPENING = PopulationKey("2025-12-31", 4102, 10873, 7011, 3846, 16, 1702, 2306, 412, 5391, 5482, 4630, 812, 260, 640, 18, 18)

CLOSING = PopulationKey("2026-11-19", 4187, 12172, 7105, 5049, 18, 1899, 2410, 431, 6033, 6139, 4641, 951, 231, 928, 18, 18)
TEXTS = (
    ("主要做法", "抓培训，提能力。组织网格员学习采集口径四次，逐条讲清新增、注销和走访的统计办法。\n"
        "抓协同，通信息。与派出所、物业每月核对一次出租房屋名单。"),
    ("成效", "独居老人走访更加及时。重点老人每周至少走访一次，发现需要帮助的情况当天反映到社区。"),
    ("问题", "夜间走访人手偏紧。部分出租房屋白天无人，需要晚间再次上门。"),
    ("下一步", "继续把底数摸清。对全年没有走访到的住户逐户补访。\n"
        "继续把服务做实。对关爱服务对象按名单定期走访。\n"
        "继续把队伍带好。每周例会点评，帮助排名靠后的网格查找原因。"),
)  # fmt: skip


def _months() -> tuple[tuple[str, Figures], ...]:
    """Eleven months whose sum is TOTAL: an eleventh each, the rest in November."""
    names = list(TOTAL.__dataclass_fields__)
    each = Figures(*(getattr(TOTAL, name) // 11 for name in names))
    tilted = [replace(each, visited_persons=each.visited_persons + 40 * (month % 4)) for month in range(10)]
    spent = Figures.total(tilted)
    last = Figures(*(getattr(TOTAL, name) - getattr(spent, name) for name in names))
    return (*((f"{month + 1}月", figures) for month, figures in enumerate(tilted)), ("11月", last))


def year_summary(texts: tuple[tuple[str, str], ...] = TEXTS, *, with_last: bool = True, practice: bool = False) -> YearSummary:
    grids = tuple(FigureRow(f"g{grid}", grid, f"{grid}网格", grid, figures) for grid, figures in GRIDS)
    members = tuple(FigureRow(f"m{grid}", f"WG-{grid}", NAMES[i], grid, figures) for i, (grid, figures) in enumerate(GRIDS))
    return YearSummary(
        imprint=Imprint("桂湖社区居民委员会", "内勤小周", "2026-11-20 12:06", practice),
        title="桂湖社区2026年网格化服务管理工作总结", period_label="2026年", as_of="2026-11-19", opening=OPENING, closing=CLOSING, totals=TOTAL,
        last_totals=replace(TOTAL, new_residents=9000, cancelled_residents=9000, visited_persons=57187) if with_last else None,
        months=_months(), by_grid=FigureTable(PERIOD, "grid", grids, TOTAL), by_member=FigureTable(PERIOD, "member", members, TOTAL),
        open_reasons=(("迁入", 2105), ("新来住", 6702), ("出生", 98), ("补登", 1000)),
        close_reasons=(("迁出", 1810), ("搬离", 6511), ("死亡", 79), ("查无此人", 410)),
        entity_kinds=(("企业", 204), ("个体工商户", 667), ("社会组织", 31), ("事业单位", 26)),
        care_tags=(("独居老人", 96), ("残疾人", 143), ("低保", 38), ("优抚", 12)),
        visit_outcomes=(("见到本人", 18120), ("家属代述", 4015), ("电话", 2175), ("未遇", 3300), ("拒访", 120), ("空置", 700)),
        households_visited=3982, weeks_closed=46, texts=texts,
    )  # fmt: skip
