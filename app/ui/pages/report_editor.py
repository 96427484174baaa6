"""报告编辑 (ux.md J): outline, text with chips, live preview; 数据核对 and 历史版本 as tabs; kept as a draft while one writes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu, QStackedWidget

from app.models.report_text import Chip, Content
from app.models.report_views import FINAL, OpenDocument, VersionLine
from app.services import drafts, reports
from app.ui.actions import Act
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.report_acts import ReportActs
from app.ui.reports.desk import Desk
from app.ui.reports.lists import CheckTab, VersionTab
from app.ui.reports.outline import HEAD_KEY, Outline
from app.ui.reports.outputs import version_dialog
from app.ui.reports.preview import Preview
from app.ui.reports.records import ChipRecords
from app.ui.widgets.act_strip import ActStrip
from app.ui.widgets.basics import Banner, boxed, button, column, hide_unless, row

KEEP_MS = 10_000  # while somebody types without a pause
PAUSE_MS = 2_000
MOST_REMARKS = 20
TABS = (("edit", "编辑"), ("check", "数据核对"), ("versions", "历史版本"))


class ReportEditorPage(Page):
    """One document; ``open_document(id)`` by the page of documents, ``open_draft`` by the workbench."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"report"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.opened: OpenDocument | None = None
        self.wanted = ""
        self.unkept = False
        self._tab = "edit"
        self.desk = Desk(context)
        self.desk.changed.connect(self._typed)
        self.desk.records_asked.connect(self.show_records)
        self.desk.recount_asked.connect(self.recount)
        self.outline = Outline(context.theme)
        self.outline.picked.connect(self._picked)
        self.preview = Preview(context, self._asked)
        self.preview.made.connect(self._show_remarks)
        self.remarks: tuple[str, ...] = ()
        self.checks, self.versions = CheckTab(context), VersionTab(context)
        self.versions.print_asked.connect(self._print_version)
        self.versions.text_asked.connect(self._take_version)
        self.act = ReportActs(self)
        self.outline.menu_asked.connect(self.act.outline_menu)
        self.pause, self.steady = QTimer(self), QTimer(self)
        for timer, length in ((self.pause, PAUSE_MS), (self.steady, KEEP_MS)):
            timer.setInterval(length)
            timer.timeout.connect(self.keep)
        self.pause.setSingleShot(True)
        self.steady.start()
        self._build()
        self.bind_acts()

    def _build(self) -> None:
        self.slots = button("", "circle-dashed", kind="slots", action=self._show_slots)
        self.hints = button("", "info-circle", action=self._list_remarks)
        self.word = button("导出 Word", "file-type-docx", action=lambda: self.act.export(".docx"))
        self.pdf = button("导出 PDF", "file-type-pdf", action=lambda: self.act.export(".pdf"))
        self.save_button = button("存为版本", "device-floppy", key="Ctrl+S", action=self.act.save)
        self.finish_button = button("定稿", "circle-check", action=self.act.finish)
        self.reopen_button = button("退回修改", "edit", action=self.act.reopen)
        self.earlier = button("上期文字", action=self.act.previous)
        self.print_button = button("打印", "printer", key="Ctrl+P", kind="primary", action=self.act.print)
        back = button("返回", key="Esc", action=self.leave)
        own = (self.earlier, self.save_button, self.finish_button, self.reopen_button)
        tools = row(back, self.slots, self.hints, None, *own, self.word, self.pdf, self.print_button)
        self.banner = Banner()
        self.middle = QStackedWidget()
        editing = row(self.outline.boxed(), self.desk, self.preview, spacing=8)
        editing.setStretch(1, 5)
        editing.setStretch(2, 4)
        self.editing = boxed(editing)
        for each in (self.editing, self.checks, self.versions):
            self.middle.addWidget(each)
        self.strip = ActStrip(self.context)
        whole = column(boxed(tools), self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addWidget(self.middle, 1)
        whole.addWidget(self.strip)
        self.setLayout(whole)
        for each in (self.slots, self.hints, self.reopen_button):
            hide_unless(each, False)

    # -- frame -----------------------------------------------------------------------------------------------------------------------

    def headline(self) -> str:
        """Name of the open document for the header."""
        return self.opened.name if self.opened is not None else "报告编辑"

    def tabs(self) -> list[tuple[str, str]]:
        """编辑, 数据核对, 历史版本."""
        return list(TABS)

    def tab(self) -> str:
        """The open one."""
        return self._tab

    def show_tab(self, key: str) -> None:
        """Another one."""
        self._tab = key
        self.middle.setCurrentIndex([each for each, _ in TABS].index(key))
        if self.opened is not None and key == "check":
            self.checks.show_document(self.opened, self.desk.collect())
        elif self.opened is not None and key == "versions":
            self.versions.read(self.opened.id, self.desk.writable)

    def acts(self) -> list[Act]:
        """Keys of the page; the bar names none that does nothing to a document that is final."""
        writing = self.opened is None or self.opened.state != FINAL
        return [
            Act("", "/", "插入数据", in_bar=writing),
            Act("Ctrl+R", "Ctrl+R", "重新取数", self.recount, in_bar=writing),
            Act("Ctrl+Up", "Ctrl+↑↓", "换章节", lambda: self.outline.step(-1)),
            Act("Ctrl+Down", "Ctrl+↓", "下一章节", lambda: self.outline.step(1), in_bar=False),
            Act("Ctrl+S", "Ctrl+S", "存为版本", self.act.save, in_bar=writing),
            Act("Ctrl+P", "Ctrl+P", "打印", self.act.print, in_bar=False),
            Act("Ctrl+E", "Ctrl+E", "导出", self.act.export_menu),
            Act("Ctrl+PgDown", "Ctrl+PgDn", "预览下一页", lambda: self.preview.turn(1), in_bar=False),
            Act("Ctrl+PgUp", "Ctrl+PgUp", "预览上一页", lambda: self.preview.turn(-1), in_bar=False),
            Act("Escape", "Esc", "返回报表", self.leave),
        ]

    def focus_first(self) -> None:
        """The text."""
        self.desk.text.setFocus()

    def leave(self) -> None:
        """Esc: what is typed is kept as a draft."""
        if self.strip.close_if_open():
            return
        self.keep()
        self.context.shell.open_page("reports")

    def remember(self) -> dict[str, Any]:
        """The open document."""
        self.keep()
        return {"document": self.opened.id if self.opened is not None else "", "key": self.desk.key}

    def recall(self, state: dict[str, Any]) -> None:
        """Open it again."""
        if state.get("document"):
            self.open_document(str(state["document"]), str(state.get("key", "")))

    def refresh(self) -> None:
        """A version was stored, taken back, or undone."""
        if self.unkept:
            self.keep()  # what is being typed goes before what others changed
        elif self.opened is not None:  # another document that is on its way is not overtaken by the one shown before
            same = self.wanted in ("", self.opened.id)
            self.open_document(self.wanted or self.opened.id, self.desk.key if same else "")

    # -- opening ---------------------------------------------------------------------------------------------------------------------

    def open_document(self, document_id: str, key: str = "") -> None:
        """Read a document; ``key`` = section to begin with."""
        self.keep()
        self.wanted = document_id
        self.banner.hide()
        self.context.jobs.query(self, reports.open_document, self.context.session, document_id,
                                done=lambda opened: self._loaded(opened, key), failed=self.banner.show_error, key="open")  # fmt: skip

    def open_draft(self, draft_id: str) -> None:
        """A draft was chosen on the workbench."""
        self.context.jobs.query(self, drafts.take, self.context.session, draft_id,
                                done=lambda note: self.open_document(note.subject), failed=self.banner.show_error)  # fmt: skip

    def _loaded(self, opened: OpenDocument, key: str = "") -> None:
        self.opened, self.unkept = opened, False
        self.desk.show_document(opened, opened.content, key)
        self._show_states()
        final = opened.state == FINAL
        for each in (self.save_button, self.finish_button, self.earlier):
            each.setVisible(not final)
        self.reopen_button.setVisible(final)
        self.preview.page = 0
        self.preview.make()
        self.context.shell.refresh_tabs()
        self.context.shell.refresh_keys()
        if self._tab != "edit":
            self.show_tab(self._tab)
        if opened.from_draft:
            self.context.shell.set_state(f"接着 {opened.from_draft} 的草稿写")
        elif final:
            self.context.shell.set_state("已定稿，文字和数字不再变")

    # -- writing -----------------------------------------------------------------------------------------------------------------------

    def content(self) -> Content:
        """What is written."""
        return self.desk.collect()

    def _asked(self) -> tuple[OpenDocument, Content] | None:
        return (self.opened, self.desk.content) if self.opened is not None else None

    def _typed(self) -> None:
        self.unkept = True
        self.pause.start()
        self._show_states()
        self.preview.soon()

    def _show_states(self) -> None:
        content = self.desk.content
        self.outline.show_content(content, self.desk.key)
        count = len(content.unfilled())
        self.slots.setText(f" {count} 处待补充")
        self.slots.setVisible(bool(count))

    def _picked(self, key: str) -> None:
        self.desk.collect()
        self.desk.pick(key)
        self.desk.text.setFocus()

    def keep(self) -> None:
        """Store what was typed, every ten seconds and after a pause."""
        if not self.unkept or self.opened is None or not self.desk.writable:
            return
        self.unkept = False
        self.context.jobs.operation(self, reports.keep_draft, self.context.session, self.opened.id, self.desk.content, self.desk.key,
                                    done=self._kept, failed=self._not_kept)  # fmt: skip

    def _kept(self, note: Any) -> None:
        self.context.shell.set_state(f"已自动保存 {reports.clock(note.saved_ms)}")
        self.context.jobs.changes_saved.emit(frozenset({"draft"}))

    def _not_kept(self, error: BaseException) -> None:
        self.unkept = True
        self.context.shell.set_state("没有保存成功", "danger")
        self.banner.show_error(error)

    def recount(self) -> None:
        """Ctrl+R."""
        if self.opened is not None and self.desk.writable:
            self.context.jobs.query(self, reports.recount, self.context.session, self.opened, self.content(), done=self._recounted,
                                    failed=self.banner.show_error, key="recount")  # fmt: skip

    def _recounted(self, answer: Any) -> None:
        opened, moved = answer
        if self.opened is None or opened.id != self.opened.id:
            return
        self.opened = replace(opened, version=self.opened.version, state=self.opened.state)
        self.desk.show_figures(self.opened)
        self.preview.make()
        listed = "；".join(f"{each.name} {each.before}→{each.after}" for each in moved[:6])
        more = f" 等 {len(moved)} 项" if len(moved) > 6 else ""
        self.banner.show_text(f"已重新取数，有变化：{listed}{more}" if moved else "已重新取数，文中数字都没有变", "info" if moved else "ok")

    def show_records(self, chip: Chip | None) -> None:
        """Double click or Enter on a figure."""
        if chip is not None and self.opened is not None and self.desk.source.has_records(chip):
            self.records_dialog(self.opened, chip).exec()

    def records_dialog(self, opened: OpenDocument, chip: Chip) -> ChipRecords:
        """The dialog itself."""
        return ChipRecords(self.context, opened, chip, self)

    def _show_slots(self) -> None:
        menu = QMenu(self)
        for section, state in zip(self.desk.content.sections, self.desk.content.states(), strict=True):
            if state == "open":
                words = "、".join(dict.fromkeys(section.unfilled())) or "还没有内容"
                menu.addAction(f"{section.heading or '导语'}　{words}", lambda key=section.key: self.go_to(key))
        if any(where == "标题" for where, _ in self.desk.content.unfilled()):
            menu.addAction("标题", lambda: self.go_to(HEAD_KEY))
        menu.exec(self.slots.mapToGlobal(self.slots.rect().bottomLeft()))

    def _show_remarks(self, remarks: tuple[str, ...]) -> None:
        self.remarks = remarks
        self.hints.setText(f" {len(remarks)} 处用语")
        self.hints.setToolTip("标点、序号、数字的写法和公文格式不一致的地方，只提示不改动")
        self.hints.setVisible(bool(remarks))

    def _list_remarks(self) -> None:
        menu = QMenu(self)
        for text in self.remarks[:MOST_REMARKS]:
            menu.addAction(text)
        menu.exec(self.hints.mapToGlobal(self.hints.rect().bottomLeft()))

    def go_to(self, key: str) -> None:
        """To a section of the outline."""
        self.show_tab("edit")
        self.outline.choose(key)
        self.context.shell.refresh_tabs()

    def _print_version(self, line: VersionLine) -> None:
        if self.opened is not None:
            version_dialog(self.context, self.opened.id, self.opened.content.title, line.number, self).exec()

    def _take_version(self, line: VersionLine) -> None:
        if self.opened is not None:
            self.context.jobs.query(self, reports.open_document, self.context.session, self.opened.id, line.number,
                                    done=lambda old: self.write_on(old.content, f"已换成第 {line.number} 版的文字，数字仍是现在的"),
                                    failed=self.banner.show_error, key="version")  # fmt: skip

    def reshaped(self, content: Content, key: str) -> None:
        """The outline was changed; texts that are open keep their undo."""
        self.desk.reshape(content, key)
        self._typed()

    def write_on(self, content: Content, words: str) -> None:
        """Other text in the same document; what was there is in the versions."""
        if self.opened is None:
            return
        self.desk.show_document(self.opened, content)
        self._typed()
        self.go_to(self.desk.key)
        self.banner.show_text(words, "info")
