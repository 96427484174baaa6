"""The command line on a real file: results on stdout, words on stderr, stable exit statuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import cli

PASSWORD = "Lake-2026"
GRIDS = "编码,名称,上级编码,层级,类型,范围,面积(平方公里)\n01,01网格,,1,11,一至三栋,0.2\n02,02网格,,1,11,四至六栋,0.3\n"
STAFF = "工号,姓名,角色,联系电话,网格编码,任职日期,离任日期\nWG-01,周晓燕,专职网格员,,01,2025-01-01,\nWG-02,李秀兰,专职网格员,,02,2025-01-01,\n"
ENTITIES = (
    "名称,统一社会信用代码,类型,行业,负责人,联系电话,小区,楼栋,单元,房号,地址,网格编码,登记日期,登记人,注销日期,注销原因,注销人,备注\n"
    "桂湖便利店,,98,,王某,,,,,,桂湖路1号,01,2026-11-16,WG-01,,,,\n"
    "桂湖理发店,,98,,李某,,,,,,桂湖路2号,09,2026-11-16,WG-01,,,,\n"
)


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A practice register with two grids and two members."""
    monkeypatch.setenv("ZHIWANG_PASSWORD", PASSWORD)
    path = tmp_path / "office.zhiwang"
    assert cli.run(["new", str(path), "--office", "桂湖社区", "--practice"]) == 0
    for kind, text in (("grids", GRIDS), ("staff", STAFF)):
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
        assert cli.run(["import", kind, str(tmp_path / f"{kind}.csv"), "--register", str(path)]) == 0
    return path


def entities(register: Path) -> Path:
    path = register.parent / "entities.csv"
    path.write_text(ENTITIES, encoding="gb18030")
    return path


def test_from_import_to_figures_and_back(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rejects = register.parent / "rejects.xlsx"
    capsys.readouterr()
    status = cli.run(
        ["import", "entities", str(entities(register)), "--register", str(register), "--rejects", str(rejects), "--json"]
    )
    answer = json.loads(capsys.readouterr().out)
    assert status == 3  # one row names a grid that is not there; the good row was written
    assert (answer["rows"], answer["accepted"], answer["rejected"]) == (2, 1, 1)
    assert rejects.exists()
    assert cli.run(["stats", "week", "2026-11-19", "--register", str(register), "--by", "grid", "--json"]) == 0
    table = json.loads(capsys.readouterr().out)
    assert table["period"] == {"kind": "week", "from": "2026-11-13", "to": "2026-11-19", "frozen": False}
    assert [(row["key"], row["new_entities"], row["volume"], row["rank"]) for row in table["rows"]] == [
        ("01", 1, 1, 1),
        ("02", 0, 0, 2),
    ]
    assert cli.run(["history", "--register", str(register), "--of", answer["operation"], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)
    assert cli.run(["history", "--register", str(register), "--of", answer["operation"]]) == 0
    assert "登记法人单位“桂湖便利店”" in capsys.readouterr().out
    assert cli.run(["history", "--register", str(register)]) == 0
    said = capsys.readouterr().out
    assert "单位名称 桂湖社区；练习 是；例会日(1–7) 5\n" in said  # what was left empty is not told
    assert not any(sign in said for sign in ("[]", "{"))
    assert cli.run(["undo", answer["operation"], "--register", str(register)]) == 0
    assert cli.run(["undo", answer["operation"], "--register", str(register)]) == 3
    capsys.readouterr()
    assert cli.run(["stats", "year", "2026", "--register", str(register), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total"]["volume"] == 0


def test_a_week_is_closed_once_and_printed(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["import", "entities", str(entities(register)), "--register", str(register)]) == 3
    assert cli.run(["close-week", "2026-11-16", "--register", str(register)]) == 0
    assert "已结算 2026年第47周" in capsys.readouterr().out
    assert cli.run(["close-week", "2026-11-16", "--register", str(register)]) == 3
    for name in ("sheet.pdf", "sheet.xlsx"):
        out = register.parent / name
        assert cli.run(["report", "weekly-ranking", "2026-11-16", "--register", str(register), "--out", str(out)]) == 0
        assert out.stat().st_size > 1000
    assert cli.run(["report", "weekly-ranking", "2026-11-16", "--register", str(register), "--out", "sheet.txt"]) == 3
    assert cli.run(["stats", "week", "2026-11-16", "--register", str(register), "--json"]) == 0


@pytest.mark.parametrize(
    ("kind", "period", "ending"),
    [
        ("monthly-bulletin", "2026-11", "pdf"), ("quarter-summary", "2026-Q4", "docx"), ("half-year-summary", "2026-H2", "pdf"),
        ("year-summary", "2026", "xlsx"), ("special-report", "2026-01-01..2026-11-20", "pdf"), ("monthly-brief", "2026-11", "docx"),
    ],
)  # fmt: skip
def test_documents_from_templates(register: Path, capsys: pytest.CaptureFixture[str], kind: str, period: str, ending: str) -> None:
    out = register.parent / f"out.{ending}"
    assert cli.run(["report", kind, period, "--register", str(register), "--out", str(out), "--grid", "01"]) == 0
    assert out.stat().st_size > 2000
    assert capsys.readouterr().out.strip() == str(out)
    assert cli.run(["report", kind, "明年", "--register", str(register), "--out", str(out)]) == 3
    assert cli.run(["report", kind, period, "--register", str(register), "--out", str(out), "--grid", "77"]) == 3


def test_check_backup_and_restore(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.run(["check", "--register", str(register), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["ok"]
    assert {"文件", "日志链", "日志与数据", "已结算的周", "数字平衡"} <= {line["name"] for line in report["checks"]}
    assert cli.run(["backup", str(register), str(register.parent / "copies")]) == 0
    copy = Path(capsys.readouterr().out.strip().splitlines()[-1])
    assert copy.exists()
    assert cli.run(["restore", str(copy), str(register)]) == 0
    assert cli.run(["check", "--register", str(register)]) == 0


def test_exit_statuses(register: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["stats", "decade", "2026", "--register", str(register)]) == 2
    assert cli.run(["stats", "month", "2026-13", "--register", str(register)]) == 3
    assert cli.run(["check", "--register", str(register.parent / "nowhere.zhiwang")]) == 4
    assert cli.run(["new", str(register), "--office", "又一个"]) == 3
    monkeypatch.setenv("ZHIWANG_PASSWORD", "wrong")
    assert cli.run(["check", "--register", str(register)]) == 4
    captured = capsys.readouterr()
    assert all(word not in captured.err for word in ("Traceback", "系统异常", "非法"))
    assert "密码" in captured.err


def test_without_a_named_user_the_administrator_signs_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIWANG_PASSWORD", PASSWORD)
    monkeypatch.delenv("ZHIWANG_USER", raising=False)
    path = tmp_path / "office.zhiwang"
    assert cli.run(["new", str(path), "--office", "桂湖社区", "--admin", "wang", "--practice"]) == 0
    assert cli.run(["check", "--register", str(path)]) == 0
    monkeypatch.setenv("ZHIWANG_USER", "admin")
    assert cli.run(["check", "--register", str(path)]) == 4


def test_wrong_calls_and_missing_files_are_told_in_chinese(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, gone = str(register), str(register.parent / "gone.zhiwang")
    calls = {
        ("backup", file, file): 3,
        ("restore", gone, file): 4,
        ("import", "grids", str(register.parent / "grids.csv"), "--register", file, "--map", gone): 4,
        ("stats", "week", "2026-11-19", "2026-11-20", "--register", file): 2,
        ("gallery", "--out", file, "--font-scale", "groß"): 2,
        ("check", "--register"): 2,
    }
    for call, status in calls.items():
        capsys.readouterr()
        assert cli.run(list(call)) == status, call
        said = capsys.readouterr().err
        assert said.strip()
        assert not any(word in said for word in ("Got", "does not", "is a file", "requires", "valid")), said


def test_another_file_key(register: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    before = register.with_name(register.name + ".key").read_bytes()
    assert cli.run(["rekey", str(register)]) == 0
    told = capsys.readouterr()
    assert told.out == ""  # there is no other account whose first password could be told
    assert "新恢复码" in told.err
    assert register.with_name(register.name + ".key").read_bytes() != before
    assert cli.run(["check", "--register", str(register)]) == 0
    monkeypatch.setenv("ZHIWANG_PASSWORD", "not this one")
    assert cli.run(["rekey", str(register)]) == 4
