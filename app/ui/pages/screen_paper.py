"""What a page shows as a table, on paper: for pages that have no paper of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QTableView

from app.models.documents import LedgerColumn
from app.services import documents, ledgers
from app.ui.widgets.print_dialog import PrintDialog, PrintTask

if TYPE_CHECKING:
    from app.ui.pages.base import Page

MOST = 5000  # rows; longer lists have a paper of their own, which does not read them through the screen


def shown_dialog(page: Page) -> PrintDialog | None:
    """The print dialog of the largest table that the page shows; None where it shows none, or an empty one."""
    views = [view for view in page.findChildren(QTableView) if view.isVisible() and view.model() is not None]
    views = [view for view in views if 0 < view.model().rowCount() <= MOST and _columns(view)]
    if not views:
        return None
    view = max(views, key=lambda each: each.width() * each.height())
    title = view.accessibleName() or "列表"
    places, context = _columns(view), page.context
    heads = tuple(LedgerColumn(_head(view.model(), place), max(12, view.columnWidth(place) / 4)) for place in places)
    lines = [tuple(_text(view.model(), line, place) for place in places) for line in range(view.model().rowCount())]

    def build(path: Path, _full: bool, _purpose: str) -> Any:
        return ledgers.shown_pdf, (context.session, title, heads, lines, path), {"act": documents.PREVIEW}

    stem = f"{title}-{context.today():%Y%m%d}"
    return PrintDialog(context, PrintTask(title, stem, build, cancellable=True, landscape=True, people=True), page)


def _columns(view: QTableView) -> list[int]:
    """Columns that are shown and have a title (ticks have none)."""
    model = view.model()
    return [place for place in range(model.columnCount()) if not view.isColumnHidden(place) and _head(model, place)]


def _head(model: QAbstractItemModel, place: int) -> str:
    return str(model.headerData(place, Qt.Orientation.Horizontal) or "").strip()


def _text(model: QAbstractItemModel, line: int, place: int) -> str:
    return str(model.index(line, place).data() or "")
