"""Pictures of 待核数据: the list with a card, a reason being asked for, the paper."""

from __future__ import annotations

from typing import Any

from app.ui.pages.ledger_paper import ledger_dialog


def draw_doubts(camera: Any, window: Any) -> None:
    """The page as it opens."""
    if "doubts" not in {entry.name for entry in window.workbench.entries}:
        return
    page: Any = window.workbench.open_page("doubts")
    camera.take(window, "doubts")
    if page.answer.found:
        page.act("silence")
        camera.take(window, "doubt_not_to_be_changed")
        page.strip.close_if_open()
        camera.dialog(lambda: ledger_dialog(page.context, "doubts", page.filter, page), "doubts_print")
