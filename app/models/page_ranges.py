"""Which pages to print, as people write it: '1-3,5'."""

from __future__ import annotations

import re
import unicodedata

from app.errors import Problem, Refused

_PART = re.compile(r"(\d{1,6})?(-)?(\d{1,6})?")


def pages_of(text: str, total: int) -> tuple[int, ...]:
    """Pages from 1 in their order on paper, each once; '' or 全部 = all of ``total``.  '3-' runs to the end, '-2' from the start.

    Raises Refused where the text names no page of the document.
    """
    words = unicodedata.normalize("NFKC", text).replace("、", ",").replace("~", "-").replace("–", "-").replace("至", "-").replace(" ", "")
    if words in ("", "全部"):
        return tuple(range(1, total + 1))
    chosen: set[int] = set()
    for word in (part for part in words.split(",") if part):
        found = _PART.fullmatch(word)
        if found is None or not (found[1] or found[3]):
            raise _refused(f"页码“{word}”看不懂，请写成 1-3,5 这样")
        first = int(found[1] or 1)
        last = int(found[3] or (total if found[2] else first))
        if not 1 <= first <= last <= total:
            raise _refused(f"页码“{word}”不在 1 到 {total} 之间")
        chosen.update(range(first, last + 1))
    return tuple(sorted(chosen))


def _refused(text: str) -> Refused:
    return Refused([Problem("pages", text)])
