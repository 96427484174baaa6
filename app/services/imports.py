"""Excel and CSV files into the register: look first (``preview``), then bring in the good rows as one undoable operation (``run``).

    read → recognise the header → check each row by itself → match it with the register → write, journal, index

Nothing is written before the whole file was read; whatever goes wrong on the way, or 取消, rolls everything back.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from app.errors import Refused, Unavailable
from app.models.import_rows import KINDS, TEMPLATES, RowCheck, row_check
from app.services import backups
from app.services.imports_entities import Entities
from app.services.imports_header import COLUMNS, Columns, columns_of, knows, recognised
from app.services.imports_office import AttendanceRows, GridRows, StaffRows
from app.services.imports_residents import Residents
from app.services.imports_scene import Parsed, Scene
from app.services.imports_tally import IsCancelled, Progress, RejectedRow, Tally, Watch
from app.services.imports_visits import Visits
from app.services.imports_writing import Writing
from app.services.spreadsheets import Spreadsheet, open_table
from app.settings import now_ms, office_day
from app.storage import imports as lookups
from app.storage.code_tables import code_table

if TYPE_CHECKING:
    from app.services.session import Session
    from app.storage.work import Operation

__all__ = ["COLUMNS", "KINDS", "FileHeader", "ImportPreview", "ImportResult", "RejectedRow", "file_header", "preview", "run"]

PORTION = 2000  # rows read, checked and matched together
SAMPLE = 20  # rows that the dialog shows
Mapped = Mapping[str, str]  # our column → their column


class _Subject(Protocol):
    """Matches and writes the rows of one kind."""

    def take(self, portion: Any) -> None:
        """Accept or refuse a portion of rows."""
        ...

    def finish(self) -> None:
        """Decide what had to wait for the whole file."""
        ...


_SUBJECTS: dict[str, Callable[[Scene], _Subject]] = {
    "grids": GridRows,
    "staff": StaffRows,
    "residents": Residents,
    "entities": Entities,
    "visits": Visits,
    "attendance": AttendanceRows,
}


@dataclass(frozen=True)
class FileHeader:
    """What a file calls its columns, with its first row as an example, and what of it was recognised (our column → theirs)."""

    columns: tuple[str, ...]
    first: tuple[str, ...]
    sheet: str
    header_line: int
    mapping: dict[str, str]
    guessed: tuple[str, ...]


@dataclass(frozen=True)
class ImportPreview:
    """What would happen.  ``mapping``: our column → their column; ``reasons``: cause → number of rows."""

    columns: tuple[str, ...]
    mapping: dict[str, str]
    guessed: tuple[str, ...]  # our columns whose header only looked alike: to be confirmed
    sheet: str
    header_line: int
    sample: tuple[tuple[str, ...], ...]
    accepted: int
    rejected: int
    warnings: int
    reasons: dict[str, int]
    remarks: dict[str, int]  # the same for what deserves a look in rows that go in
    rejects: tuple[RejectedRow, ...]


@dataclass(frozen=True)
class ImportResult:
    """What happened.  ``operation`` is what ``undo`` takes; '' when nothing was written."""

    rows: int
    accepted: int
    rejected: int
    warnings: int
    operation: str
    reasons: dict[str, int]
    touched: frozenset[str]

    def as_json(self) -> dict[str, object]:
        """Shape of ``import --json`` (interfaces.md)."""
        names = ("rows", "accepted", "rejected", "warnings", "operation", "reasons")
        return {name: getattr(self, name) for name in names}


def file_header(session: Session, kind: str, path: str | Path) -> FileHeader:
    """The header of a file for choosing by hand; where no title is known at all, the fullest of the first lines is taken for it."""
    session.require("import.run")
    try:
        table = open_table(path, knows(None))
    except Unavailable as trouble:
        if trouble.reason != "no_header":
            raise
        table = open_table(path, bool)
    columns = recognised(kind, table)
    first = next((columns.shown(cells) for _, cells in table.lines()), ("",) * len(table.header))
    return FileHeader(table.header, first, table.sheet, table.header_line, columns.titles(), columns.guessed)


def preview(
    session: Session,
    kind: str,
    path: str | Path,
    mapping: Mapped | None = None,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> ImportPreview:
    """Read and check the whole file and match it with the register; nothing is written."""
    session.require("import.run")
    table, columns = _open(kind, path, mapping)
    sample = tuple(columns.shown(cells) for _, (_, cells) in zip(range(SAMPLE), table.lines(), strict=False))
    tally = Tally()
    _pass(session, kind, table, columns, tally, None, Watch(table.size, "检查数据", progress, cancelled))
    return ImportPreview(
        columns=columns.header,
        mapping=columns.titles(),
        guessed=columns.guessed,
        sheet=table.sheet,
        header_line=table.header_line,
        sample=sample,
        accepted=tally.accepted,
        rejected=tally.rejected,
        warnings=tally.warnings,
        reasons=tally.told_reasons,
        remarks=tally.told_remarks,
        rejects=tuple(tally.rejects),
    )


def run(
    session: Session,
    kind: str,
    path: str | Path,
    mapping: Mapped | None = None,
    rejects_path: str | Path | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> ImportResult:
    """Bring in the good rows as one operation, put the others into ``rejects_path``."""
    session.require("import.run")
    table, columns = _open(kind, path, mapping)
    if not dry_run:
        _backup_before(session)
    tally = Tally()
    rejects = columns.rejects_workbook(rejects_path, tally) if rejects_path is not None else None
    watch = Watch(table.size, f"导入{TEMPLATES[kind].label}", progress, cancelled)
    operation: Operation | None = None
    try:
        gate = nullcontext() if dry_run else session.work.operation(f"import.{kind}", session, reason=table.path.name)
        with gate as operation:
            _pass(session, kind, table, columns, tally, operation, watch)
    except BaseException:
        if rejects is not None:
            rejects.discard()
        raise
    if rejects is not None:
        rejects.close()
    return ImportResult(
        rows=tally.rows,
        accepted=tally.accepted,
        rejected=tally.rejected,
        warnings=tally.warnings,
        operation=operation.id if operation is not None and tally.accepted else "",
        reasons=tally.told_reasons,
        touched=frozenset(operation.touched) if operation is not None else frozenset(),
    )


def _backup_before(session: Session) -> None:
    """A copy beside the register, if it holds people and was changed since the last copy."""
    if session.register.path is not None and lookups.has_any(session.register.db, "resident") and backups.is_due(session):
        backups.backup(session, kind="import")


def _open(kind: str, path: str | Path, mapping: Mapped | None) -> tuple[Spreadsheet, Columns]:
    if kind not in KINDS:
        raise Refused(f"没有“{kind}”这种导入，可用：{'、'.join(KINDS)}")
    table = open_table(path, knows(mapping))
    return table, columns_of(kind, table, mapping)


def _recorded(session: Session, kind: str, columns: Columns, tally: Tally) -> dict[str, int]:
    """The columns that the office records; those it switched off are passed over, and that is said once."""
    off = session.switched_off if kind == "residents" else frozenset()
    passed = [TEMPLATES[kind].title_of(field) for field in columns.mapping if field in off]
    if passed:
        text = f"本单位停用了{'、'.join(passed)}，这{len(passed)}列没有导入"
        tally.remarks.update([tally.wording.add(text)])
    return {field: place for field, place in columns.mapping.items() if field not in off}


def _pass(
    session: Session, kind: str, table: Spreadsheet, columns: Columns, tally: Tally, operation: Operation | None, watch: Watch
) -> None:
    """The way of all rows, with an operation to write them or without."""
    db = session.register.db
    today, mapping = office_day(), _recorded(session, kind, columns, tally)
    practice = lookups.practice(db)
    done = 0
    watch(done)
    writing = Writing(operation)
    with _collector_resting():
        scene = Scene(db, writing, tally, today.isoformat(), now_ms(), practice)
        subject = _SUBJECTS[kind](scene)
        for portion in _parsed(table, row_check(kind, mapping, code_table, today, practice)):
            subject.take(portion)
            done += len(portion)
            watch(done)
        table.release()
        subject.finish()
        writing.finish()
    watch(table.size)
    if not tally.rows:
        raise Refused(f"“{table.path.name}”只有表头，下面没有数据。请检查选对了文件，或在表头下填好再导入")


@contextmanager
def _collector_resting() -> Iterator[None]:
    """What an import remembers of its rows forms no cycles; walking it again and again would cost a sixth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _parsed(table: Spreadsheet, check: RowCheck) -> Iterator[list[Parsed[Any]]]:
    for batch in table.batches(PORTION):
        portion = []
        for line, cells in batch:
            row, problems = check(cells)
            portion.append(Parsed(line, cells, row, problems) if problems else Parsed(line, cells, row))
        yield portion
