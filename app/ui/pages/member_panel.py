"""Right of the roster: the card of one member – tasks, equipment, training, 以老带新 –, and what can be done with each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.models.member_views import SHARES, EquipmentLine, MemberCard, PairLine
from app.services import members
from app.ui.context import Context
from app.ui.widgets.basics import boxed, button, column, label, panel, put_inside, row, scrolled, tag
from app.ui.widgets.card_panel import CardPanel

WIDTH = 410
SHOWN = 6


class MemberPanel(CardPanel):
    """``acted(word, subject)``: a button of the card; the subject is a thing or a pair, or None."""

    acted = Signal(str, object)

    def __init__(self, context: Context) -> None:
        super().__init__(context, "网格员资料", "在左边选一位网格员，这里显示资料", members.card, WIDTH, failed=lambda _error: self.clear())
        self.card: MemberCard | None = None
        self.setLayout(column(self.area, spacing=0, margins=(1, 1, 1, 1)))
        self.clear()

    def show_card(self, card: MemberCard) -> None:
        """Build the card."""
        self.card = card
        area = scrolled(QWidget())
        put_inside(area, boxed(column(self._tasks(card), self._things(card), self._pairs(card), self._trainings(card), None, spacing=0)))
        put_inside(self.area, boxed(column(panel(self._head(card), area, self._foot(card), role="", grow=1), spacing=0)))

    def _head(self, card: MemberCard) -> QFrame:
        line = row(label(card.line.name, "subtitle"), label(card.line.staff_no, "fact"), None)
        if card.line.left_on:
            line.addWidget(tag(f"{card.line.left_on} 离任", "plain"))
        served = f"{card.line.joined_on} 任职" if card.line.joined_on else "任职日期未记"
        lines: list[Any] = [line, label(" · ".join(part for part in (served, card.line.phone) if part), "fact")]
        if card.note:
            lines.append(label(card.note, "body13", wrap=True))
        frame = QFrame()
        frame.setProperty("role", "panel-head")
        frame.setLayout(column(*lines, spacing=4, margins=(12, 9, 12, 9)))
        return frame

    def _tasks(self, card: MemberCard) -> QFrame:
        lines: list[Any] = [label("任职", "plain-title")]
        if not card.tasks:
            lines.append(label("还没有安排网格，请在网格体系里安排", "fact", wrap=True))
        for task in card.tasks[: SHOWN * 2]:
            until = f"至 {task.person.valid_to}" if task.person.valid_to else "起"
            words = f"{task.grid}　{task.person.role_label}　{task.person.valid_from or '最初'} {until}"
            lines.append(label(words, "body13" if task.person.now else "fact", wrap=True))
        return _section(column(*lines, spacing=3), first=True)

    def _things(self, card: MemberCard) -> QFrame:
        lines: list[Any] = [self._title("装备", card, "issue", "领用")]
        if not card.equipment:
            lines.append(label("没有领用的装备", "fact"))
        for thing in card.equipment[: SHOWN * 2]:
            back = f"，{thing.returned_on} 交回 {thing.return_note}".rstrip() if thing.returned_on else ""
            words = label(f"{thing.item} {thing.number}　{thing.issued_on} 领用{back}", "fact" if back else "body13", wrap=True)
            line = row(words, spacing=6)
            line.setStretch(0, 1)
            if not back and card.acts:
                line.addWidget(self._small("交回", "return", thing))
            lines.append(line)
        return _section(column(*lines, spacing=3))

    def _pairs(self, card: MemberCard) -> QFrame:
        lines: list[Any] = [self._title("以老带新", card, "pair", "结对")]
        if not card.pairs:
            lines.append(label("没有结对", "fact"))
        for pair in card.pairs[:SHOWN]:
            until = f"至 {pair.ended_on}" if pair.ended_on else "起"
            line = row(label(f"{pair.mentor} 带教 {pair.novice}　{pair.began_on} {until}", "body13", wrap=True), spacing=6)
            line.setStretch(0, 1)
            if not pair.ended_on and card.acts:
                line.addWidget(self._small("结束", "unpair", pair))
            lines += [line, label(pair.effect, "fact", wrap=True)]
        return _section(column(*lines, spacing=3))

    def _trainings(self, card: MemberCard) -> QFrame:
        lines: list[Any] = [row(label("培训", "plain-title"), None, label(f"共 {len(card.trainings)} 次", "fact"))]
        if not card.trainings:
            lines.append(label("没有培训记录，在名单里勾选后登记", "fact", wrap=True))
        lines += [label(f"{each.held_on}　{each.title}（{SHARES.get(each.share, '')}）", "body13", wrap=True) for each in card.trainings[:SHOWN]]
        return _section(column(*lines, spacing=3))

    def _title(self, text: str, card: MemberCard, word: str, verb: str) -> Any:
        line = row(label(text, "plain-title"), None)
        if word in card.acts and not card.line.left(self.context.today().isoformat()):
            line.addWidget(button(verb, "plus", small=True, action=self._act(word, None)))
        return line

    def _small(self, text: str, word: str, subject: EquipmentLine | PairLine) -> QWidget:
        return button(text, small=True, kind="text", action=self._act(word, subject))

    def _foot(self, card: MemberCard) -> QFrame:
        faces = {"change": ("修改", "F2", ""), "handover": ("交接单", "", ""), "leave": ("离任", "", "danger")}
        buttons = [button(text, key=key, kind=kind, small=True, action=self._act(word, None))
                   for word, (text, key, kind) in faces.items() if word in card.acts]  # fmt: skip
        return panel(row(*buttons[:2], None, *buttons[2:], spacing=6, margins=(10, 7, 10, 7)), role="section")

    def _act(self, word: str, subject: object) -> Callable[[], object]:
        return lambda: self.acted.emit(word, subject)


def _section(content: Any, first: bool = False) -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "" if first else "section")
    content.setContentsMargins(12, 10, 12, 10)
    frame.setLayout(content)
    return frame
