"""帮助: tasks left with a find box, the page right; the words are those of docs/help."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QDialog, QTextBrowser, QWidget

from app.models.help_pages import HelpHit, HelpPage, found, initials, page_about
from app.services import help as help_pages
from app.ui.actions import Act, bind
from app.ui.jobs import Jobs
from app.ui.tables.cells import Cell, Column
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.view import GridView, current_row
from app.ui.theme import Theme, color
from app.ui.widgets.basics import button, column, label, panel, row
from app.ui.widgets.find_box import FindBox

WIDTH, HEIGHT, LIST = 940, 640, 300
HEADINGS = {1: 20, 2: 16, 3: 14}
TO_TEXT = (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
TO_LIST = (Qt.Key.Key_Down, Qt.Key.Key_Up)


def read_pages() -> tuple[HelpPage, ...]:
    """The pages, with the initials of their headings already known, because pinyin is slow to load."""
    pages = help_pages.pages()
    for page in pages:
        for heading in page.headings:
            initials(heading)
    return pages


class HelpDialog(QDialog):
    """One types to find; ↑↓ chooses a page, PgUp/PgDn turns it, Esc leaves."""

    table: GridView  # annotated: the find box names them before they exist
    text: QTextBrowser

    def __init__(self, theme: Theme, jobs: Jobs, about: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme, self.about = theme, about
        self.pages: tuple[HelpPage, ...] = ()
        self.setWindowTitle("帮助")
        room = parent.window().size()
        self.resize(min(theme.px(WIDTH), room.width() - 40), min(theme.px(HEIGHT), room.height() - 30))
        self.find_box = FindBox(theme, "找：日期、thb、F5")
        self.find_box.setMaximumWidth(theme.px(LIST))
        self.find_box.asked.connect(lambda _text: self.search())
        self.find_box.left.connect(lambda: self.table.setFocus())
        self.find_box.installEventFilter(self)
        self.model = ListedTableModel([Column("title", "内容", LIST, self._cell, stretch=1)])
        self.table = GridView(theme, "帮助的内容", 27)
        self.table.header.hide()
        self.table.setModel(self.model)
        self.table.moved.connect(self._show_row)
        self.table.opened.connect(lambda _row, _column: self.text.setFocus())
        self.table.installEventFilter(self)
        self.nothing = label("没有找到。少写几个字，或写拼音首字母", "helper", wrap=True)
        self.nothing.hide()
        self.text = QTextBrowser()
        self.text.setObjectName("helpText")
        self.text.setAccessibleName("帮助正文")
        self.text.setFont(theme.font(14))
        self.text.document().setDocumentMargin(theme.px(18))
        left = column(self.find_box, self.nothing, spacing=8)
        left.addWidget(panel(self.table, margin=1), 1)
        body = row(left, spacing=10)
        body.addWidget(panel(self.text, margin=1), 1)
        whole = column(spacing=10, margins=(14, 12, 14, 12))
        whole.addLayout(body, 1)
        whole.addLayout(row(*self._keys(theme), None, button("关闭", key="Esc", action=self.reject)))
        self.setLayout(whole)
        bind(self, [Act("/", "/", "查找", self.find_box.setFocus), Act("Ctrl+F", "Ctrl+F", "查找", self.find_box.setFocus)])
        self.find_box.setFocus()
        jobs.work(self, read_pages, done=self._show_pages)

    @staticmethod
    def _keys(theme: Theme) -> list[QWidget]:
        parts: list[QWidget] = []
        for key, words in (("↑↓", "换一页"), ("PgUp PgDn", "翻页"), ("/", "查找")):
            parts += [label(key, "key"), label(words, "helper")]
        for each in parts[::2]:
            each.setFixedHeight(theme.px(20))
        return parts

    def search(self) -> None:
        """The pages for what is typed, the best one open."""
        hits = found(self.pages, self.find_box.text())
        self.nothing.setVisible(not hits)
        self.model.set_rows(hits)
        if hits:
            self.table.select_row(0)
            self._show_row(0)

    def open_about(self, window_page: str) -> None:
        """The page about a page of the window."""
        page = page_about(self.pages, window_page)
        place = next((place for place, hit in enumerate(self.model.rows) if hit.page is page), 0)
        self.table.select_row(place)
        self._show_row(place)

    def show_page(self, hit: HelpHit) -> None:
        """Rendered, at the section that was found."""
        self.text.setMarkdown(hit.page.text)
        dress_document(self.text, self.theme)
        start = self.text.document().find(hit.section) if hit.section else QTextCursor()
        if not start.isNull():
            self.text.setTextCursor(QTextCursor(start.block()))
            bar = self.text.verticalScrollBar()
            bar.setValue(bar.value() + self.text.cursorRect().top() - self.theme.px(12))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The arrows and the page keys work while one types."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in TO_TEXT:
                bar = self.text.verticalScrollBar()
                bar.setValue(bar.value() + (1 if event.key() == Qt.Key.Key_PageDown else -1) * bar.pageStep() * 9 // 10)
                return True
            if watched is self.find_box and event.key() in TO_LIST:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.table.select_row(max(0, min(self.model.rowCount() - 1, current_row(self.table) + step)))
                return True
        return super().eventFilter(watched, event)

    def _show_pages(self, pages: tuple[HelpPage, ...]) -> None:
        self.pages = pages
        self.search()
        if not self.find_box.text():
            self.open_about(self.about)

    def _show_row(self, place: int) -> None:
        hit: Any = self.model.record(place)
        if hit is not None:
            self.show_page(hit)

    @staticmethod
    def _cell(hit: HelpHit) -> Cell:
        return Cell(hit.page.title.split("：")[0])


def dress_document(view: QTextBrowser, theme: Theme) -> None:
    """Sizes, air between the lines, and keys that look like keys: Markdown brings none of the window's look with it."""
    block = view.document().begin()
    while block.isValid():
        cursor, level = QTextCursor(block), block.blockFormat().headingLevel()
        form = QTextBlockFormat()
        form.setLineHeight(140, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        form.setTopMargin(theme.px(14 if level == 2 else 0))
        form.setBottomMargin(theme.px(6 if not block.textList() else 3))
        cursor.mergeBlockFormat(form)
        if level:
            words = QTextCharFormat()
            words.setFont(theme.font(HEADINGS.get(level, 14), bold=True))
            words.setForeground(color("primary_dark" if level == 1 else "ink"))
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            cursor.setCharFormat(words)  # not merged: Markdown makes headings larger still, on top of the font
        else:
            _dress_keys(view, block, theme)
        block = block.next()
    view.moveCursor(QTextCursor.MoveOperation.Start)


def _dress_keys(view: QTextBrowser, block: Any, theme: Theme) -> None:
    key = QTextCharFormat()
    key.setFont(theme.font(13, bold=True))
    key.setFontFixedPitch(False)
    key.setBackground(color("head"))
    key.setForeground(color("primary_dark"))
    places = []
    piece = block.begin()
    while not piece.atEnd():
        fragment = piece.fragment()
        if fragment.isValid() and fragment.charFormat().fontFixedPitch():
            places.append((fragment.position(), fragment.length()))
        piece += 1
    for start, length in places:
        cursor = QTextCursor(view.document())
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(key)
