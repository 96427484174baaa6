"""Which messages stand at which field, which were read, and which warnings a person accepted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from app.errors import Problem
from app.models.form_fields import FormField
from app.ui.forms.form_layout import FormGrid
from app.ui.forms.inline_message import InlineMessage, MessageAction

_RANK = {"": 0, "info": 0, "warning": 1, "error": 2}


class FormMessages(QObject):
    """Messages of one form.  A message stops the Enter key once; the next Enter accepts a warning, and leaves an error standing."""

    acted = Signal(str, str)

    def __init__(self, grid: FormGrid, fields: Mapping[str, FormField], editors: Mapping[str, Any], parent: QObject) -> None:
        super().__init__(parent)
        self._grid, self._fields, self._editors = grid, fields, editors
        self._shown: dict[str, list[InlineMessage]] = {}
        self._judged: dict[str, str] = {}
        self._read: set[tuple[str, str]] = set()
        self._accepted: dict[tuple[str, str], Problem] = {}

    def show(self, name: str, severity: str, text: str, actions: Sequence[MessageAction] = (), title: str = "") -> None:
        """Show one message; the same one is not shown twice, an accepted warning not again."""
        if (name, text) in self._accepted or any(message.text == text for message in self._shown.get(name, ())):
            return
        if not title and not self._grid.in_first_column(name):
            title = self._fields[name].label
        message = InlineMessage(severity, text, actions, title)
        message.acted.connect(lambda action: self.acted.emit(name, action))
        self._shown.setdefault(name, []).append(message)
        self._grid.add_message(name, message)
        self._colour(name)

    def show_problem(self, problem: Problem) -> None:
        """A problem of a rule at its field."""
        if problem.field in self._editors:
            self.show(problem.field, problem.severity, problem.text)

    def update(self, name: str, problems: Sequence[Problem]) -> None:
        """Problems that hold now: those of ``name`` that no longer hold go (messages with actions and live checks stay)."""
        texts = {problem.text for problem in problems if problem.field == name}
        for message in list(self._shown.get(name, ())):
            if message.text not in texts and not message.actions_offered and self._judged.get(name) != message.text:
                self._remove(name, message)
        for problem in problems:
            self.show_problem(problem)

    def judge(self, name: str, text: str, severity: str) -> None:
        """The one sentence of a check that runs while typing; '' takes it away."""
        old = self._judged.pop(name, "")
        for message in list(self._shown.get(name, ())):
            if old and message.text == old and old != text:
                self._remove(name, message)
        if text and severity:
            self._judged[name] = text
            self.show(name, severity, text)

    def pass_by(self, name: str) -> bool:
        """Enter wants to leave ``name``: False the first time that something unread stands there."""
        standing = [message for message in self._shown.get(name, ()) if message.severity != "info"]
        unread = [message for message in standing if (name, message.text) not in self._read]
        if unread:
            self._read.update((name, message.text) for message in unread)
            return False
        for message in standing:
            if message.severity == "warning":
                self._accepted[(name, message.text)] = Problem(name, message.text, "warning")
                self._remove(name, message)
        return True

    def accepted(self) -> list[Problem]:
        """Warnings accepted so far, in that order."""
        return list(self._accepted.values())

    def set_accepted(self, problems: Iterable[Problem]) -> None:
        """From a draft."""
        self._accepted = {(problem.field, problem.text): problem for problem in problems}

    def standing(self, name: str) -> list[str]:
        """Texts now shown at a field."""
        return [message.text for message in self._shown.get(name, ())]

    def forget(self, name: str) -> None:
        """The field was changed: its messages go, and what was accepted for the old value is not accepted for the new one."""
        self.clear(name)
        self._read = {entry for entry in self._read if entry[0] != name}
        self._accepted = {key: problem for key, problem in self._accepted.items() if key[0] != name}

    def clear(self, name: str = "") -> None:
        """Take messages away, of one field or all."""
        for field in [name] if name else list(self._shown):
            self._judged.pop(field, None)
            for message in list(self._shown.get(field, ())):
                self._remove(field, message)

    def reset(self) -> None:
        """Another record."""
        self.clear()
        self._read.clear()
        self._accepted.clear()

    def key(self, name: str, sequence: QKeySequence, run: bool) -> bool:
        """Whether a message at ``name`` offers an action with this key; runs it when asked."""
        for message in self._shown.get(name, ()):
            action = message.action_for(sequence)
            if action is not None:
                if run:
                    self.acted.emit(name, action.name)
                return True
        return False

    def _remove(self, name: str, message: InlineMessage) -> None:
        self._shown[name].remove(message)
        self._grid.remove_message(name, message)
        self._colour(name)

    def _colour(self, name: str) -> None:
        worst = max((message.severity for message in self._shown.get(name, ())), key=lambda s: _RANK[s], default="")
        self._editors[name].set_severity(worst if _RANK[worst] else "")
