"""Columns of the members of one household in 入户采集."""

from __future__ import annotations

from dataclasses import dataclass

from app.ui.tables.cells import CENTRE, RIGHT, TAGS, Cell, Column
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.residents import POPULATION_TONES


@dataclass(frozen=True)
class MemberRow:
    """One line of the table; ``tone`` colours the result of checking."""

    number: int
    name: str
    sex: str
    birth_date: str
    age: int | None
    relation: str
    ethnic_group: str
    population: str
    result: str
    tone: str = "ink"
    known: bool = False  # on the register already


def member_columns() -> list[Column]:
    """Picture D."""
    return [
        Column("number", "序", 34, lambda row: Cell(str(row.number)), align=CENTRE),
        Column("name", "姓名", 96, lambda row: Cell(row.name or "（新成员）", bold=True), stretch=1),
        Column("sex", "性别", 46, lambda row: Cell(row.sex), align=CENTRE),
        Column("birth_date", "出生日期", 98, lambda row: Cell(row.birth_date)),
        Column("age", "年龄", 46, lambda row: Cell("" if row.age is None else str(row.age)), align=RIGHT),
        Column("relation", "与户主", 76, lambda row: Cell(row.relation)),
        Column("ethnic_group", "民族", 76, lambda row: Cell(row.ethnic_group), droppable=1),
        Column("population", "类别", 56, _population, kind=TAGS),
        Column("result", "核对结果", 210, lambda row: Cell(row.result, token=row.tone), stretch=3),
    ]


def _population(row: MemberRow) -> Cell:
    return Cell(tags=((row.population, POPULATION_TONES.get(row.population, "plain")),)) if row.population else Cell()


class MembersModel(ListedTableModel):
    """Members in the order of the household."""

    def __init__(self) -> None:
        super().__init__(member_columns())
