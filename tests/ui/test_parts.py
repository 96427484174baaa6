"""Small parts: the door of questions, the masked log, preferences, filters, find box, steps."""

from __future__ import annotations

import logging
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent

from app.logs import MaskingFormatter, masked
from app.ui.faults import FaultDialog, report_of
from app.ui.messages import Messages
from app.ui.preferences import Preferences
from app.ui.widgets.filters import FilterChips
from app.ui.widgets.find_box import FindBox
from app.ui.widgets.frame import UndoBar
from app.ui.widgets.global_find import GlobalFind
from app.ui.widgets.states import ProgressStrip, readable


def test_questions_are_answered_in_advance(qtbot) -> None:
    door = Messages()
    door.answers.extend([0, "/tmp/a.xlsx", None])
    assert door.ask(None, "替换现在的数据？", "…", ["替换数据", "不替换"]) == 0
    assert door.save_file(None, "导出", "a.xlsx", "") == Path("/tmp/a.xlsx")
    assert door.open_file(None, "选择", "") is None
    assert door.asked == ["替换现在的数据？", "导出", "选择"]


def test_the_safe_answer_is_the_default(theme, qtbot) -> None:
    box = Messages.question(None, "用备份替换现在的数据？", "…", ["替换数据", "不替换"], danger=True)
    qtbot.addWidget(box)
    assert box.defaultButton().text() == "不替换"
    assert box.escapeButton().text() == "不替换"


def test_names_and_numbers_never_reach_the_log() -> None:
    assert masked("王建平 990106199001011310 电话 19900000417 第3行") == "□ 99**************** □ 19********* □3□"
    line = MaskingFormatter("%(message)s").format(logging.LogRecord("app", logging.ERROR, "", 0, "陈国富 99010619480217117X", (), None))
    assert "陈" not in line
    assert "1948" not in line


def test_a_bug_report_is_masked(theme, qtbot) -> None:
    try:
        raise ValueError("王建平 990106199001011310")
    except ValueError as error:
        report = report_of(error)
    assert "ValueError" in report
    assert "王建平" not in report
    assert "1310" not in report
    dialog = FaultDialog(report)
    qtbot.addWidget(dialog)
    assert "test_parts.py" in dialog.text.toPlainText()


def test_preferences_survive_and_a_broken_file_is_no_drama(tmp_path) -> None:
    path = tmp_path / "preferences.json"
    Preferences(path).put("scale", 1.15)
    assert Preferences(path).get("scale") == 1.15
    path.write_text("{", encoding="utf-8")
    assert Preferences(path).get("scale", 1.0) == 1.0


@pytest.fixture
def chips(theme, qtbot) -> FilterChips:
    chips = FilterChips(theme, {"state": ("active", "pending")})
    qtbot.addWidget(chips)
    chips.set_choices({"grid": ("网格", [("g6", "06网格"), ("g7", "07网格"), ("g8", "08网格")]),
                       "state": ("状态", [("active", "在册"), ("pending", "待核"), ("closed", "注销")])})  # fmt: skip
    return chips


def test_filters_are_chips(chips, qtbot) -> None:
    assert [chip.text().strip() for chip in chips.chips.values()] == ["状态：在册、待核"]
    with qtbot.waitSignal(chips.changed):
        chips.menu.actions()[0].menu().actions()[1].trigger()
    assert chips.chosen["grid"] == ("g7",)
    assert chips.chips["grid"].text().strip() == "网格：07网格"
    with qtbot.waitSignal(chips.changed):
        chips.chips["grid"].click()
    assert "grid" not in chips.chosen
    chips.set_chosen({"grid": ("g6", "g7", "g8")})
    assert chips.chips["grid"].text().strip() == "网格：06网格、07网格 等3项"
    chips.clear.click()
    assert chips.chosen == {"state": ("active", "pending")}


def test_the_find_box_waits_for_a_pause_and_for_the_input_method(theme, qtbot) -> None:
    box = FindBox(theme, "查找")
    qtbot.addWidget(box)
    asked: list[str] = []
    box.asked.connect(asked.append)
    box.setText("w")
    box.setText("wa")
    assert asked == []
    qtbot.waitUntil(lambda: asked == ["wa"])
    box.setText("wan")
    box.inputMethodEvent(QInputMethodEvent("张", []))
    assert not box.timer.isActive()


def test_a_long_job_shows_how_far_it_is(theme, qtbot) -> None:
    strip = ProgressStrip(theme)
    qtbot.addWidget(strip)
    stopped: list[bool] = []
    strip.begin("正在导入", lambda: stopped.append(True))
    strip.advance(7, 18, "第 7 行")
    assert strip.count.text() == "7 / 18"
    strip.cancel.click()
    assert stopped == [True]
    assert not strip.cancel.isEnabled()
    assert readable(80) == "1 分 20 秒"


def test_the_undo_bar_goes_away_by_itself(theme, qtbot) -> None:
    from PySide6.QtWidgets import QWidget

    room = QWidget()
    qtbot.addWidget(room)
    room.resize(1000, 600)
    room.show()
    bar = UndoBar(theme, room)
    bar.show_text("已结算 2026年第47周")
    assert bar.isVisible()
    assert bar.timer.interval() == 10_000
    bar.timer.timeout.emit()
    assert not bar.isVisible()


def test_enter_before_the_answers_opens_what_is_typed_not_what_was_found_before(theme, qtbot) -> None:
    box = GlobalFind(theme, ("resident",))
    qtbot.addWidget(box)
    asked: list[tuple[str, object]] = []
    box.ask = lambda text, arrived: asked.append((text, arrived))
    opened: list[str] = []
    box.opened.connect(lambda hit: opened.append(hit.title))
    box.show()

    def answer(*titles: str) -> None:
        asked[-1][1]([SimpleNamespace(kind="resident", title=title, detail="") for title in titles])

    box.setText("刘芳")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    answer("刘芳")
    box.setText("王建平")
    qtbot.keyClick(box, Qt.Key.Key_Return)  # the list still shows 刘芳
    assert opened == []
    assert asked[-1][0] == "王建平"
    answer("王建平", "王建平平")
    assert opened == ["王建平"]
