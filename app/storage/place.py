"""Where a register may lie, which computer this is, and what this computer remembers of each file (the anchor).

Network shares and sync folders break the promises of the write-ahead log, so a register is refused there; backups may go there.
A copied or restored file must continue under a new device name: machine, path and anchor together tell.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path

from app.errors import Unavailable
from app.settings import user_directory

NETWORK = frozenset(
    "nfs nfs3 nfs4 cifs smb smb2 smb3 smbfs ncpfs afs coda davfs fuse.davfs fuse.davfs2 fuse.sshfs fuse.rclone fuse.gvfsd-fuse"
    " fuse.smbnetfs fuse.curlftpfs fuse.glusterfs glusterfs ceph fuse.ceph lustre gpfs".split()
)
SYNC_FOLDERS = tuple(
    "onedrive dropbox icloud googledrive nutstore baidunetdisk baidusyncdisk weiyun nextcloud owncloud syncthing"
    " 坚果云 百度网盘 百度云同步盘 微云 wps云盘 天翼云盘 阿里云盘".split()
)
MOUNTS = Path("/proc/mounts")


def refuse_unsafe(path: Path) -> None:
    """Refuse a network share or a sync folder with a sentence that says where to put the file instead."""
    what = "网络共享盘" if on_network(path) else "自动同步文件夹" if in_sync_folder(path) else ""
    if what:
        raise Unavailable(
            f"“{path.name}”放在{what}里，断网或同步时会丢失登记内容，因此不在那里打开。请把它移到本机磁盘再打开；备份可以放在{what}。",
            "network_share",
        )


def on_network(path: Path, mounts: str | None = None) -> bool:
    """Whether the path lies on a disk of another computer."""
    full = os.path.realpath(path)
    if os.name == "nt":
        return _windows_remote(full)
    if mounts is None:
        try:
            mounts = MOUNTS.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return False
    kind, longest = "", -1
    for line in mounts.splitlines():
        words = line.split(" ")
        if len(words) < 3:
            continue
        point = words[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        inside = full == point or full.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= longest:
            kind, longest = words[2], len(point)
    return kind in NETWORK


def _windows_remote(full: str) -> bool:
    if full.startswith("\\\\"):
        return True
    import ctypes

    drive_type = ctypes.windll.kernel32.GetDriveTypeW(full[:3])  # type: ignore[attr-defined,unused-ignore]
    return bool(drive_type == 4)


def in_sync_folder(path: Path) -> bool:
    """Whether a folder of a cloud service lies above the file."""
    above = [part.lower().replace("google drive", "googledrive") for part in path.resolve().parent.parts]
    return any(part == word or part.startswith((word + " ", word + "-")) for part in above for word in SYNC_FOLDERS)


def machine() -> str:
    """A short name of this computer that does not tell which computer it is."""
    given = os.environ.get("ZHIWANG_MACHINE", "").strip()
    return hashlib.sha256((given or _machine_id()).encode("utf-8")).hexdigest()[:16]


def _machine_id() -> str:
    if sys.platform == "win32":
        import winreg

        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    for name in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        try:
            text = Path(name).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            continue
        if text:
            return text
    return str(uuid.getnode())


class Anchor:
    """What this computer last saw of one device: its last line.  Rewritten after every commit, so it is one small fixed record."""

    WIDTH = 160

    def __init__(self, dev: str) -> None:
        directory = user_directory() / "anchors"
        directory.mkdir(mode=0o700, exist_ok=True)
        self._path = directory / f"{dev}.json"

    def read(self) -> Mapping[str, object]:
        """What is remembered; empty when nothing is, or when it was half written."""
        try:
            found = json.loads(self._path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def write(self, dseq: int, number: int, digest: str) -> None:
        """Remember the last line and act; losing an anchor only costs a new device name, so it is not forced to the disk."""
        record = json.dumps({"dseq": dseq, "number": number, "digest": digest}).ljust(self.WIDTH).encode("ascii")
        with os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(record)
