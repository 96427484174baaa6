"""The dashboard leaves the screen: 简报 to the printer, as PDF, as picture."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.dashboard import TABS, Board
from app.services import dashboard_sheets, documents
from app.ui.context import Context
from app.ui.widgets.pdf_pages import page_image
from app.ui.widgets.print_dialog import PrintDialog, PrintTask

PNG = "PNG 图片 (*.png)"
PICTURE_DPI = 200


def stem(board: Board) -> str:
    """Name of the file."""
    period = board.span.period
    return f"{dashboard_sheets.TITLE}-{dict(TABS)[board.tab]}-{board.scope}-{period.first:%Y%m%d}-{period.last:%Y%m%d}"


def print_dialog(context: Context, board: Board, parent: QWidget) -> PrintDialog:
    """The dialog of the 简报 of what is shown."""

    def build(path: Any, _full: bool, _purpose: str) -> Any:
        return dashboard_sheets.sheet_pdf, (context.session, board.request, board.tab, path), {"act": documents.PREVIEW}

    notes = ("黑白打印时，需要关注的项用斜纹、不足一期的数用空心点表示，不靠颜色。", "每次打印和导出都会记入操作日志。")
    return PrintDialog(context, PrintTask(dashboard_sheets.TITLE, stem(board), build, notes=notes), parent)


def sheet_png(session: Any, board: Board, target: Path, progress: Any = None) -> None:
    """The same page as a picture: for messages and slides."""
    with tempfile.TemporaryDirectory(prefix="zhiwang-") as folder:
        path = Path(folder) / "sheet.pdf"
        dashboard_sheets.sheet_pdf(session, board.request, board.tab, path, progress)
        page_image(path, 0, dpi=PICTURE_DPI).save(str(target))
