"""What the page of documents lists: kinds to begin with, drafts, finished ones; choices of period and scope; records behind a figure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.errors import Refused
from app.models import report_periods
from app.models.rankings import RecordLine
from app.models.report_figures import INDICATORS, LAST_YEAR, NOW, OPENING, PREVIOUS, Indicator
from app.models.report_periods import KINDS
from app.models.report_text import FIGURE, Content
from app.models.report_views import FINAL, CatalogueLine, CheckedFigure, DocumentLine, OpenDocument, Subject
from app.models.statistics import Period
from app.models.vocabulary import Role
from app.services import grid_file, report_templates, reports
from app.services.report_exhibits import FEATURES
from app.services.report_figures import families
from app.services.report_source import Source
from app.services.residents import filter_choices
from app.storage import grids
from app.storage import report_documents as stored
from app.storage.records import Scope, behind

if TYPE_CHECKING:
    from app.services.session import Session

WRITTEN, PRINTED, OWN = "起草", "打印", "本单位模板"
# forms and lists that other pages print: (name, what it is, period, page, right)
ELSEWHERE = (
    ("周排名通报", "每周五例会用，结算后重印不变", "周", "rankings", "ranking.print"),
    ("居民花名册", "按筛选打印或导出，证件号码默认遮住", "", "residents", "report.roster"),
    ("户台账", "户主、人数、地址，按筛选打印或导出", "", "households", "report.roster"),
    ("房屋台账", "用途、产权人、户数人数，按筛选打印或导出", "", "dwellings", "report.roster"),
    ("法人单位台账", "企业、个体、社会组织，按筛选打印或导出", "", "entities", "report.roster"),
    ("走访记录表", "按日期、走访人、结果筛选，打印或导出", "", "visit_records", "report.roster"),
    ("走访单", "到期回访的对象，按楼道顺序，可按号录回", "", "revisit_plan", "visit.write"),
    ("考勤表", "一月一张", "月", "attendance", "attendance.read"),
    ("例会纪要", "议题、议定事项、责任人和期限", "周", "meetings", "meeting.read"),
    ("网格档案", "一格一档：概况、人员、户册、法人、走访、变更", "年", "grids", "report.roster"),
)
# papers that need nothing chosen: (name, what it is, what opens, right)
HAND = "手填"
PAPERS = (
    ("个人信息收集告知书", "发给住户，空白处手填；某一户的在“户”“房屋”里按 Ctrl+D 打印", "form.notice", "resident.write"),
    ("居民采集表", "停电或没带电脑时手写，右边有代码，一户一张", "form.residents", "resident.write"),
    ("走访登记表", "手写走访，右边有代码，回来逐行录入", "form.visits", "visit.write"),
    ("法人采集表", "手写单位登记，右边有代码", "form.entities", "entity.write"),
)


def catalogue(session: Session) -> list[CatalogueLine]:
    """Everything that can be made here; what the role may not make is absent."""
    found = []
    if allowed(session, "report.edit"):
        for each in report_templates.templates(session):
            group = OWN if each.own else WRITTEN
            period = KINDS.get(each.period_kind, "")
            found.append(CatalogueLine(each.own or each.code, each.name, each.note, period, group, own=each.own))
    member = session.account.role is Role.MEMBER
    for name, what, period, page, right in ELSEWHERE:
        if allowed(session, right) and not (member and page == "grids"):  # the page 网格体系 is not theirs
            found.append(CatalogueLine(f"page.{page}", name, what, period, PRINTED, page))
    if member and allowed(session, "report.roster"):
        for grid_id, _, label in grid_file.own_grids(session):
            what = "一格一档：概况、人员、户册、法人、走访、变更"
            found.append(CatalogueLine(f"grid.{grid_id}", f"网格档案 {label}", what, "年", PRINTED, f"form.grid:{grid_id}"))
    for name, what, opens, right in PAPERS:
        if allowed(session, right):
            found.append(CatalogueLine(opens, name, what, "", HAND, opens))
    return found


def allowed(session: Session, action: str) -> bool:
    """Whether the account has the right."""
    try:
        session.require(action)
    except Refused:
        return False
    return True


def listed(session: Session, state: str) -> list[DocumentLine]:
    """Documents in a state, the newest first."""
    session.require("report.edit")
    known = grids.grids(session.reader)
    lines = []
    for each in stored.documents(session.reader, state):
        period = Period(each.period_kind, date.fromisoformat(each.first_day), date.fromisoformat(each.last_day))
        scope = known[each.grid_id].label if each.grid_id in known else "全部"
        lines.append(
            DocumentLine(
                each.id, each.title, each.kind_name, report_periods.label(period), scope, each.state, each.version, each.saved_at, each.saved_by
            )
        )
    return lines


def counts(session: Session) -> tuple[int, int]:
    """How many are being written and how many are finished."""
    if not allowed(session, "report.edit"):
        return 0, 0
    return len(stored.documents(session.reader, "draft")), len(stored.documents(session.reader, FINAL))


def period_kind(session: Session, key: str) -> tuple[str, bool]:
    """(kind of period, whether a list of residents is chosen) of a template."""
    found = report_templates.template(session, key)
    return found.period_kind, found.of_list


def period_choices(session: Session, kind: str) -> list[tuple[Period, str]]:
    """Recent periods of a kind with their names."""
    return [(period, report_periods.label(period)) for period in report_periods.recent(kind, session.today)]


def grid_choices(session: Session) -> list[tuple[str, str]]:
    """(id, label) of the grids that the account may look at."""
    return list(filter_choices(session).grids)


def list_choices(session: Session) -> dict[str, list[tuple[str, str]]]:
    """Tags, populations and features for a report on a list."""
    found = filter_choices(session)
    return {"tags": list(found.tags), "populations": list(found.populations), "features": list(FEATURES.items())}


def newest_period(session: Session, kind: str) -> Period:
    """The period that is most probably wanted."""
    return report_periods.usual(kind, session.today)


# -- behind a figure -----------------------------------------------------------------------------------------------------------------


def records(session: Session, subject: Subject, code: str, span: str = NOW) -> list[RecordLine]:
    """The records behind a figure of a document; they add up to it."""
    session.require("ranking.records")
    indicator = INDICATORS.get(code)
    if indicator is None or not indicator.records or span == OPENING:
        raise Refused("这项数据由其他数字算出，没有单独的明细。可看组成它的数字。")
    source = Source(session, subject)
    period = source.spans[span]
    scope = Scope(period.first.isoformat(), period.last.isoformat(), grid_ids=source.grids or None)
    return behind(source.db, indicator.records, scope)


def indicators() -> dict[str, Indicator]:
    """Every figure with its meaning."""
    return INDICATORS | {each.code: each for each in families()}


def checked(opened: OpenDocument, content: Content) -> list[CheckedFigure]:
    """数据核对: each figure of the text once, beside last year, the period before and the sum of the table by grid."""
    known, totals = indicators(), table_totals(opened)
    found: dict[str, CheckedFigure] = {}
    for chip in content.chips():
        if chip.kind != FIGURE or chip.key in found:
            continue
        figure = opened.book.get(chip.code, chip.span)
        total = totals.get(chip.code, "") if chip.span == NOW and chip.form == "number" else ""
        now = figure.grouped if figure is not None else ""
        found[chip.key] = CheckedFigure(
            chip.key,
            reports.chip_name(chip, opened.names),
            known[chip.code].meaning if chip.code in known else "",
            chip.text(opened.book),
            _grouped(opened, chip.code, LAST_YEAR),
            _grouped(opened, chip.code, PREVIOUS),
            total,
            not total or total == now,
            bool(chip.hand),
        )
    return list(found.values())


def _grouped(opened: OpenDocument, code: str, span: str) -> str:
    figure = opened.book.get(code, span)
    return figure.grouped if figure is not None else "—"


TOTALS = {
    "table.grids_people": ("new_residents", "returned_residents", "cancelled_residents", "net_growth"),
    "table.grids_entities": ("new_entities", "cancelled_entities", "visited_entities"),
    "table.grids_visits": ("visited_persons", "visited_households", "", "attempts"),
    "table.grids_work": ("", "", "", "", "volume"),
}


def table_totals(opened: OpenDocument) -> dict[str, str]:
    """What the tables by grid add up to, by figure."""
    found: dict[str, str] = {}
    for code, columns in TOTALS.items():
        block = opened.exhibits.get(code)
        total = getattr(block, "total", ())
        found |= {name: text for name, text in zip(columns, total[1:], strict=False) if name}
    return found

