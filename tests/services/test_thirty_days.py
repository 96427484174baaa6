"""The short form of ``benchmarks/thirty_days.py``: three days of twenty accounts on an encrypted file, backed up and restored."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import thirty_days


@pytest.mark.timeout(120)
def test_three_days_of_twenty_accounts(tmp_path: Path) -> None:
    told = thirty_days.run(3, 250, 7, tmp_path)
    assert told["operations in the journal"] >= 250
    assert told["daily"]["imports"] == told["daily"]["backups"] == 3
    assert told["daily"]["weeks closed"] == 1
    assert min(told["generations kept and restored"]) >= 3
    roles = told["roles"]
    assert min(roles[f"{role} done"] for role in ("member", "chief", "admin")) > 10
    assert "leader done" not in roles
    assert "auditor done" not in roles
    assert min(roles["leader refused"], roles["auditor refused"]) > 0
