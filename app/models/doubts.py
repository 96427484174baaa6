"""待核数据: the rules by which a record is doubtful, as data – how much it matters, what is wrong, why, what to do – and the list."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.errors import Problem, Refused
from app.models.form_fields import FormField

GROUPS: dict[str, str] = {"impossible": "不可能", "double": "重复", "place": "位置", "missing": "缺项", "stale": "过期"}


class DoubtRule(NamedTuple):
    """One kind of doubt.  ``way``: how it is put right (``WAYS``); ``field``: where the cursor goes."""

    kind: str
    group: str
    weight: int  # rank in the list, 100 first
    label: str
    wrong: str
    why: str
    todo: str
    way: str
    field: str = ""


WAYS = ("person", "show", "home", "visit", "entity", "use", "grid", "member", "pair", "call")
_BIRTH = "年龄、标签和走访周期都从出生日期算出"
_COUNT = "按网格统计的人数会因此对不上"
RULES: tuple[DoubtRule, ...] = (
    DoubtRule("birth_future", "impossible", 100, "出生日期晚于今天", "出生日期 {detail}，还没有到。",
              f"{_BIRTH}，现在都是错的。", "对照证件改出生日期。", "person", "birth_date"),
    DoubtRule("opened_future", "impossible", 99, "登记日期晚于今天", "登记日期 {detail}，还没有到。",
              "到那天以前统计里没有这个人。", "更正登记日期，或作废重新登记。", "show"),
    DoubtRule("born_after", "impossible", 98, "登记早于出生", "{detail}。", "新增人口会算到他出生以前。",
              "对照证件改出生日期；出生没有错的，更正登记日期。", "person", "birth_date"),
    DoubtRule("too_old", "impossible", 96, "年龄超过 120 岁", "出生日期 {detail}，已超过 120 岁。", "高龄人数和走访周期会算错。",
              "对照证件改出生日期；人已不在的办理注销。", "person", "birth_date"),
    DoubtRule("closed_early", "impossible", 95, "注销早于登记", "{detail}。", "这个人（单位）在哪一天都没有统计进去。",
              "撤销注销后按实际日期重办。", "show"),
    DoubtRule("entity_closed_early", "impossible", 95, "单位注销早于登记", "{detail}。", "这家单位在哪一天都没有统计进去。",
              "撤销注销后按实际日期重办。", "entity"),
    DoubtRule("child_older", "impossible", 94, "子女比父母大", "{detail}。", "多半是与户主关系或出生日期录错了。",
              "核对两人的证件，改出生日期或与户主关系。", "home"),
    DoubtRule("same_number", "double", 93, "两份档案同一证号", "与 {detail} 证件号码相同。", "同一个人被数了两次。",
              "是同一人就合并；不是的改正证号。", "pair"),
    DoubtRule("nameless", "missing", 92, "没有姓名", "档案上没有姓名。", "查不到也认不出这个人。", "上门核实后补姓名。",
              "person", "name"),
    DoubtRule("number_wrong", "impossible", 90, "证件号码校验不符", "证件号末位应为 {detail}。",
              "可能输错一位，别的部门比对不上。", "再看一次证件；证件确实如此的，记为不用改。", "person", "id_number"),
    DoubtRule("number_birth", "impossible", 88, "出生与证号不一致", "{detail}。", f"{_BIRTH}，要弄清哪个对。",
              "对照证件改出生日期或证号。", "person", "birth_date"),
    DoubtRule("visit_future", "impossible", 86, "走访日期晚于今天", "走访日期 {detail}，还没有到。", "周排名会算到以后的周里。",
              "更正走访日期，或作废。", "visit"),
    DoubtRule("two_heads", "place", 84, "一户有两个户主", "户主有{detail}。", "与户主关系分不清是和谁的关系。",
              "在入户采集里留一个户主，其余改成与他的关系。", "home"),
    DoubtRule("two_stays", "double", 83, "同时住在两处", "现在有 {detail} 处居住登记。", "同一个人被数了两次。",
              "不住的那一处办理注销。", "show"),
    DoubtRule("no_grid", "place", 82, "没有网格", "居住登记没有网格。", f"{_COUNT}，也没有人负责走访。",
              "选对房屋，网格随房屋得出。", "show"),
    DoubtRule("grid_differs", "place", 80, "网格与房屋不一致", "登记在 {detail}。", f"{_COUNT}。",
              "按房屋所在的网格改，或先调整房屋的网格。", "home"),
    DoubtRule("dwelling_grid", "place", 78, "房屋网格不对", "{detail}。", f"住在这里的人没有网格员负责，{_COUNT}。",
              "选现在管这里的网格。", "grid", "grid_id"),
    DoubtRule("alike", "double", 76, "疑似同一人", "与 {detail}。", "同一个人可能被数了两次。",
              "并排核对，合并或记为不是同一人。", "pair"),
    DoubtRule("no_head", "place", 70, "一户没有户主", "这户 {detail} 人，没有户主。", "户主花名册上没有这一户。",
              "在入户采集里指定户主。", "home"),
    DoubtRule("no_dwelling", "place", 66, "没有房屋", "居住登记没有房屋地址。", "走访单上没有这个人，户和房屋里也没有。",
              "登记他住的房屋。", "show"),
    DoubtRule("licence_expired", "stale", 64, "证照已到期", "证照 {detail} 到期。", "可能已停业，或没有换证。",
              "走访核实：换证的改日期，停业的注销。", "entity", "licence_expires_on"),
    DoubtRule("vacant_lived", "place", 60, "空置房有人住", "房屋用途是空置，却登记住着 {detail} 人。",
              "空置户数和入住人数对不上。", "有人住的改房屋用途；没人住的把人注销。", "use", "use"),
    DoubtRule("member_no_grid", "place", 58, "网格员没有网格", "在岗，今天却没有负责的网格。",
              "看不到自己的居民，走访也没有分配。", "在网格体系里安排，或登记离任。", "member"),
    DoubtRule("no_number", "missing", 56, "没有证件号码", "没有证件号码，也没有写原因。", "和别的部门比对不上，也查不出重复。",
              "补证号；确实没有的写原因。", "person", "id_number"),
    DoubtRule("no_birth", "missing", 54, "没有出生日期", "没有出生日期。", f"{_BIRTH}。", "对照证件补上。", "person",
              "birth_date"),
    DoubtRule("no_sex", "missing", 46, "没有性别", "没有性别。", "分性别的统计少一人。", "补上性别。", "person", "sex"),
    DoubtRule("pending", "stale", 50, "居住待核", "登记时没有核实到。", "没见过证件或没遇到人，信息可能不准。",
              "上门后在居民资料里按“核实”；不住在这里的办理注销。", "show"),
    DoubtRule("no_credit_code", "missing", 45, "没有信用代码", "没有统一社会信用代码，也没有写原因。",
              "和市场监管的名单比对不上。", "看营业执照补上；未登记经营的写原因。", "entity", "credit_code"),
    DoubtRule("no_population", "missing", 44, "没有人口类别", "没有写户籍人口还是流动人口。", "户籍、流动人口数各少一人。",
              "补上人口类别。", "person", "consistency"),
    DoubtRule("no_relation", "missing", 42, "没有与户主关系", "没有写与户主的关系。", "户里的人分不清是谁的家人。",
              "在入户采集里补上。", "home"),
    DoubtRule("no_phone", "missing", 40, "没有联系电话", "成年人没有联系电话。", "有事通知不到，也不能电话走访。",
              "下次走访时问；问不到的在表单里记不详。", "person", "phone"),
    DoubtRule("overdue", "stale", 36, "很久没有核实", "{detail}。", "人可能早已搬走，登记簿里还在。",
              "上门或电话核实，登记一次走访。", "call"),
    DoubtRule("no_collector", "missing", 30, "没有登记人", "没有写是谁登记的。", "新增人口算不到任何人名下。",
              "以后登记时选对登记人；查不到的记为不用改。", "show"),
)  # fmt: skip
RULE: dict[str, DoubtRule] = {rule.kind: rule for rule in RULES}
KINDS: tuple[tuple[str, str], ...] = tuple((rule.kind, rule.label) for rule in RULES)


class Doubt(NamedTuple):
    """One doubtful record.  ``subject_id``: whom the form shows (person, dwelling, …); ``other_id``: the second of a pair."""

    kind: str
    table: str
    record_id: str
    grid_id: str = ""
    dwelling_id: str = ""
    subject_id: str = ""
    detail: str = ""
    other_id: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What an ignored doubt is remembered by: a pair by both its records."""
        return (self.kind, self.record_id, self.other_id)

    @property
    def text(self) -> str:
        """The key as cards ask for it."""
        return "|".join(self.key)


def ranked(found: Iterable[Doubt], order: Mapping[str, int]) -> list[Doubt]:
    """By weight, then by grid in its order, then as found."""
    last = len(order)
    return sorted(found, key=lambda each: (-RULE[each.kind].weight, order.get(each.grid_id, last), each.kind))


def counted(found: Iterable[Doubt]) -> tuple[dict[str, int], dict[str, int]]:
    """How many of each kind and in each grid."""
    kinds: dict[str, int] = {}
    grids: dict[str, int] = {}
    for each in found:
        kinds[each.kind] = kinds.get(each.kind, 0) + 1
        grids[each.grid_id] = grids.get(each.grid_id, 0) + 1
    return kinds, grids


@dataclass(frozen=True)
class DoubtFilter:
    """What is asked for; '' and () = everything.  ``ignored``: those that were said to be right instead."""

    group: str = ""
    kinds: tuple[str, ...] = ()
    grid_ids: tuple[str, ...] = ()
    ignored: bool = False


@dataclass(frozen=True)
class DoubtList:
    """The answer: the doubts in their order and how they spread; ``whole`` counts all that the account sees."""

    found: tuple[Doubt, ...] = ()
    kinds: Mapping[str, int] = field(default_factory=dict)
    grids: Sequence[tuple[str, str, int]] = ()  # (id, label, count), the fullest first
    whole: int = 0
    ignored: int = 0

    @property
    def keys(self) -> array[int]:
        """Places, as the paged table wants them."""
        return array("q", range(len(self.found)))


@dataclass(frozen=True)
class DoubtLine:
    """One line of the list."""

    doubt: Doubt
    label: str
    title: str
    address: str
    grid: str
    sentence: str
    reason: str = ""  # why it was ignored


@dataclass(frozen=True)
class DoubtCard:
    """One doubt in words, and what may be done."""

    line: DoubtLine
    why: str
    todo: str
    way: str
    field: str
    repair: str = ""  # what one key would do, in a sentence; '' = nothing is certain enough
    ignored: str = ""  # '不用改：… （张伟明 2026-11-20）'
    may_change: bool = True


IGNORE_FIELDS = (FormField("reason", "原因", required=True, span=2, hint="例如：已看过证件，确实如此"),)


def checked_reason(reason: str) -> str:
    """The reason, which must say something."""
    text = reason.strip()
    if len(text) < 2:
        raise Refused([Problem("reason", "没有写为什么不用改，写一句，以后看到的人才明白。")])
    return text


def rule_of(kind: str) -> DoubtRule:
    """The rule of a kind that came from outside."""
    rule = RULE.get(kind)
    if rule is None:
        raise Refused("没有这一类待核数据，请在列表里重新选。")
    return rule
