"""Erasing what the journal says of a person, on legal demand: values go, the chain of seals stays checkable.

A seal is a hash over one digest per line.  Before a line is blanked its digest is put aside in ``redaction``; from then on that digest
stands for the line.  Only the act ``retention.anonymise`` may do this, and ``problems`` looks whether every digest put aside belongs to
such an act and to a line that really is blank there – otherwise somebody changed the journal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from app.storage import journal, triggers
from app.storage.work import Operation

KIND = "retention.anonymise"
# What is erased: table -> columns.  Days, grids, reasons, sex and kind of population stay, so that the figures stay what they were.
PERSONAL: dict[str, tuple[str, ...]] = {
    "resident": (
        "name", "former_name", "id_type", "id_number", "no_number_reason", "birth_date", "ethnic_group", "registered_address", "phone",
        "marital_status", "education", "employment", "workplace", "health", "political", "emergency_contact", "emergency_phone",
        "vehicle", "unknown_fields", "note",
    ),
    "residence": ("close_proof", "note"),
    "resident_tag": ("note",),
    "visit": ("finding", "note"),
}  # fmt: skip
NAME = "已匿名"


def erase(operation: Operation, table: str, rows: Collection[str], names: Collection[str]) -> int:
    """Inside an act that has blanked the rows already: blank them in every line of the journal as well.  ``names`` of the person are
    taken out of the reasons.  Returns how many lines lost something."""
    count = 0
    with _changeable(operation.db, "change"):
        for row in rows:
            count += _erase_row(operation, table, row)
    with _changeable(operation.db, "operation"):
        for name in names:
            _erase_name(operation, name)
    return count


class _changeable:  # noqa: N801
    """Inside the caller's transaction the journal's own guard is away; when anything fails, it never was."""

    def __init__(self, db: Any, table: str) -> None:
        self.db, self.name = db, f"{triggers.PREFIX}{table}_update"

    def __enter__(self) -> None:
        self.db.conn.execute(f"DROP TRIGGER {self.name}")

    def __exit__(self, *_: object) -> None:
        self.db.conn.execute(triggers.expected()[self.name])


def _erase_row(operation: Operation, table: str, row: str) -> int:
    db, count, live = operation.db, 0, _live(operation.db, table, row)
    lines = db.conn.execute("SELECT dev, dseq, op, cols FROM change WHERE entity = ? AND row = ?", (table, row)).fetchall()
    for dev, dseq, op, cols in lines:
        values = journal.decoded(cols)
        blanked = _blanked(op, values, live)
        if blanked != values:
            _put_aside(operation, dev, dseq, f"{journal.LINE} WHERE dev = ? AND dseq = ?", (dev, dseq))
            text = json.dumps(blanked, ensure_ascii=False, separators=(",", ":"))
            db.conn.execute("UPDATE change SET cols = ? WHERE dev = ? AND dseq = ?", (text, dev, dseq))
            count += 1
    return count


def _live(db: Any, table: str, row: str) -> dict[str, str]:
    """What the anonymised row still says in its personal columns: mostly nothing."""
    names = PERSONAL[table]
    found = db.conn.execute(f"SELECT {', '.join(names)} FROM {table} WHERE id = ?", (row,)).fetchone()
    return dict(zip(names, found, strict=True)) if found else dict.fromkeys(names, "")


def _blanked(op: str, values: Mapping[str, Any], live: Mapping[str, str]) -> dict[str, Any]:
    """A line that never knew more than the row says now, so that the journal still folds into the tables."""
    if op == "I":
        return {name: live.get(name, value) for name, value in values.items() if live.get(name, value) != ""}
    return {name: [live[name], live[name]] if name in live else value for name, value in values.items()}


def _erase_name(operation: Operation, name: str) -> None:
    db = operation.db
    for dev, number, reason in db.conn.execute(
        "SELECT dev, number, reason FROM operation WHERE instr(reason, ?) > 0 AND kind LIKE 'resident.%'", (name,)
    ).fetchall():
        _put_aside(operation, dev, -number, f"{journal.ACT} WHERE dev = ? AND number = ?", (dev, number))
        db.conn.execute("UPDATE operation SET reason = ? WHERE dev = ? AND number = ?", (reason.replace(name, NAME), dev, number))


def _put_aside(operation: Operation, dev: str, place: int, select: str, key: tuple[str, int]) -> None:
    """The digest of the original; of a line that was blanked before, the first one stays.  ``place``: of an act its negative number."""
    line = operation.db.conn.execute(select, key).fetchone()[0]
    operation.db.conn.execute(
        "INSERT OR IGNORE INTO redaction (dev, dseq, digest, grp) VALUES (?, ?, ?, ?)",
        (dev, place, hashlib.sha256(line).digest(), operation.id),
    )


def problems(db: Any) -> Iterator[str]:
    """Digests put aside by anything else, or for lines that still say something."""
    if not journal.has_redactions(db):
        return
    foreign = db.conn.execute(
        "SELECT count(*) FROM redaction r LEFT JOIN operation o ON o.grp = r.grp WHERE o.kind IS NOT ?", (KIND,)
    ).fetchone()[0]
    if foreign:
        yield f"有{foreign}条日志的摘要不是由匿名化留下的"
    lines = db.conn.execute(
        "SELECT c.entity, c.row, c.op, c.cols FROM redaction r JOIN change c ON c.dev = r.dev AND c.dseq = r.dseq"
    ).fetchall()
    wrong = sum(
        1
        for table, row, op, cols in lines
        if table not in PERSONAL or (found := journal.decoded(cols)) != _blanked(op, found, _live(db, table, row))
    )
    if wrong:
        yield f"有{wrong}条标为已匿名的日志仍有内容"
