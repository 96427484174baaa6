"""What all pages share: they name what they show and are refreshed when that changes."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.ui.actions import Act, bind
from app.ui.context import Context


class Page(QWidget):
    """``WATCHES``: words of what the page shows; a saved change of any of them refreshes it, or marks it stale until shown."""

    WATCHES: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("page")
        self.context = context
        self.stale = True
        context.jobs.changes_saved.connect(self._changed)

    def acts(self) -> list[Act]:
        """Keys of the page, in the order of the bottom bar."""
        return []

    def all_acts(self) -> list[Act]:
        """Keys of the page; where it has no paper of its own, Ctrl+P prints the table that is shown."""
        own = self.acts()
        if any(act.key == "Ctrl+P" for act in own) or not self.context.can("report.roster"):
            return own
        return [*own, Act("Ctrl+P", "Ctrl+P", "打印屏幕上的表", self.print_shown, in_bar=False)]

    def bind_acts(self) -> None:
        """Called once at the end of a page's constructor."""
        bind(self, self.all_acts())

    def print_shown(self) -> None:
        """Ctrl+P without a paper of the page's own."""
        from app.ui.pages.screen_paper import shown_dialog  # printing is not needed to build a page

        dialog = shown_dialog(self)
        if dialog is None:
            self.context.shell.show_text("这里没有可打印的表。要打印名单，请到“人口房屋”或“报表”", "info")
        else:
            dialog.exec()

    def headline(self) -> str:
        """What the header says; '' = the title of the navigation."""
        return ""

    def tabs(self) -> list[tuple[str, str]]:
        """Tabs inside the page as (key, words with counts); [] = the tabs are pages of their own."""
        return []

    def tab(self) -> str:
        """Key of the open tab inside the page."""
        return ""

    def show_tab(self, key: str) -> None:
        """Another tab inside the page was chosen."""

    def selected_target(self) -> tuple[str, str] | None:
        """(kind, id) of what is selected here, so that F6 registers a visit to it and F9 its cancellation."""
        return None

    def start(self, target: tuple[str, str] | None) -> None:
        """The page was opened by its quick key; ``target`` was selected where one came from."""

    def open_draft(self, draft_id: str) -> None:
        """A draft of this page's kind (``PageEntry.drafts``) was chosen on the workbench."""

    def leave(self) -> None:
        """Esc on a page that was opened by its quick key: back to where one was."""
        self.context.shell.go_back()

    def refresh(self) -> None:
        """Read again what the page shows."""

    def focus_first(self) -> None:
        """Put the cursor where work starts."""

    def remember(self) -> dict[str, Any]:
        """What to restore when the window is built anew (text size, unlocking)."""
        return {}

    def recall(self, state: dict[str, Any]) -> None:
        """Restore what ``remember`` gave."""

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """A stale page reads itself when it comes into view."""
        super().showEvent(event)
        if self.stale:
            self.stale = False
            self.refresh()

    def _changed(self, touched: frozenset[str]) -> None:
        if not (touched & self.WATCHES):
            return
        if self.isVisible():
            self.refresh()
        else:
            self.stale = True
