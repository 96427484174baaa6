"""The same act on a list of people: tags, another grid, 注销 – with a preview that follows the same rules, and one operation to undo."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from app.errors import Problem, Refused
from app.models import lifecycle as rule_book
from app.models.household_views import BatchAct, BatchLine, BatchPreview
from app.models.lifecycle import Act, Cancellation, PersonFacts
from app.models.vocabulary import CloseReason, EntityCloseReason, OpenReason
from app.services import area as areas
from app.services import residence_writing as writing
from app.services.session import Done, Session
from app.services.visit_saving import refuse
from app.settings import now_ms
from app.storage import area, grids, regrids, residences
from app.storage.code_tables import code_table
from app.storage.residences import Door, Stay
from app.storage.work import Operation

MOST = 5000
REGRID = OpenReason.REGRID.value
_KINDS = {"tag_add": "batch.tags", "tag_remove": "batch.tags", "grid": "batch.grid", "cancel": "batch.cancel"}


class Scene:
    """Everything that is read once for the whole list."""

    def __init__(self, session: Session, db: Any, ids: Sequence[str], act: BatchAct) -> None:
        self.session, self.db, self.act = session, db, act
        self.today = session.today.isoformat()
        self.day = act.day or self.today
        self.asked = Cancellation(self.day, act.reason, act.proof, writing.typed_by(session, act.member_id), act.confirmed_by)
        self.ids = list(dict.fromkeys(ids))
        self.people = residences.people(db, self.ids)
        self.facts = residences.facts(db, self.ids)
        self.stays = residences.stays(db, self.ids)
        self.tags = residences.tag_rows(db, self.ids, self.today)
        self.doors = residences.doors(db, {each.dwelling_id for lived in self.stays.values() for each in lived})
        self.rules = writing.rules(session)
        self.own = areas.grids_of(session, db)
        self.grids = grids.grids(db)

    def by(self, grid_id: str) -> writing.Author:
        """Who counts as having done it in a grid."""
        return writing.author(self.session, self.db, grid_id, self.day, self.act.member_id)

    def open(self, resident_id: str) -> Stay | None:
        """The open residence of a person."""
        return next((each for each in self.stays[resident_id] if each.open), None)

    def address(self, resident_id: str) -> str:
        """Where a person lives or lived last."""
        lived = self.open(resident_id) or (self.stays[resident_id][-1] if self.stays[resident_id] else None)
        door = self.doors.get(lived.dwelling_id) if lived else None
        return door.address if door else ""

    def grid_label(self, grid_id: str) -> str:
        """Name of a grid."""
        found = self.grids.get(grid_id)
        return found.label if found else "未记"


def preview(session: Session, resident_ids: Sequence[str], act: BatchAct) -> BatchPreview:
    """What would happen to each, and who would stay as they are and why; nothing is written."""
    return _preview(Scene(session, session.reader, resident_ids, act))


def _preview(scene: Scene) -> BatchPreview:
    act = scene.act
    if act.kind not in _KINDS:
        raise KeyError(act.kind)
    if not scene.ids:
        raise Refused("没有选人，请先在列表里勾选。")
    if len(scene.ids) > MOST:
        raise Refused(f"一次最多 {MOST} 人，现在选了 {len(scene.ids)} 人，请分批办理。")
    _refuse_act(scene)
    lines = tuple(_line(scene, each) for each in scene.ids)
    also = tuple(_others_of_doors(scene, lines)) if act.kind == "grid" else ()
    return BatchPreview(act, lines, also)


def _refuse_act(scene: Scene) -> None:
    act = scene.act
    if act.kind in ("tag_add", "tag_remove") and act.tag not in {item.code for item in code_table("service_category").items}:
        raise Refused([Problem("tag", "没有选标签，请选一个关爱标签。")])
    if act.kind == "grid":
        scene.session.require("grid.write")
        if act.grid_id not in scene.grids or not scene.grids[act.grid_id].parent_id:
            raise Refused([Problem("grid_id", "没有选网格，请选要调整到的网格。")])
        if scene.day > scene.today:
            raise Refused([Problem("day", f"调整日期 {scene.day} 晚于今天，请核对。")])


def _line(scene: Scene, resident_id: str) -> BatchLine:
    if resident_id not in scene.people:
        return BatchLine(resident_id, "", "", "", "没有找到这个人")
    name, address = str(scene.people[resident_id]["name"]), scene.address(resident_id)
    text, refusal = _WHAT[scene.act.kind](scene, resident_id)
    stay = scene.open(resident_id)
    if not refusal and scene.own and stay is not None and stay.grid_id not in scene.own:
        refusal = f"属于{scene.grid_label(stay.grid_id)}，不在您的网格内"
    return BatchLine(resident_id, name, address, text, refusal)


def _tag(scene: Scene, resident_id: str) -> tuple[str, str]:
    label = code_table("service_category").label(scene.act.tag)
    if scene.act.tag in scene.session.hidden_tags:
        return "", f"“{label}”已封存，不能批量改"
    has = scene.act.tag in scene.tags.get(resident_id, {})
    if scene.open(resident_id) is None:
        return "", rule_book.refusal(scene.facts[resident_id], Act.CORRECT) or "不在册，不打标签"
    if scene.act.kind == "tag_add":
        return f"加“{label}”", f"已有“{label}”" if has else ""
    return f"去掉“{label}”", "" if has else f"没有“{label}”"


def _cancel(scene: Scene, resident_id: str) -> tuple[str, str]:
    act = scene.act
    problems = rule_book.check_cancel(scene.facts[resident_id], scene.asked, scene.today, scene.rules)
    blocking = [problem.text for problem in problems if problem.severity == "error"]
    label = next((word.label for word in CloseReason if word.value == act.reason), "")
    return f"{scene.day} 注销（{label}）", blocking[0] if blocking else ""


def _grid(scene: Scene, resident_id: str) -> tuple[str, str]:
    stay, facts = scene.open(resident_id), scene.facts[resident_id]
    if stay is None:
        return "", rule_book.refusal(facts, Act.MOVE)
    text = f"{scene.grid_label(stay.grid_id)} → {scene.grid_label(scene.act.grid_id)}"
    if stay.grid_id == scene.act.grid_id:
        return text, "已在这个网格"
    return text, _too_early(scene, stay)


def _too_early(scene: Scene, stay: Stay) -> str:
    return f"登记日期 {stay.opened_on} 晚于调整日期 {scene.day}" if stay.opened_on > scene.day else ""


_WHAT: dict[str, Callable[[Scene, str], tuple[str, str]]] = {
    "tag_add": _tag,
    "tag_remove": _tag,
    "cancel": _cancel,
    "grid": _grid,
}


def _doors_of(scene: Scene, lines: Iterable[BatchLine]) -> list[str]:
    """Doors that change their grid because somebody of the list does."""
    found = (scene.open(line.resident_id) for line in lines if not line.refusal)
    return list(dict.fromkeys(stay.dwelling_id for stay in found if stay is not None and stay.dwelling_id))


def _others_of_doors(scene: Scene, lines: Sequence[BatchLine]) -> Iterable[BatchLine]:
    """A door lies in one grid: whoever else lives there goes along."""
    chosen = {line.resident_id for line in lines if not line.refusal}
    others = [stay for stay in residences.stays_at(scene.db, _doors_of(scene, lines)) if stay.resident_id not in chosen]
    names = residences.people(scene.db, [stay.resident_id for stay in others])
    for stay in others:
        door = scene.doors.get(stay.dwelling_id)
        text = f"{scene.grid_label(stay.grid_id)} → {scene.grid_label(scene.act.grid_id)}"
        name = str(names[stay.resident_id]["name"])
        yield BatchLine(stay.resident_id, name, door.address if door else "", text, _too_early(scene, stay))


def run(session: Session, resident_ids: Sequence[str], act: BatchAct, accepted: Collection[str] = ()) -> Done:
    """Do what the preview said, as one operation; those refused stay as they are."""
    session.require("resident.write")
    scene = Scene(session, session.register.db, resident_ids, act)
    shown = _preview(scene)
    ready = [line for line in shown.lines if not line.refusal]
    if not ready:
        raise Refused(f"选中的 {len(shown.lines)} 人都不能办理：{shown.lines[0].name}，{shown.lines[0].refusal}")
    late = [line for line in shown.also if line.refusal]
    if late:
        raise Refused(f"同住的{late[0].name}不能一起调整：{late[0].refusal}")
    confirmed = refuse(_warnings(scene, ready), accepted)
    why = "；".join(part for part in (act.why.strip(), *confirmed) if part)
    with session.work.operation(_KINDS[act.kind], session, why) as operation:
        _RUN[act.kind](operation, scene, ready)
    skipped = f"，{shown.refused} 人未办" if shown.refused else ""
    return Done(operation.id, frozenset(operation.touched), f"已办理 {len(ready)} 人{skipped}")


def _warnings(scene: Scene, ready: Sequence[BatchLine]) -> list[Problem]:
    """Warnings of the rules, each sentence once for the whole list."""
    if scene.act.kind != "cancel":
        return []
    found: dict[str, Problem] = {}
    for line in ready:
        facts: PersonFacts = scene.facts[line.resident_id]
        for problem in rule_book.check_cancel(facts, scene.asked, scene.today, scene.rules):
            found.setdefault(problem.text, problem)
    return list(found.values())


def _run_tags(operation: Operation, scene: Scene, ready: Sequence[BatchLine]) -> None:
    for line in ready:
        if scene.act.kind == "tag_add":
            place = str(scene.people[line.resident_id]["community"])
            writing.add_tag(operation, line.resident_id, scene.act.tag, scene.today, place)
        else:
            writing.end_tag(operation, scene.tags[line.resident_id][scene.act.tag], scene.today)


def _run_cancel(operation: Operation, scene: Scene, ready: Sequence[BatchLine]) -> None:
    act = scene.act
    for line in ready:
        stay = scene.open(line.resident_id)
        assert stay is not None  # the preview has looked
        by = scene.by(stay.grid_id)
        if rule_book.status_after_cancel(act.reason) == "voided":
            writing.void_entry(operation, stay, by, act.reason, act.why or act.proof, act.confirmed_by)
        else:
            writing.end(operation, stay, by, act.reason, act.proof, act.confirmed_by)


def _run_grid(operation: Operation, scene: Scene, ready: Sequence[BatchLine]) -> None:
    """The doors change their grid; everybody and every entity there goes along; so do the planned visits."""
    doors = _doors_of(scene, ready)
    for dwelling_id in doors:
        regrid_door(operation, scene.doors[dwelling_id], scene.act.grid_id, scene.by(scene.act.grid_id))
    for line in ready:
        stay = scene.open(line.resident_id)
        if stay is not None and not stay.dwelling_id:
            regrid_stay(operation, stay, None, scene.act.grid_id, scene.by(scene.act.grid_id))


def regrid_door(operation: Operation, door: Door, grid_id: str, by: writing.Author) -> None:
    """One dwelling into another grid, with all that is registered there."""
    place = area.community_of(operation.db, grid_id)
    operation.update("dwelling", door.id, {"grid_id": grid_id})
    moved = door._replace(grid_id=grid_id, community=place)
    for stay in residences.stays_at(operation.db, [door.id]):
        regrid_stay(operation, stay, moved, grid_id, by)
    for row in regrids.registrations_at(operation.db, door.id):
        regrid_registration(operation, row, place, grid_id, by)
    for revisit_id in regrids.revisits_at(operation.db, door.id, door.grid_id):
        operation.update("revisit", revisit_id, {"grid_id": grid_id})


def regrid_registration(operation: Operation, row: dict[str, Any], community: str, grid_id: str, by: writing.Author) -> None:
    """An entity's registration in another grid: closed and opened on the day."""
    operation.update(
        "entity_registration",
        str(row["id"]),
        {"status": "closed", "closed_on": by.day, "close_reason": EntityCloseReason.REGRID.value, "closed_by": by.member_id,
         "closed_entered_ms": now_ms()},
    )  # fmt: skip
    again = {name: row[name] for name in ("entity_id", "dwelling_id", "address", "note")}
    operation.insert(
        "entity_registration",
        again | {"community": community, "grid_id": grid_id, "opened_on": by.day, "open_reason": REGRID, "opened_by": by.member_id,
                 "opened_entered_ms": now_ms(), "moved_from": row["id"], "status": row["status"]},
    )  # fmt: skip


def regrid_stay(operation: Operation, stay: Stay, door: Door | None, grid_id: str, by: writing.Author) -> None:
    """The same stay in another grid: closed and opened on the day, as the grids' own tables count it."""
    there = door or Door("", "", "", "", "", grid_id, "*", None, "", "", "", "", "", "", "active")
    writing.end(operation, stay, by, REGRID)
    writing.begin(
        operation, stay.resident_id, there, stay.household_id, by, REGRID, relation=stay.relation, came_on=stay.came_on,
        status=stay.status, moved_from=stay.id, note=stay.note,
    )  # fmt: skip


_RUN: dict[str, Callable[[Operation, Scene, Sequence[BatchLine]], None]] = {
    "tag_add": _run_tags,
    "tag_remove": _run_tags,
    "cancel": _run_cancel,
    "grid": _run_grid,
}
