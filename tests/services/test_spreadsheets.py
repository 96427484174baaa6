"""Tables as offices send them: read, repaired or refused in plain words."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from app.errors import Unavailable
from app.services import spreadsheets

KNOWN = {"姓名", "证件号码", "小区", "楼栋", "单元", "房号", "登记日期"}


def opened(path: Path) -> spreadsheets.Spreadsheet:
    return spreadsheets.open_table(path, KNOWN.__contains__)


def workbook(path: Path, rows: list[list[object]], merges: tuple[tuple[int, int, int, int, object], ...] = ()) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("名单")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, column, cell, day)
                elif cell is not None:
                    sheet.write(number, column, cell)
        for merge in merges:
            sheet.merge_range(*merge)
    return path


def refusal(path: Path) -> Unavailable:
    with pytest.raises(Unavailable) as caught:
        opened(path)
    return caught.value


def test_header_below_titles_and_empty_lines(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [
            ["青禾社区人口名单"],
            [],
            ["制表：内勤", None, "2026年"],
            ["姓 名", "证件\n号码", None, "联系方式"],
            ["罗皓", "990106"],
            [],
            ["莫兰"],
        ],
    )
    table = opened(path)
    assert table.header == ("姓名", "证件号码", "", "联系方式")
    assert table.header_line == 4
    assert [(line, cells[0]) for line, cells in table.lines()] == [(5, "罗皓"), (7, "莫兰")]
    assert table.sheet == "名单"


def test_cells_keep_their_type(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["姓名", "证件号码", "登记日期"], ["罗皓", 990106194912310021, datetime(2026, 3, 1)]])
    (_, cells), *_ = opened(path).lines()
    assert isinstance(cells[1], float)
    assert cells[2] == date(2026, 3, 1)


def test_old_xls_and_et(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for column, title in enumerate(["姓名", "证件号码", "登记日期"]):
        sheet.write(0, column, title)
    style = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for column, cell in enumerate(["罗皓", "990106194912310021"]):
        sheet.write(1, column, cell)
    sheet.write(1, 2, datetime(2026, 3, 1), style)
    for name in ("a.xls", "a.et"):
        book.save(str(tmp_path / name))
        assert list(opened(tmp_path / name).lines()) == [(2, ["罗皓", "990106194912310021", date(2026, 3, 1)])]


@pytest.mark.parametrize(("encoding", "mark"), [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("gb18030", b""), ("utf-16", b"")])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_every_encoding(tmp_path: Path, encoding: str, mark: bytes, delimiter: str) -> None:
    text = f"姓名{delimiter}证件号码\r\n罗㭎{delimiter}990106194912310021\r\n"
    (tmp_path / "a.csv").write_bytes(mark + text.encode(encoding))
    table = opened(tmp_path / "a.csv")
    assert table.header == ("姓名", "证件号码")
    assert list(table.lines()) == [(2, ["罗㭎", "990106194912310021"])]


def test_cells_merged_downwards_are_filled(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [["姓名", "小区", "房号"], ["甲"], ["乙"], ["丙", "柳荫里", "201"]],
        ((1, 1, 2, 1, "青禾苑"), (1, 2, 2, 2, 101)),
    )
    assert [cells for _, cells in opened(path).lines()] == [["甲", "青禾苑", 101], ["乙", "青禾苑", 101], ["丙", "柳荫里", "201"]]


def test_header_of_two_lines(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [["姓名", "地址", None, None], [None, "小区", "楼栋", "房号"], ["甲", "青禾苑", "1栋", "101"]],
        ((0, 1, 0, 3, "地址"), (0, 0, 1, 0, "姓名")),
    )
    table = opened(path)
    assert table.header == ("姓名", "小区", "楼栋", "房号")
    assert [line for line, _ in table.lines()] == [3]


def test_header_repeated_on_every_page_is_left_out(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["姓名", "证件号码"], ["甲", "1"], ["姓名", "证件号码"], ["乙", "2"]])
    assert [cells[0] for _, cells in opened(path).lines()] == ["甲", "乙"]


def test_second_sheet_is_found(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        book.add_worksheet("说明").write(0, 0, "填写说明")
        book.add_worksheet("名单").write_row(0, 0, ["姓名", "证件号码"])
    assert opened(tmp_path / "a.xlsx").sheet == "名单"


def test_times_and_batches(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "单元"])
        for number in range(1, 26):
            sheet.write_datetime(number, 1, time(14, 5), book.add_format({"num_format": "hh:mm"}))
    table = opened(tmp_path / "a.xlsx")
    assert [len(batch) for batch in table.batches(10)] == [10, 10, 5]
    assert next(table.lines())[1][1] == time(14, 5)
    assert table.size == 25


@pytest.mark.parametrize(
    ("name", "content", "reason", "words"),
    [
        ("a.xlsx", b"hello world, this is text", "not_a_table", "不是 Excel 表格"),
        ("a.pdf", b"%PDF-1.7 ...", "not_a_table", "不是 Excel 表格"),
        ("a.xls", b"<html><table><tr><td>x</td></tr></table></html>", "not_a_table", "其实是网页"),
        ("a.xlsx", b"", "empty", "空文件"),
        ("a.xlsx", b"PK\x03\x04" + b"0" * 500, "damaged", "已损坏"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 2000, "damaged", "已损坏"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
            "打开密码",
        ),
        ("a.csv", b"\xff\x00\xff\x00\x80\x80", "encoding", "编码"),
        ("a.csv", b"\r\n\r\n , ,\r\n", "empty", "没有内容"),
        ("a.csv", "甲,1\r\n乙,2\r\n".encode(), "no_header", "没有找到表头"),
    ],
)
def test_refused_in_plain_words(tmp_path: Path, name: str, content: bytes, reason: str, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    trouble = refusal(tmp_path / name)
    assert trouble.reason == reason
    assert words in trouble.text


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path / "没有.xlsx").reason == "missing"
    assert refusal(tmp_path).reason == "not_a_table"


def test_empty_workbook(tmp_path: Path) -> None:
    assert refusal(workbook(tmp_path / "a.xlsx", [])).reason == "empty"
