"""入户采集 · 单人登记 (F8): one person at one door, without going through the whole household."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from PySide6.QtWidgets import QFrame

from app.errors import Refused, Unavailable
from app.models.form_fields import FormField
from app.models.household_entry import HEAD, PersonDraft
from app.models.household_views import DuplicateHit, HouseholdView
from app.models.lifecycle import PersonState
from app.models.person_views import PersonView
from app.models.resident_fields import OPEN_CHOICES, shown_fields
from app.services import households, lifecycle
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.forms.editors import FormContext
from app.ui.forms.entry_form import EntryForm
from app.ui.forms.resident import ResidentForm
from app.ui.pages.base import Page
from app.ui.pages.door_forms import form_context
from app.ui.pages.number_watch import NumberWatch
from app.ui.pages.person_acts import follow_doors
from app.ui.widgets.basics import Banner, boxed, button, column, label, panel, row, scrolled

DOOR_FIELDS = (FormField("dwelling_id", "住址", "door", required=True, hint="楼栋和房号，如 3栋1002"),)
ENTRY = (
    FormField("open_reason", "登记原因", "choice", quick=False, choices=OPEN_CHOICES),
    FormField("opened_on", "登记日期", "date", quick=False, hint="今天 j"),
)


class PersonEntryPage(Page):
    """Address, number, name … Ctrl+Enter, next."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"residence", "dwelling"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.view: HouseholdView | None = None
        self.offered: list[str] = []
        self.busy = False
        self.door_form = EntryForm(DOOR_FIELDS, FormContext(context.today), (1,), 70)
        self.door = follow_doors(context, self.door_form)
        self.form = ResidentForm(form_context(context), practice=bool(context.session.practice), form_fields=_fields(context.session.switched_off))
        self.setLayout(column(self._panel(), margins=(12, 10, 12, 10)))
        self.form.set_primary(self.save_button)
        self.form.save_requested.connect(self.save)
        self.door_form.save_requested.connect(self.save)
        self.door_form.committed.connect(lambda _name: self._door_chosen())
        self.door_form.finished.connect(self._door_left)
        self.watch = NumberWatch(context, self.form, self._door, self._take_in, lambda _text: None)
        self.bind_acts()
        self.clear()

    def _panel(self) -> QFrame:
        self.lives = label("先输住址", "helper")
        self.banner = Banner()
        self.save_button = button("登记，录下一人", "check", key="Ctrl+Enter", kind="primary", action=self.save)
        self.rare_button = button("其余项", key="F3", kind="text", small=True, action=self.toggle_rare)
        finder = row(self.door_form, self.lives, spacing=14, margins=(14, 10, 14, 10))
        finder.setStretch(0, 1)
        finder.setStretch(1, 1)
        head = panel(finder, role="panel-head")
        told = boxed(column(self.banner, margins=(14, 8, 14, 0)))
        area = scrolled(boxed(column(self.form, None, margins=(14, 10, 14, 8))))
        foot = panel(row(self.rare_button, None, self.save_button, margins=(8, 7, 12, 7)), role="section")
        return panel(head, told, area, foot, margin=1, grow=2)

    def acts(self) -> list[Act]:
        """Keys of the page."""
        return [
            Act("", "Enter", "下一项"),
            Act("", "数字", "代码"),
            Act("", "首字母", "快速选"),
            Act("", "Ctrl+B", "不详"),
            Act("Ctrl+Return", "Ctrl+Enter", "登记，录下一人", self.save),
            Act("Ctrl+Enter", "", "登记", self.save, in_bar=False),
            Act("F3", "F3", "其余项", self.toggle_rare, in_bar=False),
            Act("/", "/", "换住址", self.focus_door, in_bar=False),
            Act("Escape", "Esc", "返回", self.leave),
        ]

    def focus_first(self) -> None:
        """The address, or the number once there is one."""
        if self._door():
            self.form.focus_first()
        else:
            self.focus_door()

    def focus_door(self) -> None:
        """/ : another address."""
        self.door_form.focus_first()

    def start(self, target: tuple[str, str] | None) -> None:
        """F8 from a list of doors."""
        if target is not None and target[0] == "dwelling":
            self._read_door(target[1])

    def toggle_rare(self) -> None:
        """F3."""
        self.form.show_rare(not self.form.rare_visible())

    def refresh(self) -> None:
        """Who lives there may have changed."""
        if self._door():
            self._read_door(self._door(), quietly=True)

    def clear(self) -> None:
        """An empty person at the same door; the first one is the head of the household."""
        alone = self.view is not None and not self.view.members
        self.offered = []
        self.watch.reset()
        today = self.context.today().isoformat()
        self.form.show_person(PersonDraft(relation=HEAD if alone else "", opened_on=today, result="new"), (), self._others())

    def _door(self) -> str:
        return str(self.door_form.collect()["dwelling_id"] or "")

    def _others(self) -> tuple[PersonDraft, ...]:
        return tuple(each.draft for each in self.view.members) if self.view is not None else ()

    def _door_chosen(self) -> None:
        door = self._door()
        if door and (self.view is None or self.view.strip.dwelling_id != door):
            self._read_door(door)

    def _door_left(self) -> None:
        if self._door():
            self.form.focus_first()

    def _read_door(self, dwelling_id: str, quietly: bool = False) -> None:
        self.context.jobs.query(self, households.open_dwelling, self.context.session, dwelling_id, key="door", failed=self._failed,
                                done=lambda view: self._show_door(view, quietly))  # fmt: skip

    def _show_door(self, view: HouseholdView, quietly: bool) -> None:
        self.view = view
        if self._door() != view.strip.dwelling_id:
            self.door.show_door(view.strip.dwelling_id, view.strip.address)
        names = "、".join(each.draft.name for each in view.members)
        self.lives.setText(f"{view.strip.grid} · 住着 {names}" if names else f"{view.strip.grid} · 还没有登记的人")
        self.save_button.setVisible(not view.read_only)
        self.banner.show_text(view.read_only, "info", closable=False)
        if quietly:
            return
        if not self.form.is_dirty():
            self.clear()
        if self.isVisible():
            self.form.focus_first()

    # -- saving -------------------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Ctrl+Enter."""
        door = self._door()
        if self.busy:
            return  # pressed twice: one person is registered once
        if not door:
            self.banner.show_text("没有选住址。输入楼栋和房号，如 3栋1002", "warn")
            self.focus_door()
            return
        self.busy = True
        draft = self.form.draft()
        accepted = (*self.offered, *(problem.text for problem in self.form.accepted()))
        household = self.view.household_id if self.view is not None else ""
        self.context.jobs.operation(self, lifecycle.register, self.context.session, draft, door, household, accepted, done=self._saved,
                                    failed=self._failed)  # fmt: skip

    def _take_in(self, view: PersonView, hit: DuplicateHit | None) -> None:
        """The person is on the register: the residence moves here, or a person who had left comes back."""
        door, typed = self._door(), self.form.draft()
        if self.busy:
            return
        if not door:
            self.banner.show_text("没有选住址。输入楼栋和房号，如 3栋1002", "warn")
            return
        day = typed.opened_on or self.context.today().isoformat()
        self.busy = True
        if view.state in (PersonState.OPEN.value, PersonState.PENDING.value):
            self.context.jobs.operation(self, lifecycle.move_person, self.context.session, view.residence_id, door, day, typed.relation,
                                        done=self._saved, failed=self._failed)  # fmt: skip
        elif view.state == PersonState.CLOSED.value:
            self.context.jobs.operation(self, lifecycle.return_person, self.context.session, view.draft.resident_id, door, day, typed.relation,
                                        typed.came_on, done=self._saved, failed=self._failed)  # fmt: skip
        else:
            self.busy = False
            self.form.show_person(replace(typed, resident_id=view.draft.resident_id), (), self._others())

    def _saved(self, done: Any) -> None:
        self.busy = False
        self.banner.hide()
        self.form.mark_clean()
        self.context.shell.show_done(done)
        self.clear()
        self._read_door(self._door(), quietly=True)
        self.form.focus_first()

    def _failed(self, error: BaseException) -> None:
        saving, self.busy = self.busy, False
        if isinstance(error, Refused):
            self.offered += [problem.text for problem in error.problems if problem.severity == "warning"]
            rare = [each.field for each in error.problems if each.field in self.form.fields and self.form.fields[each.field].rare]
            self.form.show_rare(bool(rare) or self.form.rare_visible())
            rest = self.form.show_problems(error.problems)
            again = "再按一次 Ctrl+Enter 照此登记" if all(each.severity == "warning" for each in error.problems) else ""
            self.banner.show_text("　".join([*(problem.text for problem in rest), again]).strip(), "warn")
        elif isinstance(error, Unavailable):
            self.banner.show_text(f"{error.text.rstrip('。')}。填好的内容还在这里" if saving else error.text, "danger")
            if saving:
                self.banner.offer_retry(self.save)


def _fields(switched_off: frozenset[str]) -> tuple[FormField, ...]:
    """The form of a person with reason and day of the registration before the seldom fields."""
    shown = shown_fields(switched_off=switched_off)
    return (*(field for field in shown if not field.rare), *ENTRY, *(field for field in shown if field.rare))
