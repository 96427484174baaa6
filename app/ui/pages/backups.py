"""系统管理 备份与恢复 (picture N): the state sentence first, then the generations, what a restore would take away, the two places."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QStackedWidget

from app.models.backup_views import KEPT_TEXT, MINUTES, SECOND_DAYS, BackupLine, BackupSheet
from app.services import backup_copies, backups
from app.ui import icons
from app.ui.actions import Act
from app.ui.backup_keeper import SECOND_PLACE
from app.ui.context import Context
from app.ui.pages.backup_look import LookDialog, PasswordDialog, RestoreDialog, lost_text, show
from app.ui.pages.base import Page
from app.ui.tables.backups import backup_columns
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.view import GridView, current_row
from app.ui.widgets.basics import Banner, boxed, button, column, label, panel, row, scrolled
from app.ui.widgets.states import ProgressStrip, StateView

SIDE = 384
KEY_TEXT = "备份是加密的：换一台电脑恢复，要用备份时的密码或恢复码。恢复码请和备份分开存放，两样都丢了谁也打不开。"


class BackupsPage(Page):
    """Administrators only."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"backup"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.sheet: BackupSheet | None = None
        self.dialog: Any = None
        self.keeper = context.shell.keeper
        self._build()
        self.bind_acts()

    # -- face -----------------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.context.theme
        self.picture, self.sentence, self.detail, self.counts = QLabel(), label("", "subtitle"), label("", "helper"), label("", "helper")
        self.stick_button = button("备份到 U 盘", "device-floppy", action=self.to_stick)
        self.now_button = button("立即备份", "shield-check", key="Ctrl+N", kind="primary", action=self.run)
        words = column(self.sentence, self.detail, self.counts, spacing=2)
        head = panel(row(self.picture, words, None, self.stick_button, self.now_button, spacing=12, margins=(16, 8, 16, 8)))
        self.progress, self.banner = ProgressStrip(theme), Banner()
        self.model = ListedTableModel(backup_columns())
        self.table = GridView(theme, "备份列表")
        self.table.setModel(self.model)
        self.table.moved.connect(lambda _row: self._row_changed())
        self.table.opened.connect(lambda _row, _column: self.look())
        self.state = StateView(theme)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.state)
        kept = label(KEPT_TEXT, "helper")
        top = panel(row(label("备份列表", "subtitle"), None, button("从文件恢复", "folder-open", kind="text", small=True, action=self.from_file),
                        margins=(12, 4, 8, 4)), role="panel-head")  # fmt: skip
        foot = panel(row(kept, None, margins=(12, 0, 12, 0)), role="section")
        foot.setFixedHeight(theme.px(34))
        body = row(spacing=8)
        body.addWidget(panel(top, self.middle, foot, margin=1, grow=1), 1)
        body.addLayout(self._side())
        whole = column(head, self.progress, self.banner, spacing=8, margins=(12, 10, 12, 10))
        whole.addLayout(body, 1)
        self.setLayout(whole)

    def _side(self) -> Any:
        theme = self.context.theme
        side = column(spacing=8)
        for part in (self._places_panel(), self._copy_panel()):
            part.setFixedWidth(theme.px(SIDE))
            side.addWidget(part, int(part is self.copy_panel))
        return side

    def _places_panel(self) -> QFrame:
        self.first, self.second, self.second_state = label("", wrap=True), label("", wrap=True), label("", "helper")
        self.choose_button = button("选择…", kind="text", small=True, action=self.choose_second)
        self.drop_button = button("不用了", kind="text", small=True, action=self.drop_second)
        self.minutes, self.days = QComboBox(), QComboBox()
        for box, values, words, name in ((self.minutes, MINUTES, "每 {} 分钟，有改动才备", "自动备份间隔"),
                                         (self.days, SECOND_DAYS, "超过 {} 天没备到就提醒", "第二处提醒")):  # fmt: skip
            box.setAccessibleName(name)
            for value in values:
                box.addItem(words.format(value), value)
            box.activated.connect(lambda _place: self.set_policy())
        self.rehearsal = label("", "helper", wrap=True)
        lines = [
            row(label("第一份", "form"), self.first, None),
            row(label("第二份", "form"), self.second, self.second_state, None, self.choose_button, self.drop_button, spacing=4),
            row(label("工作时", "form"), self.minutes, None),
            row(label("第二份", "form"), self.days, None),
            row(self.rehearsal, button("现在演练", kind="text", small=True, action=self.rehearse)),
        ]
        lines[-1].setStretch(0, 1)
        head = panel(row(label("自动备份", "subtitle"), label("退出、导入、升级前也备", "helper"), None, margins=(12, 7, 12, 7)), role="panel-head")
        return panel(head, column(*lines, spacing=5, margins=(12, 6, 12, 8)), margin=1)

    def _copy_panel(self) -> QFrame:
        self.copy_title, self.lost = label("恢复", "subtitle"), label("", wrap=True)
        self.checked = label("", "helper", wrap=True)
        note = label("看一看只读打开，不影响现在的数据。恢复前先把现在的数据再备份一次。", "helper", wrap=True)
        self.restore_button = button("恢复…", kind="danger", action=self.restore)
        self.check_button = button("检查这份", key="F2", action=self.check)
        self.look_button = button("看一看", "eye", key="Enter", kind="", action=self.look)
        head = panel(row(self.copy_title, None, margins=(12, 7, 12, 7)), role="panel-head")
        inside = column(label("恢复后会少掉这之后的内容：", "bold"), self.lost, self.checked, note, label(KEY_TEXT, "helper", wrap=True), None,
                        spacing=6, margins=(12, 8, 12, 4))  # fmt: skip
        foot = row(self.restore_button, None, self.check_button, self.look_button, margins=(12, 4, 12, 8))
        self.copy_panel = panel(head, scrolled(boxed(inside)), foot, margin=1, grow=1)
        return self.copy_panel

    def acts(self) -> list[Act]:
        """Keys of the page."""
        return [
            Act("", "↑↓", "选择备份"),
            Act("", "Enter", "看一看"),
            Act("F2", "F2", "检查这份", self.check),
            Act("Ctrl+N", "Ctrl+N", "立即备份", self.run),
            Act("Ctrl+R", "Ctrl+R", "重新读取", self.refresh, in_bar=False),
        ]

    def focus_first(self) -> None:
        """The list."""
        self.table.setFocus()

    def current(self) -> BackupLine | None:
        """The chosen copy."""
        return self.model.record(current_row(self.table))

    # -- reading ----------------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read both places again."""
        self.context.jobs.query(self, backups.sheet, self.context.session, self.keeper.second, done=self._show,
                                failed=self.banner.show_error, key="sheet")  # fmt: skip

    def _show(self, sheet: BackupSheet) -> None:
        self.sheet = sheet
        state = sheet.state
        self.picture.setPixmap(icons.pixmap("shield-check" if state.tone == "ok" else "alert-circle", state.tone, self.context.theme.px(30)))
        self.sentence.setText(state.sentence)
        self.detail.setText(state.detail + ("；此后有改动，会自动备份" if state.due and sheet.lines else ""))
        self.counts.setText(sheet.counts)
        self.first.setText("本机，登记簿旁边")
        self.first.setToolTip(sheet.first)
        self.second.setText(backups.place_name(sheet.second) if sheet.second else "还没有选")
        self.second.setToolTip(sheet.second)
        self.second_state.setText(sheet.second_text)
        self.drop_button.setVisible(bool(sheet.second))
        self.minutes.setCurrentIndex(MINUTES.index(sheet.policy.minutes))
        self.days.setCurrentIndex(SECOND_DAYS.index(sheet.policy.second_days))
        self.rehearsal.setText(f"每月演练一次。{sheet.rehearsal}")
        place = max(current_row(self.table), 0)
        self.model.set_rows(sheet.lines)
        if sheet.lines:
            self.middle.setCurrentWidget(self.table)
            self.table.select_row(min(place, len(sheet.lines) - 1))
            self._row_changed()
        else:
            self.state.show_state("shield-check", "还没有备份", "第一份备在登记簿旁边，退出时也会自动备份", [("立即备份", "Ctrl+N", self.run)])
            self.middle.setCurrentWidget(self.state)
        self.copy_panel.setEnabled(bool(sheet.lines))

    def _row_changed(self) -> None:
        line = self.current()
        if line is not None:
            self.copy_title.setText(f"恢复到 {line.at}")
            self.checked.setText(f"{'打开检查过，完好' if line.whole else '检查时有损坏，不能用来恢复'}：{line.checked}" if line.checked else "")
            self.restore_button.setEnabled(line.whole)
            self.context.jobs.query(self, backup_copies.lost_after, self.context.session, line.path, key="lost", failed=lambda _error: None,
                                    done=lambda lost: self.lost.setText(lost_text(lost)))  # fmt: skip

    def _failed(self, error: BaseException) -> None:
        self.progress.end()
        self.banner.show_error(error)
        self.refresh()

    # -- acts -------------------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """立即备份."""
        self.progress.begin("正在备份并检查，可以继续工作", None)
        self.keeper.run("manual", self._made, self._failed)

    def _made(self, made: Any) -> None:
        self.progress.end()
        self.banner.show_text(made.message, "warn" if made.second == "failed" else "ok")

    def to_stick(self) -> None:
        """A copy into the second place; without one, choose it first."""
        if self.keeper.second or self.choose_second():
            self.run()

    def choose_second(self) -> bool:
        """A folder on a stick or a share; the path belongs to this computer."""
        path = self.context.messages.directory_of(self, "第二处放在哪里（U 盘或共享文件夹）")
        if path is None:
            return False
        if self.sheet is not None and Path(self.sheet.first).resolve() in (path.resolve(), *path.resolve().parents):
            self.banner.show_text("第二处和第一处是同一个文件夹，电脑坏了会一起丢。请选 U 盘或另一台电脑的共享文件夹", "warn")
            return False
        self.context.preferences.put(SECOND_PLACE, str(path))
        self._place_changed()
        return True

    def drop_second(self) -> None:
        """No second place on this computer any more; the copies there stay."""
        self.context.preferences.put(SECOND_PLACE, "")
        self._place_changed()

    def _place_changed(self) -> None:
        self.refresh()
        self.keeper.look()

    def set_policy(self) -> None:
        """The office decides how often."""
        self.context.jobs.operation(self, backups.set_policy, self.context.session, self.minutes.currentData(), self.days.currentData(),
                                    done=self.context.shell.show_done, failed=self.banner.show_error)  # fmt: skip

    def check(self) -> None:
        """F2: every page of the chosen copy."""
        line = self.current()
        if line is None:
            return
        self.progress.begin("正在逐页检查这份备份，可以继续工作", None)
        self.context.jobs.work(self, backup_copies.check, self.context.session, line.path, done=self._said, failed=self._failed)

    def rehearse(self) -> None:
        """The monthly trial, now."""
        self.progress.begin("正在演练：恢复到临时位置，检查，再删掉", None)
        self.keeper.rehearse("", lambda done: self._said(done.message), self._failed)

    def _said(self, text: str) -> None:
        self.progress.end()
        self.banner.show_text(text, "warn" if "没有通过" in text else "ok")
        self.refresh()

    def look(self, password: str = "") -> None:
        """Enter: open the chosen copy and show what is in it."""
        line = self.current()
        if line is None:
            return

        def failed(error: BaseException) -> None:
            if getattr(error, "reason", "") == "other_key":
                self.dialog = show(PasswordDialog(str(error), self.look, self), self.context)
            else:
                self._failed(error)

        def arrived(found: Any) -> None:
            self.dialog = show(LookDialog(self.context, found, self), self.context)

        self.context.jobs.query(self, backup_copies.look, self.context.session, line.path, password, done=arrived, failed=failed)

    def restore(self) -> None:
        """Ask by name and password, then the session ends and the gate says what was done."""
        line = self.current()
        if line is not None and line.whole:
            self.context.jobs.query(self, backup_copies.lost_after, self.context.session, line.path, failed=self._failed,
                                    done=lambda lost: self._ask(line, lost))  # fmt: skip

    def from_file(self) -> None:
        """A copy from anywhere: it appears in the second place's folder list once that folder is chosen; here it is restored at once."""
        path = self.context.messages.open_file(self, "从哪个备份恢复", "织网备份 (*.zhiwang)")
        if path is None:
            return
        self.context.jobs.query(self, backup_copies.line_of, self.context.session, str(path), failed=self._failed,
                                done=lambda found: self._ask(*found))  # fmt: skip

    def _ask(self, line: BackupLine, lost: Any) -> None:
        dialog: RestoreDialog

        def submit(office: str, password: str) -> None:
            self.context.jobs.operation(dialog, backups.replace, self.context.session, line.path, office, password, self.keeper.second,
                                        done=replaced, failed=refused)  # fmt: skip

        def refused(error: BaseException) -> None:
            if self.context.session.register.closed:  # the present file was closed and is whole; the exchange did not succeed
                dialog.accept()
                self.context.shell.end_session(f"没有恢复，现在的数据没有改动。{error}")
            else:
                dialog.failed(error)

        def replaced(text: str) -> None:
            dialog.accept()
            self.context.shell.end_session(text)

        dialog = RestoreDialog(self.context, line, lost, submit, self)
        self.dialog = dialog
        show(dialog, self.context)
