"""Papers that are printed from more than one page: 网格档案, 告知书, blank collection forms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.blank_form import FORMS
from app.models.notice import NOTICE
from app.services import blank_forms, documents, grid_file, notices
from app.ui.context import Context
from app.ui.widgets.print_dialog import PrintDialog, PrintTask

GRID_FILE = "网格档案"
BLANK = "空白表，不含个人信息。停电或没带电脑时手写，回来照表录入。"
PREFIX = "form."


def grid_file_task(context: Context, grid_id: str, label: str) -> PrintTask:
    """一格一档 of this year until today."""
    period = str(context.today().year)

    def build(path: Path, _full: bool, _purpose: str) -> Any:
        return grid_file.pdf, (context.session, grid_id, period, path), {"act": documents.PREVIEW}

    stem = f"{GRID_FILE}-{label}-{context.today():%Y%m%d}"
    return PrintTask(GRID_FILE, stem, build, cancellable=True, people=True)


def notice_task(context: Context, dwelling_id: str = "", address: str = "") -> PrintTask:
    """告知书 of a household, or a blank one."""

    def build(path: Path, _full: bool, _purpose: str) -> Any:
        return notices.pdf, (context.session, path, dwelling_id), {"act": documents.PREVIEW}

    stem = f"{NOTICE}-{address}" if address else NOTICE
    return PrintTask(NOTICE, stem, build)


def blank_form_task(context: Context, kind: str) -> PrintTask:
    """A blank collection form (key of ``FORMS``)."""

    def build(path: Path, _full: bool, _purpose: str) -> Any:
        return blank_forms.pdf, (context.session, kind, path), {"act": documents.PREVIEW}

    return PrintTask(FORMS[kind], f"空白{FORMS[kind]}", build, landscape=True, notes=(BLANK,))


def form_tasks(context: Context) -> list[PrintTask]:
    """What the account may print without choosing anything first."""
    kinds = [kind for kind in FORMS if context.can(blank_forms.RIGHTS[kind])]
    notice = [notice_task(context)] if context.can(notices.RIGHT) else []
    return [*notice, *(blank_form_task(context, kind) for kind in kinds)]


def form_dialog(context: Context, opens: str, name: str, parent: QWidget) -> PrintDialog | None:
    """The print dialog of a line of the catalogue: 'form.notice', 'form.residents', 'form.grid:<id>'; None = another kind of line."""
    if not opens.startswith(PREFIX):
        return None
    what, _, key = opens.removeprefix(PREFIX).partition(":")
    makers: dict[str, Callable[[], PrintTask]] = {
        "notice": lambda: notice_task(context),
        "grid": lambda: grid_file_task(context, key, name.removeprefix(GRID_FILE).strip()),
    }
    task = makers[what]() if what in makers else blank_form_task(context, what)
    return PrintDialog(context, task, parent)
