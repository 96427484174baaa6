"""The journal's own tables and seals: who did what, in which order, and the chain of hashes that shows nothing was taken out.

``operation``: one row per thing a person did.  ``change``: one line per row touched, gapless per device (``dseq``), ordered over all
devices by ``hlc``; the lines of one operation are ``first_dseq`` … ``first_dseq + lines - 1``.  ``seal``: hash over a block of this
device's log, chained to the previous block.  ``context``: one row, the running operation; filled and emptied inside the transaction.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

DDL = """
CREATE TABLE operation (
 seq INTEGER PRIMARY KEY, dev TEXT NOT NULL, number INTEGER NOT NULL, grp TEXT NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL,
 actor_name TEXT NOT NULL, at_ms INTEGER NOT NULL, reason TEXT NOT NULL, undoes TEXT NOT NULL, schema INTEGER NOT NULL,
 first_dseq INTEGER NOT NULL, lines INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX operation_grp ON operation (grp);
CREATE UNIQUE INDEX operation_number ON operation (dev, number);
CREATE INDEX operation_undoes ON operation (undoes) WHERE undoes <> '';
CREATE TABLE change (
 lseq INTEGER PRIMARY KEY, dev TEXT NOT NULL, dseq INTEGER NOT NULL, grp TEXT NOT NULL, hlc INTEGER NOT NULL, entity TEXT NOT NULL,
 row TEXT NOT NULL, op TEXT NOT NULL, base INTEGER NOT NULL, community TEXT NOT NULL, schema INTEGER NOT NULL, cols TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX change_dseq ON change (dev, dseq);
CREATE INDEX change_row ON change (row, hlc);
CREATE TABLE seal (
 number INTEGER PRIMARY KEY, dev TEXT NOT NULL, upto INTEGER NOT NULL, operations INTEGER NOT NULL, n INTEGER NOT NULL,
 at_ms INTEGER NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX seal_upto ON seal (dev, upto, operations);
CREATE TABLE context (
 one INTEGER PRIMARY KEY CHECK (one = 1), register TEXT NOT NULL, dev TEXT NOT NULL, dseq INTEGER NOT NULL, number INTEGER NOT NULL,
 hlc INTEGER NOT NULL, schema INTEGER NOT NULL, machine TEXT NOT NULL, path TEXT NOT NULL, grp TEXT, actor TEXT,
 dseq_shift INTEGER NOT NULL DEFAULT 0, hlc_shift INTEGER NOT NULL DEFAULT 0
) STRICT;
"""

# What a digest covers, as bytes, parted by a character that none of these can hold except the last one.
LINE = "SELECT CAST(concat_ws(char(31), dev, dseq, grp, hlc, entity, row, op, base, community, schema, cols) AS BLOB) FROM change"
ACT = """SELECT CAST(json_array(dev, number, grp, kind, actor, actor_name, at_ms, reason, undoes, schema, first_dseq, lines) AS BLOB)
FROM operation"""
PORTION = 2000

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # base 32 without letters that are read wrongly


@dataclass(frozen=True)
class Seal:
    """One block of the chain: everything of ``dev`` up to line ``upto`` and act ``operations``."""

    number: int
    dev: str
    upto: int
    operations: int
    n: int
    at_ms: int
    previous: str
    hash: str

    @property
    def short(self) -> str:
        """As printed on the weekly bulletin: block number and the first sixteen digits of the hash in fours."""
        digits = self.hash[:16]
        return f"{self.number}号 {digits[:4]} {digits[4:8]} {digits[8:12]} {digits[12:]}"


def new_device() -> str:
    """Eight characters that name one incarnation of one file."""
    return "".join(secrets.choice(ALPHABET) for _ in range(8))


def block_hash(db: Any, dev: str, before: Seal | None, upto: int, operations: int) -> tuple[str, int]:
    """Hash of the block that follows ``before`` and how many lines and acts it holds.

    It is taken over one digest per line, so that a digest can stay where a person's values were erased on legal demand
    (``redaction``; there the acts have negative numbers).
    """
    block = hashlib.sha256((before.hash if before else "").encode("ascii"))
    sha256, count = hashlib.sha256, 0
    for select, key, sign, after, last in (
        (LINE, "dseq", 1, before.upto if before else 0, upto),
        (ACT, "number", -1, before.operations if before else 0, operations),
    ):
        aside = _put_aside(db, dev, sign, after, last)
        rows = db.conn.execute(f"{select} WHERE dev = ? AND {key} > ? AND {key} <= ? ORDER BY {key}", (dev, after, last))
        place = after
        while portion := rows.fetchmany(PORTION):
            digests = [sha256(line).digest() for (line,) in portion]
            for number in range(place + 1, place + 1 + len(digests)) if aside else ():
                if number in aside:  # places are gapless; a gap is a problem of its own and fails here too
                    digests[number - place - 1] = aside[number]
            block.update(b"".join(digests))
            place += len(portion)
            count += len(portion)
    return block.hexdigest(), count


def has_redactions(db: Any) -> bool:
    """Whether anything was ever erased; files of older programs have not even the table."""
    there = db.conn.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'redaction'").fetchone()
    return bool(there and db.conn.execute("SELECT 1 FROM redaction LIMIT 1").fetchone())


def _put_aside(db: Any, dev: str, sign: int, after: int, last: int) -> dict[int, bytes]:
    """Digests of originals by place in the device's log."""
    if not has_redactions(db):
        return {}
    sql = "SELECT dseq * ?1, digest FROM redaction WHERE dev = ?2 AND dseq * ?1 > ?3 AND dseq * ?1 <= ?4"
    return {int(place): bytes(digest) for place, digest in db.conn.execute(sql, (sign, dev, after, last))}


def seals(db: Any, dev: str | None = None) -> list[Seal]:
    """All seals, or those of one device, oldest first."""
    where, parameters = ("WHERE dev = ?", (dev,)) if dev else ("", ())
    select = "SELECT number, dev, upto, operations, n, at_ms, previous, hash FROM seal"
    return [Seal(*row) for row in db.conn.execute(f"{select} {where} ORDER BY number", parameters)]


def last_seal(db: Any, dev: str) -> Seal | None:
    """The newest seal of a device."""
    select = "SELECT number, dev, upto, operations, n, at_ms, previous, hash FROM seal WHERE dev = ? ORDER BY number DESC LIMIT 1"
    row = db.conn.execute(select, (dev,)).fetchone()
    return Seal(*row) if row else None


def add_seal(db: Any, dev: str, upto: int, operations: int, at_ms: int) -> Seal | None:
    """Seal everything not sealed yet; None when there is nothing.  Runs inside the caller's transaction."""
    before = last_seal(db, dev)
    if (upto, operations) == ((before.upto, before.operations) if before else (0, 0)):
        return None
    value, count = block_hash(db, dev, before, upto, operations)
    previous = before.hash if before else ""
    cursor = db.conn.execute(
        "INSERT INTO seal (dev, upto, operations, n, at_ms, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (dev, upto, operations, count, at_ms, previous, value),
    )
    return Seal(cursor.lastrowid, dev, upto, operations, count, at_ms, previous, value)


def head_digest(db: Any, dev: str, dseq: int) -> str:
    """Digest of one line of a device, '' when it is not there: what the anchor remembers of a file."""
    if aside := _put_aside(db, dev, 1, dseq - 1, dseq):
        return aside[dseq].hex()
    row = db.conn.execute(f"{LINE} WHERE dev = ? AND dseq = ?", (dev, dseq)).fetchone()
    return hashlib.sha256(row[0]).hexdigest() if row else ""


def decoded(cols: str) -> dict[str, Any]:
    """The columns of a line."""
    found: dict[str, Any] = json.loads(cols)
    return found


def fold(blank: dict[str, Any], lines: Iterable[tuple[str, str, str, str]]) -> dict[str, Any]:
    """The row that lines (op, row, community, cols) in their order make of a blank one; unknown columns stay in the journal."""
    row = dict(blank)
    for op, key, community, cols in lines:
        if op == "I":
            row.update(id=key, community=community)
        for name, value in decoded(cols).items():
            if name in row:
                row[name] = value if op == "I" else value[1]
    return row
