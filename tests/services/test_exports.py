"""Exports: masked unless a purpose is given by somebody who may, journalled, and able to come back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import python_calamine

from app.errors import Cancelled, Refused
from app.models.vocabulary import Role
from app.services import exports, imports
from app.storage import statistics
from app.storage.population import flows
from tests.services.import_desk import assert_sound, desk, number, office, resident, table

A, B, C = number("19900101", 11), number("19910101", 12), number("19920101", 13)


def filled(folder: Path) -> imports.Session:
    """Three people with a return, a move and a cancellation; a shop; visits; attendance."""
    session = desk(folder)
    gone = {"注销原因": "搬离", "注销人": "WG-01"}
    people = [
        resident("甲", A, 登记日期="2026-01-05", 注销日期="2026-02-10", 关爱标签="低保", 联系电话="13800138000", **gone),
        resident("甲", A, 登记日期="2026-05-01", 登记原因="回流", 房号="202", 关爱标签="低保"),
        resident("乙", B, 登记日期="2026-01-05", 房号="303", 注销日期="2026-03-01", 注销原因="区内移动", 注销人="WG-01"),
        resident("乙", B, 登记日期="2026-03-01", 登记原因="区内移动", 网格编码="02", 小区="柳荫里", 单元="", 登记人="WG-02"),
        resident("小宝", "", 证件类型="无证件", 出生日期="2026-02-01", 登记原因="出生", 房号="202", 与户主关系="子", 备注="未落户"),
    ]
    shop = [
        "桂湖便利店",
        "",
        "未登记经营主体",
        "零售",
        "田雪",
        "13800138000",
        "",
        "",
        "",
        "",
        "青禾路1号",
        "01",
        "2026-03-02",
        "WG-01",
    ]
    visits = [
        ["2026-06-02", "14:05", "WG-01", "户", "青禾苑-1栋-1单元-202", "见到本人", 2, "平安"],
        ["2026-06-02", "14:30", "WG-02", "居民", B, "电话", 1],
        ["2026-06-02", "15:00", "WG-01", "法人", "桂湖便利店", "未遇"],
        ["2026-06-02", "15:00", "WG-02", "户", "柳荫里-1栋-101", "见到本人", 1],
    ]
    attendance = [["2026-11-02", "WG-01", "晚班", "出勤", "14:00", "21:00", "好"]]
    for kind, rows in (("residents", people), ("entities", [shop]), ("visits", visits), ("attendance", attendance)):
        result = imports.run(session, kind, table(folder / f"{kind}.xlsx", kind, rows))
        assert result.rejected == 0, result.reasons
    return session


def cells(path: Path, sheet: int = 0) -> list[list[object]]:
    return python_calamine.load_workbook(str(path)).get_sheet_by_index(sheet).to_python()


def figures(session: imports.Session) -> object:
    return sorted(
        statistics.folded(statistics.by_pair(session.register.db, "2026-01-01", "2026-12-31"), lambda pair: "all").items()
    )


def test_numbers_are_masked_without_a_purpose(tmp_path: Path) -> None:
    session = filled(tmp_path)
    assert exports.export(session, "residents", tmp_path / "out.xlsx") == 5
    lines = cells(tmp_path / "out.xlsx")
    assert tuple(lines[0]) == exports.TEMPLATES["residents"].titles
    first = dict(zip(map(str, lines[0]), lines[1], strict=True))
    assert first["证件号码"] == A[0] + "*" * 16 + A[-1]
    assert first["联系电话"] == "138****8000"
    assert (first["性别"], first["民族"], first["登记原因"], first["登记人"]) == ("男", "汉族", "迁入", "WG-01")
    assert not any(A in str(cell) for line in lines for cell in line)
    acts = session.register.db.execute("SELECT kind, lines FROM operation WHERE kind LIKE 'export.%'").fetchall()
    assert [tuple(act) for act in acts] == [("export.residents", 1)]  # the entry in the list of what left


def test_full_numbers_need_a_purpose_and_the_right(tmp_path: Path) -> None:
    session = filled(tmp_path)
    with pytest.raises(Refused) as caught:
        exports.export(session, "residents", tmp_path / "out.xlsx", full_ids=True, purpose="  ")
    assert caught.value.problems[0].field == "purpose"
    session.account = replace(session.account, role=Role.LEADER)
    with pytest.raises(Refused):
        exports.export(session, "residents", tmp_path / "out.xlsx", full_ids=True, purpose="核对")
    assert exports.export(session, "residents", tmp_path / "out.xlsx") == 5
    session.account = replace(session.account, role=Role.MEMBER)
    with pytest.raises(Refused):
        exports.export(session, "residents", tmp_path / "out.xlsx")


def test_what_leaves_can_come_back(tmp_path: Path) -> None:
    session = filled(tmp_path)
    other = office()
    for kind in exports.KINDS:
        path = tmp_path / f"out-{kind}.xlsx"
        rows = exports.export(session, kind, path, full_ids=True, purpose="迁移到新电脑")
        result = imports.run(other, kind, path)
        assert (result.accepted, result.rejected) == (rows, 0), (kind, result.reasons)
        assert rows > 0
    assert_sound(other)
    assert figures(other) == figures(session)
    one, two = (
        [replace(flow, grid_id="") for flow in flows(desk.register.db, "2025-12-31", "2026-01-01", "2026-12-31")]
        for desk in (session, other)
    )
    assert one == two
    for name in ("resident", "residence", "dwelling", "household", "visit", "attendance", "grid", "assignment", "resident_tag"):
        sql = f"SELECT count(*) FROM {name}"
        assert other.register.db.execute(sql).fetchone() == session.register.db.execute(sql).fetchone(), name
    for kind in exports.KINDS:
        again = tmp_path / f"again-{kind}.xlsx"
        exports.export(other, kind, again, full_ids=True, purpose="比对")
        assert sorted(map(str, cells(again))) == sorted(map(str, cells(tmp_path / f"out-{kind}.xlsx")))


def test_the_second_sheet_says_what_it_is(tmp_path: Path) -> None:
    session = filled(tmp_path)
    exports.export(session, "visits", tmp_path / "out.xlsx", full_ids=True, purpose="街道核对")
    about = dict(tuple(map(str, line)) for line in cells(tmp_path / "out.xlsx", 1))
    assert about["单位"].startswith("【练习】")
    assert about["用途"] == "街道核对"
    assert "完整个人信息" in about["保护"]


def test_cancel_leaves_nothing(tmp_path: Path) -> None:
    session = filled(tmp_path)
    with pytest.raises(Cancelled):
        exports.export(session, "residents", tmp_path / "out.xlsx", cancelled=lambda: True)
    assert not list(tmp_path.glob("out.xlsx*"))
    assert session.register.db.execute("SELECT count(*) FROM operation WHERE kind LIKE 'export.%'").fetchone()[0] == 0


def test_unknown_kind(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有“猫”"):
        exports.export(office(), "猫", tmp_path / "out.xlsx")
