"""What the page of residents does besides looking: acts on the person of the card, acts on ticked rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from app.models.lifecycle import Act as LifeAct
from app.models.person_views import PersonView
from app.services import residents
from app.ui.actions import Act
from app.ui.pages.batch import Batches
from app.ui.pages.correction import CorrectionDialog
from app.ui.pages.person_acts import PersonActs
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import button

MOST = 5000


class ResidentActs(QObject):
    """Belongs to one ``ResidentsPage``."""

    def __init__(self, page: Any) -> None:
        super().__init__(page)
        self.page, self.context = page, page.context
        self.writes = self.context.can("resident.write")
        self.strip = ActStrip(self.context)
        self.people = PersonActs(self.context, self.strip, page.banner, self._correct)
        self.batches = Batches(self.context, self.strip, page)
        self.dialog: CorrectionDialog | None = None
        self.batch_button = button("批量办理", key="Ctrl+B", small=True, action=self.batch)
        self.batch_button.hide()
        self.tick_hint = "空格勾选后可批量办理" if self.writes else "空格勾选后可一起复制"

    def acts(self) -> list[Act]:
        """Keys for those who may write."""
        if not self.writes:
            return []
        history = [Act("Ctrl+H", "Ctrl+H", "变更记录", lambda: self.run("history"), in_bar=False)] if self.context.can("history.read") else []
        return [
            Act("F2", "F2", "修改", lambda: self.run(LifeAct.CORRECT.value)),
            Act("", "F6", "登记走访"),
            Act("", "F9", "注销"),
            Act("Ctrl+M", "Ctrl+M", "区内移动", lambda: self.run(LifeAct.MOVE.value), in_bar=False),
            Act("Ctrl+B", "Ctrl+B", "批量办理", self.batch, in_bar=False),
            *history,
        ]

    def run(self, act: str) -> None:
        """One act on the person of the card."""
        target = self.page.selected_target()
        if target is None:
            return
        if act == "visit":
            self.context.shell.open_quick("visits", target)
        elif act == "history":
            page = self.context.shell.open_page("history")
            if page is not None:
                page.show_resident(target[1])
        elif act == LifeAct.CANCEL.value and self.context.shell.open_quick("cancellation", target) is not None:
            return
        else:
            self.people.run(act, target[1])

    def _correct(self, view: PersonView) -> None:
        self.dialog = CorrectionDialog(self.context, self.page, view)
        self.dialog.open()

    # -- ticked rows -----------------------------------------------------------------------------------------------------------------

    def set_grids(self, grids: Sequence[tuple[str, str]]) -> None:
        """Where a list of people may be moved to."""
        self.batches.grids = list(grids)

    def show_count(self, count: int) -> None:
        """The button appears with the first tick."""
        self.batch_button.setVisible(self.writes and count > 0)

    def batch(self) -> None:
        """Ctrl+B: a menu of what can be done to all ticked people."""
        if not self.writes:
            return
        if not self.page.model.ticks.count(self.page.model.rowCount()):
            self.page.banner.show_text("没有勾选的人。在列表里按空格勾选，Ctrl+A 全部勾选", "info")
            return
        menu = self.batch_menu()
        menu.popup(self.batch_button.mapToGlobal(self.batch_button.rect().bottomLeft()))

    def batch_menu(self) -> QMenu:
        """The menu itself; digits choose."""
        menu = QMenu(self.page)
        for place, (kind, words) in enumerate(self.batches.kinds(), start=1):
            menu.addAction(f"&{place} {words}").triggered.connect(lambda _on=False, k=kind: self.begin_batch(k))
        return menu

    def begin_batch(self, kind: str) -> None:
        """Read who is ticked, then ask."""
        keys = self.page.model.ticked_keys(MOST)
        self.context.jobs.query(self, residents.rows, self.context.session, keys,
                                done=lambda rows: self.batches.ask(kind, rows, self.people.colleagues), failed=self.page.failed)  # fmt: skip
