"""The founding documents' own figures come out of the templates when a register holds them (golden.json)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from app.models.documents import Imprint
from app.models.official_document import TableBlock
from app.models.report_views import Subject
from app.models.residents import ResidentFilter
from app.models.statistics import Period
from app.services import report_pages, reports
from tests.builders import Office

FIGURES = {each["id"]: each["value"] for each in json.loads((Path(__file__).parent.parent / "data" / "golden.json").read_text("utf-8"))["figures"]}
YEAR = Period("year", date(2026, 1, 1), date(2026, 12, 31))
OPENED = "2025-06-01"


def put(office: Office, table: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """Many rows through the gate."""
    with office.session.work.operation("test.insert", office.session) as operation:
        operation.bulk_insert(table, ("id", "community", "status", *columns), ((row[0], "*", "active", *row[1:]) for row in rows))


def text_of(office: Office, subject: Subject, template: str = "R07") -> str:
    content, taken, _, _ = reports.composed(office.session, template, subject)
    document = report_pages.assembled(content, taken.book, taken.exhibits, Imprint(content.office, "测试", "2026-11-20 12:00"))
    return "".join(getattr(block, "text", "") for block in document.blocks)


@pytest.fixture
def street() -> Office:
    """003-1: communities, first-level and second-level grids, patrollers, households, people, units."""
    office = Office(grids=(), name="某街道")
    for number in range(int(FIGURES["003-1.communities"])):
        office.grid(f"S{number:02d}", level=1, level_name="社区", area_m2=13_060_000 if number == 0 else None)
    first, second = int(FIGURES["003-1.grid1"]), int(FIGURES["003-1.grid2"])
    for number in range(first):
        office.grid(f"Y{number:02d}", parent=f"S{number:02d}", level=2, level_name="一级网格")
    for number in range(second):
        above = f"S{first + number:02d}" if number < 3 else f"Y{number % first:02d}"  # no community without a grid
        office.grid(f"E{number:02d}", parent=above, level=3, level_name="二级网格")
    for number in range(int(FIGURES["003-1.patrollers"])):
        office.member(f"X-{number:03d}", f"巡查员{number}", f"E{number % second:02d}")
    places = [office.grids[f"E{number:02d}"] for number in range(second)]
    homes, people, units = (int(FIGURES[f"003-1.{name}"]) for name in ("households", "population", "units"))
    put(office, "household", ("kind",), ((f"h{number}", "1") for number in range(homes)))
    put(office, "resident", ("name", "sex", "population"), ((f"r{number}", "居民", "1", "01") for number in range(people)))
    put(office, "residence", ("resident_id", "household_id", "grid_id", "opened_on", "open_reason"),
        ((f"x{number}", f"r{number}", f"h{number % homes}", places[number % second], OPENED, "late") for number in range(people)))  # fmt: skip
    put(office, "legal_entity", ("name", "kind"), ((f"e{number}", "单位", "10") for number in range(units)))
    put(office, "entity_registration", ("entity_id", "grid_id", "opened_on", "open_reason"),
        ((f"g{number}", f"e{number}", places[number % second], OPENED, "late") for number in range(units)))  # fmt: skip
    return office


def test_the_opening_figures_of_a_street(street: Office) -> None:
    text = text_of(street, Subject(YEAR))
    for part in (
        "面积13.06平方公里", "有社区（村）21个", "划分网格77个，分3级：社区21个、一级网格18个、二级网格77个", "有网格员246名",
        "登记住户43046户，实有人口124582人", "登记在册法人单位4363家", "平均每格559户、每户2.89人",  # domain.md 6.2
    ):  # fmt: skip
        assert part in text, part


def test_three_levels_with_their_responsible_persons() -> None:
    office = Office(grids=(), name="某街道")
    names, sizes = ("一级网格", "二级网格", "三级网格"), [int(FIGURES[f"002-6.grid{level}"]) for level in (1, 2, 3)]
    above: list[str] = []
    for level, (name, size) in enumerate(zip(names, sizes, strict=True), start=1):
        codes = [f"{level}-{number:03d}" for number in range(size)]
        for number, code in enumerate(codes):
            office.grid(code, parent=above[number % len(above)] if above else "", level=level, level_name=name)
        above = codes
        for number in range(int(FIGURES.get(f"002-6.resp{level}", size))):
            office.member(f"{level}R{number:03d}", f"责任人{number}", codes[number % size], role="02")
    text = text_of(office, Subject(YEAR))
    assert "分3级：一级网格14个、二级网格98个、三级网格459个" in text
    assert "各级责任人：一级网格14名、二级网格201名、三级网格499名" in text


def test_the_special_report_with_its_two_by_two_table() -> None:
    office = Office()
    golden = {name: int(FIGURES[f"002-13.{name}"]) for name in ("returned", "returned_poor", "resumed", "resumed_poor", "idle", "idle_poor")}
    numbers = count()
    groups = [("resumed", "27"), ("idle", "70")]
    for name, employment in groups:
        poor, whole = golden[f"{name}_poor"], golden[name]
        own = [next(numbers) for _ in range(whole)]
        put(office, "resident", ("name", "employment", "population"), ((f"r{number}", "返乡人员", employment, "01") for number in own))
        put(office, "residence", ("resident_id", "grid_id", "opened_on", "open_reason"),
            ((f"x{number}", f"r{number}", office.grids["01"], OPENED, "late") for number in own))  # fmt: skip
        put(office, "resident_tag", ("resident_id", "tag", "valid_from"), ((f"t{number}", f"r{number}", "106", OPENED) for number in own[:poor]))
    subject = Subject(Period("range", date(2026, 1, 1), date(2026, 11, 20)), "", ResidentFilter(), "employment", "tag")
    assert f"纳入本次专项工作的居民{golden['returned']}人" in text_of(office, subject, "R08")
    _, taken, _, _ = reports.composed(office.session, "R08", subject)
    block = taken.exhibits["table.cross"]
    assert isinstance(block, TableBlock)
    cells = {line[0]: [int(cell.replace(",", "")) for cell in line[1:]] for line in block.rows}
    assert sorted(cells.values()) == [[43, 414 - 43, 414], [508, 2332 - 508, 2332]]
    assert [int(cell.replace(",", "")) for cell in block.total[1:]] == [551, 2746 - 551, 2746]
