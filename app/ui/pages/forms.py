"""数据交换 · 一表通: open a department's form, look at what its columns mean, say whom it is about, fill it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout

from app.errors import Cancelled, Refused, Unavailable
from app.services import forms, residents
from app.ui import icons
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.form_columns import FormColumnsView
from app.ui.pages.form_whom import FormWhomView
from app.ui.widgets.basics import Banner, boxed, button, column, label, panel, row
from app.ui.widgets.states import ProgressStrip, StateView
from app.ui.widgets.steps import Steps

STEPS = ("选择表格", "对应列", "填给谁", "填好了")
CHOOSE, MATCH, WHOM, DONE = range(4)
FORMS = "部门的表格 (*.xlsx *.docx)"
SAVED = {"xlsx": "Excel 工作簿 (*.xlsx)", "docx": "Word 文档 (*.docx)"}


class FormsPage(Page):
    """Nothing is written before the last step, and the received file never is."""

    WATCHES: ClassVar[frozenset[str]] = frozenset(("resident", "residence", "entity", "visit"))

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.opened: Any = None
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
        self.match = FormColumnsView(self.context)
        self.match.on_all = self.next
        self.whom = FormWhomView(self.context)
        self.whom.changed.connect(self._look)
        self.done_view = StateView(theme)
        self.stack = QStackedWidget()
        for view in (panel(self._choose_view()), self.match, self.whom, panel(self.done_view)):
            self.stack.addWidget(view)
        self.promise = label("", "helper")
        shield = label()
        shield.setPixmap(icons.pixmap("shield-check", "ok", theme.px(16)))
        self.back_button = button("上一步", "chevron-left", key="Esc", action=self.back)
        self.next_button = button("选择表格", kind="primary", key="Ctrl+Enter", action=self.next)
        foot = row(shield, self.promise, None, self.back_button, self.next_button)
        whole: QVBoxLayout = column(self.steps, self.progress, self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addWidget(self.stack, 1)
        whole.addWidget(boxed(foot))
        self.setLayout(whole)

    def _choose_view(self) -> QFrame:
        drop = QFrame()
        drop.setProperty("role", "banner")
        picture = label()
        picture.setPixmap(icons.pixmap("file-import", "primary", self.context.theme.px(36)))
        words = label("把部门发来的表拖到这里", "subtitle")
        explained = label("空表、填了一半的表、一人一份的登记表都可以。名单、底册、登记表，xlsx 和 docx。", "helper")
        for part in (picture, words, explained):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.open_button = button("选择表格", "folder-open", action=self.choose_file)
        drop.setLayout(column(None, picture, words, explained, row(None, self.open_button, None), None, spacing=10))
        frame = QFrame()
        inside = column(spacing=16, margins=(20, 18, 20, 18))
        inside.addWidget(drop, 1)
        frame.setLayout(inside)
        return frame

    def acts(self) -> list[Act]:
        """Keys of the page."""
        return [
            Act("Ctrl+O", "Ctrl+O", "选择表格", self.choose_file),
            Act("Ctrl+Return", "Ctrl+Enter", "下一步", self.next),
            Act("Ctrl+Enter", "", "下一步", self.next, in_bar=False),
            Act("", "Enter", "接受，到下一列"),
            Act("Ctrl+D", "Ctrl+D", "全部接受", self.accept_all),
            Act("", "Del", "这一列留空"),
            Act("Escape", "Esc", "退一步", self.back),
        ]

    def focus_first(self) -> None:
        """The button that asks for a file."""
        if self.step == CHOOSE:
            self.open_button.setFocus()

    def refresh(self) -> None:
        """What the filters offer, and the preview where one is open."""
        self.context.jobs.query(self, residents.filter_choices, self.context.session, done=self.whom.set_choices, key="choices")
        if self.step == WHOM:
            self._look()

    # -- steps ------------------------------------------------------------------------------------------------------------------

    @property
    def step(self) -> int:
        """CHOOSE, MATCH, WHOM or DONE."""
        return self.stack.currentIndex()

    def _go(self, step: int) -> None:
        self.steps.set_current(step)
        self.stack.setCurrentIndex(step)
        self.back_button.setVisible(step > CHOOSE)
        self.back_button.setText(" 再填一张 │ Esc" if step == DONE else " 上一步 │ Esc")
        self.next_button.setVisible(step < DONE)
        self.next_button.setText(("选择表格", "填给谁", "填表")[min(step, WHOM)] + " │ Ctrl+Enter")
        self.next_button.setEnabled(True)
        self.promise.setText("原表不会被改写，填好的存成新文件" if step < DONE else "报给谁、什么时候、什么用途，已记入外发记录")

    def next(self) -> None:
        """Ctrl+Enter: the primary button."""
        if self.progress.isVisible() or not self.next_button.isEnabled():
            return
        if self.step == CHOOSE:
            self.choose_file()
        elif self.step == MATCH:
            self.accept_all()
        elif self.step == WHOM:
            self.fill()

    def back(self) -> None:
        """Esc: stop what runs, else one step back."""
        if self.job is not None:
            self.progress.cancel.click()
        elif self.step > CHOOSE:
            self.banner.hide()
            self._go(CHOOSE if self.step == DONE else self.step - 1)

    def choose_file(self) -> None:
        """Ask for a form."""
        if self.progress.isVisible():
            return
        path = self.context.messages.open_file(self, "选择部门发来的表", FORMS)
        if path is not None:
            self.load(path)

    def load(self, path: Path) -> None:
        """Read a form and show what was understood."""
        self.banner.hide()
        self.progress.begin(f"正在看 {path.name}", None)
        self.context.jobs.query(self, forms.open_form, self.context.session, path, done=self._opened, failed=self._failed, key="open")

    def _opened(self, opened: Any) -> None:
        self._end()
        self.opened = opened
        self.match.show_form(opened)
        self._go(MATCH)
        self.match.focus_first()

    def accept_all(self) -> None:
        """Ctrl+D: the columns are right; on to the people."""
        if self.step != MATCH or self.opened is None:
            return
        self.opened = forms.choose(self.opened, self.match.chosen())
        if not any(part.known for part in self.opened.form.parts):
            self.banner.show_text("还没有一列有对应，先选要填的项", "warn")
            return
        self.whom.show_form(self.opened)
        self._go(WHOM)
        self._look()
        self.whom.focus_first()

    def _look(self) -> None:
        if self.step != WHOM or self.opened is None:
            return
        self.next_button.setEnabled(False)
        self.context.jobs.query(self, forms.preview, self.context.session, self.opened, self.whom.whom(), done=self._looked,
                                failed=self._failed, key="preview")  # fmt: skip

    def _looked(self, preview: Any) -> None:
        self.banner.hide()
        self.whom.show_preview(preview)
        self.next_button.setEnabled(preview.lines > 0)
        files = f"，{preview.files} 份" if preview.files > 1 else ""
        self.next_button.setText(f"填 {preview.lines:,} 行{files} │ Ctrl+Enter")

    def fill(self) -> None:
        """Ask where to save, then write."""
        missing = next((box for box in (self.whom.receiver, self.whom.purpose) if not box.text().strip()), None)
        if missing is not None:
            self.banner.show_text("先写报给哪个单位和用途，会记入外发记录", "warn")
            missing.setFocus()
            return
        target = self.context.messages.save_file(self, "存成新文件", f"{self.opened.title}-已填.{self.opened.kind}", SAVED[self.opened.kind])
        if target is None:
            return
        self.banner.hide()
        self.progress.begin(f"正在填 {target.name}", self._stop)
        self.next_button.setEnabled(False)
        job = self.context.jobs.long_operation(
            self, forms.fill, self.context.session, self.opened, self.whom.whom(), target, self.whom.receiver.text(),
            self.whom.purpose.text(), self.whom.numbers.value == "full", done=self._filled, failed=self._failed,
            on_progress=self.progress.advance)  # fmt: skip
        self.job = job if self.progress.isVisibleTo(self) else None

    def _filled(self, result: Any) -> None:
        self._end()
        self.result = result
        told = [f"存为 {result.paths[0]}"]
        if result.unknown:
            told.append(f"{len(result.unknown):,} 人有登记簿没有的项，留空了")
        if result.doubtful:
            told.append(f"{len(result.doubtful)} 行认不准，没有填")
        self.done_view.show_state("circle-check", result.message, "\n".join(told), [])
        self._go(DONE)

    def _failed(self, error: BaseException) -> None:
        self._end()
        self.next_button.setEnabled(self.step != WHOM or not isinstance(error, Unavailable))
        if isinstance(error, Cancelled):
            self.banner.show_text("已取消，没有写文件", "info")
        elif isinstance(error, Refused | Unavailable):
            self.banner.show_error(error)

    def _stop(self) -> None:
        if self.job is not None:
            self.job.cancel()

    def _end(self) -> None:
        self.job = None
        self.progress.end()
        self.next_button.setEnabled(True)

    # -- drag and drop --------------------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """One form is welcome."""
        if self.step == CHOOSE and self._dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Open the dropped form."""
        path = self._dropped(event)
        if path is not None:
            self.load(path)

    @staticmethod
    def _dropped(event: Any) -> Path | None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        return files[0] if len(files) == 1 and files[0].suffix.lower() in forms.SUFFIXES else None
