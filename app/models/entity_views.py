"""Legal entities as screens see them: filter, rows of the browser, the card, and the form as it is typed."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

# the tabs of the page: which kinds of legal_entity_type belong together (GB/T 31000 order)
KIND_GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("enterprise", "企业", ("10", "11", "30")),
    ("individual", "个体", ("20",)),
    ("institution", "事业单位", ("01", "02", "03")),
    ("social", "社会组织", ("40", "41", "42", "50", "60", "61", "70", "71")),
    ("unlicensed", "未登记", ("98",)),
    ("other", "其他", ("80", "99", "")),
)
ENTITY_SORTS = ("name", "address", "last_visit", "opened_on", "licence")
EXPIRES_SOON = 30  # days


@dataclass(frozen=True)
class EntityFilter:
    """What the browser asks for.  ``text``: name, end of the credit code, responsible person or address."""

    text: str = ""
    grid_ids: tuple[str, ...] = ()  # with all grids below them
    group: str = ""  # key of KIND_GROUPS, '' = all
    states: tuple[str, ...] = ("active", "pending")  # active 在册, pending 待核, closed 注销
    expiring: bool = False  # licence ends in fewer than 30 days or has ended
    overdue: bool = False  # visit overdue by the cycle
    sort: str = "name"
    descending: bool = False


@dataclass(frozen=True)
class EntityKeys:
    """Answer to a filter: row numbers in display order and the counts of tabs and footer."""

    keys: array[int] = field(default_factory=lambda: array("q"))
    entities: int = 0
    groups: tuple[tuple[str, str, int], ...] = ()  # (group, label, count), the filter's other conditions applied
    whole: int = 0  # on the register in the viewer's area
    visited_this_month: int = 0


@dataclass(frozen=True)
class EntityRow:
    """One line of the browser; ``state``: active, pending, closed, voided."""

    key: int
    entity_id: str
    registration_id: str
    name: str
    kind: str  # label
    kind_code: str
    industry: str
    credit_code: str
    responsible: str
    phone_masked: str
    address: str
    grid: str
    grid_id: str
    dwelling_id: str
    opened_on: str
    licence_expires_on: str
    licence_days: int | None  # days left, negative = over
    last_visit: str
    overdue: bool
    state: str

    @property
    def licence_tone(self) -> str:
        """danger when over, warn within 30 days, plain otherwise."""
        if self.licence_days is None:
            return "plain"
        return "danger" if self.licence_days < 0 else "warn" if self.licence_days < EXPIRES_SOON else "plain"


@dataclass(frozen=True)
class EntityVisit:
    """One visit on the card."""

    visit_id: str
    day: str
    outcome: str
    member: str
    finding: str


@dataclass(frozen=True)
class RegistrationLine:
    """One registration of the entity's history."""

    id: str
    opened_on: str
    open_reason: str
    closed_on: str
    close_reason: str
    address: str
    grid: str
    state: str


@dataclass(frozen=True)
class EntityCard:
    """Everything the panel shows of one entity."""

    row: EntityRow
    facts: tuple[tuple[str, str], ...]
    visits: tuple[EntityVisit, ...]  # newest five
    visit_count: int
    registrations: tuple[RegistrationLine, ...]  # newest first
    neighbours: tuple[tuple[str, str], ...] = ()  # (id, name) of other entities at the same premises
    reminder: str = ""
    acts: tuple[str, ...] = ()  # change, cancel, undo_cancel, return, move, visit: what can be done now


@dataclass(frozen=True)
class EntityDraft:
    """The form: columns of ``legal_entity`` and of the registration being entered.  ``entity_id`` '' = new."""

    entity_id: str = ""
    name: str = ""
    credit_code: str = ""
    former_code: str = ""
    no_code_reason: str = ""
    kind: str = ""
    industry: str = ""
    responsible_name: str = ""
    responsible_phone: str = ""
    responsible_id: str = ""  # resident, where he or she is registered here
    licence_expires_on: str = ""
    note: str = ""
    dwelling_id: str = ""
    address: str = ""
    grid_id: str = ""
    opened_on: str = ""
    open_reason: str = "newly_living"
    unknown: tuple[str, ...] = ()  # fields answered 不详
    accepted: tuple[str, ...] = ()  # warnings accepted with Enter
    reason: str = ""  # why something is corrected


@dataclass(frozen=True)
class DerivedEntity:
    """What follows from a credit code while it is typed (自动)."""

    credit_code: str = ""  # normal form
    former_code: str = ""
    kind: str = ""
    kind_label: str = ""
    problem: str = ""  # '' = 校验通过
    severity: str = ""
    known_id: str = ""  # entity that has this code already
    known_text: str = ""  # '该代码已登记：好又多便利店，湖畔里…'


def group_of(kind: str) -> str:
    """Tab of a kind."""
    return next((key for key, _, kinds in KIND_GROUPS if kind in kinds), "other")
