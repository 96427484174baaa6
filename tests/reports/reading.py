"""Reads finished documents back, for tests."""

from __future__ import annotations

import subprocess
from pathlib import Path


def pdf_text(path: Path) -> list[str]:
    """Text of each page, laid out as on paper."""
    out = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    return out.split("\f")[:-1]


def fonts_not_embedded(path: Path) -> list[str]:
    """Fonts that the document only names."""
    out = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout
    rows = out.splitlines()[2:]
    assert rows
    return [row for row in rows if row.split()[-5] != "yes"]
