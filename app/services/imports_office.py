"""Grids, grid members and attendance from tables: small, so each is written row by row."""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import Problem
from app.models.import_rows import AttendanceRow, GridRow, StaffRow
from app.services.imports_directory import plain
from app.services.imports_scene import Parsed, Scene
from app.storage import imports as lookups
from app.storage.identity_of_rows import new_ids, seed_id
from app.storage.imports import GridFact, MemberFact

GRID_COLUMNS = (
    *("id", "community", "status", "code", "name", "parent_id", "level", "level_name", "kind", "territorial", "range_text"),
    *("area_m2", "valid_from", "valid_to"),
)
GRID_CODE_COLUMNS = ("id", "community", "status", "grid_id", "code", "valid_from")
MEMBER_COLUMNS = ("id", "community", "status", "staff_no", "name", "phone", "joined_on", "left_on")
ASSIGNMENT_COLUMNS = ("id", "community", "status", "member_id", "grid_id", "role", "valid_from", "valid_to")
ATTENDANCE_COLUMNS = ("id", "community", "status", "member_id", "day", "shift", "state", "came_at", "left_at", "note")
DEEPEST = 6


class GridRows:
    """Grids: parents may stand below their children, so all rows are placed at the end."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._ids = new_ids()
        self._waiting: dict[str, Parsed[GridRow]] = {}
        self._placed: dict[str, lookups.GridPlace] = {place.code: place for place in lookups.grid_places(scene.db)}
        self._voided = lookups.voided_grids(scene.db)

    def take(self, portion: Sequence[Parsed[GridRow]]) -> None:
        """One portion: codes that are taken are refused at once."""
        for parsed in portion:
            row = parsed.row
            problems = parsed.problems
            if row is not None:
                known = self._placed.get(plain(row.code))
                if known is not None:
                    problems = [Problem("code", f"网格编码“{row.code}”已在用，名称是“{known.name}”，没有重复导入")]
                elif plain(row.code) in self._waiting:
                    problems = [Problem("code", f"网格编码“{row.code}”在本表中出现两次，只导入第一行")]
                else:
                    self._waiting[plain(row.code)] = parsed
                    continue
            self.scene.tally.reject(parsed.line, parsed.cells, problems)

    def finish(self) -> None:
        """Place the grids from the top down; what hangs on nothing is refused."""
        root = next((place for place in self._placed.values() if place.level == 0), None)
        placed = True
        while placed and self._waiting:
            placed = False
            for code, parsed in list(self._waiting.items()):
                row = parsed.row
                parent = root if row is None or not row.parent_code else self._placed.get(plain(row.parent_code))
                if row is not None and (parent is not None or not row.parent_code):
                    del self._waiting[code]
                    placed = True
                    self._place(parsed, row, parent)
        for parsed in self._waiting.values():
            text = f"上级编码“{parsed.row.parent_code if parsed.row else ''}”不在网格体系和本表中，请核对，或先导入上级网格"
            self.scene.tally.reject(parsed.line, parsed.cells, [Problem("parent_code", text)])

    def _place(self, parsed: Parsed[GridRow], row: GridRow, parent: lookups.GridPlace | None) -> None:
        level = parent.level + 1 if parent else 1
        if level > DEEPEST:
            text = f"网格层级超过 {DEEPEST} 级，请核对上级编码“{row.parent_code}”"
            self.scene.tally.reject(parsed.line, parsed.cells, [Problem("parent_code", text)])
            return
        grid_id = seed_id("grid", row.code)
        above = parent.community if parent else "*"
        community = grid_id if row.level_name in lookups.COMMUNITY_LEVELS else above
        self._placed[plain(row.code)] = lookups.GridPlace(grid_id, plain(row.code), row.name, level, community)
        values = (
            *(community, "active", row.code, row.name, parent.id if parent else "", level, row.level_name, row.kind),
            *(row.territorial, row.range_text, row.area_m2, "", ""),
        )
        writing = self.scene.writing
        if grid_id in self._voided:  # an earlier import was undone: a key is never used twice, so the row comes back to life
            writing.update("grid", (*GRID_COLUMNS[1:], "status_why"), (*values, "", grid_id))
        else:
            writing.insert("grid", GRID_COLUMNS, (grid_id, *values))
        writing.insert("grid_code", GRID_CODE_COLUMNS, (next(self._ids), community, "active", grid_id, row.code, ""))
        self.scene.tally.accept(parsed.problems)


class StaffRows:
    """Grid members; one member may fill several rows, one per grid."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._ids = new_ids()
        self._members: dict[str, MemberFact] = {plain(m.staff_no): m for m in lookups.members(scene.db) if m.staff_no}
        self._assigned = {(member, grid) for member, grid, _, _ in lookups.assignments(scene.db)}

    def take(self, portion: Sequence[Parsed[StaffRow]]) -> None:
        """One portion."""
        for parsed in portion:
            problems = parsed.problems if parsed.row is None else self._take_row(parsed.row)
            if problems:
                self.scene.tally.reject(parsed.line, parsed.cells, problems)
            else:
                self.scene.tally.accept(parsed.problems)

    def finish(self) -> None:
        """Nothing waits."""

    def _take_row(self, row: StaffRow) -> list[Problem]:
        found = [self.scene.grids.find(code) for code in row.grid_codes]
        if problems := [Problem("grid_codes", grid) for grid in found if isinstance(grid, str)]:
            return problems
        grids = [grid for grid in found if isinstance(grid, GridFact)]
        member = self._members.get(plain(row.staff_no))
        if member is not None and plain(member.name) != plain(row.name):
            return [Problem("staff_no", f"工号“{row.staff_no}”已是“{member.name}”的，与表中姓名不同，请核对")]
        fresh = [grid for grid in grids if member is None or (member.id, grid.id) not in self._assigned]
        if member is not None and not fresh:
            return [Problem("staff_no", f"工号“{row.staff_no}”“{member.name}”已登记，没有重复导入")]
        community = grids[0].community if grids else "*"
        if member is None:
            member = MemberFact(next(self._ids), row.staff_no, row.name, row.left_on)
            self._members[plain(row.staff_no)] = member
            values = (member.id, community, "active", row.staff_no, row.name, row.phone, row.joined_on, row.left_on)
            self.scene.writing.insert("grid_member", MEMBER_COLUMNS, values)
        for grid in fresh:
            self._assigned.add((member.id, grid.id))
            values = (next(self._ids), grid.community, "active", member.id, grid.id, row.role, row.joined_on, row.left_on)
            self.scene.writing.insert("assignment", ASSIGNMENT_COLUMNS, values)
        return []


class AttendanceRows:
    """Attendance; one line per member, day and shift."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._ids = new_ids()
        self._days: set[str] = set()
        self._known: set[tuple[str, str, str]] = set()

    def take(self, portion: Sequence[Parsed[AttendanceRow]]) -> None:
        """One portion."""
        fresh = {parsed.row.day for parsed in portion if parsed.row is not None} - self._days
        self._days |= fresh
        if fresh:
            self._known |= lookups.attendance_keys(self.scene.db, fresh)
        for parsed in portion:
            problems = parsed.problems if parsed.row is None else self._take_row(parsed.row)
            if problems:
                self.scene.tally.reject(parsed.line, parsed.cells, problems)
            else:
                self.scene.tally.accept(parsed.problems)

    def finish(self) -> None:
        """Nothing waits."""

    def _take_row(self, row: AttendanceRow) -> list[Problem]:
        member = self.scene.member(row.staff_no)
        if isinstance(member, str):
            return [Problem("staff_no", member)]
        key = (row.day, member.id, row.shift)
        if key in self._known:
            return [Problem("day", f"“{member.name}”在 {row.day} 的这个班次已有考勤，没有重复导入")]
        self._known.add(key)
        values = (next(self._ids), "*", "active", member.id, row.day, row.shift, row.state, row.came_at, row.left_at, row.note)
        self.scene.writing.insert("attendance", ATTENDANCE_COLUMNS, values)
        return []
