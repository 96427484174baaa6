"""The list of residents on paper and as a workbook."""

from __future__ import annotations

from typing import Any

from app.errors import Cancelled
from app.models.residents import ResidentFilter
from app.services import documents
from app.ui.context import Context
from app.ui.messages import EXCEL
from app.ui.widgets.print_dialog import PrintTask


def export_roster(page: Any) -> None:
    """The list as a workbook, numbers masked (full numbers: Ctrl+P, where the purpose is asked)."""
    if not page.answer.keys:
        page.banner.show_text("没有可导出的人。先清空筛选，或改查找内容", "warn")
        return
    target = page.context.messages.save_file(page, "导出花名册", f"{roster_stem(page.context)}.xlsx", EXCEL)
    if target is None:
        return
    count = page.answer.residents

    def done(_result: Any) -> None:
        page.progress.end()
        page.banner.show_text(f"已导出 {count:,} 人到 {target.name}，证件号码已遮住中间几位", "ok")

    def failed(error: BaseException) -> None:
        page.progress.end()
        if not isinstance(error, Cancelled):
            page.failed(error)

    page.progress.begin(f"正在导出 {count:,} 人", None)
    page.context.jobs.long_operation(page, documents.roster_xlsx, page.context.session, page.filter, target, purpose="导出花名册",
                                     full_ids=False, done=done, failed=failed, on_progress=page.progress.advance,
                                     cancellable=False)  # fmt: skip


def roster_stem(context: Context) -> str:
    """Name of the file without its ending."""
    return f"居民花名册-{context.today():%Y%m%d}"


def roster_task(context: Context, wanted: ResidentFilter) -> PrintTask:
    """What the print dialog needs to know about the roster."""

    def build(path: Any, full: bool, purpose: str) -> Any:
        return documents.roster_pdf, (context.session, wanted, path), {"purpose": purpose or "打印花名册", "full_ids": full,
                                                                       "act": documents.PREVIEW}  # fmt: skip

    def excel(path: Any, full: bool, purpose: str) -> Any:
        return documents.roster_xlsx, (context.session, wanted, path), {"purpose": purpose or "导出花名册", "full_ids": full}

    return PrintTask("居民花名册", roster_stem(context), build, may_show_ids=context.can("export.full"), excel=excel,
                     cancellable=True, people=True)  # fmt: skip
