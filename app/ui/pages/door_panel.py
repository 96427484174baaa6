"""The middle of 入户采集: the line of the dwelling, the members, the form of one member.  Shows what it is given, asks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from app.models.form_fields import Choice, FormField
from app.models.household_views import HouseholdView
from app.models.resident_fields import USE_CHOICES, shown_fields
from app.services.households import NEW_HOUSEHOLD
from app.ui.context import Context
from app.ui.forms.editors import FormContext
from app.ui.forms.entry_form import EntryForm
from app.ui.forms.fields import SAME
from app.ui.forms.resident import ResidentForm
from app.ui.pages.door_hints import DoorHints
from app.ui.tables.household import MemberRow, MembersModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner, boxed, button, column, label, panel, row, scrolled
from app.ui.widgets.segments import Segments
from app.ui.widgets.states import StateView

STRIP_FIELDS = (
    FormField("use", "房屋用途", "choice", required=True, choices=USE_CHOICES, hint="1自住 2出租"),
    FormField("owner_name", "产权人"),
    FormField("owner_phone", "产权电话", "phone"),
    FormField("rent_use", "出租用途", "choice", quick=False, code_table="rent_use"),
    FormField("note", "备注", rare=True, span=3),
)
COLLECTOR = FormField("member_id", "采集人", "choice", rare=True)
STRIP = tuple(field.name for field in STRIP_FIELDS)
ROW, LEAST_ROWS, MOST_ROWS, TALL = 27, 2, 4, 820


class MembersView(GridView):
    """The members; ``confirmed(row)``: Space."""

    confirmed = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Space confirms the member, Page keys are the page's."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers() and current_row(self) >= 0:
            self.confirmed.emit(current_row(self))
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            event.ignore()
        else:
            super().keyPressEvent(event)


class DoorPanel(QWidget):
    """``household_chosen(id)``: another household of the same door."""

    household_chosen = Signal(str)

    def __init__(self, context: Context, forms: FormContext, acts: dict[str, Any]) -> None:
        super().__init__()
        self.context = context
        self.acts = acts
        self.asks_collector = not context.session.account.member_id  # an account without a member of its own: who collected is chosen
        self._collector = ""
        self._shown: dict[str, Any] = {}
        self.households: Segments | None = None
        self.banner = Banner()
        self.strip = EntryForm((*STRIP_FIELDS, COLLECTOR) if self.asks_collector else STRIP_FIELDS, forms, (3, 3, 3, 3), 70)
        self.form = ResidentForm(forms, None, bool(context.session.practice), shown_fields(switched_off=context.session.switched_off))
        self.ask = ActStrip(context)
        whole = column(self.banner, self._strip_panel(), self._members_panel(), spacing=8)
        whole.addWidget(self._form_panel(), 1)
        whole.addWidget(self.ask)
        self.setLayout(whole)
        self.hints = DoorHints(context, self.form, self.legend)

    # -- face ------------------------------------------------------------------------------------------------------------------

    def _strip_panel(self) -> QFrame:
        self.address, self.where = label("", "subtitle"), label("", "helper")
        self.more = button("更多户信息", kind="text", small=True, action=self.toggle_more)
        self.more.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.another = button("另立一户", kind="text", small=True, action=lambda: self.household_chosen.emit(NEW_HOUSEHOLD))
        self.another.setToolTip("同一房号住着不是一家的人")
        self.another.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = panel(row(self.address, self.where, None, self.another, self.more, margins=(12, 1, 6, 1)), role="panel-head")
        return panel(head, column(self.strip, margins=(12, 7, 12, 7)))

    def _members_panel(self) -> QFrame:
        theme = self.context.theme
        self.count = label("", "helper")
        self.chooser = row(spacing=0)
        self.add_button = button("添加成员", "plus", key="Ctrl+N", small=True, action=self.acts["add"])
        self.copy_button = button("复制上一人", key="Ctrl+D", small=True, action=self.acts["copy"])
        self.leave_button = button("移出本户", key="Ctrl+Del", small=True, action=self.acts["depart"])
        for each in (self.add_button, self.copy_button, self.leave_button):
            each.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = row(label("家庭成员", "subtitle"), self.count, self.chooser, None, self.add_button, self.copy_button, self.leave_button,
                   margins=(12, 3, 8, 3))  # fmt: skip
        self.members = MembersModel()
        self.table = MembersView(theme, "家庭成员", ROW)
        self.table.setModel(self.members)
        return panel(panel(head, role="panel-head"), self.table)

    def _form_panel(self) -> QFrame:
        theme = self.context.theme
        self.who, self.hint = label("", "subtitle"), label("", "helper")
        self.legend = label("灰底 = 由证号自动得出，蓝底 = 沿用上一人，均可改", "helper")
        head = panel(row(self.who, self.hint, None, self.legend, margins=(12, 6, 12, 6)), role="panel-head")
        self.area = scrolled(boxed(column(self.form, None, margins=(12, 8, 12, 4))))
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.area)
        self.middle.addWidget(self.state)
        self.rare_button = button("其余项", key="F3", kind="text", small=True, action=self.toggle_rare)
        self.rare_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.none_button = button("全户无变化", key="Ctrl+Shift+Enter", action=self.acts["no_change"])
        self.next_button = button("下一成员", key="Ctrl+↓", action=self.acts["next_member"])
        self.save_button = button("保存本户，录下一户", "check", key="Ctrl+Enter", kind="primary", action=self.acts["save"])
        self.form.set_primary(self.save_button)
        foot = panel(row(self.rare_button, None, self.none_button, self.next_button, self.save_button, margins=(8, 6, 12, 6)),
                     role="section")  # fmt: skip
        return panel(head, self.middle, foot, margin=1, grow=1)

    # -- what is shown -----------------------------------------------------------------------------------------------------------

    def show_door(self, view: HouseholdView, values: dict[str, str], same: Sequence[str] = ()) -> None:
        """Another door; ``values`` of the strip, ``same``: those that carried over from the door before."""
        strip = view.strip
        self.address.setText(strip.address)
        keeper = f"采集人 {view.member}" if self.asks_collector and view.member else ""
        self.where.setText(" · ".join(part for part in (strip.grid, strip.code, view.last_collected, keeper) if part))
        collector = view.member_id or self._collector
        self.strip.fill({**values, "member_id": collector} if self.asks_collector else values, origins=dict.fromkeys(same, SAME))
        self._shown = self.strip.collect()
        self.strip.show_rare(bool(values.get("note")) or (self.asks_collector and not collector))
        self._fit_strip()
        self._show_households(view)
        writable = not view.read_only
        for each in (self.add_button, self.copy_button, self.leave_button, self.none_button, self.save_button):
            each.setVisible(writable)
        for form in (self.strip, self.form):
            form.setEnabled(writable)
        hints = "；".join(strip.hints)
        self.banner.show_text(view.read_only or hints, "info" if view.read_only else "warn", closable=not view.read_only)

    def set_colleagues(self, colleagues: Sequence[Choice]) -> None:
        """Whom the administrator may name as the collector."""
        if self.asks_collector:
            self.strip.editor("member_id").choices = tuple(colleagues)

    def collector(self) -> str:
        """Who collected, '' = the own member; stays chosen for doors that nobody keeps."""
        self._collector = str(self.strip.collect().get("member_id") or "")
        return self._collector

    def strip_changed(self) -> bool:
        """Whether the line of the dwelling says something else than the register."""
        now = self.strip.collect()
        return any(now[name] != self._shown.get(name) for name in STRIP)

    def show_rows(self, rows: Sequence[MemberRow], at: int) -> None:
        """The members and what was found out about each."""
        self.members.set_rows(rows)
        if at >= 0:
            self.table.select_row(at)
        self.count.setText(f"{len(rows)} 人" if rows else "还没有人")
        writable = self.save_button.isVisibleTo(self)
        self.none_button.setVisible(writable and any(each.known for each in rows))
        for each in (self.copy_button, self.leave_button):
            each.setVisible(writable and bool(rows))
        for each in (self.rare_button, self.next_button):
            each.setVisible(bool(rows))
        self.fit_rows()

    def fit_rows(self) -> None:
        """The table takes as many rows as there are members, within limits."""
        most = MOST_ROWS if self.window().height() < TALL else 2 * MOST_ROWS
        shown = max(LEAST_ROWS, min(most, self.members.rowCount()))
        self.table.setFixedHeight(self.context.theme.px(30) + shown * self.context.theme.px(ROW) + 2)

    def show_member(self, number: int, words: str) -> None:
        """Head of the form."""
        self.who.setText(f"成员 {number}")
        self.hint.setText(words)
        self.middle.setCurrentWidget(self.area)

    def show_nobody(self, title: str, text: str) -> None:
        """No member at this door."""
        self.who.setText("成员")
        self.hint.setText("")
        self.state.show_state("users", title, text, [("添加成员", "Ctrl+N", self.acts["add"])])
        self.middle.setCurrentWidget(self.state)

    def zone(self) -> str:
        """Where the cursor is: strip, members, form or ''."""
        focus = self.window().focusWidget()
        if focus is None:
            return ""
        if self.strip.isAncestorOf(focus):
            return "strip"
        if focus is self.table:
            return "members"
        return "form" if self.form.isAncestorOf(focus) or focus is self.save_button else ""

    def toggle_more(self) -> None:
        """更多户信息."""
        self.strip.show_rare(not self.strip.rare_visible())
        self._fit_strip()

    def toggle_rare(self) -> None:
        """F3: the seldom fields."""
        if self.zone() == "strip":
            self.toggle_more()
            return
        self.form.show_rare(not self.form.rare_visible())
        if self.form.rare_visible():
            self.area.verticalScrollBar().setValue(self.area.verticalScrollBar().maximum())

    def _fit_strip(self) -> None:
        shown = self.strip.rare_visible()
        self.more.setText("收起户信息" if shown else "更多户信息")

    def _show_households(self, view: HouseholdView) -> None:
        if self.households is not None:
            self.chooser.removeWidget(self.households)
            self.households.hide()
            self.households.deleteLater()
            self.households = None
        begun = bool(view.households) and not view.household_id
        self.another.setVisible(bool(view.households) and not begun and not view.read_only)
        if len(view.households) > 1 or begun:
            known = [(key, f"第{place}户") for place, key in enumerate(sorted(view.households), 1)]
            self.households = Segments([*known, ("", "新的一户")] if begun else known, view.household_id)
            self.households.changed.connect(self.household_chosen)
            self.chooser.addWidget(self.households)

    def show_household(self, household_id: str) -> None:
        """Mark the household that is shown."""
        if self.households is not None:
            self.households.choose(household_id)
