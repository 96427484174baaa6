"""Short forms of attendance: leave, asking for a 补签, refusing one."""

from __future__ import annotations

from typing import Any

from app.models.attendance import LEAVE
from app.models.attendance_views import CorrectionLine, MonthRow
from app.models.form_fields import Choice, FormField
from app.models.vocabulary import AttendanceState
from app.services import attendance, attendance_corrections
from app.ui.context import Context
from app.ui.widgets.act_strip import ActStrip

KINDS = tuple(Choice(state.value, state.label, str(key)) for key, state in enumerate((*LEAVE, AttendanceState.OFFICIAL), start=1))
WANTED = tuple(Choice(state.value, state.label, str(key)) for key, state in enumerate((AttendanceState.PRESENT, AttendanceState.OFFICIAL), 1))
LEAVE_FIELDS = (
    FormField("first", "从", "date", required=True, future=True),
    FormField("last", "到", "date", future=True, hint="只请一天不用填"),
    FormField("state", "假别", "options", required=True, choices=KINDS, span=2),
    FormField("note", "事由", span=2),
)
CORRECTION_FIELDS = (
    FormField("day", "日期", "date", required=True),
    FormField("state", "补签为", "options", required=True, choices=WANTED),
    FormField("reason", "原因", required=True, span=2, hint="例如：手机没电没有打卡"),
)
REFUSAL_FIELDS = (FormField("why", "原因", required=True, span=2, hint="申请人看得到"),)


def ask_leave(context: Context, strip: ActStrip, member: MonthRow, day: str) -> None:
    """请假 of one member, from the current day on."""

    def submit(values: dict[str, Any]) -> None:
        context.jobs.operation(strip, attendance.leave, context.session, member.member_id, values["first"], values["last"], values["state"],
                               values["note"], done=lambda done: _done(context, strip, done), failed=strip.failed)  # fmt: skip

    strip.ask(f"{member.name} 请假", LEAVE_FIELDS, "登记请假", submit, {"first": day}, hint="只记有班次的日子，休息日、节假日不计", widths=(1, 1))


def ask_correction(context: Context, strip: ActStrip, member: MonthRow, day: str) -> None:
    """补签 of one member: somebody else approves."""

    def submit(values: dict[str, Any]) -> None:
        context.jobs.operation(strip, attendance_corrections.ask, context.session, member.member_id, values["day"], values["state"],
                               values["reason"], done=lambda done: _done(context, strip, done), failed=strip.failed)  # fmt: skip

    strip.ask(f"{member.name} 补签", CORRECTION_FIELDS, "申请补签", submit, {"day": day, "state": AttendanceState.PRESENT.value},
              hint="由申请人以外的人审批后才记入考勤", widths=(1, 1))  # fmt: skip


def ask_refusal(context: Context, strip: ActStrip, line: CorrectionLine) -> None:
    """不同意 with a reason."""

    def submit(values: dict[str, Any]) -> None:
        context.jobs.operation(strip, attendance_corrections.decide, context.session, line.id, False, values["why"],
                               done=lambda done: _done(context, strip, done), failed=strip.failed)  # fmt: skip

    strip.ask(f"不同意 {line.member} {line.day} 的补签", REFUSAL_FIELDS, "不同意", submit, danger=True, hint=line.reason)


def _done(context: Context, strip: ActStrip, done: Any) -> None:
    strip.done()
    context.shell.show_done(done)
