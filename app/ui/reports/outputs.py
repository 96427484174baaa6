"""What leaves the editor: print, PDF, Word, tables; open slots are settled first or left knowingly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.report_text import Content
from app.models.report_views import OpenDocument
from app.services import documents, report_pages
from app.ui.context import Context
from app.ui.messages import EXCEL, PDF
from app.ui.widgets.print_dialog import PrintDialog, PrintTask

WORD = "Word 文档 (*.docx)"
KINDS = {".pdf": ("导出 PDF", PDF), ".docx": ("导出 Word", WORD), ".xlsx": ("导出表格", EXCEL)}
MOST_NAMED = 6


def stem(title: str) -> str:
    """Name of the file without its ending."""
    return "".join(character for character in title if character not in '\\/:*?"<>|\n').strip()[:60] or "公文"


def left_knowingly(context: Context, parent: QWidget, content: Content, verb: str) -> bool:
    """Whether it may go on: nothing is open, or the person says 先这样."""
    slots = content.unfilled()
    if not slots:
        return True
    where = "、".join(dict.fromkeys(f"{heading}：{slot}" for heading, slot in slots[:MOST_NAMED]))
    rest = " 等" if len(slots) > MOST_NAMED else ""
    text = f"{where}{rest}。待补充的地方会原样印出来。"
    return context.messages.ask(parent, f"还有 {len(slots)} 处待补充", text, [f"先这样{verb}", "回去补充"]) == 0


def export(
    context: Context, parent: QWidget, opened: OpenDocument, content: Content, ending: str, done: Callable[[Path], object], failed: Any
) -> None:
    """Ctrl+E: into a file that the person names."""
    title, kind = KINDS[ending]
    if not left_knowingly(context, parent, content, "导出"):
        return
    target = context.messages.save_file(parent, title, f"{stem(content.title)}{ending}", kind)
    if target is not None:
        context.jobs.long_operation(parent, report_pages.write, context.session, opened, content, target, knowingly=True,
                                    done=lambda _pages: done(target), failed=failed, cancellable=False)  # fmt: skip


def print_dialog(context: Context, opened: OpenDocument, content: Content, parent: QWidget) -> PrintDialog:
    """Ctrl+P of what is open."""
    session = context.session

    def build(path: Any, _full: bool, _purpose: str) -> Any:
        return report_pages.write, (session, opened, content, path), {"act": documents.PREVIEW, "knowingly": True}

    def excel(path: Any, _full: bool, _purpose: str) -> Any:
        return report_pages.write, (session, opened, content, path), {"knowingly": True}

    return PrintDialog(context, PrintTask("公文", stem(content.title), build, 2, excel=excel), parent)


def version_dialog(context: Context, document_id: str, title: str, number: int, parent: QWidget) -> PrintDialog:
    """An earlier version again."""
    session = context.session

    def build(path: Any, _full: bool, _purpose: str) -> Any:
        return report_pages.write_version, (session, document_id, number, path), {"act": documents.PREVIEW}

    return PrintDialog(context, PrintTask("公文", f"{stem(title)}-第{number}版", build, 2), parent)
