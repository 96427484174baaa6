"""What one does on the dashboard: open what stands behind a value, print, export, project."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.models.dashboard import Board, Panel, Target
from app.services import dashboard_sheets
from app.ui.messages import PDF
from app.ui.pages import dashboard_paper
from app.ui.pages.dashboard_records import PanelTable, RecordsBehind
from app.ui.widgets.dashboard_wall import DashboardWall
from app.ui.widgets.print_dialog import PrintDialog

if TYPE_CHECKING:
    from app.ui.pages.dashboard import DashboardPage


class DashboardActs:
    """Belongs to one page; acts on the board that it shows."""

    def __init__(self, page: DashboardPage) -> None:
        self.page = page

    # -- opening ----------------------------------------------------------------------------------------------------------------

    def open_value(self, panel: Panel, number: int, series: int) -> None:
        """A click on a bar, point or band, or Enter in the table."""
        self.open_target(panel.rows[number].target(series))

    def open_target(self, target: Target | None) -> None:
        """What stands behind a value."""
        if target is None:
            return
        if target.kind == "page":
            self.page.context.shell.open_page(target.value)
        elif target.kind == "residents":
            self.open_people(target)
        else:
            self.records_dialog(target).exec()

    def records_dialog(self, target: Target) -> RecordsBehind:
        """The dialog of the records."""
        board = self.page.board
        span = f"{target.first} 至 {target.last}" if target.first else board.span.days_text if board is not None else ""
        request = board.request if board is not None else self.page.request
        dialog = RecordsBehind(self.page.context, request, target, span, self.page)
        dialog.people_asked.connect(self.open_people)
        return dialog

    def open_people(self, target: Target) -> None:
        """人口房屋 with the same filter."""
        page = self.page.context.shell.open_page("residents")
        if page is None:
            return
        chosen: dict[str, tuple[str, ...]] = {"state": ("active", "pending")}
        if self.page.request.grid_id:
            chosen["grid"] = (self.page.request.grid_id,)
        if target.kind in ("population", "tag"):
            chosen[target.kind] = (target.value,)
        page.recall({"text": "", "chosen": chosen, "sort": "address", "descending": False})
        page.ask()
        if self.page.board is not None and self.page.board.past:
            self.page.context.shell.show_text(f"这里是今天的名单，仪表盘上是 {self.page.board.span.period.last} 的数", "info")

    def open_table(self, panel: Panel) -> None:
        """Enter on a chart."""
        self.table_dialog(panel).exec()

    def table_dialog(self, panel: Panel) -> PanelTable:
        """The figures of a chart as a table; Enter there opens the records."""
        dialog = PanelTable(self.page.context, panel, self.page.board.span.days_text if self.page.board is not None else "", self.page)
        dialog.opened.connect(lambda number, series: self._open_from(dialog, panel, number, series))
        return dialog

    def _open_from(self, dialog: PanelTable, panel: Panel, number: int, series: int) -> None:
        target = panel.rows[number].target(series)
        if target is not None and target.kind in ("page", "residents"):
            dialog.accept()
        self.open_target(target)

    # -- paper, file, wall ------------------------------------------------------------------------------------------------------

    def print_sheet(self) -> None:
        """Ctrl+P."""
        if self.page.board is not None:
            self.print_dialog().exec()

    def print_dialog(self) -> PrintDialog:
        """The dialog of the 简报."""
        assert self.page.board is not None
        return dashboard_paper.print_dialog(self.page.context, self.page.board, self.page)

    def save_pdf(self) -> None:
        """Ctrl+E."""
        if self.page.board is not None:
            session, board = self.page.context.session, self.page.board
            self._save("存为 PDF", ".pdf", PDF, lambda target: (dashboard_sheets.sheet_pdf, (session, board.request, board.tab, target)))

    def save_png(self) -> None:
        """The page as a picture."""
        if self.page.board is not None:
            session, board = self.page.context.session, self.page.board
            self._save("存为图片", ".png", dashboard_paper.PNG, lambda target: (dashboard_paper.sheet_png, (session, board, target)))

    def _save(self, title: str, ending: str, kind: str, work: Callable[[Any], Any]) -> None:
        assert self.page.board is not None
        target = self.page.context.messages.save_file(self.page, title, f"{dashboard_paper.stem(self.page.board)}{ending}", kind)
        if target is None:
            return

        def done(_result: Any) -> None:
            self.page.progress.end()
            self.page.banner.show_text(f"已存为 {target.name}", "ok")

        function, arguments = work(target)
        self.page.progress.begin(f"正在生成 {target.name}", None)
        self.page.context.jobs.long_operation(self.page, function, *arguments, done=done, failed=self.page.failed,
                                              on_progress=self.page.progress.advance, cancellable=False)  # fmt: skip

    def project(self) -> None:
        """F11: the board on the wall, sizes × 1.5."""
        if self.page.board is not None:
            self.wall(self.page.board).showFullScreen()

    def wall(self, board: Board) -> DashboardWall:
        """The wall picture."""
        return DashboardWall(board, self.page.draw, self.page.window())
