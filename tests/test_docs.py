"""What the documents say is true: files exist, commands exist, columns are those of the demo's templates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.demo.workbooks import HEADERS

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FORMATS = (ROOT / "docs" / "FORMATS.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    missing = [target for target in targets if not (document.parent / target).exists()]
    assert not missing


def test_commands_of_the_documents_exist() -> None:
    from app.cli import commands

    known = set(commands.commands)
    text = "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    mentioned = set(re.findall(r"(?:zhiwang|python -m app) ([a-z][a-z-]+)", text))
    assert mentioned <= known
    assert known - {"open"} <= mentioned, "a command that no document mentions"  # open: what a bare register file means


def test_commands_of_dev_exist() -> None:
    source = (ROOT / "dev.py").read_text(encoding="utf-8")
    text = (ROOT / "README.md").read_text(encoding="utf-8") + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for command in re.findall(r"dev\.py ([a-z]+)", text):
        assert f'"{command}"' in source


@pytest.mark.parametrize("kind", list(HEADERS))
def test_templates_have_the_documented_columns(kind: str) -> None:
    line = next(line for line in FORMATS.splitlines() if line.startswith(f"| {kind} "))
    assert line.split("|")[2].strip().split(" · ") == HEADERS[kind]


def test_the_architecture_page_is_short() -> None:
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 110  # two printed pages


def test_no_address_of_a_registry_in_lock_files() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        assert "://" not in lock.read_text(encoding="utf-8")


def test_shared_locks_agree() -> None:
    pinned = {}
    for lock in sorted(ROOT.glob("requirements*.lock")):
        for name, version in re.findall(r"^([a-z0-9-]+)==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE):
            assert pinned.setdefault(name, version) == version
