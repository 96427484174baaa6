"""例会: who came, what was said and decided, and how a matter that is not done goes on from week to week.

Rules: a decision becomes a task when the minutes are final.  What is not done at the next meeting is carried over: the task stays the
same, a new decision of that meeting continues the chain.  Final minutes are frozen as text and printed from that text alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from app.errors import Problem
from app.models.dates import from_iso
from app.models.vocabulary import AttendanceState, Word

MEETING_TASK = "meeting"  # kind of the tasks that decisions become
BLACK, RED = "black", "red"
DRAFT, FINAL = "draft", "final"
EVERYBODY = "全体网格员"
GIVEN_UP = "不再办理："  # begins the note of a task that ended without being done
LONGEST_DECISION = 100
LONGEST_TEXT = 4000


class MeetingAttendance(Word):
    """How somebody took part."""

    PRESENT = "present", "出席"
    LEAVE = "leave", "请假"
    ABSENT = "absent", "缺席"
    GUEST = "guest", "列席"


# digit on the keyboard → attendance
ATTENDANCE_KEYS: dict[str, MeetingAttendance] = dict(zip("1234", MeetingAttendance, strict=True))
_LEAVE_STATES = (
    AttendanceState.LEAVE, AttendanceState.SICK, AttendanceState.ANNUAL, AttendanceState.SWAPPED, AttendanceState.SPECIAL,
    AttendanceState.OFFICIAL,
)  # fmt: skip


@dataclass(frozen=True)
class MeetingPerson:
    """One line of the attendance.  Guests have a name and no member."""

    member_id: str
    name: str
    attendance: str = MeetingAttendance.PRESENT.value
    note: str = ""
    staff_no: str = ""
    grid: str = ""


@dataclass(frozen=True)
class Decision:
    """One line of 议定事项."""

    text: str
    member_id: str = ""  # '' = everybody
    due_on: str = ""
    id: str = ""
    task_id: str = ""
    carried_from: str = ""
    weeks: int = 1  # 1 = decided at this meeting, 2 = carried over once …
    person: str = ""  # name for the screen

    @property
    def carried(self) -> bool:
        """Whether it was decided at an earlier meeting."""
        return bool(self.carried_from)


@dataclass(frozen=True)
class MeetingDraft:
    """What the form holds."""

    meeting: str
    held_on: str
    held_at: str = ""
    place: str = ""
    host: str = ""
    recorder: str = ""
    mark: str = BLACK
    summary: str = ""
    review: str = ""
    plan: str = ""
    people: tuple[MeetingPerson, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class CarriedTask:
    """A task of an earlier meeting as the next one looks at it."""

    decision_id: str
    task_id: str
    text: str
    member_id: str
    person: str
    due_on: str
    done_on: str
    done_note: str
    weeks: int  # meetings that have spoken of it so far

    @property
    def words(self) -> str:
        """'已完成', '已完成：门锁已换', '未完成，转入本周（第 2 周）'."""
        if self.done_on:
            if self.done_note.startswith(GIVEN_UP):
                return self.done_note
            return f"已完成：{self.done_note}" if self.done_note else "已完成"
        return f"未完成，转入本周（第 {self.weeks + 1} 周）"


def chain_length(decision_id: str, carried_from: Mapping[str, str]) -> int:
    """How many meetings have spoken of a matter: itself and all it was carried over from."""
    seen: set[str] = set()
    while decision_id and decision_id not in seen:
        seen.add(decision_id)
        decision_id = carried_from.get(decision_id, "")
    return len(seen)


def carried_over(last: Iterable[CarriedTask], meeting: str) -> tuple[Decision, ...]:
    """What is not done goes on; a date that has passed by becomes the day of the next meeting."""
    following = (date.fromisoformat(meeting) + timedelta(days=7)).isoformat()
    return tuple(
        Decision(
            task.text, task.member_id, task.due_on if task.due_on > meeting else following, task_id=task.task_id,
            carried_from=task.decision_id, weeks=task.weeks + 1, person=task.person,
        )
        for task in last
        if not task.done_on
    )  # fmt: skip


def with_carried(decisions: Sequence[Decision], last: Sequence[CarriedTask], meeting: str) -> tuple[Decision, ...]:
    """The decisions of a draft with what has become known since: open tasks that are missing come first, done ones go."""
    done = {task.task_id for task in last if task.done_on}
    there = {decision.task_id for decision in decisions if decision.task_id}
    missing = [each for each in carried_over(last, meeting) if each.task_id not in there]
    return (*missing, *(each for each in decisions if not (each.carried and each.task_id in done)))


def attendance_from(states: Iterable[str]) -> tuple[str, str]:
    """(attendance, note) of a member from the day's attendance: leave of any kind is 请假 with its name."""
    found = set(states)
    for state in _LEAVE_STATES:
        if state.value in found:
            return MeetingAttendance.LEAVE.value, state.label
    absent = found == {AttendanceState.ABSENT.value}
    return (MeetingAttendance.ABSENT if absent else MeetingAttendance.PRESENT).value, ""


def check_draft(draft: MeetingDraft, today: str, final: bool) -> list[Problem]:
    """What is wrong with the form; a draft may be incomplete, final minutes may not."""
    problems = []
    if from_iso(draft.held_on) is None:
        problems.append(Problem("held_on", "开会日期没有填或不存在，请写成 2026-11-20。"))
    elif final and draft.held_on > today:
        problems.append(Problem("held_on", "会议还没有开，开完再定稿；现在可以先保存。"))
    problems += _check_clock(draft.held_at)
    if final:
        needed = (("held_at", "时间"), ("place", "地点"), ("host", "主持"), ("recorder", "记录"))
        problems += [
            Problem(name, f"{label}没有填，纪要上要写，请填写。") for name, label in needed if not str(getattr(draft, name)).strip()
        ]
        if not any(person.attendance == MeetingAttendance.PRESENT.value for person in draft.people):
            problems.append(Problem("people", "没有出席的人，请在出席名单里登记。"))
    for name, label in (("summary", "上周情况"), ("review", "点评"), ("plan", "部署")):
        if len(getattr(draft, name)) > LONGEST_TEXT:
            problems.append(Problem(name, f"{label}超过 {LONGEST_TEXT} 字，请分成几段写要点。"))
    for place, decision in enumerate(draft.decisions, start=1):
        problems += check_decision(decision, draft.held_on, f"第 {place} 条")
    return problems


def _check_clock(text: str) -> list[Problem]:
    hour, _, minute = text.partition(":")
    good = len(text) == 5 and hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60
    return [] if not text or good else [Problem("held_at", f"时间“{text}”看不懂，请写成 15:00。")]


def check_decision(decision: Decision, held_on: str, where: str = "") -> list[Problem]:
    """A decision wants words and a day."""
    problems = []
    if not decision.text.strip():
        problems.append(Problem("text", f"{where}议定事项没有内容，请写一句。"))
    elif len(decision.text) > LONGEST_DECISION:
        problems.append(Problem("text", f"{where}议定事项有 {len(decision.text)} 个字，最多 {LONGEST_DECISION} 个。"))
    if from_iso(decision.due_on) is None:
        problems.append(Problem("due_on", f"{where}议定事项没有期限，请填日期，例如 +7。"))
    elif decision.due_on < held_on:
        problems.append(Problem("due_on", f"{where}议定事项的期限 {decision.due_on} 早于开会日期 {held_on}，请核对。"))
    return problems


def clock(typed: str) -> str:
    """'1500', '15：00', '9:05' as '15:00', '09:05'; anything else as typed."""
    text = typed.strip().replace("：", ":").replace("点", ":")
    if text.isdigit() and len(text) in (3, 4):
        text = f"{text[:-2]}:{text[-2:]}"
    hour, colon, minute = text.partition(":")
    if colon and hour.isdigit() and (minute.isdigit() or not minute):
        return f"{int(hour):02d}:{minute or '00':0>2}"
    return text


# ---- the frozen minutes ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MinutesDecision:
    """One decision as it is printed."""

    text: str
    person: str
    due_on: str
    weeks: int = 1


@dataclass(frozen=True)
class Minutes:
    """R11 as plain texts: nothing on it is looked up again."""

    office: str
    label: str  # '2026年第47周'
    held_on: str
    held_at: str
    place: str
    host: str
    recorder: str
    present: tuple[str, ...]
    on_leave: tuple[str, ...]
    absent: tuple[str, ...]
    guests: tuple[str, ...]
    summary: str
    settled: tuple[str, ...]  # 上周议定事项: one sentence each
    review: str
    plan: str
    decisions: tuple[MinutesDecision, ...]
    mark: str = BLACK
    practice: bool = False
    version: int = 1
    draft: bool = False
    note: str = ""  # 该周数据尚未结算

    @property
    def title(self) -> str:
        """标志: '桂湖社区网格工作例会纪要'."""
        return f"{self.office}网格工作例会纪要"


def minutes_of(
    draft: MeetingDraft, last: Sequence[CarriedTask], names: Mapping[str, str], *, office: str, label: str, practice: bool,
    version: int, is_draft: bool, note: str = "",
) -> Minutes:  # fmt: skip
    """The minutes of a form.  ``names``: member → name as sentences call him or her."""

    def listed(kind: MeetingAttendance) -> tuple[str, ...]:  # names only: why somebody was away does not go round
        return tuple(names.get(person.member_id, person.name) for person in draft.people if person.attendance == kind.value)

    return Minutes(
        office=office, label=label, held_on=draft.held_on, held_at=draft.held_at, place=draft.place, host=draft.host,
        recorder=draft.recorder, present=listed(MeetingAttendance.PRESENT), on_leave=listed(MeetingAttendance.LEAVE),
        absent=listed(MeetingAttendance.ABSENT), guests=listed(MeetingAttendance.GUEST), summary=draft.summary,
        settled=tuple(f"{task.text}（{task.person}）：{task.words}。" for task in last), review=draft.review, plan=draft.plan,
        decisions=tuple(
            MinutesDecision(each.text, names.get(each.member_id, each.person) if each.member_id else EVERYBODY, each.due_on, each.weeks)
            for each in draft.decisions
        ),
        mark=draft.mark, practice=practice, version=version, draft=is_draft, note=note,
    )  # fmt: skip


def minutes_to_json(minutes: Minutes) -> str:
    """Stored text of the minutes."""
    return json.dumps(asdict(minutes), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def minutes_from_json(text: str) -> Minutes:
    """Minutes of a stored text; what did not exist when they were frozen has its default."""
    content: dict[str, Any] = json.loads(text)
    names = {field.name for field in fields(Minutes)}
    known: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in content.items() if name in names
    }
    lines = {field.name for field in fields(MinutesDecision)}
    decisions = tuple(MinutesDecision(**{k: v for k, v in each.items() if k in lines}) for each in known.pop("decisions"))
    return Minutes(decisions=decisions, **known)


# ---- a form as plain values, for the draft that survives a power cut ---------------------------------------------------------------


def draft_to_values(draft: MeetingDraft) -> dict[str, Any]:
    """Plain JSON values."""
    return asdict(draft)


def draft_from_values(values: Mapping[str, Any]) -> MeetingDraft:
    """The form again."""
    names = {field.name for field in fields(MeetingDraft)}
    plain = {name: value for name, value in values.items() if name in names}
    people = tuple(MeetingPerson(**each) for each in plain.pop("people", ()))
    decisions = tuple(Decision(**each) for each in plain.pop("decisions", ()))
    return replace(MeetingDraft(**plain), people=people, decisions=decisions)
