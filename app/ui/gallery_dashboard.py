"""Pictures of the dashboard: its tabs, a table, records, the wall, paper."""

from __future__ import annotations

from typing import Any


def draw_dashboard(camera: Any, window: Any) -> None:
    """Every tab, then what opens from it."""
    if "dashboard" not in {entry.name for entry in window.workbench.entries}:
        return
    page: Any = window.workbench.open_page("dashboard")
    for tab, _ in page.tabs():
        page.show_tab(tab)
        window.workbench.refresh_tabs()
        _drawn(camera, page.face)
        camera.take(window, f"dashboard_{tab}")
    page.show_tab("overview")
    window.workbench.refresh_tabs()
    board = page.board
    if board is None:
        return
    camera.dialog(lambda: page.work.table_dialog(board.panels[0]), "dashboard_table")
    target = board.panels[1].rows[-1].target(0)
    if target is not None:
        camera.dialog(lambda: page.work.records_dialog(target), "dashboard_records")
    camera.dialog(page.work.print_dialog, "dashboard_print")
    wall = page.work.wall(board)
    wall.resize(1920, 1080)
    wall.show()
    _drawn(camera, wall.face)
    camera.take(wall, "dashboard_projection")
    wall.close()


def _drawn(camera: Any, face: Any) -> None:
    """Charts wait a moment for the size to rest; a picture does not."""
    camera.settle()
    for part in face.panels:
        part.redraw()
