"""楼栋图: the rooms of a unit as floors × rooms, their state tonight, the way up and down the stairs, and new buildings by rule.

A room number is what is painted on the door.  Most say floor and room (1002 = floor 10, room 02); those that do not (商铺, 车库, 3A,
东户) keep their text and go to the floor recorded for them or to the ground floor at the end of the row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.errors import Problem
from app.models.vocabulary import Word

HIGHEST_FLOOR = 120
MOST_ROOMS = 5000  # of one building made by rule
_NUMBER = re.compile(r"^(B|-)?(\d{3,5})([A-Za-z])?$")
_BELOW = re.compile(r"^(B|负|-)")


class RoomState(Word):
    """State of a room on the plan; the second value is written on the tile."""

    NOT_DONE = "not_done", ""
    CURRENT = "current", "录"
    DONE = "done", "✓"
    TO_VERIFY = "to_verify", "核"
    VACANT = "vacant", "空"


STATE_NAMES = {
    RoomState.NOT_DONE: "未采",
    RoomState.CURRENT: "正在录",
    RoomState.DONE: "已采",
    RoomState.TO_VERIFY: "待核",
    RoomState.VACANT: "空置",
}


@dataclass(frozen=True)
class RoomFacts:
    """One dwelling as the plan needs it.  ``floor`` None = take it from the room number."""

    id: str
    room: str
    floor: int | None = None
    use: str = ""
    pending: bool = False  # somebody living there is 待核
    done_on: str = ""  # last day on which it was entered or visited with a counted outcome


@dataclass(frozen=True)
class Tile:
    """One place of the plan."""

    dwelling_id: str
    room: str
    label: str  # '02' where the number says floor and room, else the whole text
    floor: int
    column: int
    state: RoomState


@dataclass(frozen=True)
class Plan:
    """A unit as drawn: floors from the top down, each a row of tiles with None for rooms that do not exist."""

    floors: tuple[int, ...] = ()
    columns: int = 0
    rows: tuple[tuple[Tile | None, ...], ...] = ()
    order: tuple[str, ...] = ()  # dwelling ids from the ground floor up, the order of a walk
    tiles: Mapping[str, Tile] = field(default_factory=dict)

    @property
    def progress(self) -> tuple[int, int]:
        """(rooms that need no further work, all rooms) of the unit: 21 / 40 户."""
        finished = (RoomState.DONE, RoomState.VACANT)
        return sum(tile.state in finished for tile in self.tiles.values()), len(self.tiles)


def floor_and_room(room: str) -> tuple[int | None, str]:
    """Floor and room part of a door number: '1002' → (10, '02'), '302A' → (3, '02A'), 'B101' → (-1, '01'), '东户' → (None, '东户')."""
    text = room.strip().removesuffix("室").removesuffix("号")
    match = _NUMBER.match(text)
    if not match:
        return None, room.strip()
    below, digits, letter = match.group(1), match.group(2), match.group(3) or ""
    if len(digits) == 5:  # 10203 = floor 102 room 03 hardly exists: floor 10, room 203
        floor, rest = int(digits[:2]), digits[2:]
    else:
        floor, rest = int(digits[:-2]), digits[-2:]
    if floor > HIGHEST_FLOOR or floor == 0:
        return None, room.strip()
    return (-floor if below else floor), rest + letter.upper()


def floor_label(floor: int) -> str:
    """'10层', '负1层'."""
    return f"负{-floor}层" if floor < 0 else f"{floor}层"


def state_of_room(room: RoomFacts, current: str = "", since: str = "") -> RoomState:
    """State of one room; ``since`` is the first day of the round that counts as done (tonight, this month …)."""
    if room.id == current:
        return RoomState.CURRENT
    if room.pending:
        return RoomState.TO_VERIFY
    if room.use == "vacant":
        return RoomState.VACANT
    return RoomState.DONE if room.done_on and room.done_on >= since else RoomState.NOT_DONE


def _room_key(part: str) -> tuple[int, str]:
    digits = re.match(r"\d+", part)
    return (int(digits.group()) if digits else 9999, part)


def arrange(rooms: Iterable[RoomFacts], current: str = "", since: str = "") -> Plan:
    """The plan of one unit.  Rooms with the same ending stand in the same column; irregular ones follow on the right of their floor.
    Floors without any dwelling (13, 14 left out, a plant floor) are left out, so the picture shows what is there."""
    placed = [(room, *_place(room)) for room in rooms]
    endings = sorted({part for _, _, part, regular in placed if regular}, key=_room_key)
    column_of = {part: index for index, part in enumerate(endings)}
    by_floor: dict[int, list[tuple[RoomFacts, str, bool]]] = {}
    for room, floor, part, regular in placed:
        by_floor.setdefault(floor, []).append((room, part, regular))
    floors = tuple(sorted(by_floor, reverse=True))
    tiles: dict[str, Tile] = {}
    for floor in floors:
        taken: set[int] = set()
        for room, part, regular in sorted(by_floor[floor], key=lambda entry: (not entry[2], _room_key(entry[1]), entry[0].id)):
            column = column_of[part] if regular else len(endings)
            while column in taken:
                column += 1
            taken.add(column)
            tiles[room.id] = Tile(
                room.id, room.room, part if regular else room.room, floor, column, state_of_room(room, current, since)
            )
    columns = 1 + max((tile.column for tile in tiles.values()), default=-1)
    at = {(tile.floor, tile.column): tile for tile in tiles.values()}
    rows = tuple(tuple(at.get((floor, column)) for column in range(columns)) for floor in floors)
    order = tuple(tile.dwelling_id for row in reversed(rows) for tile in row if tile is not None)
    return Plan(floors, columns, rows, order, tiles)


def _place(room: RoomFacts) -> tuple[int, str, bool]:
    floor, part = floor_and_room(room.room)
    if floor is None:
        below = -1 if _BELOW.match(room.room.strip()) else 1
        return (room.floor if room.floor is not None else below), part, False
    return (room.floor if room.floor is not None else floor), part, True


def walk(plan: Plan, upwards: bool = True) -> tuple[str, ...]:
    """All dwellings in walking order: floor by floor up the stairs or down, rooms of a floor in the order of the doors."""
    if upwards:
        return plan.order
    return tuple(tile.dwelling_id for row in plan.rows for tile in row if tile is not None)


def neighbour(plan: Plan, dwelling_id: str, key: str) -> str:
    """The room reached by an arrow key ('left', 'right', 'up', 'down'); the same room at an edge.  Up and down skip floors that
    lack the column and then take the nearest room."""
    tile = plan.tiles.get(dwelling_id)
    if tile is None:
        return plan.order[0] if plan.order else ""
    row = plan.floors.index(tile.floor)
    if key in ("left", "right"):
        step = 1 if key == "right" else -1
        columns = range(tile.column + step, plan.columns if step > 0 else -1, step)
        return next((found.dwelling_id for column in columns if (found := plan.rows[row][column])), dwelling_id)
    target = row - 1 if key == "up" else row + 1
    if not 0 <= target < len(plan.rows):
        return dwelling_id
    there = [found for found in plan.rows[target] if found is not None]
    return min(there, key=lambda found: (abs(found.column - tile.column), found.column)).dwelling_id


def next_room(plan: Plan, dwelling_id: str, upwards: bool = True, only_open: bool = False) -> str:
    """The room after ``dwelling_id`` on the walk, '' at the end.  ``only_open`` skips what is done or vacant."""
    return _along(plan, walk(plan, upwards), dwelling_id, only_open)


def previous_room(plan: Plan, dwelling_id: str, upwards: bool = True) -> str:
    """The room before ``dwelling_id`` on the walk, '' at the start."""
    return _along(plan, tuple(reversed(walk(plan, upwards))), dwelling_id, only_open=False)


def _along(plan: Plan, order: Sequence[str], dwelling_id: str, only_open: bool) -> str:
    start = order.index(dwelling_id) + 1 if dwelling_id in order else 0
    waiting = (RoomState.NOT_DONE, RoomState.TO_VERIFY)
    return next((room for room in order[start:] if not only_open or plan.tiles[room].state in waiting), "")


def resume_point(plan: Plan, last_entered: str = "", upwards: bool = True) -> str:
    """Where to go on: the next open room after the last one entered, else the first open room, else ''."""
    waiting = (RoomState.NOT_DONE, RoomState.TO_VERIFY)
    following = next_room(plan, last_entered, upwards, only_open=True) if last_entered in plan.tiles else ""
    return following or next((room for room in walk(plan, upwards) if plan.tiles[room].state in waiting), "")


@dataclass(frozen=True)
class BuildingRule:
    """A building to be made: '1–2 单元 × 18 层 × 4 户'.  ``scheme`` 'floor_room' 1002, 'running' 1, 2, 3 … up the stairs."""

    estate: str
    building: str
    units: tuple[str, ...] = ("1单元",)
    first_floor: int = 1
    last_floor: int = 6
    rooms_per_floor: int = 2
    scheme: str = "floor_room"
    skip_floors: frozenset[int] = frozenset()
    skip_rooms: frozenset[int] = frozenset()
    skip_digit_four: bool = False  # 4, 14, 24, 34 … of floors and rooms
    shared_numbering: bool = False  # rooms count on through the units: unit 2 starts with 03


@dataclass(frozen=True)
class NewDwelling:
    """One dwelling of a preview."""

    unit: str
    room: str
    floor: int


def check_building(rule: BuildingRule, existing: Iterable[tuple[str, str]] = ()) -> list[Problem]:
    """Problems of a rule; ``existing`` are the (unit, room) of the building that are on the register already."""
    problems = []
    if not rule.estate.strip() and not rule.building.strip():
        problems.append(Problem("building", "小区和楼栋都没有填，至少填一项。"))
    if not rule.units:
        problems.append(Problem("units", "没有单元。没有单元的楼栋，单元留空一行。"))
    elif len(set(rule.units)) < len(rule.units):
        problems.append(Problem("units", "单元名称有重复，请核对。"))
    if rule.first_floor > rule.last_floor:
        problems.append(Problem("last_floor", f"最高层 {rule.last_floor} 低于最低层 {rule.first_floor}，请核对。"))
    if rule.last_floor > HIGHEST_FLOOR or rule.first_floor < -9:
        problems.append(Problem("last_floor", f"楼层填 -9 到 {HIGHEST_FLOOR}。"))
    if not 1 <= rule.rooms_per_floor <= 99:
        problems.append(Problem("rooms_per_floor", "每层户数填 1 到 99。"))
    if problems:
        return problems
    made = generate(rule)
    if not made:
        return [Problem("skip_floors", "跳过之后没有剩下房间，请核对楼层和跳号。")]
    if len(made) > MOST_ROOMS:
        return [Problem("rooms_per_floor", f"共 {len(made)} 户，一次最多 {MOST_ROOMS} 户，请分栋建立。")]
    there = set(existing)
    clash = [f"{dwelling.unit}{dwelling.room}" for dwelling in made if (dwelling.unit, dwelling.room) in there]
    if clash:
        names = "、".join(clash[:3]) + (" 等" if len(clash) > 3 else "")
        return [Problem("building", f"已有 {len(clash)} 户（{names}），保存时只补建没有的房号。", "warning")]
    return []


def generate(rule: BuildingRule) -> list[NewDwelling]:
    """All dwellings of a rule in walking order (unit by unit, upwards).  At most one more than the limit is made, so a wrong number
    in a field cannot stop the program."""
    floors = [f for f in range(rule.first_floor, rule.last_floor + 1) if f and f not in rule.skip_floors and not _four(rule, f)]
    made: list[NewDwelling] = []
    number = 0
    for unit in rule.units:
        per_floor = _room_numbers(rule, number if rule.shared_numbering else 0)
        running = 0
        for floor in floors:
            for room in per_floor:
                running += 1
                text = str(running) if rule.scheme == "running" else f"{'B' if floor < 0 else ''}{abs(floor)}{room:02d}"
                made.append(NewDwelling(unit, text, floor))
                if len(made) > MOST_ROOMS:
                    return made
        number = per_floor[-1] if per_floor else number
    return made


def _room_numbers(rule: BuildingRule, after: int) -> list[int]:
    numbers: list[int] = []
    room = after
    while len(numbers) < rule.rooms_per_floor and room < 999:
        room += 1
        if room not in rule.skip_rooms and not _four(rule, room):
            numbers.append(room)
    return numbers


def _four(rule: BuildingRule, number: int) -> bool:
    return rule.skip_digit_four and str(number).endswith("4")


def summary(rule: BuildingRule) -> str:
    """One sentence for the preview: '桂湖花园3栋：2 个单元，10 层，每层 4 户，共 80 户；首户 101，末户 1004'."""
    made = generate(rule)
    floors = len({dwelling.floor for dwelling in made})
    if not made:
        return f"{rule.estate}{rule.building}：没有房间"
    return (
        f"{rule.estate}{rule.building}：{len(rule.units)} 个单元，{floors} 层，每层 {rule.rooms_per_floor} 户，共 {len(made)} 户；"
        f"首户 {made[0].unit}{made[0].room}，末户 {made[-1].unit}{made[-1].room}"
    )
