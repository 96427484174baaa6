"""Columns of the residents' list."""

from __future__ import annotations

from app.models.residents import ResidentRow
from app.ui.tables.cells import CENTRE, CHECK, RIGHT, TAGS, Cell, Column
from app.ui.tables.paged import Fetch, PagedTableModel

POPULATION_TONES = {"户籍": "plain", "流动": "blue", "境外": "violet"}
STATE_WORDS = {"active": "在册", "pending": "待核", "closed": "注销", "voided": "作废", "merged": "已合并"}
_TONES = {"独居": "warn", "高龄": "warn", "空巢": "warn", "低保": "warn", "特困": "warn", "残疾": "violet", "精神": "violet", "孕": "blue",
          "党员": "ok", "优抚": "ok", "军属": "ok", "退役": "ok", "留守": "blue", "困境": "blue"}  # fmt: skip


def tag_tone(word: str) -> str:
    """Tone of a care tag: a help for the eye only, the word says it."""
    return next((tone for start, tone in _TONES.items() if start in word), "plain")


def short_day(day: str, this_year: str) -> str:
    """``11-19`` in the running year, else ``25-11-19``: never cut off in its column."""
    return day[5:] if day.startswith(this_year) else day[2:]


def _last_visit(this_year: str, row: ResidentRow) -> Cell:
    if not row.last_visit:
        return Cell("未走访 超期", token="warn") if row.overdue else Cell("未走访", token="ink3")
    day = short_day(row.last_visit, this_year)
    return Cell(f"{day} 超期", token="warn") if row.overdue else Cell(day)


def _state(row: ResidentRow) -> Cell:
    word = STATE_WORDS.get(row.state, row.state)
    if row.state == "pending":
        return Cell(tags=((word, "warn"),))
    return Cell(tags=((word, "plain"),)) if row.state != "active" else Cell(word, token="ink2")


def _population(row: ResidentRow) -> Cell:
    return Cell(tags=((row.population, POPULATION_TONES.get(row.population, "plain")),)) if row.population else Cell()


def columns(this_year: str) -> list[Column]:
    """All columns in reading order."""
    return [
        Column("tick", "", 34, lambda row: Cell(), kind=CHECK, optional=False),
        Column("name", "姓名", 76, lambda row: Cell(row.name, bold=True), sort="name", optional=False),
        Column("sex", "性别", 40, lambda row: Cell(row.sex), align=CENTRE),
        Column("age", "年龄", 44, lambda row: Cell("" if row.age is None else str(row.age)), align=RIGHT, sort="age"),
        Column("id_masked", "证件号码", 146, lambda row: Cell(row.id_masked)),
        Column("population", "类别", 52, _population, kind=TAGS),
        Column("relation", "与户主", 58, lambda row: Cell(row.relation)),
        Column("address", "地址", 160, lambda row: Cell(row.address), sort="address", stretch=3, optional=False),
        Column("phone", "联系电话", 118, lambda row: Cell(row.phone_masked), extra=True, droppable=2),
        Column("grid", "网格", 84, lambda row: Cell(row.grid), extra=True, droppable=3),
        Column("tags", "标签", 96, lambda row: Cell(tags=tuple((word, tag_tone(word)) for word in row.tags)), kind=TAGS, stretch=1),
        Column("last_visit", "最近走访", 104, lambda row: _last_visit(this_year, row), sort="last_visit"),
        Column("opened_on", "登记日期", 100, lambda row: Cell(row.opened_on), extra=True, sort="opened_on", droppable=1),
        Column("state", "状态", 52, _state, kind=TAGS, droppable=4),
    ]


class ResidentsTableModel(PagedTableModel):
    """Residents by key; which columns show is the page's business."""

    def __init__(self, this_year: str, fetch: Fetch) -> None:
        self.all_columns = columns(this_year)
        super().__init__([column for column in self.all_columns if not column.extra], fetch)
