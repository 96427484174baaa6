"""An independent count of what an office does, kept beside the register by its own rules (product.md, 口径).

Entries (stays, visits, registrations) hold the fields that figures need; of every act the old and new value of each field is kept, so
that the book can take an act back too.
"""

from __future__ import annotations

from collections import Counter

VOID = ("misentry", "duplicate")


class Book:
    """The independent count: entries by key, and what each act did to which field."""

    def __init__(self) -> None:
        self.entries: dict[tuple, dict] = {}
        self.acts: dict[str, dict[tuple, dict]] = {}
        self.running: dict[tuple, dict] = {}

    def put(self, key: tuple, **values) -> None:
        entry = self.entries.setdefault(key, {"alive": False})
        for name, value in values.items():
            if entry.get(name) == value and name in entry:
                continue
            before, _ = self.running.setdefault(key, {}).get(name, (entry.get(name), None))
            self.running[key][name] = (before, value)
            entry[name] = value

    def end(self, operation: str) -> None:
        self.acts[operation], self.running = self.running, {}

    def take_back(self, done: str, operation: str) -> None:
        for key, fields in self.acts[done].items():
            self.put(key, **{name: before for name, (before, _) in fields.items() if before is not None})
        self.end(operation)

    def of(self, subject: str, /, **wanted) -> list[tuple]:
        return [
            key for key, entry in self.entries.items()
            if key[0] == subject and entry["alive"] and all(entry.get(name) == value for name, value in wanted.items())
        ]  # fmt: skip

    def stays(self, person: str) -> list[tuple]:
        return sorted(
            self.of("stay", person=person), key=lambda key: (self.entries[key]["opened"], self.entries[key]["closed"] or "9")
        )

    def current(self, person: str) -> tuple | None:
        return next((key for key in self.of("stay", person=person) if not self.entries[key]["closed"]), None)

    def chain(self, key: tuple) -> list[tuple]:
        """A stay and those it was moved from, newest first."""
        found = [key]
        while (before := self.entries[found[-1]]["after"]) and self.entries[before]["alive"]:
            if self.entries[before]["person"] != self.entries[key]["person"]:
                break
            found.append(before)
        return found

    # ---- figures -------------------------------------------------------------------------------------------------------------

    def figures(self, first: str, last: str) -> dict[str, Counter]:
        """Member → the six figures, 回流 and 更正."""
        result: dict[str, Counter] = {}

        def add(member: str, name: str, count: int = 1) -> None:
            if count:
                result.setdefault(member, Counter())[name] += count

        for key, entry in self.entries.items():
            if key[0] in ("stay", "trade"):
                self._add_opening_and_closing(key[0], entry, first, last, add)
        for (kind, _, member, _), met in self._visits(first, last).items():
            if kind == "entity":
                add(member, "visited_entities", int(met >= 0))
            else:
                add(member, "visited_persons", max(met, 0))
        return result

    @staticmethod
    def _add_opening_and_closing(kind: str, entry: dict, first: str, last: str, add) -> None:
        what = "residents" if kind == "stay" else "entities"
        if entry["alive"] and first <= entry["opened"] <= last:
            if kind == "stay" and entry["why"] == "return":
                add(entry["by"], "returned_residents")
            elif entry["why"] not in ("move", "regrid"):
                add(entry["by"], f"new_{what}")
        if entry["alive"] and entry["closed"] and first <= entry["closed"] <= last and entry["gone"] not in ("move", "regrid"):
            add(entry["closer"], f"cancelled_{what}")
        if not entry["alive"] and entry.get("gone") in VOID and first <= entry["closed"] <= last:
            add(entry["by"], "corrections")

    def _visits(self, first: str, last: str) -> dict[tuple, int]:
        """(kind, day, member, target) → best of the day, −1 = only attempts."""
        best: dict[tuple, int] = {}
        for key in self.of("visit"):
            entry = self.entries[key]
            if first <= entry["day"] <= last:
                once = (entry["kind"], entry["day"], entry["member"], entry["target"])
                best[once] = max(best.get(once, -1), entry["met"])
        return best

    def population(self, day: str) -> int:
        living = (self.entries[key] for key in self.of("stay"))
        return sum(entry["opened"] <= day and (not entry["closed"] or entry["closed"] > day) for entry in living)
