"""Headers of foreign tables, and rows of all six kinds with what a community worker is told about them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.import_rows import KINDS, TEMPLATES, find_header, mapping_from_titles, recognise_header, row_check
from app.models.resident_numbers import check_character
from app.storage.code_tables import code_table

TODAY = date(2026, 11, 20)
NUMBER = "99010119900307002" + check_character("99010119900307002")  # even serial: female
RESIDENT = {
    "姓名": "王桂英", "性别": "女", "证件类型": "居民身份证", "证件号码": NUMBER, "出生日期": "1990-03-07", "民族": "汉",
    "人户情况": "人在户不在(外来)", "户籍地址": "某省某县", "小区": "桂湖花园", "楼栋": "3栋",
    "单元": "1单元", "房号": "1204", "网格编码": "06", "与户主关系": "户主",
    "联系电话": "19900001234", "关爱标签": "低保、独居老人", "登记日期": "2026-01-02", "登记原因": "新来住", "登记人": "WG-06",
}  # fmt: skip
ENTITY = {
    "名称": "荷塘小面馆（一店）", "统一社会信用代码": "91350100M000100Y43", "类型": "个体工商户", "行业": "餐饮", "负责人": "王桂英",
    "联系电话": "19900001234", "小区": "桂湖花园", "楼栋": "1栋", "房号": "商铺01", "网格编码": "06", "登记日期": "2026-01-02", "登记人": "WG-06",
}  # fmt: skip
VISIT = {
    "走访日期": "2026-01-02", "走访时间": "14:05", "走访人": "WG-06", "对象类型": "户", "对象": "桂湖花园-3栋-1单元-1204", "结果": "见到本人",
    "走访人数": 2,
}  # fmt: skip
ATTENDANCE = {"日期": "2026-01-02", "工号": "WG-06", "班次": "晚班", "状态": "出勤", "上班时间": "14:00", "下班时间": "21:00"}
GRID = {"编码": "06", "名称": "06网格", "上级编码": "S01", "层级": "网格", "类型": "综合网格", "范围": "东至青禾路", "面积(平方公里)": "0.12"}
STAFF = {"工号": "WG-06", "姓名": "李秀兰", "角色": "网格员", "联系电话": "19900001234", "网格编码": "06", "任职日期": "2019-03-01"}


def read(kind: str, base: dict, **changes):
    """Check one row: the base with changes by title."""
    cells = {**base, **changes}
    titles = [column.title for column in TEMPLATES[kind].columns if column.title in cells]
    mapping = recognise_header(kind, titles).mapping
    return row_check(kind, mapping, code_table, TODAY, practice=True)([cells[title] for title in titles])


def resident(**changes):
    return read("residents", RESIDENT, **changes)


def fields(problems, severity: str = "error") -> list[str]:
    return [problem.field for problem in problems if problem.severity == severity]


# ---- headers ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_templates_recognise_themselves_in_any_order(kind: str) -> None:
    titles = TEMPLATES[kind].titles
    match = recognise_header(kind, titles)
    assert (match.missing, match.unknown, match.guessed) == ((), (), ())
    assert [titles[match.mapping[column.field]] for column in TEMPLATES[kind].columns if not column.extra] == list(titles)
    backwards = recognise_header(kind, titles[::-1])
    assert {field: len(titles) - 1 - place for field, place in backwards.mapping.items()} == match.mapping


def test_synonyms_blanks_stars_and_brackets() -> None:
    match = recognise_header("residents", ["序号", " 姓　名 *", "身份证号（必填）", "采集日期(YYYY-MM-DD)", "联系方式", "现住址", "家庭成员数"])
    assert match.mapping == {"name": 1, "id_number": 2, "opened_on": 3, "phone": 4, "address": 5}
    assert match.missing == ()
    assert match.unknown == ("序号", "家庭成员数")


def test_near_titles_are_guessed_and_said_so() -> None:
    match = recognise_header("residents", ["姓名", "证件号碼", "登记日期日"])
    assert match.mapping == {"name": 0, "id_number": 1, "opened_on": 2}
    assert match.guessed == (("证件号码", "证件号碼"), ("登记日期", "登记日期日"))


def test_missing_columns_are_named() -> None:
    assert recognise_header("residents", ["姓名", "电话"]).missing == ("证件号码", "登记日期")


def test_titles_above_the_header_are_skipped() -> None:
    header, row = ["姓名", "身份证号", "登记日期"], ["王桂英", NUMBER, "2026-01-02"]
    rows = [["桂湖社区居民花名册", None, None], ["填表人：赵敏", "", "2026-11-20"], [], header, row]
    place, match = find_header("residents", rows)
    assert place == 3
    assert match.missing == ()
    assert find_header("residents", [["甲", "乙"], ["丙", "丁"]]) is None
    assert find_header("residents", []) is None


def test_a_chosen_mapping() -> None:
    cells = ["谁", "号", "哪天"]
    assert mapping_from_titles("residents", cells, {"姓名": "谁", "id_number": "2", "登记日期": "哪天", "备注": "没有"}) == {
        "name": 0,
        "id_number": 1,
        "opened_on": 2,
    }


# ---- residents -------------------------------------------------------------------------------------------------------------------


def test_a_good_resident() -> None:
    row, problems = resident()
    assert problems == []
    assert (row.name, row.sex, row.id_type, row.id_number, row.birth_date) == ("王桂英", "2", "111", NUMBER, "1990-03-07")
    assert (row.ethnic_group, row.population, row.consistency, row.relation) == ("01", "02", "21", "02")
    assert row.words == ("桂湖花园", "3栋", "1单元", "1204")
    assert row.has_door
    assert row.tags == ("101", "301")
    assert (row.opened_on, row.open_reason, row.opened_by, row.closed_on, row.close_reason) == ("2026-01-02", "newly_living", "WG-06", "", "")


def test_untidy_cells_are_tidied() -> None:
    row, problems = resident(姓名=" 王 桂英\x00", 证件号码="'" + NUMBER[:6] + " " + NUMBER[6:], 房号=1204.0, 网格编码=6.0, 联系电话=19900001234.0,
                             出生日期=datetime(1990, 3, 7), 登记日期=46024.0, 楼栋="３栋", 性别="２")  # fmt: skip
    assert fields(problems) == []
    assert (row.name, row.id_number, row.room, row.grid_code, row.phone) == ("王桂英", NUMBER, "1204", "6", "19900001234")
    assert (row.birth_date, row.opened_on, row.building, row.sex) == ("1990-03-07", "2026-01-02", "3栋", "2")


@pytest.mark.parametrize("cell", [990101199003070000.0, 990101199003070000, 1.10105e17, "1.10105E+17", "990101199003070000", 110105491231002.0])
def test_damaged_numbers_are_refused_never_repaired(cell: object) -> None:
    row, problems = resident(证件号码=cell)
    assert row is None
    assert fields(problems) == ["id_number"]
    assert any(word in problems[0].text for word in ("表格", "15 位"))
    assert "证件" in problems[0].text


def test_fifteen_digits_are_refused_with_the_offer() -> None:
    _, problems = resident(证件号码="340524800101001")
    assert "34052419800101001X" in problems[0].text


def test_real_registers_take_no_invented_numbers() -> None:
    titles = list(RESIDENT)
    check = row_check("residents", recognise_header("residents", titles).mapping, code_table, TODAY)
    row, problems = check(list(RESIDENT.values()))
    assert row is None
    assert fields(problems) == ["id_number"]


def test_what_contradicts_the_number_is_kept_with_a_warning() -> None:
    row, problems = resident(性别="男", 出生日期="1991-03-07")
    assert (row.sex, row.birth_date) == ("1", "1991-03-07")
    assert fields(problems, "warning") == ["sex", "birth_date"]


def test_blank_sex_and_birth_come_from_the_number() -> None:
    row, problems = resident(性别=None, 出生日期="", 证件类型=None)
    assert problems == []
    assert (row.sex, row.birth_date, row.id_type) == ("2", "1990-03-07", "111")


def test_somebody_without_a_document_needs_a_reason() -> None:
    row, problems = resident(证件类型="无证件", 证件号码=None, 备注="新生儿未落户", 出生日期="2026-01-01")
    assert problems == []
    assert (row.id_type, row.id_number, row.no_number_reason) == ("000", "", "新生儿未落户")
    assert fields(resident(证件类型="无证件", 证件号码=None)[1]) == ["note"]
    assert fields(resident(证件类型="无证件")[1]) == ["id_number"]
    assert fields(resident(证件类型="", 证件号码=" ")[1]) == ["id_number"]


def test_foreign_documents() -> None:
    row, problems = resident(证件类型="护照", 证件号码="ab 123456", 性别="女")
    assert fields(problems) == []
    assert (row.id_type, row.id_number, row.population) == ("414", "AB123456", "02")
    row, _ = resident(证件类型="", 证件号码="CAN110081080310", 性别="男", 出生日期="1981-08-03")
    assert (row.id_type, row.population) == ("553", "03")


@pytest.mark.parametrize(
    ("title", "cell", "field"),
    [
        *(("姓名", "", "name"), ("姓名", "12345", "name"), ("姓名", "王" * 51, "name"), ("证件类型", "出入证", "id_type")),
        *(("登记日期", "", "opened_on"), ("登记日期", "2026-02-30", "opened_on"), ("登记日期", "2026-11-21", "opened_on")),
        *(("登记日期", "26-1-2", "opened_on"), ("登记原因", "旅游", "open_reason"), ("出生日期", "2027-01-01", "birth_date")),
        *(("注销日期", "2026-02-01", "close_reason"), ("注销原因", "迁出", "closed_on")),
    ],
)
def test_reasons_of_refusal(title: str, cell: object, field: str) -> None:
    row, problems = resident(**{title: cell})
    assert row is None
    assert fields(problems) == [field]
    assert all(word not in problems[0].text for word in ("非法", "系统异常", "参数", "！", "!"))


def test_cancelled_residents() -> None:
    row, problems = resident(注销日期="2026-02-01", 注销原因="搬走", 注销人="WG-06")
    assert problems == []
    assert (row.closed_on, row.close_reason, row.closed_by) == ("2026-02-01", "left", "WG-06")
    assert fields(resident(注销日期="2026-01-01", 注销原因="搬走")[1]) == ["closed_on"]
    assert resident(注销日期="2026-01-02", 注销原因="登记错误")[0].close_reason == "misentry"


@pytest.mark.parametrize(
    ("word", "stored"),
    [("迁入", "moved_in"), ("漏登补录", "late"), ("", "late"), ("租住", "newly_living"), ("出生", "birth"), ("回流", "return"), ("区内移动", "move")],
)
def test_reasons_in_the_words_of_the_office(word: str, stored: str) -> None:
    assert resident(登记原因=word)[0].open_reason == stored


def test_unknown_codes_are_not_lost() -> None:
    row, problems = resident(民族="穿青", 关爱标签="低保，义务讲解员", 与户主关系="恩人", 备注="原备注")
    assert fields(problems, "warning") == ["ethnic_group", "relation", "tags"]
    assert (row.ethnic_group, row.relation, row.tags) == ("", "", ("101",))
    assert row.note == "原备注；民族：穿青；与户主关系：恩人；关爱标签：义务讲解员"


def test_addresses_of_residents() -> None:
    blank = {"小区": "", "楼栋": "", "单元": "", "房号": ""}
    assert resident(**blank, 现住地址="桂湖花园3栋1单元1204室")[0].words == ("桂湖花园", "3栋", "1单元", "1204")
    assert fields(resident(**blank, 现住地址="河边老屋")[1]) == ["address"]
    assert not resident(**blank)[0].has_door
    assert fields(resident(楼栋="", 单元="", 房号="")[1]) == ["room"]


def test_short_and_long_rows() -> None:
    check = row_check("residents", {"name": 0, "id_number": 1, "opened_on": 9}, code_table, TODAY, practice=True)
    row, problems = check(["王桂英", NUMBER])
    assert row is None
    assert fields(problems) == ["opened_on"]
    assert check(["王桂英", NUMBER, *[None] * 7, "2026-01-02", "多余", "多余"])[0].name == "王桂英"


# ---- the other kinds -------------------------------------------------------------------------------------------------------------


def test_entities() -> None:
    row, problems = read("entities", ENTITY)
    assert problems == []
    assert (row.name, row.credit_code, row.kind, row.industry) == ("荷塘小面馆（一店）", "91350100M000100Y43", "20", "H")
    assert (row.words, row.has_door, row.responsible_phone) == (("桂湖花园", "1栋", "", "商铺01"), True, "19900001234")
    row, _ = read("entities", ENTITY, 注销日期="2026-03-01", 注销原因="关门")
    assert row.close_reason == "ceased"
    assert read("entities", ENTITY, 类型="")[0].kind == "10"  # from the prefix 91


def test_entities_without_a_credit_code() -> None:
    assert fields(read("entities", ENTITY, 统一社会信用代码="")[1]) == ["credit_code"]
    row, _ = read("entities", ENTITY, 统一社会信用代码="", 备注="流动摊位")
    assert (row.credit_code, row.no_code_reason) == ("", "流动摊位")
    row, problems = read("entities", ENTITY, 统一社会信用代码="110108000000016")
    assert (row.credit_code, row.former_code) == ("", "110108000000016")
    assert fields(problems, "warning") == ["credit_code"]
    assert fields(read("entities", ENTITY, 统一社会信用代码=9.1350100123456e17)[1]) == ["credit_code"]
    assert fields(read("entities", ENTITY, 统一社会信用代码="91310115MA1G4L1WXK")[1]) == ["credit_code"]


def test_visits() -> None:
    row, problems = read("visits", VISIT)
    assert problems == []
    assert (row.visited_on, row.visited_at, row.member, row.target_kind) == ("2026-01-02", "14:05", "WG-06", "household")
    assert (row.target, row.outcome, row.persons_met) == ("桂湖花园-3栋-1单元-1204", "met", 2)


@pytest.mark.parametrize(
    ("kind", "target", "stored_kind", "stored"),
    [
        *(("居民", NUMBER.lower(), "resident", NUMBER), ("", NUMBER, "resident", NUMBER), ("居民", "E12345678", "resident", "E12345678")),
        *(("法人", "91350100m000100y43", "entity", "91350100M000100Y43"), ("法人", "荷塘小面馆", "entity", "荷塘小面馆")),
        *(("", "91350100M000100Y43", "entity", "91350100M000100Y43"), ("", "湖畔里5栋1204", "household", "湖畔里5栋1204")),
        ("出租屋", "湖畔里5栋1204", "dwelling", "湖畔里5栋1204"),
    ],
)
def test_targets(kind: str, target: str, stored_kind: str, stored: str) -> None:
    row, problems = read("visits", VISIT, 对象类型=kind, 对象=target)
    assert fields(problems) == []
    assert (row.target_kind, row.target) == (stored_kind, stored)


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        *(("居民", "湖畔里5栋1204"), ("居民", NUMBER[:17] + "0"), ("户", "湖畔里"), ("", "王桂英"), ("户", ""), ("法人", "91310115MA1G4L1WXK")),
        *(("居民", 990101199003070000.0), ("居民", "1.10105E+17")),
    ],
)
def test_targets_that_nobody_can_find(kind: str, target: object) -> None:
    assert fields(read("visits", VISIT, 对象类型=kind, 对象=target)[1]) == ["target"]


@pytest.mark.parametrize(
    ("outcome", "persons", "stored", "met"),
    [
        *(("见面核实", 3.0, "met", 3), ("家属代答", "2人", "relative", 2), ("电话联系", "", "phone", 1)),
        *(("无人应答", 0, "absent", 0), ("拒绝", 2, "refused", 0)),
    ],
)
def test_outcomes_and_persons(outcome: str, persons: object, stored: str, met: int) -> None:
    row, problems = read("visits", VISIT, 结果=outcome, 走访人数=persons)
    assert fields(problems) == []
    assert (row.outcome, row.persons_met) == (stored, met)


@pytest.mark.parametrize(
    ("title", "cell", "field"),
    [
        *(("结果", "还行", "outcome"), ("结果", "", "outcome"), ("走访人数", 0, "persons_met"), ("走访人数", "几个", "persons_met")),
        ("走访人", None, "member"),
    ],
)
def test_visits_that_stay_out(title: str, cell: object, field: str) -> None:
    assert fields(read("visits", VISIT, **{title: cell})[1]) == [field]


@pytest.mark.parametrize(
    "cell", ["14:05", "１４：０５", "14:05:30", "14点05分", "1405", 1405, time(14, 5), timedelta(hours=14, minutes=5), 14 / 24 + 5 / 1440, "下午2:05"]
)
def test_times(cell: object) -> None:
    assert read("visits", VISIT, 走访时间=cell)[0].visited_at == "14:05"


def test_a_wrong_time_is_only_a_warning() -> None:
    row, problems = read("visits", VISIT, 走访时间="25:00")
    assert row.visited_at == ""
    assert fields(problems, "warning") == ["visited_at"]


def test_attendance() -> None:
    row, problems = read("attendance", ATTENDANCE)
    assert problems == []
    assert (row.day, row.staff_no, row.shift, row.state, row.came_at, row.left_at) == ("2026-01-02", "WG-06", "晚班", "present", "14:00", "21:00")
    assert [read("attendance", ATTENDANCE, 状态=word)[0].state for word in ("请假", "病假", "旷工", "调休")] == ["leave", "sick", "absent", "swapped"]
    assert fields(read("attendance", ATTENDANCE, 状态="", 工号="")[1]) == ["staff_no", "state"]


def test_grids() -> None:
    row, problems = read("grids", GRID)
    assert problems == []
    assert (row.code, row.parent_code, row.level_name, row.kind, row.territorial, row.area_m2) == ("06", "S01", "网格", "11", 1, 120_000)
    assert read("grids", GRID, **{"面积(平方公里)": "0.22km²"})[0].area_m2 == 220_000
    assert read("grids", GRID, **{"面积(平方公里)": "大"})[0].area_m2 is None
    assert read("grids", GRID, 类型="专属网格", **{"面积(平方公里)": None})[0].territorial == 0
    assert fields(read("grids", GRID, 编码="", 名称="")[1]) == ["code", "name"]
    assert fields(read("grids", GRID, 上级编码="06")[1]) == ["parent_code"]


def test_staff() -> None:
    row, problems = read("staff", STAFF, 网格编码="06、07")
    assert problems == []
    assert (row.staff_no, row.name, row.role, row.grid_codes, row.joined_on) == ("WG-06", "李秀兰", "03", ("06", "07"), "2019-03-01")
    assert read("staff", STAFF, 工号=6.0, 网格编码=6)[0].grid_codes == ("6",)
    assert fields(read("staff", STAFF, 离任日期="2018-01-01")[1]) == ["left_on"]


CELLS = st.one_of(
    st.none(), st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(), st.times(), st.timedeltas()
)


@given(st.sampled_from(KINDS), st.lists(CELLS, max_size=26))
def test_no_cell_makes_a_check_raise(kind: str, cells: list) -> None:
    mapping = {column.field: place for place, column in enumerate(TEMPLATES[kind].columns)}
    row, problems = row_check(kind, mapping, code_table, TODAY)(cells)
    assert (row is None) == any(problem.severity == "error" for problem in problems)
    assert all(problem.text and problem.field in mapping for problem in problems)
    recognise_header(kind, cells)
