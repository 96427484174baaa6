"""The nine signs that a visit should be asked about, and the one table of rules that the office can edit.

A sign is a question, never a verdict: each kind has its innocent explanations, and no figure, rank or score follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.errors import Problem, Refused
from app.models.vocabulary import Word


class SignKind(Word):
    """What was noticed, in the order in which it is shown."""

    BURST = "burst", "集中录入"
    REMARK = "remark", "情况雷同"
    VACANT = "vacant", "空置房见到人"
    DEPARTED = "departed", "见到已注销的人"
    LEAVE = "leave", "休假日有走访"
    CHURN = "churn", "反复新增注销"
    PHONE = "phone", "一个电话多户"
    ALL_MET = "all_met", "全部见到本人"
    ABOVE = "above", "远高于自己平时"


class RecheckOutcome(Word):
    """What asking again came to; '' in the register = not asked yet."""

    TRUE = "true", "属实"
    FALSE = "false", "不属实"
    UNCLEAR = "unclear", "无法核实"


class RecheckWay(Word):
    """How it was asked."""

    DOOR = "door", "上门"
    PHONE = "phone", "电话"


class RecordTable(Word):
    """Where a record behind a sign stands."""

    VISIT = "visit", "走访"
    RESIDENCE = "residence", "居住登记"


class Number(NamedTuple):
    """One threshold of a rule: which column, how it is called, its default and what it may be."""

    name: str  # least, bound or extra
    label: str
    default: int
    low: int
    high: int


NUMBERS: dict[SignKind, tuple[Number, ...]] = {
    SignKind.BURST: (Number("least", "至少几条", 15, 3, 500), Number("bound", "几分钟内", 3, 1, 120)),
    SignKind.REMARK: (
        Number("least", "至少几次", 8, 2, 500),
        Number("bound", "占本周至少（%）", 35, 1, 100),
        Number("extra", "至少几个字", 8, 2, 60),
    ),
    SignKind.VACANT: (Number("least", "至少几次", 2, 1, 100),),
    SignKind.DEPARTED: (Number("least", "至少几次", 3, 1, 100),),
    SignKind.LEAVE: (Number("least", "至少几次", 3, 1, 100),),
    SignKind.CHURN: (Number("least", "至少几人", 1, 1, 100), Number("bound", "在几天内", 60, 1, 730)),
    SignKind.PHONE: (Number("least", "新登记至少几人", 2, 1, 100), Number("bound", "电话至少几户", 5, 2, 100)),
    SignKind.ALL_MET: (Number("least", "至少几次", 40, 5, 1000), Number("bound", "见到本人（%）", 100, 50, 100)),
    SignKind.ABOVE: (
        Number("least", "至少多几次", 20, 1, 1000),
        Number("bound", "平时的（%）", 200, 110, 2000),
        Number("extra", "至少几周可比", 4, 1, 8),
    ),
}
SAID: dict[SignKind, str] = {
    SignKind.BURST: "{bound} 分钟内录入至少 {least} 条",
    SignKind.REMARK: "同一句话（常用语以外至少 {extra} 字）至少 {least} 次，占本周走访 {bound}% 以上",
    SignKind.VACANT: "登记为空置、当天没有人登记居住，却见到人，至少 {least} 次",
    SignKind.DEPARTED: "见到本人，但那天以前已注销，至少 {least} 次",
    SignKind.LEAVE: "考勤休假或旷工的日子，上门走访至少 {least} 次",
    SignKind.CHURN: "同一人 {bound} 天内由同一网格员新增、注销、再新增，至少 {least} 人",
    SignKind.PHONE: "本周新登记至少 {least} 人留同一个电话，这个电话在册至少 {bound} 户",
    SignKind.ALL_MET: "至少 {least} 次走访，{bound}% 见到本人",
    SignKind.ABOVE: "至少为自己前 8 周中位数的 {bound}%，且多出至少 {least} 次，前 8 周至少 {extra} 周有走访",
}
INNOCENT: dict[SignKind, tuple[str, ...]] = {
    SignKind.BURST: ("白天记在纸上，晚上一次录入", "熟户没有变化，逐户确认很快", "网络或电脑坏过，补录前几天的走访"),
    SignKind.REMARK: ("当周统一宣传同一件事", "情况确实没有变化，习惯写同一句", "常用语还没有加进本单位的常用语"),
    SignKind.VACANT: ("刚租出去或业主回来住，房屋用途还没改", "看房、装修的人在，记在了这一户", "录错了房号"),
    SignKind.DEPARTED: ("搬走后回来取东西，正好遇到", "注销登记早了或登错了人", "见到的是新住户，还没有登记"),
    SignKind.LEAVE: ("只请了半天假，或假日自愿上门", "走访日期录错了一天", "考勤登错了，应当补签"),
    SignKind.CHURN: ("租客走了又回来", "注销时弄错了人，改回来时没有用撤销", "短期务工，来去频繁"),
    SignKind.PHONE: ("房东或中介代留的电话", "单位宿舍、工地由管理员统一登记", "老人没有电话，留子女或楼长的电话"),
    SignKind.ALL_MET: ("挑晚饭时间上门，或先电话约好", "只录了见到的，没有录未遇的", "集中走访、入户核查，有人在家才去"),
    SignKind.ABOVE: ("专项走访或人口核查", "替请假的同事走访", "前几周休假或有别的任务，平时偏低"),
}
NO_DEDUCTION = "提示只是要了解的问题，不是结论。复核结果不改变任何数字、名次和考核分，扣不扣由人按制度另定。"


@dataclass(frozen=True)
class Rule:
    """When a sign of one kind is shown."""

    kind: SignKind
    active: bool = True
    least: int = 0
    bound: int = 0
    extra: int = 0

    @property
    def words(self) -> str:
        """'3 分钟内录入至少 15 条'."""
        return SAID[self.kind].format(least=self.least, bound=self.bound, extra=self.extra)


def default_rule(kind: SignKind) -> Rule:
    """As the program ships it."""
    return Rule(kind, True, **{number.name: number.default for number in NUMBERS[kind]})


DEFAULT_RULES: tuple[Rule, ...] = tuple(default_rule(kind) for kind in SignKind)


def all_rules(stored: Iterable[Rule]) -> dict[SignKind, Rule]:
    """Every kind: as the office stored it, else as shipped; a stored number out of its range counts as not stored."""
    found = {rule.kind: rule for rule in DEFAULT_RULES}
    for rule in stored:
        usable = {n.name: getattr(rule, n.name) for n in NUMBERS[rule.kind] if n.low <= getattr(rule, n.name) <= n.high}
        found[rule.kind] = replace(found[rule.kind], active=rule.active, **usable)
    return found


def kind_of(word: str) -> SignKind | None:
    """The kind stored as ``word``."""
    return next((kind for kind in SignKind if kind.value == word), None)


def checked(kind_word: str, active: bool, values: Mapping[str, object]) -> Rule:
    """A rule as typed; every number whole and in its range, else Refused at its field."""
    kind = kind_of(kind_word)
    if kind is None:
        raise Refused([Problem("kind", "没有选是哪一条规则，请在列表里选。")])
    problems, found = [], {}
    for number in NUMBERS[kind]:
        text = str(values.get(number.name, "")).strip()
        if text.isdecimal() and number.low <= int(text) <= number.high:
            found[number.name] = int(text)
        else:
            said = f"“{text}”不对" if text else "没有填"
            problems.append(Problem(number.name, f"“{number.label}”{said}，填 {number.low} 到 {number.high} 的整数。"))
    if problems:
        raise Refused(problems)
    return Rule(kind, active, **found)
