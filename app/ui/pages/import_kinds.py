"""What can be imported, in the words of the office and in the order that makes sense."""

from __future__ import annotations

KIND_WORDS: dict[str, str] = {
    "grids": "网格",
    "staff": "网格员",
    "residents": "居民",
    "entities": "法人单位",
    "visits": "走访记录",
    "attendance": "考勤",
}
HEADERS: dict[str, str] = {
    "grids": "编码 · 名称 · 上级编码 · 层级 · 类型 · 范围 · 面积(平方公里)",
    "staff": "工号 · 姓名 · 角色 · 联系电话 · 网格编码 · 任职日期 · 离任日期",
    "residents": "姓名 · 性别 · 证件类型 · 证件号码 · 出生日期 · 民族 · 人户情况 · 户籍地址 · 小区 · 楼栋 · 单元 · 房号 · 网格编码 · 与户主关系 · "
    "联系电话 · 关爱标签 · 登记日期 · 登记原因 · 登记人 · 注销日期 · 注销原因 · 注销人 · 备注",
    "entities": "名称 · 统一社会信用代码 · 类型 · 行业 · 负责人 · 联系电话 · 小区 · 楼栋 · 单元 · 房号 · 地址 · 网格编码 · 登记日期 · 登记人 · "
    "注销日期 · 注销原因 · 注销人 · 备注",
    "visits": "走访日期 · 走访时间 · 走访人 · 对象类型 · 对象 · 结果 · 走访人数 · 情况 · 备注",
    "attendance": "日期 · 工号 · 班次 · 状态 · 上班时间 · 下班时间 · 备注",
}
