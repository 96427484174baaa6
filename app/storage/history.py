"""The journal read back: what was done, as sentences; what an operation touched; a row as it was at any past moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.models.operations import NEVER_UNDONE, kind_label
from app.storage import journal
from app.storage.schema import TABLES
from app.storage.sealed_tags import hidden_rows
from app.storage.switched_off import is_off
from app.storage.titles import Titles, moment


@dataclass(frozen=True)
class Change:
    """One column of a line, ready to read."""

    column: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class HistoryLine:
    """One changed row: ``text`` says it in one sentence, ``changes`` column by column."""

    operation_id: str
    kind: str
    at_ms: int
    who: str
    table: str
    row: str
    title: str
    text: str
    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class OperationLine:
    """One thing that a person did; ``undoable`` only says that it is of a kind that can be taken back and was not yet."""

    id: str
    kind: str
    label: str
    at_ms: int
    who: str
    reason: str
    lines: int
    undoes: str
    undone: bool
    undoable: bool

    @property
    def text(self) -> str:
        """One sentence for the list of operations."""
        count = f"，{self.lines}处" if self.lines else ""
        why = f"（{self.reason}）" if self.reason else ""
        return f"{moment(self.at_ms)} {self.who} {self.label}{count}{why}{'，已撤销' if self.undone else ''}"


LINES = """SELECT c.lseq, c.entity, c.row, c.op, c.cols, o.grp, o.kind, o.at_ms, o.actor_name, o.reason
FROM change c JOIN operation o ON o.grp = c.grp WHERE """
ACTS = "SELECT grp, kind, at_ms, actor_name, reason, lines, undoes FROM operation"


def lines(db: Any, of: str | None = None, since: int | None = None, limit: int = 200, *, full: bool = False) -> list[HistoryLine]:
    """Changes, newest first: of one row or one operation (``of``), since a moment in milliseconds.  ``full`` shows numbers unmasked."""
    where, parameters = ["1"], {"limit": limit, "of": of, "since": since}
    if of is not None:
        first = db.conn.execute("SELECT dev, first_dseq, lines FROM operation WHERE grp = ?", (of,)).fetchone()
        where.append("c.dev = :dev AND c.dseq BETWEEN :first AND :last" if first else "c.row = :of")
        if first:
            parameters |= {"dev": first[0], "first": first[1], "last": first[1] + first[2] - 1}
    if since is not None:
        where.append("c.hlc >= :since << 16")
    titles = Titles(db, full=full)
    rows = db.conn.execute(LINES + " AND ".join(where) + " ORDER BY c.lseq DESC LIMIT :limit", parameters).fetchall()
    unseen = hidden_rows(db)
    return [_line(titles, row) for row in rows if row[2] not in unseen]


def operations(db: Any, limit: int = 100, *, changing: bool = False) -> list[OperationLine]:
    """What was done, newest first; ``changing`` leaves out prints, exports and sign-ins."""
    where = "WHERE lines > 0" if changing else ""
    rows = db.conn.execute(f"{ACTS} {where} ORDER BY seq DESC LIMIT ?", (limit,)).fetchall()
    return [_act(db, row) for row in rows]


def looks(db: Any, kind: str, reason_start: str, limit: int = 50) -> list[OperationLine]:
    """Acts without changes that were recorded about somebody, newest first: who looked at a number."""
    sql = f"{ACTS} WHERE kind = ? AND substr(reason, 1, length(?)) = ? ORDER BY seq DESC LIMIT ?"
    return [_act(db, row) for row in db.conn.execute(sql, (kind, reason_start, reason_start, limit)).fetchall()]


def rows_of_person(db: Any, resident_id: str) -> list[str]:
    """Keys of the rows that tell about one person: the person, the stays, the care tags, merges."""
    sql = """SELECT ?1 UNION ALL SELECT id FROM residence WHERE resident_id = ?1 UNION ALL SELECT id FROM resident_tag WHERE resident_id = ?1
      UNION ALL SELECT id FROM person_merge WHERE kept_id = ?1 OR merged_id = ?1"""
    return [str(row[0]) for row in db.conn.execute(sql, (resident_id,))]


def operation(db: Any, operation_id: str) -> OperationLine | None:
    """One operation by its key."""
    row = db.conn.execute(f"{ACTS} WHERE grp = ?", (operation_id,)).fetchone()
    return _act(db, row) if row else None


def undone_by(db: Any, operation_id: str) -> str:
    """The undo that is in force over an operation, '' when there is none (an undone undo does not count)."""
    for (later,) in db.conn.execute(
        "SELECT grp FROM operation WHERE undoes = ? AND undoes <> '' ORDER BY seq DESC", (operation_id,)
    ):
        if not undone_by(db, later):
            return str(later)
    return ""


def changed_rows(db: Any, operation_id: str) -> dict[str, list[str]]:
    """Keys of the rows that an operation touched, by table: what a search index must look at again."""
    found: dict[str, list[str]] = {}
    rows = db.conn.execute(
        """SELECT DISTINCT c.entity, c.row FROM operation o JOIN change c
        ON c.dev = o.dev AND c.dseq BETWEEN o.first_dseq AND o.first_dseq + o.lines - 1 WHERE o.grp = ?""",
        (operation_id,),
    )
    for entity, row in rows:
        found.setdefault(entity, []).append(row)
    return found


def as_of(db: Any, table: str, row_id: str, at_ms: int) -> dict[str, Any] | None:
    """The row as it was at the end of that millisecond, None when it did not exist yet."""
    found = db.conn.execute(
        "SELECT op, row, community, cols FROM change WHERE row = ? AND entity = ? AND hlc < ? ORDER BY hlc, dev, dseq",
        (row_id, table, (at_ms + 1) << 16),
    ).fetchall()
    return journal.fold(dict(TABLES[table].blank), found) if found else None


def _act(db: Any, row: tuple[Any, ...]) -> OperationLine:
    grp, kind, at_ms, who, reason, count, undoes = row
    undone = bool(undone_by(db, grp))
    label = kind_label(kind)
    if undoes:
        before = db.conn.execute("SELECT kind FROM operation WHERE grp = ?", (undoes,)).fetchone()
        label = f"{label}“{kind_label(before[0])}”" if before else label
    return OperationLine(
        grp, kind, label, at_ms, who, reason, count, undoes, undone, bool(count and not undone and kind not in NEVER_UNDONE)
    )


def _line(titles: Titles, row: tuple[Any, ...]) -> HistoryLine:
    _, table, row_id, op, cols, grp, kind, at_ms, who, reason = row
    title = titles.row(table, row_id)
    changes = _changes(titles, table, op, journal.decoded(cols))
    why = f"（原因：{reason}）" if reason else ""
    if op == "I":
        text = f"{moment(at_ms)} {who} 登记{title}：{_listed([f'{each.label} {each.new}' for each in changes])}{why}"
    else:
        text = f"{moment(at_ms)} {who} 修改{title}：{_listed([f'{each.label} {each.old} → {each.new}' for each in changes])}{why}"
    return HistoryLine(grp, kind, at_ms, who, table, row_id, title, text, reason, changes)


def _changes(titles: Titles, table: str, op: str, values: dict[str, Any]) -> tuple[Change, ...]:
    """What really changed: the unchanged members of a group and the program's own columns are not worth a word."""
    known = {column.name: column for column in TABLES[table].all_columns} if table in TABLES else {}
    found = []
    for name, value in values.items():
        old, new = ("", value) if op == "I" else value
        if is_off(titles.db, table, name):
            continue
        if name not in known or old == new or (op == "I" and (name in ("status", "unknown_fields") or new in ("[]", "{}"))):
            continue
        found.append(Change(name, known[name].label, titles.value(table, name, old), titles.value(table, name, new)))
    return tuple(found)


def _listed(parts: list[str]) -> str:
    return "；".join(parts) or "没有填写内容"
