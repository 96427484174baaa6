"""数据交换 · Excel 导入: choose, look at what will happen, import, undo.  Nothing is written before the last step."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QFrame, QStackedWidget, QVBoxLayout, QWidget

from app.errors import Cancelled, Refused, Unavailable
from app.models.import_rows import TEMPLATES
from app.services import history, imports
from app.ui import icons
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.messages import EXCEL, IMPORTABLE
from app.ui.pages.base import Page
from app.ui.pages.import_check import CheckView
from app.ui.widgets.basics import Banner, boxed, button, column, label, panel, row
from app.ui.widgets.states import ProgressStrip, StateView
from app.ui.widgets.steps import Steps

STEPS = ("选择文件", "检查数据", "导入完成")
SUFFIXES = (".xlsx", ".xls", ".et", ".csv")


class ImportsPage(Page):
    """Three steps; every step can be left with Esc."""

    WATCHES: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.path: Path | None = None
        self.preview: Any = None
        self.result: Any = None
        self.job: Any = None
        self.setAcceptDrops(True)
        self._build()
        self.bind_acts()
        self._go(0)

    # -- face -----------------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.context.theme
        self.steps = Steps(theme, STEPS)
        self.progress = ProgressStrip(theme)
        self.banner = Banner()
        self.check = CheckView(self.context)
        self.done_view = StateView(theme)
        self.stack = QStackedWidget()
        for view in (self._choose_view(), self.check, panel(self.done_view)):
            self.stack.addWidget(view)
        self.promise = label("检查时不写入任何数据；导入后可整批撤销", "helper")
        shield = label()
        shield.setPixmap(icons.pixmap("shield-check", "ok", theme.px(16)))
        self.back_button = button("上一步", "chevron-left", key="Esc", action=self.back)
        self.export_button = button("导出退回表", "file-export", action=self.export_rejects)
        self.undo_button = button("撤销这次导入", "arrow-back-up", kind="danger", action=self.undo)
        self.next_button = button("选择文件", kind="primary", key="Ctrl+Enter", action=self.next)
        foot = row(shield, self.promise, None, self.undo_button, self.back_button, self.export_button, self.next_button)
        whole: QVBoxLayout = column(self.steps, self.progress, self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addWidget(self.stack, 1)
        whole.addWidget(boxed(foot))
        self.setLayout(whole)

    def _choose_view(self) -> QWidget:
        theme = self.context.theme
        self.kind = QComboBox()
        self.kind.setAccessibleName("导入什么")
        self.kind.setFixedWidth(theme.px(260))
        for kind in imports.KINDS:
            self.kind.addItem(TEMPLATES[kind].label, kind)
        self.kind.currentIndexChanged.connect(lambda _place: self._show_headers())
        self.headers = label("", "body13", wrap=True)
        self.drop = QFrame()
        self.drop.setProperty("role", "banner")
        picture = label()
        picture.setPixmap(icons.pixmap("file-import", "primary", theme.px(36)))
        words = label("把 Excel 文件拖到这里", "subtitle")
        for part in (picture, words):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.drop.setLayout(column(None, picture, words, row(None, button("选择文件", "folder-open", action=self.choose_file), None),
                                   row(None, label("xlsx、xls、et、csv 都可以", "helper"), None), None, spacing=10))  # fmt: skip
        self.drop.setMinimumHeight(theme.px(120))
        head = row(label("导入什么", "form"), self.kind, label("先导网格和网格员，再导居民、法人，最后导走访和考勤", "helper"), None, spacing=12)
        inside = column(head, column(label("认得的列", "plain-title"), self.headers, spacing=4), spacing=16, margins=(20, 18, 20, 18))
        inside.addWidget(self.drop, 1)
        self._show_headers()
        return panel(inside)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        return [
            Act("Ctrl+O", "Ctrl+O", "选择文件", self.choose_file),
            Act("Ctrl+Return", "Ctrl+Enter", "下一步", self.next),
            Act("Ctrl+Enter", "", "下一步", self.next, in_bar=False),
            Act("Ctrl+E", "Ctrl+E", "导出退回表", self.export_rejects),
            Act("Escape", "Esc", "退一步", self.back),
        ]

    def focus_first(self) -> None:
        """What to import."""
        self.kind.setFocus()

    def _show_headers(self) -> None:
        words = " · ".join(TEMPLATES[self._kind()].titles)
        self.headers.setText(f"{words}\n列的顺序不限，列名相近也认得；多出来的列不影响导入。")

    # -- steps ------------------------------------------------------------------------------------------------------------------

    def _go(self, step: int) -> None:
        self.steps.set_current(step)
        self.stack.setCurrentIndex(step)
        preview = self.preview
        self.back_button.setVisible(step > 0)
        self.back_button.setText("再导一个 │ Esc" if step == 2 else "上一步 │ Esc")
        self.export_button.setVisible(step > 0 and bool(preview and preview.rejected))
        self.undo_button.setVisible(step == 2 and bool(getattr(self.result, "operation", "")))
        self.next_button.setVisible(step < 2)
        if step == 1 and preview is not None:
            rest = f"，{preview.rejected:,} 行退回" if preview.rejected else ""
            self.next_button.setText(f"导入 {preview.accepted:,} 行{rest} │ Ctrl+Enter")
            self.next_button.setEnabled(preview.accepted > 0)
            self.promise.setText("还没有写入任何数据；导入后可整批撤销" if preview.accepted else "没有可导入的行，先按退回原因改表")
        else:
            self.next_button.setText("选择文件 │ Ctrl+Enter")
            self.next_button.setEnabled(True)
            self.promise.setText("检查时不写入任何数据；导入后可整批撤销" if step == 0 else "撤销后数据回到导入之前，变更记录里留有这两步")

    @property
    def step(self) -> int:
        """0 choose, 1 check, 2 done."""
        return self.stack.currentIndex()

    def next(self) -> None:
        """Ctrl+Enter: the primary button."""
        if self.progress.isVisible():
            return
        if self.step == 0:
            self.choose_file()
        elif self.step == 1 and self.next_button.isEnabled():
            self.run()

    def back(self) -> None:
        """Esc: stop what runs, else one step back."""
        if self.job is not None:
            self.progress.cancel.click()
        elif self.step > 0:
            self.banner.hide()
            self._go(0)

    def choose_file(self) -> None:
        """Ask for a file and check it."""
        if self.progress.isVisible():
            return
        path = self.context.messages.open_file(self, "选择要导入的表格", IMPORTABLE)
        if path is not None:
            self.load(path)

    def load(self, path: Path) -> None:
        """Check a file; nothing is written."""
        self.path = path
        self.banner.hide()
        self._begin(f"正在检查 {path.name}")
        self._started(self.context.jobs.long_operation(self, imports.preview, self.context.session, self._kind(), path, done=self._checked,
                                                       failed=self._failed, on_progress=self.progress.advance))  # fmt: skip

    def run(self) -> None:
        """Write the good rows: one operation, undoable as a whole."""
        if self.path is None:
            return
        self.banner.hide()
        self._begin(f"正在导入 {self.path.name}")
        self._started(self.context.jobs.long_operation(self, imports.run, self.context.session, self._kind(), self.path, done=self._imported,
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
        self._started(self.context.jobs.long_operation(self, imports.run, self.context.session, self._kind(), self.path, rejects_path=target,
                                                       dry_run=True, done=done, failed=self._failed,
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
            self._go(0)

        self._begin("正在撤销这次导入", stoppable=False)
        self.context.jobs.operation(self, history.undo, self.context.session, operation, done=undone, failed=self._failed)

    # -- answers ------------------------------------------------------------------------------------------------------------------

    def _checked(self, preview: Any) -> None:
        self._end()
        self.preview, self.result = preview, None
        self.check.show_preview(preview)
        self._go(1)
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
        self._go(2)

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
        for part in (self.next_button, self.export_button, self.undo_button, self.kind):
            part.setEnabled(False)

    def _started(self, job: Any) -> None:
        self.job = job if self.progress.isVisibleTo(self) else None

    def _stop(self) -> None:
        if self.job is not None:
            self.job.cancel()

    def _end(self) -> None:
        self.job = None
        self.progress.end()
        for part in (self.next_button, self.export_button, self.undo_button, self.kind):
            part.setEnabled(True)

    # -- drag and drop --------------------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """One table file is welcome."""
        if self.step == 0 and self._dropped(event):
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
