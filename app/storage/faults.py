"""Turns what the driver says (by error number, never by its text) into ``Unavailable`` with a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import Cancelled, Unavailable
from app.storage import driver

# primary SQLite result code -> (reason, sentence)
SENTENCES: dict[int, tuple[str, str]] = {
    3: ("no_permission", "没有读写登记簿文件的权限。请用保存该文件的账户登录，或请管理员放开权限后再试。"),
    5: ("busy", "登记簿正被另一项工作占用，这次没有保存。请稍等片刻再试。"),
    6: ("busy", "登记簿正被另一项工作占用，这次没有保存。请稍等片刻再试。"),
    7: ("no_memory", "电脑内存不足，这次没有保存。请关闭其他程序后再试。"),
    8: ("read_only", "登记簿文件是只读的，不能保存。请检查文件属性和所在磁盘是否写保护。"),
    10: ("disk_error", "读写磁盘时出错，这次没有保存。请检查磁盘、U盘是否松动，并尽快备份。"),
    11: ("damaged", "登记簿文件有损坏，已停止写入。请不要继续使用此文件，抢救到新文件或从最近的备份恢复。"),
    13: ("disk_full", "磁盘已满，这次没有保存，之前保存的都在。请清理磁盘空间后再试。"),
    14: ("cannot_open", "打不开登记簿文件。请检查所在磁盘是否还在、有没有读写权限。"),
    26: ("damaged", "登记簿文件有损坏，或与钥匙文件不是一对。请不要覆盖它，抢救到新文件或从最近的备份恢复。"),
}
INTERRUPTED = 9
DRIVER_ERROR: type[Exception] = driver.Error


def translate(error: BaseException) -> BaseException:
    """The program's own error for a driver's error, or the same error when it is a bug and must stay one."""
    if isinstance(error, OSError):
        return _of_system(error)
    if not isinstance(error, DRIVER_ERROR):
        return error
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code == INTERRUPTED:
        return Cancelled("已取消，没有写入任何内容。")
    if code in SENTENCES:
        reason, text = SENTENCES[code]
        return Unavailable(text, reason)
    return error


def _of_system(error: OSError) -> BaseException:
    import errno

    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return Unavailable(SENTENCES[13][1], "disk_full")
    if error.errno in (errno.EACCES, errno.EPERM):
        return Unavailable(SENTENCES[3][1], "no_permission")
    if error.errno == errno.EROFS:
        return Unavailable(SENTENCES[8][1], "read_only")
    if error.errno == errno.EIO:
        return Unavailable(SENTENCES[10][1], "disk_error")
    return error


@contextmanager
def translated() -> Iterator[None]:
    """Everything inside raises the program's own errors."""
    try:
        yield
    except (OSError, DRIVER_ERROR) as error:
        better = translate(error)
        if better is error:
            raise
        raise better from error
