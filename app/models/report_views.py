"""What the pages of documents show: the catalogue, own drafts, finished ones, versions, changed figures, checked figures."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.models.report_figures import Book
from app.models.report_snapshot import Exhibit
from app.models.report_text import Content
from app.models.residents import ResidentFilter
from app.models.statistics import Period

DRAFT, FINAL = "draft", "final"
DOCUMENT_STATES = {DRAFT: "起草中", FINAL: "已定稿"}


@dataclass(frozen=True)
class CatalogueLine:
    """One kind of document or form to begin with.  ``opens``: editor, or the page whose own print dialog makes it."""

    key: str
    name: str
    what: str
    period: str  # 月, 季度 …; '' = no period
    group: str
    opens: str = "editor"
    own: str = ""  # id of the office's own template


@dataclass(frozen=True)
class DocumentLine:
    """One document in the lists."""

    id: str
    title: str
    kind: str
    period: str
    scope: str
    state: str
    version: int
    saved_at: str
    saved_by: str


@dataclass(frozen=True)
class VersionLine:
    """One stored version."""

    id: str
    number: int
    state: str
    saved_at: str
    saved_by: str
    why: str


@dataclass(frozen=True)
class Subject:
    """What a document is about: period, grid ('' = whole office) and, for a report on a list, who is on it and how it is crossed."""

    period: Period
    grid_id: str = ""
    filter: ResidentFilter = field(default_factory=ResidentFilter)
    rows: str = "grid"
    columns: str = "population"


@dataclass(frozen=True)
class OpenDocument:
    """A document in the editor: its text, the figures and tables it is printed with, and where it stands."""

    id: str
    template: str
    name: str
    subject: Subject
    scope: str
    state: str
    version: int
    content: Content
    book: Book
    exhibits: dict[str, Exhibit]  # tables and charts by code
    names: dict[str, str]  # code → name of every figure, table and chart
    taken_at: str  # when the figures were counted
    from_draft: str = ""  # time of the draft that was taken up


@dataclass(frozen=True)
class ChangedFigure:
    """A figure of the text that says something else now."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class CheckedFigure:
    """One line of 数据核对."""

    key: str
    name: str
    meaning: str
    text: str
    last_year: str
    previous: str
    table_total: str  # sum of the rows of the table by grid; '' = no such table
    agrees: bool
    by_hand: bool
