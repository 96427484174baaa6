"""Residents as people see them: masked, in their own grid, with household, visits and reminder; the full number leaves a trace."""

from __future__ import annotations

import pytest

from app.errors import Refused
from app.models.residents import ResidentFilter
from app.models.vocabulary import Role
from app.services import residents, revisits
from app.storage import history
from tests.builders import Office, Stay

FULL = "99010619480217117X"


class Scene(Office):
    """An old man living alone, a couple, one who left."""

    def __init__(self) -> None:
        super().__init__()
        door = self.dwelling("1001", building="3栋")
        self.alone = self.resident("陈国富", dwelling_id=door, household_id=self.household(door), person={
            "id_number": FULL, "phone": "19912340417", "registered_address": "青禾街道", "consistency": "11",
            "emergency_contact": "陈志强（子）", "emergency_phone": "19900002206"})  # fmt: skip
        self.insert("resident_tag", resident_id=self.alone.resident_id, tag="301", valid_from="2026-01-01")
        self.visit("2026-09-02", "WG-01", self.alone, "met", 1, finding="血压偏高")
        self.visit("2026-10-02", "WG-01", self.alone, "absent", 0)
        flat = self.dwelling("902", "02", building="3栋")
        home = self.household(flat)
        self.wife = self.resident("刘芳", grid="02", dwelling_id=flat, household_id=home, relation="10")
        self.husband = self.resident("王建平", grid="02", dwelling_id=flat, household_id=home)
        self.gone = self.resident("走了")
        self.close(self.gone, "2026-05-01", "left")


@pytest.fixture
def scene() -> Scene:
    return Scene()


def row_of(scene: Scene, stay: Stay) -> object:
    return residents.card(scene.session, stay.resident_id).row


def test_rows_come_in_the_order_of_the_keys_masked_and_in_words(scene: Scene) -> None:
    keys = residents.find(scene.session, ResidentFilter()).keys
    rows = residents.rows(scene.session, list(reversed(keys)))
    assert [row.name for row in rows] == ["陈国富", "刘芳", "王建平"]
    old = rows[0]
    assert (old.sex, old.age, old.population, old.relation, old.grid, old.state) == ("男", 78, "户籍", "户主", "01", "active")
    assert (old.id_masked, old.phone_masked) == ("990106********117X", "199****0417")
    assert (old.address, old.tags, old.last_visit, old.overdue) == ("桂湖花园3栋1单元1001", ("独居老人",), "2026-09-02", True)
    assert residents.rows(scene.session, [10**9]) == []


def test_the_card(scene: Scene) -> None:
    card = residents.card(scene.session, scene.alone.resident_id)
    facts = dict(card.facts)
    assert facts["证件号码"] == "9****************X"
    assert facts["户籍地"] == "青禾街道（人户一致）"
    assert facts["紧急联系"] == "陈志强（子） 199****2206"
    assert card.household == ()
    assert [(visit.day, visit.outcome, visit.text) for visit in card.visits] == [("2026-10-02", "未遇", ""), ("2026-09-02", "见到本人", "血压偏高")]
    assert card.visit_count == 2
    assert card.reminder.startswith("独居老人")
    assert "已超" in card.reminder
    assert FULL not in repr(card)
    assert [(other.name, other.relation) for other in residents.card(scene.session, scene.wife.resident_id).household] == [("王建平", "户主")]
    assert residents.card(scene.session, scene.gone.resident_id).row.state == "closed"


def test_the_full_number_is_recorded_and_not_for_everybody(scene: Scene) -> None:
    assert residents.reveal_number(scene.session, scene.alone.resident_id, "核对社保") == FULL
    last = history.operations(scene.register.db, 1)[0]
    assert last.kind == "resident.reveal"
    assert "核对社保" in last.reason
    assert FULL not in last.reason
    with pytest.raises(Refused):
        residents.reveal_number(scene.as_role(Role.LEADER), scene.alone.resident_id)
    with pytest.raises(Refused, match="02网格"):
        residents.reveal_number(scene.as_role(Role.MEMBER, "WG-01"), scene.wife.resident_id)


def test_a_member_sees_the_own_grid(scene: Scene) -> None:
    member = scene.as_role(Role.MEMBER, "WG-02")
    answer = residents.find(member, ResidentFilter())
    assert (answer.residents, answer.whole) == (2, 2)
    assert residents.filter_choices(member).grids == ((scene.grids["02"], "02网格"),)
    assert residents.find(scene.as_role(Role.CHIEF), ResidentFilter()).residents == 3


def test_choices_and_a_filter_in_words(scene: Scene) -> None:
    choices = residents.filter_choices(scene.session)
    assert [label for _, label in choices.grids] == ["01网格", "02网格"]
    assert choices.tags == (("301", "独居老人"),)
    assert choices.populations == (("01", "户籍"),)
    wanted = ResidentFilter(grid_ids=residents.grid_ids(scene.session, "1"), tags=("301",), text="陈")
    assert residents.describe(scene.session, wanted) == "01网格 · 在册、待核 · 独居老人 · 查找“陈”"
    assert residents.grid_ids(scene.session, "", "WG-02") == (scene.grids["02"],)
    with pytest.raises(Refused, match="没有编码"):
        residents.grid_ids(scene.session, "77")
    with pytest.raises(Refused, match="没有工号"):
        residents.grid_ids(scene.session, "", "WG-77")


def test_a_grid_no_longer_used_is_offered_last_and_says_so(scene: Scene) -> None:
    with scene.session.work.operation("grid.close", scene.session) as operation:
        operation.update("grid", scene.grids["01"], {"valid_to": "2026-06-30"})
    assert [label for _, label in residents.filter_choices(scene.session).grids] == ["02网格", "01网格（已停用）"]


def test_the_overdue_mark_follows_the_cycles_of_the_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIWANG_TODAY", "2026-11-20")
    scene = Scene()
    assert residents.card(scene.session, scene.alone.resident_id).row.overdue  # last met on 09-02, every 7 days as shipped
    revisits.save_cycle(scene.session, "tag", "301", 365)
    card = residents.card(scene.session, scene.alone.resident_id)
    assert (card.row.overdue, card.reminder) == (False, "")
