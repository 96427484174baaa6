"""Pictures of 真实性提示: the signs with a card, the rules."""

from __future__ import annotations

from typing import Any


def draw_signs(camera: Any, window: Any) -> None:
    """The page on the newest week that has anything to ask, and its rules."""
    if "visit_signs" not in {entry.name for entry in window.workbench.entries}:
        return
    page: Any = window.workbench.open_page("visit_signs")
    for _ in range(min(12, len(page.weeks))):
        if page.model.rows:
            break
        page.step(1)
    camera.take(window, "visit_signs")
    if page.rules_button.isVisible():
        camera.dialog(page.rules_dialog, "sign_rules")
