"""一表通: small forms made by hand are opened, filled from the register and remembered."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.styles import Border, Side
from openpyxl.worksheet.datavalidation import DataValidation

from app.errors import Refused, Unavailable
from app.models.form_views import NAMES, Whom
from app.models.residents import ResidentFilter
from app.models.vocabulary import Role
from app.services import forms, outgoing, privacy
from tests.builders import Office

LINE = Border(*[Side("thin")] * 4)


@pytest.fixture
def office() -> Office:
    office = Office()
    door = office.dwelling(room="101")
    home = office.household(door)
    people = (
        ("王建平", "1", "990101195003071234", "1950-03-07", "13800001111", "02", "01", "101 301"),
        ("李秀英", "2", "990101195211020021", "1952-11-02", "", "12", "01", "201"),
        ("王小明", "1", "990101201501010015", "2015-01-01", "", "20", "01", ""),
    )
    for name, sex, number, birth, phone, relation, population, tags in people:
        stay = office.resident(name, dwelling_id=door, household_id=home, relation=relation, person={
            "sex": sex, "id_number": number, "id_type": "111", "birth_date": birth, "phone": phone, "population": population,
            "ethnic_group": "01"})  # fmt: skip
        for tag in tags.split():
            office.insert("resident_tag", resident_id=stay.resident_id, tag=tag, valid_from="2026-01-01")
    return office


def roster(path: Path, rows: int = 2, names: tuple[str, ...] = ()) -> Path:
    """Merged title, note, header in two lines, empty rows with borders, total with a formula, signature."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["桂湖街道老年人基本情况统计表"])
    sheet.merge_cells("A1:G1")
    sheet.append(["填报单位：", None, None, None, None, None, "单位：人"])
    sheet.append(["序号", "基本信息", None, None, "家庭住址", None, "低保证号"])
    sheet.append([None, "姓名", "公民身份号码", "年龄", "小区", "房号", None])
    for block in ("A3:A4", "B3:D3", "E3:F3", "G3:G4"):
        sheet.merge_cells(block)
    for number in range(rows):
        sheet.append([number + 1, names[number] if number < len(names) else None])
    sheet.append(["合计", None, None, f"=SUM(D5:D{4 + rows})"])
    sheet.append(["填表人：", None, None, "联系电话："])
    for line in sheet.iter_rows(3, 5 + rows):
        for cell in line:
            cell.border = LINE
    sheet.print_area = f"A1:G{6 + rows}"
    sheet.row_dimensions[5].height = 33
    book.save(path)
    return path


def values(path: Path) -> list[list[object]]:
    return [[cell.value for cell in line] for line in openpyxl.load_workbook(path).active.iter_rows()]


def test_a_list_is_filled_in_place(office: Office, tmp_path: Path) -> None:
    opened = forms.open_form(office.session, roster(tmp_path / "老人表.xlsx"))
    (part,) = opened.form.parts
    assert [item.field for item in part.items] == ["seq", "name", "id_number", "age", "estate", "room", ""]
    looked = forms.preview(office.session, opened, Whom())
    assert (looked.lines, looked.added_rows, looked.unanswered) == (3, 1, ("低保证号",))
    result = forms.fill(office.session, opened, Whom(), tmp_path / "出.xlsx", "街道民政办", "高龄津贴年审")
    lines = values(Path(result.paths[0]))
    assert lines[4] == [1, "王建平", "9****************4", 76, "桂湖花园", "101", None]
    assert [line[1] for line in lines[4:7]] == ["王建平", "李秀英", "王小明"]
    assert lines[7][:4] == ["合计", None, None, "=SUM(D5:D7)"]
    sheet = openpyxl.load_workbook(result.paths[0]).active
    assert str(sheet.print_area).endswith("$A$1:$G$9")
    assert sheet.row_dimensions[6].height == 33
    assert {str(block) for block in sheet.merged_cells.ranges} == {"A1:G1", "A3:A4", "B3:D3", "E3:F3", "G3:G4"}
    assert sheet["C6"].border.bottom.style == "thin"


def test_other_parts_stay_as_they_were(office: Office, tmp_path: Path) -> None:
    source = roster(tmp_path / "表.xlsx", rows=5)
    before = source.read_bytes()
    result = forms.fill(office.session, forms.open_form(office.session, source), Whom(), tmp_path / "出.xlsx", "民政办", "核对")
    assert source.read_bytes() == before
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(result.paths[0]) as new:
        assert old.namelist() == new.namelist()
        differing = [name for name in old.namelist() if old.read(name) != new.read(name)]
    assert set(differing) <= {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}


def test_ages_sexes_and_tags_narrow(office: Office, tmp_path: Path) -> None:
    opened = forms.open_form(office.session, roster(tmp_path / "表.xlsx"))
    looked = forms.preview(office.session, opened, Whom(sex="女", age_from=60))
    assert [line[1] for line in looked.sample] == ["李秀英"]
    looked = forms.preview(office.session, opened, Whom(people=ResidentFilter(tags=("101",))))
    assert [line[1] for line in looked.sample] == ["王建平"]


def test_names_that_are_there_are_matched_or_said(office: Office, tmp_path: Path) -> None:
    source = roster(tmp_path / "表.xlsx", 3, ("王建平", "李秀英", "赵无人"))
    book = openpyxl.load_workbook(source)
    book.active["C5"] = "990101195003071234"
    book.active["D5"] = 60
    book.save(source)
    opened = forms.open_form(office.session, source)
    looked = forms.preview(office.session, opened, Whom(NAMES))
    assert [(row, name) for row, name, _ in looked.doubtful] == [(6, "李秀英"), (7, "赵无人")]
    result = forms.fill(office.session, opened, Whom(NAMES), tmp_path / "出.xlsx", "民政办", "核对")
    lines = values(Path(result.paths[0]))
    assert lines[4][:6] == [1, "王建平", "990101195003071234", 60, "桂湖花园", "101"]  # what was written stays
    assert lines[5][2:6] == [None] * 4


def test_mapping_and_what_was_sent_are_remembered(office: Office, tmp_path: Path) -> None:
    source = roster(tmp_path / "表.xlsx")
    opened = forms.choose(forms.open_form(office.session, source), {(0, 6): "tag:101"})
    forms.fill(office.session, opened, Whom(), tmp_path / "一.xlsx", "街道民政办", "年审")
    again = forms.open_form(office.session, source)
    assert again.form.parts[0].items[6].field == "tag:101"
    assert again.form.remembered
    li = office.register.db.execute("SELECT id FROM residence WHERE resident_id = (SELECT id FROM resident WHERE name = '李秀英')").fetchone()[0]
    office.update("residence", li, status="closed", closed_on="2026-11-01", close_reason="left")
    wang = office.register.db.execute("SELECT id FROM resident WHERE name = '王建平'").fetchone()[0]
    office.update("resident", wang, name="王建国")
    office.resident("新来人")
    looked = forms.preview(office.session, again, Whom())
    assert (looked.changes.added, looked.changes.gone, looked.changes.changed) == (("新来人",), ("李秀英",), ("王建国",))
    assert [(line.receiver, line.lines) for line in forms.sent(office.session, again)] == [("街道民政办", 3)]
    assert [line.receiver for line in outgoing.lines(office.session)] == ["街道民政办"]


def test_what_is_not_allowed(office: Office, tmp_path: Path) -> None:
    source = roster(tmp_path / "表.xlsx")
    opened = forms.open_form(office.session, source)
    with pytest.raises(Refused) as refused:
        forms.fill(office.session, opened, Whom(), source, "", "")
    assert {problem.field for problem in refused.value.problems} == {"receiver", "purpose", "target"}
    with pytest.raises(Refused):
        forms.open_form(office.as_role(Role.LEADER), source)
    (tmp_path / "空.xlsx").write_bytes(b"nothing")
    with pytest.raises(Unavailable):
        forms.open_form(office.session, tmp_path / "空.xlsx")


def test_full_numbers_only_when_asked(office: Office, tmp_path: Path) -> None:
    opened = forms.open_form(office.session, roster(tmp_path / "表.xlsx"))
    result = forms.fill(office.session, opened, Whom(), tmp_path / "出.xlsx", "民政办", "年审", full=True)
    assert values(Path(result.paths[0]))[4][2] == "990101195003071234"


def test_one_form_for_each_person(office: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (["残疾人走访登记表"], ["姓名", None, "性别", None], ["身份证号", None, "残疾等级", None],
                 ["联系电话：______　　户主："], ["家庭住址", None]):  # fmt: skip
        sheet.append(line)
    for block in ("A1:D1", "A4:D4", "B5:D5"):
        sheet.merge_cells(block)
    book.save(tmp_path / "登记表.xlsx")
    opened = forms.open_form(office.session, tmp_path / "登记表.xlsx")
    result = forms.fill(office.session, opened, Whom(people=ResidentFilter(tags=("101", "201"))), tmp_path / "出.xlsx", "残联", "走访", full=True)
    assert [Path(path).name for path in result.paths] == ["出-1-王建平.xlsx", "出-2-李秀英.xlsx"]
    lines = values(Path(result.paths[0]))
    assert lines[1:] == [["姓名", "王建平", "性别", "男"], ["身份证号", "990101195003071234", "残疾等级", None],
                         ["联系电话：13800001111  户主：王建平", None, None, None], ["家庭住址", "桂湖花园1栋1单元101", None, None]]  # fmt: skip


def test_a_table_in_a_text(office: Office, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("桂湖社区老年人名册")
    table = document.add_table(2, 4)
    for cell, title in zip(table.rows[0].cells, ("序号", "姓名", "性别", "出生年月"), strict=True):
        cell.text = title
    document.add_paragraph("填表人：")
    document.save(str(tmp_path / "名册.docx"))
    opened = forms.open_form(office.session, tmp_path / "名册.docx")
    result = forms.fill(office.session, opened, Whom(), tmp_path / "出.docx", "老龄办", "慰问")
    rows = [[cell.text for cell in row.cells] for row in docx.Document(result.paths[0]).tables[0].rows]
    assert rows[1:] == [["1", "王建平", "男", "1950-03"], ["2", "李秀英", "女", "1952-11"], ["3", "王小明", "男", "2015-01"]]


def test_labels_in_a_text(office: Office, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("姓名：______  性别：____")
    document.add_paragraph("身份证号码：____________")
    document.save(str(tmp_path / "证明.docx"))
    opened = forms.open_form(office.session, tmp_path / "证明.docx")
    result = forms.fill(office.session, opened, Whom(people=ResidentFilter(tags=("101",))), tmp_path / "出.docx", "居委会", "证明", full=True)
    assert [paragraph.text for paragraph in docx.Document(result.paths[0]).paragraphs] == ["姓名：王建平  性别：男", "身份证号码：990101195003071234"]


def test_a_statistical_table_is_counted(office: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (["桂湖社区人口情况统计表"], ["项目", "总人数", "其中", None, "户数", "就业率"], [None, None, "男", "女", None, None],
                 ["总人口"], ["60周岁以上"], ["低保"], ["0-14岁"], ["重点青少年"], ["填表人："]):  # fmt: skip
        sheet.append(line)
    for block in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:F3"):
        sheet.merge_cells(block)
    sheet["B5"] = "=C5+D5"
    book.save(tmp_path / "统计.xlsx")
    opened = forms.open_form(office.session, tmp_path / "统计.xlsx")
    looked = forms.preview(office.session, opened, Whom())
    assert {title for title, _ in looked.unknown if "就业率" in title} >= {"总人口 · 就业率"}
    result = forms.fill(office.session, opened, Whom(), tmp_path / "出.xlsx", "统计站", "年报")
    lines = values(Path(result.paths[0]))[3:]
    assert lines == [["总人口", 3, 2, 1, 1, None], ["60周岁以上", "=C5+D5", 1, 1, 1, None], ["低保", 1, 1, 0, 1, None],
                     ["0-14岁", 1, 1, 0, 1, None], ["重点青少年", *[None] * 5], ["填表人：", *[None] * 5]]  # fmt: skip


def test_what_is_sealed_or_switched_off_never_leaves(office: Office, tmp_path: Path) -> None:
    privacy.seal(office.session, "101", ("chief",))
    privacy.switch_off(office.session, ["ethnic_group"])
    book = openpyxl.Workbook()
    book.active.append(["姓名", "性别", "民族", "是否低保", "人员类别"])
    book.save(tmp_path / "表.xlsx")
    opened = forms.open_form(office.session, tmp_path / "表.xlsx")
    result = forms.fill(office.session, opened, Whom(), tmp_path / "出.xlsx", "民政办", "核对")
    assert values(Path(result.paths[0]))[1] == ["王建平", "男", None, None, "独居老人"]
    with pytest.raises(Refused, match="封存标签"):
        forms.preview(office.session, opened, Whom(people=ResidentFilter(tags=("101",))))


def test_what_else_names_rows_follows(office: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (["序号", "姓名", "性别", "年龄"], [1], [2], ["合计", None, None, "=SUM(D2:D3)"]):
        sheet.append(line)
    choice = DataValidation(type="list", formula1='"男,女"')
    choice.add("C2:C3")
    sheet.add_data_validation(choice)
    other = book.create_sheet("汇总")
    other["A1"] = "=SUM(Sheet!D2:D3)"
    book.save(tmp_path / "表.xlsx")
    result = forms.fill(office.session, forms.open_form(office.session, tmp_path / "表.xlsx"), Whom(), tmp_path / "出.xlsx", "民政办", "核对")
    filled = openpyxl.load_workbook(result.paths[0])
    assert filled["Sheet"]["D5"].value == "=SUM(D2:D4)"
    assert filled["汇总"]["A1"].value == "=SUM(Sheet!D2:D4)"
    assert str(filled["Sheet"].data_validations.dataValidation[0].sqref) == "C2:C4"


def test_a_form_of_one_person_with_the_people_of_the_household(office: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (["困难群众救助申请表"], ["姓名", None, "性别", None], ["身份证号", None, "联系电话", None], ["家庭住址", None], ["家庭成员情况"],
                 ["姓名", "与户主关系", "年龄", "健康状况"], [], ["申请人签字：", None, "审核人：", None]):  # fmt: skip
        sheet.append(line)
    for block in ("A1:D1", "B4:D4", "A5:D5"):
        sheet.merge_cells(block)
    for column in range(1, 5):
        for row in (6, 7):
            sheet.cell(row, column).border = LINE
    book.save(tmp_path / "申请表.xlsx")
    opened = forms.open_form(office.session, tmp_path / "申请表.xlsx")
    assert [part.kind for part in opened.form.parts] == ["card", "members"]
    whom = Whom(people=ResidentFilter(tags=("101",)))
    result = forms.fill(office.session, opened, whom, tmp_path / "出.xlsx", "民政办", "救助")
    lines = values(Path(result.paths[0]))
    assert lines[1] == ["姓名", "王建平", "性别", "男"]
    assert lines[6:9] == [["李秀英", "妻", 74, None], ["王小明", "子", 11, None], ["申请人签字：", None, "审核人：", None]]


def test_nobody_is_written_twice(office: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in (["姓名", "身份证号", "性别"], ["王建平", "990101195003071234", None], ["李秀英", None, None]):
        book.active.append(line)
    book.save(tmp_path / "表.xlsx")
    opened = forms.open_form(office.session, tmp_path / "表.xlsx")
    looked = forms.preview(office.session, opened, Whom())
    assert [line[0] for line in looked.sample] == ["王小明"]
    assert [name for _, name, _ in looked.doubtful] == ["李秀英"]


def test_a_list_that_names_nobody_is_not_filled(office: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["小区", "楼栋", "物业费"])
    book.save(tmp_path / "表.xlsx")
    opened = forms.open_form(office.session, tmp_path / "表.xlsx")
    with pytest.raises(Refused, match="不知道一行是谁"):
        forms.preview(office.session, opened, Whom())


def test_the_original_is_never_written_over_even_by_another_ending(office: Office, tmp_path: Path) -> None:
    source = roster(tmp_path / "表.xlsx")
    with pytest.raises(Refused):
        forms.fill(office.session, forms.open_form(office.session, source), Whom(), tmp_path / "表", "民政办", "核对")


def test_boxes_are_ticked(office: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in (["姓名", None, "是否低保", "□是  □否"], ["性别：□男 □女  年龄：____", None, "民族", "□壮族 □其他"], ["身份证号", None, None, None]):
        book.active.append(line)
    book.save(tmp_path / "表.xlsx")
    opened = forms.open_form(office.session, tmp_path / "表.xlsx")
    whom = Whom(people=ResidentFilter(tags=("101",)))
    result = forms.fill(office.session, opened, whom, tmp_path / "出.xlsx", "民政办", "核对")
    lines = values(Path(result.paths[0]))
    assert lines[0] == ["姓名", "王建平", "是否低保", "☑是  □否"]
    assert lines[1] == ["性别：☑男 □女  年龄：76", None, "民族", "□壮族 □其他"]
