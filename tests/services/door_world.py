"""A small invented office for the services at the door: one community, two grids, two members, a staircase, a shop."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from app.models.vocabulary import Role
from app.services.session import Session
from app.storage.accounts import Account
from app.storage.checks import rebuild_check
from app.storage.history import lines as history_lines
from app.storage.history import operations
from app.storage.register import Program, Register

KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}")


@dataclass
class World:
    """The register and the keys of what is in it."""

    register: Register
    ids: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.ids[name]

    def session(self, member: str = "李秀兰", role: Role = Role.MEMBER) -> Session:
        """A member's session, or with ``member`` '' the administrator's."""
        who = self.ids.get(member, "")
        key = self.ids.get(f"account:{member}") or self.one("SELECT id FROM account WHERE login = 'admin'")
        return Session(self.register, Account(key, member or "admin", member or "管理员", role if member else Role.ADMIN, who, ()))

    def one(self, sql: str, *parameters: Any) -> Any:
        row = self.register.db.conn.execute(sql, parameters).fetchone()
        return row[0] if row is not None and len(row) == 1 else row

    def all(self, sql: str, *parameters: Any) -> list[Any]:
        return self.register.db.conn.execute(sql, parameters).fetchall()

    def person(self, operation: Any, name: str, door: str, relation: str = "02", **more: Any) -> str:
        """A resident with an open residence; ``tags`` as a list of codes."""
        tags, opened = more.pop("tags", ()), more.pop("opened_on", "2025-01-10")
        grid = self.one("SELECT grid_id FROM dwelling WHERE id = ?", self[door])
        household = self.ids.get(f"户{door}")
        if household is None:
            household = operation.insert(
                "household", {"community": self["社区"], "dwelling_id": self[door], "kind": "1", "opened_on": opened}
            )
            self.ids[f"户{door}"] = household
        values = {"name": name, "sex": "1", "birth_date": "1980-05-01", "population": "01", "entered_ms": 1} | more
        resident = operation.insert("resident", {"community": self["社区"], **values})
        self.ids[f"居住{name}"] = operation.insert(
            "residence",
            {
                "community": self["社区"],
                "resident_id": resident,
                "household_id": household,
                "dwelling_id": self[door],
                "grid_id": grid,
                "relation": relation,
                "opened_on": opened,
                "open_reason": "newly_living",
                "opened_by": self["李秀兰"],
                "opened_entered_ms": 1,
            },
        )
        for tag in tags:
            operation.insert("resident_tag", {"community": self["社区"], "resident_id": resident, "tag": tag, "valid_from": opened})
        self.ids[name] = resident
        return resident

    def visit(self, operation: Any, target_kind: str, target: str, day: str, outcome: str = "met", **more: Any) -> str:
        """A visit as an import would write it."""
        door = more.pop("dwelling", "")
        values = {
            "community": self["社区"],
            "visited_on": day,
            "member_id": self["李秀兰"],
            "target_kind": target_kind,
            "target_id": target,
            "dwelling_id": door,
            "grid_id": self["06"],
            "kind": "01",
            "outcome": outcome,
            "persons_met": 1 if outcome in ("met", "relative", "phone") else 0,
            "entered_ms": 1,
        }
        return operation.insert("visit", values | more)


def world(register: Register | None = None) -> World:
    """3栋1单元 with five rooms, 陈国富 (独居老人) in 1001, 黄家 (three) in 901, 702 empty, a shop; grid 07 with one room.
    In memory, or in ``register``, a new empty one."""
    register = register or Register.in_memory(office="青禾街道桂湖社区")
    made = World(register)
    ids = made.ids
    ids["root"] = made.one("SELECT id FROM grid")
    with register.work.operation("import.demo", Program()) as act:
        ids["社区"] = act.insert(
            "grid", {"code": "", "name": "桂湖社区", "parent_id": ids["root"], "level": 1, "level_name": "社区"}
        )
        for code in ("06", "07"):
            ids[code] = act.insert(
                "grid",
                {
                    "community": ids["社区"],
                    "code": code,
                    "parent_id": ids["社区"],
                    "level": 2,
                    "level_name": "网格",
                    "valid_from": "2020-01-01",
                },
            )
        for number, name, grid in (("WG-06", "李秀兰", "06"), ("WG-07", "张伟明", "07")):
            ids[name] = act.insert("grid_member", {"staff_no": number, "name": name, "joined_on": "2020-01-01"})
            act.insert("assignment", {"member_id": ids[name], "grid_id": ids[grid], "role": "03", "valid_from": "2020-01-01"})
            ids[f"account:{name}"] = act.insert(
                "account", {"login": number, "name": name, "role": "member", "member_id": ids[name], "scope": "[]"}
            )
        for room in ("1001", "901", "902", "702", "101"):
            ids[room] = _door(act, made, "3栋", "1单元", room, "06", "vacant" if room == "702" else "own")
        ids["5栋201"] = _door(act, made, "5栋", "", "201", "07", "own")
        made.person(
            act, "陈国富", "1001", "02", birth_date="1948-03-02", tags=["301"], phone="19900000417", note="敲门要久等一会儿"
        )
        made.person(act, "黄志明", "901")
        made.person(act, "林小燕", "901", "10", sex="2")
        made.person(act, "黄小宝", "901", "20", birth_date="2015-09-01")
        made.person(act, "何秀珍", "902", sex="2", tags=["201"])
        made.person(act, "外格人", "5栋201")
        ids["好又多"] = _shop(act, made, "好又多便利店", "20", "06", "桂湖路136号")
        made.visit(act, "resident", ids["陈国富"], "2026-10-03", dwelling=ids["1001"], visited_at="18:40")
        made.visit(act, "dwelling", ids["101"], "2025-01-02", "absent", dwelling=ids["101"])  # the visit records begin
        made.visit(act, "household", ids["户901"], "2026-08-21", "relative", dwelling=ids["901"])
        made.visit(act, "resident", ids["何秀珍"], "2026-11-12", dwelling=ids["902"])
        made.visit(act, "entity", ids["好又多"], "2026-11-12", kind="03")
    return made


def _door(act: Any, made: World, building: str, unit: str, room: str, grid: str, use: str) -> str:
    return act.insert(
        "dwelling",
        {
            "community": made["社区"],
            "estate": "桂湖花园",
            "building": building,
            "unit": unit,
            "room": room,
            "grid_id": made[grid],
            "use": use,
        },
    )


def _shop(act: Any, made: World, name: str, kind: str, grid: str, address: str) -> str:
    entity = act.insert(
        "legal_entity",
        {
            "community": made["社区"],
            "name": name,
            "kind": kind,
            "responsible_name": "吴长明",
            "responsible_phone": "19900005502",
            "licence_expires_on": "2026-12-15",
            "entered_ms": 1,
        },
    )
    made.ids[f"登记{name}"] = act.insert(
        "entity_registration",
        {
            "community": made["社区"],
            "entity_id": entity,
            "address": address,
            "grid_id": made[grid],
            "opened_on": "2025-03-01",
            "open_reason": "newly_living",
            "opened_by": made["李秀兰"],
        },
    )
    return entity


def settled(made: World) -> None:
    """What must hold after every test: tables and journal agree, and the history reads as sentences without keys."""
    assert rebuild_check(made.register) == []
    for line in history_lines(made.register.db, limit=500):
        assert not KEY.search(line.text), line.text
    for act in operations(made.register.db, 500):
        assert act.label != "其他操作", act.kind
