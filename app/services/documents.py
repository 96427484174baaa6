"""Documents: plain data gathered here, pages made by ``app.reports``; every one is recorded in the journal."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TypeVar

from app import settings
from app.errors import Problem, Refused
from app.models import dates, masking
from app.models.documents import Imprint, Ledger, Roster, RosterLine, WeeklyBulletin
from app.models.outgoing import Handing, Leaving
from app.models.ranking_views import VIEWS, VOLUME
from app.models.residents import ResidentFilter
from app.models.sealed_tags import all_sealed
from app.services import outgoing, rankings, residents, statistics
from app.services.outgoing import Permit
from app.services.session import Session
from app.storage import roster as storage_roster
from app.storage.code_tables import code_table
from app.storage.roster import RosterRow

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]
Permitted = TypeVar("Permitted", Ledger, Roster)
PREVIEW = "document.preview"  # the act of a document that nobody has printed or saved yet
SEXES = {"1": "男", "2": "女"}
POPULATIONS = {"01": "户籍", "02": "流动", "03": "境外"}


def imprint(session: Session) -> Imprint:
    """Who prints, for whom and when."""
    at = settings.now().strftime("%Y-%m-%d %H:%M")
    return Imprint(session.office.name, session.actor_name, at, session.practice)


def record(session: Session, kind: str, what: str) -> None:
    """An act without a change: it stands in the journal with its purpose."""
    with session.work.operation(kind, session, reason=what):
        pass


def printed(session: Session, what: str, pages: int, copies: int, purpose: str = "", preview: str = "") -> None:
    """Paper has come out: what, how many pages, how many copies, and why where full numbers are on it.  ``preview``: the file that was
    looked at; where it holds people, it is now on the list of what left."""
    _left(session, "document.print", f"{what} · {pages} 页 · {copies} 份{_why(purpose)}", preview, "paper")


def saved(session: Session, what: str, pages: int, name: str, purpose: str = "", preview: str = "") -> None:
    """The previewed pages were put into a file."""
    _left(session, "document.pdf", f"{what} · {pages} 页 · 存为 {name}{_why(purpose)}", preview, "pdf")


def _left(session: Session, kind: str, reason: str, preview: str, form: str) -> None:
    with session.work.operation(kind, session, reason=reason) as operation:
        outgoing.enter_drawn(session, operation, preview, form)


def permitted(
    session: Session, kind: str, data: Permitted, wanted: object, handing: Handing, full: bool, path: Path, act: str
) -> tuple[Permitted, Permit]:
    """A ledger or roster that may leave, with its watermark; Refused where somebody else has to agree first."""
    scope = json.dumps({"kind": kind, "filter": asdict(wanted)}, ensure_ascii=False, sort_keys=True, default=sorted)  # type: ignore[call-overload]
    leaving = Leaving(kind, path.suffix.lower().lstrip("."), f"{data.title} {data.scope}", scope, len(data.lines), full)
    given = outgoing.permit(session, leaving, handing, str(path) if act == PREVIEW else "")
    return replace(data, imprint=replace(data.imprint, watermark=given.watermark)), given


def made(session: Session, act: str, reason: str, given: Permit) -> None:
    """The file is there: the journal has it, and unless it is only looked at also the list of what left."""
    with session.work.operation(act, session, reason=reason) as operation:
        if act != PREVIEW:
            outgoing.enter(session, operation, given)


def _why(purpose: str) -> str:
    return f" · 完整证件号码 · 用途：{purpose}" if purpose else ""


def bulletin(session: Session, meeting: str, view: str = VOLUME, left_out: frozenset[str] = frozenset()) -> WeeklyBulletin:
    """The weekly bulletin (R01) of a meeting day in one of its views; a closed week gives its frozen sheet."""
    sheet = rankings.weekly(session, meeting, whole=view != VOLUME)
    if view != VOLUME and not sheet.fair_rules:
        raise Refused(f"{sheet.label}结算时还没有这项对照，只能打印数据量排名。")
    return WeeklyBulletin(imprint(session), sheet, view=view, left_out=left_out)


def ranking_pdf(
    session: Session,
    meeting: str,
    path: str | os.PathLike[str],
    progress: Progress | None = None,
    act: str = "document.pdf",
    view: str = VOLUME,
    left_out: frozenset[str] = frozenset(),
) -> int:
    """Write the weekly bulletin as PDF; returns the number of pages.  ``act``: PREVIEW while it is only looked at; ``left_out``: keys of
    ``BULLETIN_PARTS`` that are not wanted."""
    from app.reports import weekly_ranking

    session.require("ranking.print")
    data = bulletin(session, meeting, view, left_out)
    _tell(progress, 0, "排版周排名通报")
    pages = weekly_ranking.write_pdf(data, Path(path))
    record(session, act, f"周排名通报 {data.sheet.label}{_look(view)}")
    _tell(progress, 1, f"周排名通报 {pages} 页")
    return pages


def ranking_xlsx(
    session: Session, meeting: str, path: str | os.PathLike[str], progress: Progress | None = None, view: str = VOLUME
) -> None:
    """Write the weekly sheet as a workbook."""
    from app.reports import weekly_ranking

    session.require("ranking.print")
    _tell(progress, 0, "写出周排名表")
    data = bulletin(session, meeting, view=view)
    weekly_ranking.write_xlsx(data, Path(path))
    record(session, "document.xlsx", f"周排名表 {data.sheet.label}{_look(view)}")


def _look(view: str) -> str:
    return "" if view == VOLUME else f" {VIEWS[view]}"


def year_summary_pdf(session: Session, year: int, path: str | os.PathLike[str], progress: Progress | None = None) -> None:
    """Write the year-end summary (R07) from its template."""
    from app.services import report_files  # which builds on this file

    report_files.write(session, "year-summary", str(year), path, progress=progress)


def roster(session: Session, wanted: ResidentFilter, purpose: str = "", full_ids: bool = False) -> Roster:
    """The roster (R15) of a filter.  Full numbers need the right and a purpose."""
    session.require("report.roster")
    if full_ids:
        session.require("export.full")
        if not purpose.strip():
            raise Refused([Problem("purpose", "带完整证件号码的花名册要写明用途，用途会记入日志")])
    found = residents.find(session, wanted)
    today = session.today.isoformat()
    lines = tuple(
        _line(number, row, full_ids, session) for number, row in enumerate(storage_roster.rows(session.reader, found.keys), start=1)
    )
    scope = f"{residents.describe(session, wanted)} · 共 {found.residents:,} 人 {found.households:,} 户 · 截至 {today}"
    return Roster(imprint(session), f"{session.office.name}居民花名册", scope, not full_ids, purpose, lines)


def _line(number: int, row: RosterRow, full_ids: bool, session: Session) -> RosterLine:
    # The age stands in the same line, so the strict mask is the right one (domain.md 1.3).
    age = dates.age_of(row.birth_date, session.today)
    tags, sealed = code_table("service_category"), all_sealed(session.office.settings)
    return RosterLine(
        number=number,
        grid=row.grid,
        name=row.name,
        sex=SEXES.get(row.sex, "不详"),
        age="" if age is None else str(age),
        id_number=row.id_number if full_ids else masking.mask_id(row.id_number, strict=True),
        population=POPULATIONS.get(row.population, ""),
        relation=code_table("family_relation").label(row.relation),
        address=residents.address(row.estate, row.building, row.unit, row.room),
        phone=row.phone if full_ids else masking.mask_phone(row.phone),
        tags="、".join(tags.label(tag).split("(")[0] for tag in row.tags if tag not in sealed),
        opened_on=row.opened_on,
    )


def roster_pdf(
    session: Session,
    wanted: ResidentFilter,
    path: str | os.PathLike[str],
    purpose: str = "",
    full_ids: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    act: str = "document.pdf",
    handing: Handing | None = None,
) -> int:
    """Write the roster as PDF; returns the number of pages.  ``act``: PREVIEW while it is only looked at."""
    from app.reports import roster as pages_of_roster

    data = roster(session, wanted, purpose, full_ids)
    handed = replace(handing or Handing(), purpose=purpose)
    data, given = permitted(session, "roster", data, wanted, handed, full_ids, Path(path), act)
    pages = pages_of_roster.write_pdf(data, Path(path), progress, cancelled)
    made(session, act, _roster_note(data), given)
    return pages


def roster_xlsx(
    session: Session,
    wanted: ResidentFilter,
    path: str | os.PathLike[str],
    purpose: str = "",
    full_ids: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    handing: Handing | None = None,
) -> None:
    """Write the roster as a workbook; numbers are text cells."""
    from app.reports import roster as pages_of_roster

    data = roster(session, wanted, purpose, full_ids)
    handed = replace(handing or Handing(), purpose=purpose)
    data, given = permitted(session, "roster", data, wanted, handed, full_ids, Path(path), "document.xlsx")
    pages_of_roster.write_xlsx(data, Path(path), progress, cancelled)
    made(session, "document.xlsx", _roster_note(data), given)


def _roster_note(data: Roster) -> str:
    return f"居民花名册 {data.scope}{'' if data.masked else ' · 完整证件号码'}{' · 用途：' + data.purpose if data.purpose else ''}"


def report(
    session: Session,
    kind: str,
    period: str,
    path: str | os.PathLike[str],
    grid_code: str = "",
    staff_no: str = "",
    progress: Progress | None = None,
) -> None:
    """``zhiwang report``: one document by its kind, period and the ending of the file."""
    from app.services import report_files  # which builds on this file

    if kind in report_files.FROM_TEMPLATES:
        report_files.write(session, kind, period, path, grid_code, progress)
        return
    ending = Path(path).suffix.lower()
    both = (".pdf", ".xlsx")
    allowed = {"weekly-ranking": both, "meeting-minutes": (".pdf",), "roster": both, "grid-file": (".pdf",)}[kind]
    if ending not in allowed:
        raise Refused(f"这种报表可以写成 {'、'.join(allowed)}，不能写成“{ending or '没有后缀的文件'}”")
    if kind == "roster":
        grids = residents.grid_ids(session, grid_code, staff_no)
        write = roster_pdf if ending == ".pdf" else roster_xlsx
        write(session, ResidentFilter(grid_ids=grids), path, progress=progress)
        return
    if kind == "grid-file":
        from app.services import grid_file  # which builds on this file

        grid_file.pdf_of_code(session, grid_code, period, path, progress)
        return
    if kind == "meeting-minutes":  # the period is the day of the meeting
        from app.services import meeting_documents  # which builds on this file

        meeting_documents.minutes_pdf(session, period, path, progress)
        return
    meeting = rankings.meeting_of(session, statistics.period(session, "week", period))
    if ending == ".pdf":
        ranking_pdf(session, meeting, path, progress)
    else:
        ranking_xlsx(session, meeting, path)


def _tell(progress: Progress | None, done: int, text: str) -> None:
    if progress:
        progress(done, 1, text)
