"""Every row of id_examples.csv, the worked examples of domain.md, and that no text whatever makes a check raise."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.identity import (
    check_credit_code,
    check_disability_card,
    check_document,
    check_many,
    check_number,
    check_phone,
    check_resident_id,
    type_of_number,
    upgrade,
)
from app.models.resident_numbers import check_character

TODAY = date(2026, 11, 20)
EXAMPLES = list(csv.DictReader((Path(__file__).parent.parent / "data" / "id_examples.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: f"{row['kind']}-{row['value']}")
def test_every_example(row) -> None:
    checked = check_number(row["kind"], row["value"], TODAY)
    assert checked.severity == {"normalised": "ok"}.get(row["severity"], row["severity"])
    assert checked.reason_code == row["reason_code"]
    assert checked.usable == (row["valid"] == "1")
    assert bool(checked.reason) == bool(row["reason_code"])
    assert checked.sex == row["sex"]
    if "/2000" not in row["birth"]:  # an old permanent card does not tell the century
        assert (checked.birth.isoformat() if checked.birth else "") == row["birth"]
    if row["region"]:
        assert checked.region == row["region"]
    if "normalised to " in row["note"]:
        assert checked.normalized == row["note"].split("normalised to ")[1]
    if "upgrade gives " in row["note"]:
        assert checked.suggestion == row["note"].split("upgrade gives ")[1]


def test_the_interface_functions_find_the_kind_themselves() -> None:
    for row in EXAMPLES:
        if row["kind"] in ("ric", "hmt", "fpr_new", "fpr_old"):
            assert check_resident_id(row["value"], TODAY).reason_code == row["reason_code"], row
        if row["kind"] == "uscc":
            assert check_credit_code(row["value"]).reason_code == row["reason_code"], row


# Examples printed in the standards and on specimen cards (domain.md)
@pytest.mark.parametrize(
    ("number", "kind", "sex"),
    [
        ("34052419800101001X", "ric", "1"),
        ("11010519491231002x", "ric", "2"),
        ("810000199408230021", "hmt", "2"),
        ("911124198108030024", "fpr_new", "2"),
        ("CAN110081080310", "fpr_old", ""),
    ],
)
def test_published_numbers(number: str, kind: str, sex: str) -> None:
    checked = check_resident_id(number, TODAY)
    assert (checked.severity, checked.kind, checked.sex) == ("ok", kind, sex)


def test_fifteen_digits_are_offered_upgraded_but_not_taken_over() -> None:
    checked = check_resident_id("340524800101001", TODAY)
    assert (checked.severity, checked.reason_code, checked.suggestion) == ("error", "E_15", "34052419800101001X")
    assert upgrade("340524800101001") == "34052419800101001X"
    assert check_resident_id("340524801301001", TODAY).reason_code == "E_DATE"


def test_invented_numbers_only_in_a_practice_register() -> None:
    assert check_resident_id("990000199003070128", TODAY, practice=True).severity == "ok"
    assert check_resident_id("990000199003070128", TODAY).reason_code == "E_REGION"


def test_spreadsheet_damage_is_named() -> None:
    assert check_resident_id("1.10105E+17", TODAY).reason_code == "E_SCI"
    assert check_resident_id("1.10105194912310e+17", TODAY).reason_code == "E_SCI"
    assert check_resident_id("110105194912310000", TODAY).reason_code == "E_EXCEL_TAIL"


def test_dates_to_come_and_great_age() -> None:
    assert check_resident_id("11010520261121" + "001" + check_character("11010520261121001"), TODAY).reason_code == "E_FUTURE"
    assert check_resident_id("11010520261120" + "001" + check_character("11010520261120001"), TODAY).severity == "ok"
    old = "11010519051120" + "001"
    assert check_resident_id(old + check_character(old), TODAY).reason_code == "W_AGE"
    younger = "11010519061121" + "001"
    assert check_resident_id(younger + check_character(younger), TODAY).reason_code == ""


def test_message_says_what_and_what_to_do() -> None:
    text = check_resident_id("110105194912310021", TODAY).reason
    assert "末位应为 X" in text
    assert text.endswith("核对")
    assert "字母 O" in check_resident_id("11O105194912310021", TODAY).reason


@given(st.text())
def test_no_text_makes_a_check_raise(text: str) -> None:
    for checked in (
        check_resident_id(text, TODAY),
        check_resident_id(text),
        check_credit_code(text),
        check_phone(text),
        check_disability_card(text, TODAY),
    ):
        assert checked.severity in ("ok", "warning", "error")


NUMBER_LIKE = st.text(alphabet="0123456789XxOo ' 　１２\x00", min_size=13, max_size=22)


@given(NUMBER_LIKE, st.sampled_from("111 113 117 414 511 516 553 571 572 990 000".split()))
def test_no_number_like_text_makes_a_check_raise(text: str, id_type: str) -> None:
    assert check_document(id_type, text, TODAY).severity in ("ok", "warning", "error")
    assert check_credit_code(text).severity in ("ok", "warning", "error")


regions = st.sampled_from(["110105", "440524", "330106", "650102", "810000", "931840"])
births = st.dates(date(1930, 1, 1), date(2026, 11, 19))
serials = st.integers(1, 999)


@given(regions, births, serials)
def test_numbers_made_by_the_rule_pass(region: str, birth: date, serial: int) -> None:
    # the weights of the standard, 2^(18-i) mod 11, computed here independently
    first = f"{region}{birth:%Y%m%d}{serial:03d}"
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(first))
    number = first + "10X98765432"[total % 11]
    checked = check_resident_id(number, TODAY)
    assert checked.severity == "ok"
    assert (checked.birth, checked.sex) == (birth, "1" if serial % 2 else "2")


@given(regions, births, serials, st.integers(0, 17), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(region: str, birth: date, serial: int, place: int, shift: int) -> None:
    first = f"{region}{birth:%Y%m%d}{serial:03d}"
    number = first + check_character(first)
    if number[place] == "X":
        return
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert check_resident_id(wrong, TODAY).severity == "error"


def test_a_column_is_checked_like_its_cells() -> None:
    numbers = [row["value"] for row in EXAMPLES]
    assert check_many(numbers, TODAY) == [check_resident_id(number, TODAY) for number in numbers]


@pytest.mark.parametrize(
    ("code", "reason_code", "kind"),
    [
        ("91350100M000100Y43", "", "uscc"),
        ("91350100m000100y43", "N_LOWER", "uscc"),
        ("D2143569-X", "", "org"),
        ("110108000000016", "", "reg15"),
        ("", "E_EMPTY", "uscc"),
        ("9.13501E+17", "E_SCI", "uscc"),
        ("110108000000017", "E_LENGTH", "uscc"),
    ],
)
def test_credit_codes(code: str, reason_code: str, kind: str) -> None:
    checked = check_credit_code(code)
    assert (checked.reason_code, checked.kind) == (reason_code, kind)


@pytest.mark.parametrize(
    ("id_type", "number", "reason_code"),
    [
        ("111", "34052419800101001X", ""),
        ("111", "810000199408230021", "E_TYPE"),
        ("571", "34052419800101001X", "E_TYPE"),
        ("572", "830000199201300022", ""),
        ("553", "CAN110081080310", ""),
        ("414", "E12345678", ""),
        ("414", "ab 123456", "N_SPACE"),
        ("117", "A123456789", ""),
        ("117", "1234567890", "E_FORMAT"),
        ("000", "", ""),
        ("000", "123", "E_FORMAT"),
        ("990", "任意号码 7", "N_SPACE"),
        ("990", "9" * 31, "E_LENGTH"),
    ],
)
def test_documents_by_type(id_type: str, number: str, reason_code: str) -> None:
    assert check_document(id_type, number, TODAY).reason_code == reason_code


def test_type_follows_from_the_number() -> None:
    numbers = ["34052419800101001X", "810000199408230021", "830000199201300022", "911124198108030024"]
    assert [type_of_number(check_resident_id(number, TODAY)) for number in numbers] == ["111", "571", "572", "553"]


def test_phones() -> None:
    assert check_phone("１３８００１３８０００").normalized == "13800138000"
    assert check_phone("0571-88880000").severity == "ok"
    assert check_phone("12345").severity == "warning"


def test_a_practice_register_takes_the_invented_region_in_credit_codes_without_a_remark() -> None:
    first = "92990106MA8K3Q7T9"
    weights = [pow(3, place, 31) for place in range(17)]
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    code = first + alphabet[-sum(alphabet.index(c) * w for c, w in zip(first, weights, strict=True)) % 31]
    assert check_credit_code(code).reason_code == "W_REGION"
    assert check_credit_code(code, practice=True).reason_code in ("", "W_ORG")
