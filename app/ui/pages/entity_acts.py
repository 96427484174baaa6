"""注销, 迁址, 重新登记 of a legal entity: each asks below the list for what it needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.entity_fields import CANCEL_FIELDS, MOVE_FIELDS, REOPEN_FIELDS
from app.models.entity_views import EntityRow
from app.models.form_fields import FormField
from app.services import exports, legal_entities
from app.ui.context import Context
from app.ui.forms.entity import door_of_values, grid_choices
from app.ui.messages import EXCEL
from app.ui.pages.entity_panel import connect_doors
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner
from app.ui.widgets.states import ProgressStrip


class RegistrationActs:
    """One for the page; ``ask(word, entity)`` with a word of ``EntityCard.acts``."""

    def __init__(self, context: Context, strip: ActStrip, grids: Sequence[tuple[str, str]], failed: Callable[[BaseException], object]) -> None:
        self.context, self.strip, self.grids, self.failed = context, strip, grids, failed

    def ask(self, word: str, record: EntityRow) -> None:
        """Cancel with reason and date, move, trade again; taking a 注销 back needs no question."""
        today, entity = self.context.today().isoformat(), record.entity_id
        if word == "undo_cancel":
            self._run(legal_entities.undo_cancel, entity)
        elif word == "cancel":
            self._ask(f"注销 {record.name}", CANCEL_FIELDS, "注销", {"closed_on": today}, lambda typed: self._run(
                legal_entities.cancel, entity, typed["close_reason"], typed["closed_on"], typed["close_proof"]), danger=True)  # fmt: skip
            if self.strip.form is not None:
                self.strip.form.focus_field("close_reason")
        elif word == "return":
            self._ask(f"重新登记 {record.name}", REOPEN_FIELDS, "重新登记", {"opened_on": today},
                      lambda typed: self._run(legal_entities.reopen, entity, typed["opened_on"]))  # fmt: skip
        elif word == "move":
            self._ask(f"迁址 {record.name}", MOVE_FIELDS, "迁址", {"opened_on": today},
                      lambda typed: self._run(legal_entities.move, entity, typed["opened_on"], **door_of_values(typed)))  # fmt: skip
            if self.strip.form is not None:
                connect_doors(self.context, self.strip, self.strip.form)

    def _ask(self, title: str, fields: Sequence[FormField], verb: str, values: dict[str, Any], submit: Callable[[dict[str, Any]], object],
             danger: bool = False) -> None:  # fmt: skip
        made = [replace(each, choices=grid_choices(self.grids)) if each.name == "grid_id" else each for each in fields]
        self.strip.ask(title, made, verb, submit, values, danger=danger, widths=(1, 1))

    def _run(self, function: Callable[..., Any], entity_id: str, *arguments: Any, **named: Any) -> None:
        failed = self.strip.failed if self.strip.isVisible() else self.failed
        self.context.jobs.operation(self.strip, function, self.context.session, entity_id, *arguments, done=self._done, failed=failed, **named)

    def _done(self, done: Any) -> None:
        self.strip.done()
        self.context.shell.show_done(done)


def export_entities(context: Context, owner: QWidget, progress: ProgressStrip, banner: Banner, failed: Callable[[BaseException], object]) -> None:
    """All entities of the account's area as a workbook."""
    target = context.messages.save_file(owner, "导出法人单位", f"法人单位-{context.today():%Y%m%d}.xlsx", EXCEL)
    if target is None:
        return

    def done(_result: Any) -> None:
        progress.end()
        banner.show_text(f"已导出到 {target.name}，电话已遮住中间几位", "ok")

    progress.begin("正在导出法人单位", None)
    context.jobs.long_operation(owner, exports.export, context.session, "entities", target, purpose="导出法人单位", done=done, failed=failed,
                                on_progress=progress.advance, cancellable=False)  # fmt: skip
