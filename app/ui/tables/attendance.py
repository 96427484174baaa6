"""The month of attendance as a table: a column a day, keys set the state of one cell; and the list of 补签."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView

from app.models.attendance import KEYS
from app.models.attendance_views import CorrectionLine, MonthCell, MonthDay, MonthRow, MonthSheet
from app.models.vocabulary import AttendanceState, DayKind
from app.ui.tables.cells import CENTRE, RIGHT, TAGS, Cell, Column
from app.ui.tables.delegate import CellDelegate
from app.ui.tables.listed import ListedTableModel, text_column
from app.ui.tables.view import GridHeader, GridView
from app.ui.theme import Theme, color

FIRST_DAY = 2  # column of the first day
DAY_WIDTH, SUM_WIDTH = 24, 40
STATE_TOKENS = {
    AttendanceState.PRESENT.value: "ok",
    AttendanceState.OFFICIAL.value: "ok",
    AttendanceState.ABSENT.value: "danger",
}


def _day_cell(place: int, day: MonthDay) -> Any:
    free = day.kind != DayKind.WORK.value

    def cell(row: MonthRow) -> Cell:
        here: MonthCell = row.cells[place]
        token = STATE_TOKENS.get(here.state, "warn") if here.state else "ink3"
        fill = "warn_tint" if here.asked else "head" if free or not here.in_service else ""
        return Cell(here.mark, token=token, bold=bool(here.state) and here.state != AttendanceState.PRESENT.value, fill=fill)

    return cell


def _sum(key: str, title: str, read: Any, token: str = "ink", droppable: int = 0, width: int = SUM_WIDTH) -> Column:
    def cell(row: MonthRow) -> Cell:
        value = read(row.sums)
        text = value if isinstance(value, str) else str(value) if value else ""
        return Cell(text, token=token if value else "ink3")

    return Column(key, title, width, cell, align=RIGHT if width > SUM_WIDTH else CENTRE, droppable=droppable)


def month_columns(days: tuple[MonthDay, ...]) -> list[Column]:
    """Name, grid, the days, the sums."""
    found = [
        Column("name", "网格员", 78, lambda row: Cell(row.name, bold=True), stretch=1),
        Column("grid", "网格", 50, lambda row: Cell(row.grid, token="ink2"), align=CENTRE, droppable=2),
    ]
    found += [Column(day.day, str(day.number), DAY_WIDTH, _day_cell(place, day), align=CENTRE) for place, day in enumerate(days)]
    return [
        *found,
        _sum("planned", "应出", lambda sums: sums.planned),
        _sum("attended", "出勤", lambda sums: sums.attended),
        _sum("extra", "加班", lambda sums: sums.extra, droppable=1),
        _sum("away", "休假", lambda sums: sums.away, "warn"),
        _sum("absent", "旷工", lambda sums: sums.of(AttendanceState.ABSENT), "danger"),
        _sum("gaps", "未登", lambda sums: sums.unrecorded, "warn"),
        _sum("rate", "出勤率", lambda sums: "—" if sums.rate is None else f"{sums.rate}%", width=62),
    ]


class MonthTableModel(ListedTableModel):
    """One row a member; the columns follow the month."""

    def __init__(self) -> None:
        super().__init__(month_columns(()))
        self.days: tuple[MonthDay, ...] = ()

    def set_sheet(self, sheet: MonthSheet) -> None:
        """Show a month."""
        self.beginResetModel()
        self.days = sheet.days
        self.columns = month_columns(sheet.days)
        self.rows = list(sheet.rows)
        self.endResetModel()

    def day_at(self, column: int) -> MonthDay | None:
        """The day of a column, None beside the days."""
        return self.days[column - FIRST_DAY] if 0 <= column - FIRST_DAY < len(self.days) else None


class MonthHeader(GridHeader):
    """Two lines: the number of the day and its weekday, grey on days off."""

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802
        """One day; other columns as everywhere."""
        day = self.model().day_at(section)  # type: ignore[attr-defined]
        if day is None:
            super().paintSection(painter, rect, section)
            return
        free = day.kind != DayKind.WORK.value
        painter.save()
        painter.fillRect(rect, color("primary_tint" if day.edited else "head"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color("line"))
        half = rect.height() // 2
        painter.setFont(self.theme.font(12, bold=True))
        painter.setPen(color("ink3" if free else "ink"))
        painter.drawText(rect.adjusted(0, 1, 0, -half), int(Qt.AlignmentFlag.AlignCenter), str(day.number))
        painter.setFont(self.theme.font(12))
        painter.drawText(rect.adjusted(0, half - 2, 0, -1), int(Qt.AlignmentFlag.AlignCenter), day.weekday)
        painter.restore()

    def sizeHint(self) -> Any:  # noqa: N802
        """Two lines high."""
        size = super().sizeHint()
        size.setHeight(self.theme.px(38))
        return size


class MonthDelegate(CellDelegate):
    """A column of a day has room for one character only."""

    def paint(self, painter: QPainter, option: Any, index: Any) -> None:
        """One cell."""
        self.pad = self.row_height // 9 if index.model().day_at(index.column()) is not None else self.row_height * 8 // 27
        super().paint(painter, option, index)


class MonthGrid(GridView):
    """``typed(state)``: a digit was pressed on the current cell, '' = clear.  ←→ stay within the days."""

    typed = Signal(str)
    moved_cell = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "考勤表", 27)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.header = MonthHeader(theme, self)
        self.setHorizontalHeader(self.header)
        self.setItemDelegate(MonthDelegate(theme, 27, self))

    def setModel(self, model: Any) -> None:  # noqa: N802
        """Also says when another cell is current."""
        super().setModel(model)
        self.selectionModel().currentChanged.connect(lambda _now, _before: self.moved_cell.emit())

    def go_to(self, row: int, day: int) -> None:
        """Make a cell current; ``day`` counts from 0."""
        model: Any = self.model()
        if not model.rows or not model.days:
            return
        column = FIRST_DAY + max(0, min(day, len(model.days) - 1))
        index = model.index(max(0, min(row, len(model.rows) - 1)), column)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Digits, Del, ←→; everything else as in every list."""
        here, key = self.currentIndex(), event.key()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and here.isValid() and event.text() in KEYS:
            self.typed.emit(KEYS[event.text()].value)
        elif plain and here.isValid() and (event.text() == "0" or key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)):
            self.typed.emit("")
        elif plain and here.isValid() and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.go_to(here.row(), here.column() - FIRST_DAY + (1 if key == Qt.Key.Key_Right else -1))
        else:
            super().keyPressEvent(event)


DECISION_TAGS = {"open": ("待审批", "warn"), "approved": ("同意", "ok"), "refused": ("不同意", "danger")}


def _decided(line: CorrectionLine) -> Cell:
    words = "由申请人以外的人审批" if line.decision == "open" and line.own else line.decided
    return Cell(words, token="ink2")


def correction_columns() -> list[Column]:
    """The list of 补签."""
    return [
        text_column("day", "日期", 104, bold=True),
        text_column("member", "网格员", 100, bold=True),
        text_column("wanted", "补签为", 80, CENTRE),
        text_column("reason", "原因", 240, stretch=2),
        text_column("asked", "申请", 150, token="ink2"),
        Column("decision", "审批", 84, lambda line: Cell(tags=(DECISION_TAGS[line.decision],)), align=CENTRE, kind=TAGS),
        Column("decided", "经过", 220, _decided, stretch=1),
    ]
