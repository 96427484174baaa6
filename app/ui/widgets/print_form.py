"""The right side of the print dialog: printer, copies, pages, colour, what goes on the sheet; remembered per kind of document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QSpinBox, QWidget

from app.models.outgoing import Handing
from app.models.page_ranges import pages_of
from app.ui.preferences import Preferences
from app.ui.theme import Theme
from app.ui.widgets.basics import boxed, column, label, row
from app.ui.widgets.segments import Segments

Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]
JOURNAL_NOTE = "每次打印和导出都会记入操作日志。下次按 Ctrl+P 用这次的设置，再按 Enter 直接打印。"


@dataclass(frozen=True)
class PrintPart:
    """Something that may be on the sheet or not."""

    key: str
    label: str
    on: bool = True


@dataclass
class PrintTask:
    """What to print.  ``build(path, full_ids, purpose)`` and ``excel`` return (service function, arguments, named arguments);
    where there are ``parts``, the function also gets ``left_out``, the keys of those that are not wanted."""

    title: str
    stem: str
    build: Callable[[Path, bool, str], Call]
    copies: int = 1
    copies_hint: str = ""
    may_show_ids: bool = False
    excel: Callable[[Path, bool, str], Call] | None = None
    cancellable: bool = False  # the service looks at ``cancelled``
    landscape: bool = False
    paper: str = "A4"  # A4 | A5
    notes: tuple[str, ...] = field(default=(JOURNAL_NOTE,))
    parts: tuple[PrintPart, ...] = ()
    people: bool = False  # a list of people: the services get ``handing``, to whom and until when


class PrintForm(QWidget):
    """``remake``: the sheet has to be built again; ``settled``: copies or pages are others now."""

    remake = Signal()
    settled = Signal()

    def __init__(self, task: PrintTask, preferences: Preferences, theme: Theme) -> None:
        super().__init__()
        self.task, self.preferences, self.theme = task, preferences, theme
        kept = preferences.get("print", {}).get(task.title, {})
        self.printer = self._printers(str(kept.get("printer", "")))
        self.copies = self._copies(kept)
        self.pages = QLineEdit()
        self.pages.setPlaceholderText("全部，或 1-3,5")
        self.pages.setAccessibleName("打印哪几页")
        self.pages.textChanged.connect(lambda _text: self.settled.emit())
        self.count = label("正在生成…", "body13")
        self.colours = Segments([("grey", "黑白"), ("colour", "彩色")], str(kept.get("colour", "grey")))
        self.colours.setEnabled(self.has_printer)
        self.ids = Segments([("masked", "遮住中间"), ("full", "完整显示")], "masked")
        self.purpose = QLineEdit()
        self.receiver = QLineEdit()
        self.days = QSpinBox()
        self.parts = {part.key: self._tick(part, kept.get("parts", {})) for part in task.parts}
        form = QGridLayout()
        form.setHorizontalSpacing(theme.px(12))
        form.setVerticalSpacing(theme.px(10))
        form.setColumnStretch(1, 1)
        self._fill(form)
        whole = column(spacing=theme.px(12))
        whole.addLayout(form)
        if self.parts:
            whole.addWidget(self._choices())
        self.setLayout(whole)

    # -- face -------------------------------------------------------------------------------------------------------------------

    def _printers(self, kept: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName("打印机")
        box.addItems(QPrinterInfo.availablePrinterNames())
        for name in (QPrinterInfo.defaultPrinterName(), kept):
            if name and box.findText(name) >= 0:
                box.setCurrentText(name)
        return box

    def _copies(self, kept: dict[str, Any]) -> QSpinBox:
        box = QSpinBox()
        box.setRange(1, 999)
        box.setFixedWidth(self.theme.px(84))
        box.setAccessibleName("份数")
        # A number that somebody chose holds as long as the proposal is the same: with one member more it is proposed anew.
        same = kept.get("proposed") == self.task.copies
        box.setValue(int(kept.get("copies", self.task.copies)) if same else self.task.copies)
        box.valueChanged.connect(lambda _value: self.settled.emit())
        return box

    def _tick(self, part: PrintPart, kept: dict[str, bool]) -> QCheckBox:
        box = QCheckBox(part.label)
        box.setChecked(bool(kept.get(part.key, part.on)))
        box.toggled.connect(lambda _on: self.remake.emit())
        return box

    def _fill(self, form: QGridLayout) -> None:
        printer = self.printer if self.has_printer else label("没有找到打印机，可先存为 PDF", "helper")
        lines: list[tuple[str, Any]] = [
            ("打印机", printer),
            ("份数", row(self.copies, label(self.task.copies_hint, "helper"), None)),
            ("页码", row(self.pages, self.count, spacing=10)),
            ("颜色", row(self.colours, None)),
        ]
        if self.task.may_show_ids:
            self.ids.changed.connect(self._ids_changed)
            self.purpose.setPlaceholderText("用途，会记入日志")
            self.purpose.setAccessibleName("用途")
            self.purpose.setEnabled(self.task.people)
            self.purpose.editingFinished.connect(self.remake)
            lines += [("证件号码", row(self.ids, None)), ("用途", self.purpose)]
        if self.task.people:
            lines += ([] if self.task.may_show_ids else [("用途", self.purpose)]) + self._handing_lines()
        for place, (text, part) in enumerate(lines):
            words = label(text, "form")
            words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            form.addWidget(words, place, 0)
            form.addWidget(part, place, 1) if isinstance(part, QWidget) else form.addLayout(part, place, 1)

    def _handing_lines(self) -> list[tuple[str, Any]]:
        self.receiver.setPlaceholderText("空着是本单位自用")
        self.receiver.setAccessibleName("接收单位或人")
        self.days.setRange(0, 3650)
        self.days.setSpecialValueText("按单位规定")
        self.days.setSuffix(" 天后删除")
        self.days.setFixedWidth(self.theme.px(150))
        self.days.setAccessibleName("多少天后删除")
        self.receiver.editingFinished.connect(self._handed_on)
        return [("交给", self.receiver), ("到期", row(self.days, None))]

    def _handed_on(self) -> None:
        if self.receiver.isModified():  # leaving the field unchanged builds nothing
            self.receiver.setModified(False)
            self.remake.emit()

    def _choices(self) -> QWidget:
        ticks = list(self.parts.values())
        lines = [row(*ticks[first : first + 3], None, spacing=14) for first in range(0, len(ticks), 3)]
        return boxed(column(label("印哪些内容", "plain-title"), *lines, spacing=6))

    def _ids_changed(self, value: str) -> None:
        self.purpose.setEnabled(value == "full" or self.task.people)
        if value == "full":
            self.purpose.setFocus()
        self.remake.emit()

    # -- what was chosen --------------------------------------------------------------------------------------------------------

    @property
    def has_printer(self) -> bool:
        """Whether this computer knows a printer."""
        return self.printer.count() > 0

    def options(self) -> tuple[bool, str]:
        """(full ID numbers, purpose)."""
        return (self.ids.value == "full", self.purpose.text().strip()) if self.task.may_show_ids else (False, "")

    def handing(self) -> dict[str, Any]:
        """The further argument of the services that write lists of people."""
        if not self.task.people:
            return {}
        return {"handing": Handing(self.purpose.text().strip(), self.receiver.text().strip(), self.days.value())}

    def left_out(self) -> frozenset[str]:
        """Parts that are not wanted."""
        return frozenset(key for key, tick in self.parts.items() if not tick.isChecked())

    def chosen_pages(self, total: int) -> tuple[int, ...]:
        """Numbers of the pages to print, from 1; Refused where they cannot be read."""
        return pages_of(self.pages.text(), total)

    @property
    def grey(self) -> bool:
        """Whether to print in black and white."""
        return self.colours.value == "grey"

    def keep(self) -> None:
        """Remember these settings for the next time; never pages, numbers or purposes."""
        everything = dict(self.preferences.get("print", {}))
        everything[self.task.title] = {
            "printer": self.printer.currentText(), "copies": self.copies.value(), "proposed": self.task.copies,
            "colour": self.colours.value, "parts": {key: tick.isChecked() for key, tick in self.parts.items()},
        }  # fmt: skip
        self.preferences.put("print", everything)
