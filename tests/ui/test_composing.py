"""Enter, digits and Ctrl+Enter while the input method composes: nothing moves in any editor of a form (ux.md §15.3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.models.form_fields import Choice, FormField
from app.ui.forms.editors import FormContext
from app.ui.forms.entry_form import EntryForm
from tests.ui.form_desk import FIELDS

KINDS = sorted({field.kind for field in FIELDS} - {"heading", "options"} | {"door", "credit"})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_belongs_to_the_input_method(kind: str, key: Qt.Key, theme: Any, qtbot: Any) -> None:
    fields = (FormField("first", "甲", kind, choices=(Choice("01", "汉族", "1", "hz"),)), FormField("second", "乙"))
    window = QWidget()
    qtbot.addWidget(window)
    form = EntryForm(fields, FormContext(lambda: date(2026, 11, 20)))
    QVBoxLayout(window).addWidget(form)
    saved: list[int] = []
    form.save_requested.connect(lambda: saved.append(1))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    form.focus_field("first")
    editor = QApplication.focusWidget()
    QApplication.sendEvent(editor, QInputMethodEvent("wang", []))
    for modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier):
        qtbot.keyClick(editor, key, modifiers)
    assert (form.path.focused(), saved) == ("first", [])
    done = QInputMethodEvent("", [])
    done.setCommitString("")
    QApplication.sendEvent(editor, done)
    qtbot.keyClick(editor, key)
    assert form.path.focused() == "second"
