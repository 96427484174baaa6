"""Above the ranking: which look at the week, the rule of it in one sentence, weights and target."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QSizePolicy, QWidget

from app.errors import Refused
from app.models.form_fields import FormField
from app.models.ranking_rules import RankingRules, weight_text
from app.models.ranking_views import FAIR, VIEWS, VOLUME, rule_line
from app.models.rankings import WeeklySheet
from app.models.statistics import FIGURE_LABELS, VOLUME_FIGURES
from app.services import fair_ranking
from app.ui.context import Context
from app.ui.forms.editors import FormContext
from app.ui.forms.entry_form import EntryForm
from app.ui.widgets.basics import Banner, button, column, hide_unless, label, row
from app.ui.widgets.segments import Segments

FIELDS = (
    *(FormField(name, FIGURE_LABELS[name], hint="1") for name in VOLUME_FIGURES),
    FormField("weekly_target", "每周目标", hint="每人全周的数据量；不填表示不设", span=2),
)


class ViewBar(QWidget):
    """``changed(view)`` when another look is chosen."""

    changed = Signal(str)

    def __init__(self, context: Context, edit: Callable[[], object]) -> None:
        super().__init__()
        self.segments = Segments(tuple(VIEWS.items()), VOLUME)
        self.segments.changed.connect(self.changed.emit)
        self.rule = label("", "helper")
        self.rule.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.edit = button("权重与目标", small=True, action=edit)
        hide_unless(self.edit, context.can("ranking.rules"))
        line = row(self.segments, 4, self.rule, self.edit)
        line.setStretchFactor(self.rule, 1)
        self.setLayout(line)

    @property
    def view(self) -> str:
        """The look that is on."""
        return self.segments.value or VOLUME

    def show_view(self, view: str) -> None:
        """Choose without a signal."""
        self.segments.buttons[view].setChecked(True)

    def show_rule(self, sheet: WeeklySheet) -> None:
        """The sentence of the present look; the whole rules as a tooltip."""
        self.rule.setText(rule_line(sheet, self.view))
        self.rule.setToolTip(sheet.fair_rules if self.view == FAIR and sheet.fair_rules else sheet.definition or self.rule.text())

    def step(self, by: int) -> None:
        """The next look (key V)."""
        names = list(VIEWS)
        self.segments.buttons[names[(names.index(self.view) + by) % len(names)]].click()


class RulesDialog(QDialog):
    """权重与目标: seven numbers, one button."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        theme = context.theme
        self.setWindowTitle("排名权重与每周目标")
        self.resize(theme.px(560), theme.px(330))
        self.form: EntryForm = EntryForm(FIELDS, FormContext(context.today), (1, 1), 84)
        self.form.save_requested.connect(self.save)
        self.banner = Banner()
        self.change = button("保存", key="Ctrl+Enter", kind="primary", action=self.save)
        self.form.set_primary(self.change)
        hint = "权重只用于“加权得分”，数据量名次不变。目标用于“完成率”，有年度目标的人按年度目标折算，休假和非全日制按班次折算。已结算的周不变"
        self.setLayout(column(label(hint, "helper", wrap=True), self.form, self.banner, None,
                              row(None, button("关闭", key="Esc", action=self.reject), self.change), spacing=10,
                              margins=(16, 14, 16, 14)))  # fmt: skip
        context.jobs.query(self, fair_ranking.rules, context.session, done=self._fill, failed=self.banner.show_error)

    def save(self) -> None:
        """Store."""
        values = self.form.collect()
        target = values.pop("weekly_target")
        self.context.jobs.operation(self, fair_ranking.save_rules, self.context.session, values, target, done=self._done, failed=self._failed)

    def _fill(self, rules: RankingRules) -> None:
        weights = {name: weight_text(rules.weight(name)) for name in VOLUME_FIGURES}
        self.form.fill({**weights, "weekly_target": str(rules.weekly_target or "")})
        self.form.focus_first()

    def _done(self, done: Any) -> None:
        self.context.shell.show_done(done)
        self.accept()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Refused):
            rest = self.form.show_problems(error.problems)
            self.banner.show_text("；".join(problem.text for problem in rest), "warn")
        else:
            self.banner.show_error(error)
