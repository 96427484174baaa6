"""The short form of ``benchmarks/fuzz.py``, and what its long form has found, each by itself."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest

from app.errors import Refused, Unavailable
from app.models.unseen import visible
from app.services import audit, find, imports, spreadsheets
from app.storage import key_file
from benchmarks import fuzz
from tests.services.import_desk import assert_sound, desk, number, resident, rows_of, table

pytestmark = pytest.mark.timeout(60)


def test_nothing_but_plain_refusals_and_nothing_wrong_accepted(tmp_path: Path) -> None:
    outcome, chance = fuzz.Outcome(), random.Random(20261120)
    session = fuzz.desk(tmp_path, practice=True)
    fuzz.cells(outcome, session, chance, tmp_path, 1000)
    fuzz.files(outcome, session, chance, tmp_path, 40)
    fuzz.strings(outcome, session, chance, 300)
    fuzz.accepted(outcome, session, practice=True)
    fuzz.passwords(outcome, chance, tmp_path, 100)
    assert outcome.faults == []
    assert outcome.counts["cells rows accepted"] > 100
    assert outcome.counts["cells rows refused"] > 100


def test_the_second_computation_of_check_digits_agrees_with_published_examples() -> None:
    assert fuzz.right_number("11010519491231002X")  # the example of GB 11643-1999
    assert not any(fuzz.right_number(f"11010519491231002{digit}") for digit in "0123456789")
    assert not fuzz.right_number("11010519490231002X")
    assert fuzz.right_code("91350100M000100Y43")  # the example of GB 32100-2015
    assert not fuzz.right_code("91350100M000100Y44")


def stretched(path: Path, cell: str) -> Path:
    """The same workbook with one more cell far away."""
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    line = "".join(filter(str.isdigit, cell))
    sheet = "xl/worksheets/sheet1.xml"
    members[sheet] = members[sheet].replace(b"</sheetData>", f'<row r="{line}"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in members.items():
            new.writestr(name, data)
    return path


@pytest.mark.parametrize("cell", ["XFD1048576", "ZZ1048576", "AAA99999", "A999999999"])
def test_a_stray_cell_far_away_is_refused_before_it_fills_the_memory(tmp_path: Path, cell: str) -> None:
    session = desk(tmp_path)
    path = stretched(table(tmp_path / "a.xlsx", "residents", [resident("罗皓", number("19800101"))]), cell)
    with pytest.raises(Unavailable, match="使用范围有") as caught:
        imports.preview(session, "residents", path)
    assert caught.value.reason == "too_big"


@pytest.mark.parametrize("cell", ["XFD9", "CV5000", "C99999"])
def test_a_stray_cell_that_can_be_read_is_read(tmp_path: Path, cell: str) -> None:
    session = desk(tmp_path)
    path = stretched(table(tmp_path / "a.xlsx", "residents", [resident("罗皓", number("19800101"))]), cell)
    assert imports.preview(session, "residents", path).accepted == 1


def test_what_swells_when_unpacked_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.services import workbook_limits

    session = desk(tmp_path)
    path = table(tmp_path / "a.xlsx", "residents", [resident("罗皓", number("19800101"))])
    monkeypatch.setattr(workbook_limits, "MOST_BYTES", 2000)
    with pytest.raises(Unavailable, match="解开后超过"):
        imports.preview(session, "residents", path)


def test_other_zipped_things_are_no_workbooks(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", "<a/>")
    with pytest.raises(Unavailable) as caught:
        spreadsheets.open_table(path, bool)
    assert caught.value.reason == "not_a_table"


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf\xe5\xa7\xe5,1\n", b"\xff\xfe\x31\x00\x32", b"\xff\xfe\x00\xd8\x00\xd8"])
def test_a_mark_that_does_not_keep_its_word(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(Unavailable) as caught:
        spreadsheets.open_table(path, bool)
    assert caught.value.reason == "encoding"


def test_characters_that_nobody_sees_do_not_come_in(tmp_path: Path) -> None:
    session, right = desk(tmp_path), number("19800101")
    rows = [resident("罗\u202e皓\x07", f"\u200e{right}\u202c", 联系电话="\u202a199\x1f00000001\u200b", 小区="青\u2066禾苑"), resident("罗皓", right)]
    result = imports.run(session, "residents", table(tmp_path / "a.xlsx", "residents", rows))
    assert (result.accepted, result.rejected) == (1, 1)  # the second is the same person
    assert rows_of(session, "resident", "name, id_number, phone") == [("罗皓", right, "19900000001")]
    assert rows_of(session, "dwelling", "estate") == [("青禾苑",)]
    assert_sound(session)


def test_rare_characters_stay() -> None:
    for text in ("𠮷田", "𰻞", "王\ue863", "阿卜杜拉·买买提", "甲\n乙\t丙", "葛\U000e0100"):
        assert visible(text) == text
    assert visible("甲\r\n乙\r丙") == "甲\n乙\n丙"


def test_a_name_broken_over_two_lines_is_one_name(tmp_path: Path) -> None:
    session = desk(tmp_path)
    imports.run(session, "grids", table(tmp_path / "a.xlsx", "grids", [["09", "桂湖\n第九\t网格", "S1", "网格"]]))
    assert ("桂湖第九网格",) in rows_of(session, "grid", "name")


def test_a_letter_in_a_cell_is_refused_by_its_title(tmp_path: Path) -> None:
    session = desk(tmp_path)
    rows = [resident("罗皓", number("19800101"), 备注="长" * 2001), resident("莫兰", number("19800102"), 备注="长" * 2000)]
    found = imports.preview(session, "residents", table(tmp_path / "a.xlsx", "residents", rows))
    assert [reject.reasons for reject in found.rejects] == [("备注有 2,001 个字，最多 2,000 个，请缩短",)]
    assert found.accepted == 1


def test_half_a_character_finds_nothing_and_opens_nothing(tmp_path: Path) -> None:
    session = desk(tmp_path)
    assert find.find(session, "王\udfff") == []
    assert len(audit.find(session, audit.LogFilter(text="\ud800")).keys) == len(audit.find(session, audit.LogFilter()).keys)
    path = tmp_path / "office.key"
    key_file.create(path, "register", "admin", "Right-2026")
    with pytest.raises(Unavailable) as caught:
        key_file.unlock(path, "admin", "Right-2026\ud800")
    assert caught.value.reason == "wrong_password"


@pytest.mark.parametrize("change", [b"null", b"[]", b'"x"', b"1e400"])
def test_a_key_file_with_other_values_is_damaged(tmp_path: Path, change: bytes) -> None:
    path = tmp_path / "office.key"
    key_file.create(path, "register", "admin", "Right-2026")
    whole = path.read_bytes()
    for name in (b'"version": ', b'"time": ', b'"salt": ', b'"slots": '):
        at = whole.index(name) + len(name)
        path.write_bytes(whole[:at] + change + whole[at:][whole[at:].index(b"\n") - 1 :])
        with pytest.raises((Unavailable, Refused)):
            key_file.unlock(path, "admin", "Right-2026")


