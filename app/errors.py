"""The three kinds of error of the program.

``Refused``: a rule of the office said no; shown at the field.  ``Unavailable``: the surroundings said no (disk, key, lock, file);
shown as a banner that says what to do.  Anything else is a bug and goes to the report dialog.
"""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One reason why something was refused: the field it belongs to (``""`` = the whole form) and a Chinese sentence."""

    field: str
    text: str
    severity: str = "error"  # 'error' blocks, 'warning' may be accepted


class Refused(Exception):
    """A rule said no.  Nothing was written; what was typed is kept."""

    def __init__(self, problems: Sequence[Problem] | str) -> None:
        self.problems: list[Problem] = [Problem("", problems)] if isinstance(problems, str) else list(problems)
        super().__init__(";".join(problem.text for problem in self.problems))


class Unavailable(Exception):
    """The surroundings said no.  ``text`` says in Chinese what happened and what to do; ``reason`` is a stable word for programs
    (``wrong_password``, ``damaged``, ``too_new``, ``locked``, ``missing``, ``disk_full``, ``no_key_file``, ``network_share``, …)."""

    def __init__(self, text: str, reason: str = "unavailable") -> None:
        self.text = text
        self.reason = reason
        super().__init__(text)


class Cancelled(Exception):
    """The person pressed 取消 while long work was running; everything was rolled back."""


def of_file(error: OSError) -> Unavailable | None:
    """What the system says of a file that the person chose (an export, a PDF, a workbook to read); None when it is a bug."""
    given = error.filename2 or error.filename
    if not isinstance(given, str):
        return None
    path = Path(given)
    name = path.name.removesuffix(".part").removesuffix(".new")
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return Unavailable(f"磁盘已满，“{name}”没有存成。请清理磁盘空间后再试，或换个位置存。", "disk_full")
    if error.errno == errno.EROFS:
        return Unavailable(f"“{name}”所在的磁盘是只读的，没有存成。请检查 U 盘的写保护开关，或换个位置存。", "read_only")
    if isinstance(error, PermissionError) or error.errno in (errno.EBUSY, errno.ETXTBSY):
        return Unavailable(f"“{name}”正在别的程序（如 Excel、WPS）中打开，或没有写入权限。关闭它再试，或另存为别的名字。", "locked_file")
    if error.errno == errno.EIO:
        return Unavailable(f"读写“{name}”时磁盘出错。请检查 U 盘是否松动，换个位置再试。", "disk_error")
    if isinstance(error, FileNotFoundError) and path.is_absolute() and not path.parent.exists():
        return Unavailable(f"“{path.parent.name}”这个文件夹不在了，“{name}”没有存成。请检查 U 盘是否拔下，或换个位置存。", "place_gone")
    return None
