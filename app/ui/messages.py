"""One door for every question and file dialog, so that tests can answer in advance and wording stays in one style."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.ui.widgets.basics import restyle

EXCEL = "Excel 工作簿 (*.xlsx)"
PDF = "PDF 文件 (*.pdf)"
IMPORTABLE = "表格 (*.xlsx *.xls *.et *.csv)"
REGISTER = "织网数据 (*.zhiwang)"


class Messages:
    """``answers`` are used up first, in order: an index for ``ask``, a path or None for files."""

    def __init__(self) -> None:
        self.answers: deque[object] = deque()
        self.asked: list[str] = []
        self.directory = Path.home()

    def ask(self, parent: QWidget, title: str, text: str, verbs: Sequence[str], danger: bool = False) -> int:
        """A question whose buttons are verbs; the last is the safe one, the default and what Esc means.  Returns the index."""
        self.asked.append(title)
        if self.answers:
            return int(str(self.answers.popleft()))
        box = self.question(parent, title, text, verbs, danger)
        box.exec()
        return [button.text() for button in box.buttons()].index(box.clickedButton().text())

    @staticmethod
    def question(parent: QWidget | None, title: str, text: str, verbs: Sequence[str], danger: bool = False) -> QMessageBox:
        """The box itself (also drawn by the gallery)."""
        box = QMessageBox(parent)
        box.setStyleSheet("QLabel#qt_msgbox_label { font-weight: bold; }")
        box.setWindowTitle("织网")
        box.setText(title)
        box.setInformativeText(text)
        for place, verb in enumerate(verbs):
            button = box.addButton(verb, QMessageBox.ButtonRole.ActionRole)
            if danger and place == 0:
                restyle(button, "kind", "danger")
        safe = box.buttons()[-1]
        box.setDefaultButton(safe)  # type: ignore[call-overload]
        box.setEscapeButton(safe)
        return box

    def save_file(self, parent: QWidget, title: str, name: str, kind: str) -> Path | None:
        """Where to write; the directory of the last file is offered again."""
        self.asked.append(title)
        if self.answers:
            return self._answer()
        chosen, _ = QFileDialog.getSaveFileName(parent, title, str(self.directory / name), kind)
        return self._remember(chosen, Path(name).suffix)

    def open_file(self, parent: QWidget, title: str, kind: str) -> Path | None:
        """Which file to read."""
        self.asked.append(title)
        if self.answers:
            return self._answer()
        chosen, _ = QFileDialog.getOpenFileName(parent, title, str(self.directory), kind)
        return self._remember(chosen, "")

    def directory_of(self, parent: QWidget, title: str) -> Path | None:
        """Which folder."""
        self.asked.append(title)
        if self.answers:
            return self._answer()
        chosen = QFileDialog.getExistingDirectory(parent, title, str(self.directory))
        return Path(chosen) if chosen else None

    def _answer(self) -> Path | None:
        answer = self.answers.popleft()
        return None if answer is None else Path(str(answer))

    def _remember(self, chosen: str, suffix: str) -> Path | None:
        if not chosen:
            return None
        path = Path(chosen)
        self.directory = path.parent
        return path if path.suffix or not suffix else path.with_suffix(suffix)
