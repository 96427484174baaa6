"""Pictures of 备份与恢复: the page, a copy that is looked at, the question before a restore, the gate of a damaged register."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.errors import Unavailable


def draw_backups(camera: Any, window: Any) -> None:
    """With the copies that are there; the first one is made here where there is none."""
    if "backups" not in {entry.name for entry in window.workbench.entries}:
        return
    page: Any = window.workbench.open_page("backups")
    if not page.model.rows and window.session.register.path is not None:
        page.run()
        page.banner.hide()
    camera.take(window, "backups")
    if page.current() is None:
        return
    for ask, name in ((page.look, "backup_look"), (page.restore, "backup_restore")):
        ask()
        if page.dialog is not None:
            camera.take(page.dialog, name)
            page.dialog.done(0)
            page.dialog = None


def draw_damaged(camera: Any, window: Any, path: Path) -> None:
    """What the gate says and offers."""
    gate = window.show_unlock(path)
    text = "登记簿文件有损坏，已停止写入。请不要继续使用此文件，抢救到新文件或从最近的备份恢复。"
    gate.failed(Unavailable(text, "damaged"))
    camera.take(window, "unlock_damaged")
