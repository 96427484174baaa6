"""Putting a due visit off and ending a planned one: the same strip on 工作台 and 回访计划."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.models.form_fields import Choice, FormField
from app.models.revisits import PostponeReason
from app.models.visit_views import RevisitLine
from app.services import revisits
from app.ui.context import Context
from app.ui.widgets.act_strip import ActStrip

REASONS = tuple(Choice(reason.value, reason.label, str(place)) for place, reason in enumerate(PostponeReason, start=1))
POSTPONE_FIELDS = (
    FormField("due_on", "改到", "date", required=True, future=True, hint="+3"),
    FormField("note", "说明", hint="选“其他”时要写"),
    FormField("postpone_why", "原因", "options", required=True, choices=REASONS, span=2),
)
DROP_FIELDS = (FormField("close_why", "原因", required=True, span=2, hint="例如：已迁往外地"),)
USUAL_DAYS = 3


def ask_postpone(context: Context, strip: ActStrip, line: RevisitLine) -> None:
    """改期: a date within 30 days and a reason."""

    def submit(values: dict[str, Any]) -> None:
        context.jobs.operation(strip, revisits.postpone, context.session, line.kind, line.id, values["due_on"], values["postpone_why"],
                               values["note"], done=lambda done: _done(context, strip, done), failed=strip.failed)  # fmt: skip

    to = (context.today() + timedelta(days=USUAL_DAYS)).isoformat()
    form = strip.ask(f"{line.title} 的回访改期", POSTPONE_FIELDS, "改期", submit, {"due_on": to}, hint=f"{line.why} · {line.due_text}")
    form.focus_field("postpone_why")


def ask_drop(context: Context, strip: ActStrip, line: RevisitLine) -> None:
    """不再回访: only what was planned by hand."""

    def submit(values: dict[str, Any]) -> None:
        context.jobs.operation(strip, revisits.drop, context.session, line.kind, line.id, values["close_why"],
                               done=lambda done: _done(context, strip, done), failed=strip.failed)  # fmt: skip

    strip.ask(f"不再回访 {line.title}", DROP_FIELDS, "不再回访", submit, danger=True, hint=f"{line.why} · 约定 {line.due_on}")


def _done(context: Context, strip: ActStrip, done: Any) -> None:
    strip.done()
    context.shell.show_done(done)
