"""Readings and terms of names; what a typed text may mean; addresses in any spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.addresses import address_key, parse_address, stored_address, stored_building, stored_room, stored_unit
from app.models.find_text import address_terms, classify
from app.models.names import initials, name_terms, normal_name, readings, text_terms


def found(name_or_terms: str, typed: str) -> bool:
    """A tiny full-text index: whether the terms meet every group of every word."""
    terms = name_or_terms.split()

    def meets(term: str) -> bool:
        return any(t.startswith(term[:-1]) for t in terms) if term.endswith("*") else term in terms

    return all(any(meets(term) for term in group) for word in classify(typed) for group in word.groups)


@pytest.mark.parametrize(
    ("surname", "one", "other"),
    [
        *(("单", "shan", "dan"), ("仇", "qiu", "chou"), ("解", "xie", "jie"), ("曾", "zeng", "ceng"), ("区", "ou", "qu"), ("查", "zha", "cha")),
        *(("朴", "piao", "pu"), ("盖", "ge", "gai"), ("翟", "zhai", "di"), ("尉迟", "yuchi", "weichi"), ("万俟", "moqi", "wansi")),
    ],
)
def test_surnames_are_found_by_either_reading(surname: str, one: str, other: str) -> None:
    terms = name_terms(surname + "桂英")
    assert found(terms, one + "guiying")
    assert found(terms, other + "guiying")
    assert found(terms, one)


def test_initials_begin_at_the_first_character() -> None:
    terms = name_terms("王桂英")
    assert initials("王桂英") == "wgy"
    for typed in ("w", "wg", "wgy", "WGY", "wanggui", "wangguiying", "王", "桂英", "王桂英", "英"):
        assert found(terms, typed), typed
    for typed in ("gy", "wy", "guiying", "wgyx", "桂王"):
        assert not found(terms, typed), typed


def test_readings_stay_few() -> None:
    assert readings("曾晓乐")[0] == ("zxl", "zengxiaole")
    assert ("cxy", "cengxiaoyue") in readings("曾晓乐")
    assert len(readings("曾长乐行")) <= 8


def test_u_with_dots_is_found_as_v_and_as_on_passports() -> None:
    terms = name_terms("吕布")
    assert found(terms, "lvbu")
    assert found(terms, "lübu")
    assert found(terms, "lyubu")


def test_minority_and_foreign_names() -> None:
    assert normal_name("阿不都•热合曼") == normal_name("阿不都．热合曼") == normal_name(" 阿不都・热合曼 ") == "阿不都·热合曼"
    terms = name_terms("阿不都·热合曼")
    for typed in ("阿不都·热合曼", "阿不都热合曼", "阿不都", "热合曼", "abdrhm"):
        assert found(terms, typed), typed
    assert found(name_terms("John Smith"), "smith")
    assert found(name_terms("John Smith"), "js")


def test_rare_characters_are_terms_like_any_other() -> None:
    name = "王\U00020bb7明"  # beyond the basic plane
    assert all(term.isalnum() for term in name_terms(name).split())
    assert found(name_terms(name), "\U00020bb7")
    assert found(name_terms(name), "王\U00020bb7")
    assert found(name_terms("王\ue864"), "\ue864")  # private use, from old national sets


def test_names_are_tidied_not_changed() -> None:
    assert normal_name(" 王 桂英 ") == "王桂英"
    assert normal_name("'王桂英") == "王桂英"
    assert normal_name("Ｊｏｈｎ　Ｓｍｉｔｈ") == "John Smith"


@given(st.text(max_size=12))
def test_no_text_raises(text: str) -> None:
    name_terms(text)
    text_terms(text)
    parse_address(text)
    assert all('"' not in term for word in classify(text) for group in word.groups for term in group)


@given(st.text(alphabet="王李曾单桂英小明乐长欧阳尉迟", min_size=1, max_size=4))
def test_every_part_of_a_name_finds_it(name: str) -> None:
    terms = name_terms(name)
    for start in range(len(name)):
        for end in range(start + 1, len(name) + 1):
            assert found(terms, name[start:end])
    assert found(terms, initials(name))


def test_kinds_of_typed_text() -> None:
    words = classify("1310 002x wgy 桂英 湖畔里5栋1204 06网格")
    assert [word.kind for word in words] == ["digits", "digits", "letters", "chinese", "address", "mixed"]
    assert words[1].text == "002X"
    assert words[0].expression == ""
    assert words[2].expression == '("1wgy"* OR "2wgy"*)'
    assert classify("   ") == ()


def test_addresses_are_found_while_they_are_typed() -> None:
    terms = address_terms("湖畔里", "5栋", "2单元", "1204")
    for typed in ("湖畔里5栋1204", "湖畔里5栋12", "湖畔里5", "5栋", "5栋2单元1204室", "5-2-1204", "5-1204", "湖畔 5号楼", "畔里"):
        assert found(terms, typed), typed
    for typed in ("湖畔里6栋", "5栋1205", "4-1204", "6-2-1204"):
        assert not found(terms, typed), typed


def test_addresses_are_stored_with_their_words() -> None:
    assert stored_address("桂湖花园", "3", "1", "1204.0").text == "桂湖花园3栋1单元1204"
    assert (stored_building("５号楼"), stored_building("A座"), stored_unit("无"), stored_room("1204室")) == ("5号楼", "A座", "", "1204")
    assert stored_room("商铺01") == "商铺01"


def test_spellings_of_one_door() -> None:
    keys = {
        address_key("桂湖花园", building, unit, room)
        for building in ("5", "5栋", "5号楼", "05栋", "５幢", "五栋")
        for unit in ("1", "1单元", "一单元")
        for room in ("1204", "1204室", "1204.0")
    }
    assert len(keys) == 1
    assert address_key("甲", "十二栋", "", "1") == address_key("甲", "12栋", "", "1")
    assert address_key("甲", "1栋", "", "1") != address_key("甲", "1栋", "1单元", "1")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("桂湖花园-3栋-1单元-1204", ("桂湖花园", "3栋", "1单元", "1204")),
        ("桂湖花园－3－1－1204", ("桂湖花园", "3栋", "1单元", "1204")),
        ("桂湖花园-3-1204", ("桂湖花园", "3栋", "", "1204")),
        ("桂湖花园3栋1单元1204室", ("桂湖花园", "3栋", "1单元", "1204")),
        ("湖畔里5栋1204", ("湖畔里", "5栋", "", "1204")),
        ("桂湖花园-1栋--商铺07", ("桂湖花园", "1栋", "", "商铺07")),
    ],
)
def test_addresses_in_one_text(text: str, words: tuple[str, ...]) -> None:
    assert parse_address(text) == words


@pytest.mark.parametrize("text", ["", "桂湖花园", "十二栋", "13800138000", "王桂英"])
def test_what_is_no_address(text: str) -> None:
    assert parse_address(text) is None
