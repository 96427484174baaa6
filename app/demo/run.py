"""The ``demo`` command: build or open the practice office, then show it or write its documents."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from app.demo.office import build, is_built, open_built, register_in
from app.demo.plan import LOGIN, OFFICE_DAY, PASSWORD

Progress = Callable[[int, int, str], None]


def has_display() -> bool:
    """Whether a window can be shown on this machine."""
    if os.environ.get("QT_QPA_PLATFORM", "") == "offscreen":
        return False
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run_demo(directory: Path, word: str = "community", headless: bool = False, progress: Progress | None = None) -> int:
    """``zhiwang demo``: returns the exit status.  The office day is the Friday of the meeting unless the caller set one."""
    os.environ.setdefault("ZHIWANG_TODAY", OFFICE_DAY.isoformat())
    tell = progress or _say
    if headless or not has_display():
        from app.demo.outputs import write_outputs
        from app.services.session import sign_out

        session = build(directory, word, tell)
        try:
            for path in write_outputs(session, directory, tell):
                print(path)
        finally:
            sign_out(session)
        return 0
    ready = is_built(directory, word)
    session = open_built(directory) if ready else build(directory, word, tell)
    again = f"已有练习单位，直接打开；要重新建立，先删除 {directory}" if ready else "练习单位已建好"
    tell(1, 1, f"{again}。登录名 {LOGIN}，密码 {PASSWORD}")
    from app import bootstrap

    return bootstrap.run(register_in(directory), session)


def _say(done: int, total: int, text: str) -> None:
    """Progress on stderr: one line per new sentence, not one per row."""
    if text != _said[0]:
        _said[0] = text
        print(f"[织网] {text}", file=sys.stderr, flush=True)


_said = [""]
