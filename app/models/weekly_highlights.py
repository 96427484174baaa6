"""What the Friday meeting should talk about, drawn from the sheets by rule: never a penalty, always a reason to ask.

Every sentence names persons and figures that stand in the table beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from app.models.rankings import SheetRow, WeeklySheet, told_names
from app.models.vocabulary import AttendanceState

BEST_RISE = "进步最大"
TOP_THREE = "连续三周前三"
ASK_WHY = "需要了解原因"
DATA_QUALITY = "数据质量"
RUNS_LOW = 0.8  # below this share of the middle volume of the week
FELL_FAR = 0.8  # below this share of the volume of two weeks before, falling both weeks
MOST_LINES = 5  # under one heading; a meeting cannot talk about everybody
_AWAY = (
    AttendanceState.SICK,
    AttendanceState.LEAVE,
    AttendanceState.ANNUAL,
    AttendanceState.SPECIAL,
    AttendanceState.SWAPPED,
    AttendanceState.ABSENT,
)
_ON_DUTY = {AttendanceState.PRESENT.value, AttendanceState.OFFICIAL.value}


@dataclass(frozen=True)
class Attendance:
    """A member's week in words ('5 天', '病假2天') and the days on duty."""

    words: str
    days_present: int


def attendance_of(days: Iterable[tuple[str, str]]) -> Attendance:
    """Attendance from (day, state) pairs; somebody present in one shift of a day was present."""
    by_day: dict[str, set[str]] = {}
    for day, state in days:
        by_day.setdefault(day, set()).add(state)
    present = sum(1 for states in by_day.values() if states & _ON_DUTY)
    away: dict[str, int] = {}
    for states in by_day.values():
        if not states & _ON_DUTY:
            reason = next((state.label for state in _AWAY if state.value in states), "")
            away[reason] = away.get(reason, 0) + 1
    words = [f"{state.label}{away[state.label]}天" for state in _AWAY if state.label in away]
    return Attendance("、".join(words) or (f"{present} 天" if by_day else ""), present)


def highlights(sheet: WeeklySheet, earlier: Sequence[WeeklySheet] = ()) -> tuple[tuple[str, str], ...]:
    """(heading, sentence) pairs; ``earlier``: the sheets of the weeks before, newest first."""
    if not any(row.volume for row in sheet.rows):
        return ()
    names = told_names(sheet)
    sheet = replace(sheet, rows=tuple(replace(row, name=names[row.member_id]) for row in sheet.rows))
    found = [(BEST_RISE, text) for text in _best_rise(sheet)]
    found += [(TOP_THREE, text) for text in _top_three(sheet, earlier)]
    found += [(ASK_WHY, text) for text in _ask_why(sheet, earlier)[:MOST_LINES]]
    found += [(DATA_QUALITY, text) for text in _data_quality(sheet)[:MOST_LINES]]
    return tuple(found)


def _best_rise(sheet: WeeklySheet) -> list[str]:
    risen = [row for row in sheet.rows if row.last_rank is not None and row.last_rank > row.rank and row.volume > (row.last_volume or 0)]
    if not risen:
        return []
    best = max(_rise(row) for row in risen)
    return [f"{row.name} 从第 {row.last_rank} 名升到第 {row.rank} 名。" for row in risen if _rise(row) == best]


def _rise(row: SheetRow) -> tuple[int, int]:
    """Places won, then records more than last week."""
    return (row.last_rank or 0) - row.rank, row.volume - (row.last_volume or 0)


def _top_three(sheet: WeeklySheet, earlier: Sequence[WeeklySheet]) -> list[str]:
    if len(earlier) < 2:
        return []
    weeks = [{row.member_id for row in week.rows if row.rank <= 3 and row.volume} for week in (sheet, *earlier[:2])]
    names = [row.name for row in sorted(sheet.rows, key=lambda row: row.rank) if all(row.member_id in week for week in weeks)]
    return ["、".join(names) + "。"] if names else []


def is_away(row: SheetRow) -> bool:
    """Whether the member was on leave, sick or absent for a part of the week."""
    return any(state.label in row.attendance for state in _AWAY)


def _ask_why(sheet: WeeklySheet, earlier: Sequence[WeeklySheet]) -> list[str]:
    middle = median(row.volume for row in sheet.rows if not is_away(row) or len(sheet.rows) == 1) if _any_present(sheet) else 0
    full = max((row.days_present or 0 for row in sheet.rows), default=0)
    before = {row.member_id: row.last_volume for row in earlier[0].rows} if earlier else {}
    sentences = []
    for row in sorted(sheet.rows, key=lambda row: row.volume):
        if is_away(row):
            sentences.append(_while_away(row, sheet, full))
        elif reasons := _why_low(row, middle, before.get(row.member_id)):
            sentences.append(f"{row.name} {'，'.join(reasons)}。")
    return sentences


def _any_present(sheet: WeeklySheet) -> bool:
    return len(sheet.rows) == 1 or any(not is_away(row) for row in sheet.rows)


def _while_away(row: SheetRow, sheet: WeeklySheet, full: int) -> str:
    """A fair look at a short week: the volume per day on duty, stretched to a whole week."""
    if not row.days_present or not full or row.days_present >= full:
        return f"{row.name} {row.attendance}，名次仅供参考。"
    converted = round(row.volume * full / row.days_present)
    place = 1 + sum(1 for other in sheet.rows if other.member_id != row.member_id and other.volume > converted)
    return f"{row.name} {row.attendance}，按出勤折算 {converted} 条，列第 {place} 名。"


def _why_low(row: SheetRow, middle: float, before_last: int | None) -> list[str]:
    reasons = []
    if not row.volume:
        return ["本周没有数据"]
    if middle and row.volume < RUNS_LOW * middle:
        reasons.append(f"低于本周中位数 {round(100 - 100 * row.volume / middle)}%")
    falling = before_last is not None and row.last_volume is not None and row.volume < row.last_volume < before_last
    if falling and before_last is not None and (reasons or row.volume < FELL_FAR * before_last):
        reasons.append("连续两周下降")
    return reasons


def _data_quality(sheet: WeeklySheet) -> list[str]:
    corrected = sorted((row for row in sheet.rows if row.figures.corrections), key=lambda row: -row.figures.corrections)
    sentences = [f"{row.name} 更正 {row.figures.corrections} 条。" for row in corrected]
    for row in sheet.rows:
        met, missed = row.figures.visited_households, row.figures.attempts
        if missed > met and missed >= 5:
            sentences.append(f"{row.name} 未遇、拒访、空置共 {missed} 户次，多于走访 {met} 户次。")
    return sentences
