"""人口房屋 · 入户采集: one door after the other, by keyboard (picture D)."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication

from app.errors import Refused, Unavailable
from app.models.dwelling_plan import next_room, previous_room, resume_point
from app.models.dwelling_views import DwellingPlanView
from app.models.household_entry import carried_from_household
from app.models.household_views import DraftNote, HouseholdView
from app.models.person_views import PersonView
from app.services import drafts, dwellings, households, persons
from app.services.households import NEW_HOUSEHOLD
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.door_choice import Place, choose_door
from app.ui.pages.door_desk import DoorDesk
from app.ui.pages.door_drafts import DoorDrafts, clock
from app.ui.pages.door_forms import form_context
from app.ui.pages.door_members import DoorMembers
from app.ui.pages.door_panel import STRIP, DoorPanel
from app.ui.pages.door_saving import DoorSaving
from app.ui.pages.plan_panel import PlanPanel
from app.ui.widgets.basics import row


class HouseholdEntryPage(Page):
    """``desk`` holds what is typed; saving, drafts and doubles are jobs."""

    people: DoorMembers  # annotated: the acts below name them before they exist
    saving: DoorSaving

    WATCHES: ClassVar[frozenset[str]] = frozenset({"residence", "resident", "household", "dwelling", "visit", "care_tag"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.plan_view: DwellingPlanView | None = None
        self._wanted = ""
        self.forms = form_context(context)
        self.plan = PlanPanel(context)
        acts = {"add": lambda: self.people.add(), "copy": lambda: self.people.copy_person(), "depart": lambda: self.people.depart(),
                "no_change": lambda: self.saving.no_change(), "next_member": lambda: self.people.step(1),
                "save": lambda: self.saving.save()}  # fmt: skip
        self.panel = DoorPanel(context, self.forms, acts)
        self.people = DoorMembers(context, self.forms, self.panel)
        self.strip, self.form = self.panel.strip, self.panel.form
        body = row(self.plan, spacing=8, margins=(12, 10, 12, 10))
        body.addWidget(self.panel, 1)
        self.setLayout(body)
        self.drafts = DoorDrafts(self, context, self._draft_note)
        self.saving = DoorSaving(context, self.panel, self.people, self.drafts, self._go_on)
        self._connect()
        self.bind_acts()

    def _connect(self) -> None:
        self.plan.opened.connect(self.open_door)
        self.plan.stepped.connect(self.step_door)
        self.plan.choose_asked.connect(self.choose)
        self.panel.household_chosen.connect(self._choose_household)
        self.form.save_requested.connect(self.saving.save)
        self.strip.save_requested.connect(self.saving.save)
        self.strip.finished.connect(self._strip_finished)

    @property
    def desk(self) -> DoorDesk | None:
        """What is typed at the open door."""
        return self.people.desk

    def acts(self) -> list[Act]:
        """Keys of the page."""
        return [
            Act("", "Enter", "下一项"),
            Act("", "Shift+Enter", "上一项", in_bar=False),
            Act("", "F4", "同上一人"),
            Act("", "数字", "代码"),
            Act("", "Ctrl+B", "不详"),
            Act("", "空格", "无变化"),
            Act("Ctrl+G", "Ctrl+G", "未见到，约回访", self.saving.not_met),
            Act("PgDown", "PgDn", "下一户", lambda: self._page_key(1)),
            Act("PgUp", "PgUp", "上一户", lambda: self._page_key(-1), in_bar=False),
            Act("Ctrl+Return", "Ctrl+Enter", "保存本户，录下一户", self.saving.save, in_bar=False),
            Act("Ctrl+Enter", "", "保存本户", self.saving.save, in_bar=False),
            Act("Ctrl+Shift+Return", "Ctrl+Shift+Enter", "全户无变化，录下一户", self.saving.no_change, in_bar=False),
            Act("Ctrl+Shift+Enter", "", "全户无变化", self.saving.no_change, in_bar=False),
            Act("Ctrl+N", "Ctrl+N", "添加成员", self.people.add, in_bar=False),
            Act("Ctrl+D", "Ctrl+D", "复制上一人", self.people.copy_person, in_bar=False),
            Act("Ctrl+Down", "Ctrl+↓", "下一成员", lambda: self.people.step(1), in_bar=False),
            Act("Ctrl+Up", "Ctrl+↑", "上一成员", lambda: self.people.step(-1), in_bar=False),
            Act("Ctrl+Delete", "Ctrl+Del", "移出本户", self.people.depart, in_bar=False),
            Act("F3", "F3", "其余项", self.panel.toggle_rare, in_bar=False),
            Act("Ctrl+S", "Ctrl+S", "存草稿", self.drafts.keep, in_bar=False),
            Act("Ctrl+Shift+Delete", "Ctrl+Shift+Del", "放弃这户的改动", self.discard, in_bar=False),
            Act("/", "/", "换楼栋", self.choose, in_bar=False),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
            Act("Escape", "Esc", "返回", self.back, in_bar=False),
        ]

    # -- opening -----------------------------------------------------------------------------------------------------------------

    def start(self, target: tuple[str, str] | None) -> None:
        """F5: the door of what was selected, else where one stopped."""
        if target is None or target[0] == "entity":
            return
        if target[0] == "dwelling":
            self.open_door(target[1])
        elif target[0] == "resident":
            self.context.jobs.query(self, persons.person, self.context.session, target[1], done=self._open_home_of)

    def open_draft(self, draft_id: str) -> None:
        """A draft was chosen on the workbench."""
        self.context.jobs.query(self, drafts.take, self.context.session, draft_id, done=lambda note: self.open_door(note.subject))

    def selected_target(self) -> tuple[str, str] | None:
        """The member in the form when the register knows one, else the door: for F6 and F9."""
        member = self.desk.member if self.desk is not None else None
        if member is not None and member.residence_id:
            return "resident", member.resident_id
        return ("dwelling", self.people.door()) if self.people.door() else None

    def _open_home_of(self, view: PersonView) -> None:
        if view.dwelling_id:
            self.open_door(view.dwelling_id)

    def refresh(self) -> None:
        """The plan, and the door when nothing is being typed."""
        if self.desk is None:
            if self._wanted:
                self.open_door(self._wanted)
            else:
                self.context.jobs.query(self, dwellings.resume, self.context.session, done=self._resume, key="resume")
        elif not self.saving.busy:
            self._read_plan()
            if not self.people.unsaved() and not self.saving.leaving:  # a door that is on its way is not called back
                self._ask_door(self.people.door(), self.desk.view.household_id, keep_place=True)

    def _resume(self, info: Any) -> None:
        if self.desk is None and info is not None:
            self.open_door(info.next_dwelling_id or info.last_dwelling_id)
        elif self.desk is None:
            self.panel.show_nobody("先选一个楼栋", "按 / 输入楼栋或房号。还没有房屋的，在“房屋”里新建楼栋")

    def open_door(self, dwelling_id: str, household_id: str = "") -> None:
        """Go to a door; what was typed at the present one is kept as a draft."""
        if not dwelling_id:
            return
        if self.saving.busy:
            self.saving.after = dwelling_id  # what is typed here is not given up before the register has it
            return
        if dwelling_id == self.people.door() and not household_id and self.people.unsaved():
            self.people.focus_members()  # it is open already, with what is typed
            return
        self.drafts.keep()
        self._ask_door(dwelling_id, household_id)

    def _choose_household(self, household_id: str) -> None:
        """Another household behind the same door: there is one draft a door, so the present one comes first."""
        if self.desk is None or household_id == self.desk.view.household_id:
            return
        if self.people.unsaved():
            self.panel.banner.show_text("这一户有改动还没有保存。按 Ctrl+Enter 保存，或按 Ctrl+Shift+Del 放弃，再换户", "warn")
            self.panel.show_household(self.desk.view.household_id)
            return
        self.open_door(self.people.door(), household_id)

    def _ask_door(self, dwelling_id: str, household_id: str = "", keep_place: bool = False) -> None:
        self.saving.leaving = not keep_place
        self.context.jobs.query(self, households.open_dwelling, self.context.session, dwelling_id, household_id, key="door",
                                done=lambda view: self._show(view, keep_place), failed=self._failed)  # fmt: skip

    def _show(self, view: HouseholdView, keep_place: bool = False) -> None:
        if keep_place and (self.saving.busy or self.people.unsaved()):
            return  # typed or handed in since it was asked for
        zone, at = (self.panel.zone(), self.desk.at if self.desk is not None else 0) if keep_place else ("", 0)
        self.saving.begin()
        self.context.shell.set_state("数据已保存")
        self.panel.ask.hide()
        self.people.desk = desk = DoorDesk(view, self.context.today())
        self.drafts.begin(None)
        desk.at = min(max(at, 0), len(desk.members) - 1)
        values = {name: getattr(view.draft, name) for name in STRIP}
        carried = {} if values["use"] not in ("", "unknown") or view.previous is None else carried_from_household(view.previous)
        self.panel.show_door(view, values | carried, tuple(carried))
        self.strip.set_previous(vars(view.previous) if view.previous is not None else {})
        self.people.show_members()
        self.plan.show_current(self.people.door())
        if not keep_place:
            self._read_plan()
        if view.saved_draft and not keep_place:
            self.context.jobs.query(self, drafts.take, self.context.session, view.saved_draft, done=self._restore, key="draft")
        elif not keep_place:
            self.focus_first()
        elif zone == "form":
            self.people.focus_form()

    def _read_plan(self) -> None:
        self.context.jobs.query(self, dwellings.plan_of, self.context.session, self.people.door(), key="plan", done=self._show_plan)

    def _show_plan(self, view: DwellingPlanView) -> None:
        self.plan_view = view
        self.plan.show_plan(view, self.people.door())

    def _restore(self, note: DraftNote) -> None:
        if self.desk is None or note.subject != self.people.door():
            return
        payload: dict[str, Any] = dict(note.payload)
        household = str(payload.get("household", {}).get("household_id", ""))
        if household != self.desk.view.household_id and household in ("", *self.desk.view.households):
            self._ask_door(note.subject, household or NEW_HOUSEHOLD)  # the draft is about another household of this door
            return
        self.desk.restore(payload)
        self.drafts.begin(note)
        self.people.show_members()
        for name, part in (("strip", self.strip), ("form", self.form)):
            if payload.get(name):
                part.restore(payload[name])
        if payload.get("zone") == "members":
            self.people.focus_members()
        elif not note.focus:
            self.focus_first()
        self.panel.banner.show_text(f"这是 {clock(note.saved_ms)} 没有保存的草稿，接着录即可。不要了按 Ctrl+Shift+Del", "info")
        self.context.shell.set_state(f"草稿 {clock(note.saved_ms)} 已存")

    def choose(self) -> None:
        """/ : another building or door."""
        choose_door(self.context, self, "找楼栋或房号", self._chosen)

    def _chosen(self, place: Place) -> None:
        if place.dwelling_id:
            self.open_door(place.dwelling_id)
        elif place.unit is not None:
            unit = place.unit
            self.context.jobs.query(self, dwellings.plan, self.context.session, unit.estate, unit.building, unit.unit, key="plan",
                                    done=lambda view: self.open_door(view.resume or next(iter(view.plan.order), "")))  # fmt: skip

    def step_door(self, places: int) -> None:
        """PgDn, PgUp: along the corridor and up the stairs."""
        if self.plan_view is None:
            return
        step = next_room if places > 0 else previous_room
        room = step(self.plan_view.plan, self.people.door())
        if room:
            self.open_door(room)
        else:
            self.panel.banner.show_text(f"已到本单元{'最后' if places > 0 else '第'}一户。按 / 换楼栋", "info")

    def _page_key(self, places: int) -> None:
        if not _taken_by_list(self.window().focusWidget(), Qt.Key.Key_PageDown if places > 0 else Qt.Key.Key_PageUp):
            self.step_door(places)

    def focus_first(self) -> None:
        """Where work starts: the members when somebody is known, else the use of the dwelling."""
        if self.desk is None:
            self.plan.plan.setFocus()
        elif self.desk.members:
            self.people.focus_members()
        else:
            self.strip.focus_first()

    def _strip_finished(self) -> None:
        """Enter behind the line of the dwelling: to the members, or the first one is begun."""
        if self.desk is not None and not self.desk.members and self.strip.collect()["use"] != "vacant":
            self.people.add()
        elif self.desk is not None and self.desk.members:
            self.people.focus_members()
        else:
            self.panel.save_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _go_on(self) -> None:
        """The door is in the register: the next one that waits."""
        left = self.people.door()
        following = self.saving.after
        if not following and self.plan_view is not None:
            following = next_room(self.plan_view.plan, left, only_open=True) or resume_point(self.plan_view.plan)
        if following and following != left:
            self._ask_door(following)
        else:
            self._ask_door(left)
            self.panel.banner.show_text("本单元没有未采的户了。按 / 换楼栋", "ok")

    def _failed(self, error: BaseException) -> None:
        self.saving.leaving = False
        if isinstance(error, Refused):
            self.panel.banner.show_text("；".join(problem.text for problem in error.problems), "warn")
        elif isinstance(error, Unavailable):
            self.panel.banner.show_text(error.text, "danger")

    def discard(self) -> None:
        """Ctrl+Shift+Del: the door as the register has it."""
        if self.desk is not None and self.people.unsaved():
            self.desk.touched = False
            self.form.mark_clean()
            self.strip.mark_clean()
            door, household = self.people.door(), self.desk.view.household_id
            self.drafts.drop(lambda: self._ask_door(door, household))

    # -- leaving and drafts --------------------------------------------------------------------------------------------------------

    def _draft_note(self) -> DraftNote | None:
        return None if self.saving.busy else self.people.note()

    def back(self) -> None:
        """Esc: out of the question below, then to where F5 came from; what is typed stays as a draft."""
        if self.panel.ask.isVisible():
            self.panel.ask.close_strip()
            return
        self.drafts.keep()
        self.leave()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Another page, another program, the lock: nothing typed is lost."""
        super().hideEvent(event)
        self.drafts.keep()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """A taller window shows more members."""
        super().resizeEvent(event)
        self.panel.fit_rows()

    def remember(self) -> dict[str, Any]:
        """The door; what is typed at it is in its draft."""
        self.drafts.keep()
        return {"door": self.people.door()}

    def recall(self, state: dict[str, Any]) -> None:
        """The same door again."""
        self._wanted = state.get("door", "")


def _taken_by_list(focus: Any, key: Qt.Key) -> bool:
    """A page key belongs to the list of choices that is open."""
    if not (hasattr(focus, "popup_open") and focus.popup_open()):
        return False
    QApplication.sendEvent(focus, QKeyEvent(QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))
    return True
