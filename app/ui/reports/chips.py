"""Chips inside the text: a figure, table or chart is one character of the document and is painted with what it says now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPen,
    QPyTextObject,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from app.models.report_text import CHART, FIGURE, TABLE, Chip, Paragraph, joined
from app.ui.theme import Theme, color

OBJECT = "\ufffc"
KIND = QTextFormat.ObjectTypes.UserObject + 1
PROPERTY = QTextFormat.Property.UserProperty + 1
LINE_HEIGHT = 130  # percent
TEXT_PIXELS = 15


def chip_of(form: QTextFormat) -> Chip | None:
    """The chip that a character stands for."""
    kept = form.property(PROPERTY)
    return Chip(*str(kept).split("\x1f")) if kept else None


def kept(chip: Chip) -> str:
    """A chip as a property of a character."""
    return f"{chip.code}\x1f{chip.span}\x1f{chip.form}\x1f{chip.kind}\x1f{chip.hand}"


class ChipPainter(QPyTextObject):
    """``words(chip)`` says what a chip shows; ``chosen()`` which position of the document is marked."""

    def __init__(self, theme: Theme, words: Callable[[Chip], str], chosen: Callable[[], int]) -> None:
        super().__init__()
        self.theme, self.words, self.chosen = theme, words, chosen
        self.font = theme.font(TEXT_PIXELS, bold=True)

    def intrinsicSize(self, doc: QTextDocument, posInDocument: int, format: QTextFormat) -> QSizeF:  # noqa: N802, N803, A002
        """As wide as its words."""
        chip = chip_of(format)
        metrics = QFontMetricsF(self.font)
        width = metrics.horizontalAdvance(self._text(chip)) + self.theme.px(12)
        return QSizeF(width, metrics.height() + 2)

    def drawObject(self, painter: QPainter, rect: QRectF | QRect, doc: QTextDocument, posInDocument: int, format: QTextFormat) -> None:  # noqa: N802, N803, A002
        """A box with the words on the line of the text around it."""
        chip = chip_of(format)
        if chip is None:
            return
        hand, marked = bool(chip.hand), self.chosen() == posInDocument
        ground = "focus" if marked else "warn_tint" if hand else "primary_50" if chip.kind == FIGURE else "auto"
        border = "primary" if marked else "warn_line" if hand else "primary_line" if chip.kind == FIGURE else "line_input"
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(color(ground))
        painter.setPen(QPen(color(border), 2 if marked else 1))
        painter.drawRoundedRect(QRectF(rect).adjusted(1.5, 0.5, -1.5, -0.5), 3, 3)
        painter.setPen(color("warn" if hand else "primary_dark" if chip.kind == FIGURE else "ink2"))
        painter.setFont(self.font)
        baseline = rect.bottom() - QFontMetricsF(doc.defaultFont()).descent()  # the line's own: words stand beside words
        painter.drawText(QPointF(rect.left() + self.theme.px(6), baseline), self._text(chip))
        painter.restore()

    def _text(self, chip: Chip | None) -> str:
        if chip is None:
            return ""
        return {TABLE: "表　", CHART: "图　"}.get(chip.kind, "") + self.words(chip)


def chip_format(chip: Chip) -> QTextCharFormat:
    """The character that stands for a chip."""
    form = QTextCharFormat()
    form.setObjectType(int(KIND))
    form.setProperty(int(PROPERTY), kept(chip))
    form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBaseline)
    return form


def block_format(theme: Theme) -> QTextBlockFormat:
    """Paragraphs as on paper: two characters in, room between the lines for the chips."""
    form = QTextBlockFormat()
    form.setTextIndent(2 * theme.px(TEXT_PIXELS))
    form.setLineHeight(LINE_HEIGHT, int(QTextBlockFormat.LineHeightTypes.ProportionalHeight.value))
    form.setBottomMargin(theme.px(4))
    return form


def put_chip(cursor: QTextCursor, chip: Chip) -> None:
    """A chip at the cursor; what is typed behind it is plain again."""
    cursor.insertText(OBJECT, chip_format(chip))
    cursor.setCharFormat(QTextCharFormat())


def fill(document: QTextDocument, paragraphs: tuple[Paragraph, ...], theme: Theme) -> None:
    """Write paragraphs into an empty document; that cannot be undone."""
    document.setUndoRedoEnabled(False)
    document.clear()
    cursor = QTextCursor(document)
    cursor.setBlockFormat(block_format(theme))
    write(cursor, paragraphs)
    document.setUndoRedoEnabled(True)
    document.setModified(False)


def write(cursor: QTextCursor, paragraphs: tuple[Paragraph, ...]) -> None:
    """Paragraphs at the cursor, each but the first on a new line."""
    for place, paragraph in enumerate(paragraphs):
        if place:
            cursor.insertBlock()
        for item in paragraph:
            if isinstance(item, str):
                cursor.insertText(item, QTextCharFormat())
            else:
                put_chip(cursor, item)


def paragraphs_of(document: QTextDocument) -> tuple[Paragraph, ...]:
    """The text as it is stored; empty lines are not kept."""
    found = []
    block = document.begin()
    while block.isValid():
        paragraph = joined(_items(block, 0, block.length()))
        if any(not isinstance(item, str) or item.strip() for item in paragraph):
            found.append(paragraph)
        block = block.next()
    return tuple(found)


def selected(document: QTextDocument, first: int, last: int) -> tuple[Paragraph, ...]:
    """The paragraphs between two positions, for copying."""
    found = []
    block = document.findBlock(first)
    while block.isValid() and block.position() <= last:
        begin, end = max(first - block.position(), 0), min(last - block.position(), block.length() - 1)
        found.append(joined(_items(block, begin, end)))
        block = block.next()
    return tuple(found)


def _items(block: Any, begin: int, end: int) -> Iterator[str | Chip]:
    part = block.begin()
    while not part.atEnd():
        fragment = part.fragment()
        start = fragment.position() - block.position()
        chip = chip_of(fragment.charFormat())
        for place, character in enumerate(fragment.text(), start=start):
            if begin <= place < end:
                if character == OBJECT and chip is not None:
                    yield chip
                else:
                    yield "" if character == OBJECT else character.replace("\u2028", "")
        part += 1
