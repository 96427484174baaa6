"""告知书 for one household, or a blank one."""

from __future__ import annotations

import os
from pathlib import Path

from app.errors import Refused
from app.models.notice import NOTICE, NoticeFor, notice
from app.services import documents
from app.services.documents import Progress
from app.services.session import Session
from app.storage import area, visit_entry
from app.storage import dwelling_browse as stored

RIGHT = "resident.write"


def recipient(session: Session, dwelling_id: str) -> NoticeFor:
    """Address, head and grid member of a door; the head only where one household lives there."""
    db = session.reader
    line = stored.dwelling_line(db, dwelling_id)
    if line is None:
        raise Refused("没有找到这套房屋，可能已作废，请重新查找。")
    keeper = area.keepers(db, session.today.isoformat()).get(line.grid_id)
    return NoticeFor(f"{line.estate}{line.building}{line.unit}{line.room}", _head(session, dwelling_id), keeper[1] if keeper else "")


def _head(session: Session, dwelling_id: str) -> str:
    people = visit_entry.people(session.reader, dwelling_id)
    homes = {each.household_id for each in people}
    heads = [each.name for each in people if each.relation == "02"]
    return heads[0] if len(homes) == 1 and len(heads) == 1 else ""


def pdf(
    session: Session,
    path: str | os.PathLike[str],
    dwelling_id: str = "",
    progress: Progress | None = None,
    act: str = "document.pdf",
) -> int:
    """Write the notice; returns the number of pages.  Without a dwelling address, head and date are filled in by hand."""
    from app.reports import official_pdf

    session.require(RIGHT)
    to = recipient(session, dwelling_id) if dwelling_id else NoticeFor()
    day = session.today.isoformat() if dwelling_id else ""
    pages = official_pdf.write_pdf(notice(documents.imprint(session), to, day), Path(path), progress)
    documents.record(session, act, f"{NOTICE} {to.address or '空白'}")
    return pages
