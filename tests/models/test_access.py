"""The matrix of roles (ux.md §2)."""

from __future__ import annotations

import pytest

from app.models.access import ACTIONS, PAGES, Reach, allowed, pages_of, reach, refusal, role_of
from app.models.vocabulary import Role


def test_every_page_says_something_about_every_role() -> None:
    assert all(set(reaches) == set(Role) for reaches in PAGES.values())


@pytest.mark.parametrize(
    ("role", "missing"),
    [
        (Role.MEMBER, {"grids", "staff", "goals", "dashboard", "exchange", "system", "log"}),
        (Role.CHIEF, {"system", "log"}),
        (Role.LEADER, {"visits", "exchange", "system", "log"}),
        (Role.ADMIN, set()),
        (Role.AUDITOR, set(PAGES) - {"log"}),
    ],
)
def test_pages_without_right_are_absent(role: Role, missing: set[str]) -> None:
    assert set(PAGES) - set(pages_of(role)) == missing


def test_leaders_read_masked_and_change_nothing() -> None:
    assert reach(Role.LEADER, "residents") is Reach.READ
    assert not any(allowed(Role.LEADER, action) for action in ACTIONS if action.endswith(".write"))
    assert not allowed(Role.LEADER, "number.reveal")
    assert not allowed(Role.LEADER, "export.full")


def test_members_work_in_their_own_grids() -> None:
    assert reach(Role.MEMBER, "residents") is Reach.OWN
    assert reach(Role.MEMBER, "rankings") is Reach.READ
    assert allowed(Role.MEMBER, "visit.write")
    assert not allowed(Role.MEMBER, "week.close")
    assert not allowed(Role.MEMBER, "import.run")


def test_auditors_see_the_log_and_nothing_else() -> None:
    assert [action for action in ACTIONS if allowed(Role.AUDITOR, action)] == ["log.read"]


def test_administrators_may_everything() -> None:
    assert all(allowed(Role.ADMIN, action) for action in ACTIONS)


def test_unknown_roles_get_the_least_and_unknown_actions_are_bugs() -> None:
    assert role_of("admin") is Role.ADMIN
    assert role_of("owner") is Role.MEMBER
    with pytest.raises(KeyError):
        allowed(Role.ADMIN, "world.end")


def test_refusals_say_who_can() -> None:
    assert refusal("week.close") == "这项操作需要网格长、管理员账号，请联系他们办理"
