"""Labels, editors and messages in a grid: field order is reading order, labels right-aligned without colon, messages under the row."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.models.form_fields import FormField
from app.ui.forms import look


class FormGrid(QWidget):
    """The picture of a form.  ``widths`` are the relative widths of the columns; rare fields start on an own row and are hidden."""

    def __init__(self, widths: Sequence[int] = (1,), label_width: int = 84, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = len(widths)
        self._label_width = label_width
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        for column, width in enumerate(widths):
            self._grid.setColumnStretch(2 * column + 1, width)
        self._labels: dict[str, QLabel] = {}
        self._areas: dict[str, QVBoxLayout] = {}
        self._first_column: set[str] = set()
        self._editors: dict[str, Any] = {}
        self._rare: list[QWidget] = []
        self._row, self._column = 0, 0
        self._rare_started = False

    def add_heading(self, form_field: FormField) -> None:
        """A line with a title: groups are parted by lines, not by boxes."""
        self._end_row()
        bar = QWidget()
        box = QVBoxLayout(bar)
        box.setContentsMargins(0, 4, 0, 0)
        box.setSpacing(6)
        line = QFrame()
        line.setObjectName("headingLine")
        box.addWidget(line)
        words = QHBoxLayout()
        title, hint = QLabel(form_field.label), QLabel(form_field.hint)
        title.setObjectName("headingLabel")
        hint.setObjectName("headingHint")
        words.addWidget(title)
        words.addWidget(hint)
        words.addStretch(1)
        box.addLayout(words)
        self._grid.addWidget(bar, self._row, 0, 1, 2 * self._columns)
        self._row += 1
        if form_field.rare:
            self._hide_rare(bar)

    def add(self, form_field: FormField, editor: QWidget) -> None:
        """Append a field; it goes to the next row when it does not fit."""
        span = min(form_field.span, self._columns)
        if form_field.rare and not self._rare_started:
            self._rare_started = True
            self._end_row()
        if self._column + span > self._columns:
            self._end_row()
        label = self._label(form_field, editor)
        top = Qt.AlignmentFlag.AlignRight | (
            Qt.AlignmentFlag.AlignTop if form_field.kind in ("area", "options") else Qt.AlignmentFlag.AlignVCenter
        )
        label.setAlignment(top)
        self._grid.addWidget(label, self._row, 2 * self._column)
        self._grid.addWidget(editor, self._row, 2 * self._column + 1, 1, 2 * span - 1)
        if self._column == 0:
            self._first_column.add(form_field.name)
        self._editors[form_field.name] = editor
        self._labels[form_field.name] = label
        self._areas[form_field.name] = self._area()
        self._column += span
        if form_field.rare:
            self._hide_rare(label)
            self._hide_rare(editor)

    def show_rare(self, visible: bool) -> None:
        """F3: the fields that are seldom needed."""
        for widget in self._rare:
            widget.setVisible(visible)

    def rare_visible(self) -> bool:
        """Whether the rare fields are shown."""
        return bool(self._rare) and not self._rare[0].isHidden()

    def label(self, name: str) -> QLabel:
        """The label of a field."""
        return self._labels[name]

    def in_first_column(self, name: str) -> bool:
        """Messages of other columns name their field, because they do not stand right below it."""
        return name in self._first_column

    def add_message(self, name: str, message: QWidget) -> None:
        """Show a message under the row of a field."""
        area = self._areas[name]
        area.addWidget(message)
        holder = area.parentWidget()
        if holder is not None:
            holder.show()

    def remove_message(self, name: str, message: QWidget) -> None:
        """Take a message away; an empty area takes no room."""
        area = self._areas[name]
        area.removeWidget(message)
        message.hide()
        message.deleteLater()
        holder = area.parentWidget()
        if holder is not None and area.count() == 0:
            holder.hide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            for label in self._labels.values():
                label.setFixedWidth(look.scaled(self, self._label_width))

    def _label(self, form_field: FormField, editor: QWidget) -> QLabel:
        star = f'<span style="color:{look.DANGER}">*</span> ' if form_field.required else ""
        label = QLabel(f"{star}{escape(form_field.label)}")
        label.setObjectName("fieldLabel")
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setFixedWidth(look.scaled(self, self._label_width))
        label.setBuddy(editor)
        if form_field.kind in ("area", "options"):
            label.setContentsMargins(0, 5, 0, 0)
        editor.setAccessibleName(form_field.label)
        return label

    def _area(self) -> QVBoxLayout:
        item = self._grid.itemAtPosition(self._row + 1, 1)
        existing = item.widget() if item is not None else None
        if existing is not None and isinstance(layout := existing.layout(), QVBoxLayout):
            return layout
        holder = QWidget()
        area = QVBoxLayout(holder)
        area.setContentsMargins(0, 0, 0, 0)
        area.setSpacing(4)
        holder.hide()
        self._grid.addWidget(holder, self._row + 1, 1, 1, 2 * self._columns - 1)
        return area

    def _end_row(self) -> None:
        if self._column:
            self._row += 2
            self._column = 0

    def _hide_rare(self, widget: QWidget) -> None:
        self._rare.append(widget)
        widget.hide()
