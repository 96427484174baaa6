"""待核数据 on a hand-made register: each rule with one record that must appear and a neighbour that must not; repairs, 不用改, scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.errors import Cancelled, Refused
from app.models.doubts import KINDS, DoubtFilter
from app.models.vocabulary import Role
from app.services import doubts, duplicates, history
from app.services.session import Session
from tests.builders import Office, Stay

GOOD = "99010619480217101"


def number(first17: str) -> str:
    """With its check character, computed here once more: 2^(17-place) mod 11, sum ≡ 1."""
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(first17))
    return first17 + next(mark for value, mark in enumerate("0123456789X") if (total + value) % 11 == 1)


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-20")
    return Office()


class Street:
    """An office in which nothing is doubtful, until a test changes one thing."""

    def __init__(self, office: Office) -> None:
        self.office, self._number = office, 100

    def home(self, name: str, grid: str = "01", relation: str = "02", like: Stay | None = None, opened_on: str = "2026-10-05",
             person: dict[str, Any] | None = None, use: str = "own", **stay: Any) -> Stay:  # fmt: skip
        """A person at a door of their own, or in the household of another."""
        self._number += 1
        office = self.office
        if like is None:
            door = office.dwelling(str(self._number), grid=grid, use=use)
            household = office.household(door)
        else:
            row = office.register.db.execute("SELECT dwelling_id, household_id FROM residence WHERE id = ?", (like.residence_id,)).fetchone()
            door, household = row
        born = {"birth_date": "1948-02-17", "id_number": number(f"99010619480217{self._number}")} | (person or {})
        values = {"dwelling_id": door, "household_id": household} | stay
        return office.resident(name, grid=values.pop("residence_grid", grid), opened_on=opened_on, by="WG-01", relation=relation, person=born,
                               **values)  # fmt: skip


def listed(session: Session, **wanted: Any) -> list[tuple[str, str]]:
    found = doubts.find(session, DoubtFilter(**wanted)).found
    return [(line.doubt.kind, line.title) for line in doubts.rows(session, found)]


def key(session: Session, kind: str) -> str:
    return next(each.text for each in doubts.find(session, DoubtFilter()).found if each.kind == kind)


def person(**facts: Any) -> Callable[[Street], object]:
    return lambda street: street.home("错一项", person=facts)


def visits(day: str) -> Callable[[Street], object]:
    def build(street: Street) -> object:
        return street.office.visit(day, "WG-01", street.home("走访到"))

    return build


def family(*people: tuple[str, str, str]) -> Callable[[Street], object]:
    """(name, relation, birth) in one household."""

    def build(street: Street) -> object:
        first: Stay | None = None
        for name, relation, born in people:
            facts = {"birth_date": born, "id_number": "", "no_number_reason": "其他"}
            first = street.home(name, relation=relation, like=first, person=facts) if first else street.home(name, relation=relation, person=facts)
        return first

    return build


def entity(**facts: Any) -> Callable[[Street], object]:
    def build(street: Street) -> object:
        made, _ = street.office.entity("桂湖便利店", code="92990106MA00000001", opened_on="2026-11-01")
        return street.office.update("legal_entity", made, **facts)

    return build


def closing(day: str) -> Callable[[Street], object]:
    return lambda street: street.office.close(street.home("已搬走", opened_on="2026-10-05"), day)


def closing_entity(day: str) -> Callable[[Street], object]:
    def build(street: Street) -> object:
        _, registration = street.office.entity(code="92990106MA00000001", opened_on="2026-11-01")
        return street.office.close_entity(registration, day)

    return build


def grid(code: str, **facts: Any) -> Callable[[Street], object]:
    def build(street: Street) -> object:
        if code not in street.office.grids:
            street.office.grid(code)
        street.home("住在这", grid=code)
        return street.office.update("grid", street.office.grids[code], **facts)

    return build


def living(**stay: Any) -> Callable[[Street], object]:
    return lambda street: street.home("住在这", **stay)


def leaving(left_on: str, until: str) -> Callable[[Street], object]:
    def build(street: Street) -> object:
        street.office.member("WG-09", "孙玉梅", left_on=left_on)
        return street.office.insert("assignment", member_id=street.office.members["WG-09"], grid_id=street.office.grids["01"], role="03",
                                    valid_from="2025-01-01", valid_to=until)  # fmt: skip

    return build


def twice(first: dict[str, Any], second: dict[str, Any], name: str = "周建国") -> Callable[[Street], object]:
    def build(street: Street) -> object:
        street.home(name, person=first)
        return street.home(name, person=second)

    return build


def two_places(closed: bool) -> Callable[[Street], object]:
    def build(street: Street) -> object:
        one = street.home("两处住")
        there = street.office.dwelling("909", use="own")
        again = street.office.residence(one.resident_id, "两处住", dwelling_id=there, household_id=street.office.household(there),
                                        opened_on="2026-11-02", by="WG-01")  # fmt: skip
        if closed:
            street.office.close(one, "2026-11-01", "left")
        return again

    return build


def overdue(last: str) -> Callable[[Street], object]:
    """独居老人 are visited every 7 days (the shipped cycle): due on 08-22, that is 90 days before 11-20."""

    def build(street: Street) -> object:
        stay = street.home("独居", opened_on="2026-01-05")
        tag = "301"
        street.office.insert("resident_tag", resident_id=stay.resident_id, tag=tag, valid_from="2026-01-05")
        return street.office.visit(last, "WG-01", stay)

    return build


BLANK = {"id_number": "", "no_number_reason": "其他"}
SAME, OTHER = number("99010619480217555"), number("99010619480217777")
CASES: dict[str, tuple[Callable[[Street], object], Callable[[Street], object]]] = {
    "birth_future": (person(birth_date="2026-11-21", **BLANK), person(birth_date="2026-10-05", **BLANK)),
    "opened_future": (living(opened_on="2026-11-21"), living(opened_on="2026-11-20")),
    "born_after": (person(birth_date="2026-10-06", **BLANK), person(birth_date="2026-10-05", **BLANK)),
    "too_old": (person(birth_date="1905-11-20", **BLANK), person(birth_date="1905-11-21", **BLANK)),
    "closed_early": (closing("2026-10-04"), closing("2026-10-05")),
    "entity_closed_early": (closing_entity("2026-10-31"), closing_entity("2026-11-01")),
    "child_older": (family(("父", "02", "1980-05-05"), ("子", "20", "1980-05-04")), family(("父", "02", "1980-05-05"), ("子", "20", "2004-05-05"))),
    "same_number": (twice({"id_number": SAME}, {"id_number": SAME}), twice({"id_number": OTHER}, {})),
    "nameless": (living(person={"name": " "}), living(person={"name": "王"})),
    "number_wrong": (person(id_number=GOOD + ("1" if number(GOOD)[-1] != "1" else "2")), person(id_number=number(GOOD))),
    "number_birth": (person(birth_date="1948-02-18"), person(birth_date="1948-02-17")),
    "visit_future": (visits("2026-11-21"), visits("2026-11-20")),
    "two_heads": (family(("甲", "02", "1970-01-01"), ("乙", "01", "1972-01-01")), family(("甲", "02", "1970-01-01"), ("乙", "10", "1972-01-01"))),
    "two_stays": (two_places(closed=False), two_places(closed=True)),
    "no_grid": (living(residence_grid=""), living()),
    "grid_differs": (living(residence_grid="02"), living(grid="02")),
    "dwelling_grid": (grid("08", valid_to="2026-11-19"), grid("09", valid_to="2026-11-20")),
    "alike": (twice(BLANK, {}), twice(BLANK, {"birth_date": "1961-03-04", **BLANK}, "李桂兰")),
    "no_head": (family(("甲", "10", "1970-01-01")), family(("甲", "01", "1970-01-01"))),
    "no_dwelling": (living(dwelling_id="", household_id=""), living()),
    "licence_expired": (entity(licence_expires_on="2026-11-19"), entity(licence_expires_on="2026-11-20")),
    "vacant_lived": (living(use="vacant"), living(use="rented")),
    "member_no_grid": (leaving("", "2026-11-19"), leaving("", "2026-11-20")),
    "no_number": (person(id_number=""), person(**BLANK)),
    "no_birth": (person(birth_date=""), person(birth_date="", unknown_fields='["birth_date"]')),
    "no_sex": (person(sex=""), person(sex="2")),
    "pending": (living(status="pending"), living()),
    "no_credit_code": (entity(credit_code=""), entity(credit_code="", no_code_reason="未登记经营")),
    "no_population": (person(population=""), person(population="02")),
    "no_relation": (living(relation=""), living(relation="99")),
    "no_phone": (person(phone="", birth_date="2010-11-20", **BLANK), person(phone="", birth_date="2010-11-21", **BLANK)),
    "overdue": (overdue("2026-08-15"), overdue("2026-08-16")),
    "no_collector": (living(), living()),
}  # fmt: skip


def uncollected(street: Street) -> None:
    stay = street.home("没有登记人")
    street.office.update("residence", stay.residence_id, opened_by="")


CASES["no_collector"] = (uncollected, living())


def test_every_kind_has_its_case() -> None:
    assert set(CASES) == {kind for kind, _ in KINDS}


@pytest.mark.parametrize("kind", CASES)
def test_each_rule_and_its_neighbour(office: Office, kind: str) -> None:
    street = Street(office)
    assert listed(office.session) == []
    wrong, right = CASES[kind]
    right(street)
    assert kind not in [found for found, _ in listed(office.session)]
    wrong(street)
    found = [each for each in doubts.find(office.session, DoubtFilter()).found if each.kind == kind]
    assert len(found) == 1, listed(office.session)
    card = doubts.card(office.session, found[0].text)
    assert card.line.title
    assert "{" not in card.line.sentence
    assert card.line.sentence.endswith("。")


def test_rank_counts_and_filters(office: Office) -> None:
    street = Street(office)
    street.home("没电话", grid="02", person={"phone": ""})
    street.home("没性别", person={"sex": ""})
    street.home("太老", grid="02", person={"birth_date": "1900-01-01", **BLANK})
    assert listed(office.session) == [("too_old", "太老"), ("no_sex", "没性别"), ("no_phone", "没电话")]
    one, two = office.grids["01"], office.grids["02"]
    assert doubts.counts(office.session) == ({"too_old": 1, "no_sex": 1, "no_phone": 1}, {two: 2, one: 1})
    answer = doubts.find(office.session, DoubtFilter(group="missing"))
    assert [each.kind for each in answer.found] == ["no_sex", "no_phone"]
    assert answer.whole == 3
    assert sorted((grid, count) for grid, _, count in answer.grids) == sorted([(one, 1), (two, 1)])
    assert listed(office.session, grid_ids=(two,), kinds=("no_phone", "no_sex")) == [("no_phone", "没电话")]


def test_a_member_sees_and_acts_in_own_grids(office: Office) -> None:
    street = Street(office)
    street.home("别的网格", grid="02", person={"sex": ""})
    street.home("自己的", person={"sex": ""})
    street.home("没有网格", residence_grid="")
    member = office.as_role(Role.MEMBER, "WG-01")
    assert listed(member) == [("no_sex", "自己的")]
    assert doubts.counts(member)[1] == {office.grids["01"]: 1}
    strange = next(each.text for each in doubts.find(office.session, DoubtFilter(grid_ids=(office.grids["02"],))).found)
    for act in (doubts.card, doubts.repair, doubts.unignore):
        with pytest.raises(Refused):
            act(member, strange)
    with pytest.raises(Refused):
        doubts.ignore(member, strange, "看过证件")
    for role in (Role.LEADER, Role.AUDITOR):
        with pytest.raises(Refused):
            doubts.find(office.as_role(role), DoubtFilter())


IN_ONE = "SELECT count(*) FROM residence WHERE status = 'active' AND grid_id = :one"


@pytest.mark.parametrize(
    ("kind", "build", "sentence", "after"),
    [
        ("grid_differs", living(residence_grid="02"), "网格由02网格改为01网格", IN_ONE),
        ("no_grid", living(residence_grid=""), "网格由空改为01网格", IN_ONE),
        ("no_birth", person(birth_date=""), "出生日期按证号记为 1948-02-17", "SELECT count(*) FROM resident WHERE birth_date = '1948-02-17'"),
        ("no_sex", person(sex=""), "性别按证号记为", "SELECT count(*) FROM resident WHERE sex <> ''"),
        ("no_head", family(("甲", "10", "1970-01-01")), "记为户主", "SELECT count(*) FROM residence WHERE relation = '02'"),
    ],
)  # fmt: skip
def test_repair_and_undo(office: Office, kind: str, build: Any, sentence: str, after: str) -> None:
    build(Street(office))
    before = listed(office.session)
    text = key(office.session, kind)
    assert sentence in doubts.card(office.session, text).repair
    done = doubts.repair(office.session, text)
    assert kind not in [found for found, _ in listed(office.session)]
    assert office.register.db.execute(after, {"one": office.grids["01"]}).fetchone()[0] == 1
    with pytest.raises(Refused):
        doubts.repair(office.session, text)
    history.undo(office.session, done.operation_id)
    assert listed(office.session) == before


def test_repair_moves_the_grid_from_today_only(office: Office) -> None:
    """Past days stay as they were counted: the residence is closed and opened on the day of the repair."""
    living(residence_grid="02")(Street(office))
    doubts.repair(office.session, key(office.session, "grid_differs"))
    rows = office.register.db.execute("SELECT grid_id, opened_on, open_reason, closed_on FROM residence ORDER BY rowid").fetchall()
    assert rows == [(office.grids["02"], "2026-10-05", "moved_in", "2026-11-20"), (office.grids["01"], "2026-11-20", "regrid", "")]


def test_no_repair_where_the_answer_is_not_certain(office: Office) -> None:
    street = Street(office)
    street.home("没证号", person={"sex": "", **BLANK})
    family(("甲", "10", "1970-01-01"), ("乙", "20", "1999-01-01"))(street)
    for kind in ("no_sex", "no_head"):
        assert doubts.card(office.session, key(office.session, kind)).repair == ""
        with pytest.raises(Refused, match="Enter"):
            doubts.repair(office.session, key(office.session, kind))


def test_ignored_comes_back_when_the_record_changes(office: Office) -> None:
    stay = Street(office).home("证件如此", person={"phone": ""})
    text = key(office.session, "no_phone")
    with pytest.raises(Refused):
        doubts.ignore(office.session, text, " ")
    done = doubts.ignore(office.session, text, "家里没有电话")
    assert listed(office.session) == []
    assert listed(office.session, ignored=True) == [("no_phone", "证件如此")]
    assert "家里没有电话（管理员 2026-11-20）" in doubts.card(office.session, text).ignored
    office.update("grid", office.grids["02"], name="二网格")  # another record
    assert listed(office.session) == []
    changed = office.update("resident", stay.resident_id, workplace="菜场")
    assert listed(office.session) == [("no_phone", "证件如此")]
    history.undo(office.session, changed)
    assert listed(office.session) == []
    history.undo(office.session, done.operation_id)
    assert listed(office.session) == [("no_phone", "证件如此")]
    doubts.ignore(office.session, text, "家里没有电话")
    assert doubts.unignore(office.session, text).message == "没有联系电话又列入待核数据"
    assert listed(office.session) == [("no_phone", "证件如此")]


def test_ignored_pair_comes_back_when_either_changes(office: Office) -> None:
    street = Street(office)
    street.home("周建国", person=BLANK)
    second = street.home("周建国")
    doubts.ignore(office.session, key(office.session, "alike"), "同名的堂兄弟")
    assert listed(office.session) == []
    office.update("resident", second.resident_id, note="又问过")
    assert [kind for kind, _ in listed(office.session)] == ["alike"]


def test_declared_two_people_are_no_doubt(office: Office) -> None:
    street = Street(office)
    one, other = street.home("周建国", person=BLANK), street.home("周建国")
    assert [kind for kind, _ in listed(office.session)] == ["alike"]
    duplicates.not_same(office.session, one.resident_id, other.resident_id, "堂兄弟")
    assert listed(office.session) == []


def test_progress_and_cancelling(office: Office) -> None:
    said: list[tuple[int, int, str]] = []
    doubts.find(office.session, DoubtFilter(), lambda *step: said.append(step))
    assert said[0][2] == "查居民"
    assert said[-1][0] == said[-1][1]
    doubts.find(office.session, DoubtFilter(), lambda *step: said.append((-1, -1, "")))
    assert said[-1][0] != -1  # kept until something is saved
    Street(office).home("新来")
    with pytest.raises(Cancelled):
        doubts.find(office.session, DoubtFilter(), cancelled=lambda: True)


def test_only_what_a_change_touches_is_searched_again(office: Office) -> None:
    """The list after a change is the list of a register that was never looked at before."""
    street = Street(office)
    stay = street.home("改来改去", person={"phone": ""})
    for act in (
        lambda: office.update("resident", stay.resident_id, phone="19912345678"),
        lambda: office.update("residence", stay.residence_id, grid_id=office.grids["02"]),
        lambda: office.update("resident", stay.resident_id, population=""),
        lambda: office.insert("resident_tag", resident_id=stay.resident_id, tag="301", valid_from="2026-01-05"),
        lambda: office.update("grid", office.grids["01"], valid_to="2026-11-01"),
        lambda: office.update("grid_member", office.members["WG-02"], left_on="2026-11-01"),
        lambda: street.home("改来改去", person=BLANK),
        lambda: office.visit("2026-11-21", "WG-01", stay),
    ):
        listed(office.session)
        act()
        kept = doubts.find(office.session, DoubtFilter()).found
        doubts._KEPT.clear()
        assert kept == doubts.find(office.session, DoubtFilter()).found
