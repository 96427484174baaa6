"""走访真实性提示 as shown and printed: lines of the list, the card with its evidence, the sheet for asking again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from app.models.documents import Imprint
from app.models.form_fields import Choice, FormField
from app.models.sign_rules import NUMBERS, RecheckWay, Rule, SignKind

LISTED_OPEN = "待复核"


class SignKey(NamedTuple):
    """Which sign: of the week of a meeting, of a kind, about a member."""

    meeting: str
    kind: str
    member_id: str

    @property
    def text(self) -> str:
        """As a card asks for it."""
        return "|".join(self)


def key_of(text: str) -> SignKey:
    """The key out of its text; parts that are missing are blank."""
    parts = [*text.split("|", 2), "", ""]
    return SignKey(*parts[:3])


@dataclass(frozen=True)
class RecheckLine:
    """One record on the list, with what asking again came to."""

    id: str
    listed_on: str
    way: str = ""  # in words
    outcome: str = ""  # true, false, unclear, '' = open
    outcome_label: str = LISTED_OPEN
    checked_on: str = ""
    checked_by: str = ""
    note: str = ""


@dataclass(frozen=True)
class EvidenceLine:
    """One record behind a sign."""

    table: str
    id: str
    day: str
    title: str
    address: str
    detail: str
    target_kind: str
    target_id: str
    recheck: RecheckLine | None = None


@dataclass(frozen=True)
class StatementLine:
    """What the member says."""

    text: str
    stated_on: str
    written_by: str


@dataclass(frozen=True)
class SignLine:
    """One sign in the list; ``standing``: the rules still show it (else it is kept because something was recorded)."""

    key: SignKey
    week: str
    kind_label: str
    staff_no: str
    member: str
    grid: str
    count: int
    sentence: str
    standing: bool = True
    listed: int = 0
    waiting: int = 0
    outcomes: tuple[tuple[str, int], ...] = ()  # (属实, 2) …
    stated: bool = False

    @property
    def state(self) -> str:
        """'待复核 1/3' or '属实 2 不属实 1'."""
        if not self.listed:
            return "有说明" if self.stated else ""
        if self.waiting:
            return f"{LISTED_OPEN} {self.waiting}/{self.listed}"
        return " ".join(f"{label} {count}" for label, count in self.outcomes)


@dataclass(frozen=True)
class SignWeek:
    """The list of one week, or of several."""

    label: str
    first: str
    last: str
    lines: tuple[SignLine, ...] = ()
    own_only: bool = False

    @property
    def members(self) -> int:
        """How many members there is something to ask."""
        return len({line.key.member_id for line in self.lines})

    @property
    def waiting(self) -> int:
        """Lines still to be asked again."""
        return sum(line.waiting for line in self.lines)


class SignCount(NamedTuple):
    """Counts of a week for the meeting."""

    signs: int
    members: int
    listed: int
    waiting: int


@dataclass(frozen=True)
class SignCard:
    """Everything about one sign."""

    line: SignLine
    evidence: tuple[EvidenceLine, ...] = ()
    innocent: tuple[str, ...] = ()
    rule: str = ""
    statement: StatementLine | None = None
    may_check: bool = False
    may_state: bool = False


@dataclass(frozen=True)
class SheetLine:
    """One line of the printed sheet: what was recorded, with room for what is found."""

    number: int
    recorded: str  # day, outcome, persons
    title: str
    phone: str
    address: str
    member: str
    outcome: str = ""
    checked: str = ""
    note: str = ""


@dataclass(frozen=True)
class RecheckSheet:
    """走访复核单."""

    label: str
    lines: tuple[SheetLine, ...]
    imprint: Imprint | None = field(default=None)


OUTCOME_FIELDS = (
    FormField("way", "复核方式", "options", choices=tuple(Choice(way.value, way.label, str(n)) for n, way in enumerate(RecheckWay, 1))),
    FormField("checked_by", "复核人", required=True, hint="不能是走访人本人"),
    FormField("checked_on", "复核日期", "date", required=True),
    FormField("note", "说明", span=3, hint="对方怎么说，或为什么核实不了"),
)
STATEMENT_FIELDS = (FormField("statement", "情况说明", "area", required=True, span=3, hint="当时的情况，例如：白天记在本子上，晚上一起录"),)


def rule_fields(rule: Rule) -> tuple[FormField, ...]:
    """Fields of one rule."""
    numbers = NUMBERS[rule.kind]
    on = FormField("active", "启用", "options", choices=(Choice("1", "启用", "1"), Choice("0", "停用", "0")))
    fields = [FormField(n.name, n.label, "number", required=True, hint=f"{n.low}–{n.high}，默认 {n.default}") for n in numbers]
    return (on, *fields)


def kind_label(word: str) -> str:
    """A kind in words."""
    return next((kind.label for kind in SignKind if kind.value == word), word)
