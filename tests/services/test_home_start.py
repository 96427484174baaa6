"""开始清单: ticks from the journal, undone acts do not count, and it ends."""

from __future__ import annotations

import pytest

from app.models.home_start import NEW_DAYS, STEPS
from app.models.vocabulary import Role
from app.services import history, home_start
from tests.builders import Office

ALL = tuple(step.page for step in STEPS)
DAY_MS = 24 * 60 * 60 * 1000


@pytest.fixture
def office() -> Office:
    return Office()


def act(office: Office, kind: str, session=None) -> str:
    session = session or office.session
    with session.work.operation(kind, session) as operation:
        operation.insert("task", {"title": "随便"})
    return operation.id


def done(session, seen=()) -> list[str]:
    return [step.key for step in home_start.steps(session, ALL, seen) if step.done]


def test_a_new_office_has_everything_to_do(office: Office) -> None:
    steps = home_start.steps(office.session, ALL)
    assert [step.title for step in steps] == ["导入居民名单", "核对本网格楼栋", "录第一户", "看本周排名", "打印走访单"]
    assert done(office.session) == []


def test_it_ticks_itself_from_the_journal(office: Office) -> None:
    act(office, "import.residents")
    act(office, "household.no_change")
    assert done(office.session) == ["import", "household"]
    assert done(office.session, ("rankings", "dwellings", "residents")) == ["import", "dwellings", "household", "ranking"]
    act(office, "dwelling.create")
    assert done(office.session) == ["import", "dwellings", "household"]


def test_what_was_taken_back_is_not_done(office: Office) -> None:
    operation = act(office, "household.save")
    assert done(office.session) == ["household"]
    history.undo(office.session, operation)
    assert done(office.session) == []


def test_the_import_counts_for_everybody_the_first_household_for_oneself(office: Office) -> None:
    act(office, "import.residents")
    act(office, "household.save")
    colleague = office.as_role(Role.CHIEF)
    assert done(colleague) == ["import"]


def test_only_steps_of_the_role_and_nothing_when_all_is_done(office: Office) -> None:
    steps = home_start.steps(office.session, ["household_entry", "rankings"])
    assert [step.key for step in steps] == ["household", "ranking"]
    act(office, "household.save")
    assert home_start.steps(office.session, ["household_entry", "rankings"], ["rankings"]) == ()
    assert home_start.steps(office.session, []) == ()


def test_nobody_is_new_for_ever(office: Office, monkeypatch) -> None:
    from app.settings import now_ms

    later = now_ms() + (NEW_DAYS + 1) * DAY_MS
    monkeypatch.setattr(home_start, "now_ms", lambda: later)
    assert home_start.steps(office.session, ALL) == ()


def test_hints_end_after_five_households_of_ones_own(office: Office) -> None:
    colleague = office.as_role(Role.CHIEF)
    for kind in ("household.save", "household.no_change", "household.not_met", "household.save"):
        act(office, kind)
    assert home_start.wants_hints(office.session)
    act(office, "household.save")
    assert not home_start.wants_hints(office.session)
    assert home_start.wants_hints(colleague)
