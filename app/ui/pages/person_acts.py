"""What can be done with one person – 注销, 移动, 回流, 撤销注销, 核实 – asked in a strip below the list or done at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject

from app.errors import Refused, Unavailable
from app.models.form_fields import Choice, FormField
from app.models.lifecycle import Act
from app.models.person_views import PersonView
from app.models.resident_fields import CLOSE_CHOICES
from app.services import code_lists, dwellings, lifecycle, persons, visits
from app.ui.context import Context
from app.ui.forms.door_field import DoorEditor
from app.ui.forms.entry_form import EntryForm
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner

WHO = (Choice("person", "只移这个人", "1"), Choice("household", "全户一起移", "2"))
DOOR = FormField("dwelling_id", "新住处", "door", required=True, hint="楼栋和房号，如 3栋1002")
RELATION = FormField("relation", "与户主", "choice", code_table="family_relation", hint="空着 = 先不定")
MOST_DOORS = 12
CORRECT = "correct"  # opens the form of the person, not the strip


def cancel_fields(colleagues: Sequence[Choice]) -> tuple[FormField, ...]:
    """Reason by digit, date shorthand, proof, second person."""
    second = (FormField("confirmed_by", "复核人", "choice", quick=False, choices=tuple(colleagues)),) if colleagues else ()
    return (
        FormField("close_reason", "原因", "options", required=True, choices=CLOSE_CHOICES, span=3),
        FormField("closed_on", "日期", "date", required=True, hint="今天 j，如 1118"),
        FormField("close_proof", "凭证", hint="死亡要写：证明名称、编号或告知人"),
        *second,
    )


def follow_doors(context: Context, form: EntryForm, name: str = "dwelling_id", everywhere: bool = False) -> DoorEditor:
    """The door field of a form asks the register while one types; ``everywhere``: doors of colleagues, too, for moves."""
    editor: DoorEditor = form.editor(name)
    editor.asked.connect(lambda text: context.jobs.query(editor, dwellings.search, context.session, text, MOST_DOORS, everywhere,
                                                         key="doors", done=lambda doors: editor.answer(text, doors)))  # fmt: skip
    return editor


class PersonActs(QObject):
    """``run(act, resident_id)`` with a value of ``lifecycle.Act``."""

    def __init__(self, context: Context, strip: ActStrip, banner: Banner, correct: Callable[[PersonView], object] | None = None) -> None:
        super().__init__(strip)
        self.context, self.strip, self.banner, self.correct = context, strip, banner, correct
        self.colleagues: tuple[Choice, ...] = ()
        self.relations = code_lists.choices_of(["family_relation"])
        context.jobs.query(self, visits.members, context.session, done=self._show_colleagues)

    def run(self, act: str, resident_id: str) -> None:
        """Read the person as it is now, then ask or do."""
        self.context.jobs.query(self, persons.person, self.context.session, resident_id, key="act", done=lambda view: self._begin(act, view),
                                failed=self.failed)  # fmt: skip

    def failed(self, error: BaseException) -> None:
        """Say what was refused above the list."""
        if isinstance(error, Refused):
            self.banner.show_text("；".join(problem.text for problem in error.problems), "warn")
        elif isinstance(error, Unavailable):
            self.banner.show_text(error.text, "danger")

    def _begin(self, act: str, view: PersonView) -> None:
        self.banner.hide()
        if view.read_only and act != Act.MOVE.value:
            self.banner.show_text(view.read_only, "info")
            return
        asks: dict[str, Callable[[PersonView], object]] = {
            Act.CANCEL.value: self._cancel,
            Act.MOVE.value: self._move,
            Act.RETURN.value: self._return,
            Act.UNDO_CANCEL.value: lambda who: self._at_once(lifecycle.undo_cancel, who.residence_id),
            Act.VERIFY.value: lambda who: self._at_once(lifecycle.verify, who.residence_id),
            CORRECT: lambda who: self.correct(who) if self.correct is not None else None,
        }
        asks[act](view)

    def _at_once(self, act: Callable[..., Any], residence_id: str) -> None:
        self.context.jobs.operation(self, act, self.context.session, residence_id, done=self.context.shell.show_done, failed=self.failed)

    def _ask(self, title: str, fields: Sequence[FormField], verb: str, call: Callable[[dict[str, Any], tuple[str, ...]], tuple[Any, ...]],
             values: dict[str, Any], danger: bool = False, hint: str = "") -> EntryForm:  # fmt: skip
        """``call(values, accepted)`` gives the service and its arguments; warnings pass the second time."""
        offered: list[str] = []

        def submit(typed: dict[str, Any]) -> None:
            known = self.strip.form.accepted() if self.strip.form is not None else []
            accepted = (*offered, *(problem.text for problem in known))
            function, *arguments = call(typed, accepted)
            self.context.jobs.operation(self.strip, function, self.context.session, *arguments, accepted=accepted, done=done, failed=failed)

        def done(result: Any) -> None:
            self.strip.done()
            self.context.shell.show_done(result)

        def failed(error: BaseException) -> None:
            if isinstance(error, Refused):
                offered.extend(problem.text for problem in error.problems if problem.severity == "warning")
            self.strip.failed(error)

        return self.strip.ask(title, fields, verb, submit, values, danger, hint, (1, 1, 1), self.relations)

    def _cancel(self, who: PersonView) -> None:
        def call(typed: dict[str, Any], _accepted: tuple[str, ...]) -> tuple[Any, ...]:
            return (lifecycle.cancel, who.residence_id, typed["close_reason"], typed["closed_on"], typed["close_proof"],
                    typed.get("confirmed_by", ""))  # fmt: skip

        left = f"同户还有 {'、'.join(who.household)}" if who.household else who.address
        self._ask(f"注销 {who.draft.name}", cancel_fields(self.colleagues), "注销", call, {"closed_on": self._today()}, True, left)

    def _move(self, who: PersonView) -> None:
        others = len(who.household)
        whole = (FormField("who", "移动", "options", required=True, choices=WHO, span=3),) if others else ()
        fields = (*whole, DOOR, FormField("opened_on", "移动日期", "date", required=True, hint="今天 j"), RELATION)

        def call(typed: dict[str, Any], _accepted: tuple[str, ...]) -> tuple[Any, ...]:
            if typed.get("who") == "household":
                return lifecycle.move_household, who.household_id, typed["dwelling_id"], typed["opened_on"]
            return lifecycle.move_person, who.residence_id, typed["dwelling_id"], typed["opened_on"], typed["relation"]

        hint = f"现住 {who.address}" + (f"，同户 {others + 1} 人" if others else "")
        form = self._ask(f"{who.draft.name} 区内移动", fields, "移动", call, {"opened_on": self._today(), "who": "person"}, False, hint)
        follow_doors(self.context, form, everywhere=True)

    def _return(self, who: PersonView) -> None:
        fields = (DOOR, FormField("opened_on", "回流日期", "date", required=True, hint="今天 j"), RELATION)

        def call(typed: dict[str, Any], _accepted: tuple[str, ...]) -> tuple[Any, ...]:
            return lifecycle.return_person, who.draft.resident_id, typed["dwelling_id"], typed["opened_on"], typed["relation"]

        hint = f"{who.closed_on} {who.close_reason}，原住 {who.address}"
        form = self._ask(f"{who.draft.name} 办回流", fields, "办回流", call, {"opened_on": self._today()}, False, hint)
        follow_doors(self.context, form).show_door(who.dwelling_id, who.address)
        form.focus_first()

    def _today(self) -> str:
        return str(self.context.today().isoformat())

    def _show_colleagues(self, found: Any) -> None:
        self.colleagues = tuple(Choice(key, words) for key, words in found)
