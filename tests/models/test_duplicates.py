"""Scores by hand from the table of points, keys that bring candidates together, and merging field by field."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import pytest

from app.models.duplicates import (
    PersonKeys,
    blocking_keys,
    candidates,
    folded,
    keeper,
    merge_plan,
    merged_values,
    narrow_keys,
    pair_key,
    score,
)

WANG = PersonKeys("a", "王桂英", "", "2", "1951-08-03", "19900000417", "", "d1", "湖畔里5栋")
SAME = replace(WANG, id="b", phone="", dwelling_id="d2", building="桂湖花园3栋")


@pytest.mark.parametrize(
    ("change", "points", "level"),
    [
        ({}, 75, "likely"),  # name 40 + birth date 35
        ({"name": "王桂瑛"}, 65, "possible"),  # homophone 30 + 35
        ({"name": "王桂瑛", "dwelling_id": "d1"}, 85, "likely"),
        ({"birth_date": "1951-03-08"}, 64, "possible"),  # month and day exchanged 24
        ({"birth_date": "1951-08-30"}, 64, "possible"),  # two digits exchanged
        ({"birth_date": "1951-08-13"}, 60, "possible"),  # one digit
        ({"birth_date": "1951"}, 55, "possible"),  # year only
        ({"birth_date": "1951-01-01"}, 55, "possible"),  # day not known
        ({"birth_date": ""}, 40, ""),  # a name alone is nothing
        ({"birth_date": "1980-11-27"}, 15, ""),
        ({"birth_date": "", "phone": "199 0000 0417"}, 60, "possible"),
        ({"name": "李秀兰", "former_name": "王桂英"}, 71, "possible"),
        ({"name": "王英桂"}, 59, "possible"),  # order 24
        ({"sex": "1"}, 55, "possible"),
    ],
)
def test_points(change: dict[str, str], points: int, level: str) -> None:
    found = score(WANG, replace(SAME, **change))
    assert (found.score, found.level) == (points, level), found.explanation


def test_reasons_are_words() -> None:
    found = score(WANG, replace(SAME, name="王桂瑛", dwelling_id="d1"))
    assert found.explanation == "姓名同音（王桂英、王桂瑛），出生日期相同，同住一处：85 分，疑似同一人"


def test_twins_and_room_mates_are_not_one_person() -> None:
    twin = replace(WANG, id="b", name="王桂兰")
    assert (score(WANG, twin).score, score(WANG, twin).level) == (70, "possible")
    other = replace(WANG, id="b", name="李建国")
    assert score(WANG, other).score <= 30


def test_numbers_speak_louder() -> None:
    numbered = replace(WANG, id_number="990206195108032348")
    assert score(numbered, replace(SAME, id_number="990206195108032348")).score == 100
    assert score(numbered, replace(SAME, id_number="990206195108039999")).level == ""
    assert score(numbered, replace(SAME, id_number="990206195108032384")).level == "likely"  # two digits exchanged
    assert score(numbered, replace(SAME, birth_date="", id_number="990206510803234")).level == "likely"  # old number


def test_variants_traditional_forms_and_short_surnames_fold() -> None:
    assert folded("張偉傑") == folded("张伟杰")
    assert folded("肖建国") == folded("萧建国")
    assert folded("李肖") != folded("李萧")  # only as a surname
    assert score(replace(WANG, name="王喆"), replace(SAME, name="王哲")).evidence[0].points == 38


def test_every_fold_is_one_character_into_another() -> None:
    from app.models.duplicates import _PAIRS, _VARIANTS

    assert all(len(pair) == 2 and pair[0] != pair[1] for pair in _PAIRS.split())
    assert not set(_VARIANTS) & set(_VARIANTS.values())  # folding once is enough


def test_candidates_share_a_key() -> None:
    keys = set(blocking_keys(WANG))
    for change in (
        {"name": "王桂瑛", "birth_date": "", "phone": ""},
        {"name": "王芳", "birth_date": "1951-03-08"},
        {"name": "李四", "birth_date": "", "phone": "19900000417"},
        {"name": "", "former_name": "王桂英", "birth_date": ""},
        {"name": "李四", "dwelling_id": "d1"},
    ):
        assert keys & set(blocking_keys(replace(SAME, **change))), change
    stranger = PersonKeys("z", "陈国富", "", "1", "1948-02-17", "19900000000", "", "d9")
    assert not keys & set(blocking_keys(stranger))
    assert len(keys) <= 12


def test_polyphones_meet() -> None:
    one, other = PersonKeys("a", "曾小乐", birth_date="1990"), PersonKeys("b", "增小乐", birth_date="1990")
    assert set(blocking_keys(one)) & set(blocking_keys(other))
    assert score(one, other).evidence[0].points == 30


def test_ranking_and_memory() -> None:
    weak = replace(SAME, id="c", birth_date="1951")
    found = candidates(WANG, [weak, WANG, SAME, replace(SAME, id="d", name="李四")])
    assert [c.person.id for c in found] == ["b", "c"]
    assert [c.person.id for c in candidates(WANG, [weak, SAME], {pair_key("b", "a")})] == ["c"]


LEFT = {
    "name": "王桂英",
    "id_type": "111",
    "id_number": "990206195108032348",
    "birth_date": "1951-08-30",
    "phone": "",
    "registered_address": "云汀市",
    "employment": "80",
    "entered_ms": 1,
}
RIGHT = {
    "name": "王桂瑛",
    "id_type": "000",
    "no_number_reason": "未带证件",
    "birth_date": "1951-08-03",
    "phone": "19900000417",
    "registered_address": "云汀市南川县",
    "employment": "80",
    "entered_ms": 9,
}


def test_merge_plan_and_values() -> None:
    plan = {line.columns[0]: line for line in merge_plan(LEFT, RIGHT)}
    picks = {name: (line.pick, line.why) for name, line in plan.items() if line.differs}
    assert picks == {
        "name": ("right", "录入较晚"),
        "id_type": ("left", "有证件号码"),
        "birth_date": ("right", "与证件号码一致"),
        "registered_address": ("right", "写得更全"),
        "phone": ("right", "这边没有填"),
    }
    assert keeper(LEFT, RIGHT) == "left"
    assert keeper(RIGHT, LEFT) == "right"
    assert merged_values(merge_plan(LEFT, RIGHT), {"name": "left"}) == {
        "birth_date": "1951-08-03",
        "registered_address": "云汀市南川县",
        "phone": "19900000417",
    }


def test_a_document_moves_as_a_whole() -> None:
    changes = merged_values(merge_plan(RIGHT, LEFT), {"name": "left", "birth_date": "left"})
    assert changes == {"id_type": "111", "id_number": "990206195108032348", "no_number_reason": ""}


def test_two_records_worth_a_look_share_a_narrow_key() -> None:
    """Going through a whole register compares only records that share a narrow key: nothing that scores enough may be missed."""
    names = ("王桂英", "王桂瑛", "王英桂", "肖建国", "萧建国", "王桂芳")
    births = ("1951-08-03", "1951-03-08", "1951-08-13", "1951", "")
    phones, dwellings = ("19900000001", ""), ("d1", "")
    people = [
        PersonKeys(str(place), name, birth_date=birth, phone=phone, dwelling_id=dwelling, building="湖畔里5栋")
        for place, (name, birth, phone, dwelling) in enumerate(product(names, births, phones, dwellings))
    ]
    missed = [
        (one, other)
        for one, other in combinations(people, 2)
        if score(one, other).score >= 60 and not set(narrow_keys(one)) & set(narrow_keys(other))
    ]
    assert missed == []
