"""What the buttons of the editor do: versions, finishing, taking back, last period's text, print and export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu

from app.errors import Refused
from app.models import report_outline
from app.models.form_fields import FormField
from app.models.report_text import Content
from app.services import reports
from app.ui.reports.outputs import KINDS, export, left_knowingly, print_dialog

if TYPE_CHECKING:
    from app.ui.pages.report_editor import ReportEditorPage


class ReportActs:
    """Each act of one editor page."""

    def __init__(self, page: ReportEditorPage) -> None:
        self.page = page

    def save(self) -> None:
        """Ctrl+S: a version."""
        page = self.page
        if page.opened is None or not page.desk.writable:
            return
        page.unkept = False
        page.context.jobs.operation(page, reports.save, page.context.session, page.opened, page.content(), done=self._saved,
                                    failed=self._not_saved)  # fmt: skip

    def _saved(self, done: Any) -> None:
        self.page.context.shell.show_done(done)  # the page reads itself again, because a report was changed

    def _not_saved(self, error: BaseException) -> None:
        self.page.unkept = True
        self.page.banner.show_error(error)

    def finish(self) -> None:
        """定稿: asked once, because the text cannot be changed any more (only taken back)."""
        page = self.page
        if page.opened is None or not page.desk.writable:
            return
        content = page.content()
        if not left_knowingly(page.context, page, content, "定稿"):
            return
        title = f"把《{content.title}》定稿？"
        text = "定稿以后文字和数字都不再变，登记簿以后的变动也不影响它。要修改时可以退回，原来的定稿仍可打印。"
        if page.context.messages.ask(page, title, text, ["定稿", "再看看"]) == 0:
            page.unkept = False
            page.context.jobs.operation(page, reports.finish, page.context.session, page.opened, content, True, done=self._saved,
                                        failed=self._not_saved)  # fmt: skip

    def reopen(self) -> None:
        """退回修改: why is asked."""
        page = self.page
        if page.opened is None:
            return
        document = page.opened.id

        def submit(values: dict[str, Any]) -> None:
            page.context.jobs.operation(page, reports.reopen, page.context.session, document, str(values.get("why", "")),
                                        done=reopened, failed=page.strip.failed)  # fmt: skip

        def reopened(done: Any) -> None:
            page.strip.done()
            self._saved(done)

        fields = [FormField("why", "原因", required=True, hint="例如：领导要求补充问题部分")]
        page.strip.ask("退回修改", fields, "退回修改", submit, hint="原来的定稿留在历史版本里，仍可打印", widths=(1,))

    def outline_menu(self) -> None:
        """章节: add, move, delete."""
        page = self.page
        if page.opened is None or not page.desk.writable:
            return
        menu = QMenu(page)
        menu.addAction("在后面增加一节（一、）", lambda: self.reshape("add", 1))
        menu.addAction("增加小节（（一））", lambda: self.reshape("add", 2))
        menu.addSeparator()
        menu.addAction("上移", lambda: self.reshape("move", -1))
        menu.addAction("下移", lambda: self.reshape("move", 1))
        menu.addSeparator()
        menu.addAction("删除本节", lambda: self.reshape("remove", 0))
        button = page.outline.change
        menu.exec(button.mapToGlobal(button.rect().bottomLeft()))

    def reshape(self, what: str, how: int) -> None:
        """One change of the outline; earlier versions keep the old one."""
        page = self.page
        content, key = page.content(), page.desk.key
        try:
            if what == "add":
                content, key = report_outline.added(content, key, how)
            elif what == "move":
                content = report_outline.moved(content, key, how)
            else:
                content, key = report_outline.removed(content, key)
        except Refused as error:
            page.banner.show_error(error)
            return
        page.reshaped(content, key)

    def previous(self) -> None:
        """上期文字: the text of the period before, its chips bound to this period."""
        page = self.page
        if page.opened is not None and page.desk.writable:
            page.context.jobs.query(page, reports.previous_text, page.context.session, page.opened, done=self._previous,
                                    failed=page.banner.show_error, key="previous")  # fmt: skip

    def _previous(self, found: Content | None) -> None:
        page = self.page
        if found is None:
            page.banner.show_text("没有找到上一期的同类公文。写好这一期以后，下一期可以从它开始", "info")
            return
        now = page.desk.content
        text = "用上期的文字代替现在的正文，数字换成本期的。现在的文字可以在历史版本里找回。"
        if page.context.messages.ask(page, f"用《{found.title}》的文字开始？", text, ["用上期文字", "不用"]) == 0:
            page.write_on(Content(now.title, found.sections, now.office, now.day, now.layout, now.number, now.recipient, now.copies,
                                  now.issuer_mark), "已换成上期的文字，蓝框数字是本期的；没有蓝框的数字请逐个核对")  # fmt: skip

    def print(self) -> None:
        """Ctrl+P."""
        page = self.page
        if page.opened is not None and left_knowingly(page.context, page, page.content(), "打印"):
            print_dialog(page.context, page.opened, page.desk.content, page).exec()

    def export(self, ending: str) -> None:
        """One kind of file."""
        page = self.page
        if page.opened is not None:
            export(page.context, page, page.opened, page.content(), ending, self._exported, page.banner.show_error)

    def export_menu(self) -> None:
        """Ctrl+E: which kind."""
        menu = QMenu(self.page)
        for ending, (words, _) in KINDS.items():
            menu.addAction(words, lambda kind=ending: self.export(kind))
        menu.exec(self.page.pdf.mapToGlobal(self.page.pdf.rect().bottomLeft()))

    def _exported(self, target: Path) -> None:
        self.page.banner.show_text(f"已导出 {target.name}", "ok")
