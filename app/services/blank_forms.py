"""Blank collection forms for a power cut or a worker without a computer: the order of the keyed form, and the keys it takes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from app.models.blank_form import FORMS, BlankForm, CodeList, FormColumn
from app.models.entity_fields import OPEN_REASONS
from app.models.form_fields import Choice
from app.models.resident_fields import OPEN_CHOICES, USE_CHOICES
from app.models.visit_fields import FINDING_CHOICES, OUTCOMES
from app.services import code_lists, documents
from app.services.documents import Progress
from app.services.session import Session

MOST_CODES = 40  # of a list at the edge
DAY = "日期写 6 位数，如 261120；不详写“不详”，不空着。"
KEEP = "录入完毕后由专人保管或销毁，不得留存、拍照、外传。"
KEPT_BY = "采集人：　　　　　　　　日期：　　　　年　　月　　日　　　　录入人：　　　　　　　　录入日期：　　　　年　　月　　日"


def residents_form(session: Session) -> BlankForm:
    """居民采集表: one door, one line for each person, in the order of the keyed form."""
    columns = (("序号", 8), ("证件号码（18 位）", 46), ("姓名", 19), ("与户主", 11), ("性别", 9), ("出生日期", 18), ("户籍地", 30), ("民族", 9),
               ("人户", 9), ("来住日期", 18), ("联系电话", 27), ("婚姻", 9), ("从业", 9), ("关爱标签", 18), ("备注", 20))  # fmt: skip
    tables = code_lists.choices_of(("family_relation", "residence_consistency", "marital_status", "id_document_type", "employment_status",
                                    "service_category", "ethnic_group"))  # fmt: skip
    own = [each for each in tables["ethnic_group"] if each.code in ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10")]
    lists = (
        _keyed("与户主", tables["family_relation"]),
        _pairs("性别", (("1", "男"), ("2", "女"))),
        _keyed("人户", tables["residence_consistency"]),
        _keyed("婚姻", tables["marital_status"]),
        _keyed("从业", tables["employment_status"]),
        _keyed("证件类型（不是身份证时在备注写“证”加数字）", tables["id_document_type"]),
        _keyed("民族（其余写汉字）", own),
        _coded("关爱标签（可多项）", tables["service_category"]),
        _keyed("来住原因", OPEN_CHOICES),
        _keyed("房屋用途", USE_CHOICES),
    )
    heads = (
        "小区：　　　　　　　　　　栋：　　　　单元：　　　　房号：　　　　　网格：　　　　　□户籍家庭 □集体户　房屋用途：　　来住原因：　　",
        "产权人：　　　　　　　　产权人电话：　　　　　　　　　　　　出租的写起租日期：　　　　　　　　　联系电话：　　　　　　　　　　　",
    )
    notes = (f"第 1 行写户主，一户一张，写不下另起一张。{DAY}没有证件的，证件号码栏写“无”并在备注写明原因。只采集表上所列内容。", KEEP)
    return _form(session, "residents", heads, columns, 8, lists, notes)


def visits_form(session: Session) -> BlankForm:
    """走访登记表: one line for each visit."""
    columns = (("序号", 8), ("时间\n（如 1840）", 15), ("门牌（栋、单元、房号）", 40), ("对象（姓名、单位）", 34), ("走访\n类型", 10), ("结果", 10),
               ("见到\n人数", 11), ("发现\n情况", 13), ("情况记录", 78), ("下次走访", 22))  # fmt: skip
    lists = (
        _keyed("结果", OUTCOMES),
        _keyed("发现情况（可多项）", FINDING_CHOICES),
        _keyed("走访类型", code_lists.choices_of(("visit_kind",))["visit_kind"]),
    )
    heads = ("走访日期：　　　　年　　月　　日　　　走访人：　　　　　　　　　工号：　　　　　　　　　网格：　　　　　　　　　　",)
    notes = (f"结果 1 至 3 算走访，4 至 6 只记一次上门；见到几人写几人。下次走访可写日期，也可写“+7”（七天后）。{DAY}", KEEP)
    return _form(session, "visits", heads, columns, 12, lists, notes)


def entities_form(session: Session) -> BlankForm:
    """法人采集表: one line for each legal entity."""
    columns = (("序号", 8), ("信用代码（18 位）", 46), ("单位名称", 46), ("类型", 10), ("行业", 10), ("经营场所（楼栋门牌或路名门牌）", 42),
               ("负责人", 19), ("联系电话", 27), ("登记日期", 18), ("登记\n原因", 10), ("证照到期", 18), ("备注（无代码原因）", 26))  # fmt: skip
    tables = code_lists.choices_of(("legal_entity_type", "industry_section"))
    lists = (
        _keyed("类型", tables["legal_entity_type"]),
        _coded("行业", tables["industry_section"]),
        _keyed("登记原因", OPEN_REASONS),
    )
    heads = ("网格：　　　　　　　　　采集日期：　　　　年　　月　　日　　　采集人：　　　　　　　　　工号：　　　　　　　　　",)
    notes = (f"没有信用代码的（未办照、办理中），代码栏写“无”并在备注写明原因。{DAY}", KEEP)
    return _form(session, "entities", heads, columns, 11, lists, notes)


MAKERS: dict[str, Callable[[Session], BlankForm]] = {"residents": residents_form, "visits": visits_form, "entities": entities_form}
RIGHTS = {"residents": "resident.write", "visits": "visit.write", "entities": "entity.write"}


def pdf(
    session: Session, kind: str, path: str | os.PathLike[str], progress: Progress | None = None, act: str = "document.pdf"
) -> int:
    """Write a blank form (key of ``MAKERS``), one page; returns 1."""
    from app.reports import blank_form

    session.require(RIGHTS[kind])
    pages = blank_form.write_pdf(MAKERS[kind](session), Path(path))
    documents.record(session, act, f"空白{FORMS[kind]}")
    return pages


# ---- parts -----------------------------------------------------------------------------------------------------------------------


def _form(
    session: Session, kind: str, heads: tuple[str, ...], columns: Iterable[tuple[str, float]], rows: int, lists: tuple[CodeList, ...],
    notes: tuple[str, ...],
) -> BlankForm:  # fmt: skip
    made = tuple(FormColumn(head, width) for head, width in columns)
    return BlankForm(documents.imprint(session), FORMS[kind], heads, made, rows, lists, (*notes, KEPT_BY))


def _keyed(name: str, choices: Iterable[Choice]) -> CodeList:
    """Choices with the key that people type; those without a key are found by their words."""
    return _pairs(name, ((each.key, each.label) for each in choices if each.key))


def _coded(name: str, choices: Iterable[Choice]) -> CodeList:
    """Lists without short keys: the code itself."""
    return _pairs(name, ((each.code, each.label.split("(")[0]) for each in choices))


def _pairs(name: str, pairs: Iterable[tuple[str, str]]) -> CodeList:
    return CodeList(name, tuple(pairs)[:MOST_CODES])
