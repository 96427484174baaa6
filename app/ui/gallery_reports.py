"""Pictures of 报表 and of the editor of documents.  The document that is begun for them is deleted again."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QTextCursor


def draw_reports(camera: Any, window: Any) -> None:
    """The catalogue, a year summary in the editor, its checked figures and versions, the list of drafts."""
    if "reports" not in {entry.name for entry in window.workbench.entries}:
        return
    page: Any = window.workbench.open_page("reports")
    names = [line.name for line in page.catalogue.rows]
    camera.take(window, "reports")
    if "年度工作总结" not in names:
        return
    page.kinds.select_row(names.index("年度工作总结"))
    page.start_panel.start()
    editor: Any = window.workbench.pages["report_editor"]
    if editor.opened is None:
        return
    _mark_a_figure(editor)
    camera.take(window, "report_editor")
    editor.desk.insert("figures")
    camera.take(window, "report_insert")
    editor.desk.popup.hide()
    for key, name in (("check", "report_check"), ("versions", "report_versions"), ("edit", "")):
        editor.show_tab(key)
        window.workbench.refresh_tabs()
        if name:
            camera.take(window, name)
    page = window.workbench.open_page("reports")
    page.show_tab("draft")
    camera.take(window, "report_drafts")
    page.discard()
    editor.opened = None
    page.show_tab("common")


def _mark_a_figure(editor: Any) -> None:
    wanted = [section.key for section in editor.desk.content.sections if any(section.chips()) and section.level == 2]
    if wanted:
        editor.go_to(wanted[min(4, len(wanted) - 1)])
    text = editor.desk.text
    text.moveCursor(QTextCursor.MoveOperation.Start)
    for _ in range(text.document().characterCount()):
        if text.marked >= 0:
            break
        text.moveCursor(QTextCursor.MoveOperation.Right)
