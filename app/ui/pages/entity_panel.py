"""Right of 法人单位: the card of one entity, or its form while it is entered or changed."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QStackedWidget, QWidget

from app.errors import Problem, Refused, Unavailable
from app.models.entity_views import EntityCard, EntityDraft
from app.services import code_lists, find, legal_entities
from app.ui.context import Context
from app.ui.forms.editors import FormContext
from app.ui.forms.entity import OPEN_KNOWN, EntityForm
from app.ui.forms.entry_form import EntryForm
from app.ui.tables.entities import STATE_TAGS
from app.ui.widgets.basics import Banner, boxed, button, column, label, panel, put_inside, row, scrolled, tag
from app.ui.widgets.card_panel import CardPanel

WIDTH, EXTRA_WIDTH = 468, 60


def connect_doors(context: Context, owner: QWidget, form: EntryForm, name: str = "dwelling_id") -> None:
    """Let a door field of a form look into the register while one types."""
    editor = form.editor(name)

    def ask(text: str) -> None:
        context.jobs.query(owner, find.doors, context.session, text, done=lambda doors: editor.answer(text, doors),
                           failed=lambda _error: None, key=f"door:{name}")  # fmt: skip

    editor.asked.connect(ask)


class EntityPanel(CardPanel):
    """``acted(word)``: a button of the card; ``saved(name)``: the form was stored; ``opened(id)``: show another entity."""

    acted = Signal(str)
    saved = Signal(str)
    opened = Signal(str)
    editing_changed = Signal(bool)

    def __init__(self, context: Context) -> None:
        super().__init__(
            context, "单位资料", "在左边选一家单位，这里显示资料", legal_entities.card, WIDTH,
            extra_width=EXTRA_WIDTH, failed=lambda _error: self.clear(),
        )  # fmt: skip
        self.card: EntityCard | None = None
        self.editing = False
        self.kept: dict[str, dict[str, Any]] = {}
        self.offered: set[str] = set()
        self.faces = QStackedWidget()
        self.faces.addWidget(self.area)
        self.faces.addWidget(self._form_face())
        self.setLayout(column(self.faces, spacing=0, margins=(1, 1, 1, 1)))
        self.clear()

    # -- the card ---------------------------------------------------------------------------------------------------------------

    def may_read(self) -> bool:
        """A form that is open stays."""
        return not self.editing

    def show_card(self, card: EntityCard) -> None:
        """Build the card."""
        self.card = card
        inside: list[QWidget | int | None] = [self._facts(card), self._visits(card), self._registrations(card), None]
        area = scrolled(QWidget())
        put_inside(area, boxed(column(*inside, spacing=0)))
        put_inside(self.area, boxed(column(panel(self._head(card), area, self._foot(card), role="", grow=1), spacing=0)))

    def _head(self, card: EntityCard) -> QFrame:
        line = row(label(card.row.name, "subtitle", wrap=True), label(card.row.kind.split("(")[0], "fact"), None, spacing=8)
        if card.row.state in STATE_TAGS:
            line.addWidget(tag(*STATE_TAGS[card.row.state]))
        lines: list[Any] = [line]
        if card.reminder:
            notice = Banner(self)  # with a parent from the start: it is shown before it has its place
            notice.show_text(card.reminder, "warn", closable=False)
            lines.append(notice)
        frame = QFrame()
        frame.setProperty("role", "panel-head")
        frame.setLayout(column(*lines, spacing=6, margins=(12, 9, 12, 9)))
        return frame

    def _facts(self, card: EntityCard) -> QFrame:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.context.theme.px(12))
        grid.setVerticalSpacing(self.context.theme.px(3))
        grid.setColumnMinimumWidth(0, self.context.theme.px(72))
        grid.setColumnStretch(1, 1)
        facts = list(card.facts)
        if card.neighbours:
            facts.append(("同一场所", "、".join(name for _, name in card.neighbours)))
        for place, (name, value) in enumerate(facts):
            key = label(name, "fact14")
            key.setAlignment(Qt.AlignmentFlag.AlignTop)
            text = label(value, wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(key, place, 0)
            grid.addWidget(text, place, 1)
        return _section(grid, first=True)

    def _visits(self, card: EntityCard) -> QFrame:
        lines: list[Any] = [row(label("走访", "plain-title"), None, label(f"共 {card.visit_count} 次", "fact"))]
        if not card.visits:
            lines.append(label("还没有走访记录", "fact"))
        for visit in card.visits:
            words = " · ".join(part for part in (visit.outcome, visit.member) if part)
            lines.append(row(label(visit.day, "fact"), label(words, "body13"), None, spacing=6))
            if visit.finding:
                lines.append(label(visit.finding, "body13", wrap=True))
        return _section(column(*lines, spacing=3))

    def _registrations(self, card: EntityCard) -> QFrame:
        lines: list[Any] = [label("登记经过", "plain-title")]
        for each in card.registrations:
            ended = f" 至 {each.closed_on} {each.close_reason}" if each.closed_on else ""
            lines.append(label(f"{each.opened_on} {each.open_reason}{ended}", "body13", wrap=True))
            where = " · ".join(part for part in (each.address, each.grid) if part)
            if where:
                lines.append(label(where, "fact", wrap=True))
        return _section(column(*lines, spacing=3))

    def _foot(self, card: EntityCard) -> QFrame:
        faces = {
            "visit": ("登记走访", "walk", "F6", ""), "change": ("修改", "edit", "F2", ""), "move": ("迁址", "", "", ""),
            "cancel": ("注销", "", "", "danger"), "undo_cancel": ("撤销注销", "arrow-back-up", "", ""), "return": ("重新登记", "", "", ""),
        }  # fmt: skip
        allowed = [word for word in card.acts if word in faces and self.context.can("visit.write" if word == "visit" else "entity.write")]
        buttons = []
        for word in allowed:
            text, icon, key, kind = faces[word]
            buttons.append(button(text, icon, key=key, kind=kind, small=True, action=partial(self.acted.emit, word)))
        return panel(row(*buttons[:2], None, *buttons[2:], spacing=6, margins=(10, 7, 10, 7)), role="section")

    # -- the form ---------------------------------------------------------------------------------------------------------------

    def _form_face(self) -> QWidget:
        tables = code_lists.choices_of(["legal_entity_type", "industry_section"])
        self.form = EntityForm(FormContext(self.context.today, tables, practice=bool(self.context.session.practice)))
        self.form.save_requested.connect(self.save)
        self.form.number_completed.connect(self._derive)
        self.form.action_chosen.connect(self._message_action)
        connect_doors(self.context, self, self.form)
        self.form_title = label("", "subtitle")
        self.form_tag = tag("编辑中", "blue")
        self.banner = Banner()
        self.save_button = button("保存", "check", key="Ctrl+Enter", kind="primary", action=self.save)
        self.form.set_primary(self.save_button)
        head = panel(row(self.form_title, None, self.form_tag, margins=(12, 8, 12, 8)), role="panel-head")
        told = boxed(column(self.banner, margins=(12, 6, 12, 0)))
        area = scrolled(boxed(column(self.form, None, margins=(12, 10, 12, 6))))
        foot = panel(row(None, button("放弃", key="Esc", action=self.stop), self.save_button, margins=(12, 7, 12, 7)), role="section")
        return panel(head, told, area, foot, role="", grow=2)

    def begin(self, draft: EntityDraft, address: str = "") -> None:
        """Enter or change an entity; what was typed before and left with Esc comes back."""
        self._set_editing(True)
        self.offered.clear()
        self.banner.hide()
        self.form_title.setText(draft.name if draft.entity_id else "新登记单位")
        self.form_tag.setText("编辑中" if draft.entity_id else "新登记")
        self.form.show_draft(draft, address)
        typed = self.kept.pop(draft.entity_id, None)
        if typed is not None:
            self.form.restore(typed)
            self.banner.show_text("已恢复上次没有保存的内容", "info")
        self.faces.setCurrentIndex(1)
        self.form.focus_first()

    def stop(self) -> None:
        """Esc: back to the card; what was typed is kept."""
        if self.form.is_dirty():
            self.kept[self.form.stored.entity_id] = self.form.snapshot()
            self.context.shell.set_state("没保存的内容已留着，再按修改可继续")
        self._close_form()

    def save(self) -> None:
        """Ctrl+Enter."""
        accepted = tuple(self.offered | {problem.text for problem in self.form.accepted()})
        self.context.jobs.operation(self, legal_entities.save, self.context.session, self.form.draft(), accepted, done=self._saved,
                                    failed=self._not_saved)  # fmt: skip

    def _saved(self, done: Any) -> None:
        name = self.form.draft().name
        self.form.mark_clean()
        self._close_form()
        self.context.shell.show_done(done)
        self.saved.emit(name)

    def _not_saved(self, error: BaseException) -> None:
        if isinstance(error, Refused):
            self.offered = {problem.text for problem in error.problems if problem.severity == "warning"}
            rest = self.form.show_problems([_of_form(problem) for problem in error.problems])
            words = "；".join(problem.text for problem in rest)
            if self.offered and len(self.offered) == len(error.problems):
                words = f"{words}　再按一次 Ctrl+Enter 照此保存".strip()
            self.banner.show_text(words, "warn")
        elif isinstance(error, Unavailable):
            self.context.shell.set_state("没有保存成功", "danger")
            self.banner.show_text(error.text, "danger")

    def _derive(self, name: str, number: str) -> None:
        if name == "credit_code":
            self.context.jobs.query(self, legal_entities.derive, self.context.session, number, self.form.stored.entity_id,
                                    done=self.form.show_derived, key="derive")  # fmt: skip

    def _message_action(self, _name: str, action: str) -> None:
        if action.startswith(OPEN_KNOWN):
            self.form.mark_clean()
            self._close_form()
            self.opened.emit(action.partition(":")[2])

    def _close_form(self) -> None:
        self._set_editing(False)
        self.faces.setCurrentIndex(0)
        self._ask()

    def _set_editing(self, on: bool) -> None:
        self.editing = on
        self.editing_changed.emit(on)


def _of_form(problem: Problem) -> Problem:
    return Problem("dwelling_id", problem.text, problem.severity) if problem.field == "responsible_id" else problem


def _section(content: Any, first: bool = False) -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "" if first else "section")
    content.setContentsMargins(12, 10, 12, 10)
    frame.setLayout(content)
    return frame
