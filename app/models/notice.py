"""告知书: what a household is told about the collection of its personal information (PIPL 17, 35; domain.md §8, 6), as plain text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.models.documents import Imprint
from app.models.field_classes import FieldClass, class_of
from app.models.official_document import Block, Heading, OfficialDocument, Signature, plain
from app.models.resident_fields import shown_fields

NOTICE = "个人信息收集告知书"
FILL = "＿＿＿＿＿＿＿＿＿＿"
SHORT_FILL = "＿＿＿＿"
NOT_ABOUT_PEOPLE = ("id_type", "note", "no_number_reason")  # how the sheet is kept, nothing about the person
IN_FULL = {"relation": "与户主关系", "consistency": "人户是否一致", "emergency_contact": "紧急联系人"}


@dataclass(frozen=True)
class NoticeFor:
    """To whom: empty texts are filled in by hand."""

    address: str = ""
    head: str = ""
    keeper: str = ""  # who keeps the grid


def collected() -> tuple[list[str], list[str], list[str]]:
    """Labels of what the form asks: (needed, sensitive, voluntary)."""
    needed: list[str] = []
    sensitive: list[str] = []
    voluntary: list[str] = []
    for each in shown_fields():
        if each.name in NOT_ABOUT_PEOPLE:
            continue
        label = IN_FULL.get(each.name, each.label)
        if _sensitive(each.name):
            sensitive.append(label + ("（自愿）" if each.rare else ""))
        else:
            (voluntary if each.rare else needed).append(label)
    return needed, sensitive, voluntary


def _sensitive(name: str) -> bool:
    table, column = {"tags": ("resident_tag", "tag"), "relation": ("residence", "relation"), "came_on": ("residence", "came_on")}.get(
        name, ("resident", name)
    )
    return class_of(table, column) is FieldClass.C


def notice(imprint: Imprint, to: NoticeFor, day: str) -> OfficialDocument:
    """The notice.  ``day`` '' = a blank one, dated by hand."""
    office = imprint.office
    head = f"（户主：{to.head}）" if to.head else ""
    blocks: list[Block] = [plain("现将登记居民时收集、使用您个人信息的事项告知如下。")]
    for title, texts in _sections(office, to):
        blocks += [Heading(1, title), *(plain(text) for text in texts)]
    blocks.append(plain(f"签收人：{SHORT_FILL}{SHORT_FILL}　日期：{SHORT_FILL}{SHORT_FILL}"))
    if not day:
        blocks.append(plain(f"{office}　　　　年　　月　　日"))
    recipient = f"{to.address or FILL}住户{head}"
    return OfficialDocument(imprint, NOTICE, tuple(blocks), recipient=recipient, signature=Signature(office, day) if day else None)


def _sections(office: str, to: NoticeFor) -> Iterable[tuple[str, tuple[str, ...]]]:
    needed, sensitive, voluntary = collected()
    yield "谁在收集", (f"{office}。您的网格员：{to.keeper or SHORT_FILL}。",)
    yield "依据什么", (
        "《中华人民共和国个人信息保护法》第十三条第一款第三项（为履行法定职责或者法定义务所必需）、第十七条（告知事项）"
        "和第三十五条（国家机关履行告知义务）。履行职责所必需的信息，不以您同意为前提，但应当向您说明。",
    )
    yield "收集哪些信息", (
        f"必需的：{'、'.join(needed)}，以及住址、房屋用途、走访时间和您反映的情况。",
        f"敏感的：{'、'.join(sensitive)}。用于核对身份和落实救助、助残、养老等帮扶，泄露会影响您的人身和财产安全，我们加密保存、默认遮住、查看留痕。"
        "未满 14 周岁儿童的信息由监护人提供。",
        f"自愿的：{'、'.join(voluntary)}。可以不提供，提供后也可以随时要求撤回，不影响您办事。",
    )
    yield "用来做什么", (
        "只用于登记人口和房屋、走访服务、帮扶困难群众和汇总统计。不用于其他目的，不公开，不出售。"
        "信息保存在本单位的电脑里，登记程序不联网传送。",
    )
    yield "保存多久", (
        f"您在本辖区居住期间保存；搬离或者注销登记以后，再保存{SHORT_FILL}年，期满归档或者去除身份信息，只留统计数字。",
    )
    yield "您有哪些权利", (
        "您可以查阅、复制自己的信息；发现不准确、不完整的，可以要求更正、补充；目的已经实现或者不再必要的，可以要求删除。"
        "可以向网格员或者本单位提出，不能办理的，我们说明理由。认为权益受到侵害的，可以向履行个人信息保护职责的部门投诉、举报。",
    )
    yield "怎样联系我们", (f"单位：{office}。电话：{FILL}。地址：{FILL}{FILL}。",)
