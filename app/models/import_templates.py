"""The six import templates as data, and how the header of a foreign table is recognised (interfaces.md)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

HEADER_ROWS = 15  # titles and notes above the header line are skipped up to here
_NEAR = 0.8


@dataclass(frozen=True)
class TemplateColumn:
    """One column: ``field`` of the parsed row, ``title`` of the template, other titles that mean the same."""

    field: str
    title: str
    required: bool = False
    synonyms: tuple[str, ...] = ()
    extra: bool = False  # understood when it is there, not part of the template


@dataclass(frozen=True)
class Template:
    """One kind of import."""

    kind: str
    label: str
    columns: tuple[TemplateColumn, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """Header line of the template."""
        return tuple(column.title for column in self.columns if not column.extra)

    def title_of(self, field: str) -> str:
        """Title of a field, for problems and for marking cells."""
        return next((column.title for column in self.columns if column.field == field), field)


@dataclass(frozen=True)
class HeaderMatch:
    """Which column of a file feeds which field.  ``guessed``: (title, header of the file) that only look alike."""

    mapping: dict[str, int]
    missing: tuple[str, ...]  # titles of required columns that are not there
    unknown: tuple[str, ...]  # headers of the file that mean nothing here
    guessed: tuple[tuple[str, str], ...] = ()


def _column(field: str, title: str, synonyms: str = "", required: bool = False, extra: bool = False) -> TemplateColumn:
    return TemplateColumn(field, title, required, tuple(synonyms.split()), extra)


_ESTATE = _column("estate", "小区", "小区名称 小区(村) 小区村 小区/村 村组 院落 楼盘 自然村")
_BUILDING = _column("building", "楼栋", "楼栋号 栋 栋号 幢 幢号 楼号 楼 座")
_UNIT = _column("unit", "单元", "单元号 门洞")
_ROOM = _column("room", "房号", "房间号 室 室号 门牌 门牌号 户号 房间 房屋号 门牌(室)号")
_GRID = _column("grid_code", "网格编码", "网格 网格编号 所属网格 网格代码 网格号 所在网格")
_NOTE = _column("note", "备注", "说明 备注说明 其他说明 备注信息")
_OPENED_ON = _column("opened_on", "登记日期", "登记时间 采集日期 采集时间 录入日期 新增日期 入户日期", required=True)
_OPENED_BY = _column("opened_by", "登记人", "采集人 登记人员 采集员 登记网格员 录入人 网格员 网格员工号")
_CLOSED_ON = _column("closed_on", "注销日期", "注销时间 迁出日期 离开日期 搬离日期")
_CLOSE_REASON = _column("close_reason", "注销原因", "注销事由 离开原因 注销理由")
_CLOSED_BY = _column("closed_by", "注销人", "注销人员 注销网格员 注销登记人")

TEMPLATES: dict[str, Template] = {
    template.kind: template
    for template in (
        Template(
            "grids",
            "网格",
            (
                _column("code", "编码", "网格编码 网格编号 编号 代码 网格代码", required=True),
                _column("name", "名称", "网格名称 网格", required=True),
                _column("parent_code", "上级编码", "上级 上级网格 上级网格编码 父级编码 所属上级"),
                _column("level_name", "层级", "级别 网格层级 网格级别"),
                _column("kind", "类型", "网格类型 类别"),
                _column("range_text", "范围", "网格范围 四至 四至范围 区域范围"),
                _column("area_m2", "面积(平方公里)", "面积 网格面积 面积平方公里 面积(km2) 面积(km²)"),
            ),
        ),
        Template(
            "staff",
            "网格员",
            (
                _column("staff_no", "工号", "员工编号 人员编号 编号 网格员工号 工作证号", required=True),
                _column("name", "姓名", "网格员姓名 网格员 名字", required=True),
                _column("role", "角色", "职务 岗位 身份 人员类型"),
                _column("phone", "联系电话", "电话 手机 手机号 手机号码 联系方式"),
                _column("grid_codes", "网格编码", "网格 所属网格 负责网格 网格编号 责任网格"),
                _column("joined_on", "任职日期", "入职日期 上岗日期 任职时间 入职时间"),
                _column("left_on", "离任日期", "离职日期 离岗日期 离任时间 离职时间"),
            ),
        ),
        Template(
            "residents",
            "居民",
            (
                _column("name", "姓名", "居民姓名 名字 人员姓名 姓 名", required=True),
                _column("sex", "性别"),
                _column("id_type", "证件类型", "证件种类 证件名称 证件类别"),
                _column(
                    "id_number", "证件号码", "身份证号码 身份证号 身份证 公民身份号码 公民身份证号码 证件号 居民身份证号码 身份号码", required=True
                ),
                _column("birth_date", "出生日期", "出生年月日 生日 出生年月 出生时间"),
                _column("ethnic_group", "民族"),
                _column("consistency", "人户情况", "人户一致 人户一致情况 人户状态 人口类型 人户分离情况 人员类别 人口类别"),
                _column("registered_address", "户籍地址", "户籍所在地 户口所在地 户籍地 户口地址 户籍"),
                _ESTATE,
                _BUILDING,
                _UNIT,
                _ROOM,
                _GRID,
                _column("relation", "与户主关系", "户主关系 和户主关系 家庭关系 与户主的关系 关系"),
                _column("phone", "联系电话", "电话 手机 手机号 手机号码 联系方式 电话号码"),
                _column("tags", "关爱标签", "标签 人群标签 特殊人群 关爱类型 人员标签 服务类别"),
                _OPENED_ON,
                _column("open_reason", "登记原因", "新增原因 登记事由 采集原因 来源"),
                _OPENED_BY,
                _CLOSED_ON,
                _CLOSE_REASON,
                _CLOSED_BY,
                _NOTE,
                _column("address", "现住地址", "现住址 居住地址 现居住地 现居住地址 住址 详细地址 家庭住址 地址", extra=True),
            ),
        ),
        Template(
            "entities",
            "法人",
            (
                _column("name", "名称", "单位名称 企业名称 法人名称 商户名称 店名 机构名称 字号名称", required=True),
                _column(
                    "credit_code", "统一社会信用代码", "信用代码 社会信用代码 统一信用代码 营业执照号 营业执照号码 执照号 注册号", required=True
                ),
                _column("kind", "类型", "单位类型 企业类型 法人类型 机构类型 主体类型 类别"),
                _column("industry", "行业", "所属行业 行业类别 行业门类 经营范围"),
                _column("responsible_name", "负责人", "法定代表人 法人代表 法人 经营者 负责人姓名 联系人"),
                _column("responsible_phone", "联系电话", "电话 手机 手机号 手机号码 联系方式 负责人电话"),
                _ESTATE,
                _BUILDING,
                _UNIT,
                _ROOM,
                _column("address", "地址", "经营地址 单位地址 注册地址 详细地址 经营场所 住所"),
                _GRID,
                _OPENED_ON,
                _OPENED_BY,
                _CLOSED_ON,
                _CLOSE_REASON,
                _CLOSED_BY,
                _NOTE,
            ),
        ),
        Template(
            "visits",
            "走访",
            (
                _column("visited_on", "走访日期", "日期 走访时间日期 走访日 入户日期", required=True),
                _column("visited_at", "走访时间", "时间 时刻"),
                _column("member", "走访人", "网格员 走访人员 走访网格员 工号 走访人工号", required=True),
                _column("target_kind", "对象类型", "走访对象类型 类型 对象类别"),
                _column("target", "对象", "走访对象 证件号码 信用代码 对象号码 地址 走访地址", required=True),
                _column("outcome", "结果", "走访结果 走访情况结果 见面情况", required=True),
                _column("persons_met", "走访人数", "人数 见到人数 走访人次"),
                _column("finding", "情况", "走访情况 发现情况 走访内容 情况说明 走访记录"),
                _NOTE,
            ),
        ),
        Template(
            "attendance",
            "考勤",
            (
                _column("day", "日期", "考勤日期 出勤日期", required=True),
                _column("staff_no", "工号", "员工编号 网格员 人员编号 姓名 网格员工号", required=True),
                _column("shift", "班次", "班别 排班"),
                _column("state", "状态", "考勤状态 出勤状态 考勤结果 出勤情况", required=True),
                _column("came_at", "上班时间", "签到时间 上班 签到 到岗时间 上班打卡"),
                _column("left_at", "下班时间", "签退时间 下班 签退 离岗时间 下班打卡"),
                _NOTE,
            ),
        ),
    )
}
KINDS = tuple(TEMPLATES)


def plain_header(cell: object) -> str:
    """Header in comparable form: half-width, no blanks, no stars and colons."""
    if cell is None:
        return ""
    text = unicodedata.normalize("NFKC", str(cell)).replace("\x00", "")
    return re.sub(r"[\s*:'_]+", "", text).upper()


def _bare(title: str) -> str:
    return re.sub(r"\(.*?\)|\[.*?\]|【.*?】|<.*?>", "", title)


def recognise_header(kind: str, cells: Sequence[object]) -> HeaderMatch:
    """Match the header line of a file: exact titles first, then synonyms, then titles without brackets, then near ones."""
    columns = TEMPLATES[kind].columns
    headers = [plain_header(cell) for cell in cells]
    mapping: dict[str, int] = {}
    guessed: list[tuple[str, str]] = []
    free = {index: header for index, header in enumerate(headers) if header}
    for words in (_own_titles, _all_titles):
        for column in columns:
            _take(column, words(column), free, mapping)
    free = {index: _bare(header) for index, header in free.items() if _bare(header)}
    for column in columns:
        _take(column, [_bare(title) for title in _all_titles(column)], free, mapping)
    for column in columns:
        index = _nearest(column, free) if column.field not in mapping else None
        if index is not None:
            mapping[column.field] = index
            guessed.append((column.title, str(cells[index]).strip()))
            del free[index]
    missing = tuple(column.title for column in columns if column.required and column.field not in mapping)
    unknown = tuple(str(cells[index]).strip() for index in free)
    return HeaderMatch(mapping, missing, unknown, tuple(guessed))


def _own_titles(column: TemplateColumn) -> list[str]:
    return [plain_header(column.title)]


def _all_titles(column: TemplateColumn) -> list[str]:
    return [plain_header(title) for title in (column.title, *column.synonyms)]


def _take(column: TemplateColumn, titles: Sequence[str], free: dict[int, str], mapping: dict[str, int]) -> None:
    if column.field in mapping:
        return
    for title in titles:
        for index, header in free.items():
            if header == title:
                mapping[column.field] = index
                del free[index]
                return


def _nearest(column: TemplateColumn, free: dict[int, str]) -> int | None:
    """Header that is nearly the column's: one character more, less or wrong."""
    best, best_index = 0.0, None
    for index, header in free.items():
        for title in _all_titles(column):
            likeness = SequenceMatcher(None, title, header).ratio() if min(len(title), len(header)) > 2 else 0.0
            if likeness >= _NEAR and likeness > best:
                best, best_index = likeness, index
    return best_index


def find_header(kind: str, rows: Iterable[Sequence[object]]) -> tuple[int, HeaderMatch] | None:
    """Header line among the first rows of a sheet (titles and remarks may stand above it): its place and its match.
    None when no line has two known columns."""
    best: tuple[int, HeaderMatch] | None = None
    for place, cells in enumerate(rows):
        if place >= HEADER_ROWS:
            break
        if sum(1 for cell in cells if plain_header(cell)) < 2:
            continue
        match = recognise_header(kind, cells)
        if len(match.mapping) >= 2 and (best is None or _weight(match) > _weight(best[1])):
            best = (place, match)
    return best


def _weight(match: HeaderMatch) -> tuple[int, int]:
    return -len(match.missing), len(match.mapping) - len(match.guessed)


def mapping_from_titles(kind: str, cells: Sequence[object], chosen: dict[str, str]) -> dict[str, int]:
    """Mapping that somebody chose: title (or field) of the template → header of the file, or its place counted from 1 ('3')."""
    headers = [plain_header(cell) for cell in cells]
    mapping: dict[str, int] = {}
    for column in TEMPLATES[kind].columns:
        wanted = plain_header(chosen.get(column.title, chosen.get(column.field, "")))
        if wanted and wanted in headers:
            mapping[column.field] = headers.index(wanted)
        elif wanted.isdecimal() and 1 <= int(wanted) <= len(headers):
            mapping[column.field] = int(wanted) - 1
    return mapping
