"""What the practice office leaves on paper: ranking, summary, roster and a picture of every main screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.demo.plan import OFFICE_DAY
from app.models.residents import ResidentFilter
from app.services import documents
from app.services.session import Session

Progress = Callable[[int, int, str], None]
YEAR = OFFICE_DAY.year


def write_outputs(session: Session, directory: Path, progress: Progress) -> list[Path]:
    """Write all documents and pictures into the folder; returns their paths."""
    ranking, summary, roster = (directory / name for name in ("weekly-ranking.pdf", "year-summary.pdf", "residents.xlsx"))
    progress(0, 4, "打印周排名通报")
    documents.ranking_pdf(session, OFFICE_DAY.isoformat(), ranking, progress)
    progress(1, 4, "打印年终总结")
    documents.year_summary_pdf(session, YEAR, summary, progress)
    progress(2, 4, "导出花名册")
    documents.roster_xlsx(session, ResidentFilter(), roster, "", False, progress)
    progress(3, 4, "画出主要画面")
    from app import bootstrap

    return [ranking, summary, roster, *bootstrap.gallery(session, directory)]
