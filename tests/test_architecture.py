"""The house stays a house: arrows point downwards, budgets are kept, and the list of exceptions only shrinks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "app").rglob("*.py"))

# floor -> what it may import of the program, what it may import of others (besides the standard library)
MAY_USE = {
    "models": ("app.models app.errors", "pypinyin chinese_calendar rapidfuzz"),
    "storage": ("app.storage app.models app.errors app.settings", "sqlite_utils sqlcipher3 argon2 cryptography"),
    "reports": ("app.reports app.models app.errors app.settings", "pandas matplotlib reportlab docx xlsxwriter numpy PIL"),
    "services": ("app.services app.models app.storage app.reports app.errors app.settings", "python_calamine rapidfuzz openpyxl jinja2"),
    "ui": ("app.ui app.services app.models app.settings app.errors app.logs", "PySide6 pypdfium2 shiboken6"),
}
OTHERS = set(
    "PySide6 shiboken6 sqlcipher3 sqlite_utils pandas numpy matplotlib reportlab pypdfium2 python_calamine xlsxwriter openpyxl docx"
    " pypinyin rapidfuzz chinese_calendar argon2 cryptography platformdirs click jinja2 lxml PIL fontTools".split()
)
LIMITS = {"file": 450, "function": 60, "class": 300}
NEVER = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
VAGUE_NAMES = ("util", "helper", "manager", "misc", "common")
CATCH_ALL = {"app/ui/jobs.py", "app/ui/faults.py", "app/cli.py"}
SQL = re.compile(r"^\s*(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE|DROP|PRAGMA|WITH \w+ AS)\b", re.IGNORECASE)

# Exceptions by name with a reason.  Nothing may be added; a line that is no longer needed must go (the test says so).
RATCHET: dict[str, str] = {}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def floor_of(path: Path) -> str:
    parts = path.relative_to(ROOT / "app").parts
    return parts[0] if len(parts) > 1 else ""


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module if node.module != "app" else f"app.{node.names[0].name}"


def within(module: str, allowed: str) -> bool:
    return any(module == word or module.startswith(word + ".") for word in allowed.split())


def wrong_arrows() -> Iterator[str]:
    for path in FILES:
        if floor_of(path) not in MAY_USE:
            continue
        ours, others = MAY_USE[floor_of(path)]
        for module in imported(tree_of(path)):
            top = module.split(".")[0]
            if (top == "app" and not within(module, ours)) or (top in OTHERS and not within(module, others)):
                yield f"{name_of(path)} imports {module}"
            if module.startswith("matplotlib.pyplot"):
                yield f"{name_of(path)} imports {module}: the object API only"


def too_big() -> Iterator[str]:
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        if len(text.splitlines()) > LIMITS["file"]:
            yield f"{name_of(path)}: {len(text.splitlines())} lines"
        for node in ast.walk(ast.parse(text)):
            kind = "class" if isinstance(node, ast.ClassDef) else "function"
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > LIMITS[kind]:
                    yield f"{name_of(path)} {node.name}: {lines} lines"


def left_over() -> Iterator[str]:
    for path in FILES:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if NEVER.search(line):
                yield f"{name_of(path)}:{number} {line.strip()}"
        if any(word in path.stem for word in VAGUE_NAMES):
            yield f"{name_of(path)}: a name that says nothing"


def sql_outside_storage() -> Iterator[str]:
    for path in FILES:
        if floor_of(path) in ("storage", "models"):
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value):
                yield f"{name_of(path)}:{node.lineno} SQL text"


def catching_everything() -> Iterator[str]:
    for path in FILES:
        if name_of(path) in CATCH_ALL:
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ExceptHandler):
                caught = ast.unparse(node.type) if node.type else "everything"
                if caught in ("everything", "Exception", "BaseException") and not ends_in_raise(node):
                    yield f"{name_of(path)}:{node.lineno} catches {caught}"


def ends_in_raise(handler: ast.ExceptHandler) -> bool:
    return isinstance(handler.body[-1], ast.Raise)


def without_types() -> Iterator[str]:
    for path in FILES:
        if floor_of(path) not in ("models", "storage", "services", "reports"):
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                arguments = [a for a in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs] if a.arg not in ("self", "cls")]
                if node.returns is None or any(a.annotation is None for a in arguments):
                    yield f"{name_of(path)}:{node.lineno} {node.name} has no full types"


CHECKS = (wrong_arrows, too_big, left_over, sql_outside_storage, catching_everything, without_types)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_house(check) -> None:
    found = [line for line in check() if not any(line.startswith(name) for name in RATCHET)]
    assert not found, "\n" + "\n".join(found)


def test_the_list_of_exceptions_only_shrinks() -> None:
    everything = [line for check in CHECKS for line in check()]
    unused = [name for name in RATCHET if not any(line.startswith(name) for line in everything)]
    assert not unused, f"no longer needed, take them out: {unused}"


def test_public_functions_are_documented() -> None:
    public, silent = 0, []
    for path in FILES:
        if floor_of(path) in ("models", "storage", "services", "reports"):
            for node in tree_of(path).body:
                if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                    public += 1
                    if not ast.get_docstring(node):
                        silent.append(f"{name_of(path)} {node.name}")
    assert len(silent) <= public * 0.2, "\n".join(silent)
