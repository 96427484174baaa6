"""Finds the office's own document fonts (方正小标宋, 仿宋_GB2312 …) on this computer.  They may not be shipped, but may be used."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from struct import error as StructError
from struct import unpack

OFFICE_FILES: dict[str, tuple[str, ...]] = {
    "title": ("fzxbsjw.ttf", "fzxbsk.ttf", "方正小标宋简.ttf", "方正小标宋_gbk.ttf", "方正小标宋简体.ttf"),
    "body": ("simfang_gb2312.ttf", "仿宋_gb2312.ttf", "fangsong_gb2312.ttf", "simfang.ttf"),
    "kai": ("simkai_gb2312.ttf", "楷体_gb2312.ttf", "kaiti_gb2312.ttf", "simkai.ttf"),
    "hei": ("simhei.ttf",),
}
RESTRICTED = 0x0002  # OS/2 fsType: may not be embedded
NO_SUBSETTING = 0x0100
BITMAP_ONLY = 0x0200


def font_folders() -> list[Path]:
    """Folders where this computer keeps its fonts."""
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", str(home / "AppData" / "Local"))
        return [Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts", Path(local) / "Microsoft" / "Windows" / "Fonts"]
    if sys.platform == "darwin":
        return [Path("/Library/Fonts"), home / "Library" / "Fonts"]
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local" / "share" / "fonts", home / ".fonts"]


def _files(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        for name in sorted(names):
            yield Path(place) / name


def may_be_embedded(path: Path) -> bool:
    """Whether the font's own embedding bits allow a subset in a document, and its outlines are TrueType."""
    try:
        with path.open("rb") as file:
            if file.read(4) != b"\x00\x01\x00\x00":
                return False
            count = unpack(">H", file.read(2))[0]
            file.seek(12)
            for _ in range(count):
                tag, _, offset, _ = unpack(">4sLLL", file.read(16))
                if tag == b"OS/2":
                    file.seek(offset + 8)
                    rights = int(unpack(">H", file.read(2))[0])
                    return rights & 0x000F != RESTRICTED and not rights & (NO_SUBSETTING | BITMAP_ONLY)
    except (OSError, StructError):
        return False
    return False


@lru_cache(maxsize=1)
def office_fonts() -> dict[str, Path]:
    """The office's own font of each role, as far as installed and allowed; searched once per process."""
    wanted = {name: role for role, names in OFFICE_FILES.items() for name in names}
    found: dict[str, tuple[int, Path]] = {}
    for folder in font_folders():
        for path in _files(folder):
            role = wanted.get(path.name.lower())
            if role is None or not may_be_embedded(path):
                continue
            preference = OFFICE_FILES[role].index(path.name.lower())
            if role not in found or preference < found[role][0]:
                found[role] = (preference, path)
    return {role: path for role, (_, path) in found.items()}
