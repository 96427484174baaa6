"""Full numbers leave the clipboard after a minute, at the lock and at the end; what others put there stays."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from app.ui.clipboard import SECONDS, ClipboardWatch
from tests.services.import_desk import number


@pytest.fixture
def watch(qtbot, monkeypatch):
    """A watch over an empty clipboard; without a screen Qt does not know whose it is."""
    monkeypatch.setattr(ClipboardWatch, "ours", lambda _self: True)
    QApplication.clipboard().clear()
    made = ClipboardWatch()
    yield made
    made.deleteLater()


@pytest.mark.parametrize("text", [number("19900101"), f"甲\t{number('19900101')}\t女", "13800138000", "123456789012345"])
def test_numbers_go_after_a_minute(watch, text) -> None:
    QApplication.clipboard().setText(text)
    assert watch.timer.isActive()
    assert watch.timer.interval() == SECONDS * 1000 == 60_000
    watch.timer.timeout.emit()
    assert QApplication.clipboard().text() == ""


@pytest.mark.parametrize("text", ["9****************X", "甲\t青禾苑1栋", "2026-11-20", "共 13,843 人"])
def test_masked_numbers_and_words_stay(watch, text) -> None:
    QApplication.clipboard().setText(text)
    assert not watch.timer.isActive()
    watch.clear_now()
    assert QApplication.clipboard().text() == text


def test_what_another_program_copied_is_not_ours(watch, monkeypatch) -> None:
    monkeypatch.setattr(ClipboardWatch, "ours", lambda _self: False)
    QApplication.clipboard().setText(number("19900101"))
    assert not watch.timer.isActive()


def test_what_came_later_stays(watch) -> None:
    QApplication.clipboard().setText(number("19900101"))
    QApplication.clipboard().setText("会议通知")
    assert not watch.timer.isActive()
    watch.clear_now()
    assert QApplication.clipboard().text() == "会议通知"
