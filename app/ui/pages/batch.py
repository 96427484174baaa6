"""The same act on ticked people: what to do, a preview of what will happen to each, one act, one undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from app.errors import Refused, Unavailable
from app.models.form_fields import Choice, FormField
from app.models.household_views import BatchAct, BatchLine, BatchPreview
from app.models.residents import ResidentRow
from app.services import code_lists, lifecycle
from app.ui.actions import Act, bind
from app.ui.context import Context
from app.ui.pages.person_acts import cancel_fields
from app.ui.tables.cells import Cell, Column
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.view import GridView
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner, button, column, label, row

KINDS = (("tag_add", "打标签"), ("tag_remove", "去标签"), ("grid", "调整网格"), ("cancel", "注销"))
VERBS = dict(KINDS)
SENTENCES = {"tag_add": "给 {} 人打标签", "tag_remove": "给 {} 人去标签", "grid": "把 {} 人调整到别的网格", "cancel": "注销 {} 人"}


def _fate(line: BatchLine) -> Cell:
    return Cell(f"不办：{line.refusal}", token="warn") if line.refusal else Cell(line.text)


class BatchDialog(QDialog):
    """Everything that would happen; ``办理`` does it as one act."""

    def __init__(self, context: Context, parent: QWidget | None, preview: BatchPreview, ids: Sequence[str]) -> None:
        super().__init__(parent)
        self.context, self.preview, self.ids = context, preview, list(ids)
        self.accepted_texts: list[str] = []
        verb = VERBS[preview.act.kind]
        self.setWindowTitle(f"批量{verb}")
        theme = context.theme
        columns = [Column("name", "姓名", 90, lambda line: Cell(line.name, bold=True)),
                   Column("address", "地址", 190, lambda line: Cell(line.address), stretch=1),
                   Column("text", "办理结果", 340, _fate, stretch=2)]  # fmt: skip
        self.model = ListedTableModel(columns)
        self.model.set_rows([*preview.lines, *preview.also])
        self.table = GridView(theme, "将要办理的人")
        self.table.setModel(self.model)
        kept = f"，{preview.refused:,} 人不办" if preview.refused else ""
        also = f"，同一房屋的 {len(preview.also):,} 人一起" if preview.also else ""
        self.summary = label(f"将{SENTENCES[preview.act.kind].format(f'{preview.ready:,}')}{also}{kept}", "subtitle")
        self.banner = Banner()
        self.go = button(f"{verb} {preview.ready:,} 人", key="Ctrl+Enter", kind="danger" if preview.act.kind == "cancel" else "primary",
                         action=self.run)  # fmt: skip
        self.go.setVisible(preview.ready > 0)
        foot = row(label("办完可以一次撤销", "helper"), None, button("不办", key="Esc", action=self.reject), self.go)
        whole = column(self.summary, self.banner, self.table, foot, spacing=10, margins=(16, 14, 16, 14))
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.resize(theme.px(820), min(theme.px(480), 640))
        bind(self, [Act("Ctrl+Return", "Ctrl+Enter", verb, self.run), Act("Ctrl+Enter", "", verb, self.run)])
        self.table.setFocus()

    def run(self) -> None:
        """Do it; warnings pass the second time."""
        if self.preview.ready and not self.context.jobs.busy_with(self):
            self.context.jobs.operation(self, lifecycle.run_batch, self.context.session, self.ids, self.preview.act, tuple(self.accepted_texts),
                                        done=self._done, failed=self._failed)  # fmt: skip

    def _done(self, result: Any) -> None:
        self.context.shell.show_done(result)
        self.accept()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Refused):
            self.accepted_texts += [problem.text for problem in error.problems if problem.severity == "warning"]
            self.banner.show_text("；".join(problem.text for problem in error.problems), "warn")
        elif isinstance(error, Unavailable):
            self.banner.show_text(error.text, "danger")


class Batches(QObject):
    """Asks what to do with the ticked people and shows the preview."""

    def __init__(self, context: Context, strip: ActStrip, parent: QWidget, grids: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(parent)
        self.context, self.strip, self.widget, self.grids = context, strip, parent, list(grids)
        self.dialog: BatchDialog | None = None

    def kinds(self) -> list[tuple[str, str]]:
        """What this role may do to a list."""
        return [(kind, words) for kind, words in KINDS if kind != "grid" or self.context.can("grid.write")]

    def ask(self, kind: str, rows: Sequence[ResidentRow], colleagues: Sequence[Choice] = ()) -> None:
        """One more question, then the preview."""
        ids = [each.resident_id for each in rows]
        day = FormField("closed_on", "日期", "date", required=True, hint="今天 j")
        fields: dict[str, tuple[FormField, ...]] = {
            "tag_add": (FormField("tag", "标签", "choice", required=True, code_table="service_category", hint="如 djlr=独居老人"),),
            "tag_remove": (FormField("tag", "标签", "choice", required=True, code_table="service_category"),),
            "grid": (FormField("grid_id", "新网格", "choice", required=True, choices=self._grid_choices()), day, FormField("why", "原因")),
            "cancel": cancel_fields(colleagues),
        }

        def submit(typed: dict[str, Any]) -> None:
            act = BatchAct(kind, typed.get("tag", ""), typed.get("grid_id", ""), typed.get("closed_on", ""), typed.get("close_reason", ""),
                           typed.get("close_proof", ""), typed.get("confirmed_by", ""), typed.get("why", ""))  # fmt: skip
            self.context.jobs.query(self.strip, lifecycle.batch, self.context.session, ids, act, done=lambda found: self._show(found, ids),
                                    failed=self.strip.failed)  # fmt: skip

        self.strip.ask(SENTENCES[kind].format(f"勾选的 {len(ids):,}"), fields[kind], "看会办什么", submit,
                       {"closed_on": self.context.today().isoformat()}, hint="先看清楚再办，办完可一次撤销", widths=(1, 1, 1),
                       choices=code_lists.choices_of(["service_category"]))  # fmt: skip

    def _show(self, preview: BatchPreview, ids: Sequence[str]) -> None:
        self.dialog = BatchDialog(self.context, self.widget, preview, ids)
        self.dialog.accepted.connect(self.strip.done)
        self.dialog.open()

    def _grid_choices(self) -> tuple[Choice, ...]:
        return tuple(Choice(key, words, "") for key, words in self.grids)
