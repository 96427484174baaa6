"""``zhiwang check``: is the file whole, does the journal say the same as the tables, do the figures add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from app.models.frozen_sheets import sheet_from_json
from app.models.statistics import Figures
from app.services.session import Session
from app.storage import checks as storage_checks
from app.storage import closed_weeks, meetings, population

Progress = Callable[[int, int, str], None]
SHOWN = 5


@dataclass(frozen=True)
class CheckLine:
    """One check: its name, whether all is well, and a sentence."""

    name: str
    ok: bool
    text: str


@dataclass(frozen=True)
class CheckReport:
    """All checks of one run."""

    ok: bool
    lines: tuple[CheckLine, ...]


def check(session: Session, progress: Progress | None = None) -> CheckReport:
    """Run every check on the writing connection; nothing is changed."""
    session.require("check.run")
    register = session.register
    steps: tuple[tuple[str, str, Callable[[], list[str]]], ...] = (
        ("文件", "文件完好，没有损坏的页", lambda: storage_checks.check_file(register)),
        ("日志链", "日志连续，封签相符", lambda: storage_checks.check_chain(register)),
        ("日志与数据", "数据与日志逐行一致", lambda: storage_checks.rebuild_check(register)),
        ("已结算的周", "结算后的排名表没有改动，合计相符", lambda: closed_week_problems(session)),
        ("会议纪要", "定稿的会议纪要没有改动", lambda: minutes_problems(session)),
        ("数字平衡", "各网格 期末=期初+新增+回流+移入−注销−移出", lambda: flow_problems(session)),
    )
    lines = []
    for number, (name, fine, run) in enumerate(steps):
        if progress:
            progress(number, len(steps), f"检查{name}")
        problems = run()
        lines.append(CheckLine(name, not problems, _sentence(problems) if problems else fine))
    if progress:
        progress(len(steps), len(steps), "检查完成")
    return CheckReport(all(line.ok for line in lines), tuple(lines))


def closed_week_problems(session: Session) -> list[str]:
    """Closed weeks whose frozen sheet was changed or does not add up."""
    db = session.register.db
    problems = [f"{label}的排名表在结算后改动过" for label in closed_weeks.altered(db)]
    for week in closed_weeks.every(db):
        sheet = sheet_from_json(week.sheet)
        if Figures.total(row.figures for row in sheet.rows) != sheet.total:
            problems.append(f"{week.label}的排名表各行相加与合计不符")
    return problems


def minutes_problems(session: Session) -> list[str]:
    """Minutes whose frozen text was changed after 定稿."""
    return [f"{label}的会议纪要在定稿后改动过" for label in meetings.altered(session.register.db)]


def flow_problems(session: Session) -> list[str]:
    """Grids whose population does not follow from its flows, for this year so far, last year and every month of this year."""
    problems = []
    for first, last in _periods(session.today):
        before = (first - timedelta(days=1)).isoformat()
        for flow in population.flows(session.register.db, before, first.isoformat(), last.isoformat()):
            if flow.difference:
                name = flow.grid or "没有网格的登记"
                problems.append(
                    f"{name}：{first.isoformat()} 至 {last.isoformat()} 期末 {flow.closing} 人，相差 {flow.difference} 人"
                )
    return problems


def _periods(today: date) -> list[tuple[date, date]]:
    starts = [date(today.year, month, 1) for month in range(1, today.month + 1)]
    ends = [start - timedelta(days=1) for start in starts[1:]] + [today]
    return [
        (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
        (date(today.year, 1, 1), today),
        *zip(starts, ends, strict=True),
    ]


def _sentence(problems: list[str]) -> str:
    more = f"；另有 {len(problems) - SHOWN} 处" if len(problems) > SHOWN else ""
    return "；".join(problems[:SHOWN]) + more
