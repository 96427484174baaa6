"""Residents: who is the same person, returns, moves, mistakes, doors and households."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.services import imports
from app.storage import find, statistics
from app.storage.population import flows
from tests.services.import_desk import assert_sound, desk, number, resident, rows_of, table

A, B, C = number("19900101", 11), number("19910101", 12), number("19920101", 13)


def brought(
    folder: Path, *rows: list[object], session: imports.Session | None = None
) -> tuple[imports.Session, imports.ImportResult]:
    """Import the rows into a desk; sound afterwards."""
    session = session or desk(folder)
    result = imports.run(session, "residents", table(folder / "people.xlsx", "residents", rows))
    assert_sound(session)
    return session, result


def one_reason(folder: Path, *rows: list[object], session: imports.Session | None = None) -> str:
    """The whole reason of the only row that is refused."""
    session = session or desk(folder)
    seen = imports.preview(session, "residents", table(folder / "people.xlsx", "residents", rows))
    assert seen.rejected == 1, seen.reasons
    return "；".join(seen.rejects[0].reasons)


def test_every_value_lands_where_it_belongs(tmp_path: Path) -> None:
    row = resident(
        "莫　兰", A.lower(), 性别="女", 出生日期=date(1990, 1, 1), 民族="壮", 人户情况="流动", 户籍地址="金川县双河乡",
        楼栋="3", 单元=1.0, 房号="1204室",
        联系电话="１３８００１３８０００", 关爱标签="低保、独居老人", 登记日期="2026年3月2日", 登记原因="租住", 登记人="李秀兰",
        注销日期=46174, 注销原因="搬走", 注销人="WG-02", 备注="养狗",
    )  # fmt: skip
    session, result = brought(tmp_path, row)
    assert result.accepted == 1
    columns = "name, sex, id_type, id_number, birth_date, ethnic_group, population, consistency, registered_address, phone, status"
    assert rows_of(session, "resident", columns) == [
        ("莫兰", "2", "111", A, "1990-01-01", "08", "02", "21", "金川县双河乡", "13800138000", "active")
    ]
    members = dict(session.register.db.execute("SELECT staff_no, id FROM grid_member").fetchall())
    columns = "status, relation, opened_on, open_reason, opened_by, closed_on, close_reason, closed_by, note, moved_from"
    assert rows_of(session, "residence", columns) == [
        ("closed", "02", "2026-03-02", "newly_living", members["WG-01"], "2026-06-01", "left", members["WG-02"], "养狗", "")
    ]
    assert rows_of(session, "dwelling", "estate, building, unit, room, floor") == [("青禾苑", "3栋", "1单元", "1204", 12)]
    assert rows_of(session, "household", "status, kind, opened_on, closed_on") == [("closed", "1", "2026-03-02", "2026-06-01")]
    assert rows_of(session, "resident_tag", "tag, valid_from") == [("101", "2026-03-02"), ("301", "2026-03-02")]


def test_ties_between_rows_are_keys(tmp_path: Path) -> None:
    session, _ = brought(tmp_path, resident("甲", A, 网格编码="03"))
    sql = """SELECT x.resident_id = r.id, x.household_id = h.id, x.dwelling_id = d.id, h.dwelling_id = d.id, x.grid_id = g.id,
             d.grid_id = g.id, x.community = c.id, r.community = c.id, d.community = c.id, h.community = c.id
             FROM residence x, resident r, household h, dwelling d, grid g, grid c WHERE g.code = '03' AND c.code = 'S1'"""
    assert set(session.register.db.execute(sql).fetchone()) == {1}


def test_return_is_counted_apart(tmp_path: Path) -> None:
    session, result = brought(
        tmp_path,
        resident("甲", A, 登记日期="2026-01-05", 注销日期="2026-02-10", 注销原因="搬离", 注销人="WG-01"),
        resident("甲", A, 登记日期="2026-05-01", 登记原因="新来住", 房号="202"),
    )
    assert result.accepted == 2
    assert len(rows_of(session, "resident")) == 1
    assert rows_of(session, "residence", "open_reason, status") == [("moved_in", "closed"), ("return", "active")]
    found = statistics.folded(statistics.by_pair(session.register.db, "2026-01-01", "2026-12-31"), lambda pair: "all")["all"]
    assert (found.new_residents, found.returned_residents, found.cancelled_residents) == (1, 1, 1)


def test_return_whatever_the_order_of_the_rows(tmp_path: Path) -> None:
    session, _ = brought(
        tmp_path,
        resident("甲", A, 登记日期="2026-05-01", 登记原因="新来住", 房号="202"),
        resident("甲", A, 登记日期="2026-01-05", 注销日期="2026-02-10", 注销原因="搬离", 注销人="WG-01"),
    )
    assert rows_of(session, "residence", "opened_on, open_reason") == [("2026-05-01", "return"), ("2026-01-05", "moved_in")]


def test_return_of_somebody_on_the_register(tmp_path: Path) -> None:
    session, _ = brought(tmp_path, resident("甲", A, 注销日期="2026-04-01", 注销原因="迁出", 注销人="WG-01", 关爱标签="低保"))
    session, result = brought(tmp_path, resident("甲", A, 登记日期="2026-08-01", 关爱标签="低保、残疾"), session=session)
    assert result.accepted == 1
    assert rows_of(session, "residence", "open_reason") == [("moved_in",), ("return",)]
    assert len(rows_of(session, "resident")) == 1
    assert rows_of(session, "resident_tag", "tag") == [("101",), ("201",)]


@pytest.mark.parametrize("later_first", [False, True])
def test_move_inside_the_office(tmp_path: Path, later_first: bool) -> None:
    rows = [
        resident("甲", A, 登记日期="2026-01-05", 注销日期="2026-02-10", 注销原因="区内移动", 注销人="WG-01"),
        resident("甲", A, 登记日期="2026-02-10", 登记原因="区内移动", 网格编码="02", 小区="柳荫里", 登记人="WG-02"),
    ]
    session, result = brought(tmp_path, *(reversed(rows) if later_first else rows))
    assert result.accepted == 2
    old, new = sorted(rows_of(session, "residence", "opened_on, id, moved_from, open_reason"))
    assert new[2:] == (old[1], "move")
    flow = {one.grid: one for one in flows(session.register.db, "2025-12-31", "2026-01-01", "2026-12-31")}
    assert (flow["01"].new, flow["01"].moved_out, flow["01"].cancelled, flow["01"].closing) == (1, 1, 0, 0)
    assert (flow["02"].new, flow["02"].moved_in, flow["02"].closing) == (0, 1, 1)


def test_move_closes_the_old_place_on_the_register(tmp_path: Path) -> None:
    session, _ = brought(tmp_path, resident("甲", A))
    session, result = brought(tmp_path, resident("甲", A, 登记日期="2026-07-01", 登记原因="区内移动", 房号="909"), session=session)
    assert result.accepted == 1
    assert rows_of(session, "residence", "status, closed_on, close_reason, open_reason") == [
        ("closed", "2026-07-01", "move", "moved_in"),
        ("active", "", "", "move"),
    ]


def test_move_from_nowhere_is_refused(tmp_path: Path) -> None:
    assert "没有找到此人移出前的登记" in one_reason(tmp_path, resident("甲", A, 登记原因="区内移动"))


def test_somebody_living_elsewhere_is_refused_with_a_masked_address(tmp_path: Path) -> None:
    session, _ = brought(tmp_path, resident("甲", A))
    reason = one_reason(tmp_path, resident("甲", A, 登记日期="2026-06-01", 房号="909"), session=session)
    assert reason == "该证号已登记：登记簿中已有，住址“青禾苑1栋***”，2026-03-02 起在册"


def test_same_number_twice_in_the_file(tmp_path: Path) -> None:
    reason = one_reason(tmp_path, resident("甲", A), resident("甲", A, 房号="102"))
    assert reason == "该证号已登记：本表前面的行已有，住址“青禾苑1栋***”，2026-03-02 起在册"


def test_same_number_under_another_name(tmp_path: Path) -> None:
    assert "已登记在“王*明”名下" in one_reason(tmp_path, resident("王小明", A), resident("李四", A, 登记日期="2026-09-01"))


def test_nobody_comes_back_from_death(tmp_path: Path) -> None:
    dead = resident("甲", A, 注销日期="2026-04-01", 注销原因="死亡", 注销人="WG-01")
    assert "以死亡注销" in one_reason(tmp_path, dead, resident("甲", A, 登记日期="2026-06-01"))


def test_entry_by_mistake_counts_as_correction_only(tmp_path: Path) -> None:
    session, _ = brought(
        tmp_path,
        resident("甲", A),
        resident("乙", B, 与户主关系="非亲属", 登记原因="新来住", 注销日期="2026-03-02", 注销原因="误录", 注销人="WG-01"),
    )
    found = statistics.folded(statistics.by_pair(session.register.db, "2026-01-01", "2026-12-31"), lambda pair: "all")["all"]
    assert (found.new_residents, found.cancelled_residents, found.corrections) == (1, 0, 1)
    assert rows_of(session, "residence", "status, status_why") == [("active", ""), ("voided", "误录")]
    assert len(rows_of(session, "household")) == 1


def test_a_later_list_brings_the_cancellation(tmp_path: Path) -> None:
    session, _ = brought(tmp_path, resident("甲", A))
    closed = resident("甲", A, 注销日期="2026-09-01", 注销原因="迁出", 注销人="WG-02")
    session, result = brought(tmp_path, closed, session=session)
    assert result.accepted == 1
    assert rows_of(session, "residence", "status, closed_on, close_reason") == [("closed", "2026-09-01", "moved_out")]
    assert "已登记" in one_reason(tmp_path, closed, session=session)


def test_people_without_a_number(tmp_path: Path) -> None:
    child = resident("小宝", "", 证件类型="无证件", 出生日期="2026-02-01", 登记原因="出生", 备注="新生儿未落户")
    session, result = brought(tmp_path, child, resident("大宝", "", 证件类型="无证件", 出生日期="2026-02-01", 备注="新生儿未落户"))
    assert result.accepted == 2
    assert rows_of(session, "resident", "id_type, no_number_reason") == [("000", "新生儿未落户")] * 2
    assert "该证号已登记" in one_reason(tmp_path, child, session=session)


def test_namesake_collectors_need_a_number(tmp_path: Path) -> None:
    reason = one_reason(tmp_path, resident("甲", A, 登记人="王伟"))
    assert reason == "有 2 位网格员叫“王伟”（WG-02 王伟、WG-03 王伟），请改填工号"


def test_unknown_collector_and_grid(tmp_path: Path) -> None:
    reason = one_reason(tmp_path, resident("甲", A, 登记人="WG-99", 网格编码="77"))
    assert "没有编码为“77”的网格" in reason
    assert "没有工号或姓名为“WG-99”的网格员" in reason


def test_grid_code_that_a_spreadsheet_shortened(tmp_path: Path) -> None:
    session, _ = brought(tmp_path, resident("甲", A, 网格编码=1))
    assert session.register.db.execute("SELECT g.code FROM residence x JOIN grid g ON g.id = x.grid_id").fetchone()[0] == "01"


def test_a_door_lies_in_one_grid(tmp_path: Path) -> None:
    assert "已划在另一个网格" in one_reason(tmp_path, resident("甲", A), resident("乙", B, 网格编码="02"))
    session, result = brought(tmp_path, resident("甲", A), resident("乙", B, 网格编码="", 与户主关系="配偶"))
    assert result.accepted == 2
    assert len(set(rows_of(session, "residence", "grid_id"))) == 1


def test_one_door_in_many_spellings(tmp_path: Path) -> None:
    session, _ = brought(tmp_path, resident("甲", A, 楼栋="5栋", 单元="1单元", 房号="101"))
    brought(
        tmp_path,
        resident("乙", B, 楼栋="5号楼", 单元="1", 房号="101室", 与户主关系="配偶"),
        resident("丙", C, 楼栋="５幢", 单元="一单元", 房号="101", 与户主关系="子"),
        session=session,
    )
    assert len(rows_of(session, "dwelling")) == 1
    assert len(rows_of(session, "household")) == 1


def test_households_at_one_door(tmp_path: Path) -> None:
    """A family, lodgers with an own 户主 at the same time, and the next family after both have gone."""
    gone = {"注销日期": "2026-05-01", "注销原因": "搬离", "注销人": "WG-01"}
    session, _ = brought(
        tmp_path,
        resident("甲", A, **gone),
        resident("乙", B, 与户主关系="配偶", **gone),
        resident("丙", C, 登记日期="2026-04-01", **gone),
        resident("丁", number("19930101"), 登记日期="2026-06-01"),
        resident("戊", number("19940101"), 登记日期="2026-06-01", 与户主关系="子"),
    )
    homes = [row[0] for row in rows_of(session, "residence", "household_id")]
    assert homes[0] == homes[1]
    assert homes[3] == homes[4]
    assert len({homes[0], homes[2], homes[3]}) == 3
    spans = rows_of(session, "household", "opened_on, closed_on, status")
    assert sorted(spans) == [
        ("2026-03-02", "2026-05-01", "closed"),
        ("2026-04-01", "2026-05-01", "closed"),
        ("2026-06-01", "", "active"),
    ]


def test_members_join_the_household_on_the_register(tmp_path: Path) -> None:
    session, _ = brought(tmp_path, resident("甲", A))
    brought(tmp_path, resident("乙", B, 与户主关系="配偶"), resident("丙", C, 房号="102"), session=session)
    assert len(rows_of(session, "household")) == 2
    homes = rows_of(session, "residence", "household_id")
    assert homes[0] == homes[1] != homes[2]


def test_damaged_numbers_are_refused_not_repaired(tmp_path: Path) -> None:
    for cell in (9.90106199001e17, "9.90106E+17", int(A[:15] + "000") if A[:17].isdigit() else 0, A[:15] + "000"):
        reason = one_reason(tmp_path, resident("甲", cell))
        assert any(word in reason for word in ("损坏", "科学计数", "截断")), (cell, reason)


def test_merged_cells_of_a_family(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "family.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 6, "青禾苑住户名单")
        for column, title in enumerate(["小区", "楼栋", "房号", "姓名", "身份证号", "户主关系", "登记日期", "所属网格"]):
            sheet.write(1, column, title)
        for column, text in enumerate(["青禾苑", "2栋", "303"]):
            sheet.merge_range(2, column, 4, column, text)
        for line, (name, code, relation) in enumerate((("甲", A, "户主"), ("乙", B, "妻子"), ("丙", C, "儿子")), 2):
            for column, text in enumerate((name, code, relation, "2026/3/2", "01"), 3):
                sheet.write_string(line, column, text)
    session = desk(tmp_path)
    assert imports.run(session, "residents", path).accepted == 3
    assert rows_of(session, "dwelling", "estate, building, room") == [("青禾苑", "2栋", "303")]
    assert len(rows_of(session, "household")) == 1
    assert rows_of(session, "residence", "relation, open_reason") == [("02", "late"), ("12", "late"), ("20", "late")]


def test_csv_in_gb18030(tmp_path: Path) -> None:
    session = desk(tmp_path)
    text = f"姓名,证件号码,小区,楼栋,房号,网格编码,登记日期\r\n罗㭎,'{A},青禾苑,1,101,01,20260302\r\n"
    (tmp_path / "a.csv").write_bytes(text.encode("gb18030"))
    assert imports.run(session, "residents", tmp_path / "a.csv").accepted == 1
    assert rows_of(session, "resident", "name, id_number, birth_date, sex") == [("罗㭎", A, "1990-01-01", "1")]


def test_search_finds_who_was_imported(tmp_path: Path) -> None:
    session, _ = brought(tmp_path, resident("莫兰", A))
    for text in ("莫兰", "molan", "ml", A[-4:]):
        assert len(find.people(session.register.db, text, 10)) == 1, text
