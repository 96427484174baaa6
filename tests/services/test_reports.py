"""Documents from a register: every figure of every template is that of the statistics; finished ones never change; templates of the
office; what is not settled is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from pypdf import PdfReader

from app.errors import Refused
from app.models import report_periods
from app.models.figure_json import figures_json
from app.models.official_document import TableBlock
from app.models.report_figures import LAST_YEAR, NOW, NUMBER, OPENING, PREVIOUS
from app.models.report_text import FIGURE, Chip, Content
from app.models.report_views import DRAFT, FINAL, OpenDocument, Subject
from app.models.residents import ResidentFilter
from app.models.statistics import Period
from app.models.vocabulary import Role
from app.services import history, report_lists, report_pages, report_templates, reports, statistics
from app.services.report_source import Source
from tests.builders import Office
from tests.services.report_office import Tally, report_office

TODAY = date(2026, 11, 20)
YEAR = Subject(Period("year", date(2026, 1, 1), date(2026, 12, 31)))


@pytest.fixture(scope="module")
def office() -> Office:
    return report_office()


@pytest.fixture
def own() -> Office:
    """One that a test may change."""
    return report_office()


def subject_of(kind: str, grid_id: str = "") -> Subject:
    period = Period("range", date(2026, 1, 1), TODAY) if kind == "range" else report_periods.of_kind(kind, TODAY)
    return Subject(period, grid_id)


def text_of(path: Path) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(path).pages).split())


def begun(office: Office, template: str = "R07", subject: Subject = YEAR) -> OpenDocument:
    _, key = reports.create(office.session, template, subject)
    return reports.open_document(office.session, key)


def filled(content: Content) -> Content:
    """Every open slot settled."""
    sections = tuple(each.with_paragraphs([("已写好。",)]) if each.unfilled() else each for each in content.sections)
    return replace(content, sections=sections, title="桂湖社区工作总结")


# -- figures -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", ["", "01"])
@pytest.mark.parametrize("code", [each.code for each in report_templates.shipped()])
def test_every_figure_of_every_template_is_that_of_the_statistics(office: Office, code: str, scope: str) -> None:
    chosen = report_templates.template(office.session, code)
    subject = subject_of(chosen.period_kind, office.grids[scope])
    content, taken, _, source = reports.composed(office.session, code, subject)
    tally = Tally(office, (office.grids[scope],) if scope else ())
    chips = [chip for chip in content.chips() if chip.kind == FIGURE]
    assert len(chips) >= 4
    checked = 0
    for chip in chips:
        figure = taken.book.get(chip.code, chip.span)
        assert figure is not None, chip
        if chip.span == OPENING:
            expected = tally.stocks((subject.period.first - timedelta(days=1)).isoformat()).get(chip.code)
        else:
            period = source.spans[chip.span]
            expected = tally.figures(period.first.isoformat(), period.last.isoformat()).get(chip.code)
            by = "grid" if scope else "office"
            table = statistics.figures(office.session, replace(period, kind="range"), by)
            row = next(row for row in table.rows if not scope or row.id == office.grids[scope])
            stats = figures_json(row.figures)
            if chip.code in stats:
                assert figure.value == stats[chip.code], chip
        if expected is not None:
            assert figure.value == expected, chip
            checked += 1
        if chip.form == NUMBER:
            assert chip.text(taken.book) == figure.text
    assert checked >= 4


def half_up(value: float) -> int:
    return int(value + 0.5)


def test_rates_by_hand(office: Office) -> None:
    _, taken, _, _ = reports.composed(office.session, "R07", YEAR)
    value = {code: figure.value for (code, span), figure in taken.book.figures.items() if span == NOW}
    assert value["turnover"] == half_up(value["cancelled_residents"] * 100 / value["new_residents"])
    assert value["aged_60_share"] == half_up(value["aged_60"] * 1000 / value["residents"])
    counted = value["outcome.met"] + value["outcome.relative"] + value["outcome.phone"]
    assert value["met_share"] == half_up(value["outcome.met"] * 1000 / counted)
    assert value["per_member"] == half_up(value["volume"] / 2)
    assert sum(taken.book.get(f"opened.{why}").value for why in ("moved_in", "newly_living", "birth", "late")) == value["new_residents"]


def test_comparisons_use_the_same_days_of_last_year(office: Office) -> None:
    _, taken, _, source = reports.composed(office.session, "R02", subject_of("month"))
    assert (source.spans[LAST_YEAR].first, source.spans[LAST_YEAR].last) == (date(2025, 11, 1), date(2025, 11, 20))
    assert (source.spans[PREVIOUS].first, source.spans[PREVIOUS].last) == (date(2026, 10, 1), date(2026, 10, 20))
    tally = Tally(office)
    assert taken.book.get("visited_entities", LAST_YEAR).value == tally.figures("2025-11-01", "2025-11-20")["visited_entities"] == 1


def test_the_records_behind_every_figure_add_up_to_it(office: Office) -> None:
    _, taken, _, _ = reports.composed(office.session, "R07", YEAR)
    known = [code for code, each in report_lists.indicators().items() if each.records]
    assert len(known) == 11
    for code in known:
        for subject, book in ((YEAR, taken.book),):
            lines = report_lists.records(office.session, subject, code)
            assert sum(line.count for line in lines) == book.get(code).value, code
    with pytest.raises(Refused, match="没有单独的明细"):
        report_lists.records(office.session, YEAR, "visit_cover")


def test_tables_add_up_to_the_figures(office: Office) -> None:
    opened = begun(office)
    checked = report_lists.checked(opened, opened.content)
    assert all(line.agrees for line in checked)
    assert {line.name for line in checked if line.table_total} >= {"新增人口", "注销人口", "走访人数"}
    for code, block in opened.exhibits.items():
        if isinstance(block, TableBlock) and block.total and code != "table.members":
            for place in range(1, len(block.columns)):
                column = [int(line[place].replace(",", "").replace("−", "-")) for line in block.rows]
                assert sum(column) == int(block.total[place].replace(",", "").replace("−", "-")), code


def test_a_list_is_crossed_by_two_features(office: Office) -> None:
    wanted = ResidentFilter(tags=("101",))
    subject = Subject(Period("range", date(2026, 1, 1), TODAY), "", wanted, "grid", "population")
    _, taken, _, _ = reports.composed(office.session, "R08", subject)
    block = taken.exhibits["table.cross"]
    tally = Tally(office)
    tagged = {row["resident_id"] for row in tally.rows["resident_tag"]}
    rows = [row for row in tally.stock("2026-11-20") if row["resident_id"] in tagged]
    assert block.total[-1] == str(len(rows)) == taken.book.get("list_people").text
    first = [row for row in rows if row["grid_id"] == office.grids["01"]]
    assert block.rows[0][-1] == str(len(first))
    assert [column.title for column in block.columns][0] == "网格"


# -- keeping -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", ["", "01"])
def test_a_finished_document_never_changes(own: Office, tmp_path: Path, scope: str) -> None:
    opened = begun(own, "R07", replace(YEAR, grid_id=own.grids[scope]))
    reports.finish(own.session, opened, filled(opened.content))
    final = reports.open_document(own.session, opened.id)
    assert (final.state, final.version) == (FINAL, 2)
    report_pages.write_version(own.session, opened.id, 2, tmp_path / "first.pdf")
    own.resident("迟来者", opened_on="2026-06-01", by="WG-01")
    own.update("grid", own.grids["01"], name="新名网格")
    again = reports.open_document(own.session, opened.id)
    assert again.content == final.content
    assert again.book.figures == final.book.figures
    report_pages.write_version(own.session, opened.id, 2, tmp_path / "again.pdf")
    assert text_of(tmp_path / "first.pdf") == text_of(tmp_path / "again.pdf")
    assert (tmp_path / "first.pdf").read_bytes() == (tmp_path / "again.pdf").read_bytes()
    report_pages.write(own.session, again, again.content, tmp_path / "editor.pdf")
    assert (tmp_path / "editor.pdf").read_bytes() == (tmp_path / "first.pdf").read_bytes()
    with pytest.raises(Refused, match="已定稿"):
        reports.save(own.session, final, final.content)
    with pytest.raises(Refused, match="不能删除"):
        reports.discard(own.session, opened.id)


def test_taken_back_it_follows_the_register_and_the_old_final_stays(own: Office, tmp_path: Path) -> None:
    opened = begun(own)
    reports.finish(own.session, opened, filled(opened.content))
    before = reports.open_document(own.session, opened.id).book.get("new_residents").value
    own.resident("迟来者", opened_on="2026-06-01", by="WG-01")
    with pytest.raises(Refused, match="没有写退回的原因"):
        reports.reopen(own.session, opened.id, " ")
    reports.reopen(own.session, opened.id, "补充问题部分")
    draft = reports.open_document(own.session, opened.id)
    assert (draft.state, draft.version) == (DRAFT, 3)
    assert draft.book.get("new_residents").value == before + 1
    assert [line.state for line in reports.versions(own.session, opened.id)] == [DRAFT, FINAL, DRAFT]
    assert reports.versions(own.session, opened.id)[0].why == "退回修改：补充问题部分"
    report_pages.write_version(own.session, opened.id, 2, tmp_path / "final.pdf")
    assert f"新增登记人口{before}人" in text_of(tmp_path / "final.pdf")
    assert [line.id for line in report_lists.listed(own.session, FINAL)] == []


def test_open_slots_must_be_settled_or_left_knowingly(own: Office, tmp_path: Path) -> None:
    opened = begun(own, "R02", subject_of("month"))
    with pytest.raises(Refused, match="2 处待补充"):
        reports.finish(own.session, opened, opened.content)
    with pytest.raises(Refused, match="先这样导出"):
        report_pages.write(own.session, opened, opened.content, tmp_path / "draft.pdf")
    assert not (tmp_path / "draft.pdf").exists()
    report_pages.write(own.session, opened, opened.content, tmp_path / "draft.pdf", knowingly=True)
    assert text_of(tmp_path / "draft.pdf").count("【此处待补充】") == 2
    reports.finish(own.session, opened, opened.content, knowingly=True)


def test_a_figure_that_moved_since_it_was_looked_at_stops_the_finishing(own: Office) -> None:
    opened = begun(own)
    content = filled(opened.content)
    own.resident("迟来者", opened_on="2026-06-01", by="WG-01")
    with pytest.raises(Refused, match="Ctrl\\+R"):
        reports.finish(own.session, opened, content)
    fresh, moved = reports.recount(own.session, opened, content)
    assert ("新增人口", opened.book.text("new_residents")) in {(each.name, each.before) for each in moved}
    reports.finish(own.session, fresh, content)


def test_what_is_written_by_hand_stays_when_figures_move(own: Office) -> None:
    opened = begun(own)
    section = opened.content.sections[0]
    paragraphs = [tuple(replace(item, hand="约一万") if isinstance(item, Chip) else item for item in line) for line in section.paragraphs]
    content = opened.content.replaced(section.key, section.with_paragraphs(paragraphs))
    own.resident("迟来者", opened_on="2026-06-01", by="WG-01")
    fresh, _ = reports.recount(own.session, opened, content)
    document = report_pages.of_open(own.session, fresh, content)
    assert "新增登记人口约一万人" in document.blocks[0].text
    assert any(line.by_hand for line in report_lists.checked(fresh, content))


def test_versions_drafts_and_undo(own: Office) -> None:
    opened = begun(own)
    content = replace(opened.content, title="改过的标题")
    kept = reports.keep_draft(own.session, opened.id, content, "s1")
    again = reports.open_document(own.session, opened.id)
    assert (again.content.title, again.from_draft) == ("改过的标题", reports.clock(kept.saved_ms))
    done = reports.save(own.session, again, content)
    assert reports.open_document(own.session, opened.id).from_draft == ""
    assert report_lists.listed(own.session, DRAFT)[0].title == "改过的标题"
    with pytest.raises(Refused, match="第 2 版"):
        reports.save(own.session, again, content)  # somebody else stored one meanwhile
    history.undo(own.session, done.operation_id)
    assert reports.open_document(own.session, opened.id).version == 1
    assert reports.open_document(own.session, opened.id).content.title != "改过的标题"
    reports.discard(own.session, opened.id)
    assert report_lists.counts(own.session) == (0, 0)


def test_the_text_of_the_period_before_is_a_beginning(own: Office) -> None:
    october = replace(YEAR, period=Period("month", date(2026, 10, 1), date(2026, 10, 31)))
    before = begun(own, "R02", october)
    reports.save(own.session, before, filled(before.content))
    now = begun(own, "R02", subject_of("month"))
    text = reports.previous_text(own.session, now)
    assert text is not None
    assert not text.unfilled()
    assert reports.previous_text(own.session, before) is None
    assert [chip.key for chip in text.chips()] == [chip.key for chip in filled(before.content).chips()]


# -- output --------------------------------------------------------------------------------------------------------------------------


def test_one_path_to_pdf_word_and_workbook(office: Office, tmp_path: Path) -> None:
    for ending in (".pdf", ".docx", ".xlsx"):
        report_pages.compose_file(office.session, "R07", YEAR, tmp_path / f"year{ending}")
    count = Tally(office).figures("2026-01-01", "2026-11-20")["new_residents"]
    assert f"新增登记人口{count}人" in text_of(tmp_path / "year.pdf")
    words = "\n".join(paragraph.text for paragraph in Document(str(tmp_path / "year.docx")).paragraphs)
    assert f"新增登记人口{count}人" in words
    book = openpyxl.load_workbook(tmp_path / "year.xlsx")
    page = next(page for page in book.worksheets if page.title.endswith("各网格人口变动"))
    assert page.cell(page.max_row, 2).value == count
    with pytest.raises(Refused, match="不能写成"):
        report_pages.compose_file(office.session, "R07", YEAR, tmp_path / "year.txt")


def test_pages_say_where_the_figures_come_from(office: Office) -> None:
    content, taken, _, source = reports.composed(office.session, "R07", YEAR)
    line = report_pages.data_line(source.scope, YEAR, taken.at, source.last_day())
    assert "2026-01-01至2026-11-20" in line
    assert content.office == "桂湖社区"


# -- templates -----------------------------------------------------------------------------------------------------------------------


def test_an_office_keeps_its_own_template(own: Office) -> None:
    source = report_templates.template(own.session, "R20").source
    with pytest.raises(Refused, match="已有名称"):
        report_templates.save_own(own.session, source)
    changed = source.replace("名称：工作简报", "名称：桂湖简报").replace("# 工作动态", "# 桂湖动态")
    report_templates.save_own(own.session, changed)
    line = next(line for line in report_lists.catalogue(own.session) if line.name == "桂湖简报")
    opened = begun(own, line.own, subject_of("month"))
    assert "桂湖动态" in [section.heading for section in opened.content.sections]
    report_templates.delete_own(own.session, line.own)
    assert reports.open_document(own.session, opened.id).name == "桂湖简报"  # what was begun with it stays


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('新增{{ 数("新增人囗") }}人', "第 6 行"),
        ('新增{{ 数("新增人口数") }}人', "是不是“新增人口”"),
        ("新增{{ 数(\"新增人口\") 人", "写法不完整"),
        ("{% if 有(\"回流人口\") %}有回流。", "endif"),
        ("共{{ 总人数 }}人", "没有的名称“总人数”"),
        ('{{ 表("各网格工资") }}', "这张表"),
        ('{{ 数("新增人口", "前年") }}', "上年同期"),
        ("{{ 单位.__class__.__mro__ }}", "不允许"),
        ('{{ "好" * 99999999 }}', "不允许"),
        ("{{ 9 ** 9 ** 9 }}", "不允许"),
        ("{{ 值(\"新增人口\") + 单位 }}", "数字和文字"),
    ],
)
def test_a_broken_template_names_the_line_and_what_to_do(office: Office, line: str, words: str) -> None:
    source = f"名称：试\n期间：月\n标题：试\n---\n# 情况\n{line}\n"
    chosen = report_templates.read(source)
    counts = Source(office.session, subject_of("month"))
    found, _ = reports.take(counts)
    with pytest.raises(Refused) as refused:
        report_templates.fill(counts, found, chosen)
    text = refused.value.problems[0].text
    assert words in text
    assert "第 6 行" in text or "第 7 行" in text
    assert text.endswith("。")


def test_filters_write_as_offices_do(office: Office) -> None:
    source = (
        "名称：试\n期间：月\n标题：试\n---\n"
        '{{ 57187 | 千分位 }}，{{ 0.716 | 百分比 }}，{{ "2026-11-02" | 日期 }}，{{ 12 | 增减("人") }}，{{ -3 | 增减("家") }}，'
        '{{ 0 | 增减("人") }}，{{ 3 | 占比(8) }}，{{ 3 | 占比(0) }}'
    )
    counts = Source(office.session, subject_of("month"))
    found, _ = reports.take(counts)
    _, sections = report_templates.fill(counts, found, report_templates.read(source))
    assert sections[0].plain == "57,187，71.6%，2026年11月2日，增加12人，减少3家，持平，37.5%，—"


# -- rights --------------------------------------------------------------------------------------------------------------------------


def test_who_may_write_documents(office: Office, tmp_path: Path) -> None:
    member = office.as_role(Role.MEMBER, "WG-01")
    with pytest.raises(Refused):
        reports.create(member, "R07", YEAR)
    with pytest.raises(Refused):
        report_pages.compose_file(member, "R07", YEAR, tmp_path / "x.pdf")
    lists = {"居民花名册", "户台账", "房屋台账", "法人单位台账", "走访记录表", "走访单"}
    papers = {"网格档案 01网格", "个人信息收集告知书", "居民采集表", "走访登记表", "法人采集表"}
    assert {line.name for line in report_lists.catalogue(member)} == lists | papers
    leader = office.as_role(Role.LEADER)
    assert reports.composed(leader, "R07", YEAR)[0].sections
    with pytest.raises(Refused):
        report_templates.save_own(leader, "x")
    with pytest.raises(Refused):
        report_lists.records(leader, YEAR, "new_residents")
