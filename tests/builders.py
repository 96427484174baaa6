"""A small builder of registers with people, for tests of every floor that need stored facts.

    office = Office()                          # a register in memory with grids 01 and 02 and members WG-01 and WG-02
    wang = office.resident("王建平", opened_on="2026-11-13", by="WG-01")
    office.visit("2026-11-14", "WG-01", wang)
    office.session                             # hand this to services

All people are invented; numbers have the region 99.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.models.vocabulary import Role
from app.services.session import Session
from app.storage.accounts import Account
from app.storage.register import Register

OPENED = "2026-01-05"


class Office:
    """A register in memory and the ids of what was put into it, by code, staff number and name."""

    def __init__(self, grids: tuple[str, ...] = ("01", "02"), register: Register | None = None, name: str = "桂湖社区") -> None:
        self.register = register or Register.in_memory(office=name)
        row = self.register.db.execute("SELECT id, login, name FROM account").fetchone()
        self.session = Session(self.register, Account(row[0], row[1], row[2], Role.ADMIN, "", ()))
        self.root = self.register.db.execute("SELECT id FROM grid WHERE level = 0").fetchone()[0]
        self.grids: dict[str, str] = {"": ""}
        self.members: dict[str, str] = {"": ""}
        self._number = 0
        for code in grids:
            self.grid(code)
            self.member(f"WG-{code}", f"网格员{code}", code)

    def as_role(self, role: Role, member: str = "", scope: tuple[str, ...] = ()) -> Session:
        """Somebody else at the same register."""
        account = Account(f"account-{role.value}", role.value, role.label, role, self.members[member], scope)
        return Session(self.register, account)

    def insert(self, table: str, **values: Any) -> str:
        """One row through the gate."""
        with self.session.work.operation("test.insert", self.session) as operation:
            return operation.insert(table, values)

    def update(self, table: str, row_id: str, **changes: Any) -> str:
        """One change through the gate; returns the operation."""
        with self.session.work.operation("test.update", self.session) as operation:
            operation.update(table, row_id, changes)
        return operation.id

    def grid(self, code: str, parent: str = "", level: int = 1, level_name: str = "", **more: Any) -> str:
        """A grid below another (by code) or below the office."""
        values = {"code": code, "name": f"{code}网格", "parent_id": self.grids[parent] or self.root, "level": level}
        self.grids[code] = self.insert("grid", **values, level_name=level_name, territorial=1, **more)
        return self.grids[code]

    def member(self, staff_no: str, name: str, grid: str = "", joined_on: str = "2025-01-01", left_on: str = "", role: str = "03") -> str:
        """A grid member, with a task in a grid if one is named."""
        self.members[staff_no] = self.insert("grid_member", staff_no=staff_no, name=name, joined_on=joined_on, left_on=left_on)
        if grid:
            self.insert("assignment", member_id=self.members[staff_no], grid_id=self.grids[grid], role=role, valid_from=joined_on,
                        valid_to=left_on)  # fmt: skip
        return self.members[staff_no]

    def dwelling(self, room: str = "101", grid: str = "01", estate: str = "桂湖花园", building: str = "1栋", unit: str = "1单元",
                 **more: Any) -> str:  # fmt: skip
        """A door."""
        return self.insert("dwelling", estate=estate, building=building, unit=unit, room=room, grid_id=self.grids[grid], **more)

    def household(self, dwelling_id: str) -> str:
        """A household behind a door."""
        return self.insert("household", dwelling_id=dwelling_id, kind="1")

    def resident(self, name: str = "王建平", *, grid: str = "01", opened_on: str = OPENED, reason: str = "moved_in", by: str = "",
                 dwelling_id: str = "", household_id: str = "", relation: str = "02", status: str = "active",
                 person: Mapping[str, Any] | None = None) -> Stay:  # fmt: skip
        """A person with one open residence."""
        self._number += 1
        facts = {"name": name, "sex": "1", "id_type": "111", "id_number": f"990106194802{self._number:06d}", "birth_date": "1948-02-17",
                 "population": "01", "phone": f"199{self._number:08d}"}  # fmt: skip
        resident_id = self.insert("resident", **{**facts, **(person or {})})
        return self.residence(resident_id, name, grid=grid, opened_on=opened_on, reason=reason, by=by, dwelling_id=dwelling_id,
                              household_id=household_id, relation=relation, status=status)  # fmt: skip

    def residence(self, resident_id: str, name: str = "", *, grid: str = "01", opened_on: str = OPENED, reason: str = "moved_in",
                  by: str = "", dwelling_id: str = "", household_id: str = "", relation: str = "02", status: str = "active",
                  moved_from: str = "") -> Stay:  # fmt: skip
        """One more residence of a person."""
        row = self.insert("residence", resident_id=resident_id, grid_id=self.grids[grid], dwelling_id=dwelling_id,
                          household_id=household_id, relation=relation, opened_on=opened_on, open_reason=reason,
                          opened_by=self.members[by], status=status, moved_from=moved_from)  # fmt: skip
        return Stay(resident_id, row, name, grid)

    def close(self, stay: Stay, day: str, reason: str = "moved_out", by: str = "") -> None:
        """注销; 误录 and 重复 void the entry."""
        status = "voided" if reason in ("misentry", "duplicate") else "closed"
        self.update("residence", stay.residence_id, status=status, closed_on=day, close_reason=reason, closed_by=self.members[by])

    def move(self, stay: Stay, day: str, grid: str, by: str = "", reason: str = "move") -> Stay:
        """区内移动: one operation closes and opens."""
        with self.session.work.operation("residence.move", self.session) as operation:
            operation.update("residence", stay.residence_id, {"status": "closed", "closed_on": day, "close_reason": reason,
                                                              "closed_by": self.members[by]})  # fmt: skip
            row = operation.insert("residence", {"resident_id": stay.resident_id, "grid_id": self.grids[grid], "opened_on": day,
                                                 "open_reason": reason, "opened_by": self.members[by],
                                                 "moved_from": stay.residence_id})  # fmt: skip
        return Stay(stay.resident_id, row, stay.name, grid)

    def visit(self, day: str, by: str, target: Stay | str, outcome: str = "met", persons: int | None = 1, kind: str = "resident",
              grid: str = "", **more: Any) -> str:  # fmt: skip
        """A visit to a person (or, with ``kind``, to a household, dwelling or entity by id)."""
        target_id = target if isinstance(target, str) else target.resident_id
        code = grid or (target.grid if isinstance(target, Stay) else "01")
        return self.insert("visit", visited_on=day, member_id=self.members[by], target_kind=kind, target_id=target_id,
                           grid_id=self.grids[code], outcome=outcome, persons_met=persons, **more)  # fmt: skip

    def entity(self, name: str = "桂湖便利店", *, grid: str = "01", opened_on: str = OPENED, by: str = "", code: str = "",
               reason: str = "late", kind: str = "20") -> tuple[str, str]:  # fmt: skip
        """A legal entity with one open registration; (entity, registration)."""
        entity_id = self.insert("legal_entity", name=name, credit_code=code, kind=kind)
        registration = self.insert("entity_registration", entity_id=entity_id, grid_id=self.grids[grid], opened_on=opened_on,
                                   open_reason=reason, opened_by=self.members[by])  # fmt: skip
        return entity_id, registration

    def close_entity(self, registration: str, day: str, reason: str = "deregistered", by: str = "") -> None:
        """Cancel a registration."""
        status = "voided" if reason in ("misentry", "duplicate") else "closed"
        self.update("entity_registration", registration, status=status, closed_on=day, close_reason=reason, closed_by=self.members[by])


class Stay:
    """A person and one residence."""

    def __init__(self, resident_id: str, residence_id: str, name: str, grid: str) -> None:
        self.resident_id, self.residence_id, self.name, self.grid = resident_id, residence_id, name, grid
