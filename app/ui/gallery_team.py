"""Pictures of the grid chief's pages: attendance and the views of the weekly ranking."""

from __future__ import annotations

from typing import Any


def draw_team(camera: Any, window: Any) -> None:
    """Attendance with its forms and dialogs, then the ranking in its other views."""
    names = {entry.name for entry in window.workbench.entries}
    if "attendance" in names:
        _attendance(camera, window)
    if "rankings" in names:
        page: Any = window.workbench.open_page("rankings")
        for view in ("weighted", "completion", "fair", "volume"):
            page.bar.segments.buttons[view].click()
            if view != "volume":
                camera.take(window, f"ranking_{view}")
        if page.bar.edit.isVisible():
            camera.dialog(page.rules_dialog, "ranking_rules")


def _attendance(camera: Any, window: Any) -> None:
    page: Any = window.workbench.open_page("attendance")
    camera.take(window, "attendance")
    if page.sheet is None or not page.sheet.rows:
        return
    if page.leave_button.isVisible():
        page.ask_leave()
        camera.take(window, "attendance_leave")
        page.strip.close_strip()
    page.view.buttons["corrections"].click()
    camera.take(window, "attendance_corrections")
    page.view.buttons["month"].click()
    camera.dialog(page.shifts_dialog, "attendance_shifts")
    camera.dialog(page.calendar_dialog, "attendance_calendar")
    camera.dialog(page.print_dialog, "attendance_print")
