"""A list of the screen on paper: its filter goes to the ledger of the same kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services import documents, ledgers
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.widgets.print_dialog import PrintDialog, PrintTask

TITLES = {"entities": "法人单位台账", "visits": "走访记录表", "dwellings": "房屋台账", "households": "户台账", "doubts": "待核清单"}


def print_acts(page: Page, kind: str, wanted: Callable[[], Any]) -> list[Act]:
    """Ctrl+P of a list, for those who may print people."""
    if not page.context.can("report.roster"):
        return []
    return [Act("Ctrl+P", "Ctrl+P", "打印", lambda: ledger_dialog(page.context, kind, wanted(), page).exec())]


def ledger_dialog(context: Context, kind: str, wanted: Any, parent: QWidget) -> PrintDialog:
    """The print dialog of a ledger (key of ``TITLES``) for the filter of the page."""

    def build(path: Path, _full: bool, _purpose: str) -> Any:
        return ledgers.pdf, (context.session, kind, wanted, path), {"act": documents.PREVIEW}

    def excel(path: Path, _full: bool, _purpose: str) -> Any:
        return ledgers.xlsx, (context.session, kind, wanted, path), {}

    stem = f"{TITLES[kind]}-{context.today():%Y%m%d}"
    return PrintDialog(context, PrintTask(TITLES[kind], stem, build, excel=excel, cancellable=True, landscape=True, people=True), parent)
