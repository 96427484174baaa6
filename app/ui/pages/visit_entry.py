"""走访 · 登记: queue, one visit, today's log.  The fastest screen: a usual visit is one digit and Ctrl+Enter."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from app.errors import Refused, Unavailable
from app.models.visit_views import QueueLine, VisitDraft, VisitTarget
from app.services import visits
from app.settings import now
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.latest import Latest
from app.ui.pages.visit_desk import VisitDesk
from app.ui.pages.visit_drafts import VisitDrafts
from app.ui.pages.visit_log import TodayLog
from app.ui.pages.visit_panel import VisitPanel
from app.ui.pages.visit_proposal import VisitProposal
from app.ui.pages.visit_queue import DUE, SEARCH, SHEET, VisitQueue
from app.ui.widgets.basics import column, hide_unless, row
from app.ui.widgets.phrases import KEYS

WIDE, HUGE = 1600, 1.3


class VisitEntryPage(Page):
    """Picture E."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"visit", "revisit", "resident", "residence", "household", "entity", "cycle"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.target: VisitTarget | None = None
        self.line: QueueLine | None = None
        self.saving = False
        self.latest = Latest()  # the target that is on its way
        self.after: tuple[str, str, QueueLine | None] | None = None  # the one asked for while a visit was being stored
        self.offered: set[str] = set()
        self._build()
        self.bind_acts()

    # -- face -----------------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.context.theme
        self.queue = VisitQueue(self.context)
        self.queue.chosen.connect(lambda line: self.open_target(line.kind, line.id, line))
        self.queue.entered.connect(self.focus_form)
        self.queue.mode_changed.connect(self._show_mode)
        self.panel = VisitPanel(theme)
        hide_unless(self.panel, theme.scale < HUGE)  # 特大: the form takes the room, F3 shows the panel
        self.log = TodayLog(self.context)
        self.log.correct_asked.connect(self.correct)
        self.desk = VisitDesk(self.context)
        self.form, self.box, self.banner, self.phrase_bar = self.desk.form, self.desk.box, self.desk.banner, self.desk.phrase_bar
        self.proposal = VisitProposal(self.context, self.form)
        self.desk.save_asked.connect(self.save)
        self.desk.skip_asked.connect(self.skip)
        self.desk.back_asked.connect(self.back)
        self.queue.attach(self.box)
        self.queue.numbered.connect(self.open_target)
        self.drafts = VisitDrafts(self.context, self.form, lambda: self.target, self)
        centre = column(spacing=8)
        centre.addWidget(self.desk, 1)
        centre.addWidget(self.log)
        body: QHBoxLayout = row(self.queue, spacing=8, margins=(12, 10, 12, 10))
        body.addLayout(centre, 1)
        body.addWidget(self.panel)
        self.setLayout(body)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        phrase_acts = [
            Act(f"Ctrl+{place}", f"Ctrl+{place}" if place in (1, KEYS) else "", "常用语", self._phrase_key(place), in_bar=False)
            for place in range(1, KEYS + 1)
        ]
        return [
            Act("", "Enter", "下一项"),
            Act("", "0–9", "选择"),
            Act("", "F4", "同上一条"),
            Act("", "Ctrl+1…9", "常用语"),
            Act("Ctrl+Return", "Ctrl+Enter", "登记", self.save),
            Act("Ctrl+Enter", "", "登记", self.save, in_bar=False),
            Act("Ctrl+Down", "Ctrl+↓", "跳过", self.skip),
            Act("Ctrl+Up", "Ctrl+↑", "上一个对象", lambda: self.queue.step(-1), in_bar=False),
            Act("/", "/", "找对象", self.find_target),
            Act("Ctrl+S", "Ctrl+S", "存草稿", self.drafts.keep, in_bar=False),
            Act("F3", "F3", "资料栏", lambda: self.panel.setVisible(not self.panel.isVisible()), in_bar=False),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
            Act("Escape", "Esc", "返回", self.back, in_bar=False),
            *phrase_acts,
        ]

    def _phrase_key(self, place: int) -> Any:
        return lambda: self.form.insert_phrase(text) if (text := self.phrase_bar.phrase(place)) else None

    def focus_first(self) -> None:
        """The outcome of the current target, or the find box when there is none."""
        if self.target is not None:
            self.focus_form()
        else:
            self.box.setFocus()

    def focus_form(self) -> None:
        """The first thing that is asked."""
        if self.target is not None:
            self.form.focus_field("outcome")

    def find_target(self) -> None:
        """/ : look for another target."""
        self.box.setFocus()
        self.box.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Wide screens show more of the earlier visits."""
        super().resizeEvent(event)
        self.panel.set_wide(self.window().width() >= WIDE)
        self._share_height()

    def _share_height(self) -> None:
        """The form takes what it needs, today's log the rest, at least one line."""
        rest = self.height() - self.context.theme.px(34) - self.desk.wanted_height()
        self.log.setFixedHeight(max(self.log.minimumSizeHint().height(), rest))

    # -- targets ----------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Queue and log; what is being typed stays."""
        self.queue.refresh(self._first_target)
        self.log.refresh()

    def start(self, target: tuple[str, str] | None) -> None:
        """F6: for what was selected where one came from."""
        if target is not None:
            self.open_target(*target)
        self.focus_first()

    def open_target(self, kind: str, target_id: str, line: QueueLine | None = None) -> None:
        """Show another target; what was typed for the present one is kept."""
        if self.saving:
            self.after = (kind, target_id, line)
            return
        if self.target is not None and (self.target.kind, self.target.id) == (kind, target_id) and not self.form.visit_id:
            self.latest.give_up()
            return
        self.drafts.keep()
        self.line, asked = line, self.latest.begin()
        self.context.jobs.query(self, visits.target, self.context.session, kind, target_id, key="target",
                                done=self.latest.only(asked, self._show_target), failed=self.latest.only(asked, self.banner.show_error))  # fmt: skip

    def show_sheet(self, name: str) -> None:
        """Key in a printed 走访单: its first line, then on in the printed order."""
        self.drafts.keep()
        self.latest.give_up()
        self.target = None
        self.queue.show_sheet(name)
        self.queue.refresh(self._first_target)

    def _show_mode(self, mode: str) -> None:
        self.desk.title.setText(f"走访登记 · 走访单 {self.queue.sheet_name}" if mode == SHEET else "走访登记")

    def _first_target(self) -> None:
        if self.latest.waiting:
            return
        if self.target is None and self.queue.model.rows and self.queue.mode != SEARCH:
            self.queue.view.select_row(0)
        elif self.target is not None:
            self.queue.show_current(self.target.kind, self.target.id, self.target.dwelling_id)

    def _show_target(self, target: VisitTarget) -> None:
        had_focus = self._in_form() or self.box.hasFocus()
        self.target = target
        self.offered.clear()
        self.banner.hide()
        self.desk.show_correcting(False)
        self.form.show_target(target, self.context.today().isoformat(), now().strftime("%H:%M"))
        self._show_head(target)
        if target.joins:
            self.banner.show_text("今天已登记过这个对象，再登记会并入那一条，只算一次", "info", closable=False)
        if had_focus:
            self.focus_form()
        self.drafts.take(target, self._restore)
        QTimer.singleShot(0, self, self._share_height)

    def _restore(self, typed: dict[str, Any]) -> None:
        """What was typed of this target before comes back, with the cursor in its place."""
        focus = self.window().focusWidget()
        self.form.restore(typed)
        if focus is not None and not self.form.isAncestorOf(focus):
            focus.setFocus()
        self.banner.show_text("接着上次没有登记完的内容", "info")

    def open_draft(self, draft_id: str) -> None:
        """A draft was chosen on the workbench."""
        self.drafts.open_draft(draft_id, self.open_target)

    def _show_head(self, target: VisitTarget) -> None:
        detail = target.detail if target.kind in ("resident", "entity") else ""
        self.box.set_quietly("　".join(part for part in (target.title, target.address, detail) if part))
        self.box.setCursorPosition(0)
        self.panel.show_target(target)
        self.queue.show_current(target.kind, target.id, target.dwelling_id)
        self.desk.hint.setText(" · ".join(part for part in (target.why, f"应于 {target.open_due_on}" if target.open_due_on else "") if part))

    def _in_form(self) -> bool:
        focus = self.window().focusWidget()
        return focus is self.desk.save_button or (focus is not None and self.form.isAncestorOf(focus))

    # -- saving -----------------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Ctrl+Enter: store, then the next target."""
        if self.target is None or self.saving or self.latest.waiting:
            return
        draft = self.form.draft()
        problems = self.form.checker("outcome", self.form.collect()) if self.form.checker else []
        if problems:
            self.form.show_problems(problems)
            return
        self.saving = True
        accepted = tuple(self.offered | {problem.text for problem in self.form.accepted()})
        self.context.jobs.operation(self, visits.save, self.context.session, draft, accepted, done=self._saved, failed=self._not_saved)

    def skip(self) -> None:
        """Ctrl+↓: the next target; nothing is stored, what was typed is kept."""
        if self.saving:
            return
        self.drafts.keep()
        if self.form.visit_id:
            self.back()
        elif not self.queue.step(1):
            self.banner.show_text("已到最后一户。可换“楼栋”或查找别的对象", "info")

    def _saved(self, done: Any) -> None:
        self.saving = False
        corrected = bool(self.form.visit_id)
        self.form.remember_for_next(self.context.today().isoformat())
        self.form.mark_clean()
        self.context.shell.show_done(done)
        self.offered.clear()
        saved, self.target = self.target, None
        if corrected:
            self.desk.show_correcting(False)
        if self.queue.mode == SEARCH and not corrected:
            self.queue.set_mode(DUE)
        if saved is not None:
            self.drafts.forget(saved)
            self.queue.show_current(saved.kind, saved.id, saved.dwelling_id)
        after, self.after = self.after, None
        if after is not None:
            self.open_target(*after)
        elif not self.queue.next_waiting():
            self.target = saved
            self._reopen()
        self.form.focus_field("outcome")

    def _reopen(self) -> None:
        """The end of the list: the same target again, empty, so that nothing is entered twice unnoticed."""
        if self.target is not None:
            kind, target_id = self.target.kind, self.target.id
            self.target = None
            self.open_target(kind, target_id)

    def _not_saved(self, error: BaseException) -> None:
        self.saving, self.after = False, None
        if isinstance(error, Refused):
            self.offered = {problem.text for problem in error.problems if problem.severity == "warning"}
            rest = self.form.show_problems(error.problems)
            words = "；".join(problem.text for problem in rest)
            if self.offered and len(self.offered) == len(error.problems):
                words = f"{words}　再按一次 Ctrl+Enter 照此登记".strip()
            self.banner.show_text(words, "warn")
        elif isinstance(error, Unavailable):
            self.context.shell.set_state("没有保存成功", "danger")
            self.banner.show_text(f"{error.text.rstrip('。')}。填好的内容还在这里", "danger")
            self.banner.offer_retry(self.save)
            self.drafts.keep()

    # -- correcting and leaving ---------------------------------------------------------------------------------------------------

    def correct(self, visit_id: str) -> None:
        """Enter on a stored visit: show it for correcting."""
        if self.saving:
            return
        self.drafts.keep()
        asked = self.latest.begin()
        failed = self.latest.only(asked, self.banner.show_error)

        def read(draft: VisitDraft) -> None:
            if self.latest.is_newest(asked):
                self.context.jobs.query(self, visits.target, self.context.session, draft.target_kind, draft.target_id, failed=failed, key="target",
                                        done=self.latest.only(asked, lambda target: self._show_stored(target, draft)))  # fmt: skip

        self.context.jobs.query(self, visits.draft_of, self.context.session, visit_id, done=read, failed=failed)

    def back(self) -> None:
        """Esc: out of correcting, out of searching, then to where the quick key came from."""
        if self.form.visit_id and self.target is not None:
            self.form.mark_clean()
            self._reopen()
        elif self.queue.mode == SEARCH or self.box.hasFocus():
            self.queue.set_mode(DUE)
            if self.target is not None:
                self._show_head(self.target)
                self.focus_form()
        else:
            self.drafts.keep()
            self.leave()

    def _show_stored(self, target: VisitTarget, draft: VisitDraft) -> None:
        self.target = target
        self.form.show_visit(target, draft)
        self._show_head(target)
        self.desk.show_correcting(True)
        QTimer.singleShot(0, self, self._share_height)
        when = f"{draft.visited_on} {draft.visited_at}".strip()
        self.banner.show_text(f"正在更正 {when} 的走访，原来的内容留在变更记录里", "info", closable=False)
        self.focus_form()
