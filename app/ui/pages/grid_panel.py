"""Right of 网格体系: the card of one grid – how big, who is responsible, what it was called –, or its form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QStackedWidget, QWidget

from app.errors import Refused, Unavailable
from app.models.grid_fields import GRID_FIELDS
from app.models.grid_views import GridCard, GridDraft, GridPerson
from app.services import code_lists, grids
from app.ui.context import Context
from app.ui.forms.editors import FormContext
from app.ui.forms.entry_form import EntryForm
from app.ui.widgets.basics import Banner, boxed, button, column, label, panel, put_inside, row, scrolled, tag
from app.ui.widgets.card_panel import CardPanel

WIDTH = 430
SHOWN_PAST = 6
COLUMNS = ("name", "code", "level_name", "kind", "territorial", "range_text", "area_m2", "day")
VERBS = {"split": "拆分", "merge": "合并", "recode": "改编码", "move": "调整楼栋"}


class GridPanel(CardPanel):
    """``acted(word)``: a button of the card; ``released(person)``: the task of somebody shall end; ``saved()``: the form was stored."""

    acted = Signal(str)
    released = Signal(object)
    saved = Signal()
    editing_changed = Signal(bool)

    def __init__(self, context: Context) -> None:
        super().__init__(context, "网格档案", "在左边选一个网格，这里显示档案", grids.card, WIDTH, failed=lambda _error: self.clear())
        self.card: GridCard | None = None
        self.stored = GridDraft()
        self.editing = False
        self.faces = QStackedWidget()
        self.faces.addWidget(self.area)
        self.faces.addWidget(self._form_face())
        self.setLayout(column(self.faces, spacing=0, margins=(1, 1, 1, 1)))
        self.clear()

    # -- the card ---------------------------------------------------------------------------------------------------------------

    def may_read(self) -> bool:
        """A form that is open stays."""
        return not self.editing

    def show_card(self, card: GridCard) -> None:
        """Build the card."""
        self.card = card
        inside = [self._figures(card), self._facts(card), self._people(card), self._past(card), None]
        area = scrolled(QWidget())
        put_inside(area, boxed(column(*(part for part in inside if part is not None), None, spacing=0)))
        put_inside(self.area, boxed(column(panel(self._head(card), area, self._foot(card), role="", grow=1), spacing=0)))

    def _head(self, card: GridCard) -> QFrame:
        code = "" if card.line.code in card.line.label else card.line.code
        line = row(label(card.line.label, "subtitle", wrap=True), label(code, "fact"), None)
        if card.line.closed(self.context.today().isoformat()):
            line.addWidget(tag("已停用", "plain"))
        elif card.line.leaf and not card.line.territorial:
            line.addWidget(tag("专属", "violet"))
        lines: list[Any] = [line]
        if card.path:
            lines.append(label(card.path, "fact", wrap=True))
        for text in card.line.warnings:
            notice = Banner(self)
            notice.show_text(f"{text}，可以考虑调整", "warn", closable=False)
            lines.append(notice)
        frame = QFrame()
        frame.setProperty("role", "panel-head")
        frame.setLayout(column(*lines, spacing=5, margins=(12, 9, 12, 9)))
        return frame

    def _figures(self, card: GridCard) -> QFrame:
        """Eight figures in two lines."""
        now = card.line.figures
        cells = (
            ("楼栋", card.line.buildings), ("房屋", now.dwellings), ("户", now.households), ("法人", now.entities),
            ("人", now.persons), ("户籍", now.registered), ("流动", now.floating), ("境外", now.overseas),
        )  # fmt: skip
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        for place, (name, value) in enumerate(cells):
            pair = row(label(name, "fact"), label(f"{value:,}", "bold"), None, spacing=5)
            grid.addLayout(pair, place // 4, place % 4)
            grid.setColumnStretch(place % 4, 1)
        month = f"本月走访 {now.visited_persons:,} 人 · {now.visited_households:,} 户次 · {now.visited_entities:,} 家"
        whole = column(spacing=5)
        whole.addLayout(grid)
        last = row(label(month, "body13", wrap=True), spacing=8)
        last.setStretch(0, 1)
        if self.context.can("report.roster"):
            last.addWidget(button("打印网格档案", "printer", key="Ctrl+D", small=True, action=lambda: self.acted.emit("file")))
        whole.addLayout(last)
        return _section(whole, first=True)

    def _facts(self, card: GridCard) -> QFrame:
        area = f"{card.area_m2:,} 平方米" if card.area_m2 is not None else ""
        ended = f"，停用 {card.line.valid_to}" if card.line.valid_to else ""
        facts = (("范围", card.range_text), ("面积", area), ("层级", card.line.level_name), ("类型", card.line.kind_label),
                 ("性质", ("属地" if card.line.territorial else "专属") if card.line.leaf else ""),
                 ("启用", f"{card.line.valid_from or '未记'}{ended}"),
                 ("下级", f"{card.below} 个" if card.below else ""))  # fmt: skip
        return _section(_pairs([(name, label(value, wrap=True)) for name, value in facts if value], self.context.theme.px(44)))

    def _people(self, card: GridCard) -> QFrame:
        now = [person for person in card.people if person.now]
        later = [person for person in card.people if not person.now]
        head = row(label("责任人", "plain-title"), None)
        if "assign" in card.acts:
            head.addWidget(button("安排", "plus", small=True, action=lambda: self.acted.emit("assign")))
        lines: list[Any] = [head]
        if not now:
            lines.append(label("现在没有人负责", "fact"))
        lines += [self._person(person, card) for person in now]
        if later:
            lines.append(label("以前和以后", "fact"))
            lines += [label(f"{person.name} {person.role_label} {_span(person)}", "fact", wrap=True) for person in later[:SHOWN_PAST]]
        return _section(column(*lines, spacing=4))

    def _person(self, person: GridPerson, card: GridCard) -> Any:
        words = " · ".join(part for part in (person.role_label, person.phone, _span(person)) if part)
        line = row(label(person.name, "bold"), label(words, "body13", wrap=True), spacing=8)
        line.setStretch(1, 1)
        if "assign" in card.acts:
            end = button("结束", small=True, kind="text", action=lambda: self.released.emit(person))
            end.setAccessibleName(f"结束{person.name}的任职")
            line.addWidget(end)
        return line

    def _past(self, card: GridCard) -> QFrame:
        lines: list[Any] = []
        if len(card.codes) > 1:
            lines.append(label("编码", "plain-title"))
            lines += [label(f"{code}　{first or '最初'} 至 {last or '现在'}", "fact") for code, first, last in card.codes]
        if card.changes:
            lines.append(label("调整经过", "plain-title"))
        for change in card.changes[:SHOWN_PAST]:
            moved = f"（{change.households:,} 户 {change.persons:,} 人）" if change.kind != "recode" else ""
            words = f"{change.day} {VERBS.get(change.kind, '')}：{change.old_label} {change.old_code} → {change.new_label} {change.new_code}{moved}"
            lines.append(label(words, "fact", wrap=True))
        if not lines:
            lines.append(label("没有改过编码，也没有拆分合并", "fact"))
        return _section(column(*lines, spacing=3))

    def _foot(self, card: GridCard) -> QFrame:
        faces = {"change": ("修改", "F2"), "split": ("拆分", ""), "move": ("调楼栋", ""), "recode": ("改编码", ""), "close": ("停用", "")}
        buttons = [button(text, key=key, kind="danger" if word == "close" else "", small=True, action=self._acts(word))
                   for word, (text, key) in faces.items() if word in card.acts]  # fmt: skip
        return panel(row(*buttons[:-1], None, *buttons[-1:], spacing=6, margins=(10, 7, 10, 7)), role="section")

    def _acts(self, word: str) -> Callable[[], object]:
        return lambda: self.acted.emit(word)

    # -- the form ---------------------------------------------------------------------------------------------------------------

    def _form_face(self) -> QWidget:
        self.form = EntryForm(GRID_FIELDS, FormContext(self.context.today, code_lists.choices_of(["grid_kind"])), (1, 1), 76)
        self.form.save_requested.connect(self.save)
        self.form_title = label("", "subtitle")
        self.banner = Banner()
        self.save_button = button("保存", "check", key="Ctrl+Enter", kind="primary", action=self.save)
        self.form.set_primary(self.save_button)
        head = panel(row(self.form_title, None, tag("编辑中", "blue"), margins=(12, 8, 12, 8)), role="panel-head")
        told = boxed(column(self.banner, margins=(12, 6, 12, 0)))
        area = scrolled(boxed(column(self.form, None, margins=(12, 10, 12, 6))))
        foot = panel(row(None, button("放弃", key="Esc", action=self.stop), self.save_button, margins=(12, 7, 12, 7)), role="section")
        return panel(head, told, area, foot, role="", grow=2)

    def begin(self, draft: GridDraft, title: str) -> None:
        """A new grid or a known one."""
        self.stored = draft
        self._set_editing(True)
        self.banner.hide()
        self.form_title.setText(title)
        self.form.fill({name: getattr(draft, name) for name in COLUMNS})
        self.form.mark_clean()
        for name in ("code", "day"):  # a known grid changes its code with 改编码, from a day on
            self.form.editor(name).setEnabled(not draft.grid_id)
        self.form.set_skipped(["code", "day"] if draft.grid_id else [])
        self.faces.setCurrentIndex(1)
        self.form.focus_first()

    def save(self) -> None:
        """Ctrl+Enter."""
        typed = {name: str(self.form.collect().get(name) or "") for name in COLUMNS}
        draft = GridDraft(self.stored.grid_id, self.stored.parent_id, **typed)
        self.context.jobs.operation(self, grids.save, self.context.session, draft, done=self._saved, failed=self._not_saved)

    def stop(self) -> None:
        """Esc: back to the card."""
        self._set_editing(False)
        self.faces.setCurrentIndex(0)
        self._ask()

    def _saved(self, done: Any) -> None:
        self.form.mark_clean()
        self.stop()
        self.context.shell.show_done(done)
        self.saved.emit()

    def _not_saved(self, error: BaseException) -> None:
        if isinstance(error, Refused):
            rest = self.form.show_problems(error.problems)
            self.banner.show_text("；".join(problem.text for problem in rest), "warn")
        elif isinstance(error, Unavailable):
            self.banner.show_text(error.text, "danger")

    def _set_editing(self, on: bool) -> None:
        self.editing = on
        self.editing_changed.emit(on)


def _span(person: GridPerson) -> str:
    if not person.valid_from:
        return f"至 {person.valid_to}" if person.valid_to else ""
    return f"{person.valid_from} 起" if not person.valid_to else f"{person.valid_from} 至 {person.valid_to}"


def _pairs(facts: list[tuple[str, QLabel]], width: int) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(3)
    grid.setColumnMinimumWidth(0, width)
    grid.setColumnStretch(1, 1)
    for place, (name, value) in enumerate(facts):
        grid.addWidget(label(name, "fact14"), place, 0)
        grid.addWidget(value, place, 1)
    return grid


def _section(content: Any, first: bool = False) -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "" if first else "section")
    content.setContentsMargins(12, 10, 12, 10)
    frame.setLayout(content)
    return frame
