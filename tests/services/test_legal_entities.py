"""法人单位: finding, the card, the form with its code, and the acts of a registration's life."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import Refused
from app.models.entity_views import EntityDraft, EntityFilter
from app.models.visit_views import VisitDraft
from app.services import history, legal_entities, revisits, visits
from app.storage.statistics import by_pair
from tests.services import door_world

TODAY = "2026-11-20"
CODE = "91350100M000100Y43"  # example of the standard


@pytest.fixture
def world():
    made = door_world.world()
    yield made
    door_world.settled(made)


def figures(world, first=TODAY, last=TODAY):
    return by_pair(world.register.db, first, last).get((world["李秀兰"], world["06"]))


def draft(world, **more):
    values = {
        "name": "美家五金店",
        "credit_code": CODE.lower(),
        "industry": "F",
        "responsible_name": "何美家",
        "responsible_phone": "199 0000 5503",
        "dwelling_id": world["101"],
        "opened_on": TODAY,
    }
    return EntityDraft(**(values | more))


def names(session, **wanted):
    found = legal_entities.find(session, EntityFilter(**wanted))
    return [row.name for row in legal_entities.rows(session, found.keys)]


# ---- the form ------------------------------------------------------------------------------------------------------------------


def test_what_follows_from_a_code(world):
    session = world.session()
    derived = legal_entities.derive(session, f" {CODE.lower()} ")
    assert (derived.credit_code, derived.kind_label, derived.problem) == (CODE, "企业", "")
    assert "末位应为 3" in legal_entities.derive(session, CODE[:-1] + "4").problem
    old = legal_entities.derive(session, "110108000000016")
    assert (old.credit_code, old.former_code, old.severity) == ("", "110108000000016", "warning")


def test_a_new_entity_is_registered_and_counted(world):
    session = world.session()
    done = legal_entities.save(session, draft(world))
    assert done.message == "已登记：美家五金店"
    row = world.one("SELECT id, credit_code, kind, responsible_phone, community FROM legal_entity WHERE name = '美家五金店'")
    assert row[1:] == (CODE, "10", "19900005503", world["社区"])
    place = world.one(
        "SELECT dwelling_id, grid_id, opened_on, opened_by, status FROM entity_registration WHERE entity_id = ?", row[0]
    )
    assert place == (world["101"], world["06"], TODAY, world["李秀兰"], "active")
    assert figures(world).new_entities == 1
    assert legal_entities.derive(session, CODE).known_text == "该代码已登记：美家五金店，桂湖花园3栋1单元101"
    with pytest.raises(Refused, match="该代码已登记"):
        legal_entities.save(session, draft(world, name="另一家"))
    history.undo(session, done.operation_id)
    assert figures(world) is None
    legal_entities.save(session, draft(world))  # the code is free again


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"credit_code": CODE[:-1] + "4"}, "credit_code"),
        ({"credit_code": ""}, "no_code_reason"),
        ({"dwelling_id": ""}, "address"),
        ({"dwelling_id": "", "address": "桂湖路1号"}, "grid_id"),
        ({"responsible_name": ""}, "responsible_name"),
        ({"licence_expires_on": "2026-02-30"}, "licence_expires_on"),
        ({"opened_on": "2026-11-21"}, "opened_on"),
        ({"responsible_id": "nobody"}, "responsible_id"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(world, change, field):
    before = world.one("SELECT count(*) FROM operation")
    with pytest.raises(Refused) as caught:
        legal_entities.save(world.session(), replace(draft(world), **change))
    assert field in [problem.field for problem in caught.value.problems]
    assert world.one("SELECT count(*) FROM operation") == before


def test_a_shop_without_licence_is_kept_with_a_reason_and_unknown_answers(world):
    shop = draft(
        world, name="小李早点", credit_code="", kind="98", no_code_reason="办理中", responsible_phone="", industry="",
        unknown=("responsible_phone", "industry"), dwelling_id="", address="桂湖路9号", grid_id=world["06"],
        responsible_id=world["陈国富"],
    )  # fmt: skip
    legal_entities.save(world.session(), shop)
    row = world.one("SELECT no_code_reason, unknown_fields, responsible_id FROM legal_entity WHERE name = '小李早点'")
    assert row == ("办理中", '["industry", "responsible_phone"]', world["陈国富"])


def test_a_wrong_code_may_be_kept_with_a_reason_when_accepted(world):
    odd = draft(world, credit_code=CODE[:-1] + "4", kind="10", no_code_reason="执照如此")
    with pytest.raises(Refused):
        legal_entities.save(world.session(), odd)
    legal_entities.save(world.session(), odd, accepted=("credit_code",))
    assert world.one("SELECT credit_code FROM legal_entity WHERE name = '美家五金店'") == CODE[:-1] + "4"


def test_a_known_entity_is_changed_and_its_code_only_with_a_reason(world):
    session = world.session()
    known = legal_entities.draft_of(session, world["好又多"])
    assert (known.name, known.address, known.kind) == ("好又多便利店", "桂湖路136号", "20")
    known = replace(known, no_code_reason="办理中", industry="F", name="好又多超市", address="桂湖路138号")
    done = legal_entities.save(session, known)
    assert world.one("SELECT address FROM entity_registration WHERE entity_id = ?", world["好又多"]) == "桂湖路138号"
    assert figures(world) is None  # neither new nor cancelled
    assert history.history(session, of=world["好又多"])[0].changes[0].old == "好又多便利店"
    with_code = replace(known, credit_code=CODE, kind="10")
    legal_entities.save(session, with_code)
    with pytest.raises(Refused, match="改信用代码要写原因"):
        legal_entities.save(session, replace(with_code, credit_code=""))
    with pytest.raises(Refused):
        history.undo(session, done.operation_id)  # changed since
    with pytest.raises(Refused, match="属于06网格"):
        legal_entities.save(world.session("张伟明"), known)


# ---- life of a registration ----------------------------------------------------------------------------------------------------


def test_cancel_and_its_undoing(world):
    session = world.session()
    visits.save(session, VisitDraft("entity", world["好又多"], "met", visited_on="2026-11-18", next_on="2026-11-25"))
    done = legal_entities.cancel(session, world["好又多"], "ceased", TODAY, "门已贴转让")
    assert done.message == "已注销：好又多便利店（停业歇业）"
    assert figures(world).cancelled_entities == 1
    assert world.all("SELECT state, close_why FROM revisit") == [("dropped", "法人停业歇业")]
    assert legal_entities.card(session, world["好又多"]).acts == ("undo_cancel", "return", "change")
    assert names(session) == []
    assert names(session, states=("closed",)) == ["好又多便利店"]
    with pytest.raises(Refused, match="先撤销注销"):
        legal_entities.cancel(session, world["好又多"], "ceased", TODAY)
    legal_entities.undo_cancel(session, world["好又多"], "只是盘点")
    assert figures(world) is None
    assert names(session) == ["好又多便利店"]
    with pytest.raises(Refused, match="没有注销可撤销"):
        legal_entities.undo_cancel(session, world["好又多"])


def test_one_undo_takes_a_cancel_back_with_its_plan(world):
    session = world.session()
    visits.save(session, VisitDraft("entity", world["好又多"], "met", next_on="2026-11-25"))
    done = legal_entities.cancel(session, world["好又多"], "moved_out", TODAY)
    history.undo(session, done.operation_id)
    assert world.all("SELECT state FROM revisit") == [("open",)]
    assert revisits.orphans(session) == []


def test_a_misentry_counts_nowhere(world):
    session = world.session()
    legal_entities.save(session, draft(world))
    entity = world.one("SELECT id FROM legal_entity WHERE name = '美家五金店'")
    legal_entities.cancel(session, entity, "misentry", TODAY)
    found = figures(world)
    assert (found.new_entities, found.cancelled_entities, found.corrections) == (0, 0, 1)
    assert "美家五金店" not in names(session, states=("active", "pending", "closed"))
    assert legal_entities.card(session, entity).acts == ("undo_cancel",)
    legal_entities.undo_cancel(session, entity)
    assert figures(world).new_entities == 1


@pytest.mark.parametrize(
    ("reason", "on", "field"), [("move", TODAY, "close_reason"), ("", TODAY, "close_reason"), ("ceased", "2026-11-21", "closed_on"),
                                ("ceased", "2025-02-01", "closed_on"), ("ceased", "", "closed_on")],
)  # fmt: skip
def test_a_cancel_needs_reason_and_day(world, reason, on, field):
    with pytest.raises(Refused) as caught:
        legal_entities.cancel(world.session(), world["好又多"], reason, on)
    assert [problem.field for problem in caught.value.problems] == [field]


def test_a_move_is_neither_new_nor_cancelled(world):
    session = world.session()
    with pytest.raises(Refused, match="新址与现址相同"):
        legal_entities.move(session, world["好又多"], TODAY, address="桂湖路136号")
    done = legal_entities.move(session, world["好又多"], TODAY, dwelling_id=world["101"])
    assert figures(world) is None
    card = legal_entities.card(session, world["好又多"])
    assert [(each.address, each.close_reason, each.open_reason) for each in card.registrations] == [
        ("桂湖花园3栋1单元101", "", "区内移动"),
        ("桂湖路136号", "区内移动", "新来住"),
    ]
    assert len(names(session)) == 1
    history.undo(session, done.operation_id)
    assert legal_entities.card(session, world["好又多"]).row.address == "桂湖路136号"


def test_an_entity_comes_back_as_a_new_registration(world):
    session = world.session()
    legal_entities.cancel(session, world["好又多"], "ceased", "2026-11-13")
    with pytest.raises(Refused, match="上次注销"):
        legal_entities.reopen(session, world["好又多"], "2026-11-01")
    legal_entities.reopen(session, world["好又多"], TODAY)
    assert figures(world).new_entities == 1
    assert names(session) == ["好又多便利店"]
    assert len(legal_entities.card(session, world["好又多"]).registrations) == 2


# ---- browser and card ----------------------------------------------------------------------------------------------------------


def test_finding_by_name_code_tail_person_address_and_letters(world):
    session = world.session()
    legal_entities.save(session, draft(world))
    for text in ("五金", CODE[-4:], CODE[:6], "何美家", "1单元101", "mjwjd", "五金 何"):
        assert names(session, text=text) == ["美家五金店"], text
    assert names(session, text="五金 吴") == []
    assert names(session) == ["好又多便利店", "美家五金店"]  # by sound: hao, mei
    assert names(session, descending=True) == ["美家五金店", "好又多便利店"]
    assert names(session, group="individual") == ["好又多便利店"]
    assert names(session, expiring=True) == ["好又多便利店"]  # 12-15 is 25 days off
    assert names(session, grid_ids=(world["07"],)) == []
    found = legal_entities.find(session, EntityFilter())
    assert [(key, count) for key, _, count in found.groups if count] == [("enterprise", 1), ("individual", 1)]
    assert (found.entities, found.whole, found.visited_this_month) == (2, 2, 1)


def test_the_card_says_what_is_due(world):
    session = world.session()
    card = legal_entities.card(session, world["好又多"])
    assert card.row.kind == "个体工商户"
    assert (card.row.licence_days, card.row.licence_tone, card.reminder) == (25, "warn", "证照剩 25 天到期")
    assert dict(card.facts)["联系电话"] == "199****5502"
    assert [(visit.day, visit.outcome) for visit in card.visits] == [("2026-11-12", "见到本人")]
    assert card.acts == ("visit", "change", "move", "cancel")
    assert card.neighbours == ()
    with pytest.raises(Refused):
        legal_entities.card(session, "nobody")
