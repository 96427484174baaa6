"""仪表盘: the office in one page, to the standard of picture I.  ←→ period, Ctrl+↑↓ scope, Tab through the charts, Enter their table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMenu, QStackedWidget

from app.errors import Refused, Unavailable
from app.models.dashboard import PERIODS, TABS, USUAL_PERIOD, Board, Panel, Picture, Request
from app.models.dates import parse_period
from app.services import dashboard
from app.services.dashboard_view import ScopeChoice
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.dashboard_acts import DashboardActs
from app.ui.widgets.basics import Banner, boxed, button, column, icon_button, label, row
from app.ui.widgets.dashboard_face import DashboardFace
from app.ui.widgets.states import LateNotice, ProgressStrip, StateView

MOST_KEPT, MOST_PICTURES = 40, 60  # boards; pictures of about a megabyte each
WATCHED = frozenset(
    "visit residence resident entity legal_entity care_tag household dwelling grid member assignment attendance shift calendar week"
    " ranking target office".split()
)
WORDS = [word for word, _ in PERIODS]


class DashboardPage(Page):
    """Boards are kept for each period, scope and tab until a change touches them."""

    WATCHES: ClassVar[frozenset[str]] = WATCHED

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.request, self.open_tab = Request(USUAL_PERIOD), TABS[0][0]
        self.board: Board | None = None
        self.boards: dict[tuple[Request, str], Board] = {}
        self.pictures: dict[tuple[Any, ...], Picture] = {}
        self.scopes: list[ScopeChoice] = []
        self.work = DashboardActs(self)
        self._build()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # until the first chart is there
        self.bind_acts()
        context.jobs.work(self, dashboard.warm)

    # -- face -----------------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.context.theme
        self.earlier = icon_button("chevron-left", "上一个期间（←）", lambda: self.step(-1))
        self.later = icon_button("chevron-right", "下一个期间（→）", lambda: self.step(1))
        for part in (self.earlier, self.later):
            part.setProperty("outlined", True)
        self.period = QComboBox()
        self.period.setAccessibleName("选择期间")
        for word, text in PERIODS:
            self.period.addItem(text, word)
        self.period.setCurrentIndex(WORDS.index(USUAL_PERIOD))
        self.period.activated.connect(lambda place: self.choose_period(WORDS[place]))
        self.custom = QLineEdit()
        self.custom.setPlaceholderText("2026-01-01 至 2026-06-30")
        self.custom.setAccessibleName("自定期间，写起止日期后回车")
        self.custom.setFixedWidth(theme.px(215))
        self.custom.returnPressed.connect(self.choose_range)
        self.custom.hide()
        self.scope = QComboBox()
        self.scope.setAccessibleName("选择范围")
        self.scope.setMinimumWidth(theme.px(170))
        self.scope.setMaximumWidth(theme.px(240))
        self.scope.activated.connect(lambda place: self.choose_scope(self.scopes[place].id))
        self.days = label("", "helper")
        self.export_button = button("导出图", "file-export")
        menu = QMenu(self.export_button)
        menu.addAction("存为 PDF", lambda: self.work.save_pdf())
        menu.addAction("存为图片", lambda: self.work.save_png())
        self.export_button.setMenu(menu)
        self.print_button = button("打印简报", "printer", key="Ctrl+P", kind="primary", action=lambda: self.work.print_sheet())
        tools = row(self.earlier, self.period, self.later, self.custom, self.scope, 4, self.days, None, self.export_button, self.print_button)
        self.progress, self.banner = ProgressStrip(theme), Banner()
        self.face = DashboardFace(theme, self.draw)
        self.face.number_opened.connect(lambda number: self.work.open_target(number.target))
        self.face.value_opened.connect(self.work.open_value)
        self.face.table_asked.connect(self.work.open_table)
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.face)
        self.middle.addWidget(self.state)
        whole = column(boxed(tools), self.progress, self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addWidget(self.middle, 1)
        self.setLayout(whole)
        self.late = LateNotice(self, self._loading)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        return [
            Act("Left", "←→", "换期间", lambda: self.step(-1)),
            Act("Right", "", "下一个期间", lambda: self.step(1), in_bar=False),
            Act("Ctrl+Down", "Ctrl+↑↓", "换范围", lambda: self.step_scope(1)),
            Act("Ctrl+Up", "", "上一个范围", lambda: self.step_scope(-1), in_bar=False),
            Act("", "Tab", "逐图"),
            Act("", "Enter", "看表和明细"),
            Act("F11", "F11", "全屏投影", self.work.project),
            Act("Ctrl+P", "Ctrl+P", "打印简报", self.work.print_sheet),
            Act("", "", "点图中任一项可看明细"),
            Act("Ctrl+E", "Ctrl+E", "存为 PDF", self.work.save_pdf, in_bar=False),
            Act("Ctrl+R", "Ctrl+R", "重新统计", self.refresh, in_bar=False),
        ]

    def tabs(self) -> list[tuple[str, str]]:
        """总览, 人口, 走访, 队伍."""
        return list(TABS)

    def tab(self) -> str:
        """The open one."""
        return self.open_tab

    def show_tab(self, key: str) -> None:
        """Another one."""
        self.open_tab = key
        self.ask()

    def focus_first(self) -> None:
        """The first chart: ←→ change the period at once."""
        (self.face.panels[0] if self.face.panels else self).setFocus()

    def remember(self) -> dict[str, Any]:
        """Period, scope, tab."""
        return {"request": self.request, "tab": self.open_tab}

    def recall(self, state: dict[str, Any]) -> None:
        """As it was."""
        if state:
            self.request, self.open_tab = state["request"], state["tab"]

    # -- choosing ---------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Something was saved: nothing kept is true any more."""
        self.boards.clear()
        self.pictures.clear()
        self.context.jobs.query(self, dashboard.scopes, self.context.session, done=self._show_scopes, failed=self.failed, key="scopes")
        self.ask()

    def step(self, places: int) -> None:
        """←→: the periods in their order; 自定 needs typing and is left out."""
        place = WORDS.index(self.request.period) + places
        if 0 <= place < len(WORDS) - 1:
            self.choose_period(WORDS[place])

    def choose_period(self, word: str) -> None:
        """A period from the list."""
        self.custom.setVisible(word == "range")
        self.period.setCurrentIndex(WORDS.index(word))
        if word == "range":
            if self.board is not None:
                self.custom.setText(self.board.span.days_text)
            self.custom.setFocus()
            self.custom.selectAll()
            return
        self.request = replace(self.request, period=word, first="", last="")
        self.ask()

    def choose_range(self) -> None:
        """Enter in the field of dates."""
        try:
            found = parse_period("range", self.custom.text())
        except Refused as error:
            self.banner.show_error(error)
            return
        self.request = replace(self.request, period="range", first=found.first.isoformat(), last=found.last.isoformat())
        self.ask()

    def choose_scope(self, grid_id: str) -> None:
        """A node of the grid tree."""
        self.request = replace(self.request, grid_id=grid_id)
        self.ask()

    def step_scope(self, places: int) -> None:
        """Ctrl+↑↓."""
        place = self._scope_place() + places
        if 0 <= place < len(self.scopes):
            self.choose_scope(self.scopes[place].id)

    def _scope_place(self) -> int:
        return next((place for place, each in enumerate(self.scopes) if each.id == self.request.grid_id), 0)

    def _show_scopes(self, scopes: list[ScopeChoice]) -> None:
        self.scopes = scopes
        self.scope.clear()
        for each in scopes:
            self.scope.addItem("　" * each.depth + each.label)
        self.scope.setCurrentIndex(self._scope_place())

    # -- showing ----------------------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """The board of what is chosen, kept or asked for."""
        self.period.setCurrentIndex(WORDS.index(self.request.period))
        self.custom.setVisible(self.request.period == "range")
        self.scope.setCurrentIndex(self._scope_place() if self.scopes else -1)
        self.earlier.setEnabled(self.request.period != WORDS[0])
        self.later.setEnabled(self.request.period in WORDS[:-2])
        kept = self.boards.get((self.request, self.open_tab))
        if kept is not None and (kept.as_of[:10] == self.context.today().isoformat()):
            self._show(kept)
            return
        self.late.start()
        known = next((board.numbers for (request, _), board in self.boards.items() if request == self.request and board.compared), ())
        self.context.jobs.query(self, dashboard.board, self.context.session, self.request, self.open_tab, known, False, done=self._arrived,
                                failed=self.failed, key="board")  # fmt: skip

    def _arrived(self, board: Board) -> None:
        """Figures first; last year follows, while the charts are being drawn."""
        self._show(board)
        if not board.compared:
            self.context.jobs.query(self, dashboard.compared, self.context.session, board, done=self._completed, failed=self.failed, key="compared")

    def _completed(self, board: Board) -> None:
        if self.board is not None and (board.request, board.tab, board.as_of) == (self.board.request, self.board.tab, self.board.as_of):
            self._show(board)

    def _show(self, board: Board) -> None:
        self.late.stop()
        if len(self.boards) >= MOST_KEPT:
            self.boards.clear()
            self.pictures.clear()
        self.boards[(board.request, board.tab)] = board
        self.board = board
        self.banner.hide()
        self.days.setText(f"{board.span.days_text}　数据截至 {board.as_of[5:]}")
        self.middle.setCurrentWidget(self.face)
        at = QApplication.focusWidget()
        inside = at is self or (at is not None and self.face.isAncestorOf(at))
        self.face.show_board(board)
        if inside and not (QApplication.focusWidget() is at and at is not self):  # the chart that had the keys is gone
            self.focus_first()
        for part in (self.export_button, self.print_button):
            part.setEnabled(True)

    def draw(self, panel: Panel, width: int, height: int, ratio: float, scale: float, arrived: Callable[[Picture], object]) -> None:
        """The picture of a panel at a size, kept or drawn in the background."""
        key = (panel, width, height, ratio, scale)
        if key in self.pictures:
            arrived(self.pictures[key])
            return

        def done(picture: Picture) -> None:
            if len(self.pictures) >= MOST_PICTURES:
                self.pictures.clear()
            self.pictures[key] = picture
            arrived(picture)

        self.context.jobs.work(self, dashboard.picture, panel, width, height, ratio, scale, done=done, key=f"{panel.key} {scale}")

    def _loading(self) -> None:
        if self.board is None:
            self.state.show_state("loader-2", "正在统计…", "", [])
            self.middle.setCurrentWidget(self.state)
        else:
            self.days.setText("正在统计…")

    def failed(self, error: BaseException) -> None:
        """Say what was refused or not there."""
        self.late.stop()
        self.progress.end()
        if isinstance(error, Refused | Unavailable):
            self.banner.show_error(error)
        if self.board is None:
            self.state.show_state("chart-bar", "没有统计出来", "换一段时间或范围，或按 Ctrl+R 重新统计", [])
            self.middle.setCurrentWidget(self.state)
        for part in (self.export_button, self.print_button):
            part.setEnabled(self.board is not None)
