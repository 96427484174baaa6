"""Verified copies of the register and the way back."""

from __future__ import annotations

import os
from pathlib import Path

from app.services.session import Session
from app.storage import backup as storage_backup
from app.storage.backup import Backup

FOLDER = "backups"


def default_directory(session: Session) -> Path | None:
    """The folder beside the register; None for a register in memory."""
    path = session.register.path
    return path.parent / FOLDER if path else None


def backup(session: Session, directory: str | os.PathLike[str] | None = None) -> Path:
    """Make a verified copy (opened again as proof) in a directory, by default beside the register; recorded in the journal."""
    folder = directory or default_directory(session)
    if folder is None:
        raise ValueError("a register in memory has no backup")
    with session.work.operation("backup", session, reason=str(Path(folder).name)):
        pass
    return storage_backup.backup(session.register, folder)


def is_due(session: Session) -> bool:
    """Whether anything was changed since the newest copy beside the register."""
    folder = default_directory(session)
    return folder is not None and storage_backup.is_due(session.register, folder)


def backups(session: Session, directory: str | os.PathLike[str] | None = None) -> list[Backup]:
    """Copies of this register in a directory, newest first."""
    folder = directory or default_directory(session)
    return storage_backup.backups(folder, session.register.identity) if folder else []


def restore(copy: str | os.PathLike[str], target: str | os.PathLike[str]) -> Path | None:
    """Put a copy where the register is; the old file stays beside it under the name that is returned."""
    return storage_backup.restore(copy, target)
