"""报表: what can be made here (常用), what is being written (我的草稿), what is finished (已定稿)."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QStackedWidget

from app.models.report_views import DRAFT, FINAL, CatalogueLine, DocumentLine, Subject
from app.services import report_lists, report_templates, reports
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.form_paper import PREFIX, form_dialog
from app.ui.pages.report_start import StartPanel
from app.ui.reports.outputs import version_dialog
from app.ui.reports.template_dialog import TemplateDialog
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.reports import catalogue_columns, document_columns
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.basics import Banner, button, column, label, panel, row
from app.ui.widgets.print_dialog import PrintDialog
from app.ui.widgets.states import StateView

COMMON = "common"
EMPTY = {
    DRAFT: ("没有正在起草的公文", "在“常用”里选一种，按 Enter 开始"),
    FINAL: ("还没有定稿的公文", "写好以后按“定稿”，文字和数字就不再变"),
}


class ReportsPage(Page):
    """Enter begins or opens."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"report", "template"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._tab = COMMON
        self.counts = (0, 0)
        theme = context.theme
        self.banner = Banner()
        self.catalogue = ListedTableModel(catalogue_columns())
        self.kinds = GridView(theme, "公文和表格")
        self.kinds.setModel(self.catalogue)
        self.documents = ListedTableModel(document_columns())
        self.table = GridView(theme, "公文")
        self.table.setModel(self.documents)
        self.table.opened.connect(lambda _row, _column: self.open_current())
        self.table.moved.connect(lambda _row: self._show_buttons())
        self.state = StateView(theme)
        self.start_panel = StartPanel(context)
        self.kinds.moved.connect(lambda _row: self.start_panel.show_line(self.kind()))
        self.kinds.opened.connect(lambda _row, _column: self.start_panel.start())
        self.start_panel.begin.connect(self.begin)
        self.start_panel.page_asked.connect(self.open_page_or_paper)
        self.start_panel.copy_asked.connect(self.copy_template)
        self.start_panel.edit_asked.connect(self.edit_template)
        self.start_panel.delete_asked.connect(self.delete_template)
        self.middle = QStackedWidget()
        for each in (self.kinds, self.table, self.state):
            self.middle.addWidget(each)
        self.found = label("", "bold")
        self.discard_button = button("删除草稿", kind="danger", small=True, action=self.discard)
        self.print_button = button("打印", "printer", key="Ctrl+P", small=True, action=self.print_current)
        self.open_button = button("打开", key="Enter", small=True, action=self.open_current)
        foot = panel(row(self.found, None, self.discard_button, self.print_button, self.open_button, margins=(12, 0, 8, 0)), role="section")
        foot.setFixedHeight(theme.px(38))
        listing = row(panel(self.middle, foot, margin=1, grow=0), self.start_panel, spacing=8)
        listing.setStretch(0, 1)
        whole = column(self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addLayout(listing, 1)
        self.setLayout(whole)
        self.bind_acts()

    # -- frame -------------------------------------------------------------------------------------------------------------------------

    def tabs(self) -> list[tuple[str, str]]:
        """常用, 我的草稿, 已定稿 with their counts."""
        if not self.context.can("report.edit"):
            return []
        drafts, final = self.counts
        return [(COMMON, "常用"), (DRAFT, f"我的草稿 {drafts}" if drafts else "我的草稿"), (FINAL, f"已定稿 {final}" if final else "已定稿")]

    def tab(self) -> str:
        """The open one."""
        return self._tab

    def show_tab(self, key: str) -> None:
        """Another one."""
        self._tab = key
        self.refresh()
        self.focus_first()

    def acts(self) -> list[Act]:
        """Keys of the page."""
        return [Act("", "↑↓", "选择"), Act("", "Enter", "起草或打开"), Act("Ctrl+P", "Ctrl+P", "打印定稿", self.print_current),
                Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False)]  # fmt: skip

    def focus_first(self) -> None:
        """The list."""
        (self.kinds if self._tab == COMMON else self.table).setFocus()

    def remember(self) -> dict[str, Any]:
        """The open tab."""
        return {"tab": self._tab}

    def recall(self, state: dict[str, Any]) -> None:
        """Show it again."""
        self._tab = str(state.get("tab", COMMON))

    # -- reading -----------------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the open tab again."""
        jobs, session = self.context.jobs, self.context.session
        jobs.query(self, report_lists.counts, session, done=self._show_counts, key="counts")
        if self._tab == COMMON:
            jobs.query(self, report_lists.catalogue, session, done=self._show_catalogue, failed=self.banner.show_error, key="catalogue")
            jobs.query(self, _choices, session, done=lambda found: self.start_panel.show_choices(*found), key="choices")
        else:
            jobs.query(self, report_lists.listed, session, self._tab, done=self._show_documents, failed=self.banner.show_error, key="documents")

    def _show_counts(self, counts: Any) -> None:
        self.counts = counts
        self.context.shell.refresh_tabs()

    def _show_catalogue(self, lines: Any) -> None:
        place = max(0, current_row(self.kinds))
        there = [line for line in lines if line.opens == "editor" or line.opens.startswith(PREFIX) or self.context.shell.has_page(line.opens)]
        self.catalogue.set_rows(there)
        self.middle.setCurrentWidget(self.kinds)
        self.start_panel.show()
        self.found.setText(f"{len(there)} 种公文和表格")
        self._show_buttons()
        self.kinds.select_row(min(place, len(there) - 1))

    def _show_documents(self, lines: Any) -> None:
        place = max(0, current_row(self.table))
        self.documents.set_rows(lines)
        self.start_panel.hide()
        self.found.setText(f"{len(lines)} 份公文")
        if lines:
            self.middle.setCurrentWidget(self.table)
            self.table.select_row(min(place, len(lines) - 1))
        else:
            words = EMPTY[self._tab]
            self.state.show_state("report", *words, [("到常用", "", lambda: self._go_common())])
            self.middle.setCurrentWidget(self.state)
        self._show_buttons()

    def _go_common(self) -> None:
        self.show_tab(COMMON)
        self.context.shell.refresh_tabs()

    def kind(self) -> CatalogueLine | None:
        """The chosen kind."""
        return self.catalogue.record(current_row(self.kinds))

    def current(self) -> DocumentLine | None:
        """The chosen document."""
        return self.documents.record(current_row(self.table)) if self._tab != COMMON else None

    def _show_buttons(self) -> None:
        line = self.current()
        self.open_button.setVisible(line is not None)
        self.print_button.setVisible(line is not None and line.state == FINAL)
        self.discard_button.setVisible(line is not None and line.state == DRAFT)

    # -- acting --------------------------------------------------------------------------------------------------------------------------

    def begin(self, template: str, subject: Subject) -> None:
        """A new document in the editor."""
        self.start_panel.go.setEnabled(False)
        self.context.jobs.operation(self, _created, self.context.session, template, subject, done=self._begun, failed=self._not_begun)

    def _begun(self, answer: Any) -> None:
        self.start_panel.go.setEnabled(True)
        self.context.shell.set_state(answer.done.message)  # no 撤销: Ctrl+Z in the editor is for its text, 删除草稿 is in the list
        self.open_document(answer.key)

    def _not_begun(self, error: BaseException) -> None:
        self.start_panel.go.setEnabled(True)
        self.start_panel.banner.show_error(error)

    def open_page_or_paper(self, opens: str) -> None:
        """The page that prints it, or its print dialog."""
        line = self.kind()
        dialog = form_dialog(self.context, opens, line.name if line is not None else "", self)
        if dialog is not None:
            dialog.exec()
        else:
            self.context.shell.open_page(opens)

    def open_current(self) -> None:
        """Enter."""
        line = self.current()
        if line is not None:
            self.open_document(line.id)

    def print_current(self) -> None:
        """Ctrl+P: a final document as it was kept; a draft is printed in the editor, where what is open is asked."""
        line = self.current()
        if line is not None and line.state == FINAL:
            self.print_dialog(line).exec()

    def print_dialog(self, line: DocumentLine) -> PrintDialog:
        """The dialog itself."""
        return version_dialog(self.context, line.id, line.title, line.version, self)

    def open_document(self, document_id: str) -> None:
        """In the editor."""
        page = self.context.shell.open_page("report_editor")
        if page is not None:
            page.open_document(document_id)

    def discard(self) -> None:
        """A draft goes; Ctrl+Z brings it back."""
        line = self.current()
        if line is not None and line.state == DRAFT:
            self.context.jobs.operation(self, reports.discard, self.context.session, line.id, done=self.context.shell.show_done,
                                        failed=self.banner.show_error)  # fmt: skip

    def copy_template(self, line: CatalogueLine) -> None:
        """另存为本单位模板."""
        self.template_dialog(line).exec()

    def edit_template(self, line: CatalogueLine) -> None:
        """Change an own one."""
        self.template_dialog(line).exec()

    def template_dialog(self, line: CatalogueLine) -> TemplateDialog:
        """The dialog itself."""
        return TemplateDialog(self.context, line, self)

    def delete_template(self, line: CatalogueLine) -> None:
        """An own template goes; Ctrl+Z brings it back."""
        self.context.jobs.operation(self, report_templates.delete_own, self.context.session, line.own, done=self.context.shell.show_done,
                                    failed=self.banner.show_error)  # fmt: skip


class _Created:
    """A done act with the key of the new document."""

    def __init__(self, done: Any, key: str) -> None:
        self.done, self.key = done, key
        self.touched = done.touched


def _created(session: Any, template: str, subject: Subject) -> _Created:
    return _Created(*reports.create(session, template, subject))


def _choices(session: Any) -> tuple[list[tuple[str, str]], dict[str, list[tuple[str, str]]]]:
    return report_lists.grid_choices(session), report_lists.list_choices(session)

