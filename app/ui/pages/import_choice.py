"""Step 1 of the import: what to import, which columns are known, and the place for the file."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QWidget

from app.models.import_rows import KINDS, TEMPLATES
from app.ui import icons
from app.ui.theme import Theme
from app.ui.widgets.basics import button, column, label, row


class ChooseView(QWidget):
    """``kind`` holds what is imported; the file comes by button or is dropped on the page."""

    def __init__(self, theme: Theme, choose_file: Callable[[], object]) -> None:
        super().__init__()
        self.kind = QComboBox()
        self.kind.setAccessibleName("导入什么")
        self.kind.setFixedWidth(theme.px(260))
        for kind in KINDS:
            self.kind.addItem(TEMPLATES[kind].label, kind)
        self.kind.currentIndexChanged.connect(lambda _place: self._show_headers())
        self.headers = label("", "body13", wrap=True)
        drop = QFrame()
        drop.setProperty("role", "banner")
        picture = label()
        picture.setPixmap(icons.pixmap("file-import", "primary", theme.px(36)))
        words = label("把 Excel 文件拖到这里", "subtitle")
        for part in (picture, words):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        drop.setLayout(column(None, picture, words, row(None, button("选择文件", "folder-open", action=choose_file), None),
                              row(None, label("xlsx、xls、et、csv 都可以", "helper"), None), None, spacing=10))  # fmt: skip
        drop.setMinimumHeight(theme.px(120))
        head = row(label("导入什么", "form"), self.kind, label("先导网格和网格员，再导居民、法人，最后导走访和考勤", "helper"), None, spacing=12)
        inside = column(head, column(label("认得的列", "plain-title"), self.headers, spacing=4), spacing=16, margins=(20, 18, 20, 18))
        inside.addWidget(drop, 1)
        self.setLayout(inside)
        self._show_headers()

    def _show_headers(self) -> None:
        words = " · ".join(TEMPLATES[str(self.kind.currentData())].titles)
        self.headers.setText(f"{words}\n列的顺序不限，列名相近也认得，认不出的可以自己对应；多出来的列不影响导入。")
