"""Common phrases: a line of buttons with Ctrl+1 … 9, and the dialog that edits them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QWidget

from app.errors import Refused, Unavailable
from app.models.visit_views import PhraseLine
from app.services import phrases
from app.ui.context import Context
from app.ui.tables.cells import Cell, Column
from app.ui.tables.listed import ListedTableModel, text_column
from app.ui.tables.view import GridView, current_row
from app.ui.theme import Theme
from app.ui.widgets.basics import Banner, button, column, label, panel, row

KEYS = 9
GAP = 8


class PhraseBar(QWidget):
    """As many as fit side by side; the keys of the others work all the same.  ``chosen(text)``, ``edit_asked()``."""

    chosen = Signal(str)
    edit_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.lines: list[PhraseLine] = []
        self.buttons: list[QPushButton] = []
        self.edit = button("编辑常用语", kind="text", small=True, action=self.edit_asked.emit)
        self.edit.setParent(self)
        self.edit.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(theme.px(28))

    def sizeHint(self) -> QSize:  # noqa: N802
        """One line."""
        return QSize(self.theme.px(300), self.theme.px(28))

    def show_phrases(self, lines: Sequence[PhraseLine]) -> None:
        """The phrases in the order of their keys."""
        for old in self.buttons:
            old.hide()
            old.deleteLater()
        self.lines = list(lines[:KEYS])
        self.buttons = []
        for place, line in enumerate(self.lines, start=1):
            part = QPushButton(f"Ctrl+{place}　{line.text}", self)
            part.setProperty("kind", "phrase")
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            part.setToolTip(line.text)
            part.clicked.connect(lambda _on=False, text=line.text: self.chosen.emit(text))
            self.buttons.append(part)
        self._arrange()

    def phrase(self, place: int) -> str:
        """The text behind Ctrl+``place``; '' = none."""
        return self.lines[place - 1].text if 0 < place <= len(self.lines) else ""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """More fit in a wider window."""
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """The style sheet has set the widths by now."""
        super().showEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        edit = self.edit.sizeHint()
        left, room = 0, self.width() - edit.width() - GAP
        for part in self.buttons:
            size = part.sizeHint()
            fits = left + size.width() <= room
            part.setVisible(fits)
            if fits:
                part.setGeometry(left, (self.height() - size.height()) // 2, size.width(), size.height())
                left += size.width() + GAP
            else:
                room = -1
        self.edit.setGeometry(left, (self.height() - edit.height()) // 2, edit.width(), edit.height())


class PhraseDialog(QDialog):
    """Add, change, delete; Enter in the line saves."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        theme = context.theme
        self.setWindowTitle("常用语")
        self.resize(theme.px(560), theme.px(440))
        self.model = ListedTableModel(
            [
                Column("key", "按键", 76, lambda line: Cell(f"Ctrl+{line.position}" if line.position <= KEYS else "", token="ink3")),
                text_column("text", "内容", 300, stretch=1),
                Column("own", "来源", 76, lambda line: Cell("自己" if line.own else "单位" if line.id else "自带", token="ink3")),
            ]
        )
        self.table = GridView(theme, "常用语")
        self.table.setModel(self.model)
        self.table.moved.connect(self._moved)
        self.line = QLineEdit()
        self.line.setAccessibleName("常用语内容")
        self.line.setPlaceholderText("写一句，例如：已提醒关好煤气")
        self.line.setMaxLength(60)
        self.line.returnPressed.connect(self.save)
        self.banner = Banner()
        self.add = button("存为新的一条", "plus", action=self.save_new)
        self.change = button("保存修改", key="Enter", kind="primary", action=self.save)
        self.remove = button("删除这条", kind="danger", action=self.delete)
        close = button("关闭", key="Esc", action=self.reject)
        whole = column(label("走访登记时按 Ctrl+1 到 Ctrl+9 直接写入情况记录", "helper"), spacing=10, margins=(16, 14, 16, 14))
        whole.addWidget(panel(self.table, margin=1), 1)
        whole.addWidget(self.banner)
        whole.addWidget(self.line)
        whole.addLayout(row(self.remove, None, close, self.add, self.change))
        self.setLayout(whole)
        self.refresh()
        self.line.setFocus()

    def refresh(self) -> None:
        """Read again."""
        self.context.jobs.query(self, phrases.phrases, self.context.session, done=self._show)

    def save(self) -> None:
        """Change the chosen phrase; one that ships with the program becomes an own one."""
        line = self.model.record(current_row(self.table))
        self._save(line.id if line is not None else "")

    def save_new(self) -> None:
        """A further phrase."""
        self._save("")

    def delete(self) -> None:
        """Take the chosen phrase out; shipped ones stay until there are own ones."""
        line = self.model.record(current_row(self.table))
        if line is not None and line.id:
            self.context.jobs.operation(self, phrases.delete_phrase, self.context.session, line.id, done=self._done, failed=self._failed)

    def _save(self, phrase_id: str) -> None:
        self.context.jobs.operation(self, phrases.save_phrase, self.context.session, self.line.text(), phrase_id, done=self._done,
                                    failed=self._failed)  # fmt: skip

    def _done(self, done: Any) -> None:
        self.banner.show_text(done.message, "ok")
        self.refresh()

    def _failed(self, error: BaseException) -> None:
        text = error.text if isinstance(error, Unavailable) else "；".join(p.text for p in error.problems) if isinstance(error, Refused) else ""
        self.banner.show_text(text or "没有保存成功，报告已写入日志", "warn")

    def _show(self, lines: Any) -> None:
        place = max(0, current_row(self.table))
        self.model.set_rows(lines)
        self.table.select_row(min(place, len(lines) - 1))

    def _moved(self, place: int) -> None:
        line = self.model.record(place)
        if line is not None:
            self.line.setText(line.text)
            self.line.selectAll()
            self.remove.setVisible(bool(line.id))  # the shipped ones are not deleted
