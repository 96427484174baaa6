"""Ctrl+P: build the PDF in the background, show its pages, print the very same file or save it.  Paper = preview."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QKeySequence, QPageLayout, QPageSize, QPainter, QPixmap, QResizeEvent, QShortcut
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QWidget

from app.errors import Cancelled, Refused, Unavailable
from app.services import documents
from app.ui.context import Context
from app.ui.messages import EXCEL, PDF
from app.ui.widgets.basics import Banner, boxed, button, column, hide_unless, icon_button, label, row
from app.ui.widgets.pdf_pages import count_pages, page_image
from app.ui.widgets.print_form import PrintForm, PrintPart, PrintTask
from app.ui.widgets.states import ProgressStrip

__all__ = ["PrintDialog", "PrintPart", "PrintTask"]

PRINT_DPI = 300
PAPERS = {"A4": QPageSize.PageSizeId.A4, "A5": QPageSize.PageSizeId.A5}


def _nothing() -> None:
    """Waits its turn, no more."""


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
        self.form.copies.setFocus()
        self.make()

    # -- face -----------------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.form = PrintForm(self.task, self.context.preferences, self.theme)
        self.form.remake.connect(self.make)
        self.form.settled.connect(self._settled)
        self.progress = ProgressStrip(self.theme)
        self.banner = Banner()
        settings = QFrame()
        settings.setProperty("role", "panel")
        settings.setFixedWidth(self.theme.px(400))
        settings.setLayout(column(self.form, self.banner, self.progress, None,
                                  *[label(note, "helper", wrap=True) for note in self.task.notes],
                                  spacing=12, margins=(18, 16, 18, 16)))  # fmt: skip
        top = row(self._preview(), settings, spacing=0)
        top.setStretch(0, 1)
        whole = column(spacing=0)
        whole.addLayout(top, 1)
        whole.addLayout(self._foot())
        self.setLayout(whole)
        self._set_ready(False)

    def _preview(self) -> QFrame:
        self.picture = QLabel()
        self.picture.setObjectName("previewPage")
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName("打印预览")
        self.previous = icon_button("chevron-left", "上一页", lambda: self.show_page(self.page - 1))
        self.next = icon_button("chevron-right", "下一页", lambda: self.show_page(self.page + 1))
        self.place = label("", "body13")
        self.turning = boxed(row(None, self.previous, self.place, self.next, None, spacing=8))
        self.turning.setVisible(False)
        for key, step in (("PgUp", -1), ("PgDown", 1)):
            QShortcut(QKeySequence(key), self).activated.connect(lambda step=step: self.show_page(self.page + step))
        area = QFrame()
        area.setObjectName("previewArea")
        area.setLayout(column(None, row(None, self.picture, None), None, self.turning, spacing=6, margins=(12, 12, 12, 6)))
        return area

    def _foot(self) -> Any:
        alone = not self.form.has_printer  # without a printer Enter saves the PDF
        self.save_pdf = button("存为 PDF", "file-type-pdf", key="Enter" if alone else "", kind="primary" if alone else "", action=self._save_pdf)
        self.save_excel = button("存为 Excel", "file-type-xls", action=self._save_excel)
        hide_unless(self.save_excel, self.task.excel is not None)
        self.cancel = button("关闭", key="Esc", action=self.reject)
        self.print = button("打印", "printer", key="Enter", kind="primary", action=self._print)
        hide_unless(self.print, not alone)
        (self.save_pdf if alone else self.print).setDefault(True)
        parts = (self.save_excel, None, self.cancel, self.save_pdf) if alone else (self.save_pdf, self.save_excel, None, self.cancel, self.print)
        return row(*parts, margins=(16, 10, 16, 10))

    def _settled(self) -> None:
        self.print.setText(f" 打印 {self.form.copies.value()} 份 │ Enter")
        if not self.pages:
            return
        try:
            chosen = self.form.chosen_pages(self.pages)
        except Refused as refused:
            self.form.count.setText(refused.problems[0].text)
            self.print.setEnabled(False)
            return
        whole = f"共 {self.pages} 页" + ("，正好一页" if self.pages == 1 else "")
        self.form.count.setText(whole if len(chosen) == self.pages else f"打 {len(chosen)} 页，{whole}")
        self.print.setEnabled(self.ready and self.form.has_printer)

    def _set_ready(self, ready: bool) -> None:
        self.ready = ready
        self.save_pdf.setEnabled(ready)
        self.save_excel.setEnabled(ready)
        self.print.setEnabled(ready and self.form.has_printer)
        self._settled()

    # -- building and preview ---------------------------------------------------------------------------------------------------

    def make(self) -> None:
        """Build the PDF that is shown, printed and saved."""
        full, purpose = self.form.options()
        if full and not purpose:
            self.banner.show_text("完整证件号码要先写用途，写好后自动生成", "warn", closable=False)
            self._set_ready(False)
            return
        self.banner.hide()
        self._set_ready(False)
        function, arguments, named = self.task.build(self.path, full, purpose)
        named = {**named, **self.form.handing()}
        if self.task.parts:
            named = {**named, "left_out": self.form.left_out()}
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
        self.turning.setVisible(pages > 1)
        self.progress.end()
        self._set_ready(True)
        self.show_page(min(self.page, pages - 1))

    def _picture(self, image: QImage) -> None:
        picture = QPixmap.fromImage(image)
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        self.picture.setPixmap(picture)

    def _failed(self, error: BaseException) -> None:
        self.progress.end()
        if isinstance(error, Cancelled):
            return
        text = error.text if isinstance(error, Unavailable) else "；".join(p.text for p in error.problems) if isinstance(error, Refused) else ""
        self.form.count.setText("没有生成")
        self.banner.show_text(text or "没有生成成功，报告已写入日志", "danger", closable=False)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The page follows the size of the dialog."""
        super().resizeEvent(event)
        if self.pages:
            self.show_page(self.page)

    # -- saving and printing ------------------------------------------------------------------------------------------------------

    def _save_pdf(self) -> None:
        target = self.context.messages.save_file(self, "存为 PDF", f"{self.task.stem}.pdf", PDF)
        if target is not None:
            self.form.keep()
            self.context.jobs.work(self, shutil.copyfile, self.path, target, done=lambda _p: self._saved_pdf(target), failed=self._not_saved(target))

    def _save_excel(self) -> None:
        target = self.context.messages.save_file(self, "存为 Excel", f"{self.task.stem}.xlsx", EXCEL)
        if target is None or self.task.excel is None:
            return
        function, arguments, named = self.task.excel(target, *self.form.options())
        named = {**named, **self.form.handing()}
        self.progress.begin(f"正在生成 {target.name}", None)
        self.context.jobs.long_operation(self, function, *arguments, done=lambda _r: self._saved(target), failed=self._failed,
                                         on_progress=self.progress.advance, cancellable=False, **named)  # fmt: skip

    def _saved_pdf(self, target: Path) -> None:
        self._record(documents.saved, target.name)
        self._saved(target)

    def _record(self, act: Callable[..., None], detail: Any, pages: int = 0) -> None:
        """What has left the dialog stands in the journal.  The lane of the data belongs to nobody's window, so it is written even
        when the dialog closes."""
        full, purpose = self.form.options()
        what, why = self.task.stem, purpose if full else ""
        self.context.jobs.operation(self.context.jobs, act, self.context.session, what, pages or self.pages, detail, why,
                                    preview=str(self.path) if self.task.people else "")  # fmt: skip

    def _saved(self, target: Path) -> None:
        self.progress.end()
        if self.form.options()[0]:  # whole numbers: another file is another number, over the limit also another consent
            self.make()
        self.banner.show_text(f"已存为 {target.name}", "ok")

    def _not_saved(self, target: Path) -> Callable[[BaseException], object]:
        return lambda _error: self.banner.show_text(f"没有存成 {target.name}：文件可能正在别的程序中打开，关闭后再存，或换个名字", "danger")

    def _print(self) -> None:
        if not self.ready or not self.form.has_printer:
            return
        wanted = self.form.chosen_pages(self.pages)
        self.form.keep()
        printer = self.paper()
        painter = QPainter()
        if not painter.begin(printer):
            self.banner.show_text("打印机没有响应。可先存为 PDF，稍后再打", "danger")
            return
        self.print.setEnabled(False)
        self._print_page(printer, painter, wanted, 0)

    def paper(self) -> QPrinter:
        """The chosen printer with the chosen settings."""
        printer = QPrinter(QPrinterInfo.printerInfo(self.form.printer.currentText()), QPrinter.PrinterMode.HighResolution)
        printer.setCopyCount(self.form.copies.value())
        printer.setPageSize(QPageSize(PAPERS[self.task.paper]))
        printer.setFullPage(True)
        printer.setDocName(self.task.title)
        if self.picture.pixmap().width() > self.picture.pixmap().height():
            printer.setPageOrientation(QPageLayout.Orientation.Landscape)
        printer.setColorMode(QPrinter.ColorMode.GrayScale if self.form.grey else QPrinter.ColorMode.Color)
        return printer

    def _print_page(self, printer: QPrinter, painter: QPainter, wanted: tuple[int, ...], place: int) -> None:
        def arrived(image: QImage) -> None:
            if place:
                lying = image.width() > image.height()
                printer.setPageOrientation(QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait)
                printer.newPage()
            painter.drawImage(printer.paperRect(QPrinter.Unit.DevicePixel), image)
            if place + 1 < len(wanted):
                self._print_page(printer, painter, wanted, place + 1)
            else:
                painter.end()
                self._record(documents.printed, self.form.copies.value(), len(wanted))
                self.accept()

        def failed(_error: BaseException) -> None:
            printer.abort()
            painter.end()
            self.print.setEnabled(True)
            self.banner.show_text(f"第 {wanted[place]} 页没有送到打印机。可先存为 PDF，稍后再打", "danger")

        self.context.jobs.work(self, page_image, self.path, wanted[place] - 1, 0, PRINT_DPI, done=arrived, failed=failed)

    def _clean(self) -> None:
        jobs, directory = self.context.jobs, self.directory
        if self.job is not None:
            self.job.cancel()
        jobs.cancel_all(self)
        # After whatever still writes or reads there: one turn of the data lane, then of the lane that draws pages.
        jobs.operation(jobs, _nothing, done=lambda _none: jobs.work(jobs, shutil.rmtree, directory, True))
        self.deleteLater()
