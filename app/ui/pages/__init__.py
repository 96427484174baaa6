"""The pages that exist, as data: the navigation shows what the person's role has, and imports a page when it is first opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

EVERYBODY = ("member", "chief", "leader", "admin")
WRITERS = ("member", "chief", "admin")


@dataclass(frozen=True)
class PageEntry:
    """One item of the navigation bar."""

    name: str
    title: str
    tab: str
    icon: str
    group: str
    key: str
    module: str
    page_class: str
    roles: tuple[str, ...] = EVERYBODY
    parent: str = ""  # this entry is a further tab of that page and has no item of its own
    quick: str = ""  # key that opens it from anywhere (F5 … F9); the page then gets ``start(target)``
    quick_text: str = ""  # what the key is for: '走访登记'
    quick_hint: str = ""  # '居民、商户、单位'
    under: str = ""  # item of the navigation that is marked while this page is open, which then has none of its own
    drafts: str = ""  # kind of drafts that this page takes up

    def build(self, context: Any) -> Any:
        """Import and build the page."""
        return getattr(import_module(self.module), self.page_class)(context)


ADMINISTRATOR = ("admin",)
PAGES: tuple[PageEntry, ...] = (  # fmt: skip
    PageEntry("home", "工作台", "今日", "home", "日常", "Alt+1", "app.ui.pages.home", "HomePage"),
    PageEntry("residents", "人口房屋", "居民", "users", "日常", "Alt+2", "app.ui.pages.residents", "ResidentsPage"),
    PageEntry("households", "人口房屋", "户", "users", "日常", "", "app.ui.pages.places", "HouseholdsPage", parent="residents"),
    PageEntry("dwellings", "人口房屋", "房屋", "users", "日常", "", "app.ui.pages.places", "DwellingsPage", parent="residents"),
    PageEntry(
        "duplicates", "人口房屋", "疑似重复", "users", "日常", "", "app.ui.pages.duplicates", "DuplicatesPage", WRITERS, parent="residents"
    ),
    PageEntry("doubts", "人口房屋", "待核数据", "users", "日常", "", "app.ui.pages.doubts", "DoubtsPage", WRITERS, parent="residents"),
    PageEntry(
        "history", "人口房屋", "变更记录", "users", "日常", "", "app.ui.pages.history", "HistoryPage", ("chief", "admin"), parent="residents"
    ),
    PageEntry(
        "household_entry", "入户采集", "按户录入", "users", "日常", "", "app.ui.pages.household_entry", "HouseholdEntryPage", WRITERS,
        under="residents", quick="F5", quick_text="入户采集", quick_hint="一户一户往下录", drafts="household",
    ),
    PageEntry(
        "person_entry", "入户采集", "单人登记", "users", "日常", "", "app.ui.pages.person_entry", "PersonEntryPage", WRITERS,
        parent="household_entry", quick="F8", quick_text="单人登记", quick_hint="新来一个人",
    ),
    PageEntry(
        "cancellation", "入户采集", "注销登记", "users", "日常", "", "app.ui.pages.cancellation", "CancellationPage", WRITERS,
        parent="household_entry", quick="F9", quick_text="注销登记", quick_hint="迁出、搬离、死亡",
    ),
    PageEntry("entities", "法人单位", "全部", "building-store", "日常", "Alt+3", "app.ui.pages.entities", "EntitiesPage"),
    PageEntry(
        "visits", "走访", "登记", "walk", "日常", "Alt+4", "app.ui.pages.visit_entry", "VisitEntryPage", WRITERS,
        quick="F6", quick_text="走访登记", quick_hint="居民、商户、单位", drafts="visit",
    ),
    PageEntry(
        "visit_records", "走访", "记录", "walk", "日常", "", "app.ui.pages.visit_records", "VisitRecordsPage", WRITERS, parent="visits"
    ),
    PageEntry(
        "revisit_plan", "走访", "回访计划", "walk", "日常", "", "app.ui.pages.revisit_plan", "RevisitPlanPage", WRITERS, parent="visits"
    ),
    PageEntry(
        "visit_signs", "走访", "真实性提示", "walk", "日常", "", "app.ui.pages.visit_signs", "VisitSignsPage", WRITERS, parent="visits"
    ),
    PageEntry(
        "spot_checks", "走访", "抽查", "walk", "日常", "", "app.ui.pages.spot_checks", "SpotChecksPage", ("chief", "admin"), parent="visits"
    ),
    PageEntry(
        "grids", "网格体系", "网格树", "building-community", "管理", "Alt+6", "app.ui.pages.grids", "GridsPage", ("chief", "leader", "admin")
    ),
    PageEntry("members", "网格员", "花名册", "user-circle", "管理", "Alt+7", "app.ui.pages.members", "MembersPage", ("chief", "leader", "admin")),
    PageEntry(
        "attendance", "网格员", "考勤", "user-circle", "管理", "", "app.ui.pages.attendance", "AttendancePage", ("chief", "leader", "admin"),
        parent="members",
    ),
    PageEntry(
        "trainings", "网格员", "培训", "user-circle", "管理", "", "app.ui.pages.trainings", "TrainingsPage", ("chief", "leader", "admin"),
        parent="members",
    ),
    PageEntry("rankings", "周例会", "周排名", "calendar-event", "管理", "Alt+8", "app.ui.pages.rankings", "RankingsPage"),
    PageEntry(
        "meetings", "周例会", "会议纪要", "calendar-event", "管理", "", "app.ui.pages.meetings", "MeetingsPage", parent="rankings", drafts="meeting"
    ),
    PageEntry(
        "meeting_tasks", "周例会", "下周任务", "calendar-event", "管理", "", "app.ui.pages.meeting_tasks", "MeetingTasksPage", parent="rankings"
    ),
    PageEntry("targets", "年度目标", "目标", "target", "管理", "", "app.ui.pages.targets", "TargetsPage", ("chief", "leader", "admin")),
    PageEntry(
        "target_progress", "年度目标", "进度", "target", "管理", "", "app.ui.pages.target_progress", "TargetProgressPage",
        ("chief", "leader", "admin"), parent="targets",
    ),
    PageEntry(
        "dashboard", "仪表盘", "总览", "chart-bar", "成果", "Alt+9", "app.ui.pages.dashboard", "DashboardPage", ("chief", "leader", "admin")
    ),
    PageEntry("reports", "报表", "常用", "report", "成果", "Alt+0", "app.ui.pages.reports", "ReportsPage"),
    PageEntry(
        "report_editor", "报告编辑", "编辑", "report", "成果", "", "app.ui.pages.report_editor", "ReportEditorPage",
        ("chief", "leader", "admin"), under="reports", drafts="report",
    ),
    PageEntry(
        "imports", "数据交换", "Excel 导入", "database-import", "系统", "", "app.ui.pages.imports", "ImportsPage", ("chief", "admin")
    ),
    PageEntry(
        "forms", "数据交换", "一表通", "database-import", "系统", "", "app.ui.pages.forms", "FormsPage", ("chief", "admin"), parent="imports"
    ),
    PageEntry(
        "outgoing", "数据交换", "外发记录", "database-import", "系统", "", "app.ui.pages.outgoing", "OutgoingPage", ("chief", "admin"),
        parent="imports",
    ),
    PageEntry("accounts", "系统管理", "用户与角色", "settings", "系统", "", "app.ui.pages.accounts", "AccountsPage", ADMINISTRATOR),
    PageEntry("security", "系统管理", "安全", "settings", "系统", "", "app.ui.pages.security", "SecurityPage", ADMINISTRATOR, parent="accounts"),
    PageEntry("log", "系统管理", "操作日志", "settings", "系统", "", "app.ui.pages.audit", "AuditPage", ADMINISTRATOR, parent="accounts"),
    PageEntry(
        "backups", "系统管理", "备份与恢复", "shield-check", "系统", "", "app.ui.pages.backups", "BackupsPage", ADMINISTRATOR, parent="accounts"
    ),
    PageEntry("auditing", "操作日志", "操作日志", "list-details", "系统", "Alt+1", "app.ui.pages.audit", "AuditPage", ("auditor",)),
)


def pages_of(role: str) -> list[PageEntry]:
    """What this role has; everything else is absent, not greyed."""
    return [entry for entry in PAGES if role in entry.roles]


def family_of(entries: Sequence[PageEntry], name: str) -> list[PageEntry]:
    """The page and its further tabs, in their order."""
    own = next((entry for entry in entries if entry.name == name), None)
    head = own.parent or own.name if own is not None else name
    return [entry for entry in entries if head in (entry.name, entry.parent)]
