"""Pictures of the work at the door: 工作台, 走访, 法人单位 with their dialogs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.ui.gallery import Camera
    from app.ui.main_window import MainWindow


def draw_door(camera: Camera, window: MainWindow) -> None:
    """Every page that the role has, in the order of an evening."""
    bench: Any = window.workbench
    names = {entry.name for entry in bench.entries}
    for name, draw in (("home", _home), ("entities", _entities), ("visits", _visits), ("visit_records", _records), ("revisit_plan", _plan)):
        if name in names:
            page = bench.open_page(name)
            camera.settle()
            draw(camera, window, page)


def _home(camera: Camera, window: MainWindow, page: Any) -> None:
    camera.take(window, "home")
    if page.tabs():
        page.show_tab("team")
        window.workbench.refresh_tabs()  # type: ignore[union-attr]
        camera.take(window, "home_team")
        page.show_tab("today")


def _entities(camera: Camera, window: MainWindow, page: Any) -> None:
    page.table.select_row(min(3, page.model.rowCount() - 1))
    camera.take(window, "entities")
    if page.context.can("entity.write") and page.current() is not None:
        page.change()
        camera.take(window, "entity_form")
        page.panel.form.mark_clean()
        page.panel.stop()
        page.act("cancel")
        camera.take(window, "entity_cancel")
        page.strip.close_strip()


def _visits(camera: Camera, window: MainWindow, page: Any) -> None:
    people = [place for place, line in enumerate(page.queue.model.rows) if line.kind == "household"]
    page.queue.view.select_row(people[0] if people else 0)
    page.focus_form()
    if page.target is not None:
        page.form.editor("outcome").choose(0)
        page.form.editor("findings").choose(2)
        page.form.insert_phrase(page.phrase_bar.phrase(2))
    camera.take(window, "visit_entry")
    page.form.mark_clean()
    camera.dialog(page.desk.phrase_dialog, "phrases")


def _records(camera: Camera, window: MainWindow, page: Any) -> None:
    page.periods.buttons["month"].click()
    camera.take(window, "visit_records")


def _plan(camera: Camera, window: MainWindow, page: Any) -> None:
    camera.take(window, "revisit_plan")
    if page.current() is not None:
        page.postpone()
        camera.take(window, "revisit_postpone")
        page.strip.close_strip()
        camera.dialog(page.cycles_dialog, "visit_cycles")
