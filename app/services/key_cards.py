"""按键卡 on paper: keys only, nothing of the register, so printing it needs no right and the preview leaves no line in the journal."""

from __future__ import annotations

import os
from collections.abc import Sequence

from app.models.key_card import KeyCardSheet, KeyLine
from app.services.documents import Progress, imprint
from app.services.session import Session


def pdf(
    session: Session,
    title: str,
    page: Sequence[KeyLine],
    everywhere: Sequence[KeyLine],
    path: str | os.PathLike[str],
    progress: Progress | None = None,
) -> int:
    """Write the card as PDF; returns the number of pages."""
    from app.reports import key_card

    pages = key_card.write_pdf(KeyCardSheet(title, tuple(page), tuple(everywhere), imprint(session)), os.fspath(path))
    if progress is not None:
        progress(1, 1, "按键卡")
    return pages
