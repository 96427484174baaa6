"""帮助: the pages under docs/help, the same that the project shows.  Needs no right: help is for everybody."""

from __future__ import annotations

from functools import lru_cache

from app.models.help_pages import HelpPage, parse
from app.settings import help_directory


@lru_cache(maxsize=1)
def pages() -> tuple[HelpPage, ...]:
    """All pages in the order of their numbers; none where the program was unpacked without them."""
    return tuple(parse(path.stem, path.read_text(encoding="utf-8")) for path in sorted(help_directory().glob("*.md")))
