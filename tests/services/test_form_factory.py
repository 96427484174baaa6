"""Forty lifelike forms: nearly every column that the register can answer is recognised, and whatever is written is right."""

from __future__ import annotations

from pathlib import Path

from tests.form_factory import measure


def test_forty_forms(tmp_path: Path) -> None:
    score = measure(tmp_path)
    assert score.wrong == []
    assert score.right == score.values > 1000
    assert score.recognised >= 0.95 * score.answerable, score.missed
    assert all(name == "xl/workbook.xml" or name.startswith("xl/worksheets/sheet") for name in score.parts_touched)
