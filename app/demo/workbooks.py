"""The invented office as the Excel files that a real office would hand in: one workbook per import kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from app.demo.plan import GridPlan
from app.demo.world import World

Cell = str | int | date | None
Progress = Callable[[int, int, str], None]

HEADERS = {
    "grids": "编码 名称 上级编码 层级 类型 范围 面积(平方公里)".split(),
    "staff": "工号 姓名 角色 联系电话 网格编码 任职日期 离任日期".split(),
    "residents": (
        "姓名 性别 证件类型 证件号码 出生日期 民族 人户情况 户籍地址 小区 楼栋 单元 房号 网格编码 与户主关系 联系电话 关爱标签 "
        "登记日期 登记原因 登记人 注销日期 注销原因 注销人 备注"
    ).split(),
    "entities": (
        "名称 统一社会信用代码 类型 行业 负责人 联系电话 小区 楼栋 单元 房号 地址 网格编码 登记日期 登记人 注销日期 注销原因 注销人 备注"
    ).split(),
    "visits": "走访日期 走访时间 走访人 对象类型 对象 结果 走访人数 情况 备注".split(),
    "attendance": "日期 工号 班次 状态 上班时间 下班时间 备注".split(),
}
FILE_NAMES = {
    "grids": "1 网格.xlsx",
    "staff": "2 网格员.xlsx",
    "residents": "3 居民.xlsx",
    "entities": "4 法人.xlsx",
    "visits": "5 走访.xlsx",
    "attendance": "6 考勤.xlsx",
}


def grid_rows(world: World) -> Iterable[Sequence[Cell]]:
    """Communities first (street only), then the grids."""
    for number in range(1, world.size.communities + 1):
        yield f"S{number:02d}", f"{world.plans[number - 1].estate}社区", "", "社区", "", "", ""
    for plan in world.plans:
        streets = f"东至青禾路，西至滨河路，{plan.estate}全部楼栋"
        yield plan.code, plan.name, plan.parent, "网格", "综合网格(城乡社区网格)", streets, "0.12"


def staff_rows(world: World) -> Iterable[Sequence[Cell]]:
    """One full-time member per grid."""
    for number, plan in enumerate(world.plans):
        phone = f"1990000{number + 1:04d}"
        yield plan.member_no, plan.member_name, "专职网格员", phone, plan.code, date(2019, 3, 1), None


def resident_rows(world: World) -> Iterable[Sequence[Cell]]:
    """One row per stay, in the order in which they were registered."""
    for stay in sorted(world.population.stays, key=lambda stay: stay.opened):
        person, room = stay.person, stay.room
        yield (
            *(person.name, person.sex, person.id_type, person.id_number, person.birth, person.ethnic, person.consistency),
            *(person.registered, room.estate, room.building, room.unit, room.room, room.grid, stay.relation, person.phone),
            *("、".join(person.tags), stay.opened, stay.open_reason, stay.opened_by),
            *(stay.closed, stay.close_reason, stay.closed_by, ""),
        )


def entity_rows(world: World) -> Iterable[Sequence[Cell]]:
    """One row per business."""
    for one in sorted(world.economy.businesses, key=lambda one: one.opened):
        yield (
            *(one.name, one.code, one.kind, one.industry, one.responsible, one.phone, *one.place, one.address, one.grid),
            *(one.opened, one.opened_by, one.closed, one.close_reason, one.closed_by, ""),
        )


def visit_rows(world: World) -> Iterable[Sequence[Cell]]:
    """One row per door."""
    for row in world.rounds.rows:
        yield row.day, row.time, row.member, row.kind, row.target, row.outcome, row.persons, row.finding, ""


def attendance_rows(world: World) -> Iterable[Sequence[Cell]]:
    """One row per member and working day; evening shifts are the normal case."""
    for plan in world.plans:
        for day in sorted([*plan.attended, *plan.absent]):
            yield _attendance(plan, day)


def _attendance(plan: GridPlan, day: date) -> Sequence[Cell]:
    state = plan.absent.get(day, "出勤")
    came, left = ("14:00", "21:00") if state == "出勤" else ("", "")
    return day, plan.member_no, "晚班", state, came, left, ""


ROWS: dict[str, Callable[[World], Iterable[Sequence[Cell]]]] = {
    "grids": grid_rows,
    "staff": staff_rows,
    "residents": resident_rows,
    "entities": entity_rows,
    "visits": visit_rows,
    "attendance": attendance_rows,
}


def write_workbooks(world: World, directory: Path, progress: Progress) -> dict[str, Path]:
    """Write all six files; returns the path of each kind."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = {}
    for done, kind in enumerate(HEADERS):
        progress(done, len(HEADERS), f"写入示例表格：{FILE_NAMES[kind]}")
        paths[kind] = directory / FILE_NAMES[kind]
        write_workbook(paths[kind], HEADERS[kind], ROWS[kind](world))
    return paths


def write_workbook(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """One sheet with a header; numbers of people and codes stay text, dates are real date cells."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("数据")
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for column, title in enumerate(header):
            sheet.write_string(0, column, title, bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    if cell:
                        sheet.write_string(number, column, cell)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif cell is not None:
                    sheet.write_number(number, column, cell)
