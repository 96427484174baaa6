"""对应列: which column of the file goes where, chosen by hand and remembered for every file with the same header."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from app.models import masking
from app.models.import_rows import TEMPLATES
from app.ui.context import Context
from app.ui.widgets.basics import column, label, panel, put_inside, row, scrolled, tag

PREFERENCE = "import_columns"
NOT_USED = "不导入"
MOST_REMEMBERED = 60
EXAMPLE = 14  # characters of the first row beside a title


class Remembered:
    """The choices of this computer, by kind of import and header of the file."""

    def __init__(self, context: Context) -> None:
        self.preferences = context.preferences

    def get(self, kind: str, columns: tuple[str, ...]) -> dict[str, str] | None:
        """What was chosen for files with this header."""
        found = self._all().get(self._key(kind, columns))
        return dict(found) if isinstance(found, dict) else None

    def put(self, kind: str, columns: tuple[str, ...], chosen: dict[str, str]) -> None:
        """Keep a choice; the oldest ones give way."""
        kept = self._all()
        key = self._key(kind, columns)
        kept.pop(key, None)
        kept[key] = chosen
        self.preferences.put(PREFERENCE, dict(list(kept.items())[-MOST_REMEMBERED:]))

    def _all(self) -> dict[str, Any]:
        found = self.preferences.get(PREFERENCE, {})
        return dict(found) if isinstance(found, dict) else {}

    @staticmethod
    def _key(kind: str, columns: tuple[str, ...]) -> str:
        return f"{kind}：{'｜'.join(columns)}"


class ColumnsView(QWidget):
    """One line for each of our columns: its name, the column of the file, what is known about it."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.kind = ""
        self.header: Any = None
        self.boxes: dict[str, QComboBox] = {}
        self.required: tuple[str, ...] = ()
        self.head = label("", "subtitle")
        self.place = label("", "helper")
        self.state = label("", "helper")
        self.area = scrolled(QWidget())
        head = panel(row(self.head, self.place, None, margins=(12, 8, 12, 8)), role="panel-head")
        foot = panel(row(self.state, None, margins=(12, 8, 12, 8)), role="section")
        self.setLayout(column(panel(head, self.area, foot, margin=1, grow=1)))

    def show_header(self, kind: str, name: str, header: Any, chosen: dict[str, str] | None) -> None:
        """Offer the columns of a file; ``chosen`` (our column → theirs) goes before what was recognised."""
        self.kind, self.header = kind, header
        used = {**header.mapping, **(chosen or {})}
        columns = TEMPLATES[kind].columns
        self.required = tuple(each.title for each in columns if each.required)
        self.head.setText(name)
        sheet = "" if header.sheet == name else f"工作表“{header.sheet}”，"  # a text file has none
        self.place.setText(f"{sheet}表头在第 {header.header_line} 行")
        self.boxes = {}
        form = QGridLayout()
        form.setHorizontalSpacing(self.context.theme.px(10))
        form.setVerticalSpacing(self.context.theme.px(6))
        form.setContentsMargins(*[self.context.theme.px(12)] * 4)
        half = (len(columns) + 1) // 2
        for place, each in enumerate(columns):
            box = self._box(each.title, used.get(each.title, ""))
            words = label(each.title, "form")
            words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            words.setBuddy(box)
            side = place // half * 3
            form.addWidget(words, place % half, side)
            form.addWidget(box, place % half, side + 1)
            form.addWidget(self._remark(each.title, each.required, used, chosen), place % half, side + 2)
        for wide in (1, 4):
            form.setColumnStretch(wide, 1)
        inside = QWidget()
        inside.setLayout(column(row(form), None))
        put_inside(self.area, inside)
        self._tell()

    def chosen(self) -> dict[str, str]:
        """Our column → their column; '' leaves a column out."""
        return {title: str(box.currentData()) for title, box in self.boxes.items()}

    def missing(self) -> list[str]:
        """Required columns that nothing was chosen for."""
        return [title for title in self.required if not self.boxes[title].currentData()]

    def focus_first(self) -> None:
        """The first required column that is open, else the first."""
        title = next(iter(self.missing()), next(iter(self.boxes), ""))
        if title:
            self.boxes[title].setFocus()

    def _box(self, ours: str, theirs: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(ours)
        box.addItem(NOT_USED, "")
        for place, title in enumerate(self.header.columns):
            first = self.header.first[place].replace("\n", " ")
            if title or first:
                box.addItem(f"{title or f'第 {place + 1} 列'}{_example(first)}", self._meant(title, place))
        if theirs in self.header.columns:
            theirs = self._meant(theirs, self.header.columns.index(theirs))
        box.setCurrentIndex(max(0, box.findData(theirs)))
        box.currentIndexChanged.connect(lambda _place: self._tell())
        self.boxes[ours] = box
        return box

    def _meant(self, title: str, place: int) -> str:
        """Titles that stand twice or not at all are meant by their place."""
        return title if title and self.header.columns.count(title) == 1 else str(place + 1)

    def _remark(self, title: str, required: bool, used: dict[str, str], chosen: dict[str, str] | None) -> QWidget:
        if not used.get(title):
            return tag("必填", "danger") if required else label("")
        if chosen and title in chosen:
            return tag("上次用过", "ok")
        if title in self.header.guessed:
            return tag("列名相近", "warn")
        return tag("已认出", "ok")

    def _tell(self) -> None:
        used = sum(1 for box in self.boxes.values() if box.currentData())
        missing = self.missing()
        rest = f"。还要对应：{'、'.join(missing)}" if missing else "，可以检查数据了"
        self.state.setText(f"已对应 {used} 列{rest}")
        self.changed.emit()


def _example(text: str) -> str:
    """The cell of the first row in brackets; numbers of persons and telephones are masked."""
    if len(text) >= 15 and text[:-1].isdigit():
        text = masking.mask_id(text)
    elif len(text) == 11 and text.isdigit():
        text = masking.mask_phone(text)
    elif len(text) > EXAMPLE:
        text = text[:EXAMPLE] + "…"
    return f"（{text}）" if text else ""
