"""The way through a form by keyboard: Enter = next quick field, Shift+Enter back, Tab = every field (ux.md §5).

Enter never saves and never loses: while the input method composes it does nothing, in the last field it goes to the primary button,
and only a second, separate press runs that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QWidget

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_NONE = Qt.KeyboardModifier.NoModifier
_SHIFT, _CTRL, _ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier

# another program in front or a menu on top: the person comes back to the same half-typed word
_STAYS = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason)


class EnterPath(QObject):
    """Event filter of all editors of one form.  ``may_leave(name)`` is asked before Enter goes on; ``message_key(name, sequence)``
    runs the action of a message and says whether there was one."""

    save_requested = Signal()
    copy_requested = Signal(str)
    unknown_requested = Signal(str)
    unlock_requested = Signal(str)
    entered = Signal(str)
    left = Signal(str)
    finished = Signal()

    def __init__(
        self,
        may_leave: Callable[[str], bool],
        message_key: Callable[[str, QKeySequence, bool], bool],
        on_path: Callable[[str], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._may_leave = may_leave
        self._message_key = message_key
        self._on_path = on_path
        self._editors: dict[str, Any] = {}
        self._names: dict[int, str] = {}
        self._primary: QAbstractButton | None = None

    def add(self, name: str, editor: Any) -> None:
        """Append an editor to the path."""
        self._editors[name] = editor
        self._names[id(editor)] = name
        editor.installEventFilter(self)
        editor.advance.connect(lambda: self.go_on(name))

    def set_primary(self, button: QAbstractButton) -> None:
        """The button that Enter in the last field goes to."""
        self._primary = button
        button.installEventFilter(self)

    def stations(self) -> list[str]:
        """Fields that Enter visits now, in order."""
        return [name for name, editor in self._editors.items() if self._reachable(editor) and self._on_path(name)]

    def focus(self, name: str) -> None:
        """Put the cursor into a field."""
        editor = self._editors[name]
        editor.setFocus(Qt.FocusReason.TabFocusReason)
        editor.select_content()

    def focus_first(self) -> None:
        """Start of the path."""
        stations = self.stations()
        if stations:
            self.focus(stations[0])

    def focused(self) -> str:
        """Name of the field with the cursor, '' when it is elsewhere; also while another program is in front."""
        return next((name for name, editor in self._editors.items() if editor.window().focusWidget() is editor), "")

    def go_on(self, name: str) -> None:
        """Enter in ``name``: next field of the path, or the primary button, unless the field wants to be looked at again."""
        if not self._may_leave(name):
            return
        following = self._beyond(name, 1)
        if following:
            self.focus(following)
        else:
            if self._primary is not None and self._primary.isEnabled():
                self._primary.setFocus(Qt.FocusReason.TabFocusReason)
            self.finished.emit()

    def go_back(self, name: str) -> None:
        """Shift+Enter: previous field of the path; nothing is checked on the way back."""
        previous = self._beyond(name, -1)
        if previous:
            self.focus(previous)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._primary:
            return kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._button_key(event)
        name = self._names.get(id(watched), "")
        if not name:
            return False
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(name, event)
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_ours(name, event):
            event.accept()  # the key comes to the field, not to a shortcut of the window
            return True
        if kind == QEvent.Type.FocusIn:
            self.entered.emit(name)
        elif kind == QEvent.Type.FocusOut and isinstance(event, QFocusEvent) and event.reason() not in _STAYS:
            self.left.emit(name)
        return False

    def _key(self, name: str, event: QKeyEvent) -> bool:
        editor, modifiers = self._editors[name], event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in _ENTER:
            return self._enter(name, editor, event, modifiers)
        if editor.composing:
            return False
        if self._message_key(name, _sequence(event), True):
            return True
        chord = (event.key(), modifiers)
        if chord == (Qt.Key.Key_F2, _NONE):
            self.unlock_requested.emit(name)
        elif chord == (Qt.Key.Key_F4, _NONE):
            self.copy_requested.emit(name)
        elif chord == (Qt.Key.Key_B, _CTRL):
            self.unknown_requested.emit(name)
        else:
            return False
        return True

    def _enter(self, name: str, editor: Any, event: QKeyEvent, modifiers: Qt.KeyboardModifier) -> bool:
        if editor.composing or event.isAutoRepeat():
            return True
        if modifiers == _CTRL:
            self.save_requested.emit()
        elif modifiers == _ALT and hasattr(editor, "new_line"):
            editor.new_line()
        elif modifiers == _SHIFT:
            self.go_back(name)
        elif modifiers == _NONE:
            self.go_on(name)
        else:
            return False
        return True

    def _button_key(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() not in _ENTER or event.isAutoRepeat():
            return event.key() in _ENTER
        if modifiers == _CTRL:
            self.save_requested.emit()
        elif modifiers == _SHIFT:
            stations = self.stations()
            if stations:
                self.focus(stations[-1])
        elif self._primary is not None:
            self._primary.click()
        return True

    def _is_ours(self, name: str, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in _ENTER:
            return modifiers != _CTRL | _SHIFT  # 全户无变化 belongs to the page
        if (event.key(), modifiers) in ((Qt.Key.Key_F2, _NONE), (Qt.Key.Key_F4, _NONE), (Qt.Key.Key_B, _CTRL)):
            return True
        return self._message_key(name, _sequence(event), False)

    def _beyond(self, name: str, step: int) -> str:
        names = list(self._editors)
        index = names.index(name) + step
        while 0 <= index < len(names):
            if self._reachable(self._editors[names[index]]) and self._on_path(names[index]):
                return names[index]
            index += step
        return ""

    @staticmethod
    def _reachable(editor: QWidget) -> bool:
        return editor.isEnabled() and not editor.isHidden()


def _sequence(event: QKeyEvent) -> QKeySequence:
    """The key as a sequence, without the mark of the keypad.  Alt with a digit of the keypad composes characters elsewhere, so it
    matches nothing."""
    modifiers = event.modifiers()
    if modifiers & Qt.KeyboardModifier.KeypadModifier and modifiers & _ALT:
        return QKeySequence()
    return QKeySequence(QKeyCombination(modifiers & ~Qt.KeyboardModifier.KeypadModifier, Qt.Key(event.key())))
