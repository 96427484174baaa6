"""Pictures of 人口房屋 beyond the list: 入户采集, 单人登记, 注销登记, 户, 房屋, 疑似重复, 变更记录 and their dialogs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.ui.pages.door_choice import DoorChoice

if TYPE_CHECKING:
    from app.ui.gallery import Camera
    from app.ui.main_window import MainWindow

NUMBER = "9902061951080323"


def draw_people(camera: Camera, window: MainWindow) -> None:
    """Every page that the role has."""
    bench: Any = window.workbench
    names = {entry.name for entry in bench.entries}
    drawers = {"household_entry": _door, "person_entry": _person, "cancellation": _cancellation, "households": _households,
               "dwellings": _dwellings, "duplicates": _duplicates, "history": _history}  # fmt: skip
    for name, draw in drawers.items():
        if name in names:
            page = bench.open_quick(name) if name in ("household_entry", "person_entry", "cancellation") else bench.open_page(name)
            camera.settle()
            draw(camera, window, page)


def _door(camera: Camera, window: MainWindow, page: Any) -> None:
    camera.take(window, "household_entry")
    if page.desk is None or page.desk.view.read_only:
        return
    page.people.add()
    page.form.editor("id_number").insert(NUMBER)
    camera.take(window, "household_entry_member")
    page.people.depart()
    if page.desk.members:
        page.people.depart()
        camera.take(window, "household_entry_leave")
        page.panel.ask.close_strip()
    page.discard()
    camera.dialog(lambda: DoorChoice(page.context, page), "door_choice")


def _person(camera: Camera, window: MainWindow, _page: Any) -> None:
    camera.take(window, "person_entry")


def _cancellation(camera: Camera, window: MainWindow, page: Any) -> None:
    people: Any = window.workbench.pages.get("residents")  # type: ignore[union-attr]
    record = people.model.record(0) if people is not None and people.model.rowCount() else None
    if record is not None:
        page.open_person(record.resident_id)
    camera.take(window, "cancellation")


def _households(camera: Camera, window: MainWindow, _page: Any) -> None:
    camera.take(window, "households")


def _dwellings(camera: Camera, window: MainWindow, page: Any) -> None:
    camera.take(window, "dwellings")
    if not page.writes:
        return
    page.act("edit")
    camera.take(window, "dwelling_edit")
    page.strip.close_strip()
    page.new_building()
    dialog = page.dialog
    for name, value in (("estate", "桂湖花园"), ("building", "13栋"), ("units", "1-2"), ("last_floor", 11), ("rooms_per_floor", 4)):
        dialog.form.set_value(name, value)
    dialog.look()
    camera.dialog(lambda: dialog, "new_building")


def _duplicates(camera: Camera, window: MainWindow, _page: Any) -> None:
    camera.take(window, "duplicates")


def _history(camera: Camera, window: MainWindow, page: Any) -> None:
    camera.take(window, "history")
    people: Any = window.workbench.pages.get("residents")  # type: ignore[union-attr]
    if people is not None and people.panel.card is not None:
        page.show_resident(people.panel.card.row.resident_id)
        camera.take(window, "history_of_a_person")
