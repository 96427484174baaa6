"""新建楼栋: floors × rooms by rule, with the picture of what will be made before it is made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QDialog, QWidget

from app.errors import Problem, Refused, Unavailable
from app.models.dwelling_plan import BuildingRule, RoomFacts, arrange
from app.models.dwelling_views import BuildingPreview
from app.models.form_fields import Choice, FormField
from app.models.resident_fields import USE_CHOICES
from app.services import dwellings
from app.ui.actions import Act, bind
from app.ui.context import Context
from app.ui.forms.editors import FormContext
from app.ui.forms.entry_form import EntryForm
from app.ui.tables.dwelling_plan import PlanView
from app.ui.widgets.basics import Banner, button, column, label, row

SCHEMES = (Choice("floor_room", "楼层+房号 1002", "1"), Choice("running", "顺序号 1、2、3", "2"))
YES_NO = (Choice("no", "不跳", "1"), Choice("yes", "跳过尾数 4", "2"))
SHARED = (Choice("no", "每单元从 01 起", "1"), Choice("yes", "接着上一单元编", "2"))


def fields(grids: Sequence[tuple[str, str]]) -> tuple[FormField, ...]:
    """What the rule asks."""
    return (
        FormField("estate", "小区", hint="如 桂湖花园"),
        FormField("building", "楼栋", required=True, hint="如 3栋"),
        FormField("grid_id", "网格", "choice", required=True, choices=tuple(Choice(key, words) for key, words in grids)),
        FormField("units", "单元", required=True, hint="如 1-2 或 1单元 2单元；没有输 0"),
        FormField("first_floor", "最低层", required=True, hint="地下一层输 -1"),
        FormField("last_floor", "最高层", "number", required=True),
        FormField("rooms_per_floor", "每层户数", "number", required=True),
        FormField("skip_floors", "跳过楼层", quick=False, hint="如 13 14"),
        FormField("use", "房屋用途", "choice", quick=False, choices=USE_CHOICES, hint="空着 = 录入时再定"),
        FormField("scheme", "房号", "options", quick=False, choices=SCHEMES, span=3),
        FormField("skip_digit_four", "尾数", "options", quick=False, choices=YES_NO, span=3),
        FormField("shared_numbering", "各单元", "options", quick=False, choices=SHARED, span=3),
    )


def units_of(text: str) -> tuple[str, ...]:
    """'1-3' → 1单元 2单元 3单元; '东单元 西单元' as they are; '0' → one building without units."""
    found: list[str] = []
    for part in re.split(r"[\s,，、]+", text.strip()):
        span = re.fullmatch(r"(\d+)[-–~至](\d+)(?:单元)?", part)
        if span and int(span[1]) <= int(span[2]) <= int(span[1]) + 60:
            found += [f"{number}单元" for number in range(int(span[1]), int(span[2]) + 1)]
        elif part == "0":
            found.append("")
        elif part:
            found.append(f"{part}单元" if part.isdigit() else part)
    return tuple(found)


def rule_of(values: dict[str, Any]) -> BuildingRule:
    """The rule as typed."""

    def number(name: str) -> int:
        value = values[name]
        return int(value) if str(value or "").lstrip("-").isdigit() else 0

    skipped = frozenset(int(part) for part in re.findall(r"-?\d+", str(values["skip_floors"] or "")))
    return BuildingRule(
        str(values["estate"] or ""), str(values["building"] or ""), units_of(str(values["units"] or "")), number("first_floor"),
        number("last_floor"), number("rooms_per_floor"), str(values["scheme"] or "floor_room"), skipped,
        skip_digit_four=values["skip_digit_four"] == "yes", shared_numbering=values["shared_numbering"] == "yes",
    )  # fmt: skip


class BuildingDialog(QDialog):
    """Ctrl+Enter makes the building; one undo takes it back."""

    def __init__(self, context: Context, parent: QWidget | None, grids: Sequence[tuple[str, str]]) -> None:
        super().__init__(parent)
        self.context = context
        self.offered: list[str] = []
        self.preview: BuildingPreview | None = None
        self.setWindowTitle("新建楼栋")
        theme = context.theme
        self.form = EntryForm(fields(grids), FormContext(context.today), (1, 1, 1), 72)
        self.form.fill({"units": "1", "first_floor": "1", "last_floor": 6, "rooms_per_floor": 2, "scheme": "floor_room",
                        "skip_digit_four": "no", "shared_numbering": "no", "grid_id": grids[0][0] if len(grids) == 1 else ""})  # fmt: skip
        self.banner = Banner()
        self.summary = label("填好楼栋、层数和每层户数，下面先看", "subtitle", wrap=True)
        self.plan = PlanView(theme)
        self.make = button("新建楼栋", "check", key="Ctrl+Enter", kind="primary", action=self.save)
        self.form.set_primary(self.make)
        self.form.save_requested.connect(self.save)
        self.form.committed.connect(lambda _name: self.look())
        foot = row(label("建好可以一次撤销", "helper"), None, button("不建", key="Esc", action=self.reject), self.make)
        whole = column(self.form, self.banner, self.summary, self.plan, foot, spacing=10, margins=(16, 14, 16, 14))
        whole.setStretch(3, 1)
        self.setLayout(whole)
        bind(self, [Act("Ctrl+Return", "Ctrl+Enter", "新建楼栋", self.save)])
        self.resize(theme.px(820), min(theme.px(600), 660))
        self.form.focus_first()

    def look(self) -> None:
        """What the rule would make, as a picture."""
        values = self.form.collect()
        if not (values["estate"] or values["building"]):
            return
        self.context.jobs.query(self, dwellings.preview_building, self.context.session, rule_of(values), str(values["grid_id"] or ""),
                                done=self._show, failed=self._failed, key="preview")  # fmt: skip

    def _show(self, preview: BuildingPreview) -> None:
        self.preview = preview
        wrong = [problem for problem in preview.problems if problem.severity == "error"]
        there = f"；已有 {preview.existing} 户不动" if preview.existing else ""
        self.summary.setText("；".join(problem.text for problem in wrong) or f"{preview.summary}{there}")
        first = preview.new[0].unit if preview.new else ""
        rooms = [RoomFacts(str(place), each.room, each.floor) for place, each in enumerate(preview.new) if each.unit == first]
        self.plan.show_plan(arrange(rooms), "", {})
        self.plan.setCurrentIndex(QModelIndex())
        self.make.setText(f" 新建 {len(preview.new):,} 户 │ Ctrl+Enter" if preview.new else " 新建楼栋 │ Ctrl+Enter")

    def save(self) -> None:
        """Ctrl+Enter."""
        values = self.form.collect()
        accepted = (*self.offered, *(problem.text for problem in self.form.accepted()))
        self.context.jobs.operation(self, dwellings.create_building, self.context.session, rule_of(values), str(values["grid_id"] or ""),
                                    str(values["use"] or ""), accepted, done=self._saved, failed=self._failed)  # fmt: skip

    def _saved(self, done: Any) -> None:
        self.context.shell.show_done(done)
        self.accept()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Refused):
            self.offered += [problem.text for problem in error.problems if problem.severity == "warning"]
            rest: Sequence[Problem] = self.form.show_problems(error.problems)
            again = "再按一次 Ctrl+Enter 照此新建" if all(each.severity == "warning" for each in error.problems) else ""
            self.banner.show_text("　".join([*(problem.text for problem in rest), again]).strip(), "warn")
        elif isinstance(error, Unavailable):
            self.banner.show_text(error.text, "danger")
