"""Keys that a person presses at the door, counted in the real forms and pages: a new member of a household (at most 45), a visit (at
most 12), a known household (at most 3)."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

from benchmarks.measure import Result, show

NAME_KEYS = 4  # w g y and the space bar: the input method keeps them, so the program sees one commit
TODAY = date(2026, 11, 20)


def form_in_a_window(application: Any) -> tuple[Any, Any]:
    """The resident form for the second member of a household, ready for the first key."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

    from app.models.household_entry import HouseholdDraft, PersonDraft, new_member
    from app.models.resident_fields import RESIDENT_FIELDS, choices
    from app.storage.code_tables import code_table
    from app.ui.forms.editors import FormContext, identity_check
    from app.ui.forms.resident import ResidentForm

    tables = {f.code_table: code_table(f.code_table) for f in RESIDENT_FIELDS if f.code_table}
    lists = {name: choices(name, [(item.code, item.label) for item in table.items]) for name, table in tables.items()}
    form = ResidentForm(FormContext(lambda: TODAY, lists, identity_check(lambda: TODAY, practice=True)), practice=True)
    window, button = QWidget(), QPushButton("保存")
    box = QVBoxLayout(window)
    box.addWidget(form)
    box.addWidget(button)
    form.set_primary(button)
    window.resize(936, 400)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    head = PersonDraft(name="王建平", relation="02", consistency="21", came_on="2023-08-15", ethnic_group="01")
    person, same = new_member(HouseholdDraft(members=(head,)), TODAY)
    form.show_person(person, same, [head])
    form.focus_first()
    return window, form


def new_person() -> int:
    """Types one person – number, name, 与户主, three carried fields, telephone, 婚姻, save – and counts the keys."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QInputMethodEvent
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app.models.resident_numbers import check_character
    from app.ui.forms.keystrokes import KeystrokeCounter

    application = QApplication.instance() or QApplication([])
    window, form = form_in_a_window(application)
    saved: list[bool] = []
    form.save_requested.connect(lambda: saved.append(True))
    counter = KeystrokeCounter(application)  # type: ignore[arg-type]

    def keys(text: str) -> None:
        for character in text:
            QTest.keyClicks(QApplication.focusWidget(), character)

    def enter(times: int = 1, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for _ in range(times):
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, modifiers)

    keys("99020619510803234" + check_character("99020619510803234"))
    enter()
    name = QInputMethodEvent()
    name.setCommitString("王桂英")
    QApplication.sendEvent(QApplication.focusWidget(), name)
    enter()
    keys("5")
    enter(3)
    keys("19900000417")
    enter()
    keys("3")
    enter(1, Qt.KeyboardModifier.ControlModifier)
    counter.stop()
    if form.problems() or not saved:
        raise AssertionError(f"the person could not be saved: {form.problems()}")
    window.close()
    return counter.keys + NAME_KEYS


def visit_form_in_a_window(application: Any) -> tuple[Any, Any]:
    """The form of a visit to somebody who lives alone, with the phrase of Ctrl+2, ready for the first key."""
    from PySide6.QtGui import QKeySequence, QShortcut
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

    from app.models.visit_views import TargetMember, VisitTarget
    from app.ui.forms.editors import FormContext
    from app.ui.forms.visit import VisitForm

    form = VisitForm(FormContext(lambda: TODAY))
    window, button = QWidget(), QPushButton("登记并到下一户")
    box = QVBoxLayout(window)
    box.addWidget(form)
    box.addWidget(button)
    form.set_primary(button)
    shortcut = QShortcut(QKeySequence("Ctrl+2"), window)
    shortcut.activated.connect(lambda: form.insert_phrase("已宣传防火防诈骗"))
    window.resize(700, 520)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    person = TargetMember("r", "陈国富", "户主", "男", 78, ("独居老人",))
    target = VisitTarget("resident", "r", "陈国富", "男 78岁", "桂湖花园3栋1单元1001", "06网格", "d", "h", "g", (person,), ("r",), (), (), 0)
    form.show_target(target, TODAY.isoformat(), "18:40")
    form.focus_first()
    return window, form


def visit(keys: str) -> int:
    """Types one visit (``⏎`` = Enter, ``②`` = Ctrl+2), saves it with Ctrl+Enter and counts the keys."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app.ui.forms.keystrokes import KeystrokeCounter

    application = QApplication.instance() or QApplication([])
    window, form = visit_form_in_a_window(application)
    saved: list[Any] = []
    form.save_requested.connect(lambda: saved.append(form.draft()))
    counter = KeystrokeCounter(application)  # type: ignore[arg-type]
    control = Qt.KeyboardModifier.ControlModifier
    for key in keys:
        if key == "⏎":
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        elif key == "②":
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_2, control)
        else:
            QTest.keyClicks(QApplication.focusWidget(), key)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, control)
    counter.stop()
    window.close()
    if not saved or saved[0].outcome != "met" or ("②" in keys and saved[0].next_on != "2026-11-23"):
        raise AssertionError(f"the visit was not what was typed: {saved}")
    return counter.total


def bench_at_a_known_door() -> tuple[Any, Any, str]:
    """A window on a register in memory: two doors of one staircase with three people each; 入户采集 is open at the first."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app.models.vocabulary import Role
    from app.services.session import Session
    from app.storage.accounts import Account
    from app.storage.register import Program, Register
    from app.ui.jobs import Jobs
    from app.ui.messages import Messages
    from app.ui.preferences import Preferences
    from app.ui.theme import dress
    from app.ui.workbench import Workbench

    application = QApplication.instance() or QApplication([])
    register = Register.in_memory(office="桂湖社区")
    root, account = (register.db.conn.execute(sql).fetchone()[0] for sql in ("SELECT id FROM grid", "SELECT id FROM account"))
    doors = []
    with register.work.operation("import.demo", Program()) as act:
        member = act.insert("grid_member", {"staff_no": "WG-06", "name": "李秀兰", "joined_on": "2020-01-01"})
        act.insert("assignment", {"member_id": member, "grid_id": root, "role": "03", "valid_from": "2020-01-01"})
        for room in ("901", "902"):
            place = {"estate": "桂湖花园", "building": "3栋", "unit": "1单元", "room": room, "grid_id": root, "use": "own"}
            doors.append(act.insert("dwelling", place))
            home = act.insert("household", {"dwelling_id": doors[-1], "kind": "1", "opened_on": "2025-01-10"})
            for name, relation in (("黄志明", "02"), ("林小燕", "10"), ("黄小宝", "20")):
                person = act.insert("resident", {"name": name, "sex": "1", "birth_date": "1980-05-01", "population": "01"})
                act.insert("residence", {"resident_id": person, "household_id": home, "dwelling_id": doors[-1], "grid_id": root,
                                         "relation": relation, "opened_on": "2025-01-10", "open_reason": "newly_living"})  # fmt: skip
    session = Session(register, Account(account, "admin", "管理员", Role.ADMIN, "", ()))
    bench = Workbench(session, Jobs(synchronous=True), Messages(), dress(application), Preferences(), [], "桂湖社区")  # type: ignore[arg-type]
    bench.resize(1366, 698)
    bench.show()
    bench.activateWindow()
    QTest.qWaitForWindowActive(bench)
    bench.recall({})
    page = bench.open_quick("household_entry", ("dwelling", doors[0]))
    return bench, page, doors[1]


def known_household() -> int:
    """全户无变化 at a door where three people live; the next door is open afterwards."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app.ui.forms.keystrokes import KeystrokeCounter

    bench, page, following = bench_at_a_known_door()
    counter = KeystrokeCounter(QApplication.instance())  # type: ignore[arg-type]
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    counter.stop()
    if page.people.door() != following:
        raise AssertionError("the next door did not open")
    bench.close()
    return counter.total


def measure() -> list[Result]:
    """Counts, not times: the same on every machine."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    note = "18 of the number, 4 of the name through the input method, 11 of the telephone"
    plain = "outcome, Ctrl+Enter"
    full = "outcome, who was met, one finding, a phrase, another date, Ctrl+Enter"
    return [
        Result("keys for a new person", "one member", "the goal of the design", None, new_person(), "keys", 45, True, note),
        Result("keys for a known household", "three people, unchanged", "the goal of the design", None, known_household(), "keys", 3, True,
               "Ctrl+Shift+Enter, the next door opens"),
        Result("keys for a usual visit", "nothing found", "the goal of the design", None, visit("1"), "keys", 12, True, plain),
        Result("keys for a visit with a finding", "one finding", "the goal of the design", None, visit("1⏎2②⏎+3"), "keys", 12, True, full),
    ]


if __name__ == "__main__":
    show(measure())
