"""例会 as the screen sees it: the list, the form with its versions, the agenda drawn from the register, the tasks; and the sentences
that the form begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.models.home_views import GridOverdue
from app.models.meetings import CarriedTask, MeetingDraft
from app.models.rankings import WeeklySheet, told_names
from app.models.spot_checks import Tally
from app.models.weekly_highlights import ASK_WHY, BEST_RISE, DATA_QUALITY, TOP_THREE

GRIDS_NAMED = 5  # overdue grids in one sentence; the rest is a count
STATES = {"": "未写", "draft": "草稿", "final": "已定稿"}


@dataclass(frozen=True)
class MeetingLine:
    """One week of the list."""

    meeting: str
    label: str
    first: str
    last: str
    state: str = ""  # '', draft, final
    version: int = 0
    decisions: int = 0

    @property
    def state_words(self) -> str:
        """未写, 草稿, 已定稿."""
        return STATES.get(self.state, self.state)


@dataclass(frozen=True)
class MinutesVersion:
    """One frozen text."""

    version: int
    finished_at: str
    finished_by: str
    reopened_why: str = ""

    @property
    def words(self) -> str:
        """'第 1 稿　11-20 16:05 赵敏'."""
        return f"第 {self.version} 稿　{self.finished_at[5:16].replace('T', ' ')} {self.finished_by}"


@dataclass(frozen=True)
class MeetingView:
    """The form of one meeting."""

    line: MeetingLine
    draft: MeetingDraft
    versions: tuple[MinutesVersion, ...]  # newest first
    may_write: bool
    sheet_closed: bool
    may_close: bool  # the week is over and can be settled
    members: tuple[tuple[str, str, str], ...] = ()  # (id, staff number, name) that a decision may name

    @property
    def editable(self) -> bool:
        """Whether the form can be typed into."""
        return self.may_write and self.line.state != "final"


@dataclass(frozen=True)
class AgendaSection:
    """One heading with its lines.  ``tone``: ok, warn or ''."""

    title: str
    lines: tuple[str, ...]
    tone: str = ""


@dataclass(frozen=True)
class Agenda:
    """What the meeting should go through, counted from the register."""

    meeting: str
    label: str
    sheet_closed: bool
    sections: tuple[AgendaSection, ...]
    summary: str  # sentences that 上周情况, 点评 and 部署 begin with
    review: str
    plan: str
    last_tasks: tuple[CarriedTask, ...]


@dataclass(frozen=True)
class MeetingTaskLine:
    """One task of a decision."""

    id: str
    text: str
    member_id: str
    person: str
    due_on: str
    first_due_on: str  # as decided last; differs after a change of the date
    done_on: str
    done_note: str
    meeting: str  # label of the last meeting that spoke of it
    weeks: int
    late: bool
    own: bool = True  # whether this account may tick it

    @property
    def done(self) -> bool:
        """Whether it was ticked."""
        return bool(self.done_on)

    @property
    def state_words(self) -> str:
        """'已完成 11-24', '超期', '办理中'."""
        return f"已完成 {self.done_on[5:]}" if self.done_on else "超期" if self.late else "办理中"

    @property
    def carried_words(self) -> str:
        """'第 3 周'."""
        return f"第 {self.weeks} 周" if self.weeks > 1 else ""


@dataclass(frozen=True)
class MeetingTaskSheet:
    """The printed list of tasks."""

    office: str
    day: str
    printed_by: str
    printed_at: str
    practice: bool
    lines: tuple[MeetingTaskLine, ...]


@dataclass(frozen=True)
class QualityCounts:
    """What is incomplete in the register."""

    to_verify: int = 0
    without_phone: int = 0
    without_birth: int = 0
    corrections: int = 0  # in the week
    late_corrections: int = 0  # reached closed weeks since

    @property
    def lines(self) -> tuple[str, ...]:
        """Sentences for what is not nothing."""
        pairs = (
            (self.to_verify, "待核 {} 人"),
            (self.without_phone, "没有联系电话 {} 人"),
            (self.without_birth, "没有出生日期 {} 人"),
            (self.corrections, "本周更正 {} 条"),
            (self.late_corrections, "已结算的周有 {} 项更正，列在本周表里"),
        )
        return tuple(words.format(f"{count:,}") for count, words in pairs if count)


# ---- sentences -------------------------------------------------------------------------------------------------------------------


def summary_text(sheet: WeeklySheet) -> str:
    """一 上周情况: the week, its totals, the change, the first three."""
    first, last, total = sheet.period.first, sheet.period.last, sheet.total
    week = f"{sheet.label.split('年')[-1]}（{_day(first)}至{_day(last)}）"
    if not total.volume:
        return f"{week}没有登记数据。"
    text = (
        f"{week}{len(sheet.rows)}名网格员共采集数据{total.volume:,}条：走访{total.visited_persons:,}人，新增人口{total.new_residents:,}人，"
        f"注销人口{total.cancelled_residents:,}人，新增法人{total.new_entities:,}家，注销法人{total.cancelled_entities:,}家，"
        f"走访法人{total.visited_entities:,}家。"
    ).replace(",", "")  # no separators in running text (GB/T 15835)
    if sheet.last_total is not None and sheet.last_total.volume:
        change = total.volume - sheet.last_total.volume
        share = f"（{abs(change) * 100 / sheet.last_total.volume:.1f}%）"
        text += f"比前一周{'增加' if change > 0 else '减少'}{abs(change)}条{share}。" if change else "与前一周持平。"
    return text + _leaders(sheet)


def _leaders(sheet: WeeklySheet) -> str:
    names = told_names(sheet)
    top = [row for row in sheet.rows if row.rank <= 3 and row.volume]
    if not top:
        return ""
    return "前三名：" + "、".join(f"{names[row.member_id]}（{row.volume}条）" for row in top) + "。"


def review_text(sheet: WeeklySheet) -> str:
    """二 点评: the highlights, one paragraph for each heading."""
    lines = []
    for heading, group in groupby(sheet.highlights, key=lambda point: point[0]):
        lines.append(f"{heading}：" + "".join(sentence for _, sentence in group))
    return "\n".join(lines)


def plan_text(last: Sequence[CarriedTask], overdue: Sequence[GridOverdue], quality: QualityCounts) -> str:
    """三 部署: what is open, where visits are overdue, what is incomplete."""
    lines = []
    unfinished = [task for task in last if not task.done_on]
    if unfinished:
        lines.append(f"上周议定事项还有{len(unfinished)}项没有完成，本周继续办理，列入议定事项。")
    late = [each for each in overdue if each.overdue]
    if late:
        named = "、".join(f"{each.grid}{each.overdue}户" for each in late[:GRIDS_NAMED])
        more = "等" if len(late) > GRIDS_NAMED else ""
        total = sum(each.overdue for each in late)
        lines.append(f"超期没有回访的有{total}户（{named}{more}），本周先走访超期时间长的。")
    if quality.to_verify:
        lines.append(f"待核的有{quality.to_verify}人，本周上门核实。")
    if quality.without_phone:
        lines.append(f"没有联系电话的有{quality.without_phone}人，走访时补齐。")
    return "\n".join(lines)


def ranking_sections(sheet: WeeklySheet) -> list[AgendaSection]:
    """The ranking of the agenda: totals, then what the highlights say."""
    lines = [f"数据量 {sheet.total.volume:,} 条，{len(sheet.rows)} 人"]
    if sheet.last_total is not None:
        change = sheet.total.volume - sheet.last_total.volume
        lines.append(f"比前一周{'多' if change > 0 else '少'} {abs(change):,} 条" if change else "与前一周持平")
    names = told_names(sheet)
    lines += [f"第 {row.rank} 名 {names[row.member_id]} {row.volume:,} 条" for row in sheet.rows if row.rank <= 3 and row.volume]
    tones = {BEST_RISE: "ok", TOP_THREE: "", ASK_WHY: "warn", DATA_QUALITY: "warn"}
    found = [AgendaSection("周排名", tuple(lines))]
    for heading, group in groupby(sheet.highlights, key=lambda point: point[0]):
        found.append(AgendaSection(heading, tuple(sentence for _, sentence in group), tones.get(heading, "")))
    return found


def task_section(last: Sequence[CarriedTask]) -> AgendaSection:
    """上周任务 with their state."""
    if not last:
        return AgendaSection("上周任务", ("上周没有议定事项",))
    done = sum(bool(task.done_on) for task in last)
    lines = [f"完成 {done} 项，未完成 {len(last) - done} 项"]
    lines += [f"{'✓' if task.done_on else '○'} {task.person} {task.text} · {task.words}" for task in last]
    return AgendaSection("上周任务", tuple(lines), "ok" if done == len(last) else "warn")


def overdue_section(overdue: Sequence[GridOverdue]) -> AgendaSection:
    """超期回访 by grid."""
    late = [each for each in overdue if each.overdue]
    lines = [
        f"{each.grid} {each.overdue:,} 户，最长 {each.longest_days} 天" + (f"（{each.members}）" if each.members else "")
        for each in late
    ]
    return AgendaSection("超期回访", tuple(lines) or ("没有超期的回访",), "warn" if late else "ok")


def sign_section(signs: int, members: int, listed: int, waiting: int) -> AgendaSection:
    """走访真实性提示: what to ask about, never a verdict."""
    if not signs:
        return AgendaSection("走访真实性提示", ("这一周没有提示",), "ok")
    lines = [f"{signs} 条要了解情况，涉及 {members} 人"]
    if listed:
        lines.append(f"列入复核的登记 {listed} 条" + (f"，待回结果 {waiting} 条" if waiting else "，都有结果"))
    return AgendaSection("走访真实性提示", tuple(lines))


def spot_check_section(results: Tally) -> AgendaSection:
    """抽查 of the week's records."""
    if not results.drawn:
        return AgendaSection("抽查", ("这一周的登记还没有抽查",))
    lines = [f"抽 {results.drawn} 条，有结果 {results.checked} 条"]
    if results.checked:
        lines.append(f"合格 {results.good}，不合格 {results.bad}，无法核实 {results.unclear}，合格率 {results.share_text}")
    return AgendaSection("抽查", tuple(lines), "warn" if results.bad else "")


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
