"""The card of one resident beside the list: facts, household, last visits, what is due."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QMenu, QVBoxLayout, QWidget

from app.models.lifecycle import Act
from app.models.residents import ResidentCard
from app.services import lifecycle, residents
from app.ui import icons
from app.ui.context import Context
from app.ui.tables.residents import STATE_WORDS, tag_tone
from app.ui.widgets.basics import (
    Banner,
    boxed,
    button,
    column,
    hide_unless,
    icon_button,
    label,
    panel,
    put_inside,
    row,
    tag,
)
from app.ui.widgets.card_panel import CardPanel

WIDTH, EXTRA_WIDTH = 292, 120
OFFERED = tuple(act.value for act in (Act.VERIFY, Act.CANCEL, Act.MOVE, Act.UNDO_CANCEL, Act.RETURN))
ID_LABEL = "证件号码"
SHORT_NAME = 3  # longer names leave no room for the facts beside them


def card_title(card: ResidentCard) -> str:
    """``男 · 78岁 · 户籍``."""
    parts = [card.row.sex, "" if card.row.age is None else f"{card.row.age}岁", card.row.population]
    return " · ".join(part for part in parts if part)


class ResidentPanel(CardPanel):
    """Follows the current row; ``member_chosen(resident_id)`` when somebody of the household is clicked, ``act_asked(act)`` when
    something is to be done with the person."""

    member_chosen = Signal(str)
    act_asked = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__(context, "居民资料", "在左边选一个人，这里显示资料", residents.card, WIDTH, extra_width=EXTRA_WIDTH)
        self.card: ResidentCard | None = None
        self.number: QLabel | None = None
        self.eye: QWidget | None = None
        self.foot = self._foot()
        whole = column(self.area, self.foot, spacing=0, margins=(1, 1, 1, 1))
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.clear()

    def focus_first(self) -> None:
        """Enter in the list: to the eye, the first thing that can be done here."""
        if self.eye is not None:
            self.eye.setFocus()

    def clear(self) -> None:
        """Nobody is chosen."""
        super().clear()
        self.foot.hide()

    def show_card(self, card: ResidentCard) -> None:
        """Build the card."""
        self.card = card
        parts: list[Any] = [self._head(card), self._facts(card), self._household(card), self._visits(card)]
        whole = QVBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for part in parts:
            whole.addWidget(part)
        whole.addStretch(1)
        self._put(whole)
        self.foot.setVisible(self.writes or self.reads_history)
        if self.writes:
            self.context.jobs.query(self, lifecycle.acts, self.context.session, card.row.resident_id, done=self._show_acts, key="acts")

    def _foot(self) -> QFrame:
        """What can be done: 登记走访, the acts that are possible now, 变更记录."""
        self.writes, self.reads_history = self.context.can("resident.write"), self.context.can("history.read")
        self.visit_button = button("登记走访", key="F6", small=True, action=lambda: self.act_asked.emit("visit"))
        self.acts_button = button("办理", small=True)
        self.acts_menu = QMenu(self)
        self.acts_button.setMenu(self.acts_menu)
        self.history_button = button("变更记录", small=True, action=lambda: self.act_asked.emit("history"))
        for each, wanted in ((self.visit_button, self.writes), (self.acts_button, self.writes), (self.history_button, self.reads_history)):
            hide_unless(each, wanted)
        return panel(row(self.visit_button, self.acts_button, None, self.history_button, spacing=6, margins=(8, 6, 8, 6)), role="section")

    def _show_acts(self, acts: Any) -> None:
        self.acts_menu.clear()
        self.acts_menu.addAction("修改资料\tF2").triggered.connect(lambda: self.act_asked.emit(Act.CORRECT.value))
        for choice in acts:
            if not choice.refusal and choice.act in OFFERED:
                action = self.acts_menu.addAction(choice.label)
                action.triggered.connect(lambda _on=False, act=choice.act: self.act_asked.emit(act))

    def _put(self, layout: QVBoxLayout) -> None:
        put_inside(self.area, boxed(layout))

    def _head(self, card: ResidentCard) -> QFrame:
        state = STATE_WORDS.get(card.row.state, card.row.state)
        tags = [tag(word, tag_tone(word)) for word in card.row.tags]
        if card.row.state != "active":
            tags.insert(0, tag(state, "warn" if card.row.state == "pending" else "plain"))
        edit = button("修改", key="F2", small=True, action=lambda: self.act_asked.emit(Act.CORRECT.value))
        hide_unless(edit, self.writes)
        facts = label(card_title(card), "fact")
        short = len(card.row.name) <= SHORT_NAME
        lines: list[Any] = [row(label(card.row.name, "subtitle"), *([facts] if short else []), None, edit, spacing=6)]
        lines += [] if short else [facts]
        lines += [row(*tags[start : start + 3], None, spacing=4) for start in range(0, len(tags), 3)]
        return _section(column(*lines, spacing=5), first=True)

    def _facts(self, card: ResidentCard) -> QFrame:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.context.theme.px(12))
        grid.setVerticalSpacing(self.context.theme.px(2))
        grid.setColumnMinimumWidth(0, self.context.theme.px(64))
        grid.setColumnStretch(1, 1)
        self.number = self.eye = None
        for place, (name, value) in enumerate(fact for fact in card.facts if fact[1]):
            key = label(name, "fact14")
            key.setAlignment(Qt.AlignmentFlag.AlignTop)
            text = label(value, wrap=name != ID_LABEL)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(key, place, 0)
            if name == ID_LABEL and "*" in value and self.context.can("number.reveal"):
                self.number = text
                self.eye = icon_button("eye", "显示完整号码，会记入日志", self._reveal, "primary", 16)
                self.eye.setProperty("tight", True)
                grid.addLayout(row(text, self.eye, None, spacing=4), place, 1)
            else:
                grid.addWidget(text, place, 1)
        return _section(grid)

    def _household(self, card: ResidentCard) -> QFrame:
        others = card.household
        lines: list[Any] = [row(label("同户成员", "plain-title"), label(f"{len(others) + 1} 人", "fact"), None, spacing=8)]
        if not others:
            lines.append(label("独自居住，无其他成员", "fact"))
        for member in others[:8]:
            age = "" if member.age is None else f"{member.age}岁"
            link = button(member.name, kind="text", small=True)
            link.clicked.connect(lambda _on=False, who=member.resident_id: self.member_chosen.emit(who))
            lines.append(row(link, label(" · ".join(part for part in (member.relation, age) if part), "fact"), None, spacing=4,
                             margins=(-6, 0, 0, 0)))  # fmt: skip
        if len(others) > 8:
            lines.append(label(f"还有 {len(others) - 8} 人", "fact"))
        return _section(column(*lines, spacing=3))

    def _visits(self, card: ResidentCard) -> QFrame:
        lines: list[Any] = [row(label("最近走访", "plain-title"), None, label(f"共 {card.visit_count} 次", "fact"))]
        if not card.visits:
            lines.append(label("还没有走访记录", "fact"))
        for visit in card.visits:
            lines.append(row(label(visit.day, "fact"), label(" · ".join(w for w in (visit.outcome, visit.member) if w), "body13"), None,
                             spacing=6))  # fmt: skip
            if visit.text:
                lines.append(label(visit.text, "body13", wrap=True))
        if card.reminder:
            notice = Banner(self)  # with a parent from the start: it is shown before it has its place
            notice.show_text(card.reminder, "warn", closable=False)
            notice.icon.setPixmap(icons.pixmap("clock", "warn", self.context.theme.px(16)))
            lines += [4, notice]
        return _section(column(*lines, spacing=4))

    def _reveal(self) -> None:
        if self.card is None:
            return
        who = self.card.row.resident_id

        def shown(number: Any) -> None:
            if self.card is not None and self.card.row.resident_id == who and self.number is not None:
                self.number.setText(str(getattr(number, "value", number)))
                if self.eye is not None:
                    self.eye.hide()

        self.context.jobs.operation(self, residents.reveal_number, self.context.session, who, done=shown)


def _section(content: Any, first: bool = False) -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "" if first else "section")
    content.setContentsMargins(12, 10, 12, 10)
    frame.setLayout(content)
    return frame
