"""Imports as a whole: one operation, dry run, rejects, cancel, undo, explicit columns, refusals."""

from __future__ import annotations

from pathlib import Path

import pytest
import python_calamine

from app.errors import Cancelled, Refused, Unavailable
from app.models.vocabulary import Role
from app.services import imports
from app.services.history import undo
from app.services.imports_tally import cause
from app.storage import statistics
from tests.services.import_desk import assert_sound, desk, fingerprint, number, office, resident, rows_of, table


def people(count: int, **cells: object) -> list[list[object]]:
    """Different persons, one to a room."""
    return [
        resident(f"居民{chr(0x4E00 + n)}", number(f"19{n % 80 + 10}0101", n % 999 + 1), 房号=str(101 + n), **cells)
        for n in range(count)
    ]


def figures(session: imports.Session) -> object:
    return statistics.folded(statistics.by_pair(session.register.db, "2026-01-01", "2026-12-31"), lambda pair: "all").get("all")


def test_good_rows_go_in_and_bad_ones_come_back(tmp_path: Path) -> None:
    session = desk(tmp_path)
    bad = [resident(f"差{n}", number(f"19{80 + n // 500}0101", n % 500 + 1)[:-1] + "?") for n in range(1000)]
    result = imports.run(
        session, "residents", table(tmp_path / "a.xlsx", "residents", people(30) + bad), rejects_path=tmp_path / "r.xlsx"
    )
    assert (result.rows, result.accepted, result.rejected) == (1030, 30, 1000)
    assert result.touched >= {"resident", "residence", "dwelling", "household"}
    assert sum(result.reasons.values()) == 1000
    assert len(result.reasons) == 1
    lines = python_calamine.load_workbook(str(tmp_path / "r.xlsx")).get_sheet_by_index(0).to_python()
    assert len(lines) == 1001
    assert lines[0][0] == "姓名"
    assert lines[0][-2:] == ["行号", "原因"]
    assert lines[1][0] == "差0"
    assert lines[1][-2] == 32  # header in line 1, thirty good rows
    assert "第 18 位" in lines[1][-1]
    assert not list(tmp_path.glob("*.part"))
    assert_sound(session)


def test_rejects_can_be_mended_and_imported_again(tmp_path: Path) -> None:
    session = desk(tmp_path)
    good = number("19900101")
    path = table(tmp_path / "a.xlsx", "residents", [resident("莫兰", good[:-1] + "?")])
    assert imports.run(session, "residents", path, rejects_path=tmp_path / "r.xlsx").rejected == 1
    lines = python_calamine.load_workbook(str(tmp_path / "r.xlsx")).get_sheet_by_index(0).to_python()
    lines[1][3] = good
    result = imports.run(session, "residents", table(tmp_path / "b.xlsx", "residents", lines[1:], header=lines[0]))
    assert result.accepted == 1
    assert rows_of(session, "residence", "open_reason") == [("moved_in",)]


def test_dry_run_and_preview_write_nothing(tmp_path: Path) -> None:
    session = desk(tmp_path)
    path = table(tmp_path / "a.xlsx", "residents", [*people(5), resident("差", "123")])
    before = fingerprint(session)
    result = imports.run(session, "residents", path, dry_run=True)
    assert (result.accepted, result.rejected, result.operation, result.touched) == (5, 1, "", frozenset())
    seen = imports.preview(session, "residents", path)
    assert (seen.accepted, seen.rejected) == (5, 1)
    assert seen.mapping["证件号码"] == "证件号码"
    assert seen.sample[0][0] == "居民一"
    assert seen.rejects[0].line == 7
    assert seen.rejects[0].cells[0] == "差"
    assert fingerprint(session) == before
    acts = session.register.db.execute("SELECT count(*) FROM operation WHERE kind = 'import.residents'").fetchone()[0]
    assert acts == 0


def test_same_file_twice_is_not_doubled(tmp_path: Path) -> None:
    session = desk(tmp_path)
    rows = [*people(5), resident("误", number("19700101"), 房号="900", 注销日期="2026-03-02", 注销原因="误录", 注销人="WG-01")]
    path = table(tmp_path / "a.xlsx", "residents", rows)
    assert imports.run(session, "residents", path).accepted == 6
    before = figures(session)
    again = imports.run(session, "residents", path)
    assert (again.accepted, again.rejected) == (0, 6)
    assert list(again.reasons) == [
        "该证号已登记：登记簿中已有，住址“青禾苑1栋***”，2026-03-02 起在册",
        "该证号已登记：登记簿中已有，住址“青禾苑1栋***”，2026-03-02 至 2026-03-02",
    ]
    assert figures(session) == before
    assert_sound(session)


def test_reasons_are_told_in_whole_sentences(tmp_path: Path) -> None:
    """One cause for rows that differ in their particulars; what is the same in all of them stays readable."""
    session = desk(tmp_path)
    rows = [resident(f"甲{n}", 123456789012345680.0 + n) for n in range(3)]
    rows += [resident("乙一", number("19700101"), 登记日期="2027-01-01"), resident("乙二", number("19700102"), 登记日期="2027-02-01")]
    rows += [resident("丙一", number("19700103"), 登记人="张三"), resident("丙二", number("19700104"), 登记人="李四")]
    path = table(tmp_path / "a.xlsx", "residents", rows)
    result = imports.run(session, "residents", path)
    assert result.reasons == {
        "号码已被表格损坏：数字格只保留 15 位，后几位已变成 0。请把单元格设为文本，对照证件重新填写": 3,
        "登记日期 … 在今天之后，请核对": 2,
        "没有工号或姓名为“…”的网格员，请核对，或先导入网格员": 2,
    }
    assert result.operation == ""  # nothing was written, nothing to undo
    seen = imports.preview(session, "residents", path)
    assert {cause(text) for text in seen.reasons} == {cause(text) for row in seen.rejects for text in row.reasons}


def test_a_table_without_rows_is_refused(tmp_path: Path) -> None:
    session = desk(tmp_path)
    path = table(tmp_path / "a.xlsx", "residents", [])
    before = fingerprint(session)
    for attempt in (imports.preview, imports.run):
        with pytest.raises(Refused, match="只有表头"):
            attempt(session, "residents", path)
    assert fingerprint(session) == before


@pytest.mark.parametrize("stop_at", [0, 1, 3])
def test_cancel_leaves_the_register_unchanged(tmp_path: Path, stop_at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "PORTION", 10)
    monkeypatch.setattr("app.services.imports_writing.PORTION", 15)
    session = desk(tmp_path)
    path = table(tmp_path / "a.xlsx", "residents", [*people(40), resident("差", "123")])
    before = fingerprint(session)
    calls = iter(range(100))
    with pytest.raises(Cancelled):
        imports.run(session, "residents", path, rejects_path=tmp_path / "r.xlsx", cancelled=lambda: next(calls) >= stop_at)
    assert fingerprint(session) == before
    assert not list(tmp_path.glob("r.xlsx*"))
    assert imports.run(session, "residents", path).accepted == 40
    assert_sound(session)


def test_progress_reaches_the_end(tmp_path: Path) -> None:
    session = desk(tmp_path)
    told: list[tuple[int, int, str]] = []
    imports.run(session, "residents", table(tmp_path / "a.xlsx", "residents", people(5)), progress=lambda *each: told.append(each))
    assert told[0] == (0, 5, "导入居民")
    assert told[-1] == (5, 5, "导入居民")


def test_undo_of_a_whole_import(tmp_path: Path) -> None:
    session = desk(tmp_path)
    path = table(tmp_path / "a.xlsx", "residents", people(20, 关爱标签="独居老人、低保"))
    result = imports.run(session, "residents", path)
    assert figures(session).new_residents == 20
    undo(session, result.operation)
    assert figures(session) is None
    assert {row[0] for row in rows_of(session, "resident", "status")} == {"voided"}
    assert_sound(session)
    assert imports.run(session, "residents", path).accepted == 20
    assert figures(session).new_residents == 20
    assert_sound(session)


def test_grids_come_back_after_undo(tmp_path: Path) -> None:
    session = office()
    path = table(tmp_path / "a.xlsx", "grids", [["01", "第一网格"], ["02", "第二网格", "01"]])
    undo(session, imports.run(session, "grids", path).operation)
    assert imports.run(session, "grids", path).accepted == 2
    assert rows_of(session, "grid", "code, status", "code <> ''") == [("01", "active"), ("02", "active")]
    assert_sound(session)


def test_a_real_register_takes_no_invented_numbers(tmp_path: Path) -> None:
    session = desk(tmp_path, practice=False)
    result = imports.run(session, "residents", table(tmp_path / "a.xlsx", "residents", people(2)))
    assert (result.accepted, result.rejected) == (0, 2)
    assert "练习" in next(iter(result.reasons))


def test_columns_chosen_by_a_person(tmp_path: Path) -> None:
    session = desk(tmp_path)
    header = ["人名", "证号", "片区", "来的日子", "住哪里"]
    path = table(
        tmp_path / "a.xlsx", "residents", [["莫兰", number("19900101"), "01", "2026.3.2", "青禾苑-1栋-1单元-101"]], header=header
    )
    chosen = {"姓名": "人名", "证件号码": "证号", "登记日期": "来的日子", "网格编码": "片区", "address": "住哪里"}
    assert imports.run(session, "residents", path, mapping=chosen).accepted == 1
    assert rows_of(session, "dwelling", "estate, building, unit, room, floor") == [("青禾苑", "1栋", "1单元", "101", 1)]
    with pytest.raises(Refused, match="没有：?"):
        imports.run(session, "residents", path, mapping=chosen | {"姓名": "不存在的列"})
    with pytest.raises(Refused, match="不是居民导入的列"):
        imports.run(session, "residents", path, mapping=chosen | {"身高": "人名"})


def test_a_recognised_column_can_be_left_out(tmp_path: Path) -> None:
    session = desk(tmp_path)
    path = table(tmp_path / "a.xlsx", "residents", [resident("莫兰", number("19900101"), 备注="不要导入")])
    imports.run(session, "residents", path, mapping={"备注": ""})
    assert rows_of(session, "residence", "note") == [("",)]


def test_wrong_header_says_what_is_missing(tmp_path: Path) -> None:
    session = desk(tmp_path)
    path = table(tmp_path / "a.xlsx", "residents", [["莫兰", "女", "青禾苑"]], header=["姓名", "性别", "小区", "籍贯"])
    with pytest.raises(Refused) as caught:
        imports.run(session, "residents", path)
    text = str(caught.value)
    assert "缺少必需的列：证件号码、登记日期" in text
    assert "已认出：姓名（姓名）、性别（性别）、小区（小区）" in text
    assert "没有用上：籍贯" in text


def test_the_wrong_kind_is_noticed(tmp_path: Path) -> None:
    session = desk(tmp_path)
    path = table(tmp_path / "a.xlsx", "visits", [["2026-11-01"]])
    with pytest.raises(Refused, match="像是走访"):
        imports.run(session, "attendance", path)


def test_not_a_table_and_unknown_kind(tmp_path: Path) -> None:
    session = office()
    (tmp_path / "a.xlsx").write_text("hello")
    with pytest.raises(Unavailable, match="不是 Excel"):
        imports.run(session, "residents", tmp_path / "a.xlsx")
    with pytest.raises(Refused, match="没有“猫”"):
        imports.run(session, "猫", tmp_path / "a.xlsx")


def test_who_may_not_import(tmp_path: Path) -> None:
    session = desk(tmp_path)
    path = table(tmp_path / "a.xlsx", "residents", people(1))
    from dataclasses import replace

    session.account = replace(session.account, role=Role.MEMBER)
    with pytest.raises(Refused, match="网格员"):
        imports.run(session, "residents", path)
    with pytest.raises(Refused):
        imports.preview(session, "residents", path)


def test_result_as_json(tmp_path: Path) -> None:
    session = desk(tmp_path)
    result = imports.run(session, "residents", table(tmp_path / "a.xlsx", "residents", people(1)))
    assert result.as_json() == {
        "rows": 1, "accepted": 1, "rejected": 0, "warnings": 0, "operation": result.operation, "reasons": {},
    }  # fmt: skip
    kind = session.register.db.execute("SELECT kind, reason FROM operation WHERE grp = ?", (result.operation,)).fetchone()
    assert tuple(kind) == ("import.residents", "a.xlsx")
