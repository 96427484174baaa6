"""Rows of the residents' roster: everything a printed line needs, read in blocks by row number and in the order asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from app.storage.words import LIVING

BLOCK = 1000


class RosterRow(NamedTuple):
    """One residence as stored; codes, not words; the number unmasked – services decide what leaves."""

    resident_id: str
    grid: str
    name: str
    sex: str
    birth_date: str
    id_number: str
    population: str
    relation: str
    estate: str
    building: str
    unit: str
    room: str
    phone: str
    opened_on: str
    tags: tuple[str, ...]


def rows(db: Any, keys: Sequence[int]) -> Iterator[RosterRow]:
    """The residences of these row numbers, in their order."""
    sql = f"""
    SELECT x.rowid, r.id, coalesce(g.code, ''), r.name, r.sex, r.birth_date, r.id_number, r.population, x.relation,
      coalesce(d.estate, ''), coalesce(d.building, ''), coalesce(d.unit, ''), coalesce(d.room, ''), r.phone, x.opened_on,
      (SELECT group_concat(t.tag) FROM resident_tag t WHERE t.resident_id = r.id AND t.status {LIVING} AND t.valid_to = '')
    FROM json_each(?) k JOIN residence x ON x.rowid = k.value JOIN resident r ON r.id = x.resident_id
    LEFT JOIN dwelling d ON d.id = x.dwelling_id LEFT JOIN grid g ON g.id = x.grid_id"""
    for start in range(0, len(keys), BLOCK):
        block = list(keys[start : start + BLOCK])
        found = {row[0]: row for row in db.conn.execute(sql, (json.dumps(block),))}
        for key in block:
            if key in found:
                row = found[key]
                yield RosterRow._make((*row[1:15], tuple(row[15].split(",")) if row[15] else ()))
