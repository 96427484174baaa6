"""Above the minutes: which week, in what state, which frozen text, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QWidget

from app.models.meeting_views import STATES, MeetingView
from app.ui.context import Context
from app.ui.tables.meetings import STATE_TONES
from app.ui.widgets.basics import boxed, button, label, restyle, row, tag
from app.ui.widgets.segments import Segments

LIST_WIDTH = 214  # of the list of weeks below the title
Act = Callable[[], object]


class MeetingTools(QWidget):
    """``save``, ``finish``, ``reopen``, ``print_`` are what the buttons do."""

    def __init__(self, context: Context, faces: Segments, *, save: Act, finish: Act, reopen: Act, print_: Act) -> None:
        super().__init__()
        self.context = context
        self.title, self.state_tag = label("", "subtitle"), tag("")
        self.versions = QComboBox()
        self.versions.setAccessibleName("稿次")
        self.versions.setToolTip("选一稿打印")
        self.save_button = button("保存", key="Ctrl+Enter", action=save)
        self.finish_button = button("定稿", "lock", key="F10", action=finish)
        self.reopen_button = button("重新打开", "edit", action=reopen)
        self.print_button = button("打印纪要", "printer", key="Ctrl+P", kind="primary", action=print_)
        heading = boxed(row(self.title, self.state_tag, None, spacing=6))
        heading.setFixedWidth(context.theme.px(LIST_WIDTH))
        self.setLayout(row(heading, faces, None, self.versions, self.reopen_button, self.save_button, self.finish_button, self.print_button))

    @property
    def version(self) -> int:
        """The chosen frozen text; 0 = the minutes as they are now."""
        return int(self.versions.currentData() or 0)

    def show_view(self, view: MeetingView) -> None:
        """Another meeting, or another state of it."""
        self.title.setText(view.line.label)
        self.state_tag.setText(STATES[view.line.state])
        restyle(self.state_tag, "tone", STATE_TONES[view.line.state])
        self.save_button.setVisible(view.editable)
        self.finish_button.setVisible(view.editable)
        self.reopen_button.setVisible(view.may_write and view.line.state == "final")
        self.print_button.setVisible(bool(view.line.state) or view.editable)
        self.versions.clear()
        if self.context.can("meeting.read"):
            for each in view.versions:
                self.versions.addItem(each.words, each.version)
        if view.editable and view.versions:
            self.versions.insertItem(0, "现在的讨论稿", 0)
        self.versions.setCurrentIndex(0)
        self.versions.setVisible(self.versions.count() > 1)
