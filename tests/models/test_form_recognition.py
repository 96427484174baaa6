"""What stands where in small forms made by hand."""

from __future__ import annotations

import pytest

from app.models.form_matching import Matcher
from app.models.form_recognition import CARD, LIST, STATISTICS, FormSheet, fingerprint, recognise
from app.models.form_values import masked, value_of
from app.models.form_words import ENTITY, PERSON, field_of, field_of_chain
from app.storage.forms import Called
from tests.models.test_form_statistics import DAY


def fields(*rows: tuple[str, ...], merged: tuple[tuple[int, int, int, int], ...] = ()) -> list[list[str]]:
    return [[item.field for item in part.items] for part in recognise([FormSheet("表", rows, merged)]).parts]


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("姓　名", "name"), ("*公民身份号码（必填）", "id_number"), ("监护人电话", ""), ("低保证号", ""), ("是否享受低保", "tag:101"),
        ("老人联系方式", "phone"), ("户主身份证号", "head_id_number"), ("房东联系电话", "owner_phone"), ("残疾等级", ""), ("儿童类别", ""),
        ("身份证号/护照号", "id_number"), ("姓名/电话", ""), ("户籍性质", ""), ("银行账号", ""), ("紧急联系人手机", "emergency_phone"),
    ],
)  # fmt: skip
def test_titles_are_understood_whole_or_not(title: str, field: str) -> None:
    assert field_of(PERSON, title) == field


def test_the_upper_line_says_whose() -> None:
    assert field_of_chain(PERSON, ("监护人", "联系电话")) == ""
    assert field_of_chain(PERSON, ("户籍地", "详细地址")) == "registered_address"
    assert field_of_chain(PERSON, ("残疾情况", "类别")) == ""
    assert field_of(ENTITY, "消防安全责任人") == "responsible"


def test_notes_numbers_and_examples_are_passed() -> None:
    sheet = FormSheet("表", (("花名册", "", ""), ("序号", "姓名", "性别"), ("1", "2", "3"), ("例：", "张三", "男"), ("", "", ""), ("", "", ""),
                            ("合计", "", ""), ("填表人：", "", "")), ((0, 0, 0, 2),))  # fmt: skip
    (part,) = recognise([sheet]).parts
    assert (part.kind, part.header_last, part.first_row, part.last_row, part.open_end, part.filled) == (LIST, 1, 4, 5, False, ())


def test_content_says_what_the_title_does_not() -> None:
    rows = (("姓名", "性别", "号码", "备用"),
            ("王建平", "男", "990101195003071234", "13800001111"), ("李秀英", "女", "990101195211020021", "13900001111"))  # fmt: skip
    assert fields(*rows) == [["name", "sex", "id_number", "phone"]]


def test_headers_of_every_build() -> None:
    assert fields(("序号", "基本信息", "", "住址", ""), ("", "姓名", "电话", "小区", "楼栋"), ("", "", "", "", "")) == [
        ["seq", "name", "phone", "estate", "building"]]  # fmt: skip
    assert fields(("姓名", "出生年月", "", "性别"), ("", "年", "月", ""), ("", "", "", ""), merged=((0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3))) == [
        ["name", "birth_year", "birth_month", "sex"]]  # fmt: skip
    assert fields(("姓名", "签名"), ("", "")) == [["name", ""]]
    assert fields(("序号", "姓名", "序号", "姓名"), ("1", "", "11", "")) == [["seq", "name", "", ""]]
    (part,) = recognise([FormSheet("表", (("序号", "姓名", "序号", "姓名"), ("1", "", "11", "")))]).parts
    assert part.filled == ()


def test_labels_below_each_other_are_no_header() -> None:
    rows = (("基本情况", "姓名", "", "性别", ""), ("", "民族", "", "年龄", ""), ("", "身份证号码", "", "电话", ""))
    (part,) = recognise([FormSheet("表", rows, ((0, 0, 2, 0),))]).parts
    assert part.kind == CARD
    assert [item.field for item in part.items if item.field] == ["name", "sex", "ethnic", "age", "id_number", "phone"]


def test_labels_beside_and_inside() -> None:
    sheet = FormSheet("表", (("登记表", "", "", ""), ("姓名", "", "性别", ""), ("家庭住址", "", "", ""), ("身份证号：____ 电话：", "", "", "")),
                      ((0, 0, 0, 3), (2, 1, 2, 3), (3, 0, 3, 3)))  # fmt: skip
    (part,) = recognise([sheet]).parts
    assert part.kind == CARD
    assert [(item.field, item.row, item.column, item.inline) for item in part.items] == [
        ("name", 1, 1, False), ("sex", 1, 3, False), ("address", 2, 1, False), ("id_number", 3, 0, True), ("phone", 3, 0, True)]  # fmt: skip


def test_a_form_is_known_by_its_titles_not_by_its_content() -> None:
    blank = recognise([FormSheet("表", (("姓名", "性别"), ("", "")))])
    filled = recognise([FormSheet("表", (("姓 名", "性别："), ("王建平", "男")))])
    other = recognise([FormSheet("表", (("姓名", "年龄"), ("", "")))])
    assert blank.fingerprint == filled.fingerprint != other.fingerprint
    assert fingerprint([]) == ""


def test_numbers_are_asked_for() -> None:
    (part,) = recognise([FormSheet("表", (("指标", "男", "女"), ("60岁以上", "", ""), ("低保", "", "")))]).parts
    assert part.kind == STATISTICS


FACTS = {"name": "王建平", "birth": "1950-03-07", "id_number": "990101195003071234", "phone": "13800001111", "sex": "男", "tags": "101"}


@pytest.mark.parametrize(
    ("field", "title", "example", "text"),
    [
        ("birth", "出生日期", "", "1950-03-07"), ("birth", "出生年月", "", "1950-03"), ("birth", "出生年月（如1990.05）", "", "1950.03"),
        ("birth", "出生日期", "1962年5月1日", "1950年3月7日"), ("birth", "出生日期(格式:19900101)", "", "19500307"), ("age", "年龄", "", "76"),
        ("tag:101", "是否低保", "", "是"), ("tag:101", "低保（√）", "", "√"), ("tag:201", "有/无残疾", "", "无"), ("tag:303", "高龄", "", "否"),
        ("sex", "性别（1男2女）", "", "1"),
    ],
)  # fmt: skip
def test_values_in_the_writing_of_the_form(field: str, title: str, example: str, text: str) -> None:
    assert value_of(field, FACTS, DAY, title, example).text == text


def test_masks_are_strict_beside_a_birth_date() -> None:
    assert masked(FACTS, frozenset(("id_number", "birth")))["id_number"] == "9" + "*" * 16 + "4"
    assert masked(FACTS, frozenset(("id_number",)))["id_number"] == "990101********1234"
    assert not value_of("education", FACTS, DAY).known


PEOPLE = [
    Called(1, "a", "王建平", "990101195003071234", "13800001111", "1", "1950-03-07", "桂湖花园1栋101"),
    Called(2, "b", "李秀英", "990101195211020021", "", "2", "1952-11-02", ""),
    Called(3, "c", "李秀英", "990101196001010021", "", "2", "1960-01-01", ""),
]


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ({"id_number": "990101195003071234"}, 1), ({"name": "王建平", "phone": "13800001111"}, 1), ({"name": "王建平"}, 0),
        ({"name": "王建平", "phone": "13900000000"}, 0), ({"name": "李秀英"}, 0), ({"name": "李秀英", "birth": "1960-01-01"}, 3),
        ({"name": "张三", "id_number": "990101195003071234"}, 0), ({"name": "李秀英", "id_number": "990101********0021"}, 0),
        ({"name": "王建平", "id_number": "990101********1234"}, 1), ({"name": "赵六"}, 0), ({}, 0),
        ({"name": "王建平", "birth": "1951-03-07", "phone": "13800001111"}, 0),
    ],
)  # fmt: skip
def test_nobody_is_guessed(row: dict[str, str], key: int) -> None:
    match = Matcher(PEOPLE).find(row)
    assert match.key == key
    assert bool(match.why) == (key == 0)
