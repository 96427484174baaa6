"""The matrix of roles, function by function: what a role may not do is refused before anything else is looked at."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import app.services
from app.errors import Refused
from app.models.access import allowed
from app.models.vocabulary import Role
from tests.builders import Office

# Parts of a use case in the same floor: they are called by a function that checked, and answer nothing about people by themselves.
PARTS = {
    "area", "household_reading", "household_saving", "person_writing", "residence_writing", "target_sheets", "target_units",
    "visit_saving", "visit_changes", "entity_changes",
}  # fmt: skip
# What everybody may do who is signed in, and parts that stand beside use cases.
OPEN = {
    "accounts.must_change", "attendance.final_note", "attendance_settings.remark", "dashboard.compared", "documents.imprint",
    "documents.printed", "documents.record", "documents.saved", "drafts.drop", "drafts.drop_about", "drafts.keep", "dwellings.round_start",
    "history.may_undo_others", "households.propose_revisit", "lifecycle.may_move", "rankings.meeting_of", "session.sign_out",
    "targets.prepare", "visit_signs.is_own", "clock.watch", "doubt_repairs.offer", "report_lists.allowed",
    "report_lists.catalogue", "report_lists.counts", "report_lists.newest_period", "report_lists.period_choices", "report_pages.of_open",
    "checks.closed_week_problems", "checks.flow_problems", "checks.minutes_problems",
    # empty forms; parts that write down what leaves the register, called by what made it
    "blank_forms.entities_form", "blank_forms.residents_form", "blank_forms.visits_form", "documents.made", "documents.permitted",
    "outgoing.enter", "outgoing.enter_drawn", "outgoing.permit", "outgoing.rules", "retention.years",
    # copies are made for everybody: when the program closes, once a day, before an import
    "backups.announce", "backups.backup", "backups.backups", "backups.catch_up", "backups.copy", "backups.default_directory",
    "backups.is_due", "backups.make", "backups.on_closing", "backups.state", "backup_copies.rehearse", "backup_copies.record_rehearsal",
}  # fmt: skip
# Asked with nothing they answer nothing, or say that this is no question, before they read.
ASKED_WITH_NOTHING = {
    "blank_forms.pdf", "key_cards.pdf",
    "documents.report", "report_files.write", "ledgers.pdf", "ledgers.xlsx", "legal_entities.derive", "statistics.figures",
    "visits.target_search",
}  # fmt: skip


def use_cases() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function of the floor whose first argument is a session."""
    for found in pkgutil.iter_modules(app.services.__path__):
        module = importlib.import_module(f"app.services.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            parameters = list(inspect.signature(function).parameters)
            if not name.startswith("_") and function.__module__ == module.__name__ and parameters[:1] == ["session"]:
                yield f"{found.name}.{name}", function


def required(function: Callable[..., Any]) -> str:
    """The right that the function names itself, '' where it names none or several."""
    rights = [
        node.args[0].value
        for node in ast.walk(ast.parse(inspect.getsource(function)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "require"
        and len(node.args) == 1 and isinstance(node.args[0], ast.Constant)
    ]  # fmt: skip
    return str(rights[0]) if len(set(rights)) == 1 else ""


def blank(function: Callable[..., Any]) -> tuple[list[str], dict[str, str]]:
    """Empty arguments for everything that has no default."""
    given = [each for each in list(inspect.signature(function).parameters.values())[1:] if each.default is each.empty]
    named = {each.name: "" for each in given if each.kind is each.KEYWORD_ONLY}
    return ["" for each in given if each.kind is each.POSITIONAL_OR_KEYWORD], named


@pytest.fixture(scope="module")
def office() -> Office:
    return Office()


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_what_a_role_may_not_do_is_refused_first(office: Office, role: Role) -> None:
    session = office.as_role(role, "WG-01") if role is Role.MEMBER else office.as_role(role)
    before = office.register.db.conn.execute("SELECT count(*) FROM change").fetchone()[0]
    wrong, tried = [], 0
    for name, function in use_cases():
        right = required(function)
        if not right or allowed(role, right):
            continue
        tried += 1
        arguments, named = blank(function)
        try:
            function(session, *arguments, **named)
            wrong.append(f"{name} ({right}): answered")
        except Refused as refused:
            if "角色" not in str(refused):
                wrong.append(f"{name} ({right}): {refused}")
        except Exception as error:  # noqa: BLE001 - any other error means that something was looked at before the right
            wrong.append(f"{name} ({right}): {type(error).__name__} {error}")
    assert not wrong, "\n".join(wrong)
    assert tried > 15 or role is Role.ADMIN
    assert office.register.db.conn.execute("SELECT count(*) FROM change").fetchone()[0] == before


def test_the_auditor_gets_nothing_out_of_any_use_case_but_the_log(office: Office) -> None:
    session = office.as_role(Role.AUDITOR)
    wrong = []
    for name, function in use_cases():
        module = name.partition(".")[0]
        if module in PARTS or module == "audit" or name in OPEN | ASKED_WITH_NOTHING:
            continue
        arguments, named = blank(function)
        try:
            function(session, *arguments, **named)
            wrong.append(f"{name}: answered")
        except Refused:
            pass
        except Exception as error:  # noqa: BLE001
            wrong.append(f"{name}: {type(error).__name__} {error}")
    assert not wrong, "\n".join(wrong)


def test_the_lists_of_exceptions_name_what_exists() -> None:
    names = {name for name, _ in use_cases()}
    assert names >= OPEN | ASKED_WITH_NOTHING
    assert {name.partition(".")[0] for name in names} >= PARTS
