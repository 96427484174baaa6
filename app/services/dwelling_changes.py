"""Changes of dwellings: a building by rule, the facts of one dwelling, another grid."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from app.errors import Problem, Refused
from app.models.addresses import Address, address_key, stored_address, tidy
from app.models.dates import from_iso
from app.models.dwelling_plan import BuildingRule, NewDwelling, check_building, floor_and_room, generate, summary
from app.models.dwelling_views import BuildingPreview
from app.models.masking import mask_phone
from app.models.vocabulary import DwellingUse
from app.services import area as areas
from app.services import batches
from app.services import residence_writing as writing
from app.services.residence_writing import Author
from app.services.session import Done, Session
from app.services.visit_saving import refuse
from app.storage import area, dwellings, grids, residences
from app.storage.identity_of_rows import new_id
from app.storage.residences import Door
from app.storage.work import Operation

ADDRESS = ("estate", "building", "unit", "room")
PLAIN = ("use", "rent_use", "owner_name", "owner_phone", "owner_number", "note")
NUMBERS = ("floor", "area_dm2")
USES = {each.value for each in DwellingUse} | {""}


# ---- a building by rule --------------------------------------------------------------------------------------------------------


def preview_building(session: Session, rule: BuildingRule, grid_id: str = "") -> BuildingPreview:
    """What a rule would make, and which of it is on the register already in any spelling."""
    return _preview(session, session.reader, rule, grid_id)


def create_building(session: Session, rule: BuildingRule, grid_id: str, use: str = "", accepted: Collection[str] = ()) -> Done:
    """Make the dwellings of a rule that are not there yet; one act, one undo."""
    session.require("resident.write")
    db = session.register.db
    preview = _preview(session, db, rule, grid_id, asked=True)
    refuse(preview.problems, accepted)
    if use not in USES:
        raise Refused([Problem("use", "房屋用途没有选对，请从列表里选。")])
    if not preview.new:
        raise Refused([Problem("building", f"{rule.estate}{rule.building}的房号都已登记，没有要新建的。")])
    building = _building_name(db, rule)
    columns = ("id", "community", "status", *ADDRESS, "grid_id", "floor", "use")
    with session.work.operation("dwelling.create", session, preview.summary) as operation:
        place = area.community_of(operation.db, grid_id)
        operation.bulk_insert(
            "dwelling",
            columns,
            [
                (new_id(), place, "active", *stored_address(rule.estate, building, each.unit, each.room), grid_id, each.floor, use)
                for each in preview.new
            ],
        )
    return Done(operation.id, frozenset(operation.touched), f"已新建 {len(preview.new)} 户：{tidy(rule.estate)}{building}")


def _preview(session: Session, db: Any, rule: BuildingRule, grid_id: str, asked: bool = False) -> BuildingPreview:
    there = {address_key(rule.estate, *door[:3]) for door in dwellings.building_doors(db, tidy(rule.estate))}
    made = generate(rule) if not check_building(rule) else []
    known = [each for each in made if _key(rule, each) in there]
    problems = check_building(rule, [(each.unit, each.room) for each in known])
    if asked and grid_id not in grids.grids(db):
        problems.append(Problem("grid_id", "没有选楼栋属于哪个网格，请选一个。"))
    problems += areas.outside(session, db, grid_id, "这栋楼")
    new = tuple(each for each in made if _key(rule, each) not in there)
    return BuildingPreview(summary(rule) if made else "", tuple(problems), new, len(known))


def _key(rule: BuildingRule, each: NewDwelling) -> tuple[str, str, str, str]:
    return address_key(rule.estate, rule.building, each.unit, each.room)


def _building_name(db: Any, rule: BuildingRule) -> str:
    """The building as the register spells it already, else as it is stored newly."""
    wanted = address_key(rule.estate, rule.building, "", "")[:2]
    known = (door[0] for door in dwellings.building_doors(db, tidy(rule.estate)))
    same = next((name for name in known if address_key(rule.estate, name, "", "")[:2] == wanted), "")
    return same or stored_address(rule.estate, rule.building, "", "").building


# ---- one dwelling --------------------------------------------------------------------------------------------------------------


def save_dwelling(session: Session, dwelling_id: str, changes: Mapping[str, str], reason: str = "") -> Done:
    """Change facts of a dwelling (``changes`` by column; ``grid_id`` takes everybody there along), or with '' make a new one."""
    session.require("resident.write")
    if unknown := set(changes) - {*ADDRESS, *PLAIN, *NUMBERS, "grid_id"}:
        raise KeyError(f"a dwelling has no columns {sorted(unknown)}")
    db = session.register.db
    door = writing.known_door(session, db, dwelling_id) if dwelling_id else None
    values = _values(door, changes)
    refuse(_problems(session, db, door, values), ())
    grid_id = str(values.pop("grid_id", door.grid_id if door else ""))
    if door is None:
        with session.work.operation("dwelling.save", session, reason.strip()) as operation:
            community = area.community_of(operation.db, grid_id)
            operation.insert("dwelling", {"community": community, "grid_id": grid_id, **values})
        made = Address(*(str(values[name]) for name in ADDRESS))
        return Done(operation.id, frozenset(operation.touched), f"已新建：{made.text}")
    with session.work.operation("dwelling.save", session, reason.strip()) as operation:
        operation.update("dwelling", door.id, values)
        if grid_id != door.grid_id:
            _regrid(operation, door, grid_id, Author(session.account.member_id, session.today.isoformat()))
    return Done(operation.id, frozenset(operation.touched), f"已保存：{door.address}")


def _values(door: Door | None, changes: Mapping[str, str]) -> dict[str, object]:
    """What would be stored: addresses in their stored form, masks that were not touched left out, numbers as numbers."""
    values: dict[str, object] = {name: text.strip() for name, text in changes.items() if name in (*PLAIN, "grid_id")}
    if door is not None and door.owner_phone and values.get("owner_phone") == mask_phone(door.owner_phone):
        values.pop("owner_phone")
    if door is not None and "*" in str(values.get("owner_number", "")):
        values.pop("owner_number")
    if door is None or set(changes) & set(ADDRESS):
        words = [changes.get(name, getattr(door, name) if door else "") for name in ADDRESS]
        values |= dict(zip(ADDRESS, stored_address(*words), strict=True))
    for name in NUMBERS:
        if name in changes:
            text = changes[name].strip()
            values[name] = int(text) if text.lstrip("-").isdigit() else None
    if door is None and "floor" not in values:
        values["floor"] = floor_and_room(str(values["room"]))[0]
    return values


def _problems(session: Session, db: Any, door: Door | None, values: Mapping[str, object]) -> list[Problem]:
    problems = []
    if values.get("use", "") not in USES:
        problems.append(Problem("use", "房屋用途没有选对，请从列表里选。"))
    if "*" in str(values.get("owner_phone", "")):
        problems.append(Problem("owner_phone", "产权人电话里有星号，请输入完整的号码。"))
    if "room" in values:
        problems += _of_address(db, door, Address(*(str(values[name]) for name in ADDRESS)))
    grid_id = str(values.get("grid_id", door.grid_id if door else ""))
    if grid_id not in grids.grids(db):
        problems.append(Problem("grid_id", "没有选房屋属于哪个网格，请选一个。"))
    elif door is None:
        problems += areas.outside(session, db, grid_id, "这个地址")
    elif grid_id != door.grid_id:
        session.require("grid.write")
    if values.get("use") == DwellingUse.VACANT.value and door is not None and (here := residences.stays_at(db, [door.id])):
        problems.append(Problem("use", f"这里登记着 {len(here)} 人，不能改为空置，请先办注销或移动。"))
    return problems


def _of_address(db: Any, door: Door | None, wanted: Address) -> list[Problem]:
    if not wanted.room:
        return [Problem("room", "房号没有填。独门独户填户名或门牌号。")]
    if not (wanted.estate or wanted.building):
        return [Problem("estate", "小区和楼栋都没有填，至少填一项。")]
    own = door.id if door else ""
    doors = [each[:3] for each in dwellings.building_doors(db, wanted.estate)]
    same = [each for each in doors if address_key(wanted.estate, *each) == wanted.key]
    others = [key for key in dwellings.same_address(db, wanted.estate, same).values() if key != own]
    return [Problem("room", f"{wanted.text}已经登记过，请核对楼栋和房号。")] if others else []


# ---- another grid --------------------------------------------------------------------------------------------------------------


def move_dwellings_to_grid(session: Session, dwelling_ids: Collection[str], grid_id: str, day: str = "", reason: str = "") -> Done:
    """Doors change their grid on a day: everybody and every entity there goes along, which is neither 新增 nor 注销.  One undo."""
    session.require("grid.write")
    db, today = session.register.db, session.today.isoformat()
    found, on = grids.grids(db).get(grid_id), day or today
    doors = [writing.known_door(session, db, each) for each in dict.fromkeys(dwelling_ids)]
    moving = [door for door in doors if door.grid_id != grid_id]
    problems = []
    if found is None:
        problems.append(Problem("grid_id", "没有选调整到哪个网格，请选一个。"))
    if from_iso(on) is None or on > today:
        problems.append(Problem("day", f"调整日期“{on}”不存在或晚于今天，请核对。"))
    late = max((stay.opened_on for stay in residences.stays_at(db, [door.id for door in moving])), default="")
    if late > on:
        problems.append(Problem("day", f"有人在 {late} 才登记到这里，调整日期不能早于那天。"))
    if not moving:
        problems.append(Problem("", "选中的房屋都已在这个网格，没有要调整的。"))
    if problems or found is None:
        raise Refused(problems)
    with session.work.operation("dwelling.regrid", session, reason.strip()) as operation:
        for door in moving:
            _regrid(operation, door, grid_id, Author(session.account.member_id, on))
    return Done(operation.id, frozenset(operation.touched), f"已把 {len(moving)} 户调整到{found.label}")


def _regrid(operation: Operation, door: Door, grid_id: str, by: Author) -> None:
    batches.regrid_door(operation, door, grid_id, by)
    community = area.community_of(operation.db, grid_id)
    if community != door.community:
        operation.update("dwelling", door.id, {"community": community})
