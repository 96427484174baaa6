"""Masks of domain.md §1.3."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.masking import anonymous_name, mask_account, mask_address, mask_id, mask_name, mask_phone

NUMBER = "11010519491231002X"


def test_numbers() -> None:
    assert mask_id(NUMBER) == "110105********002X"
    assert mask_id(NUMBER, strict=True) == "1****************X"
    assert mask_id("CAN110081080310") == "CAN110******310"
    assert mask_id("E12345678") == "E1*****78"
    assert mask_id("") == ""


def test_phones() -> None:
    assert mask_phone("13800138000") == "138****8000"
    assert mask_phone("0571-88880000") == "0571-8888****"
    assert mask_phone("") == ""


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张明", "张*"), ("张三明", "张*明"), ("欧阳小明", "欧阳**"), ("欧阳修", "欧阳*"), ("阿不都·热合曼", "阿**·***"), ("丁", "*"), ("", "")],
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_names_in_reports() -> None:
    assert (anonymous_name("朱小明"), anonymous_name("诸葛亮"), anonymous_name("")) == ("朱某", "诸葛某", "")


def test_addresses_end_at_the_building() -> None:
    assert mask_address("桂湖花园3栋1单元1204") == "桂湖花园3栋***"
    assert mask_address("湖畔里5号楼1204室") == "湖畔里5号楼***"
    assert mask_address("青禾路18号") == "青禾路***"


def test_accounts() -> None:
    assert mask_account("6222020200012345678") == "***************5678"


@given(st.text(min_size=5))
def test_masks_never_show_everything(text: str) -> None:
    for masked in (mask_id(text), mask_id(text, strict=True), mask_phone(text)):
        assert "*" in masked
        assert len(masked) == len(text)
