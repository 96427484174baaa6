"""The text of one section: QTextEdit with chips, open slots marked, / opens the insertions, copying gives plain text."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QByteArray, QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QSyntaxHighlighter, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextEdit

from app.models.report_text import PLACEHOLDER, UNFILLED, Chip, Paragraph
from app.ui.reports import chips
from app.ui.reports.chips import ChipPainter
from app.ui.theme import Theme, color

MIME = "application/x-zhiwang-text"


class OpenSlots(QSyntaxHighlighter):
    """【此处待补充】 and its like stand out."""

    def highlightBlock(self, text: str) -> None:  # noqa: N802
        """One paragraph."""
        form = QTextCharFormat()
        form.setBackground(color("warn_tint"))
        form.setForeground(color("warn"))
        for found in UNFILLED.finditer(text):
            self.setFormat(found.start(), found.end() - found.start(), form)


class ReportText(QTextEdit):
    """``chip_chosen(chip)`` follows the cursor (None = no chip), ``chip_opened`` = double click or Enter on a marked chip."""

    chip_chosen = Signal(object)
    chip_opened = Signal(object)
    insert_asked = Signal()
    changed = Signal()

    def __init__(self, theme: Theme, words: Callable[[Chip], str]) -> None:
        super().__init__()
        self.theme, self.words = theme, words
        self.setObjectName("reportText")
        self.setAccessibleName("正文")
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.painter = ChipPainter(theme, words, lambda: self.marked)
        self.marked = -1
        self._quiet = False
        self.cursorPositionChanged.connect(self._moved)
        self.textChanged.connect(self._changed)

    def make_document(self, paragraphs: tuple[Paragraph, ...]) -> QTextDocument:
        """A document of its own for each section: undo stays where one works."""
        document = QTextDocument(self)
        document.setDefaultFont(self.theme.font(chips.TEXT_PIXELS))
        document.setDocumentMargin(self.theme.px(14))
        document.documentLayout().registerHandler(int(chips.KIND), self.painter)
        chips.fill(document, paragraphs, self.theme)
        OpenSlots(document)
        return document

    def show_document(self, document: QTextDocument) -> None:
        """Another section; an open slot is marked, so that what is written takes its place."""
        self._quiet = True
        self.setDocument(document)
        self.marked = -1
        self._quiet = False
        slot = document.find(PLACEHOLDER)
        if slot.isNull() or self.isReadOnly():
            self.moveCursor(QTextCursor.MoveOperation.End)
        else:
            self.setTextCursor(slot)
        self._moved()

    def paragraphs(self) -> tuple[Paragraph, ...]:
        """What is written."""
        return chips.paragraphs_of(self.document())

    def insert_chip(self, chip: Chip) -> None:
        """A figure in the line; a table or chart on a line of its own."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        if chip.kind != "figure" and cursor.block().text().strip() != "":
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
            cursor.insertBlock()
        chips.put_chip(cursor, chip)
        if chip.kind != "figure":
            cursor.insertBlock()
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def insert_words(self, text: str) -> None:
        """A phrase."""
        self.textCursor().insertText(text, QTextCharFormat())

    def replace_chip(self, chip: Chip) -> None:
        """The marked chip becomes another one (written by hand, bound again)."""
        if self.marked < 0:
            return
        cursor = self.textCursor()
        cursor.setPosition(self.marked)
        cursor.setPosition(self.marked + 1, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(chips.OBJECT, chips.chip_format(chip))
        self.setTextCursor(cursor)

    def refresh_chips(self) -> None:
        """The figures changed: measure and paint the chips anew."""
        self._quiet = True
        self.document().markContentsDirty(0, self.document().characterCount())
        self.viewport().update()
        self._quiet = False

    # -- Qt ------------------------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """/ inserts, Enter on a marked chip opens its records, Shift+Enter is an ordinary new paragraph."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            chip = self._selected_chip()
            if chip is not None:
                self.chip_opened.emit(chip)
                return
            if not self.isReadOnly():
                cursor = self.textCursor()
                cursor.insertBlock()
                cursor.setCharFormat(QTextCharFormat())
                self.setTextCursor(cursor)
                self.ensureCursorVisible()
            return
        if event.text() == "/" and not self.isReadOnly():
            self.insert_asked.emit()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on a chip marks it."""
        super().mousePressEvent(event)
        place = self._place_at(event)
        if place >= 0 and event.button() == Qt.MouseButton.LeftButton:
            cursor = self.textCursor()
            cursor.setPosition(place)
            cursor.setPosition(place + 1, QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(cursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The records behind a chip."""
        place = self._place_at(event)
        chip = self._chip_at(place) if place >= 0 else None
        if chip is not None:
            self.chip_opened.emit(chip)
        else:
            super().mouseDoubleClickEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802
        """Plain text for others, chips for the editor itself."""
        cursor, data = self.textCursor(), QMimeData()
        paragraphs = chips.selected(self.document(), cursor.selectionStart(), cursor.selectionEnd())
        lines = ["".join(item if isinstance(item, str) else self.words(item) for item in paragraph) for paragraph in paragraphs]
        data.setText("\n".join(lines))
        stored = [[item if isinstance(item, str) else [chips.kept(item)] for item in paragraph] for paragraph in paragraphs]
        data.setData(MIME, QByteArray(json.dumps(stored).encode()))
        return data

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802
        """Text only."""
        return source.hasText() or source.hasFormat(MIME)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802
        """Own text with its chips, anything else as plain text."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        if source.hasFormat(MIME):
            stored: list[list[Any]] = json.loads(bytes(source.data(MIME).data()).decode())
            paragraphs = tuple(
                tuple(item if isinstance(item, str) else Chip(*item[0].split("\x1f")) for item in paragraph) for paragraph in stored
            )
            chips.write(cursor, paragraphs)
        else:
            lines = [" ".join(line.split()) if line.isascii() else line.strip() for line in source.text().splitlines()]
            chips.write(cursor, tuple((line,) for line in lines if line.strip()))
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    # -- inside ----------------------------------------------------------------------------------------------------------------------

    def _place_at(self, event: QMouseEvent) -> int:
        """Position of the chip under the mouse, −1 = none."""
        point = event.position()
        near = self.cursorForPosition(point.toPoint()).position()
        for place in (near - 1, near):
            if self._chip_at(place) is not None:
                cursor = QTextCursor(self.document())
                cursor.setPosition(place)
                left = self.cursorRect(cursor)
                cursor.setPosition(place + 1)
                right = self.cursorRect(cursor)
                if left.top() - 4 <= point.y() <= left.bottom() + 4 and left.x() <= point.x() <= max(right.x(), left.x() + 8):
                    return place
        return -1

    def _chip_at(self, place: int) -> Chip | None:
        document = self.document()
        if place < 0 or place >= document.characterCount() or document.characterAt(place) != chips.OBJECT:
            return None
        cursor = QTextCursor(document)
        cursor.setPosition(place + 1)
        return chips.chip_of(cursor.charFormat())

    def _selected_chip(self) -> Chip | None:
        cursor = self.textCursor()
        if cursor.selectionEnd() - cursor.selectionStart() != 1:
            return None
        return self._chip_at(cursor.selectionStart())

    def _moved(self) -> None:
        if self._quiet:
            return
        cursor = self.textCursor()
        places = (cursor.selectionStart(),) if cursor.hasSelection() else (cursor.position(), cursor.position() - 1)
        self.marked = next((place for place in places if self._chip_at(place) is not None), -1)
        self.viewport().update()
        self.chip_chosen.emit(self._chip_at(self.marked))

    def _changed(self) -> None:
        if not self._quiet:
            self.changed.emit()
