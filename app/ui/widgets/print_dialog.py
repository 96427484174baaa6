"""Ctrl+P: build the PDF in the background, show its pages, print the very same file or save it.  Paper = preview."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPageLayout, QPainter, QPixmap, QResizeEvent
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QComboBox, QDialog, QFrame, QGridLayout, QLabel, QLineEdit, QSpinBox, QWidget

from app.errors import Cancelled, Refused, Unavailable
from app.services import documents
from app.ui.context import Context
from app.ui.messages import EXCEL, PDF
from app.ui.widgets.basics import Banner, boxed, button, column, hide_unless, icon_button, label, row
from app.ui.widgets.segments import Segments
from app.ui.widgets.states import ProgressStrip

PRINT_DPI = 300


@dataclass
class PrintTask:
    """What to print.  ``build(path, full_ids, purpose)`` and ``excel`` return (service function, arguments, named arguments)."""

    title: str
    stem: str
    build: Callable[[Path, bool, str], tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]]
    copies: int = 1
    copies_hint: str = ""
    may_show_ids: bool = False
    excel: Callable[[Path, bool, str], tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] | None = None
    cancellable: bool = False  # the service looks at ``cancelled``
    landscape: bool = False
    notes: tuple[str, ...] = field(default=("每次打印和导出都会记入操作日志。",))


def _nothing() -> None:
    """Waits its turn, no more."""


def count_pages(path: Path) -> int:
    """Pages of a PDF."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def page_image(path: Path, number: int, width: int = 0, dpi: int = 0) -> QImage:
    """One page as a picture, ``width`` pixels wide or at ``dpi``."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        page = document[number]
        scale = dpi / 72 if dpi else width / page.get_width()
        bitmap = page.render(scale=scale, force_bitmap_format=pypdfium2.raw.FPDFBitmap_BGRx)
        image = QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32).copy()
        bitmap.close()
        page.close()
        return image
    finally:
        document.close()


class PrintDialog(QDialog):
    """Preview left, settings right; Enter prints, Esc leaves."""

    def __init__(self, context: Context, task: PrintTask, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.task, self.theme = context, task, context.theme
        self.directory = Path(tempfile.mkdtemp(prefix="zhiwang-"))  # readable by its owner only
        self.path = self.directory / f"{task.stem}.pdf"
        self.pages, self.page, self.ready = 0, 0, False
        self.job: Any = None
        self.setWindowTitle(f"打印 {task.title}")
        room = parent.window().size() if parent is not None else QSize(1366, 698)
        self.resize(min(self.theme.px(918), room.width() - 40), min(self.theme.px(640), room.height() - 30))
        self._build()
        self.finished.connect(lambda _code: self._clean())
        self.make()

    # -- face -----------------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.theme
        self.picture = QLabel()
        self.picture.setObjectName("previewPage")
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName("打印预览")
        self.previous = icon_button("chevron-left", "上一页", lambda: self.show_page(self.page - 1))
        self.next = icon_button("chevron-right", "下一页", lambda: self.show_page(self.page + 1))
        self.place = label("", "body13")
        self.turning = boxed(row(None, self.previous, self.place, self.next, None, spacing=8))
        self.turning.setVisible(False)
        area = QFrame()
        area.setObjectName("previewArea")
        area.setLayout(column(None, row(None, self.picture, None), None, self.turning, spacing=6, margins=(12, 12, 12, 6)))
        self.progress = ProgressStrip(theme)
        self.banner = Banner()
        settings = QFrame()
        settings.setProperty("role", "panel")
        settings.setFixedWidth(theme.px(400))
        settings.setLayout(column(self._form(), self.banner, self.progress, None,
                                  *[label(note, "helper", wrap=True) for note in self.task.notes],
                                  spacing=12, margins=(18, 16, 18, 16)))  # fmt: skip
        self.save_pdf = button("存为 PDF", "file-type-pdf", action=self._save_pdf)
        self.save_excel = button("存为 Excel", "file-type-xls", action=self._save_excel)
        hide_unless(self.save_excel, self.task.excel is not None)
        self.cancel = button("关闭", key="Esc", action=self.reject)
        self.print = button("打印", "printer", key="Enter", kind="primary", action=self._print)
        self.print.setDefault(True)
        top = row(area, settings, spacing=0)
        top.setStretch(0, 1)
        foot = row(self.save_pdf, self.save_excel, None, self.cancel, self.print, margins=(16, 10, 16, 10))
        whole = column(spacing=0)
        whole.addLayout(top, 1)
        whole.addLayout(foot)
        self.setLayout(whole)
        self._set_ready(False)

    def _form(self) -> QGridLayout:
        form = QGridLayout()
        form.setHorizontalSpacing(self.theme.px(12))
        form.setVerticalSpacing(self.theme.px(10))
        form.setColumnStretch(1, 1)
        self.printer = QComboBox()
        self.printer.setAccessibleName("打印机")
        self.printer.addItems(QPrinterInfo.availablePrinterNames())
        if default := QPrinterInfo.defaultPrinterName():
            self.printer.setCurrentText(default)
        no_printer = self.printer.count() == 0
        self.copies = QSpinBox()
        self.copies.setRange(1, 999)
        self.copies.setValue(self.task.copies)
        self.copies.setFixedWidth(self.theme.px(84))
        self.copies.setAccessibleName("份数")
        self.copies.valueChanged.connect(lambda _value: self._label_print())
        self.colours = Segments([("grey", "黑白"), ("colour", "彩色")], self.context.preferences.get("print_colour", "grey"))
        self.colours.setEnabled(not no_printer)
        self.count = label("正在生成…", "body13")
        printer = label("没有找到打印机，可先存为 PDF", "helper") if no_printer else self.printer
        lines: list[tuple[str, Any]] = [
            ("打印机", printer),
            ("份数", row(self.copies, label(self.task.copies_hint, "helper"), None)),
            ("颜色", row(self.colours, None)),
            ("页数", self.count),
        ]
        if self.task.may_show_ids:
            self.ids = Segments([("masked", "遮住中间"), ("full", "完整显示")], "masked")
            self.ids.changed.connect(lambda _value: self._ids_changed())
            self.purpose = QLineEdit()
            self.purpose.setPlaceholderText("用途，会记入日志")
            self.purpose.setAccessibleName("用途")
            self.purpose.setEnabled(False)
            self.purpose.editingFinished.connect(self.make)
            lines += [("证件号码", row(self.ids, None)), ("用途", self.purpose)]
        for place, (text, part) in enumerate(lines):
            words = label(text, "form")
            words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            form.addWidget(words, place, 0)
            if isinstance(part, QWidget):
                form.addWidget(part, place, 1)
            else:
                form.addLayout(part, place, 1)
        return form

    def _label_print(self) -> None:
        copies = self.copies.value()
        self.print.setText(f"打印 {copies} 份 │ Enter")

    def _set_ready(self, ready: bool) -> None:
        self.ready = ready
        self.save_pdf.setEnabled(ready)
        self.save_excel.setEnabled(ready)
        self.print.setEnabled(ready and self.printer.count() > 0)
        self._label_print()

    # -- building and preview ---------------------------------------------------------------------------------------------------

    def options(self) -> tuple[bool, str]:
        """(full ID numbers, purpose)."""
        if not self.task.may_show_ids:
            return False, ""
        return self.ids.value == "full", self.purpose.text().strip()

    def make(self) -> None:
        """Build the PDF that is shown, printed and saved."""
        full, purpose = self.options()
        if full and not purpose:
            self.banner.show_text("完整证件号码要先写用途，写好后自动生成", "warn", closable=False)
            self._set_ready(False)
            return
        self.banner.hide()
        self._set_ready(False)
        function, arguments, named = self.task.build(self.path, full, purpose)
        self.job = self.context.jobs.long_operation(self, function, *arguments, done=self._built, failed=self._failed,
                                                    on_progress=self.progress.advance, cancellable=self.task.cancellable, **named)  # fmt: skip
        if not self.context.jobs.synchronous:
            self.progress.begin(f"正在生成 {self.task.title}", self.reject if self.task.cancellable else None)

    def show_page(self, number: int) -> None:
        """Turn to a page."""
        if not 0 <= number < self.pages:
            return
        self.page = number
        self.place.setText(f"第 {number + 1} 页 共 {self.pages} 页")
        self.previous.setEnabled(number > 0)
        self.next.setEnabled(number < self.pages - 1)
        width = round(self._page_width() * self.devicePixelRatioF())
        self.context.jobs.work(self, page_image, self.path, number, width, done=self._picture, key="page")

    def _page_width(self) -> int:
        if self.task.landscape:
            return max(200, self.width() - self.theme.px(440))
        height = self.height() - self.theme.px(150)
        return max(200, min(self.width() - self.theme.px(440), int(height * 210 / 297)))

    def _built(self, _result: Any) -> None:
        self.progress.end()
        self.context.jobs.work(self, count_pages, self.path, done=self._counted, failed=self._failed)

    def _counted(self, pages: int) -> None:
        self.pages = pages
        self.count.setText(f"共 {pages} 页" + ("，正好一页" if pages == 1 else ""))
        self.turning.setVisible(pages > 1)
        self.progress.end()
        self._set_ready(True)
        self.show_page(0)

    def _picture(self, image: QImage) -> None:
        picture = QPixmap.fromImage(image)
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        self.picture.setPixmap(picture)

    def _failed(self, error: BaseException) -> None:
        self.progress.end()
        if isinstance(error, Cancelled):
            return
        text = error.text if isinstance(error, Unavailable) else "；".join(p.text for p in error.problems) if isinstance(error, Refused) else ""
        self.count.setText("没有生成")
        self.banner.show_text(text or "没有生成成功，报告已写入日志", "danger", closable=False)

    def _ids_changed(self) -> None:
        self.purpose.setEnabled(self.ids.value == "full")
        if self.ids.value == "full":
            self.purpose.setFocus()
        self.make()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The page follows the size of the dialog."""
        super().resizeEvent(event)
        if self.pages:
            self.show_page(self.page)

    # -- saving and printing ------------------------------------------------------------------------------------------------------

    def _save_pdf(self) -> None:
        target = self.context.messages.save_file(self, "存为 PDF", f"{self.task.stem}.pdf", PDF)
        if target is not None:
            self.context.jobs.work(self, shutil.copyfile, self.path, target, done=lambda _p: self._saved_pdf(target), failed=self._not_saved(target))

    def _save_excel(self) -> None:
        target = self.context.messages.save_file(self, "存为 Excel", f"{self.task.stem}.xlsx", EXCEL)
        if target is None or self.task.excel is None:
            return
        function, arguments, named = self.task.excel(target, *self.options())
        self.progress.begin(f"正在生成 {target.name}", None)
        self.context.jobs.long_operation(self, function, *arguments, done=lambda _r: self._saved(target), failed=self._failed,
                                         on_progress=self.progress.advance, cancellable=False, **named)  # fmt: skip

    def _saved_pdf(self, target: Path) -> None:
        self._record(documents.saved, target.name)
        self._saved(target)

    def _record(self, act: Callable[..., None], detail: Any) -> None:
        """What has left the dialog stands in the journal.  The lane of the data belongs to nobody's window, so it is written even
        when the dialog closes."""
        full, purpose = self.options()
        what, why = self.task.stem, purpose if full else ""
        self.context.jobs.operation(self.context.jobs, act, self.context.session, what, self.pages, detail, why)

    def _saved(self, target: Path) -> None:
        self.progress.end()
        self.banner.show_text(f"已存为 {target.name}", "ok")

    def _not_saved(self, target: Path) -> Callable[[BaseException], object]:
        return lambda _error: self.banner.show_text(f"没有存成 {target.name}：文件可能正在别的程序中打开，关闭后再存，或换个名字", "danger")

    def _print(self) -> None:
        if not self.ready or self.printer.count() == 0:
            return
        self.context.preferences.put("print_colour", self.colours.value)
        printer = self.paper()
        painter = QPainter()
        if not painter.begin(printer):
            self.banner.show_text("打印机没有响应。可先存为 PDF，稍后再打", "danger")
            return
        self.print.setEnabled(False)
        self._print_page(printer, painter, 0)

    def paper(self) -> QPrinter:
        """The chosen printer with the chosen settings."""
        printer = QPrinter(QPrinterInfo.printerInfo(self.printer.currentText()), QPrinter.PrinterMode.HighResolution)
        printer.setCopyCount(self.copies.value())
        printer.setFullPage(True)
        printer.setDocName(self.task.title)
        if self.picture.pixmap().width() > self.picture.pixmap().height():
            printer.setPageOrientation(QPageLayout.Orientation.Landscape)
        grey = self.colours.value == "grey"
        printer.setColorMode(QPrinter.ColorMode.GrayScale if grey else QPrinter.ColorMode.Color)
        return printer

    def _print_page(self, printer: QPrinter, painter: QPainter, number: int) -> None:
        def arrived(image: QImage) -> None:
            if number:
                printer.newPage()
            painter.drawImage(printer.paperRect(QPrinter.Unit.DevicePixel), image)
            if number + 1 < self.pages:
                self._print_page(printer, painter, number + 1)
            else:
                painter.end()
                self._record(documents.printed, self.copies.value())
                self.accept()

        def failed(_error: BaseException) -> None:
            printer.abort()
            painter.end()
            self.print.setEnabled(True)
            self.banner.show_text(f"第 {number + 1} 页没有送到打印机。可先存为 PDF，稍后再打", "danger")

        self.context.jobs.work(self, page_image, self.path, number, 0, PRINT_DPI, done=arrived, failed=failed)

    def _clean(self) -> None:
        jobs, directory = self.context.jobs, self.directory
        if self.job is not None:
            self.job.cancel()
        jobs.cancel_all(self)
        # After whatever still writes or reads there: one turn of the data lane, then of the lane that draws pages.
        jobs.operation(jobs, _nothing, done=lambda _none: jobs.work(jobs, shutil.rmtree, directory, True))
        self.deleteLater()
