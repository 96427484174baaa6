"""What the gate offers when a register cannot be opened: the key file back from a backup, a rescue into a new file, a restore, 重试.

Nothing here opens or changes the file that is damaged.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.ui.backup_keeper import SECOND_PLACE
from app.ui.widgets.basics import boxed, button, row

RETRY = ("disk_full", "read_only", "no_permission", "cannot_open", "disk_error", "locked", "busy", "missing", "no_memory")
RESTORABLE = ("damaged", "missing", "no_key_file")
BACKUP = "织网备份 (*.zhiwang)"


class GateOffers:
    """Buttons below the banner of an ``UnlockGate``, by the reason why it did not open."""

    def __init__(self, gate: Any, choose: Callable[[Path], object]) -> None:
        self.gate, self.choose = gate, choose
        self.key = button("从备份取回钥匙文件", "key", action=self.take_key)
        self.rescue = button("抢救到新文件", "device-floppy", action=self.rescue_file)
        self.restore = button("从备份恢复", "folder-open", action=self.restore_copy)
        self.retry = button("重试", "refresh", action=gate.unlock)
        self.box = boxed(row(self.key, self.rescue, self.restore, self.retry, None))
        gate.body.insertWidget(2, self.box)
        self.clear()

    @property
    def second(self) -> str:
        """The second place of this computer."""
        return str(self.gate.preferences.get(SECOND_PLACE, "") or "")

    def clear(self) -> None:
        """Nothing to offer."""
        self.box.hide()

    def show_for(self, reason: str) -> None:
        """What helps against this."""
        shown = {
            self.key: reason == "no_key_file",
            self.rescue: reason == "damaged",
            self.restore: reason in RESTORABLE,
            self.retry: reason in RETRY,
        }
        for part, wanted in shown.items():
            part.setVisible(wanted)
        self.box.setVisible(any(shown.values()))

    def take_key(self) -> None:
        """The key file that lies with the newest backup."""
        from app.services import backup_copies

        self.gate.jobs.operation(self.gate, backup_copies.take_key, self.gate.path, self.second, done=self._again, failed=self.gate.failed)

    def rescue_file(self) -> None:
        """Into a new file; the password is the one that is typed."""
        from app.services import backup_copies

        if not self._has_password():
            return
        self._wait("正在抢救到新文件，损坏的文件不会改动…")
        self.gate.jobs.operation(self.gate, backup_copies.rescue_file, self.gate.path, self.gate.login.text().strip(),
                                 self.gate.password.text(), self.second, done=self._rescued, failed=self.gate.failed)  # fmt: skip

    def restore_copy(self) -> None:
        """A backup in the place of the register; what is there now is kept beside it."""
        from app.services import backup_copies

        if not self._has_password():
            return
        gate = self.gate
        gate.messages.directory = gate.path.parent / "backups" if (gate.path.parent / "backups").is_dir() else gate.messages.directory
        copy = gate.messages.open_file(gate, "从哪个备份恢复", BACKUP)
        if copy is None:
            return
        title = f"用备份“{copy.name}”替换登记簿“{gate.path.stem}”？"
        text = "现在的文件会改名留在旁边，不会删除。备份以后录入的内容不在备份里。"
        if gate.messages.ask(gate, title, text, ("替换数据", "不替换"), danger=True):
            return
        self._wait("正在恢复…")
        gate.jobs.operation(gate, backup_copies.restore_closed, gate.path, copy, gate.login.text().strip(), gate.password.text(),
                            done=self._again, failed=gate.failed)  # fmt: skip

    def _has_password(self) -> bool:
        if self.gate.password.text():
            return True
        self.gate.banner.show_text("先在下面输入密码，再点这里：备份也要用密码打开", "warn", closable=False)
        self.gate.password.setFocus()
        return False

    def _wait(self, text: str) -> None:
        self.clear()
        self.gate.enter.setEnabled(False)
        self.gate.banner.show_text(text, "info", closable=False)

    def _again(self, text: str) -> None:
        self.clear()
        self.gate.enter.setEnabled(True)
        self.gate.banner.show_text(text, "ok", closable=False)
        self.gate.password.setFocus()

    def _rescued(self, found: Any) -> None:
        self.gate.preferences.put("register", found.path)
        new = self.choose(Path(found.path))
        banner = getattr(new, "banner", None)
        if banner is not None:
            banner.show_text(found.message, "ok" if found.checked else "warn", closable=False)
