"""The window: first the gate (unlock or set up), then the workbench; text size, lock, full screen, closing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from app.errors import Unavailable
from app.settings import default_register, register_exists
from app.ui import icons, own_password
from app.ui.actions import Act
from app.ui.backup_keeper import SECOND_PLACE
from app.ui.clipboard import ClipboardWatch
from app.ui.closing import ClosingCard
from app.ui.idle import IdleWatch
from app.ui.jobs import Jobs
from app.ui.lock import FirstRunGate, UnlockGate
from app.ui.messages import Messages
from app.ui.preferences import Preferences
from app.ui.recovery import ForgottenGate, RecoveryGate
from app.ui.theme import SCALE_NAMES, Theme
from app.ui.workbench import Workbench

MINIMUM = (1024, 640)
USUAL = (1366, 698)


class MainWindow(QMainWindow):
    """Holds one widget at a time; everything it needs comes through the constructor."""

    def __init__(self, app: QApplication, theme: Theme, jobs: Jobs, messages: Messages, preferences: Preferences) -> None:
        super().__init__()
        self.app, self.theme, self.jobs, self.messages, self.preferences = app, theme, jobs, messages, preferences
        self.session: Any = None
        self.path: Path | None = None
        self.workbench: Workbench | None = None
        self.sign_out: Callable[[Any], object] | None = None
        self.close_register: Callable[[Any, str], object] | None = None  # signs out with a backup; takes the second place too
        self._closing = False
        self._state: dict[str, Any] = {}
        self.idle = IdleWatch(app, self.lock, self)
        self.clipboard = ClipboardWatch(self)
        self.setWindowTitle("织网 · 网格化管理工作台")
        self.setWindowIcon(QIcon(icons.pixmap("building-community", "primary", 64)))
        self.setMinimumSize(*MINIMUM)
        self.resize(*USUAL)

    # -- gates --------------------------------------------------------------------------------------------------------------

    def start(self, path: Path | None) -> None:
        """Unlock the register, or set up an office where there is none."""
        chosen = path or Path(str(self.preferences.get("register") or default_register()))
        if register_exists(chosen):
            self.show_unlock(chosen)
        elif path is None and self.preferences.get("register"):
            gone = f"找不到登记簿“{chosen.name}”。请检查它是否被移走或改名，U 盘是否插好，然后重试；也可以从备份恢复。"
            self.show_unlock(chosen).failed(Unavailable(gone, "missing"))
        else:
            self.show_first_run(chosen if path is not None else default_register())

    def show_unlock(self, path: Path) -> UnlockGate:
        """Ask for the password of a register."""
        self.path = path
        gate = UnlockGate(self.theme, self.jobs, self.messages, self.preferences, path, self.open, self._choose,
                          lambda login: self.show_forgotten(path, login))  # fmt: skip
        self._show(gate)
        gate.focus_first()
        return gate

    def show_forgotten(self, path: Path, login: str) -> ForgottenGate:
        """Recovery code instead of the password."""
        gate = ForgottenGate(self.theme, self.jobs, path, login, self._open_new(path), lambda: self.show_unlock(path))
        self._show(gate)
        return gate

    def show_first_run(self, path: Path, back: Path | None = None) -> FirstRunGate:
        """Set up an office."""
        gate = FirstRunGate(self.theme, self.jobs, self.messages, self.preferences, path, self._open_new(path), self._choose, back)
        self._show(gate)
        gate.focus_first()
        return gate

    def open(self, session: Any) -> None:
        """A register was unlocked; a first or an old password is changed before the work begins."""
        self.session = session
        self.jobs.operation(self, own_password.must_change, session, done=self._admit)

    def _admit(self, reason: str) -> None:
        if self.session is None:
            return
        if not reason:
            self._enter()
            return
        gate = own_password.MustChangeGate(self.theme, self.jobs, self.session, reason, self._enter, later="初始密码" not in reason)
        self._show(gate)
        gate.focus_first()

    def _enter(self) -> None:
        if self._state.get("account") != str(self.session.account.id):  # what somebody else had open and was looking for is not shown
            self._state = {}
        self._build()
        self.idle.watch(int(self.session.rules.idle))

    def lock(self) -> None:
        """Ctrl+L: the file is closed, the key leaves the memory, the same page comes back after unlocking."""
        if self.session is None or self.path is None:
            return
        self.clipboard.clear_now()
        self.idle.watch(0)
        if self.workbench is not None:
            self._state = {**self.workbench.remember(), "account": str(self.session.account.id)}
        session, self.session, self.workbench = self.session, None, None
        self.jobs.on_trouble = None
        gate = self.show_unlock(self.path)
        if self.sign_out is not None:
            gate.enter.setEnabled(False)
            self.jobs.operation(gate, self.sign_out, session, done=lambda _done: gate.enter.setEnabled(True))

    # -- text size ------------------------------------------------------------------------------------------------------------

    def set_scale(self, scale: float) -> None:
        """Ctrl + / −: everything is built anew at the new size, nothing that was chosen is lost."""
        if scale == self.theme.scale:
            return
        self.theme = Theme(scale)
        self.theme.apply(self.app)
        self.preferences.put("scale", scale)
        if self.workbench is not None:
            self._state = self.workbench.remember()
            self._build()
            self.workbench.undo_bar.show_text(f"文字大小：{SCALE_NAMES.get(scale, '')}", undoable=False)
        elif self.path is not None:
            self.show_unlock(self.path)

    def window_acts(self) -> list[Act]:
        """Keys that belong to the window."""
        return [
            Act("Ctrl+L", "Ctrl+L", "锁屏", self.lock),
            Act("Ctrl++", "Ctrl +", "放大文字", lambda: self.set_scale(self.theme.larger(1))),
            Act("Ctrl+=", "", "放大文字", lambda: self.set_scale(self.theme.larger(1))),
            Act("Ctrl+-", "Ctrl −", "缩小文字", lambda: self.set_scale(self.theme.larger(-1))),
        ]

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Close the register before the window goes; what is being typed is kept as a draft first."""
        self.clipboard.clear_now()
        self.idle.watch(0)
        if self.session is not None and self.workbench is not None:
            self.workbench.remember()
        session, self.session = self.session, None
        self.jobs.cancel_running()
        if session is not None and (self.close_register or self.sign_out) is not None:
            self._closing = True
            self._sign_out_for_good(session)
        if self._closing:  # the threads are at it: the window stays until the register is closed and backed up
            self._show(ClosingCard(self.theme))
            event.ignore()
            return
        self.jobs.stop()
        super().closeEvent(event)

    def _sign_out_for_good(self, session: Any) -> None:
        if self.close_register is not None:
            second = str(self.preferences.get(SECOND_PLACE, "") or "")
            self.jobs.operation(self, self.close_register, session, second, done=self._gone, failed=self._gone)
        elif self.sign_out is not None:
            self.jobs.operation(self, self.sign_out, session, done=self._gone, failed=self._gone)

    def _gone(self, made: Any) -> None:
        self._closing = False
        trouble = made.text if isinstance(made, Unavailable) else getattr(made, "message", "") if getattr(made, "path", "-") == "" else ""
        if trouble and not self.jobs.synchronous:
            card = ClosingCard(self.theme)
            card.say(trouble, self.close)
            self._show(card)
        elif not self.jobs.synchronous:
            self.close()

    # -- inside -----------------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        office, practice = str(self.session.office.name), bool(self.session.practice)
        self.setWindowTitle(f"织网 · 网格化管理工作台 — {office}" if office else "织网 · 网格化管理工作台")
        self.workbench = Workbench(self.session, self.jobs, self.messages, self.theme, self.preferences, self.window_acts(),
                                   office, practice)  # fmt: skip
        self.workbench.on_ended = self._ended
        self._show(self.workbench)
        self.workbench.recall(self._state)

    def _open_new(self, path: Path) -> Callable[[Any], object]:
        def opened(session: Any) -> None:
            self.path = path
            code = str(getattr(session.register, "recovery_code", ""))
            if code:
                self.show_recovery(code, session.office.name, lambda: self.open(session))
            else:
                self.open(session)

        return opened

    def _ended(self, text: str) -> None:
        """A restore closed the register: the gate says what was done."""
        self.idle.watch(0)
        self.session, self.workbench, self._state = None, None, {}
        self.jobs.on_trouble = None
        if self.path is not None:
            self.show_unlock(self.path).banner.show_text(text, "ok", closable=False)

    def show_recovery(self, code: str, office: str, go_on: Callable[[], object]) -> RecoveryGate:
        """The recovery key, once."""
        gate = RecoveryGate(self.theme, self.messages, code, office, go_on)
        self._show(gate)
        return gate

    def _choose(self, path: Path | None) -> Any:
        self._state = {}
        if path is None:
            target = default_register()
            number = 2
            while target.exists():
                target = default_register().with_stem(f"{default_register().stem}-{number}")
                number += 1
            return self.show_first_run(target, back=self.path if self.path and self.path.exists() else None)
        return self.show_unlock(path)

    def _show(self, widget: QWidget) -> None:
        self.setCentralWidget(widget)
        QTimer.singleShot(0, widget, widget.update)
