"""What people do with the register, as the history calls it, and which of it can be taken back."""

from __future__ import annotations

# kind of operation -> label; a kind that is not listed is found by the part before its last dot
KIND_LABELS = {
    "register.create": "新建登记簿",
    "register.triggers": "修复日志",
    "undo": "撤销",
    "import": "导入",
    "import.grids": "导入网格",
    "import.staff": "导入网格员",
    "import.residents": "导入居民",
    "import.entities": "导入法人",
    "import.visits": "导入走访",
    "import.attendance": "导入考勤",
    "import.demo": "建立练习数据",
    "export": "导出",
    "export.residents": "导出居民名册",
    "export.grids": "导出网格",
    "export.staff": "导出网格员",
    "export.entities": "导出法人",
    "export.visits": "导出走访",
    "export.attendance": "导出考勤",
    "document": "生成文件",
    "document.print": "打印",
    "document.visit_sheet": "打印走访单",
    "document.pdf": "生成文件",
    "document.xlsx": "导出表格",
    "resident": "修改居民",
    "resident.save": "保存居民",
    "resident.reveal": "查看完整证件号码",
    "residence": "修改居住登记",
    "residence.open": "登记居住",
    "residence.close": "注销居住",
    "residence.move": "区内移动",
    "dwelling": "修改房屋",
    "dwelling.create": "新建楼栋",
    "dwelling.save": "修改房屋",
    "dwelling.regrid": "房屋调整网格",
    "household": "修改户",
    "household.save": "入户采集",
    "household.no_change": "全户无变化",
    "household.not_met": "未见到约回访",
    "entity": "修改法人",
    "entity.register": "登记法人",
    "entity.cancel": "注销法人",
    "entity.undo_cancel": "撤销法人注销",
    "entity.return": "法人重新登记",
    "entity.move": "法人迁址",
    "visit": "修改走访",
    "visit.save": "保存走访",
    "visit.correct": "更正走访",
    "visit.void": "作废走访",
    "revisit": "修改回访",
    "revisit.postpone": "回访改期",
    "revisit.drop": "取消回访",
    "revisit.repair": "清理回访",
    "cycle": "修改走访周期",
    "phrase": "修改常用语",
    "task": "修改任务",
    "task.add": "添加任务",
    "task.done": "完成任务",
    "task.delete": "删除任务",
    "grid": "修改网格",
    "member": "修改网格员",
    "account": "修改账号",
    "account.password": "修改密码",
    "office": "修改单位设置",
    "session": "登录",
    "session.sign_in": "登录",
    "session.sign_out": "退出",
    "week": "周结算",
    "week.close": "结算本周",
    "backup": "备份",
    "restore": "恢复备份",
}
# What cannot be taken back: the birth of the register, the program's own repairs, and a week that was frozen for the meeting.
NEVER_UNDONE = frozenset({"register.create", "register.triggers", "week.close", "ranking.close_week"})


def kind_label(kind: str) -> str:
    """``import.residents`` → 导入居民; an unknown kind reads as its first known part, else 其他操作."""
    part = kind
    while part:
        if part in KIND_LABELS:
            return KIND_LABELS[part]
        part = part.rpartition(".")[0]
    return "其他操作"
