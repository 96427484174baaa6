"""一表通 as the window and the command line see it: whom a form is about, what would be written, what was sent before."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.models.form_recognition import Form
from app.models.residents import ResidentFilter

FILTER, NAMES = "filter", "names"


@dataclass(frozen=True)
class Whom:
    """``mode`` filter: everybody of the filter; names: the rows that the form already has.  Ages are whole years, −1 = no limit."""

    mode: str = FILTER
    people: ResidentFilter = field(default_factory=ResidentFilter)
    sex: str = ""  # 男 女
    age_from: int = -1
    age_to: int = -1


@dataclass(frozen=True)
class OpenedForm:
    """A received form with what was understood of it."""

    path: str
    title: str
    kind: str  # xlsx, docx
    form: Form
    rows: int  # filled rows that the form brings along


@dataclass(frozen=True)
class FormChanges:
    """Compared with what was sent last."""

    sent_on: str = ""
    receiver: str = ""
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """'上次 2026-10-20 报街道办：新增 3，减少 1，变更 2'."""
        if not self.sent_on:
            return ""
        return f"上次 {self.sent_on} 报{self.receiver}：新增 {len(self.added)}，减少 {len(self.gone)}，变更 {len(self.changed)}"


@dataclass(frozen=True)
class FormPreview:
    """What filling would do; cells of the sample are masked."""

    titles: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    lines: int
    added_rows: int
    unanswered: tuple[str, ...]  # columns that the register cannot answer
    unknown: tuple[tuple[str, tuple[str, ...]], ...]  # (name, columns without a value)
    doubtful: tuple[tuple[int, str, str], ...]  # (row, name, why)
    differing: tuple[tuple[int, str, str], ...]  # (row, name, column: said → known)
    changes: FormChanges
    notes: tuple[str, ...] = ()
    files: int = 1


@dataclass(frozen=True)
class FormResult:
    """A filled form."""

    operation_id: str
    touched: frozenset[str]
    message: str
    paths: tuple[str, ...]
    lines: int
    unknown: tuple[tuple[str, tuple[str, ...]], ...]
    doubtful: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True)
class SentLine:
    """One form that was sent, as the list shows it."""

    id: str
    title: str
    file_name: str
    receiver: str
    purpose: str
    sent_on: str
    lines: int
