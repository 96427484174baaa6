"""Handing a door in: saving it as one act, 全户无变化, 未见到; what was refused is shown at its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from app.errors import Problem, Refused, Unavailable
from app.models.household_views import DoorVisit
from app.services import households
from app.ui.context import Context
from app.ui.pages.departing import ask_revisit
from app.ui.pages.door_desk import DoorDesk
from app.ui.pages.door_drafts import DoorDrafts
from app.ui.pages.door_members import DoorMembers
from app.ui.pages.door_panel import STRIP, DoorPanel


class DoorSaving(QObject):
    """``gone_on()`` is called when the door is in the register."""

    def __init__(self, context: Context, panel: DoorPanel, people: DoorMembers, drafts: DoorDrafts, gone_on: Callable[[], object]) -> None:
        super().__init__(panel)
        self.context, self.panel, self.people, self.drafts, self.gone_on = context, panel, people, drafts, gone_on
        self.strip, self.form = panel.strip, panel.form
        self.busy = False  # handed in, the register has not answered
        self.leaving = False  # another door was asked for and is not here: nothing is done to the one still shown
        self.after = ""  # the door that was asked for while this one was handed in
        self.offered: tuple[str, ...] = ()

    def begin(self) -> None:
        """Another door."""
        self.busy, self.leaving, self.after, self.offered = False, False, "", ()

    def _desk(self) -> DoorDesk | None:
        return None if self.busy or self.leaving else self.people.writable()

    def save(self) -> None:
        """Ctrl+Enter: one act for the whole door, then the next one."""
        desk = self._desk()
        if desk is None:
            return
        self.people.store()
        unknown = [name for name in self.strip.unknown() if name == "owner_name"]
        accepted = (*self.offered, *unknown, *(problem.text for problem in self.strip.accepted()))
        self.busy = True
        self.context.shell.set_state("正在保存", "busy")
        visit = DoorVisit(member_id=self.panel.collector())
        self.context.jobs.operation(self, households.save_household, self.context.session, desk.draft(self.strip.collect()), accepted,
                                    tuple(desk.departures.values()), visit, draft_id=self.drafts.id, done=self._saved,
                                    failed=self._not_saved)  # fmt: skip

    def no_change(self) -> None:
        """Ctrl+Shift+Enter: everybody is as before; one key for the door."""
        desk = self._desk()
        if desk is None:
            return
        edited = self.form.is_dirty() or self.panel.strip_changed() or any(member.result not in ("", "unchanged") for member in desk.members)
        if edited:
            self.panel.banner.show_text("这户有改动，按 Ctrl+Enter 保存；不要改动按 Ctrl+Shift+Del", "warn")
            return
        if not desk.members:
            self.panel.banner.show_text("这户还没有登记的人。没人住把房屋用途改为空置，没见到人按 Ctrl+G", "warn")
            return
        self.busy = True
        self.context.jobs.operation(self, households.no_change, self.context.session, desk.dwelling_id, household_id=desk.view.household_id,
                                    member_id=self.panel.collector(), done=self._saved, failed=self._not_saved)  # fmt: skip

    def not_met(self) -> None:
        """Ctrl+G: nobody seen; a date is agreed, the door stays 待核."""
        if self._desk() is not None:
            self.context.jobs.query(self, households.propose_revisit, self.context.session, done=self._ask_revisit)

    def _ask_revisit(self, day: str) -> None:
        desk = self._desk()
        if desk is None:
            return

        def refused(error: BaseException) -> None:
            self.busy, self.after = False, ""
            self.panel.ask.failed(error)

        def agreed(to: str) -> None:
            if self._desk() is not desk:
                return
            self.busy = True
            self.context.jobs.operation(self, households.not_met, self.context.session, desk.dwelling_id, to,
                                        household_id=desk.view.household_id, member_id=self.panel.collector(), done=self._saved,
                                        failed=refused)  # fmt: skip

        ask_revisit(self.panel.ask, desk.view.strip.address, day, agreed)

    def _saved(self, done: Any) -> None:
        self.busy, self.offered = False, ()
        self.panel.ask.hide()
        if self.people.desk is not None:
            self.people.desk.touched = False
        self.form.mark_clean()
        self.strip.mark_clean()
        self.context.shell.show_done(done)
        self.drafts.drop(self.gone_on)

    def _not_saved(self, error: BaseException) -> None:
        self.busy, self.after = False, ""
        self.context.shell.set_state("没有保存成功", "danger")
        if isinstance(error, Unavailable):
            self.panel.banner.show_text(f"{error.text.rstrip('。')}。已录内容在草稿里，不会丢失", "danger")
            self.panel.banner.offer_retry(self.save)
            self.drafts.keep()
        elif isinstance(error, Refused):
            self._show_problems(error.problems)

    def _show_problems(self, problems: list[Problem]) -> None:
        """Each at its field: those of the first member that has one, those of the dwelling, the rest above."""
        warnings = tuple(problem.text for problem in problems if problem.severity == "warning")
        self.offered = tuple(dict.fromkeys((*self.offered, *warnings)))
        again = "再按一次 Ctrl+Enter 照此保存" if len(warnings) == len(problems) else ""
        rest = self.strip.show_problems([each for each in problems if each.field in STRIP])
        rest = [each for each in problems if each.field not in STRIP]
        rest = self.people.show_problems(rest)
        if any(each.field == "member_id" for each in problems) and self.panel.asks_collector:
            self.strip.focus_field("member_id")
        self.panel.banner.show_text("　".join([*(problem.text for problem in rest), again]).strip(), "warn")
