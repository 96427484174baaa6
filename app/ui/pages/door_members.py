"""Members of one door in the window: table, form and desk kept in step; who comes, who leaves, who is confirmed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from app.errors import Problem
from app.models.form_fields import Choice
from app.models.household_entry import PersonDraft
from app.models.household_views import Departure, DraftNote, DuplicateHit
from app.models.person_views import PersonView
from app.services import visits
from app.ui.context import Context
from app.ui.forms.editors import FormContext
from app.ui.pages.departing import ask_departure
from app.ui.pages.door_choice import Place, choose_door
from app.ui.pages.door_desk import DoorDesk
from app.ui.pages.door_drafts import KIND
from app.ui.pages.door_panel import DoorPanel
from app.ui.pages.number_watch import NumberWatch

TAKEN = ("name", "former_name", "sex", "birth_date", "registered_address", "ethnic_group", "consistency", "population", "marital_status",
         "education", "employment", "workplace", "health", "id_type")  # fmt: skip
KNOWN_START = "phone"  # where the cursor goes with somebody the register knows: number and name hardly ever change


class DoorMembers(QObject):
    """``desk`` is the door being typed, None = none is open."""

    def __init__(self, context: Context, forms: FormContext, panel: DoorPanel) -> None:
        super().__init__(panel)
        self.context, self.forms, self.panel = context, forms, panel
        self.form, self.table = panel.form, panel.table
        self.desk: DoorDesk | None = None
        self.colleagues: tuple[Choice, ...] = ()
        self._quiet = False
        self.watch = NumberWatch(context, self.form, self.door, self._take_in, self._number_found)
        self.table.moved.connect(self._row_moved)
        self.table.opened.connect(lambda _row, _column: self.focus_form())
        self.table.confirmed.connect(self.confirm)
        self.form.committed.connect(lambda _name: self.store())
        context.jobs.query(self, visits.members, context.session, done=self._show_colleagues)

    def door(self) -> str:
        """The dwelling, '' = none."""
        return self.desk.dwelling_id if self.desk is not None else ""

    def writable(self) -> DoorDesk | None:
        """The desk, unless this door may only be looked at."""
        return self.desk if self.desk is not None and not self.desk.view.read_only else None

    def unsaved(self) -> bool:
        """Whether anything would be lost."""
        desk = self.writable()
        return desk is not None and (desk.touched or self.form.is_dirty() or self.panel.strip.is_dirty())

    def note(self) -> DraftNote | None:
        """Everything typed at this door and where the cursor is, None when there is nothing to lose."""
        desk = self.writable()
        if desk is None or not self.unsaved():
            return None
        self.store_quietly()
        strip, form = self.panel.strip.snapshot(), self.form.snapshot() if desk.member is not None else {}
        payload = {**desk.kept(self.panel.strip.collect()), "strip": strip, "form": form, "zone": self.panel.zone()}
        focus = str(form.get("focus", "") or strip["focus"])
        return DraftNote(KIND, payload, f"入户采集 {desk.view.strip.address}", desk.dwelling_id, focus)

    def focus_form(self) -> None:
        """Cursor into the form: the number of somebody new, what changes most of somebody known."""
        member = self.desk.member if self.desk is not None else None
        if member is None:
            return
        if member.resident_id:
            self.form.focus_field(KNOWN_START)
        else:
            self.form.focus_first()

    def focus_members(self) -> None:
        """Cursor into the table."""
        self.table.setFocus()

    def show_members(self) -> None:
        """Table and form anew from the desk."""
        if self.desk is None:
            return
        self._show_rows()
        member = self.desk.member
        self.watch.reset()
        if member is None:
            self.panel.show_nobody("这户还没有登记的人", "按 Ctrl+N 添加第一个人。没人住的，把房屋用途改为空置")
            return
        previous = self.desk.previous()
        self.form.show_person(member, self.desk.same.get(self.desk.at, ()), self.desk.others())
        self.form.set_previous(vars(previous) if previous is not None else {})
        self.form.set_surroundings(each.draft.name for each in self.desk.view.members if each.other_household)
        words = "带 * 必填；其余按 Enter 跳过" if member.result == "new" else self._known_words(member)
        self.panel.show_member(self.desk.at + 1, words)

    def _known_words(self, member: PersonDraft) -> str:
        found = next((each for each in self.desk.view.members if each.draft.residence_id == member.residence_id), None) if self.desk else None
        if found is None:
            return ""
        return " · ".join(part for part in (found.summary, found.last_change) if part)

    def _show_rows(self) -> None:
        if self.desk is None:
            return
        self._quiet = True
        self.panel.show_rows(self.desk.rows(self.forms.choices), self.desk.at)
        self._quiet = False

    def store(self) -> None:
        """What the form says goes to the desk."""
        if self.desk is None or self.desk.member is None or not self.form.is_dirty():
            return
        self.desk.put(self.form.draft())
        self.desk.touched = True
        self._show_rows()

    def _row_moved(self, place: int) -> None:
        if self._quiet or self.desk is None or place < 0 or place == self.desk.at:
            return
        self.store_quietly()
        self.desk.at = place
        self.show_members()

    def store_quietly(self) -> None:
        """The same while the table is about to change anyway."""
        if self.desk is not None and self.desk.member is not None and self.form.is_dirty():
            self.desk.put(self.form.draft())
            self.desk.touched = True

    def confirm(self, place: int) -> None:
        """Space on a member: 无变化, and on to the next."""
        desk = self.writable()
        if desk is None:
            return
        self.store_quietly()
        desk.confirm(place)
        if desk.members[place].result:
            desk.next_waiting()
        self.show_members()

    def step(self, places: int) -> None:
        """Ctrl+↓, Ctrl+↑; behind the last one a new member is begun."""
        if self.desk is None:
            return
        in_form = self.panel.zone() == "form"
        self.store_quietly()
        if not self.desk.step(places):
            if places > 0:
                self.add()
            return
        self.show_members()
        self.focus_form() if in_form else self.table.setFocus()

    def add(self) -> None:
        """Ctrl+N."""
        desk = self.writable()
        if desk is None:
            return
        self.store_quietly()
        desk.add()
        self.show_members()
        self.focus_form()

    def copy_person(self) -> None:
        """Ctrl+D."""
        desk = self.writable()
        if desk is None:
            return
        self.store_quietly()
        if desk.copy_previous():
            self.show_members()
            self.focus_form()
        else:
            self.panel.banner.show_text("前面没有可以复制的人，直接录证件号码", "info")

    def depart(self) -> None:
        """Ctrl+Del: 移出本户."""
        desk = self.writable()
        member = desk.member if desk is not None else None
        if desk is None or member is None:
            return
        if not member.residence_id:
            self.form.mark_clean()
            desk.depart(None)
            self.show_members()
            self.focus_members()
            return
        self.store_quietly()
        ask_departure(self.panel.ask, member, self.context.today().isoformat(), self.colleagues, self._gone,
                      lambda day: self._move_away(member, day))  # fmt: skip

    def _move_away(self, member: PersonDraft, day: str) -> None:
        def chosen(place: Place) -> None:
            self._gone(Departure(member.residence_id, day=day, to_dwelling_id=place.dwelling_id))

        choose_door(self.context, self.panel, f"{member.name} 移到哪里", chosen, doors_only=True)

    def _gone(self, departure: Departure) -> None:
        if self.desk is None:
            return
        self.form.mark_clean()
        self.desk.depart(departure)
        self.desk.next_waiting()
        self.show_members()
        self.focus_members()

    def _take_in(self, view: PersonView, hit: DuplicateHit | None) -> None:
        """迁入本户: the record that exists is continued; what was typed wins, what is empty comes from it."""
        if self.desk is None or self.desk.member is None:
            return
        typed = self.form.draft()
        known = {name: getattr(view.draft, name) for name in TAKEN if getattr(view.draft, name) and not getattr(typed, name)}
        if not typed.tags:
            known["tags"] = view.draft.tags
        self.desk.take_in(replace(typed, resident_id=view.draft.resident_id, **known))
        self.show_members()
        self.form.focus_field("relation" if self.form.editor("name").value() else "name")
        self.context.shell.set_state(f"{view.draft.name} 将{hit.act_label if hit is not None else '迁入本户'}，保存本户时生效")

    def _number_found(self, text: str) -> None:
        if self.desk is None:
            return
        if text:
            self.desk.found[self.desk.at] = text
        else:
            self.desk.found.pop(self.desk.at, None)
        self.store()
        self._show_rows()

    def _show_colleagues(self, found: Any) -> None:
        self.colleagues = tuple(Choice(key, words) for key, words in found)
        self.panel.set_colleagues(self.colleagues)

    def show_problems(self, problems: list[Problem]) -> list[Problem]:
        """Problems of members (``"2.phone"``): the first such member is shown with all of theirs; gives back the rest."""
        own: dict[int, list[Problem]] = {}
        rest: list[Problem] = []
        for problem in problems:
            place, dot, name = problem.field.partition(".")
            if dot and place.isdigit() and self.desk is not None and int(place) < len(self.desk.members):
                own.setdefault(int(place), []).append(Problem(name, problem.text, problem.severity))
            else:
                rest.append(problem)
        if not own or self.desk is None:
            return rest
        self.desk.at = min(own)
        self.show_members()
        self.form.show_rare(any(self.form.fields[each.field].rare for each in own[self.desk.at] if each.field in self.form.fields))
        rest += self.form.show_problems(own[self.desk.at])
        others = [self.desk.members[place].name or f"成员 {place + 1}" for place in own if place != self.desk.at]
        return [*rest, Problem("", f"{'、'.join(others)}也有要核对的")] if others else rest
