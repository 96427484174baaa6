"""Short forms and papers of 抽查: a draw with its preview, what was found, taking a draw back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.spot_check_fields import FINDING_FIELDS, VOID_FIELDS, draw_fields
from app.models.spot_check_views import CheckLine, ItemLine
from app.models.spot_checks import DrawMethod, DrawSubject
from app.services import documents, spot_check_documents, spot_checks
from app.ui.context import Context
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.print_dialog import PrintDialog, PrintTask

SHEET_NOTES = ("按网格和楼梯的顺序编号，带结果方框和手写的地方。", "录入结果时按单上的序号。", "打印会记入操作日志。")


def ask_draw(context: Context, strip: ActStrip, members: Sequence[tuple[str, str]], drawn: Callable[[Any], object]) -> None:
    """新抽查: the strip says all the time how many records it would be drawn from."""

    def draw(_values: dict[str, Any]) -> None:
        context.jobs.operation(strip, _draw, context.session, form.collect(), done=done, failed=strip.failed)

    def done(result: Any) -> None:
        strip.done()
        context.shell.show_done(result)
        drawn(result)

    def look() -> None:
        context.jobs.query(strip, _preview, context.session, form.collect(), done=told, failed=lambda _error: told(None), key="preview")

    def told(found: Any) -> None:
        strip.banner.show_text(found.text if found is not None else "", "info", closable=False)

    today = context.today()
    values = {
        "first": (today - timedelta(days=7)).isoformat(), "last": (today - timedelta(days=1)).isoformat(), "per_member": "3",
        "method": DrawMethod.RANDOM.value, "subject": DrawSubject.BOTH.value,
    }  # fmt: skip
    hint = "按风险 = 电话走访、家属代述、很久没见到本人、新登记、新到任、一天很多条的更容易抽到"
    form = strip.ask("新抽查", draw_fields(members), "抽取", draw, values, hint=hint, widths=(1, 1, 1))
    form.changed.connect(lambda _name: look())
    look()


def _wish(values: dict[str, Any]) -> Any:
    rest = {name: value for name, value in values.items() if name not in ("first", "last")}
    return spot_checks.wish_of(str(values["first"]), str(values["last"]), **rest)


def _draw(session: Any, values: dict[str, Any]) -> Any:
    return spot_checks.draw(session, _wish(values))


def _preview(session: Any, values: dict[str, Any]) -> Any:
    return spot_checks.preview(session, _wish(values))


def ask_finding(context: Context, strip: ActStrip, check: CheckLine, item: ItemLine) -> None:
    """F2: what was found."""

    def submit(values: dict[str, Any]) -> None:
        context.jobs.operation(strip, spot_checks.record, context.session, check.id, item.number, item.result, values["finding"], done=done,
                               failed=strip.failed)  # fmt: skip

    def done(result: Any) -> None:
        strip.done()
        context.shell.show_done(result)

    title = f"第 {item.number} 号 {item.title} {item.result_label}"
    strip.ask(title, FINDING_FIELDS, "保存情况", submit, {"finding": item.finding}, hint=f"{item.day} {item.claim} · 登记人 {item.member}")


def ask_void(context: Context, strip: ActStrip, check: CheckLine) -> None:
    """Del: out of all shares, with a reason."""

    def submit(values: dict[str, Any]) -> None:
        context.jobs.operation(strip, spot_checks.void, context.session, check.id, values["reason"], done=done, failed=strip.failed)

    def done(result: Any) -> None:
        strip.done()
        context.shell.show_done(result)

    hint = f"{check.state}，作废后结果不再计入合格率"
    strip.ask(f"作废 {check.sheet_no}", VOID_FIELDS, "作废", submit, danger=True, hint=hint)


def sheet_dialog(context: Context, check: CheckLine, parent: QWidget) -> PrintDialog:
    """The print dialog of 抽查单."""

    def build(path: Path, _full: bool, _purpose: str) -> Any:
        return spot_check_documents.sheet_pdf, (context.session, check.id, path), {"act": documents.PREVIEW}

    task = PrintTask("抽查单", f"抽查单-{check.sheet_no}", build, copies_hint=f"{check.tally.drawn} 条", notes=SHEET_NOTES)
    return PrintDialog(context, task, parent)


def results_dialog(context: Context, first: str, last: str, label: str, parent: QWidget) -> PrintDialog:
    """The print dialog of 抽查结果表."""

    def build(path: Path, _full: bool, _purpose: str) -> Any:
        return spot_check_documents.results_pdf, (context.session, first, last, path, label), {"act": documents.PREVIEW}

    def excel(path: Path, _full: bool, _purpose: str) -> Any:
        return spot_check_documents.results_xlsx, (context.session, first, last, path, label), {}

    return PrintDialog(context, PrintTask("抽查结果表", f"抽查结果表-{label}", build, excel=excel), parent)
