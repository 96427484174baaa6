"""The log on disk: readable by its owner only, small, and without names or numbers of people."""

from __future__ import annotations

import logging
import os
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

from app.settings import user_directory

_NUMBER = re.compile(r"\d[\dXx]{5,}")
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")


def masked(text: str) -> str:
    """Numbers of six digits and more, and every Chinese word, made unreadable: a log may be sent away."""
    return _CHINESE.sub("□", _NUMBER.sub(lambda found: found[0][:2] + "*" * (len(found[0]) - 2), text))


class MaskingFormatter(logging.Formatter):
    """Masks the finished line, traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as written."""
        return masked(super().format(record))


def start_log(directory: Path | None = None) -> Path:
    """Write warnings and errors to ``logs/zhiwang.log`` (3 × 512 KB); returns its path."""
    folder = (directory or user_directory()) / "logs"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "zhiwang.log"
    root = logging.getLogger()
    if not any(isinstance(handler, RotatingFileHandler) for handler in root.handlers):
        handler = RotatingFileHandler(path, maxBytes=512_000, backupCount=2, encoding="utf-8", delay=False)
        handler.setFormatter(MaskingFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        handler.setLevel(logging.WARNING)
        root.addHandler(handler)
    os.chmod(path, 0o600)
    return path
