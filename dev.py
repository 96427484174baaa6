#!/usr/bin/env python3
"""One door for everybody who works on 织网: sets up what is missing, then does what was asked.

    python3 dev.py demo [--headless] [--dir DIR] [--size community|street]
    python3 dev.py test [what pytest takes]      ruff + mypy + pytest
    python3 dev.py run [REGISTER]                the program
    python3 dev.py lint | bench | gallery
    python3 dev.py build                         dist/zhiwang/ and, on Debian's kin, dist/zhiwang_*.deb, both tried out

Standard library only, and written so that an old Python can read it and say what it needs.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed-locks"
OLDEST = (3, 11)
COMMANDS = ("demo", "test", "run", "lint", "bench", "gallery", "build")

# shared library -> Debian package that brings it; Qt loads these even when it draws into memory only
LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
# what a real X window needs besides
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
TEST_PROGRAMS = {"pdftotext": "poppler-utils"}
RIVAL_PROGRAMS = {"soffice": "libreoffice-calc-nogui libreoffice-writer-nogui"}  # benchmarks compare with it where it is there
RIVAL_LIBRARIES = {"libpangoft2-1.0.so.0": "libpangoft2-1.0-0"}  # WeasyPrint


def say(text):
    """Progress goes to stderr so that results on stdout stay clean."""
    sys.stderr.write("[织网] " + text + "\n")
    sys.stderr.flush()


def stop(text):
    """End with a sentence that says what to do."""
    say(text)
    raise SystemExit(4)


def use_a_new_enough_python():
    """Hand over to a newer Python of this machine if this one is too old."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(14, OLDEST[1] - 1, -1):
        other = shutil.which("python3.%d" % minor)
        if other:
            say("当前 Python 太旧，改用 " + other)
            raise SystemExit(subprocess.call([other, str(ROOT / "dev.py")] + sys.argv[1:]))
    stop("需要 Python 3.11 或更新的版本，当前是 %d.%d。安装后再运行 python3 dev.py。" % sys.version_info[:2])


def has_library(name):
    """Whether the system's loader finds a shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_display():
    """Whether a window can be shown."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def missing_system_packages(command, headless):
    """Debian packages that this command needs and that are not there (Linux only; elsewhere Qt's wheel brings all)."""
    if not sys.platform.startswith("linux") or command == "lint":
        return []
    wanted = dict(LIBRARIES)
    if command in ("run", "demo") and has_display() and not headless:
        wanted.update(WINDOW_LIBRARIES)
    if command == "bench" and can_install():
        wanted.update(RIVAL_LIBRARIES)
    packages = [package for library, package in wanted.items() if not has_library(library)]
    programs = {"test": TEST_PROGRAMS, "bench": RIVAL_PROGRAMS if can_install() else {}}.get(command, {})
    return packages + [package for program, package in programs.items() if not shutil.which(program)]


def can_install():
    """Whether system packages can be installed here without asking anybody."""
    return bool(shutil.which("apt-get")) and os.geteuid() == 0


def install_system_packages(packages):
    """As root with apt: install; otherwise name them."""
    if not packages:
        return
    line = "apt-get install -y --no-install-recommends " + " ".join(packages)
    if not shutil.which("apt-get"):
        stop("缺少系统组件：%s（这是 Debian 的包名）。用本机的软件管理器安装后再运行。" % " ".join(packages))
    if os.geteuid() != 0:
        stop("缺少系统组件。请管理员运行：sudo " + line)
    say("安装系统组件：" + " ".join(packages))
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    quiet = {"env": environment, "stdout": subprocess.DEVNULL}
    if subprocess.call(line.split(), stderr=subprocess.DEVNULL, **quiet) != 0:
        subprocess.call(["apt-get", "update"], **quiet)
        if subprocess.call(line.split(), **quiet) != 0:
            stop("系统组件没有装上。请检查网络后运行：" + line)


def venv_python():
    """The interpreter inside .venv."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_venv():
    """Create .venv if it is not there or does not start."""
    if venv_python().exists() and subprocess.call([str(venv_python()), "-c", "import pip"], stderr=subprocess.DEVNULL) == 0:
        return
    say("建立 Python 环境 .venv")
    make = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if subprocess.call(make, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) != 0:
        install_system_packages(["python3-venv"] if sys.platform.startswith("linux") else [])
        if subprocess.call(make) != 0:
            stop("没有建成 .venv。请确认 Python 带有 venv 模块。")


def lock_file(command):
    """The lock file to install from; each holds everything of requirements.lock in the same versions."""
    special = {"test": "requirements-dev.lock", "lint": "requirements-dev.lock", "bench": "requirements-bench.lock",
               "build": "requirements-build.lock"}
    return ROOT / special.get(command, "requirements.lock")


def digest(path):
    """Fingerprint of a lock file, kept in the stamp."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def install_locked(lock):
    """Install exactly what the lock file names, with hashes; a second call finds the stamp and is quick."""
    done = STAMP.read_text(encoding="utf-8").split() if STAMP.exists() else []
    if digest(lock) in done:
        return
    say("按 %s 安装依赖（第一次约一分钟）" % lock.name)
    uv = shutil.which("uv")
    if uv:
        order = [uv, "pip", "install", "--quiet", "--python", str(venv_python()), "--require-hashes", "-r", str(lock)]
    else:
        order = [str(venv_python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        order += ["--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    if subprocess.call(order) != 0:
        stop("依赖没有装上。请检查网络，再运行一次；已装好的部分不会重装。")
    names = {digest(lock), digest(ROOT / "requirements.lock")}
    if digest(ROOT / "requirements.lock") in done:  # the same versions as before: what was there besides still fits
        names.update(done)
    STAMP.write_text("\n".join(sorted(names)) + "\n", encoding="utf-8")


def run(arguments, environment):
    """One step in the project folder with the Python of .venv; returns its exit status."""
    return subprocess.call([str(venv_python())] + arguments, cwd=str(ROOT), env=environment)


def lint(environment):
    """ruff and mypy; both run even if the first finds something."""
    say("检查写法（ruff）和类型（mypy）")
    results = [run(["-m", "ruff", "check", "."], environment), run(["-m", "mypy"], environment)]
    return max(results)


def build(environment):
    """Freeze the program, pack it, and run what came out where nothing of this project is in reach."""
    say("冻结程序（PyInstaller，约一分钟）")
    if run(["-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "build.spec"], environment) != 0:
        return 1
    frozen = ROOT / "dist" / "zhiwang"
    if try_out(frozen / ("zhiwang.exe" if os.name == "nt" else "zhiwang")) != 0:
        return 1
    say("成品：%s" % frozen)
    if not shutil.which("dpkg-deb"):
        say("这台机器没有 dpkg-deb，没有做 Debian 包")
        return 0
    say("打成 Debian 包")
    if run(["resources/linux/build_package.py", str(frozen), str(ROOT / "dist")], environment) != 0:
        return 1
    package = max((ROOT / "dist").glob("zhiwang_*.deb"), key=lambda path: path.stat().st_mtime)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.check_call(["dpkg-deb", "-x", str(package), folder])
        status = try_out(Path(folder) / "opt" / "zhiwang" / "zhiwang")
    say("成品：%s" % package if status == 0 else "包里的程序没有跑通：%s" % package)
    return status


def try_out(program):
    """Run ``demo --headless`` of a finished program with an empty environment and an empty home; 0 = all its files are there."""
    with tempfile.TemporaryDirectory() as home:
        bare = {"HOME": home, "ZHIWANG_HOME": str(Path(home) / "zhiwang"), "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"}
        for name in ("SYSTEMROOT", "TEMP"):  # without these nothing starts on Windows
            if name in os.environ:
                bare[name] = os.environ[name]
        demo = Path(home) / "demo"
        say("试运行 %s" % program)
        status = subprocess.call([str(program), "demo", "--headless", "--dir", str(demo)], env=bare, cwd=home,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wanted = ("weekly-ranking.pdf", "year-summary.pdf", "residents.xlsx")
        missing = [name for name in wanted if not (demo / name).exists()]
        if status or missing:
            say("试运行没有通过（状态 %s，缺 %s）" % (status, "、".join(missing) or "无"))
            return 1
    return 0


def perform(command, rest, environment):
    """Do what was asked; everything is set up."""
    if command in ("demo", "gallery"):
        return run(["-m", "app", command] + rest, environment)
    if command == "run":
        return run(["-m", "app"] + rest, environment)
    if command == "build":
        return build(environment)
    if command == "bench":
        return run(["-m", "benchmarks.run_all"] + rest, environment)
    status = lint(environment)
    if command == "test":
        say("运行测试（pytest）")
        status = max(status, run(["-m", "pytest"] + rest, environment))
    return status


def main():
    """Read the command, set up, perform."""
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        sys.stderr.write(__doc__ + "\n")
        raise SystemExit(2)
    use_a_new_enough_python()
    command, rest = sys.argv[1], sys.argv[2:]
    headless = "--headless" in rest or command in ("test", "gallery", "bench", "build") or not has_display()
    install_system_packages(missing_system_packages(command, headless))
    make_venv()
    install_locked(lock_file(command))
    environment = dict(os.environ, PYTHONUTF8="1")
    if headless:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    if command == "gallery" and not any(word == "--out" for word in rest):
        rest = ["--out", str(ROOT / "demo" / "gallery")] + rest
    raise SystemExit(perform(command, rest, environment))


if __name__ == "__main__":
    main()
