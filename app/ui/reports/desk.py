"""The middle of the editor: tools, heading and text of one section, the source of the marked figure."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QFrame, QLineEdit, QStackedWidget

from app.models.report_exhibits import CHARTS, TABLES
from app.models.report_text import CHART, PLACEHOLDER, TABLE, Chip, Content, Section
from app.models.report_views import FINAL, OpenDocument
from app.ui.context import Context
from app.ui.reports.head_form import HeadForm
from app.ui.reports.insertions import Insertion, Insertions, offered
from app.ui.reports.outline import HEAD_KEY, numbered
from app.ui.reports.source_line import SourceLine
from app.ui.reports.text import ReportText
from app.ui.widgets.basics import button, icon_button, label, panel, row


class Desk(QFrame):
    """``changed()`` after every keystroke; ``content`` is what is written; ``records_asked(chip)``."""

    changed = Signal()
    records_asked = Signal(object)
    recount_asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.opened: OpenDocument | None = None
        self.content = Content("", ())
        self.key = HEAD_KEY
        self.documents: dict[str, QTextDocument] = {}
        self.text = ReportText(context.theme, self.words)
        self.text.chip_chosen.connect(self._chosen)
        self.text.chip_opened.connect(self.records_asked.emit)
        self.text.insert_asked.connect(lambda: self.insert("all"))
        self.text.changed.connect(self._typed)
        self.parent_heading = label("", "doc-heading")
        self.number = label("", "bold")
        self.heading = QLineEdit()
        self.heading.setObjectName("sectionHeading")
        self.heading.setAccessibleName("本节标题")
        self.heading.textEdited.connect(lambda _text: self._typed())
        self.head = HeadForm(context)
        self.head.changed.connect(self._typed)
        self.source = SourceLine(context)
        self.source.changed.connect(self.replace_chip)
        self.source.insert_asked.connect(self.put_chip)
        self.source.records_asked.connect(self.records_asked.emit)
        self.source.left.connect(self.text.setFocus)
        self.popup = Insertions(context.theme, self)
        self.popup.chosen.connect(self.take)
        self.popup.left.connect(self.text.setFocus)
        self._build()

    def _build(self) -> None:
        theme = self.context.theme
        self.tools = [
            button("插入数据", "plus", kind="text", small=True, action=lambda: self.insert("figures")),
            button("插入图表", "chart-bar", kind="text", small=True, action=lambda: self.insert("exhibits")),
            button("常用表述", "clipboard-text", kind="text", small=True, action=lambda: self.insert("phrases")),
            button("重新取数", "refresh", kind="text", small=True, action=self.recount_asked.emit),
        ]
        self.backward = icon_button("arrow-back-up", "撤销 Ctrl+Z", lambda: self.text.undo(), "primary")
        self.forward = icon_button("arrow-forward-up", "恢复 Ctrl+Shift+Z", lambda: self.text.redo(), "primary")
        tools = panel(row(*self.tools, None, self.backward, self.forward, spacing=2, margins=(8, 0, 8, 0)), role="panel-head")
        tools.setFixedHeight(theme.px(38))
        titles = row(self.number, self.heading, spacing=2, margins=(theme.px(14), 0, theme.px(14), 0))
        parents = row(self.parent_heading, margins=(theme.px(14), theme.px(10), theme.px(14), 0))
        written = panel(parents, titles, self.text, role="", spacing=2)
        written.layout().setStretch(2, 1)  # type: ignore[union-attr]
        self.pages = QStackedWidget()
        self.pages.addWidget(written)
        self.pages.addWidget(self.head)
        self.written = written
        self.setLayout(row(panel(tools, self.pages, self.source, margin=1, grow=1), spacing=0))

    # -- showing ---------------------------------------------------------------------------------------------------------------------

    @property
    def writable(self) -> bool:
        """Whether text can be changed."""
        return self.opened is not None and self.opened.state != FINAL

    def show_document(self, opened: OpenDocument, content: Content, key: str = "") -> None:
        """A document was opened."""
        self.opened, self.content, self.documents = opened, content, {}
        for tool in self.tools:
            tool.setVisible(self.writable)
        first = content.sections[0].key if content.sections else HEAD_KEY
        self.pick(key if any(key in (each.key, HEAD_KEY) for each in content.sections) and key else first)

    def reshape(self, content: Content, key: str) -> None:
        """Sections were added, moved or deleted."""
        self.content = content
        self.documents = {own: document for own, document in self.documents.items() if any(own == each.key for each in content.sections)}
        self.pick(key)

    def show_figures(self, opened: OpenDocument) -> None:
        """Counted anew: the chips say it at once."""
        self.opened = opened
        for document in self.documents.values():
            if document is not self.text.document():
                document.markContentsDirty(0, document.characterCount())
        self.text.refresh_chips()

    def words(self, chip: Chip) -> str:
        """What a chip shows."""
        if chip.kind in (TABLE, CHART):
            names = TABLES if chip.kind == TABLE else CHARTS
            missing = self.opened is not None and f"{chip.kind}.{chip.code}" not in self.opened.exhibits
            return names.get(chip.code, chip.code) + ("（没有数据，不印）" if missing else "")
        return chip.text(self.opened.book) if self.opened is not None else chip.hand

    def pick(self, key: str) -> None:
        """Another section of the outline."""
        self.key = key
        section = self.section()
        if section is None:
            self.head.show_content(self.content, self.writable)
            self.pages.setCurrentWidget(self.head)
            self.source.show_chip(self.opened, None)
            return
        self._show_heading(section)
        if key not in self.documents:
            self.documents[key] = self.text.make_document(section.paragraphs)
        self.text.setReadOnly(not self.writable)
        self.text.show_document(self.documents[key])
        self.pages.setCurrentWidget(self.written)

    def section(self) -> Section | None:
        """The section that is open; None = 标题与落款."""
        return next((each for each in self.content.sections if each.key == self.key), None)

    def _show_heading(self, section: Section) -> None:
        above, words = "", section.heading
        for each, (key, numbered_words, level) in zip(self.content.sections, numbered(self.content), strict=True):
            if key == section.key:
                words = numbered_words
                break
            if level == 1 and each.level == 1:
                above = numbered_words
        inner = section.level == 2
        self.parent_heading.setText(above if inner else "导语" if not section.level else "")
        self.parent_heading.setVisible(bool(self.parent_heading.text()))
        self.number.setText(words.removesuffix(section.heading))
        self.number.setVisible(bool(section.level))
        self.heading.setVisible(bool(section.level))
        self.heading.setText(section.heading)
        self.heading.setReadOnly(not self.writable)

    # -- writing -----------------------------------------------------------------------------------------------------------------------

    def insert(self, kinds: str) -> None:
        """/ and the buttons: the searchable list below the cursor."""
        if self.opened is None or not self.writable or self.section() is None:
            return
        below = self.text.cursorRect().bottomLeft() + QPoint(0, 6)
        self.popup.open_at(self.text.viewport().mapTo(self, below), offered(self.opened, kinds))

    def take(self, entry: Insertion) -> None:
        """One of the list."""
        self.text.setFocus()
        if entry.chip is not None:
            self.put_chip(entry.chip)
        else:
            self.text.insert_words(entry.words)

    def put_chip(self, chip: Chip) -> None:
        """At the cursor, behind a marked chip, in the place of an open slot."""
        cursor = self.text.textCursor()
        if cursor.selectedText() != PLACEHOLDER:
            cursor.setPosition(cursor.selectionEnd())
        self.text.setTextCursor(cursor)
        self.text.insert_chip(chip)

    def replace_chip(self, chip: Chip) -> None:
        """改为手填 and 恢复取数."""
        self.text.replace_chip(chip)

    def collect(self) -> Content:
        """The document with what stands in the editor."""
        section = self.section()
        if section is None:
            self.content = self.head.collected(self.content)
        elif self.key in self.documents:
            written = section.with_paragraphs(self.text.paragraphs())
            self.content = self.content.replaced(self.key, replace(written, heading=self.heading.text().strip()))
        return self.content

    def _typed(self) -> None:
        before = self.content
        if self.opened is not None and self.writable and self.collect() != before:  # marking open slots is no typing
            self.changed.emit()

    def _chosen(self, chip: Chip | None) -> None:
        self.source.show_chip(self.opened, chip)
