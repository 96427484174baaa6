"""Re-division of grids from a day: split, merge, another code, buildings to another grid – as a plan that is looked at before it is done.

A plan names what goes where.  The people, entities and open revisits of a building go with it; who has no dwelling on the register is
a group of its own (``LOOSE``).  Figures of the days before stay what they were, because nothing is rewritten: stays end in the old grid
and begin in the new one on the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.errors import Problem
from app.models.dates import from_iso
from app.models.grid_views import GridChangeLine
from app.models.vocabulary import Word

LOOSE = ("", "")  # people and entities without a dwelling on the register


class DivisionKind(Word):
    """What is done with the grids."""

    SPLIT = "split", "拆分"
    MERGE = "merge", "合并"
    RECODE = "recode", "改编码"
    MOVE = "move", "调整楼栋"


@dataclass(frozen=True)
class BuildingGroup:
    """What lies together in a grid: one building of an estate, or those without a dwelling."""

    grid_id: str
    estate: str
    building: str
    dwellings: int = 0
    households: int = 0
    persons: int = 0
    entities: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """Grid, estate, building."""
        return (self.grid_id, self.estate, self.building)

    @property
    def label(self) -> str:
        """As the list shows it."""
        if (self.estate, self.building) == LOOSE:
            return "没有登记房屋的人和单位"
        return f"{self.estate}{self.building}" or "（没有楼栋）"


@dataclass(frozen=True)
class NewGrid:
    """A grid that the plan makes; ``key`` stands for it in the placements ('1', '2', …)."""

    key: str
    code: str
    name: str
    member_id: str = ""  # who looks after it from the day on

    @property
    def label(self) -> str:
        """As sentences name it."""
        return self.name.strip() or f"{self.code.strip()}网格"


@dataclass(frozen=True)
class Recode:
    """Another code and name of a grid that stays itself."""

    grid_id: str
    code: str
    name: str


@dataclass(frozen=True)
class DivisionPlan:
    """``placements``: group → key of a new grid or id of a known one; groups that are not named stay where they are."""

    kind: str
    day: str
    sources: tuple[str, ...]
    new: tuple[NewGrid, ...] = ()
    placements: tuple[tuple[tuple[str, str, str], str], ...] = ()
    closing: tuple[str, ...] = ()
    recodes: tuple[Recode, ...] = ()
    follow: bool = True  # members of closing grids go on in the grid that takes over
    why: str = ""


@dataclass(frozen=True)
class GridNow:
    """What the rules need to know of a grid."""

    id: str
    code: str
    label: str
    territorial: bool
    leaf: bool
    valid_from: str
    valid_to: str


@dataclass(frozen=True)
class DivisionPreview:
    """What would move, and what stands against it."""

    lines: tuple[GridChangeLine, ...]
    problems: tuple[Problem, ...] = ()
    hints: tuple[str, ...] = ()

    @property
    def moved(self) -> tuple[int, int, int, int]:
        """Dwellings, households, people, entities that change their grid."""
        crossing = [line for line in self.lines if line.old_id != line.new_id]
        return (
            sum(line.dwellings for line in crossing),
            sum(line.households for line in crossing),
            sum(line.persons for line in crossing),
            sum(line.entities for line in crossing),
        )


def day_before(day: str) -> str:
    """The last day of what ends."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def destinations(plan: DivisionPlan, groups: Iterable[BuildingGroup]) -> dict[tuple[str, str, str], str]:
    """Where every group of the sources goes: placed ones as the plan says, the others stay."""
    placed = dict(plan.placements)
    return {group.key: placed.get(group.key, group.grid_id) for group in groups}


def change_lines(plan: DivisionPlan, groups: Sequence[BuildingGroup], known: Mapping[str, GridNow]) -> tuple[GridChangeLine, ...]:
    """The comparison: one line per pair of old and new grid, also where a grid keeps a part or only its code changes."""
    sums: dict[tuple[str, str], list[int]] = {(each.grid_id, each.grid_id): [0] * 4 for each in plan.recodes}
    goes = destinations(plan, groups)
    for group in groups:
        place = sums.setdefault((group.grid_id, goes[group.key]), [0] * 4)
        for number, count in enumerate((group.dwellings, group.households, group.persons, group.entities)):
            place[number] += count
    for source in plan.closing:
        if not any(old == source for old, _ in sums):
            sums[source, _heir(plan, source)] = [0] * 4
    recoded = {each.grid_id: each for each in plan.recodes}
    made = {each.key: each for each in plan.new}
    lines = []
    for (old, new), counts in sums.items():
        before, after = known[old], known.get(new)
        again = recoded.get(new)
        if again is not None:
            code, name = again.code, again.name
        elif new in made:
            code, name = made[new].code, made[new].label
        else:
            code, name = (after.code, after.label) if after else ("", "")
        dwellings, households, persons, entities = counts
        lines.append(
            GridChangeLine(plan.day, plan.kind, old, before.code, before.label, new, code, name, dwellings, households, persons, entities,
                           plan.why)
        )  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (line.old_code, line.old_id != line.new_id, line.new_code)))


def _heir(plan: DivisionPlan, source: str) -> str:
    """Who takes over an empty grid that is closed."""
    targets = [target for key, target in plan.placements if key[0] == source]
    return (
        targets[0]
        if targets
        else (plan.new[0].key if plan.new else next((each for each in plan.sources if each != source), source))
    )


def heirs(plan: DivisionPlan, source: str, groups: Sequence[BuildingGroup]) -> tuple[str, ...]:
    """Grids (keys or ids) that take over a closing grid, in their order."""
    goes = destinations(plan, groups)
    found = [goes[group.key] for group in groups if group.grid_id == source and goes[group.key] != source]
    return tuple(dict.fromkeys(found)) or (_heir(plan, source),)


def check_plan(
    plan: DivisionPlan,
    groups: Sequence[BuildingGroup],
    known: Mapping[str, GridNow],
    today: str,
    newest: str,
    parents: frozenset[str],
) -> list[Problem]:
    """Problems of a plan.  ``newest``: latest day on which somebody was registered among what moves; ``parents``: grids with others
    below them."""
    problems = _check_day(plan, known, today, newest)
    problems += _check_codes(plan, known)
    goes = destinations(plan, groups)
    moving = {target for key, target in goes.items() if target != key[0]}
    for target in sorted(moving & set(known)):
        there = known[target]
        if not there.territorial or target in parents:
            problems.append(Problem("", f"“{there.label}”不是最下一层的属地网格，不能放房屋，请选另一个网格。"))
    for source in plan.closing:
        if any(key[0] == source and target == source for key, target in goes.items()):
            problems.append(Problem("", f"“{known[source].label}”要停用，但还有楼栋没有选去向，请先选好。"))
    if plan.kind == DivisionKind.SPLIT.value and len(set(goes.values())) < 2:
        problems.append(Problem("", "拆分后还是只有一个网格，请给一部分楼栋选另一个去向。"))
    if plan.kind == DivisionKind.MERGE.value and len(plan.sources) < 2:
        problems.append(Problem("", "合并要选两个以上的网格，请在左边勾选。"))
    if plan.kind == DivisionKind.MOVE.value and not moving:
        problems.append(Problem("", "没有选要调整的楼栋，请用数字键或空格选。"))
    if plan.kind == DivisionKind.RECODE.value and all(
        each.code == known[each.grid_id].code and each.name == known[each.grid_id].label for each in plan.recodes
    ):
        problems.append(Problem("code", "编码和名称都没有变，没有要保存的。"))
    return problems


def _check_day(plan: DivisionPlan, known: Mapping[str, GridNow], today: str, newest: str) -> list[Problem]:
    if from_iso(plan.day) is None or plan.day > today:
        return [Problem("day", f"生效日期“{plan.day}”不存在或晚于今天，请填今天或更早的日期。")]
    if newest > plan.day:
        return [Problem("day", f"有人或单位在 {newest} 才登记到要调整的楼栋，生效日期不能早于那天。")]
    first = max((known[source].valid_from for source in plan.sources), default="")
    if first > plan.day or (first == plan.day and plan.closing):
        return [Problem("day", f"网格从 {first} 才启用，生效日期要晚于那天。")]
    return []


def _check_codes(plan: DivisionPlan, known: Mapping[str, GridNow]) -> list[Problem]:
    """Every code stands for one grid at a time; codes of grids that end on the day are free."""
    problems = []
    leaving = {*plan.closing, *(each.grid_id for each in plan.recodes)}
    taken = {each.code: each.label for each in known.values() if each.code and each.id not in leaving and not each.valid_to}
    for place, (code, label, field) in enumerate(
        [(each.code.strip(), each.label, f"code{each.key}") for each in plan.new]
        + [(each.code.strip(), each.name.strip(), "code") for each in plan.recodes]
    ):
        if not code:
            problems.append(Problem(field, f"第 {place + 1} 个网格没有编码，请填。"))
        elif code in taken:
            problems.append(Problem(field, f"编码“{code}”已由“{taken[code]}”使用，请换一个。"))
        else:
            taken[code] = label or f"{code}网格"
    return problems


def recoded(code: str, before: str, after: str) -> str:
    """The code with its first digits exchanged, '' where it begins otherwise."""
    return after + code[len(before) :] if before and code.startswith(before) else ""
