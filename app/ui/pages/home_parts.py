"""Parts of the workbench that are painted: counts, buttons of quick entry, bars of the own week."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QWidget

from app.models.backup_views import BackupState
from app.models.home_views import OwnWeek, WeekFigure
from app.ui import icons
from app.ui.theme import Theme, color
from app.ui.widgets.basics import column, label, restyle, row

QUICK_HEIGHT, QUICK_LEAST = 46, 38
BAR_ROW, BAR_LEAST = 25, 17
LEFT, MIDDLE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), int(Qt.AlignmentFlag.AlignCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class CountCell(QFrame):
    """26 px number, what it counts, a helper line."""

    def __init__(self, first: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "" if first else "cell")
        self.number, self.what, self.detail = label("", "number"), label(), label("", "helper")
        line = row(self.number, self.what, None, spacing=6)
        line.setAlignment(self.what, Qt.AlignmentFlag.AlignBottom)
        self.setLayout(column(line, self.detail, spacing=0, margins=(14, 4, 8, 6)))

    def show_count(self, count: int, what: str, detail: str, tone: str = "") -> None:
        """``tone`` danger or warn colours the number."""
        self.number.setText(f"{count:,}")
        self.what.setText(what)
        self.detail.setText(detail)
        restyle(self.number, "tone", tone)


class VolumeCell(QFrame):
    """本周数据量 beside the target of the week, else beside last week."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "cell")
        self.theme = theme
        self.title, self.rank, self.detail = label("", "bold"), label("", "body13"), label("", "helper")
        self.share = 0.0
        self.bar = QWidget()
        self.bar.setFixedHeight(theme.px(8))
        self.bar.paintEvent = self._paint_bar  # type: ignore[method-assign]
        self.setLayout(column(row(self.title, None, self.rank), self.bar, self.detail, spacing=4, margins=(14, 8, 14, 6)))

    def show_week(self, week: OwnWeek | None) -> None:
        """The week of the member, or of the office."""
        if week is None:
            return
        self.title.setText(f"本周数据量 {week.volume:,}")
        self.rank.setText(f"第 {week.rank} 名（共 {week.of}）" if week.rank and week.volume else "")
        left = f"还有 {week.days_left} 天结算" if week.days_left else "今天结算"
        whole = week.target or week.last_volume
        self.detail.setText(f"{'本周目标' if week.target else '上周全周'} {whole:,} · {left}")
        self.share = min(1.0, week.volume / whole) if whole else float(bool(week.volume))
        self.bar.setAccessibleName(f"达到{'目标' if week.target else '上周'}的 {self.share:.0%}")
        self.bar.update()

    def _paint_bar(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.bar)
        painter.fillRect(self.bar.rect(), color("line"))
        painter.fillRect(0, 0, round(self.bar.width() * self.share), self.bar.height(), color("primary"))
        painter.end()


class QuickButton(QAbstractButton):
    """Icon, name, what for, key; the first one is filled."""

    def __init__(self, theme: Theme, icon: str, title: str, hint: str, key: str, primary: bool) -> None:
        super().__init__()
        self.theme, self.icon_name, self.title, self.hint, self.key, self.primary = theme, icon, title, hint, key, primary
        self.setAccessibleName(f"{title} {key}")
        self.setMinimumHeight(theme.px(QUICK_LEAST))
        self.setMaximumHeight(theme.px(QUICK_HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the column."""
        return QSize(self.theme.px(200), self.theme.px(QUICK_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Two lines of text do not fit into a styled button."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, down = self.theme, self.isDown() or self.underMouse()
        ground = ("primary_dark" if down else "primary") if self.primary else "primary_50" if down else "surface"
        border = "ink" if self.hasFocus() and self.primary else "primary" if self.hasFocus() or self.primary else "line_input"
        painter.setPen(color(border))
        painter.setBrush(color(ground))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 3, 3)
        if self.hasFocus():
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 3, 3)
        ink, helper = ("surface", "surface") if self.primary else ("ink", "ink3")
        size = theme.px(20)
        painter.drawPixmap(theme.px(13), (self.height() - size) // 2, icons.pixmap(self.icon_name, ink, size))
        words = QRect(theme.px(46), (self.height() - theme.px(QUICK_LEAST)) // 2, self.width() - theme.px(96), theme.px(20))
        painter.setFont(theme.font(14, bold=True))
        painter.setPen(color(ink))
        painter.drawText(words, LEFT, self.title)
        painter.setFont(theme.font(12))
        painter.setPen(color(helper))
        lower = words.translated(0, theme.px(18))
        painter.drawText(lower, LEFT, painter.fontMetrics().elidedText(self.hint, Qt.TextElideMode.ElideRight, lower.width()))
        key = QRect(self.width() - theme.px(40), (self.height() - theme.px(18)) // 2, theme.px(28), theme.px(18))
        painter.setPen(color("line_input"))
        painter.setBrush(color("surface"))
        painter.drawRoundedRect(key, 3, 3)
        painter.setPen(color("ink2"))
        painter.drawText(key, MIDDLE, self.key)
        painter.end()


class WeekBars(QWidget):
    """我的本周: one bar per figure; the tick is last week up to the same day."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.figures: Sequence[WeekFigure] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("我的本周")

    def sizeHint(self) -> QSize:  # noqa: N802
        """Rows with air between them, where there is room."""
        return QSize(self.theme.px(200), self.maximumHeight() if self.figures else self.theme.px(BAR_ROW))

    def show_figures(self, figures: Sequence[WeekFigure]) -> None:
        """The six figures."""
        self.figures = figures
        self.setMinimumHeight(self.theme.px(BAR_LEAST) * len(figures))
        self.setMaximumHeight(self.theme.px(BAR_ROW) * len(figures))
        self.setAccessibleDescription("；".join(f"{each.label} 本周 {each.this_week}，上周同期 {each.last_week_so_far}" for each in figures))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Label, bar, numbers."""
        painter = QPainter(self)
        theme = self.theme
        painter.setFont(theme.font(13))
        measure = painter.fontMetrics()
        numbers = [f"{each.this_week:,} / {each.last_week_so_far:,}" for each in self.figures]
        words = max((measure.horizontalAdvance(each.label) for each in self.figures), default=0) + theme.px(12)
        room = max((measure.horizontalAdvance(text) for text in numbers), default=0) + theme.px(10)
        width = max(theme.px(30), self.width() - words - room)
        scale = max([1, *(max(each.this_week, each.last_week_so_far) for each in self.figures)])
        high = self.height() // max(1, len(self.figures))
        for place, (each, text) in enumerate(zip(self.figures, numbers, strict=True)):
            line = QRect(0, place * high, self.width(), high)
            painter.setPen(color("ink"))
            painter.drawText(line, LEFT, each.label)
            top, height = line.center().y() - theme.px(4), theme.px(8)
            reached = each.this_week >= each.last_week_so_far
            painter.fillRect(words, top, width, height, color("line"))
            painter.fillRect(words, top, round(width * each.this_week / scale), height, color("ok" if reached else "primary"))
            if each.last_week_so_far:
                painter.fillRect(words + round(width * each.last_week_so_far / scale) - 1, top - 3, 2, height + 6, color("ink"))
            painter.setPen(color("ok" if reached else "ink"))
            painter.drawText(line, RIGHT, text)
        painter.end()


class BackupLine(QFrame):
    """When the last backup was made and in how many places; calm, and absent where there is no file (练习 in memory)."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.words = label("", "helper", wrap=True)
        self.setLayout(row(self.words, margins=(12, 6, 12, 6)))

    def show_state(self, state: BackupState) -> None:
        """The sentence; what it rests on as a tooltip."""
        self.words.setText(state.sentence)
        self.words.setToolTip(state.detail)
        restyle(self.words, "role", "warn" if state.tone == "warn" else "helper")
        self.setVisible(bool(state.sentence))
