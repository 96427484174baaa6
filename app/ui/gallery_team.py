"""Pictures of the grid chief's pages: attendance, spot checks and the views of the weekly ranking."""

from __future__ import annotations

from typing import Any


def draw_team(camera: Any, window: Any) -> None:
    """Attendance with its forms and dialogs, then the ranking in its other views."""
    names = {entry.name for entry in window.workbench.entries}
    if "attendance" in names:
        _attendance(camera, window)
    if "spot_checks" in names:
        _spot_checks(camera, window)
    if "targets" in names:
        _targets(camera, window)
    if "meetings" in names:
        _meeting(camera, window)
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


def _spot_checks(camera: Any, window: Any) -> None:
    page: Any = window.workbench.open_page("spot_checks")
    camera.take(window, "spot_checks")
    page.draw()
    camera.take(window, "spot_checks_draw")
    page.strip.close_strip()
    page.view.buttons["shares"].click()
    camera.take(window, "spot_checks_shares")
    page.view.buttons["draws"].click()
    if page.current() is not None:
        camera.dialog(page.print_dialog, "spot_checks_print")


def _targets(camera: Any, window: Any) -> None:
    page: Any = window.workbench.open_page("targets")
    camera.take(window, "targets")
    if page.may_write:
        page.ask_split()
        camera.take(window, "target_split")
        page.strip.close_strip()
    progress: Any = window.workbench.open_page("target_progress")
    camera.take(window, "target_matrix")
    if progress.indicator:
        progress.other_view()
        camera.take(window, "target_progress")
        progress.other_view()


def _meeting(camera: Any, window: Any) -> None:
    page: Any = window.workbench.open_page("meetings")
    for face in ("people", "texts", "decisions"):
        page.form.open_face(face)
        camera.take(window, f"meeting_{face}")
    page.form.open_face("people")
    window.workbench.open_page("meeting_tasks")
    camera.take(window, "meeting_tasks")
