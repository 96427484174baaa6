"""The find box: every way to type a person, a door, an entity; the index follows each operation and its undo."""

from __future__ import annotations

import pytest

from app.models.vocabulary import Role
from app.services import find as service
from app.storage import find, search, undo
from tests.builders import Office


@pytest.fixture(scope="module")
def office() -> Office:
    """Five people at two doors and a shop."""
    office = Office()
    three = office.dwelling("502", building="3栋")
    ten = office.dwelling("1002", "02", building="13栋", estate="青禾苑")
    office.resident("王建平", dwelling_id=three, person={"id_number": "990106194802171310", "phone": "19912340417"})
    office.resident("王建", dwelling_id=ten, grid="02", person={"id_number": "99010619480217117X", "phone": "19900000001"})
    office.resident("曾晓乐", dwelling_id=three, person={"former_name": "曾小乐", "id_number": "990107200001010001", "phone": ""})
    office.resident("阿依古丽·买买提", dwelling_id=ten, grid="02", person={"id_number": "990108200001010002", "phone": ""})
    office.resident("𬱖伟", dwelling_id=ten, grid="02", person={"id_number": "990109200001010003", "phone": ""})
    office.entity("桂湖便利店", code="92990106MA0000001X")
    return office


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("王", ["王建", "王建平"]),
        ("王建", ["王建", "王建平"]),
        ("建平", ["王建平"]),
        ("平", ["王建平"]),
        ("曾小乐", ["曾晓乐"]),
        ("古丽买", ["阿依古丽·买买提"]),
        ("古丽·买", ["阿依古丽·买买提"]),
        ("𬱖", ["𬱖伟"]),
        ("wangjianping", ["王建平"]),
        ("wangj", ["王建", "王建平"]),
        ("WJ", ["王建", "王建平"]),
        ("wjp", ["王建平"]),
        ("zengx", ["曾晓乐"]),
        ("cxl", ["曾晓乐"]),
        ("1310", ["王建平"]),
        ("２１７１３１０", ["王建平"]),
        ("117x", ["王建"]),
        ("9901061948", ["王建", "王建平"]),
        ("990106194802171310", ["王建平"]),
        ("0417", ["王建平"]),
        ("19912340417", ["王建平"]),
        ("桂湖花园3栋", ["曾晓乐", "王建平"]),
        ("桂湖花园3栋1单元502", ["曾晓乐", "王建平"]),
        ("桂湖花园-3-1-502", ["曾晓乐", "王建平"]),
        ("桂湖花园3", ["曾晓乐", "王建平"]),
        ("3-1-502", ["曾晓乐", "王建平"]),
        ("502", ["曾晓乐", "王建平"]),
        ("青禾苑", ["王建", "阿依古丽·买买提", "𬱖伟"]),
        ("王 桂湖", ["王建平"]),
        ("wj 1002", ["王建"]),
        ("王 0417", ["王建平"]),
        ("王建平 青禾苑", []),
        ("jp", []),  # initials match from the first character
        ("李", []),
        ("桂湖花园13栋", []),
        ("' OR 1=1 \" * NEAR(", []),
        ("", []),
        ("   ", []),
    ],
)
def test_people(office: Office, text: str, names: list[str]) -> None:
    found = find.people(office.register.db, text, 50)
    assert sorted(each.name for each in found) == sorted(names)
    keys = {row[0] for row in office.register.db.execute("SELECT x.rowid FROM residence x JOIN resident r ON r.id = x.resident_id "
                                                          "WHERE r.name IN (SELECT value FROM json_each(json_array(?, ?, ?)))",
                                                          (*names, *[""] * (3 - len(names))))}  # fmt: skip
    assert find.matching(office.register.db, text) == (keys if names else set())


def test_exact_comes_before_prefix_before_inside(office: Office) -> None:
    assert [hit.title for hit in service.find(office.session, "王建")][:2] == ["王建", "王建平"]
    assert [hit.match for hit in service.find(office.session, "王建")][:2] == ["exact", "prefix"]
    assert service.find(office.session, "建平")[0].match == "inside"


def test_hits_never_show_a_full_number(office: Office) -> None:
    for text in ("王", "990106194802171310", "1310", "3-1-502"):
        for hit in service.find(office.session, text):
            if hit.kind == "resident":
                assert "99010619480217" not in hit.detail
                assert "********" in hit.detail


def test_doors_and_entities(office: Office) -> None:
    kinds = {(hit.kind, hit.title) for hit in service.find(office.session, "桂湖")}
    assert ("dwelling", "桂湖花园3栋1单元502") in kinds
    assert ("entity", "桂湖便利店") in kinds
    assert [hit.title for hit in service.find(office.session, "92990106MA")] == ["桂湖便利店"]
    assert [door.people for door in find.doors(office.register.db, "3-1-502", 5)] == [2]


def test_a_member_finds_only_the_own_grid(office: Office) -> None:
    member = office.as_role(Role.MEMBER, "WG-02")
    assert [hit.title for hit in service.find(member, "王") if hit.kind == "resident"] == ["王建"]
    assert not [hit for hit in service.find(member, "桂湖花园") if hit.kind == "dwelling"]


def test_near_matches_when_nothing_fits(office: Office) -> None:
    assert find.near(office.register.db, "王剑平") == ("王建平",)
    assert find.near(office.register.db, "青禾苑15栋") == ("青禾苑13栋",)
    assert find.near(office.register.db, "李四光") == ()


def test_the_index_follows_changes_and_undo() -> None:
    office = Office()
    stay = office.resident("王建平")
    operation = office.update("resident", stay.resident_id, name="李桂英")
    assert not find.people(office.register.db, "王", 5)
    assert not find.people(office.register.db, "wjp", 5)
    assert [each.name for each in find.people(office.register.db, "lgy", 5)] == ["李桂英"]
    undo.undo(office.session.work, office.session, operation)
    assert [each.name for each in find.people(office.register.db, "建平", 5)] == ["王建平"]
    assert not find.people(office.register.db, "lgy", 5)
    search.rebuild(office.register.db)
    assert [each.name for each in find.people(office.register.db, "wjp", 5)] == ["王建平"]
    office.resident("王建国")
    assert len(find.people(office.register.db, "wj", 5)) == 2


def test_a_person_appears_once_with_the_open_residence() -> None:
    office = Office()
    stay = office.resident("王建平", dwelling_id=office.dwelling("101"))
    office.move(stay, "2026-03-01", "02")
    found = find.people(office.register.db, "王", 5)
    assert [(each.name, each.status) for each in found] == [("王建平", "active")]


def test_voided_people_are_not_found() -> None:
    office = Office()
    office.close(office.resident("误录者"), "2026-03-01", "misentry")
    assert find.people(office.register.db, "误录", 5) == []
