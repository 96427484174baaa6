"""数据交换 · Excel 导入: choose, look at what will happen, import, undo.  Nothing is written before the last step."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from app.errors import Cancelled, Refused, Unavailable
from app.models.import_rows import TEMPLATES
from app.services import history, imports
from app.ui import icons
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.messages import EXCEL, IMPORTABLE
from app.ui.pages.base import Page
from app.ui.pages.import_check import CheckView
from app.ui.pages.import_choice import ChooseView
from app.ui.pages.import_columns import ColumnsView, Remembered
from app.ui.widgets.basics import Banner, boxed, button, column, label, panel, row
from app.ui.widgets.states import ProgressStrip, StateView
from app.ui.widgets.steps import Steps

STEPS = ("选择文件", "对应列", "检查数据", "导入完成")
CHOOSE, MATCH, CHECK, DONE = range(4)
SUFFIXES = (".xlsx", ".xls", ".et", ".csv")


class ImportsPage(Page):
    """Four steps; 对应列 is passed over where the header is understood.  Every step can be left with Esc."""

    WATCHES: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.path: Path | None = None
        self.mapping: dict[str, str] | None = None  # our column → theirs, as chosen by hand
        self.remembered = Remembered(context)
        self.preview: Any = None
        self.result: Any = None
        self.job: Any = None
        self.setAcceptDrops(True)
        self._build()
        self.bind_acts()
        self._go(CHOOSE)

    # -- face -----------------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.context.theme
        self.steps = Steps(theme, STEPS)
        self.progress = ProgressStrip(theme)
        self.banner = Banner()
        self.choose = ChooseView(theme, self.choose_file)
        self.kind = self.choose.kind
        self.match = ColumnsView(self.context)
        self.match.changed.connect(self._show_matched)
        self.check = CheckView(self.context)
        self.done_view = StateView(theme)
        self.stack = QStackedWidget()
        for view in (panel(self.choose), self.match, self.check, panel(self.done_view)):
            self.stack.addWidget(view)
        self.promise = label("检查时不写入任何数据；导入后可整批撤销", "helper")
        shield = label()
        shield.setPixmap(icons.pixmap("shield-check", "ok", theme.px(16)))
        self.back_button = button("上一步", "chevron-left", key="Esc", action=self.back)
        self.match_button = button("对应列", "columns-3", key="F2", action=self.match_columns)
        self.export_button = button("导出退回表", "file-export", action=self.export_rejects)
        self.undo_button = button("撤销这次导入", "arrow-back-up", kind="danger", action=self.undo)
        self.next_button = button("选择文件", kind="primary", key="Ctrl+Enter", action=self.next)
        foot = row(shield, self.promise, None, self.undo_button, self.back_button, self.match_button, self.export_button, self.next_button)
        whole: QVBoxLayout = column(self.steps, self.progress, self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addWidget(self.stack, 1)
        whole.addWidget(boxed(foot))
        self.setLayout(whole)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        return [
            Act("Ctrl+O", "Ctrl+O", "选择文件", self.choose_file),
            Act("Ctrl+Return", "Ctrl+Enter", "下一步", self.next),
            Act("Ctrl+Enter", "", "下一步", self.next, in_bar=False),
            Act("F2", "F2", "对应列", self.match_columns),
            Act("Ctrl+E", "Ctrl+E", "导出退回表", self.export_rejects),
            Act("Escape", "Esc", "退一步", self.back),
        ]

    def focus_first(self) -> None:
        """What to import."""
        self.kind.setFocus()

    # -- steps ------------------------------------------------------------------------------------------------------------------

    def _go(self, step: int) -> None:
        self.steps.set_current(step)
        self.stack.setCurrentIndex(step)
        preview = self.preview
        self.back_button.setVisible(step > CHOOSE)
        self.back_button.setText("再导一个 │ Esc" if step == DONE else "上一步 │ Esc")
        self.match_button.setVisible(step == CHECK)
        self.export_button.setVisible(step in (CHECK, DONE) and bool(preview and preview.rejected))
        self.undo_button.setVisible(step == DONE and bool(getattr(self.result, "operation", "")))
        self.next_button.setVisible(step < DONE)
        self.next_button.setEnabled(True)
        self.promise.setText("检查时不写入任何数据；导入后可整批撤销" if step < DONE else "撤销后数据回到导入之前，变更记录里留有这两步")
        if step == CHECK and preview is not None:
            rest = f"，{preview.rejected:,} 行退回" if preview.rejected else ""
            self.next_button.setText(f"导入 {preview.accepted:,} 行{rest} │ Ctrl+Enter")
            self.next_button.setEnabled(preview.accepted > 0)
            self.promise.setText("还没有写入任何数据；导入后可整批撤销" if preview.accepted else "没有可导入的行，先按退回原因改表")
        elif step == MATCH:
            self.next_button.setText("检查数据 │ Ctrl+Enter")
            self._show_matched()
        else:
            self.next_button.setText("选择文件 │ Ctrl+Enter")

    @property
    def step(self) -> int:
        """CHOOSE, MATCH, CHECK or DONE."""
        return self.stack.currentIndex()

    def next(self) -> None:
        """Ctrl+Enter: the primary button."""
        if self.progress.isVisible():
            return
        if self.step == CHOOSE:
            self.choose_file()
        elif self.step == MATCH and self.next_button.isEnabled():
            self._take_columns()
        elif self.step == CHECK and self.next_button.isEnabled():
            self.run()

    def back(self) -> None:
        """Esc: stop what runs, else one step back."""
        if self.job is not None:
            self.progress.cancel.click()
        elif self.step > CHOOSE:
            self.banner.hide()
            self._go(CHOOSE)

    def choose_file(self) -> None:
        """Ask for a file and check it."""
        if self.progress.isVisible():
            return
        path = self.context.messages.open_file(self, "选择要导入的表格", IMPORTABLE)
        if path is not None:
            self.load(path)

    def load(self, path: Path) -> None:
        """Check a file; nothing is written."""
        self.path, self.mapping = path, None
        self._look()

    def match_columns(self) -> None:
        """F2: say by hand which column of the file goes where."""
        if self.path is None or self.step != CHECK or self.progress.isVisible():
            return
        self._ask_columns()

    def _look(self) -> None:
        assert self.path is not None
        self.banner.hide()
        self._begin(f"正在检查 {self.path.name}")
        self._started(self.context.jobs.long_operation(self, imports.preview, self.context.session, self._kind(), self.path,
                                                       mapping=self.mapping, done=self._checked, failed=self._not_checked,
                                                       on_progress=self.progress.advance))  # fmt: skip

    def _ask_columns(self) -> None:
        assert self.path is not None
        self._begin(f"正在看 {self.path.name} 的表头", stoppable=False)
        self.context.jobs.query(self, imports.file_header, self.context.session, self._kind(), self.path, done=self._offer, failed=self._failed)

    def _offer(self, header: Any) -> None:
        """Take what was chosen for such a header before, or show the columns."""
        self._end()
        assert self.path is not None
        kept = self.remembered.get(self._kind(), header.columns)
        if kept is not None and self.mapping is None and self.step == CHOOSE:
            self.mapping = kept
            self._look()
            return
        self.match.show_header(self._kind(), self.path.name, header, self.mapping or kept)
        self._go(MATCH)
        self.match.focus_first()

    def _show_matched(self) -> None:
        if self.step == MATCH:
            self.next_button.setEnabled(not self.match.missing())

    def _take_columns(self) -> None:
        self.mapping = self.match.chosen()
        self.remembered.put(self._kind(), self.match.header.columns, self.mapping)
        self._look()

    def _not_checked(self, error: BaseException) -> None:
        """A header that is not understood is asked about; everything else is said."""
        unclear = isinstance(error, Refused) and error.problems[0].field == imports.COLUMNS
        if self.mapping is None and (unclear or isinstance(error, Unavailable) and error.reason == "no_header"):
            self._end()
            self._ask_columns()
        else:
            self._failed(error)

    def run(self) -> None:
        """Write the good rows: one operation, undoable as a whole."""
        if self.path is None:
            return
        self.banner.hide()
        self._begin(f"正在导入 {self.path.name}")
        self._started(self.context.jobs.long_operation(self, imports.run, self.context.session, self._kind(), self.path,
                                                       mapping=self.mapping, done=self._imported,
                                                       failed=self._failed, on_progress=self.progress.advance))  # fmt: skip

    def export_rejects(self) -> None:
        """The rejected rows in their own columns plus 行号 and 原因: mend and import again."""
        if self.path is None or self.preview is None or not self.preview.rejected or self.progress.isVisible():
            return
        target = self.context.messages.save_file(self, "导出退回表", f"{self.path.stem}-退回.xlsx", EXCEL)
        if target is None:
            return

        def done(_result: Any) -> None:
            self._end()
            self.banner.show_text(f"已导出 {self.preview.rejected:,} 行到 {target.name}。在表里改好后可以直接再导入", "ok")

        self._begin("正在导出退回表")
        self._started(self.context.jobs.long_operation(self, imports.run, self.context.session, self._kind(), self.path, mapping=self.mapping,
                                                       rejects_path=target, dry_run=True, done=done, failed=self._failed,
                                                       on_progress=self.progress.advance))  # fmt: skip

    def undo(self) -> None:
        """Take the whole import back."""
        operation = getattr(self.result, "operation", "")
        if not operation:
            return

        def undone(done: Any) -> None:
            self._end()
            self.result = None
            self.banner.show_text(str(getattr(done, "message", "") or "已撤销这次导入，数据回到导入之前"), "ok")
            self._go(CHOOSE)

        self._begin("正在撤销这次导入", stoppable=False)
        self.context.jobs.operation(self, history.undo, self.context.session, operation, done=undone, failed=self._failed)

    # -- answers ------------------------------------------------------------------------------------------------------------------

    def _checked(self, preview: Any) -> None:
        self._end()
        kept = self.remembered.get(self._kind(), preview.columns)
        if self.mapping is None and kept is not None:
            self.mapping = kept
            self._look()
            return
        self.preview, self.result = preview, None
        self.check.show_preview(preview)
        self._go(CHECK)
        self.check.focus_first()

    def _imported(self, result: Any) -> None:
        self._end()
        self.result = result
        word = TEMPLATES[self._kind()].label
        rest = f"，{result.rejected:,} 行退回" if result.rejected else ""
        text = f"共 {result.rows:,} 行" + (f"，其中 {result.warnings:,} 行有提醒" if result.warnings else "")
        actions = []
        if self._kind() == "residents":
            actions.append(("看居民", "", lambda: self.context.shell.open_page("residents")))
        elif self._kind() in ("visits", "attendance"):
            actions.append(("看周排名", "", lambda: self.context.shell.open_page("rankings")))
        self.done_view.show_state("circle-check", f"{word}：已导入 {result.accepted:,} 行{rest}", text, actions)
        self._go(DONE)

    def _failed(self, error: BaseException) -> None:
        self._end()
        if isinstance(error, Cancelled):
            self.banner.show_text("已取消，数据和导入之前一样", "info")
        elif isinstance(error, Unavailable):
            self.banner.show_text(error.text, "danger")
        elif isinstance(error, Refused):
            self.banner.show_text("；".join(problem.text for problem in error.problems), "danger")

    def _kind(self) -> str:
        return str(self.kind.currentData())

    def _begin(self, title: str, stoppable: bool = True) -> None:
        self.progress.begin(title, self._stop if stoppable else None)
        for part in (self.next_button, self.match_button, self.export_button, self.undo_button, self.kind):
            part.setEnabled(False)

    def _started(self, job: Any) -> None:
        self.job = job if self.progress.isVisibleTo(self) else None

    def _stop(self) -> None:
        if self.job is not None:
            self.job.cancel()

    def _end(self) -> None:
        self.job = None
        self.progress.end()
        for part in (self.next_button, self.match_button, self.export_button, self.undo_button, self.kind):
            part.setEnabled(True)

    # -- drag and drop --------------------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """One table file is welcome."""
        if self.step == CHOOSE and self._dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Check the dropped file."""
        path = self._dropped(event)
        if path is not None:
            self.load(path)

    @staticmethod
    def _dropped(event: Any) -> Path | None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        return files[0] if len(files) == 1 and files[0].suffix.lower() in SUFFIXES else None
