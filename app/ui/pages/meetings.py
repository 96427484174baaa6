"""周例会 · 会议纪要: the weeks, the form of one meeting, the agenda; kept as draft, made final, printed, opened again."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget

from app.errors import Refused
from app.models.household_views import DraftNote
from app.models.meeting_fields import REOPEN_FIELDS
from app.models.meeting_views import Agenda, MeetingLine, MeetingView
from app.services import drafts, meeting_agenda, meetings, rankings
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.meeting_agenda import AgendaPanel
from app.ui.pages.meeting_drafts import KIND, MeetingDrafts
from app.ui.pages.meeting_form import DECISIONS, FACES, PEOPLE, MeetingForm
from app.ui.pages.meeting_paper import minutes_dialog
from app.ui.pages.meeting_tools import LIST_WIDTH, MeetingTools
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.meetings import meeting_columns
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner, column, hide_unless, panel, row
from app.ui.widgets.print_dialog import PrintDialog
from app.ui.widgets.states import StateView

WIDE_FROM = 1500  # width of the page from which the agenda is wider
CLOSING = "结算后这一周的名次和数字固定，重印时不变；之后的更正列在下一周的表里。结算不能撤销。"
CLOSE_FIRST = "{label}的数据还没有结算，数字还会变。结算后名次和数字固定，不能撤销；先结算，纪要和周通报的数字就一致。"


class MeetingsPage(Page):
    """Left the weeks, in the middle the form, right the agenda."""

    form: MeetingForm  # annotated: the list beside it names it before it exists

    WATCHES: ClassVar[frozenset[str]] = frozenset({"meeting", "task", "ranking", "week", "member", "attendance", "sign", "spot_check"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.meeting = ""
        self.view: MeetingView | None = None
        self.agenda: Agenda | None = None
        self._asked = False  # another page opened a meeting: the cursor goes into its form
        self.reads = context.can("meeting.read")
        self.writes = context.can("meeting.write")
        self._build()
        self.bind_acts()

    # -- face -------------------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.context.theme
        self.lines = ListedTableModel(meeting_columns())
        self.table = GridView(theme, "例会", 28)
        self.table.setModel(self.lines)
        self.table.setFixedWidth(theme.px(LIST_WIDTH))
        self.table.moved.connect(lambda _row: self._chosen())
        self.table.opened.connect(lambda _row, _column: self.form.focus_first())
        self.form = MeetingForm(self.context, self.refill)
        self.drafts = MeetingDrafts(self.context, self.form, lambda: self.view, self)
        self.tools = MeetingTools(self.context, self.form.faces, save=self.save, finish=self.finish, reopen=self.ask_reopen,
                                  print_=self.print_minutes)  # fmt: skip
        self.banner = Banner()
        self.panel = AgendaPanel(theme, self.close_week)
        hide_unless(self.panel, self.reads)
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.form)
        self.middle.addWidget(self.state)
        self.strip = ActStrip(self.context)
        body = row(panel(self.table, margin=1), self.middle, self.panel, spacing=8)
        body.setStretch(1, 1)
        whole = column(self.tools, self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addLayout(body, 1)
        whole.addWidget(self.strip)
        self.setLayout(whole)
        self._show_tools()

    def acts(self) -> list[Act]:
        """Keys of the page."""
        faces = [Act(f"Ctrl+{place}", f"Ctrl+{place}", text, partial(self.form.open_face, name), in_bar=False)
                 for place, (name, text) in enumerate(FACES, start=1)]  # fmt: skip
        open_ = self.view is None or self.view.editable
        writing = [
            Act("Ctrl+Return", "Ctrl+Enter", "保存", self.save, in_bar=open_), Act("Ctrl+Enter", "", "保存", self.save, in_bar=False),
            Act("F10", "F10", "定稿", self.finish, in_bar=open_),
            Act("Ctrl+Shift+Delete", "Ctrl+Shift+Del", "放弃没有保存的内容", self.discard, in_bar=False),
        ]
        return [
            Act("", "Ctrl+1–3", "出席、纪要、议定事项"),
            *faces,
            *(writing if self.writes else []),
            Act("Ctrl+P", "Ctrl+P", "打印纪要", self.print_minutes),
            Act("Ctrl+PgUp", "Ctrl+PgUp", "上一周", lambda: self.step(1), in_bar=False),
            Act("Ctrl+PgDown", "Ctrl+PgDn", "下一周", lambda: self.step(-1), in_bar=False),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
            Act("Escape", "Esc", "回到周次", self.back, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The form where something can be typed, else the weeks."""
        typing = self.view is not None and self.view.editable
        (self.form.focus_first if typing else self.table.setFocus)()

    def remember(self) -> dict[str, Any]:
        """Meeting and face."""
        self.drafts.keep()
        return {"meeting": self.meeting, "face": self.form.faces.value}

    def recall(self, state: dict[str, Any]) -> None:
        """As it was."""
        self.meeting = state.get("meeting", "")
        self.form.open_face(state.get("face", PEOPLE))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Wide screens give the agenda more room."""
        super().resizeEvent(event)
        self.panel.set_wide(event.size().width() >= self.context.theme.px(WIDE_FROM))

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Going to another page loses nothing."""
        self.drafts.keep()
        super().hideEvent(event)

    # -- reading ----------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """The weeks; the form again where nothing is typed in it."""
        self.context.jobs.query(self, _listed, self.context.session, done=self._show_lines, failed=self.banner.show_error, key="meetings")

    def show_meeting(self, meeting: str) -> None:
        """Another page opens a meeting (生成会议纪要)."""
        self.drafts.keep()
        self.drafts.dirty = False
        self.meeting, self.view, self._asked = meeting, None, True
        self.refresh()

    def show_decisions(self, meeting: str) -> None:
        """布置下周任务: the meeting with its decisions."""
        self.form.open_face(DECISIONS)
        self.show_meeting(meeting)

    def step(self, weeks: int) -> None:
        """An earlier (1) or later (−1) week."""
        self.table.select_row(current_row(self.table) + weeks)

    def back(self) -> None:
        """Esc."""
        if not self.strip.close_if_open():
            self.table.setFocus()

    def _show_lines(self, found: tuple[list[MeetingLine], str]) -> None:
        lines, due = found
        wanted = self.meeting or due or (lines[0].meeting if lines else "")
        self.table.blockSignals(True)
        self.lines.set_rows(lines)
        place = next((place for place, line in enumerate(lines) if line.meeting == wanted), 0)
        self.table.select_row(place)
        self.table.blockSignals(False)
        if not lines:
            words = "有了走访和登记记录后，这里按周开例会" if self.reads else "定稿后，这里可以看每周的纪要"
            self.state.show_state("calendar-event", "还没有会议纪要", words, [])
            self.middle.setCurrentWidget(self.state)
            self._show_tools()
            return
        self.meeting = lines[place].meeting
        if not self.drafts.dirty:
            self._read()
        elif self.reads:
            self._read_agenda()

    def _chosen(self) -> None:
        line = self.lines.record(current_row(self.table))
        if line is not None and line.meeting != self.meeting:
            self.drafts.keep()
            self.meeting = line.meeting
            self.drafts.dirty = False
            self._read()

    def _read(self) -> None:
        session, wanted = self.context.session, self.meeting
        self.context.jobs.query(self, _opened, session, wanted, self.writes, done=self._show, failed=self.banner.show_error, key="meeting")
        if self.reads:
            self._read_agenda()

    def _read_agenda(self) -> None:
        self.context.jobs.query(self, meeting_agenda.agenda, self.context.session, self.meeting, done=self._show_agenda,
                                failed=self.banner.show_error, key="agenda")  # fmt: skip

    def _show(self, found: tuple[MeetingView, DraftNote | None]) -> None:
        view, note = found
        if view.line.meeting != self.meeting or self.drafts.dirty:
            return
        self.view = view
        self.banner.show_text(self.drafts.show(view, note), "info")
        self.middle.setCurrentWidget(self.form)
        self.panel.show_view(view)
        self._show_tools()
        if self._asked:
            self._asked = False
            self.focus_first()

    def _show_agenda(self, agenda: Agenda) -> None:
        if agenda.meeting == self.meeting:
            self.agenda = agenda
            self.panel.show_agenda(agenda)

    def _show_tools(self) -> None:
        shown = self.view is not None and self.middle.currentWidget() is self.form
        self.tools.setVisible(shown)
        if self.view is not None and shown:
            self.tools.show_view(self.view)
            self.context.shell.refresh_keys()

    def discard(self) -> None:
        """Ctrl+Shift+Del: as the register has it."""
        if self.drafts.dirty:
            self.drafts.forget(self.meeting)
            self._read()
            self.context.shell.set_state("数据已保存")

    def open_draft(self, draft_id: str) -> None:
        """A draft of the workbench."""
        self.context.jobs.query(self, drafts.take, self.context.session, draft_id, done=lambda note: self.show_meeting(note.subject),
                                failed=self.banner.show_error)  # fmt: skip

    def refill(self, name: str) -> None:
        """重新提取."""
        if self.agenda is not None and self.view is not None and self.view.editable:
            self.form.refill(name, self.agenda)

    # -- acts -------------------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Ctrl+Enter."""
        if self.strip.isVisible():
            self.strip.submit()
            return
        self._store(meetings.save)

    def finish(self) -> None:
        """F10: settle the week first where that is wanted, then freeze."""
        if self.view is None or not self.view.editable:
            return
        if self.view.may_close:
            answer = self.context.messages.ask(self, f"{self.view.line.label}还没有结算", CLOSE_FIRST.format(label=self.view.line.label),
                                               ["结算并定稿", "不结算，直接定稿", "返回"])  # fmt: skip
            if answer == 2:
                return
            if answer == 0:
                self._store(meetings.close_and_finish)
                return
        self._store(meetings.finish)

    def _store(self, function: Any) -> None:
        typed = self.form.collect()
        if typed is None or self.view is None or not self.view.editable:
            return
        line = self.form.decisions.typed()
        if line and function is not meetings.save:
            self.form.open_face(DECISIONS)
            self.banner.show_text(f"“{line['text']}”还没有加入议定事项，按 Enter 加入或清空后再定稿", "warn")
            return

        def done(result: Any) -> None:
            self.drafts.stored(typed.meeting)
            self.context.shell.show_done(result)
            self.refresh()
            if function is not meetings.save:
                self.table.setFocus()

        self.context.jobs.operation(self, function, self.context.session, typed, done=done, failed=self._failed)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Refused):
            rest = self.form.show_problems(error.problems)
            self.banner.show_text("；".join(problem.text for problem in rest), "warn")
        else:
            self.banner.show_error(error)

    def close_week(self) -> None:
        """先结算本周.  It cannot be undone, so it asks first."""
        if self.view is None:
            return
        if self.context.messages.ask(self, f"结算 {self.view.line.label}？", CLOSING, ["结算", "先不结算"]) == 0:
            self.drafts.keep()
            self.context.jobs.operation(self, rankings.close_week, self.context.session, self.meeting, done=self._closed,
                                        failed=self.banner.show_error)  # fmt: skip

    def _closed(self, done: Any) -> None:
        self.context.shell.show_done(done, undoable=False)
        self.drafts.dirty = False  # what is typed was kept and comes back with the settled week
        self._read()

    def ask_reopen(self) -> None:
        """重新打开: with a reason; the printed text stays."""
        if self.view is None or not self.writes:
            return

        def done(result: Any) -> None:
            self.strip.done()
            self.context.shell.show_done(result)

        def submit(values: dict[str, Any]) -> None:
            self.context.jobs.operation(self.strip, meetings.reopen, self.context.session, self.meeting, str(values["reopened_why"] or ""),
                                        done=done, failed=self.strip.failed)  # fmt: skip

        self.strip.ask(f"重新打开 {self.view.line.label}会议纪要", REOPEN_FIELDS, "重新打开", submit, widths=(1, 1),
                       hint="已定稿的那一稿留着，随时可以照原样打印")  # fmt: skip

    # -- paper ------------------------------------------------------------------------------------------------------------------

    def print_minutes(self) -> None:
        """Ctrl+P; what is typed is stored first, so that paper and screen agree."""
        view, typed = self.view, self.form.collect()
        if view is None or typed is None:
            return
        if view.editable and (self.drafts.dirty or not view.line.state) and not self.tools.version:
            self.context.jobs.operation(self, meetings.save, self.context.session, typed, done=self._saved_then_print, failed=self._failed)
        elif view.line.state:
            self.print_dialog().exec()

    def _saved_then_print(self, _done: Any) -> None:
        self.drafts.stored(self.meeting)
        self.refresh()
        self.print_dialog().exec()

    def print_dialog(self) -> PrintDialog:
        """The dialog of the chosen version."""
        return minutes_dialog(self.context, self.view, self.tools.version, self)


def _listed(session: Any) -> tuple[list[MeetingLine], str]:
    lines = meetings.meetings(session)
    return lines, meetings.latest(session)


def _opened(session: Any, meeting: str, writes: bool) -> tuple[MeetingView, DraftNote | None]:
    view = meetings.open_meeting(session, meeting)
    return view, drafts.about(session, KIND, view.line.meeting) if writes else None

