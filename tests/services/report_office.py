"""A small office with two years of work in two grids, and its figures counted here by other means than the program's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.builders import Office

NEW = ("moved_in", "newly_living", "birth", "late")
GONE = ("moved_out", "left", "death", "not_found")
COUNTED = ("met", "relative", "phone")


def report_office() -> Office:
    """Arrivals, departures, a return, a move, visits of every outcome, shops; last year a little of each."""
    office = Office()
    doors = {grid: office.dwelling(f"{grid}01", grid, use=use) for grid, use in (("01", "rented"), ("02", "vacant"))}
    homes = {grid: office.household(door) for grid, door in doors.items()}
    people = []
    for place in range(24):
        grid = "01" if place % 3 else "02"
        day = f"{'2025' if place < 8 else '2026'}-{place % 11 + 1:02d}-{place % 27 + 1:02d}"
        facts = {"sex": str(place % 2 + 1), "population": f"0{place % 3 + 1}", "birth_date": f"{1936 + place * 4}-05-01"}
        stay = office.resident(f"张{place}", grid=grid, opened_on=day, reason=NEW[place % 4], by=f"WG-{grid}", dwelling_id=doors[grid],
                               household_id=homes[grid] if place % 2 else office.household(doors[grid]), person=facts)  # fmt: skip
        people.append(stay)
        if place % 5 == 0:
            office.insert("resident_tag", resident_id=stay.resident_id, tag="101", valid_from="2025-01-01")
    for place, why in enumerate(GONE):
        office.close(people[place], f"2026-{place + 3:02d}-15", why, by="WG-01")
    office.residence(people[0].resident_id, grid="02", opened_on="2026-10-02", reason="return", by="WG-02", household_id=homes["02"])
    office.move(people[10], "2026-11-03", "02", by="WG-02")
    office.close(people[11], "2026-11-04", "misentry", by="WG-01")
    for place, outcome in enumerate(("met", "relative", "phone", "absent", "refused", "vacant") * 4):
        person = people[12 + place % 10]
        year = 2025 if place % 4 == 0 else 2026
        office.visit(f"{year}-{place % 11 + 1:02d}-{place % 19 + 1:02d}", f"WG-{person.grid}", person, outcome)
    shop, registration = office.entity(opened_on="2025-03-01", by="WG-01", kind="20")
    office.close_entity(registration, "2026-05-06", by="WG-01")
    other, _ = office.entity("桂湖药店", grid="02", opened_on="2026-02-02", by="WG-02", kind="10")
    office.visit("2026-11-05", "WG-02", other, kind="entity", grid="02", persons=0)
    office.visit("2025-11-05", "WG-01", shop, kind="entity", persons=0)
    return office


class Tally:
    """Counts over plain rows in Python, for some grids (none = everywhere)."""

    def __init__(self, office: Office, grids: tuple[str, ...] = ()) -> None:
        self.rows = {table: self._read(office, table) for table in ("residence", "resident", "visit", "entity_registration", "dwelling",
                                                                   "resident_tag", "legal_entity")}  # fmt: skip
        self.grids = grids
        self.people = {row["id"]: row for row in self.rows["resident"]}

    @staticmethod
    def _read(office: Office, table: str) -> list[dict[str, Any]]:
        cursor = office.register.db.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def inside(self, row: dict[str, Any]) -> bool:
        return not self.grids or row["grid_id"] in self.grids

    def living(self, table: str) -> list[dict[str, Any]]:
        return [row for row in self.rows[table] if row["status"] not in ("voided", "merged") and self.inside(row)]

    def opened(self, table: str, first: str, last: str, wanted: Callable[[str], bool]) -> int:
        return sum(first <= row["opened_on"] <= last and wanted(row["open_reason"]) for row in self.living(table))

    def closed(self, table: str, first: str, last: str, wanted: Callable[[str], bool]) -> int:
        return sum(bool(row["closed_on"]) and first <= row["closed_on"] <= last and wanted(row["close_reason"]) for row in self.living(table))

    def visits(self, first: str, last: str) -> dict[tuple[str, ...], int]:
        """(day, member, kind, target) → persons met of the best visit, −1 = attempt."""
        best: dict[tuple[str, ...], int] = {}
        for row in self.living("visit"):
            if first <= row["visited_on"] <= last:
                key = (row["visited_on"], row["member_id"], row["target_kind"], row["target_id"])
                met = (1 if row["persons_met"] is None else row["persons_met"]) if row["outcome"] in COUNTED else -1
                best[key] = max(best.get(key, -1), met)
        return best

    def stock(self, day: str) -> list[dict[str, Any]]:
        """Open residences with their persons."""
        open_rows = [row for row in self.living("residence") if row["opened_on"] <= day and (not row["closed_on"] or row["closed_on"] > day)]
        return [{**self.people[row["resident_id"]], **row} for row in open_rows]

    def figures(self, first: str, last: str) -> dict[str, int]:
        """Figures over days and stocks of the last one."""
        visits = self.visits(first, last)
        people = {key: met for key, met in visits.items() if key[2] != "entity"}
        found = {
            "new_residents": self.opened("residence", first, last, lambda why: why in NEW),
            "returned_residents": self.opened("residence", first, last, lambda why: why == "return"),
            "cancelled_residents": self.closed("residence", first, last, lambda why: why in GONE),
            "visited_persons": sum(met for met in people.values() if met > 0),
            "visited_households": sum(met >= 0 for met in people.values()),
            "new_entities": self.opened("entity_registration", first, last, lambda why: why not in ("move", "regrid")),
            "cancelled_entities": self.closed("entity_registration", first, last, lambda why: why not in ("move", "regrid")),
            "visited_entities": sum(met >= 0 for key, met in visits.items() if key[2] == "entity"),
            "attempts": sum(met < 0 for met in visits.values()),
            "corrections": sum(
                row["status"] == "voided" and row["close_reason"] in ("misentry", "duplicate") and first <= row["closed_on"] <= last
                for row in self.rows["residence"] if self.inside(row)
            ),
        }  # fmt: skip
        found["volume"] = sum(found[name] for name in ("new_residents", "cancelled_residents", "visited_persons", "new_entities",
                                                       "cancelled_entities", "visited_entities"))  # fmt: skip
        found["net_growth"] = found["new_residents"] + found["returned_residents"] - found["cancelled_residents"]
        for reason in NEW:
            found[f"opened.{reason}"] = self.opened("residence", first, last, lambda why, wanted=reason: why == wanted)
        for reason in GONE:
            found[f"closed.{reason}"] = self.closed("residence", first, last, lambda why, wanted=reason: why == wanted)
        return found | self.stocks(last)

    def stocks(self, day: str) -> dict[str, int]:
        """What is counted on a day."""
        rows = self.stock(day)
        age = [(date.fromisoformat(day).year - int(row["birth_date"][:4])) - (day[5:] < row["birth_date"][5:]) for row in rows]
        dwellings = self.living("dwelling")
        found = {
            "residents": len(rows), "households": len({row["household_id"] for row in rows if row["household_id"]}),
            "registered": sum(row["population"] == "01" for row in rows), "floating": sum(row["population"] == "02" for row in rows),
            "foreign": sum(row["population"] == "03" for row in rows), "male": sum(row["sex"] == "1" for row in rows),
            "female": sum(row["sex"] == "2" for row in rows), "under_18": sum(years < 18 for years in age),
            "aged_60": sum(years >= 60 for years in age), "aged_80": sum(years >= 80 for years in age), "dwellings": len(dwellings),
            "rented": sum(row["use"] == "rented" for row in dwellings), "vacant": sum(row["use"] == "vacant" for row in dwellings),
            "entities": sum(row["opened_on"] <= day and (not row["closed_on"] or row["closed_on"] > day)
                            for row in self.living("entity_registration")),
            "list_people": len({row["resident_id"] for row in rows}),
            "list_households": len({row["household_id"] for row in rows if row["household_id"]}),
        }  # fmt: skip
        tagged = {row["resident_id"] for row in self.rows["resident_tag"]}
        return found | {"tag.101": len({row["resident_id"] for row in rows} & tagged)}
