"""Business tables of documents (migration 9): the office's own templates, documents, their versions with the figures they were made of."""

from __future__ import annotations

from app.storage.columns import Table, number, text

REPORT_TEMPLATE = Table(
    "report_template",
    "公文模板",
    "template",
    (
        text("code", "编号"),  # the shipped template it was copied from
        text("name", "名称"),
        text("source", "内容"),
    ),
)
REPORT_DOCUMENT = Table(
    "report_document",
    "公文",
    "report",
    (
        text("template", "模板"),  # code of a shipped template, or report_template.id
        text("kind_name", "种类"),
        text("title", "标题"),
        text("period_kind", "期间种类", "subject"),
        text("first_day", "自", "subject"),
        text("last_day", "至", "subject"),
        text("grid_id", "网格", "subject"),  # '' = whole office
        text("list_filter", "名单条件", "subject"),  # JSON
        text("state", "状态", "state"),  # draft, final
        number("version", "版本", "state"),
        text("saved_by", "保存人", "state"),
        text("saved_at", "保存时间", "state"),
    ),
    (("state", "first_day"),),
)
REPORT_VERSION = Table(
    "report_version",
    "公文版本",
    "report",
    (
        text("document_id", "公文"),
        number("number", "版本"),
        text("state", "状态"),
        text("content", "正文"),  # JSON
        text("figures", "数据"),  # JSON: the snapshot that the pages are made of
        text("saved_by", "保存人"),
        text("saved_at", "保存时间"),
        text("why", "说明"),
    ),
    (("document_id", "number"),),
)

REPORT_TABLES = (REPORT_TEMPLATE, REPORT_DOCUMENT, REPORT_VERSION)
REPORT_REFERENCES: dict[tuple[str, str], tuple[str, bool]] = {
    ("report_document", "grid_id"): ("grid", False),
    ("report_version", "document_id"): ("report_document", True),
}
