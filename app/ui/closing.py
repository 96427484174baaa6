"""What the window shows while it closes: the register is being closed and backed up."""

from __future__ import annotations

from collections.abc import Callable

from app.ui.lock import Gate
from app.ui.theme import Theme
from app.ui.widgets.basics import button, label


class ClosingCard(Gate):
    """Goes by itself; stays only where the last backup did not succeed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "正在关闭", 480)
        self.words = label("正在关闭登记簿；有改动时先备份并检查一遍，完成后自动关闭。", wrap=True)
        self.form.addWidget(self.words, 0, 0, 1, 2)

    def say(self, trouble: str, close: Callable[[], object]) -> None:
        """The register is closed and safe, the backup is missing."""
        self.words.setText("登记簿已保存并关闭，但退出时的备份没有做成。下次登录后会再备。")
        self.banner.show_text(trouble, "warn", closable=False)
        self.foot.addStretch(1)
        self.foot.addWidget(button("关闭", "check", kind="primary", action=close))
