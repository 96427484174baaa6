"""A Debian package out of the frozen folder: program, starter, menu entry, icon, file association.

    python resources/linux/build_package.py dist/zhiwang dist    ->  dist/zhiwang_0.1.0_amd64.deb

Called by ``python3 dev.py build`` after PyInstaller.  Needs dpkg-deb; root is not needed, the files are owned by root in the package.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# What Qt and the program load from the system; names of Debian 12 with those of newer releases after the bar.
DEPENDS = (
    "libc6 (>= 2.28)", "libglib2.0-0 | libglib2.0-0t64", "libgl1", "libegl1", "libxkbcommon0", "libfontconfig1", "libdbus-1-3",
    "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0", "libxcb-xkb1", "libxkbcommon-x11-0",
)  # fmt: skip
STARTER = """#!/bin/sh
exec /opt/zhiwang/zhiwang "$@"
"""
AFTER = """#!/bin/sh
set -e
for tool in "update-desktop-database -q" "update-mime-database /usr/share/mime" "gtk-update-icon-cache -q /usr/share/icons/hicolor"; do
  if command -v ${tool%% *} >/dev/null 2>&1; then $tool || true; fi
done
"""


def version() -> str:
    """The version of pyproject.toml."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def architecture() -> str:
    """What this machine's packages are called: amd64, arm64, loong64 …"""
    return subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()


def control(size: int) -> str:
    """The file that describes the package; ``size`` in KiB."""
    return "\n".join((
        "Package: zhiwang",
        f"Version: {version()}",
        f"Architecture: {architecture()}",
        "Maintainer: 织网 <zhiwang@localhost>",
        f"Installed-Size: {size}",
        f"Depends: {', '.join(DEPENDS)}",
        "Section: misc",
        "Priority: optional",
        "Description: 织网 网格化管理工作台",
        " 街道、乡镇、社区的人口、房屋、法人、走访登记簿，数据加密存放在本机。",
        "",
    ))  # fmt: skip


def lay_out(frozen: Path, tree: Path) -> None:
    """Everything at its place in the tree of the package."""
    shutil.copytree(frozen, tree / "opt/zhiwang", symlinks=True)
    (tree / "opt/zhiwang/zhiwang").chmod(0o755)
    starter = tree / "usr/bin/zhiwang"
    starter.parent.mkdir(parents=True)
    starter.write_text(STARTER, encoding="utf-8")
    starter.chmod(0o755)
    places = {
        "zhiwang.desktop": "usr/share/applications/zhiwang.desktop",
        "zhiwang-mime.xml": "usr/share/mime/packages/zhiwang.xml",
        "zhiwang.svg": "usr/share/icons/hicolor/scalable/apps/zhiwang.svg",
    }
    for source, place in places.items():
        (tree / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(HERE / source, tree / place)
    licence = tree / "usr/share/doc/zhiwang/copyright"
    licence.parent.mkdir(parents=True)
    shutil.copyfile(ROOT / "LICENSE", licence)


def build(frozen: Path, directory: Path) -> Path:
    """Make the package; returns its path."""
    target = directory / f"zhiwang_{version()}_{architecture()}.deb"
    with tempfile.TemporaryDirectory(dir=directory, prefix=".deb-") as folder:
        tree = Path(folder) / "tree"
        lay_out(frozen, tree)
        size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file() and not path.is_symlink()) // 1024
        (tree / "DEBIAN").mkdir()
        (tree / "DEBIAN/control").write_text(control(size), encoding="utf-8")
        for name in ("postinst", "postrm"):
            (tree / "DEBIAN" / name).write_text(AFTER, encoding="utf-8")
            (tree / "DEBIAN" / name).chmod(0o755)
        tree.chmod(0o755)
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "--build", str(tree), str(target)], check=True, stdout=subprocess.DEVNULL)
    return target


if __name__ == "__main__":
    sys.stdout.write(f"{build(Path(sys.argv[1]), Path(sys.argv[2]))}\n")
