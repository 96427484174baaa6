"""Where everything is put together: the only file that knows everybody.

``run`` opens the window, ``gallery`` draws every screen into PNG files without one.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.ui.main_window import MainWindow


def application() -> QApplication:
    """The one QApplication, with the input method of most Chinese desktops."""
    if os.environ.get("QT_IM_MODULE") == "fcitx":
        os.environ["QT_IM_MODULE"] = "ibus"  # the wheel has the ibus plug-in only; fcitx answers on the ibus bus too
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("zhiwang")
    app.setApplicationDisplayName("织网")
    app.setDesktopFileName("zhiwang")
    return app


def compose(app: QApplication, scale: float | None = None, synchronous: bool = False, keep: bool = True) -> MainWindow:
    """A window with everything it needs; ``keep`` False touches no file of the user (tests, gallery)."""
    from app.settings import user_directory
    from app.ui.faults import Faults
    from app.ui.jobs import Jobs, Sweeper
    from app.ui.main_window import MainWindow
    from app.ui.messages import Messages
    from app.ui.preferences import Preferences
    from app.ui.theme import dress

    preferences = Preferences(user_directory() / "preferences.json" if keep else None)
    theme = dress(app, scale or float(preferences.get("scale", 1.0)))
    jobs = Jobs(synchronous=synchronous)
    window = MainWindow(app, theme, jobs, Messages(), preferences)
    jobs.setParent(window)
    window.sign_out = _sign_out
    if keep:
        window.close_register = _close_register
    if keep:
        from app.logs import start_log

        faults = Faults(start_log())
        faults.parent = window
        faults.install()
        jobs.on_bug = faults.handle
        Sweeper(window)
    return window


def run(path: Path | None = None, session: Any = None) -> int:
    """Open the window on a register (None = the last one, or the first-run screen) and stay until it is closed; a session that is
    already open needs no password."""
    from PySide6.QtCore import QTimer

    app = application()
    window = compose(app)
    window.start(path)
    if session is not None:
        window.open(session)
    window.show()
    QTimer.singleShot(0, window, lambda: _warm_up(window))
    return app.exec()


def _warm_up(window: MainWindow) -> None:
    """While the password is being typed: load what comes after it, and the fonts of rare names."""
    from PySide6.QtCore import QTimer

    from app.ui.theme import load_rare_fonts

    QTimer.singleShot(1500, window, load_rare_fonts)
    window.jobs.work(window, _import_services)


def _import_services() -> None:
    from app import temporary

    temporary.claim()  # before anybody can have opened a register, after the window is there
    from app.services import documents, find, history, imports, rankings, residents, session  # noqa: F401


def _sign_out(session: Any) -> None:
    from app.services import session as sessions

    sessions.sign_out(session)


def _close_register(session: Any, second: str) -> Any:
    from app.services import backups
    from app.services import session as sessions

    made = backups.on_closing(session, second)
    sessions.sign_out(session)
    return made


def gallery(session: Any, out_dir: Path, size: tuple[int, int] = (1366, 698), font_scale: float = 1.0) -> list[Path]:
    """Every screen and dialog of an open session as PNG; returns the files."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app.ui.gallery import draw

    with _quiet_platform():
        app = application()
        window = compose(app, scale=font_scale, synchronous=True, keep=False)
        return draw(app, window, session, Path(out_dir), size)


@contextlib.contextmanager
def _quiet_platform() -> Iterator[None]:
    """The platform without a screen remarks at every dialog that it has no window manager; all other words of Qt pass."""
    from PySide6.QtCore import qInstallMessageHandler

    def pass_on(kind: Any, place: Any, text: str) -> None:
        if "propagateSizeHints" in text:
            return
        if before is not None:
            before(kind, place, text)
        else:
            sys.stderr.write(text + "\n")

    before: Any = qInstallMessageHandler(pass_on)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
