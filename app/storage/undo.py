"""Take an operation back: per group the old values return where the row still holds the new ones; what was inserted becomes voided.

If anything was changed since, or something now hangs on an inserted row, nothing happens and a sentence names it, with who and when.
Undo is an operation like any other, so it can be taken back itself.  All of it is set-based: 100,000 imported rows take seconds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NoReturn

from app.errors import Refused
from app.models.operations import NEVER_UNDONE, kind_label
from app.storage import journal, triggers
from app.storage.history import undone_by
from app.storage.schema import REFERENCES, TABLES, Table
from app.storage.titles import Titles, moment
from app.storage.work import Actor, Operation, Work

# A visit may go to a row of any of these: its target column is a key whose table stands beside it.
VISITED = ("resident", "household", "dwelling", "legal_entity")
STANDING = "NOT IN ('voided', 'merged')"


@dataclass(frozen=True)
class _Act:
    id: str
    kind: str
    dev: str
    first: int
    last: int


def undo(work: Work, session: Actor, operation_id: str, reason: str = "") -> Operation:
    """Take one operation back.  ``Refused`` says why it cannot be."""
    with work.operation("undo", session, reason, undoes=operation_id) as operation:
        act = _checked(operation.db, operation_id)
        _collect(operation.db, act)
        tables = [row[0] for row in operation.db.conn.execute("SELECT DISTINCT entity FROM undo_net")]
        for name in tables:
            _refuse_changed(operation.db, TABLES[name], act)
            _refuse_used(operation.db, TABLES[name])
        for name in tables:
            _void_inserted(operation, TABLES[name])
            _put_back(operation, TABLES[name])
        _refuse_two_places(operation.db)
        operation.db.conn.execute("DROP TABLE undo_net")
    return operation


def _checked(db: Any, operation_id: str) -> _Act:
    row = db.conn.execute("SELECT kind, dev, first_dseq, lines FROM operation WHERE grp = ?", (operation_id,)).fetchone()
    if row is None:
        raise Refused("找不到要撤销的操作。请在操作记录里重新选择。")
    kind, dev, first, count = row
    label = kind_label(kind)
    if not count:
        raise Refused(f"“{label}”没有改动登记内容，不需要撤销。")
    if kind in NEVER_UNDONE:
        raise Refused(f"“{label}”不能撤销。")
    if later := undone_by(db, operation_id):
        who, at = db.conn.execute("SELECT actor_name, at_ms FROM operation WHERE grp = ?", (later,)).fetchone()
        raise Refused(f"这次“{label}”已由{who}在{moment(at)}撤销过。如要恢复，请撤销那次“撤销”。")
    return _Act(operation_id, kind, dev, first, first + count - 1)


def _collect(db: Any, act: _Act) -> None:
    """The net effect of the operation: one line per row, usually the journal's own."""
    db.conn.execute("DROP TABLE IF EXISTS temp.undo_net")
    db.conn.execute(
        "CREATE TEMP TABLE undo_net (row TEXT NOT NULL PRIMARY KEY, entity TEXT, op TEXT, community TEXT, cols TEXT, hlc INTEGER)"
    )
    span = "FROM change WHERE dev = ? AND dseq BETWEEN ? AND ?"
    where = (act.dev, act.first, act.last)
    unknown = db.conn.execute(f"SELECT DISTINCT entity {span}", where).fetchall()
    if names := [name for (name,) in unknown if name not in TABLES]:
        raise Refused(f"这次操作改动了本程序还不认识的内容（{'、'.join(names)}），请升级后再撤销。")
    db.conn.execute(
        f"INSERT INTO undo_net SELECT row, entity, op, community, cols, max(hlc) {span} GROUP BY row HAVING count(*) = 1", where
    )
    several = db.conn.execute(
        f"""SELECT row, entity, op, community, cols, hlc {span} AND row NOT IN (SELECT row FROM undo_net) ORDER BY row, dseq""",
        where,
    )
    for row, lines in groupby(several, key=lambda line: line[0]):
        net = _net(list(lines))
        if net:
            db.conn.execute("INSERT INTO undo_net VALUES (?, ?, ?, ?, ?, ?)", (row, *net))


def _net(lines: list[tuple[Any, ...]]) -> tuple[Any, ...] | None:
    """Several lines of one row as one; None when the row ended as it began."""
    _, entity, first_op, community, cols, _ = lines[0]
    table, hlc = TABLES[entity], lines[-1][5]
    if first_op == "I":
        whole = journal.fold(dict(table.blank), [(op, row, place, text) for row, _, op, place, text, _ in lines])
        kept = {name: value for name, value in whole.items() if name not in ("id", "community") and value not in ("", None)}
        return entity, "I", whole["community"], json.dumps(kept, ensure_ascii=False), hlc
    pairs: dict[str, list[Any]] = {}
    for _, _, _, _, text, _ in lines:
        for name, (old, new) in journal.decoded(text).items():
            pairs.setdefault(name, [old, new])[1] = new
    changed = {name for name, (old, new) in pairs.items() if old != new}
    kept = {name: pair for name, pair in pairs.items() if name in table.column_names and changed & set(table.group_of(name))}
    return (entity, "U", community, json.dumps(kept, ensure_ascii=False), hlc) if kept else None


def _columns(db: Any, table: Table) -> list[str]:
    """Columns that the updates of this operation touched."""
    rows = db.conn.execute(
        "SELECT DISTINCT j.key FROM undo_net n, json_each(n.cols) j WHERE n.entity = ? AND n.op = 'U'", (table.name,)
    ).fetchall()
    return [name for name in table.column_names if (name,) in rows]


def _refuse_changed(db: Any, table: Table, act: _Act) -> None:
    columns = _columns(db, table)
    updated = " OR ".join(
        f"(json_type(n.cols, '$.{name}') = 'array' AND t.{name} IS NOT json_extract(n.cols, '$.{name}[1]'))" for name in columns
    )
    blank = {name: "''" if value == "" else "NULL" for name, value in table.blank.items() if name not in ("id", "community")}
    inserted = " OR ".join(f"t.{name} IS NOT coalesce(json_extract(n.cols, '$.{name}'), {empty})" for name, empty in blank.items())
    found = db.conn.execute(
        f"""SELECT n.row, n.hlc FROM undo_net n LEFT JOIN {table.name} t ON t.id = n.row WHERE n.entity = ? AND (
        t.id IS NULL OR (n.op = 'U' AND ({updated or "0"}))
        OR (n.op = 'I' AND (t.community IS NOT n.community OR (n.cols IS NOT {triggers.line_of_insert(table, "t")} AND ({inserted})))))
        LIMIT 1""",
        (table.name,),
    ).fetchone()
    if found:
        _refuse_later(db, table, found[0], found[1], act)


def _refuse_later(db: Any, table: Table, row_id: str, hlc: int, act: _Act) -> NoReturn:
    title = Titles(db).row(table.name, row_id)
    later = db.conn.execute(
        """SELECT c.cols, o.actor_name, o.at_ms, o.kind FROM change c JOIN operation o ON o.grp = c.grp
        WHERE c.row = ? AND c.hlc > ? AND c.op = 'U' ORDER BY c.hlc DESC LIMIT 1""",
        (row_id, hlc),
    ).fetchone()
    if later is None:
        raise Refused(f"不能撤销“{kind_label(act.kind)}”：{title}与操作记录不一致。请先运行检查。")
    cols, who, at, kind = later
    names = [name for name, (old, new) in journal.decoded(cols).items() if old != new and name in table.column_names]
    labels = "、".join(column.label for column in table.all_columns if column.name in names) or "内容"
    raise Refused(
        f"不能撤销“{kind_label(act.kind)}”：{title}的{labels}在{moment(at)}又由{who}改过（{kind_label(kind)}）。请先撤销那次操作，或直接修改。"
    )


def _refuse_used(db: Any, table: Table) -> None:
    """Something that was entered later hangs on a row that this operation inserted."""
    if not db.conn.execute("SELECT 1 FROM undo_net WHERE entity = ? AND op = 'I' LIMIT 1", (table.name,)).fetchone():
        return
    users = [(child, column) for (child, column), (target, _) in REFERENCES.items() if target == table.name]
    if table.name in VISITED:
        users.append(("visit", "target_id"))
    for child, column in users:
        found = db.conn.execute(
            f"""SELECT c.id, c.{column} FROM {child} c WHERE c.{column} IN (SELECT row FROM undo_net WHERE entity = ? AND op = 'I')
            AND c.status {STANDING} AND c.id NOT IN (SELECT row FROM undo_net) LIMIT 1""",
            (table.name,),
        ).fetchone()
        if found:
            _refuse_user(db, table, child, *found)


def _refuse_user(db: Any, table: Table, child: str, child_id: str, row_id: str) -> NoReturn:
    titles = Titles(db)
    later = db.conn.execute(
        "SELECT o.actor_name, o.at_ms FROM change c JOIN operation o ON o.grp = c.grp WHERE c.row = ? ORDER BY c.hlc LIMIT 1",
        (child_id,),
    ).fetchone()
    who, when = (later[0], moment(later[1])) if later else ("不详", "不详")
    raise Refused(
        f"不能撤销：{titles.row(table.name, row_id)}在{when}已由{who}用于{titles.row(child, child_id)}。请先撤销或注销后者，再撤销这次操作。"
    )


def _refuse_two_places(db: Any) -> None:
    """Nobody may live at two places at once because an older act was taken back, nor live on in a record that was voided or merged."""
    for table, owner, owners in (
        ("residence", "resident_id", "resident"),
        ("entity_registration", "entity_id", "legal_entity"),
    ):
        found = db.conn.execute(
            f"""SELECT x.{owner} FROM undo_net n JOIN {table} t ON t.id = n.row JOIN {table} x ON x.{owner} = t.{owner}
            JOIN {owners} p ON p.id = x.{owner} WHERE n.entity = ? AND x.status IN ('active', 'pending')
            AND (p.status IN ('voided', 'merged') OR EXISTS (SELECT 1 FROM {table} y WHERE y.{owner} = x.{owner} AND y.id <> x.id
              AND y.status IN ('active', 'pending'))) LIMIT 1""",
            (table,),
        ).fetchone()
        if found:
            title = Titles(db).row(owners, found[0])
            raise Refused(f"不能撤销：撤销后{title}会有两处在册登记，或登记在已作废的档案上。请先撤销后来的那次登记或移动。")


def _void_inserted(operation: Operation, table: Table) -> None:
    operation.run(
        table.name,
        f"""UPDATE {table.name} SET status = 'voided', status_why = '撤销'
        WHERE id IN (SELECT row FROM undo_net WHERE entity = ? AND op = 'I')""",
        (table.name,),
    )


def _put_back(operation: Operation, table: Table) -> None:
    columns = _columns(operation.db, table)
    if not columns:
        return
    old = ", ".join(
        f"{name} = CASE WHEN json_type(n.cols, '$.{name}') = 'array' THEN json_extract(n.cols, '$.{name}[0]') ELSE {table.name}.{name} END"
        for name in columns
    )
    operation.run(
        table.name,
        f"UPDATE {table.name} SET {old} FROM undo_net n WHERE n.row = {table.name}.id AND n.entity = ? AND n.op = 'U'",
        (table.name,),
    )
