"""A form made from field descriptions: values in and out, the Enter path, messages at the field, drafts that know where the cursor was.

No rule lives here: ``checker`` gives the problems of a field, pages connect to the signals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from app.errors import Problem
from app.models.form_fields import FormField
from app.ui.forms.door_field import DoorEditor
from app.ui.forms.editors import FormContext, make_editor
from app.ui.forms.enter_path import EnterPath
from app.ui.forms.fields import AUTO, CHANGED, SAME, TYPED, UNKNOWN
from app.ui.forms.form_layout import FormGrid
from app.ui.forms.form_messages import FormMessages
from app.ui.forms.identity_field import IdentityEditor
from app.ui.forms.inline_message import MessageAction

Checker = Callable[[str, dict[str, Any]], Sequence[Problem]]


class EntryForm(QWidget):
    """Fields in a grid, driven by keys."""

    changed = Signal(str)  # a person changed a field
    committed = Signal(str)  # the value of a field stands (Enter, Tab, mouse elsewhere)
    save_requested = Signal()  # Ctrl+Enter
    action_chosen = Signal(str, str)  # field, action of a message
    number_completed = Signal(str, str)  # field, number: look for duplicates
    no_number = Signal(str)  # '9' in the number field: 无证件
    finished = Signal()  # Enter in the last field

    def __init__(
        self,
        fields: Sequence[FormField],
        context: FormContext,
        widths: Sequence[int] = (1,),
        label_width: int = 84,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.fields = {f.name: f for f in fields if f.kind != "heading"}
        self.checker: Checker | None = None
        self._context = context
        self._previous: dict[str, Any] = {}
        self._editors: dict[str, Any] = {}
        self._stood: dict[str, Any] = {}  # last value announced by ``committed``
        self._dirty = False
        self.grid = FormGrid(widths, label_width)
        self.path = EnterPath(self._may_leave, self._message_key, self._on_path, self)
        self.messages = FormMessages(self.grid, self.fields, self._editors, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.grid)
        box.addStretch(1)
        for form_field in fields:
            self._add(form_field)
        for one, other in zip(list(self._editors.values()), list(self._editors.values())[1:], strict=False):
            QWidget.setTabOrder(one, other)
        self._connect()

    # values -----------------------------------------------------------------------------------------------------------------------

    def editor(self, name: str) -> Any:
        """The widget of a field."""
        return self._editors[name]

    def collect(self) -> dict[str, Any]:
        """Plain values by field name; '' (or () or None) = not recorded, see ``unknown``."""
        return {name: editor.value() for name, editor in self._editors.items()}

    def unknown(self) -> tuple[str, ...]:
        """Fields answered 不详."""
        return tuple(name for name, editor in self._editors.items() if editor.origin == UNKNOWN)

    def fill(self, values: Mapping[str, Any], unknown: Iterable[str] = (), origins: Mapping[str, str] | None = None) -> None:
        """Show a record; fields that are not named become empty.  Clears messages and the dirty mark."""
        self.messages.reset()
        self._stood.clear()
        missing, marks = set(unknown), origins or {}
        for name, editor in self._editors.items():
            editor.set_severity("")
            editor.set_value(values.get(name, ""), UNKNOWN if name in missing else marks.get(name, TYPED))
        self._dirty = False

    def clear(self) -> None:
        """An empty form for the next record."""
        self.fill({})

    def set_value(self, name: str, value: Any, origin: str = TYPED) -> None:
        """Set one field by program."""
        self._editors[name].set_value(value, origin)

    def derive(self, values: Mapping[str, Any]) -> None:
        """Automatic values (自动).  What a person typed or changed stays; an automatic value whose source vanished is emptied."""
        for name, value in values.items():
            editor = self._editors.get(name)
            if editor is None:
                continue
            if value in ("", None, ()):
                if editor.origin == AUTO:
                    editor.set_value(value, TYPED)
            elif editor.origin in (AUTO, SAME) or editor.is_empty():
                editor.set_value(value, AUTO)

    def set_note(self, name: str, note: str) -> None:
        """Words behind a value, such as the age behind a birth date."""
        self._editors[name].set_note(note)

    def is_dirty(self) -> bool:
        """Whether a person changed anything since ``fill``."""
        return self._dirty

    def mark_clean(self) -> None:
        """After saving."""
        self._dirty = False

    # the previous record ----------------------------------------------------------------------------------------------------------

    def set_previous(self, values: Mapping[str, Any]) -> None:
        """The record that F4 copies from."""
        self._previous = dict(values)

    def copy_previous(self, names: Iterable[str] | None = None) -> list[str]:
        """Copy fields of the previous record (all of them without ``names``); gives the names that had something to copy."""
        copied = [
            name for name in (names if names is not None else self._editors) if name in self._editors and self._previous.get(name)
        ]
        for name in copied:
            self.messages.clear(name)
            self._editors[name].set_value(self._previous[name], SAME)
            self._mark_changed(name)
        return copied

    def set_unknown(self, name: str) -> None:
        """Ctrl+B: answered 不详, which differs from blank."""
        self.messages.clear(name)
        self._editors[name].set_value("", UNKNOWN)
        self._mark_changed(name)

    # looks ------------------------------------------------------------------------------------------------------------------------

    def set_primary(self, button: QAbstractButton) -> None:
        """The button that Enter in the last field goes to."""
        self.path.set_primary(button)

    def show_rare(self, visible: bool) -> None:
        """F3: show or hide the rare fields."""
        self.grid.show_rare(visible)

    def rare_visible(self) -> bool:
        """Whether the rare fields are shown."""
        return self.grid.rare_visible()

    def set_skipped(self, names: Iterable[str]) -> None:
        """Fields that make no sense here (for this 人口类别): shown grey, left out by Enter and Tab."""
        skipped = set(names)
        for name, editor in self._editors.items():
            editor.setEnabled(name not in skipped)

    def focus_first(self) -> None:
        """Cursor into the first field of the path."""
        self.path.focus_first()

    def focus_field(self, name: str) -> None:
        """Cursor into a field; rare fields are opened."""
        if self.fields[name].rare:
            self.show_rare(True)
        self.path.focus(name)

    def show_problems(self, problems: Sequence[Problem], focus: bool = True) -> list[Problem]:
        """Show problems at their fields; gives those that belong to no field here.  The cursor goes to the first one."""
        rest = [problem for problem in problems if problem.field not in self._editors]
        own = [problem for problem in problems if problem.field in self._editors]
        for problem in own:
            self.messages.show_problem(problem)
        if focus and own:
            self.focus_field(own[0].field)
        return rest

    def show_message(self, name: str, severity: str, text: str, actions: Sequence[MessageAction] = (), title: str = "") -> None:
        """A message with actions at a field, such as 该证号已登记.  It goes when the field is changed."""
        self.messages.show(name, severity, text, actions, title)

    def clear_messages(self, name: str = "") -> None:
        """Take messages away, of one field or all."""
        self.messages.clear(name)

    def accepted(self) -> list[Problem]:
        """Warnings that a person accepted with Enter; the journal remembers them."""
        return self.messages.accepted()

    # drafts -----------------------------------------------------------------------------------------------------------------------

    def snapshot(self) -> dict[str, Any]:
        """Everything needed to bring the form back: plain JSON values, origins, accepted warnings, field and place of the cursor."""
        focus = self.path.focused()
        editor = self._editors.get(focus)
        return {
            "values": {name: list(v) if isinstance(v := e.value(), tuple) else v for name, e in self._editors.items()},
            "unknown": list(self.unknown()),
            "origins": {name: e.origin for name, e in self._editors.items() if e.origin in (AUTO, SAME, CHANGED)},
            "accepted": [[problem.field, problem.text] for problem in self.accepted()],
            "focus": focus,
            "cursor": editor.caret() if editor is not None else 0,
            "typed": editor.text() if editor is not None and hasattr(editor, "restore_typed") else "",
            "rare": self.rare_visible(),
        }

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Bring a draft back, with the cursor in the same place of the same field."""
        values = {name: tuple(v) if isinstance(v, list) else v for name, v in draft.get("values", {}).items()}
        self.fill(values, draft.get("unknown", ()), draft.get("origins", {}))
        self.messages.set_accepted([Problem(field, text, "warning") for field, text in draft.get("accepted", ())])
        self.show_rare(bool(draft.get("rare")))
        self._dirty = True
        focus = draft.get("focus", "")
        if focus in self._editors:
            editor = self._editors[focus]
            self.focus_field(focus)
            typed = draft.get("typed", "")
            if typed and editor.origin != UNKNOWN and typed != editor.text():
                editor.restore_typed(typed)
            editor.set_caret(int(draft.get("cursor", 0)))

    # inside -----------------------------------------------------------------------------------------------------------------------

    def _add(self, form_field: FormField) -> None:
        if form_field.kind == "heading":
            self.grid.add_heading(form_field)
            return
        editor = make_editor(form_field, self._context)
        name = form_field.name
        self._editors[name] = editor
        self.grid.add(form_field, editor)
        self.path.add(name, editor)
        editor.edited.connect(lambda: self._edited(name))
        if isinstance(editor, DoorEditor):
            editor.arrived.connect(lambda: self._stand(name))
        if isinstance(editor, IdentityEditor):
            editor.completed.connect(lambda number: self.number_completed.emit(name, number))
            editor.no_number.connect(lambda: self.no_number.emit(name))
            editor.judged.connect(lambda text, severity: self.messages.judge(name, text, severity))

    def _connect(self) -> None:
        self.path.save_requested.connect(self._save)
        self.path.copy_requested.connect(lambda name: self.path.go_on(name) if self.copy_previous([name]) else None)
        self.path.unknown_requested.connect(self._unknown_and_on)
        self.path.unlock_requested.connect(self._unlock)
        self.path.left.connect(self._left)
        self.path.finished.connect(self.finished)
        self.messages.acted.connect(self.action_chosen)

    def _unknown_and_on(self, name: str) -> None:
        self.set_unknown(name)
        self.path.go_on(name)

    def _unlock(self, name: str) -> None:
        self._editors[name].unlock()
        self._editors[name].select_content()

    def _edited(self, name: str) -> None:
        self.messages.forget(name)
        self._mark_changed(name)

    def _mark_changed(self, name: str) -> None:
        self._dirty = True
        self.changed.emit(name)

    def _save(self) -> None:
        focus = self.path.focused()
        if focus:
            self._left(focus)
        self.save_requested.emit()

    def _left(self, name: str) -> None:
        """The cursor went elsewhere: the value stands; what is wrong with it is said, but nobody is held back."""
        editor = self._editors[name]
        if editor.origin == AUTO:
            editor.lock(True)
        problem = editor.commit()
        if problem:
            self.messages.show_problem(Problem(name, problem))
        self._stand(name)

    def _stand(self, name: str) -> None:
        value = (self._editors[name].value(), self._editors[name].origin)
        if self._stood.get(name) != value:
            self._stood[name] = value
            self.committed.emit(name)

    def _may_leave(self, name: str) -> bool:
        """Enter: a message not seen before keeps the cursor; a second Enter accepts warnings and leaves errors for later."""
        editor = self._editors[name]
        if editor.take_enter():
            return False
        problem = editor.commit()
        self._stand(name)
        found = [Problem(name, problem)] if problem else list(self.checker(name, self.collect()) if self.checker else ())
        self.messages.update(name, found)
        return self.messages.pass_by(name)

    def _message_key(self, name: str, sequence: QKeySequence, run: bool) -> bool:
        return not sequence.isEmpty() and self.messages.key(name, sequence, run)

    def _on_path(self, name: str) -> bool:
        form_field, editor = self.fields[name], self._editors[name]
        if form_field.derived:
            return form_field.required and editor.is_empty()  # nothing could be derived: it must be asked
        return form_field.quick
