"""Grids, grid members, attendance, legal entities and visits from tables."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest

from app.models.credit_codes import check_credit_code
from app.services import imports
from app.services.imports_tally import cause
from app.storage import statistics
from tests.services.import_desk import assert_sound, desk, number, office, resident, rows_of, table

A, B = number("19900101", 11), number("19910101", 12)


def credit_code(serial: int) -> str:
    """An invented code: 92 (个体工商户), region 990106, running number, right check characters."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"MA{serial:06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum((int(c) if c.isdigit() else ord(c) - 55) * w for c, w in zip(body, weights, strict=True)) % 11
    first17 = f"92990106{body}{'X' if rest == 10 else '0' if rest == 11 else rest}"
    total = sum(alphabet.index(c) * pow(3, place, 31) for place, c in enumerate(first17))
    code = first17 + alphabet[(31 - total % 31) % 31]
    assert check_credit_code(code).usable
    return code


SHOP = credit_code(251973)


def brought(
    folder: Path, kind: str, *rows: list[object], session: imports.Session | None = None
) -> tuple[imports.Session, imports.ImportResult]:
    session = session or desk(folder)
    result = imports.run(session, kind, table(folder / f"{kind}.xlsx", kind, rows))
    assert_sound(session)
    return session, result


def reasons(folder: Path, kind: str, *rows: list[object], session: imports.Session | None = None) -> list[str]:
    session = session or desk(folder)
    seen = imports.preview(session, kind, table(folder / f"{kind}.xlsx", kind, rows))
    return ["；".join(row.reasons) for row in seen.rejects]


# ---- grids ---------------------------------------------------------------------------------------------------------------------


def test_grids_in_any_order(tmp_path: Path) -> None:
    session, result = brought(
        tmp_path,
        "grids",
        ["S1-01", "一号网格", "S1", "网格", "综合网格", "东至滨河路", 0.12],
        ["S1", "青禾社区", "", "社区", "", "", ""],
        ["Z1", "工业园网格", "S1", "网格", "专属网格"],
        session=office(),
    )
    assert result.accepted == 3
    columns = "code, name, level, level_name, kind, territorial, range_text, area_m2"
    assert sorted(rows_of(session, "grid", columns, "level > 0")) == [
        ("S1", "青禾社区", 1, "社区", "", 1, "", None),
        ("S1-01", "一号网格", 2, "网格", "11", 1, "东至滨河路", 120000),
        ("Z1", "工业园网格", 2, "网格", "12", 0, "", None),
    ]
    sql = "SELECT g.code, p.code, c.code FROM grid g JOIN grid p ON p.id = g.parent_id JOIN grid c ON c.id = g.community WHERE g.level = 2"
    assert sorted(map(tuple, session.register.db.execute(sql))) == [("S1-01", "S1", "S1"), ("Z1", "S1", "S1")]
    root = rows_of(session, "grid", "id", "level = 0")
    assert rows_of(session, "grid", "parent_id", "code = 'S1'") == root
    assert sorted(rows_of(session, "grid_code", "code")) == [("S1",), ("S1-01",), ("Z1",)]


def test_grids_that_do_not_fit(tmp_path: Path) -> None:
    found = reasons(
        tmp_path,
        "grids",
        ["01", "重复"],
        ["09", "九"],
        ["09", "又九"],
        ["10", "孤儿", "X"],
        ["11", "儿", "10"],
        ["", "无码"],
        ["12", "自己", "12"],
    )
    assert sorted(found) == sorted(
        [
            "网格编码“01”已在用，名称是“第一网格”，没有重复导入",
            "网格编码“09”在本表中出现两次，只导入第一行",
            "没有填写网格编码",
            "网格“12”的上级编码是它自己，请核对",
            "上级编码“X”不在网格体系和本表中，请核对，或先导入上级网格",
            "上级编码“10”不在网格体系和本表中，请核对，或先导入上级网格",
        ]
    )


def test_six_levels_are_enough(tmp_path: Path) -> None:
    chain = [[f"L{n}", f"第{n}层", f"L{n - 1}" if n > 1 else ""] for n in range(1, 8)]
    session, result = brought(tmp_path, "grids", *chain, session=office())
    assert (result.accepted, result.rejected) == (6, 1)
    assert "超过 6 级" in next(iter(result.reasons)).replace("…", "6")


# ---- staff ---------------------------------------------------------------------------------------------------------------------


def test_members_with_several_grids(tmp_path: Path) -> None:
    session, result = brought(
        tmp_path, "staff", ["WG-07", "赵敏", "网格长", "13800138000", "01、02", "2026-01-01"], ["WG-07", "赵敏", "网格长", "", "03"]
    )
    assert result.accepted == 2
    sql = """SELECT g.code, a.role, a.valid_from FROM assignment a JOIN grid g ON g.id = a.grid_id
             JOIN grid_member m ON m.id = a.member_id WHERE m.staff_no = 'WG-07' ORDER BY g.code"""
    assert [tuple(row) for row in session.register.db.execute(sql)] == [
        ("01", "01", "2026-01-01"),
        ("02", "01", "2026-01-01"),
        ("03", "01", ""),
    ]
    assert rows_of(session, "grid_member", "name, phone, joined_on", "staff_no = 'WG-07'") == [
        ("赵敏", "13800138000", "2026-01-01")
    ]


def test_members_that_do_not_fit(tmp_path: Path) -> None:
    found = reasons(
        tmp_path, "staff", ["WG-01", "李秀兰", "", "", "01"], ["WG-01", "别人", "", "", "02"], ["WG-09", "钱程", "", "", "88"]
    )
    assert found == [
        "工号“WG-01”“李秀兰”已登记，没有重复导入",
        "工号“WG-01”已是“李秀兰”的，与表中姓名不同，请核对",
        "没有编码为“88”的网格，请核对编码，或先导入网格",
    ]


# ---- attendance ----------------------------------------------------------------------------------------------------------------


def test_attendance(tmp_path: Path) -> None:
    session, result = brought(
        tmp_path,
        "attendance",
        [date(2026, 11, 2), "WG-01", "晚班", "出勤", "14:00", "21:00"],
        ["2026-11-03", "李秀兰", "晚班", "事假", "", "", "家中有事"],
        ["2026-11-02", "WG-01", "晚班", "出勤"],
        ["2026-11-04", "王伟", "晚班", "出勤"],
    )
    assert (result.accepted, result.rejected) == (2, 2)
    assert rows_of(session, "attendance", "day, shift, state, came_at, left_at, note") == [
        ("2026-11-02", "晚班", "present", "14:00", "21:00", ""),
        ("2026-11-03", "晚班", "leave", "", "", "家中有事"),
    ]
    assert reasons(tmp_path, "attendance", ["2026-11-02", "WG-01", "晚班", "出勤"], session=session) == [
        "“李秀兰”在 2026-11-02 的这个班次已有考勤，没有重复导入"
    ]


# ---- entities ------------------------------------------------------------------------------------------------------------------


def entity(name: str, code: str, **cells: object) -> list[object]:
    titles = imports.TEMPLATES["entities"].titles
    row = {
        "类型": "个体工商户",
        "行业": "餐饮",
        "地址": "青禾路1号",
        "网格编码": "01",
        "登记日期": "2026-03-02",
        "登记人": "WG-01",
    } | cells
    return [{**row, "名称": name, "统一社会信用代码": code}.get(title, "") for title in titles]


def test_entities_opened_and_closed(tmp_path: Path) -> None:
    session, result = brought(
        tmp_path,
        "entities",
        entity("家家乐餐馆", SHOP, 负责人="田雪", 联系电话="13800138000"),
        entity(
            "桂湖便利店",
            credit_code(2),
            小区="青禾苑",
            楼栋="1栋",
            房号="商铺3",
            地址="",
            注销日期="2026-06-01",
            注销原因="停业",
            注销人="WG-01",
        ),
        entity("录错的店", credit_code(3), 注销日期="2026-03-02", 注销原因="误录", 注销人="WG-01"),
    )
    assert result.accepted == 3
    assert rows_of(session, "legal_entity", "name, credit_code, kind, industry, responsible_name", f"credit_code = '{SHOP}'") == [
        ("家家乐餐馆", SHOP, "20", "H", "田雪")
    ]
    assert rows_of(session, "entity_registration", "status, address, closed_on, close_reason") == [
        ("active", "青禾路1号", "", ""),
        ("closed", "", "2026-06-01", "ceased"),
        ("voided", "青禾路1号", "2026-03-02", "misentry"),
    ]
    assert rows_of(session, "dwelling", "room") == [("商铺3",)]
    found = statistics.folded(statistics.by_pair(session.register.db, "2026-01-01", "2026-12-31"), lambda pair: "all")["all"]
    assert (found.new_entities, found.cancelled_entities, found.corrections) == (2, 1, 1)


def test_entities_that_are_there_already(tmp_path: Path) -> None:
    session, _ = brought(tmp_path, "entities", entity("家家乐餐馆", SHOP))
    found = reasons(
        tmp_path, "entities", entity("家家乐餐馆", SHOP), entity("别的店", SHOP, 登记日期="2026-09-01"), session=session
    )
    assert found == [
        "该法人已登记：登记簿中已有，地址“青禾路1号”，2026-03-02 起在册",
        "该代码已登记在“家家乐餐馆”名下，与表中名称不同，请核对",
    ]
    closed = entity("家家乐餐馆", SHOP, 注销日期="2026-08-01", 注销原因="注销", 注销人="WG-01")
    again = entity("家家乐餐馆", SHOP, 登记日期="2026-10-01", 地址="滨河路2号")
    session, result = brought(tmp_path, "entities", closed, again, session=session)
    assert result.accepted == 2
    assert len(rows_of(session, "legal_entity")) == 1
    assert rows_of(session, "entity_registration", "opened_on, closed_on") == [("2026-03-02", "2026-08-01"), ("2026-10-01", "")]


# ---- visits --------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def lived_in(tmp_path: Path) -> imports.Session:
    """Two people in one flat, one shop."""
    session, _ = brought(tmp_path, "residents", resident("甲", A), resident("乙", B, 与户主关系="配偶"))
    brought(tmp_path, "entities", entity("家家乐餐馆", SHOP), session=session)
    return session


def test_visits_find_their_target(tmp_path: Path, lived_in: imports.Session) -> None:
    session, result = brought(
        tmp_path,
        "visits",
        ["2026-11-02", "14:05", "WG-01", "户", "青禾苑-1栋-1单元-101", "见到本人", 2, "平安", "备注"],
        [datetime(2026, 11, 2), time(15, 0), "李秀兰", "居民", A, "电话", 1],
        ["2026-11-02", "", "WG-02", "法人", SHOP, "见到本人", ""],
        ["2026-11-02", "", "WG-03", "法人", "家家乐餐馆", "未遇", ""],
        ["2026-01-02", "", "WG-01", "户", "青禾苑-1-1-101室", "未遇", ""],
        session=lived_in,
    )
    assert result.accepted == 5, result.reasons
    columns = "visited_on, visited_at, target_kind, kind, outcome, persons_met, finding, note"
    assert rows_of(session, "visit", columns) == [
        ("2026-11-02", "14:05", "household", "01", "met", 2, "平安", "备注"),
        ("2026-11-02", "15:00", "resident", "07", "phone", 1, "", ""),
        ("2026-11-02", "", "entity", "03", "met", 1, "", ""),
        ("2026-11-02", "", "entity", "03", "absent", 0, "", ""),
        ("2026-01-02", "", "dwelling", "01", "absent", 0, "", ""),  # nobody lived there yet
    ]
    household = rows_of(session, "household", "id")[0][0]
    assert rows_of(session, "visit", "target_id", "target_kind = 'household'") == [(household,)]
    found = statistics.folded(statistics.by_pair(session.register.db, "2026-01-01", "2026-12-31"), lambda pair: "all")["all"]
    assert (found.visited_persons, found.visited_households, found.visited_entities, found.attempts) == (3, 2, 1, 2)


def test_visits_that_do_not_fit(tmp_path: Path, lived_in: imports.Session) -> None:
    good = ["2026-11-02", "14:05", "WG-01", "户", "青禾苑-1栋-1单元-101", "见到本人", 2]
    found = reasons(
        tmp_path,
        "visits",
        good,
        good,
        ["2026-11-02", "", "WG-01", "居民", number("19990909"), "见到本人", 1],
        ["2026-11-02", "", "WG-01", "法人", credit_code(77), "见到本人", 1],
        ["2026-11-02", "", "WG-01", "户", "青禾苑-9栋-1单元-101", "见到本人", 1],
        ["2026-11-02", "", "王伟", "户", "青禾苑-1栋-1单元-101", "见到本人", 1],
        session=lived_in,
    )
    assert [cause(text) for text in found] == [
        "这次走访已登记过：日期、时间、走访人、对象、结果都相同",
        "登记簿里没有证件号码是这一个的居民，请核对号码，或先导入居民",
        "登记簿里没有代码或名称为…的法人，请核对，或先导入法人",
        "登记簿里没有地址…，请核对，或先导入住在那里的居民",
        "有 … 位网格员叫…（… 王伟、… 王伟），请改填工号",
    ]
    session, _ = brought(tmp_path, "visits", good, session=lived_in)
    assert len(reasons(tmp_path, "visits", good, session=session)) == 1
