"""The pages of what is being written: made 0.8 s after a pause, shown from the same PDF that is printed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel

from app.errors import Refused, Unavailable
from app.models.report_text import Content
from app.models.report_views import OpenDocument
from app.services import report_pages
from app.services.report_pages import Previewed
from app.ui.context import Context
from app.ui.widgets.basics import boxed, column, icon_button, label, row
from app.ui.widgets.print_dialog import page_image

PAUSE_MS = 800


class Preview(QFrame):
    """``ask()`` gives (document, text) to show, None when there is nothing; ``made(remarks)`` with what the checker found."""

    made = Signal(object)

    def __init__(self, context: Context, ask: Callable[[], tuple[OpenDocument, Content] | None]) -> None:
        super().__init__()
        self.context, self.ask = context, ask
        self.directory = Path(tempfile.mkdtemp(prefix="zhiwang-"))  # readable by its owner only
        self.path, self.number = self.directory / "0.pdf", 0
        self.pages, self.page = 0, 0
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(PAUSE_MS)
        self.timer.timeout.connect(self.make)
        self.place = label("", "helper")
        self.back = icon_button("chevron-left", "上一页", lambda: self.turn(-1))
        self.forth = icon_button("chevron-right", "下一页", lambda: self.turn(1))
        for each in (self.back, self.forth):
            each.setProperty("outlined", True)
        self.picture = QLabel()
        self.picture.setObjectName("previewPage")
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName("打印预览")
        self.trouble = label("", "error", wrap=True)
        self.trouble.hide()
        area = QFrame()
        area.setObjectName("previewArea")
        area.setLayout(column(None, row(None, self.picture, None), self.trouble, None, spacing=6, margins=(10, 10, 10, 10)))
        self.area = area
        head = boxed(row(label("打印预览", "subtitle"), self.place, None, self.back, self.forth, spacing=6))
        head.setFixedHeight(context.theme.px(34))
        whole = column(head, spacing=4)
        whole.addWidget(area, 1)
        self.setLayout(whole)
        self.destroyed.connect(lambda _gone=None, directory=self.directory: shutil.rmtree(directory, ignore_errors=True))

    def soon(self) -> None:
        """Something was typed."""
        if self.context.jobs.synchronous:
            self.make()
        else:
            self.timer.start()

    def make(self) -> None:
        """Typeset in the background; only the newest answer arrives."""
        self.timer.stop()
        asked = self.ask()
        if asked is None:
            return
        self.number += 1
        path = self.directory / f"{self.number % 2}.pdf"  # never the file whose pages are being painted
        opened, content = asked
        self.context.jobs.query(self, report_pages.preview, self.context.session, opened, content, path,
                                done=lambda found: self._made(path, found), failed=self._failed, key="preview")  # fmt: skip

    def turn(self, step: int) -> None:
        """PgUp, PgDn."""
        self.show_page(self.page + step)

    def show_page(self, number: int) -> None:
        """One page as a picture."""
        if not self.pages:
            return
        self.page = max(0, min(self.pages - 1, number))
        self.place.setText(f"第 {self.page + 1} / {self.pages} 页 A4")
        self.back.setEnabled(self.page > 0)
        self.forth.setEnabled(self.page < self.pages - 1)
        width = round(self._width() * self.devicePixelRatioF())
        self.context.jobs.work(self, page_image, self.path, self.page, width, done=self._show, key="page")

    def _width(self) -> int:
        size = self.area.size()
        return max(160, min(size.width() - 24, int((size.height() - 24) * 210 / 297)))

    def _made(self, path: Path, found: Previewed) -> None:
        self.path, self.pages = path, found.pages
        self.trouble.hide()
        self.show_page(self.page)
        self.made.emit(found.remarks)

    def _show(self, image: QImage) -> None:
        picture = QPixmap.fromImage(image)
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        self.picture.setPixmap(picture)

    def _failed(self, error: BaseException) -> None:
        text = error.text if isinstance(error, Unavailable) else "；".join(p.text for p in error.problems) if isinstance(error, Refused) else ""
        self.trouble.setText(text or "没有排出版面，报告已写入日志")
        self.trouble.show()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The page follows the size."""
        super().resizeEvent(event)
        self.show_page(self.page)
