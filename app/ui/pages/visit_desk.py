"""Centre of 走访登记: find box, form, phrases, buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel

from app.services import code_lists, phrases, visits
from app.ui.context import Context
from app.ui.forms.editors import FormContext
from app.ui.forms.visit import LABEL_WIDTH, VisitForm
from app.ui.pages.visit_queue import TargetBox
from app.ui.theme import TOKENS
from app.ui.widgets.basics import Banner, boxed, button, column, label, panel, row, scrolled
from app.ui.widgets.phrases import PhraseBar, PhraseDialog

HINT = "cgf、门牌、证号后四位"
WIDEST = 16_777_215  # no limit


class VisitDesk(QFrame):
    """The face; the page decides what happens."""

    save_asked = Signal()
    skip_asked = Signal()
    back_asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        theme, session = context.theme, context.session
        asks_member = not session.account.member_id
        self.form = VisitForm(FormContext(context.today, code_lists.choices_of(["visit_kind"])), asks_member)
        if asks_member:
            context.jobs.query(self, visits.members, session, done=self.form.set_members)
        self.form.save_requested.connect(self.save_asked)
        self.phrase_bar = PhraseBar(theme)
        self.phrase_bar.chosen.connect(self.form.insert_phrase)
        self.phrase_bar.edit_asked.connect(self.edit_phrases)
        self._read_phrases()
        self.form.grid.add_message("text", self.phrase_bar)
        self.box = TargetBox(theme, HINT)
        self.box.setMaximumWidth(WIDEST)
        name = QLabel(f'<span style="color:{TOKENS["danger"]}">*</span> 走访对象')
        name.setProperty("role", "form")
        name.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        name.setFixedWidth(theme.px(LABEL_WIDTH))
        finder = row(name, self.box, label("可输姓名首字母、门牌、证号后四位", "helper"), spacing=8)
        finder.setStretch(1, 1)
        self.banner = Banner()
        self.save_button = button("登记并到下一户", "check", key="Ctrl+Enter", kind="primary", action=self.save_asked.emit)
        self.skip_button = button("跳过此户", key="Ctrl+↓", action=self.skip_asked.emit)
        self.stop_correcting = button("不更正", key="Esc", action=self.back_asked.emit)
        self.stop_correcting.hide()
        self.hint = label("", "helper")
        self.form.set_primary(self.save_button)
        self.title = label("走访登记", "subtitle")
        self.head = panel(row(self.title, label("按 Enter 逐项往下，数字键直接选", "helper"), None, margins=(12, 7, 12, 7)), role="panel-head")
        self.foot = panel(row(self.hint, None, self.stop_correcting, self.skip_button, self.save_button, margins=(12, 7, 12, 7)),
                          role="section")  # fmt: skip
        told = boxed(column(self.banner, margins=(12, 6, 12, 0)))
        self.area = scrolled(boxed(column(finder, self.form, None, spacing=6, margins=(12, 10, 12, 6))))
        whole = column(self.head, told, spacing=0, margins=(1, 1, 1, 1))
        whole.addWidget(self.area, 1)
        whole.addWidget(self.foot)
        self.setProperty("role", "panel")
        self.setLayout(whole)

    def wanted_height(self) -> int:
        """So high that nothing scrolls."""
        parts = (self.area.widget(), self.head, self.foot, *([self.banner] if self.banner.isVisible() else []))
        return sum(part.sizeHint().height() for part in parts) + self.context.theme.px(6)

    def edit_phrases(self) -> None:
        """The dialog of common phrases."""
        self.phrase_dialog().exec()
        self._read_phrases()

    def phrase_dialog(self) -> PhraseDialog:
        """The dialog itself."""
        return PhraseDialog(self.context, self)

    def _read_phrases(self) -> None:
        self.context.jobs.query(self, phrases.phrases, self.context.session, done=self.phrase_bar.show_phrases)

    def show_correcting(self, on: bool) -> None:
        """A stored visit is changed instead of a new one entered."""
        words = "保存更正" if on else "登记并到下一户"
        self.save_button.setText(f" {words} │ Ctrl+Enter")
        self.save_button.setAccessibleName(words)
        self.stop_correcting.setVisible(on)
        self.skip_button.setVisible(not on)
