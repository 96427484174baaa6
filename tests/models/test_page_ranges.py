"""Pages as people write them."""

from __future__ import annotations

import pytest

from app.errors import Refused
from app.models.page_ranges import pages_of


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("", (1, 2, 3, 4, 5)),
        ("全部", (1, 2, 3, 4, 5)),
        ("2", (2,)),
        ("1-3,5", (1, 2, 3, 5)),
        ("５，１－２", (1, 2, 5)),
        ("4-", (4, 5)),
        ("-2", (1, 2)),
        ("3、3-4", (3, 4)),
        ("2至3", (2, 3)),
    ],
)
def test_pages(text: str, pages: tuple[int, ...]) -> None:
    assert pages_of(text, 5) == pages


@pytest.mark.parametrize("text", ["6", "0", "3-2", "-", "第2页", "1-9", "1--2"])
def test_what_is_not_there_is_refused_by_name(text: str) -> None:
    with pytest.raises(Refused, match="页码"):
        pages_of(text, 5)
