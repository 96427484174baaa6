"""标题与落款: what stands above and below the text of a document."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from app.models import dates
from app.models.official_document import DocumentLayout
from app.models.report_text import Content
from app.ui.context import Context
from app.ui.widgets.basics import label

FIELDS = (
    ("title", "标题", "例如：桂湖社区2026年工作总结"),
    ("layout", "版式", ""),
    ("issuer_mark", "发文机关标志", "红头上的字，例如：桂湖街道办事处文件"),
    ("number", "发文字号", "例如：桂街发〔2026〕7号"),
    ("recipient", "主送", "例如：各社区"),
    ("office", "署名", "单位全称"),
    ("day", "成文日期", "例如：2026-12-28"),
    ("copies", "抄送", "没有可以不填"),
)


class HeadForm(QWidget):
    """``changed()`` while somebody types."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        theme = context.theme
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.px(14), theme.px(14), theme.px(14), theme.px(14))
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(8))
        self.lines: dict[str, QLineEdit] = {}
        self.layouts = QComboBox()
        self.layouts.setAccessibleName("版式")
        for layout in DocumentLayout:
            self.layouts.addItem(layout.label, layout.value)
        self.layouts.currentIndexChanged.connect(lambda _row: self.changed.emit())
        for place, (name, words, hint) in enumerate(FIELDS):
            editor: QWidget = self.layouts
            if name != "layout":
                line = QLineEdit()
                line.setAccessibleName(words)
                line.setPlaceholderText(hint)
                line.textEdited.connect(lambda _text: self.changed.emit())
                self.lines[name] = line
                editor = line
            title = label(words, "form")
            grid.addWidget(title, place, 0)
            grid.addWidget(editor, place, 1)
        self.day_note = label("", "error")
        grid.addWidget(self.day_note, len(FIELDS), 1)
        grid.setRowStretch(len(FIELDS) + 1, 1)

    def show_content(self, content: Content, writable: bool) -> None:
        """Fill without saying so."""
        self.blockSignals(True)
        for name, line in self.lines.items():
            line.setText(str(getattr(content, name)))
            line.setReadOnly(not writable)
        self.layouts.setCurrentIndex(max(0, self.layouts.findData(content.layout)))
        self.layouts.setEnabled(writable)
        self.day_note.setText("")
        self.blockSignals(False)

    def collected(self, content: Content) -> Content:
        """The document with what is written here; a date that cannot be read leaves the old one."""
        values = {name: line.text().strip() for name, line in self.lines.items()}
        parsed = dates.parse_date(values["day"])
        self.day_note.setText(parsed.reason)
        day = dates.iso(parsed.value) if parsed.value is not None or not values["day"] else content.day
        return replace(
            content,
            layout=str(self.layouts.currentData()),
            title=values["title"],
            issuer_mark=values["issuer_mark"],
            number=values["number"],
            recipient=values["recipient"],
            office=values["office"],
            copies=values["copies"],
            day=day,
        )
