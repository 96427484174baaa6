"""Entry at the door: checks, automatic values, what carries over; numbers of the invented region 99 with hand-made check characters."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from app.models.household_checks import CheckRules, Surroundings, blocks, check_field, check_household, check_person
from app.models.household_entry import (
    HouseholdDraft,
    PersonDraft,
    carried_from_household,
    carried_from_member,
    carried_from_visit,
    changed_columns,
    copied_person,
    from_number,
    from_plain,
    new_member,
    person_from_plain,
    plain,
    region_text,
    suggested_population,
    suggested_tags,
    summary_of_changes,
    without_document,
)

TODAY = date(2026, 11, 20)
AROUND = Surroundings(TODAY, practice=True)


def number(first17: str) -> str:
    """Check character by the formula of GB 11643, written out again."""
    weights = [2 ** (18 - i) % 11 for i in range(1, 18)]
    return first17 + "10X98765432"[sum(int(d) * w for d, w in zip(first17, weights, strict=True)) % 11]


HEAD = PersonDraft(
    name="王建平",
    relation="02",
    id_number=number("99020619790412131"),
    sex="1",
    birth_date="1979-04-12",
    consistency="21",
    came_on="2023-08-15",
    ethnic_group="01",
    phone="19900007725",
)
CHILD = replace(
    HEAD, name="王子涵", relation="30", id_number=number("99020620100603002"), sex="2", birth_date="2010-06-03", phone=""
)


def fields(person: PersonDraft, *others: PersonDraft, severity: str = "", rules: CheckRules | None = None) -> list[str]:
    found = check_person(person, others, AROUND, rules)
    return [p.field for p in found if not severity or p.severity == severity]


def test_a_family_without_problems() -> None:
    assert check_person(HEAD, [CHILD], AROUND) == []
    assert check_person(CHILD, [HEAD], AROUND) == []
    assert check_household(HouseholdDraft(use="own", members=(HEAD, CHILD)), AROUND) == []


def test_required_fields_and_unknown_is_an_answer() -> None:
    assert fields(PersonDraft()) == ["name", "relation", "sex", "birth_date", "consistency", "came_on", "id_number"]
    asked = replace(HEAD, came_on="", consistency="", unknown=("came_on", "consistency"))
    assert fields(asked) == []
    assert fields(replace(HEAD, name="", unknown=("name",))) == ["name"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id_number": HEAD.id_number[:17] + ("0" if HEAD.id_number[17] != "0" else "1")}, "id_number"),
        ({"id_number": number("99020619791332131")}, "id_number"),
        ({"birth_date": "2026-11-21", "id_type": "414", "id_number": "E12345678", "came_on": ""}, "birth_date"),
        ({"came_on": "2026-11-21"}, "came_on"),
        ({"came_on": "1979-04-11"}, "came_on"),
        ({"id_number": ""}, "id_number"),
        ({"id_type": "000", "id_number": ""}, "no_number_reason"),
    ],
)
def test_hard_checks(change: dict[str, str], field: str) -> None:
    assert field in fields(replace(HEAD, **change), severity="error")


def test_a_wrong_number_is_kept_with_a_reason_only() -> None:
    wrong = replace(HEAD, id_number=HEAD.id_number[:17] + ("0" if HEAD.id_number[17] != "0" else "1"))
    assert blocks(check_person(wrong, [], AROUND))
    assert not blocks(check_person(replace(wrong, no_number_reason="证件如此"), [], AROUND))


def test_two_heads_and_the_same_number_twice() -> None:
    assert fields(replace(CHILD, relation="02"), HEAD, severity="error") == ["relation"]
    assert "id_number" in fields(replace(CHILD, id_number=HEAD.id_number), HEAD, severity="error")
    twice = HouseholdDraft(use="own", members=(HEAD, replace(CHILD, relation="01")))
    assert [p.severity for p in check_household(twice, AROUND)] == ["error"]
    left = HouseholdDraft(use="own", members=(replace(HEAD, result="left"), replace(CHILD, relation="02")))
    assert check_household(left, AROUND) == []


@pytest.mark.parametrize(
    ("relation", "birth", "warned"),
    [
        ("20", "1993-04-12", False),  # exactly 14 years younger
        ("20", "1993-04-11", True),
        ("20", "1978-01-01", True),  # older than the parent
        ("50", "1965-04-12", False),
        ("50", "1966-01-01", True),
        ("40", "2007-04-12", False),
        ("40", "2007-04-11", True),
        ("61", "1950-01-01", False),
        ("61", "1951-05-01", True),
        ("27", "1990-01-01", False),  # adopted
        ("38", "1979-01-01", False),  # married in
    ],
)
def test_generations(relation: str, birth: str, warned: bool) -> None:
    other = replace(CHILD, relation=relation, birth_date=birth, id_type="990", id_number="A1")
    assert ("relation" in fields(other, HEAD, severity="warning")) is warned
    assert ("relation" in fields(HEAD, other, severity="warning")) is warned


def test_soft_checks_do_not_block() -> None:
    spouse = replace(CHILD, relation="10", birth_date="2007-01-01", marital_status="20", id_type="990", id_number="A1")
    assert fields(spouse, HEAD) == ["relation", "marital_status"]
    assert fields(replace(HEAD, birth_date="1920-01-01", id_type="990", id_number="A1")) == ["birth_date"]
    assert fields(replace(HEAD, phone="1990000772")) == ["phone"]
    assert fields(replace(HEAD, phone="0571-88880000")) == []
    assert fields(replace(CHILD, name="王建平"), HEAD) == ["name"]
    assert fields(replace(HEAD, sex="2")) == ["sex"]
    assert fields(replace(HEAD, birth_date="1979-04-21")) == ["birth_date"]
    same_place = Surroundings(TODAY, True, ("王建平",))
    assert [p.field for p in check_person(HEAD, [], same_place)] == ["name"]
    assert check_person(replace(HEAD, resident_id="r1"), [], same_place) == []


@pytest.mark.parametrize(
    ("parent", "child", "words"),
    [
        ("1980-05-01", "1992-04-30", "父母王建平只比王小明大 11 岁"),
        ("1980-05-01", "1981-04-30", "父母王建平比王小明大不到一岁"),
        ("1980-05-01", "1980-05-01", "父母王建平与王小明同一天出生"),
        ("1980-05-01", "1980-04-01", "父母王建平比王小明还小"),
        ("1980-05-01", "1944-01-01", "父母王建平比王小明小 36 岁"),
    ],
)
def test_the_years_between_parent_and_child_are_told_either_way(parent: str, child: str, words: str) -> None:
    head = replace(HEAD, name="王建平", birth_date=parent, id_type="990", id_number="A1", marital_status="")
    young = replace(CHILD, name="王小明", birth_date=child, id_type="990", id_number="A2", marital_status="")
    texts = [problem.text for problem in check_person(young, [head], AROUND) if problem.field == "relation"]
    assert texts == [f"{words}，请核对关系或出生日期。没错按 Enter。"]


def test_field_checks_are_silent_about_blanks() -> None:
    assert check_field("name", PersonDraft(), [], AROUND) == []
    assert [p.field for p in check_field("phone", replace(HEAD, phone="123"), [], AROUND)] == ["phone"]


def test_household_hints() -> None:
    crowd = tuple(replace(CHILD, id_number=f"A{i}", id_type="990") for i in range(8))
    nine = HouseholdDraft(use="rented", owner_name="郑少华", members=(HEAD, *crowd))
    assert [p.severity for p in check_household(nine, AROUND)] == ["warning"]
    assert check_household(replace(nine, use="dormitory"), AROUND) == []
    assert blocks(check_household(HouseholdDraft(use="vacant", members=(HEAD,)), AROUND))
    assert [p.severity for p in check_household(HouseholdDraft(use="own"), AROUND)] == ["warning"]
    assert check_household(HouseholdDraft(use="own", pending=True), AROUND) == []
    for nobody_or_some in ((), (HEAD,)):
        (problem,) = check_household(HouseholdDraft(members=nobody_or_some), AROUND)
        assert (problem.field, problem.severity) == ("use", "error")
    assert check_household(HouseholdDraft(pending=True), AROUND) == []
    assert [p.field for p in check_household(HouseholdDraft(use="rented", members=(HEAD,)), AROUND)] == ["owner_name"]
    assert [p.field for p in check_household(HouseholdDraft(use="own", members=(CHILD,)), AROUND)] == ["relation"]


def test_values_from_the_number() -> None:
    facts = from_number("990206 19510803 2348".replace(" ", ""), TODAY, True, {"990206": "云汀市南川县"})
    if facts.birth_date:  # the number of the picture; its check character is not ours to promise
        assert facts.registered_address == "云汀市南川县"
    good = from_number(number("99020619510803234"), TODAY, True, {"990206": "云汀市南川县"})
    assert good.values() == {"sex": "2", "birth_date": "1951-08-03", "registered_address": "云汀市南川县"}
    assert (good.age, good.id_type) == (75, "111")
    assert from_number("99020619510803", TODAY, True).values() == {"sex": "", "birth_date": "", "registered_address": ""}
    assert from_number("830000199201300022", TODAY).id_type == "572"
    assert region_text("440524", {"44": "广东省"}) == "广东省"


@pytest.mark.parametrize(
    ("id_type", "consistency", "head", "expected"),
    [("111", "11", "", "01"), ("111", "21", "01", "02"), ("571", "11", "", "03"), ("111", "90", "01", ""), ("111", "", "01", "01")],
)
def test_population(id_type: str, consistency: str, head: str, expected: str) -> None:
    assert suggested_population(id_type, consistency, head) == expected


def test_tags_from_age_and_household() -> None:
    old = PersonDraft(birth_date="1945-11-20")
    assert suggested_tags(old, [old], TODAY) == ("301", "303")
    wife = PersonDraft(birth_date="1950-01-01")
    assert suggested_tags(wife, [old, wife], TODAY) == ("302",)
    assert suggested_tags(wife, [wife, HEAD], TODAY) == ()
    assert suggested_tags(PersonDraft(birth_date="1926-11-20"), [HEAD, HEAD], TODAY) == ("303", "304")
    assert suggested_tags(PersonDraft(birth_date="2023-01-01"), [HEAD], TODAY) == ("602",)
    assert suggested_tags(PersonDraft(), [HEAD], TODAY) == ()


def test_what_carries_over() -> None:
    first, same = new_member(HouseholdDraft(), TODAY)
    assert (first.relation, same) == ("02", ())
    second, same = new_member(HouseholdDraft(members=(HEAD,)), TODAY)
    assert (second.ethnic_group, second.consistency, second.came_on, second.phone) == ("01", "21", "2023-08-15", "")
    assert same == ("ethnic_group", "consistency", "came_on")
    home = replace(HEAD, registered_address="云汀市南川县")
    assert carried_from_member(home, "990206")["registered_address"] == "云汀市南川县"
    assert "registered_address" not in carried_from_member(home, "990207")
    assert carried_from_household(HouseholdDraft(use="rented")) == {"use": "rented"}
    assert carried_from_household(HouseholdDraft(use="vacant")) == {}
    assert carried_from_visit({"visited_at": "18:40", "kind": "01", "finding": "x"}) == {"visited_at": "18:40", "kind": "01"}


def test_copy_of_a_person_leaves_out_what_is_personal() -> None:
    copy = copied_person(replace(HEAD, registered_address="云汀市", tags=("301",), resident_id="r1", employment="24"), TODAY)
    assert (copy.name, copy.id_number, copy.phone, copy.birth_date, copy.tags, copy.resident_id) == ("", "", "", "", (), "")
    assert (copy.registered_address, copy.employment, copy.came_on, copy.result) == ("云汀市", "24", "2023-08-15", "new")


def test_drafts_survive_json() -> None:
    household = HouseholdDraft("d1", "h1", "rented", members=(replace(HEAD, tags=("301",), unknown=("phone",)), CHILD))
    assert from_plain(json.loads(json.dumps(plain(household)))) == household
    assert from_plain({"use": "own", "later": 1, "members": [{"name": "王", "later": 2, "vehicle": None}]}).members[0].name == "王"
    assert person_from_plain({"tags": ["301"]}).tags == ("301",)


def test_known_members() -> None:
    row = {"name": "王建平", "phone": "1", "id_type": "111", "workplace": None}
    draft = PersonDraft(name="王建平", phone="2", workplace="学校")
    assert changed_columns(row, draft) == {"phone": "2", "workplace": "学校"}
    assert summary_of_changes(row, draft, {"phone": "联系电话", "workplace": "工作单位"}) == "已改：联系电话、工作单位"
    assert summary_of_changes(row, PersonDraft(name="王建平", phone="1"), {}) == "无变化"
    done = HouseholdDraft(members=(replace(HEAD, result="changed"), CHILD)).confirmed()
    assert [m.result for m in done.members] == ["changed", "unchanged"]
    assert HouseholdDraft(members=(HEAD,)).with_member(1, CHILD).members == (HEAD, CHILD)
    assert HouseholdDraft(members=(HEAD,)).with_member(0, CHILD).members == (CHILD,)
    assert without_document(HEAD, "新生儿").id_number == ""
