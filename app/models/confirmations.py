"""What the journal remembers of warnings that were accepted: the finding, without the key that was offered for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_OFFERED = re.compile(r"[^。；，]*按 (?:Enter|Ctrl)[^。；，]*[。；，]?")  # the clause that names a key


def finding_of(warning: str) -> str:
    """'年龄 106 岁，请核对。没错按 Enter。' → '年龄 106 岁，请核对'."""
    return _OFFERED.sub("", warning).strip().strip("。；，")


def confirmed(warnings: Sequence[str]) -> str:
    """The part of an operation's reason about accepted warnings, '' when there were none."""
    return f"已确认：{'；'.join(finding_of(each) for each in warnings)}" if warnings else ""
