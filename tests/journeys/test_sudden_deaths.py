"""The short form of ``benchmarks/sudden_deaths.py``: every kind of work dies twice at a random moment, nothing confirmed is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and signals")


def test_twelve_deaths_lose_nothing() -> None:
    """In a program of its own: a test run has threads, and what has threads must not fork."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.sudden_deaths", "--count", "12", "--seed", "47"], cwd=ROOT, check=False,
                          capture_output=True, text=True, timeout=280)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout)
    assert result["problems"] == []
    assert result["deaths"] == 12
    assert set(result["by_kind"].values()) == {2}
    assert result["confirmed"] > 0
