"""What leaves the register: to whom, what for, until when, and who else has to agree (domain.md §8, 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.errors import Problem, Refused

FORMS = {"xlsx": "Excel", "pdf": "PDF", "docx": "Word", "paper": "纸质"}
INSIDE = "本单位"
ALONE = "单人单位，无第二人审批"
LIMITS = {"limit": (1, 100_000, "审批行数"), "days": (1, 3650, "保存天数")}


@dataclass(frozen=True)
class OutgoingRules:
    """``limit``: rows with whole numbers up to which nobody else is asked; ``days``: proposal until deletion."""

    limit: int = 50
    days: int = 30


def rules_of(settings: Mapping[str, object]) -> OutgoingRules:
    """The office's rules; what is missing or out of its limits is the proposal."""
    given = settings.get("outgoing")
    kept = {}
    if isinstance(given, Mapping):
        kept = {name: int(given[name]) for name, (least, most, _) in LIMITS.items() if _fits(given.get(name), least, most)}
    return OutgoingRules(**kept)


def _fits(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and least <= value <= most


def checked_rules(values: Mapping[str, int]) -> OutgoingRules:
    """Rules as typed; Refused names what is out of its limits."""
    problems = [
        Problem(name, f"“{words}”要在 {least} 到 {most:,} 之间")
        for name, (least, most, words) in LIMITS.items()
        if not _fits(values.get(name), least, most)
    ]
    if problems:
        raise Refused(problems)
    return OutgoingRules(values["limit"], values["days"])


@dataclass(frozen=True)
class Handing:
    """``receiver`` '' = inside the office; ``days`` 0 = the office's proposal."""

    purpose: str = ""
    receiver: str = ""
    days: int = 0

    def expires_on(self, today: date, rules: OutgoingRules) -> str:
        """The day on which the file or paper is to be deleted."""
        return (today + timedelta(days=self.days or rules.days)).isoformat()


@dataclass(frozen=True)
class Leaving:
    """What is about to leave: key of ``field_classes.CONTENTS``, form, title, the filter as text, rows, whole numbers."""

    kind: str
    form: str
    title: str
    scope: str
    lines: int
    full: bool


@dataclass(frozen=True)
class OutgoingLine:
    """One entry of the list of what left."""

    id: str
    number: int
    title: str
    form: str
    receiver: str
    purpose: str
    lines: int
    sensitivity: str
    full: bool
    left_at: str
    left_by: str
    expires_on: str
    approval: str
    deleted_on: str
    deleted_by: str
    due: bool

    @property
    def state(self) -> str:
        """In words."""
        if self.deleted_on:
            return f"已删除 {self.deleted_on}"
        return "到期，待删除" if self.due else "在外"


@dataclass(frozen=True)
class RequestLine:
    """One request; ``own``: asked by the person who looks and therefore not for them to decide."""

    id: str
    title: str
    lines: int
    receiver: str
    purpose: str
    expires_on: str
    asked_by: str
    asked_at: str
    own: bool
    decision: str
    decided_by: str
    decided_why: str
    used: bool

    @property
    def state(self) -> str:
        """In words."""
        if self.decision == "approved":
            return "已使用" if self.used else "已同意，可做一次"
        return {"": "待审批", "refused": "不同意"}.get(self.decision, self.decision)
