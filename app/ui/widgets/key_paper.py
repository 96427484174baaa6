"""Ctrl+P on the card of keys: the same keys on A5."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services import key_cards
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.widgets.key_card import shown_keys
from app.ui.widgets.print_dialog import PrintDialog
from app.ui.widgets.print_form import PrintTask

NOTES = ("A5 纸，一页，可以贴在键盘旁边。", "没有 A5 纸时，在打印机设置里选“适应纸张”，A4 纸也能打。")


def key_card_dialog(context: Context, title: str, page: Sequence[Act], everywhere: Sequence[Act], parent: QWidget) -> PrintDialog:
    """The print dialog of the card."""

    def build(path: Path, _full: bool, _purpose: str) -> Any:
        return key_cards.pdf, (context.session, title, shown_keys(page), shown_keys(everywhere), path), {}

    return PrintDialog(context, PrintTask("按键卡", f"按键卡-{title}", build, paper="A5", notes=NOTES), parent)
