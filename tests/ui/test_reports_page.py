"""报表 and 报告编辑 over a register in memory: begun with Enter, written with / and chips, kept, finished, printed; nothing is clipped."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QAbstractItemModelTester

from app.models.report_text import Chip
from app.models.vocabulary import Role
from app.services import drafts, report_lists, reports
from app.ui.reports import chips
from app.ui.reports.outputs import version_dialog
from app.ui.tables.listed import ListedTableModel
from app.ui.tables.reports import catalogue_columns
from app.ui.theme import Theme
from app.ui.workbench import Workbench
from tests.builders import Office
from tests.services.report_office import report_office
from tests.ui.test_pages import cut_off, settle


@pytest.fixture
def office() -> Office:
    return report_office()


@pytest.fixture
def bench(office, jobs, messages, preferences, theme, qtbot, qapp):
    def build(role: Role = Role.ADMIN, scale: float = 1.0, size: tuple[int, int] = (1366, 698)) -> Workbench:
        look = Theme(scale)
        if scale != 1.0:
            look.apply(qapp)
        session = office.session if role is Role.ADMIN else office.as_role(role, "WG-01")
        made = Workbench(session, jobs, messages, look, preferences, [], "青禾街道桂湖社区")
        made.resize(*size)
        qtbot.addWidget(made)
        with qtbot.waitActive(made):
            made.show()
            made.activateWindow()
        made.recall({})
        settle(qapp)
        return made

    yield build
    Theme().apply(qapp)


def begin(made: Workbench, name: str = "年度工作总结"):
    """Choose a kind and press Enter."""
    page = made.open_page("reports")
    page.kinds.select_row(next(place for place, line in enumerate(page.catalogue.rows) if line.name == name))
    page.start_panel.start()
    return made.pages["report_editor"]


def go_to(editor, heading: str) -> None:
    editor.go_to(next(each.key for each in editor.desk.content.sections if each.heading == heading))


def mark_first_chip(editor) -> Chip:
    """The cursor behind the first figure of the section."""
    text = editor.desk.text
    place = next(place for place in range(text.document().characterCount()) if text.document().characterAt(place) == chips.OBJECT)
    cursor = text.textCursor()
    cursor.setPosition(place + 1)
    text.setTextCursor(cursor)
    assert text.marked == place
    return editor.desk.source.chip


def test_enter_begins_a_document_and_the_outline_shows_what_waits(bench) -> None:
    editor = begin(bench())
    assert editor.headline() == "年度工作总结"
    words = [editor.outline.item(place).text().strip() for place in range(editor.outline.count())]
    assert words[:4] == ["标题与落款", "导语", "一、基本情况", "（一）网格和房屋"]
    assert words[-1] == "附件4 网格员工作量情况表"
    content = editor.desk.content
    open_ones = [section.heading for section, state in zip(content.sections, content.states(), strict=True) if state == "open"]
    assert open_ones == ["其他做法", "其他成效", "需要改进的地方", "下一步工作打算"]
    assert editor.slots.text().strip() == "4 处待补充"
    assert editor.preview.pages >= 5
    assert not editor.preview.picture.pixmap().isNull()


def test_a_chip_says_where_it_comes_from_and_can_be_written_by_hand(bench, office, qtbot) -> None:
    editor = begin(bench())
    go_to(editor, "人口变动采集")
    chip = mark_first_chip(editor)
    assert chip.code == "new_residents"
    source, text = editor.desk.source, editor.desk.text
    number = editor.opened.book.text("new_residents")
    assert source.words.text().startswith(f"{number} 的来历：2026年 新增人口，期内因迁入")
    assert source.records.isVisible()
    dialog = editor.records_dialog(editor.opened, chip)
    assert dialog.count.text().endswith("与文中数字一致")
    dialog.reject()
    source.hand.click()
    source.line.setText("约二十")
    qtbot.keyClick(source.line, Qt.Key.Key_Return)
    assert "新增登记人口约二十人" in editor_text(editor)
    assert source.state.text().startswith("手工填写")
    office.resident("迟来者", opened_on="2026-06-01", by="WG-01")
    editor.recount()
    assert "约二十" in editor_text(editor)
    mark_first_chip(editor)
    source.bind.click()
    assert f"新增登记人口{int(number) + 1}人" in editor_text(editor)
    text.undo()
    assert "约二十" in editor_text(editor)


def editor_text(editor) -> str:
    """The section as it is copied."""
    editor.desk.text.selectAll()
    return editor.desk.text.createMimeDataFromSelection().text()


def test_slash_finds_by_initials_and_enter_inserts(bench, qtbot) -> None:
    editor = begin(bench())
    go_to(editor, "其他做法")
    text, popup = editor.desk.text, editor.desk.popup
    text.selectAll()
    text.insertPlainText("今年新增")
    qtbot.keyClick(text, "/")
    assert popup.isVisible()
    assert text.toPlainText() == "今年新增"
    qtbot.keyClicks(popup.line, "xzrk")
    assert popup.list.item(0).text().startswith("新增人口")
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    assert not popup.isVisible()
    text.insertPlainText("人。")
    assert editor_text(editor) == f"今年新增{editor.opened.book.text('new_residents')}人。"
    section = editor.desk.section()
    assert section.state() == "edited"
    text.moveCursor(QTextCursor.MoveOperation.End)
    editor.desk.insert("exhibits")
    popup.line.setText("各月走访")
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    assert editor.desk.section().paragraphs[-1][0].code == "months_visits"
    qtbot.keyClick(text, "/")
    qtbot.keyClick(popup.line, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert text.hasFocus()


def test_what_is_written_takes_the_place_of_the_open_slot(bench, qtbot) -> None:
    editor = begin(bench())
    go_to(editor, "其他做法")
    text, popup = editor.desk.text, editor.desk.popup
    assert text.textCursor().selectedText() == "【此处待补充】"
    qtbot.keyClick(text, "/")
    qtbot.keyClicks(popup.line, "xzrk")
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    assert editor_text(editor) == editor.opened.book.text("new_residents")
    text.insertPlainText("人。")
    assert editor.desk.section().state() == "edited"


def test_another_document_is_not_overtaken_by_the_one_shown_before(bench, monkeypatch) -> None:
    """With threads the page hears that something was stored while the new document is still being read."""
    editor = begin(bench(), "月度通报")
    asked: list[str] = []
    monkeypatch.setattr(editor.context.jobs, "query", lambda _owner, _function, _session, wanted, **_rest: asked.append(wanted))
    editor.open_document("another")
    editor.refresh()
    assert asked == ["another", "another"]
    editor.wanted = editor.opened.id
    editor.refresh()
    assert asked[-1] == editor.opened.id


def test_chips_survive_copying_inside_and_are_text_outside(bench, qapp) -> None:
    editor = begin(bench())
    go_to(editor, "人口变动采集")
    text = editor.desk.text
    text.selectAll()
    text.copy()
    copied = qapp.clipboard().text()
    assert copied.startswith(f"新增登记人口{editor.opened.book.text('new_residents')}人")
    before = text.paragraphs()
    go_to(editor, "其他做法")
    text.selectAll()
    text.paste()
    assert text.paragraphs()[0] == before[0]


def test_what_is_typed_is_kept_as_a_draft_and_found_again(bench, office) -> None:
    made = bench()
    editor = begin(made)
    go_to(editor, "其他做法")
    editor.desk.text.selectAll()
    editor.desk.text.insertPlainText("开展弹性上下班。")
    assert editor.unkept
    editor.leave()
    note = drafts.listed(office.session, "report")[0]
    assert made.current == "reports"
    page = made.open_page("report_editor")
    page.opened = None
    page.open_draft(note.id)
    assert page.desk.content.states()[[each.heading for each in page.desk.content.sections].index("其他做法")] == "edited"
    page.act.save()
    assert drafts.listed(office.session, "report") == []
    assert page.opened.version == 2


def test_finishing_asks_and_closes_the_text(bench, messages, office) -> None:
    made = bench()
    editor = begin(made)
    messages.answers.extend([1])  # 回去补充
    editor.act.finish()
    assert messages.asked[-1] == "还有 4 处待补充"
    assert editor.desk.writable
    messages.answers.extend([0, 0])
    editor.act.finish()
    assert messages.asked[-1].startswith("把《桂湖社区2026年")
    assert editor.opened.state == "final"
    page = made.open_page("reports")
    page.show_tab("final")
    assert page.print_button.isVisible()
    dialog = page.print_dialog(page.current())
    assert dialog.pages >= 5
    dialog.reject()
    made.open_page("report_editor")
    go_to(editor, "其他做法")
    assert editor.desk.text.isReadOnly()
    assert editor.reopen_button.isVisible()
    assert not editor.save_button.isVisible()
    assert [act.label for act in editor.acts() if act.in_bar] == ["换章节", "导出", "返回报表"]
    editor.act.reopen()
    editor.strip.form.set_value("why", "补充问题")
    editor.strip.submit()
    assert editor.desk.writable
    editor.show_tab("versions")
    assert [line.state for line in editor.versions.model.rows] == ["draft", "final", "draft"]
    dialog = version_dialog(editor.context, editor.opened.id, "总结", editor.versions.model.rows[1].number, editor)
    assert dialog.pages >= 5
    dialog.reject()


def test_sections_are_added_moved_and_deleted(bench) -> None:
    editor = begin(bench(), "工作简报")
    go_to(editor, "主要数据")
    editor.act.reshape("add", 1)
    assert editor.desk.heading.text() == "新的一节"
    assert [each.heading for each in editor.desk.content.sections] == ["主要数据", "新的一节", "工作动态", "下月提示"]
    editor.desk.heading.setText("好人好事")
    editor.desk.heading.textEdited.emit("好人好事")
    editor.act.reshape("move", 1)
    assert editor.outline.item(3).text() == "三、好人好事"
    editor.act.reshape("remove", 0)
    assert [each.heading for each in editor.desk.content.sections] == ["主要数据", "工作动态", "下月提示"]
    assert editor.unkept


def test_checked_figures_and_lists(bench, office) -> None:
    made = bench()
    editor = begin(made)
    editor.show_tab("check")
    assert editor.checks.sum.text().startswith(f"{len(report_lists.checked(editor.opened, editor.content()))} 项数据 · 与表全部一致")
    page = made.open_page("reports")
    page.show_tab("draft")
    assert [line.kind for line in page.documents.rows] == ["年度工作总结"]
    assert made.header.tabs["draft"].text() == "我的草稿 1"
    page.discard()
    assert page.documents.rows == []
    assert page.state.isVisible()
    made.undo_last()
    assert len(page.documents.rows) == 1
    assert reports.open_document(office.session, page.documents.rows[0].id).version == 1


def test_it_leaves_as_pdf_word_and_workbook(bench, messages, tmp_path: Path) -> None:
    editor = begin(bench(), "月度通报")
    for ending in (".pdf", ".docx", ".xlsx"):
        messages.answers.extend([0, tmp_path / f"out{ending}"])
        editor.act.export(ending)
        assert (tmp_path / f"out{ending}").stat().st_size > 2000


def test_an_own_template_is_checked_and_appears(bench) -> None:
    page = bench().open_page("reports")
    line = next(line for line in page.catalogue.rows if line.name == "工作简报")
    dialog = page.template_dialog(line)
    source = dialog.text.toPlainText()
    assert source.split("\n")[1] == "名称：本单位工作简报"
    dialog.text.setPlainText(source + "\n{% if 年 %}")
    dialog.save()
    assert "endif" in dialog.banner.text.text()
    dialog.text.setPlainText(source)
    dialog.save()
    own = next(line for line in page.catalogue.rows if line.name == "本单位工作简报")
    assert own.group == "本单位模板"


def test_periods_of_a_list_report_are_checked_at_the_form(bench) -> None:
    page = bench().open_page("reports")
    page.kinds.select_row(next(place for place, line in enumerate(page.catalogue.rows) if line.name == "专项情况汇报"))
    start = page.start_panel
    start.first.setText("2026-13-01")
    start.start()
    assert "13" in start.banner.text.text()
    start.first.setText("2026-01-01")
    start.tag.setCurrentIndex(start.tag.findData("101"))
    start.start()
    made = page.context.shell
    assert made.current == "report_editor"
    assert made.pages["report_editor"].opened.subject.filter.tags == ("101",)


def test_members_see_only_what_they_may_print(bench) -> None:
    made = bench(Role.MEMBER)
    page = made.open_page("reports")
    lists = ["居民花名册", "户台账", "房屋台账", "法人单位台账", "走访记录表", "走访单"]
    papers = ["网格档案 01网格", "个人信息收集告知书", "居民采集表", "走访登记表", "法人采集表"]
    assert [line.name for line in page.catalogue.rows] == [*lists, *papers]
    assert made.open_page("report_editor") is None
    assert list(made.header.tabs) == ["reports"]


@pytest.mark.parametrize(("scale", "size"), [(1.0, (1366, 698)), (1.15, (1366, 698)), (1.0, (1920, 1040)), (1.15, (1920, 1040))])
def test_nothing_is_clipped(bench, qapp, scale, size) -> None:
    made = bench(scale=scale, size=size)
    page = made.open_page("reports")
    for place in range(len(page.catalogue.rows)):
        page.kinds.select_row(place)
    settle(qapp)
    assert list(cut_off(made)) == []
    editor = begin(made)
    go_to(editor, "人口变动采集")
    mark_first_chip(editor)
    editor.preview.made.emit(("标题末尾不加标点。",) * 12)
    for key in ("edit", "check", "versions"):
        editor.show_tab(key)
        settle(qapp)
        assert list(cut_off(made)) == []
    assert editor.desk.text.horizontalScrollBar().maximum() == 0
    assert editor.outline.horizontalScrollBar().maximum() == 0


def test_the_models_keep_their_promises(office) -> None:
    model = ListedTableModel(catalogue_columns())
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows(report_lists.catalogue(office.session))
