"""The figures a document can name: code, name, unit, meaning and printed precision; their values, words of comparison and chips.

A figure is counted once by ``services/report_figures`` from the sources that statistics, checks and dashboards use; this module only
says what it is called and how it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction

from app.models.statistics import FIGURE_LABELS

NOW, LAST_YEAR, PREVIOUS, OPENING = "now", "last_year", "previous", "opening"
SPANS: dict[str, str] = {NOW: "本期", LAST_YEAR: "上年同期", PREVIOUS: "上期", OPENING: "期初"}
NUMBER, YEARLY, YEARLY_RATE, YEARLY_BOTH = "number", "yearly", "yearly_rate", "yearly_both"
SERIAL, SERIAL_RATE, SERIAL_BOTH = "serial", "serial_rate", "serial_both"
FORMS: dict[str, str] = {
    NUMBER: "数",
    YEARLY: "同比增减",
    YEARLY_RATE: "同比百分比",
    YEARLY_BOTH: "同比增减和百分比",
    SERIAL: "环比增减",
    SERIAL_RATE: "环比百分比",
    SERIAL_BOTH: "环比增减和百分比",
}
EMPTY = "—"
MOST_TIMES = 10  # beyond that many times the base a share is no comparison
FLOW, STOCK, RATE = "flow", "stock", "rate"  # counted over days · counted on a day · computed from the others


@dataclass(frozen=True)
class Indicator:
    """One figure: ``precision`` = printed places behind the point, ``records`` = name of the list of records behind it."""

    code: str
    name: str
    unit: str
    meaning: str
    kind: str
    precision: int = 0
    records: str = ""


_FLOW_MEANINGS = {
    "new_residents": ("人", "期内因迁入、新来住、出生、补登开始的居住登记，按登记日期计"),
    "returned_residents": ("人", "同一个人再次登记居住，与新增分开计"),
    "cancelled_residents": ("人", "期内因迁出、搬离、死亡、查无此人结束的居住登记，误录和重复不计"),
    "visited_persons": ("人", "走访中见到或核实的人数，同一人同日走访同一对象只计一次，未遇、拒访、空置不计"),
    "visited_households": ("户次", "对居民、户、房屋的有效走访次数，同日同对象计一次"),
    "new_entities": ("家", "期内新登记的法人单位"),
    "cancelled_entities": ("家", "期内注销的法人单位，误录和重复不计"),
    "visited_entities": ("家次", "对法人单位的有效走访，同一人同日走访同一家只计一次"),
}
_STOCK = (
    ("households", "住户", "户", "期末有在册居民的户"),
    ("residents", "实有人口", "人", "期末未结束的居住登记"),
    ("registered", "户籍人口", "人", "实有人口中人口类别为户籍的"),
    ("floating", "流动人口", "人", "实有人口中人口类别为流动的"),
    ("foreign", "境外人员", "人", "实有人口中人口类别为境外的"),
    ("under_18", "未满18岁", "人", "实有人口中期末未满18岁的"),
    ("aged_60", "60岁及以上", "人", "实有人口中期末满60岁的"),
    ("aged_80", "80岁及以上", "人", "实有人口中期末满80岁的"),
    ("male", "男性", "人", "实有人口中性别为男的"),
    ("female", "女性", "人", "实有人口中性别为女的"),
    ("dwellings", "房屋", "套（间）", "现在登记的房屋，房屋不按日期回溯"),
    ("rented", "出租房屋", "套（间）", "用途为出租的房屋"),
    ("vacant", "空置房屋", "套（间）", "用途为空置的房屋"),
    ("entities", "法人单位", "家", "期末在册的法人单位"),
    ("grids", "网格", "个", "期末启用的最小一级网格"),
    ("members", "网格员", "名", "期末在任、有工号的人"),
)
_DERIVED = (
    ("households_met", "走访到的住户", "户", "期内至少走访到一次的住户", FLOW, 0),
    ("weeks_closed", "已结算周排名", "期", "期内例会结算的周排名", FLOW, 0),
    ("households_missed", "没有走访到的住户", "户", "在册住户减去走访到的住户", RATE, 0),
    ("visit_cover", "走访覆盖率", "%", "走访到的住户 ÷ 期末住户", RATE, 1),
    ("missed_share", "没有走访到的住户占比", "%", "没有走访到的住户 ÷ 期末住户", RATE, 1),
    ("visits_per_household", "平均每户走访", "次", "走访户次 ÷ 期末住户", RATE, 1),
    ("met_share", "见到本人占比", "%", "见到本人的走访 ÷ 计入走访的次数", RATE, 1),
    ("attempts_share", "未遇占比", "%", "未遇、拒访、空置 ÷ 全部走访次数", RATE, 1),
    ("registered_share", "户籍人口占比", "%", "户籍人口 ÷ 实有人口", RATE, 1),
    ("floating_share", "流动人口占比", "%", "流动人口 ÷ 实有人口", RATE, 1),
    ("under_18_share", "未满18岁占比", "%", "未满18岁 ÷ 实有人口", RATE, 1),
    ("aged_60_share", "60岁及以上占比", "%", "60岁及以上 ÷ 实有人口", RATE, 1),
    ("rented_share", "出租房屋占比", "%", "出租房屋 ÷ 房屋", RATE, 1),
    ("vacant_share", "空置房屋占比", "%", "空置房屋 ÷ 房屋", RATE, 1),
    ("per_member", "人均数据量", "条", "数据量 ÷ 期末网格员", RATE, 0),
    ("turnover", "注销与新增之比", "", "注销人口 ÷ 新增人口", RATE, 2),
    ("net_growth", "净增人口", "人", "新增人口加回流人口减注销人口", RATE, 0),
    ("grid_most", "数据量最多的网格", "条", "各网格数据量中最大的", RATE, 0),
    ("grid_least", "数据量最少的网格", "条", "各网格数据量中最小的", RATE, 0),
    ("grid_ratio", "网格数据量相差倍数", "倍", "数据量最多的网格 ÷ 最少的网格", RATE, 1),
    ("communities", "社区和村", "个", "期末启用的社区、村一级网格", RATE, 0),
    ("area", "面积", "平方公里", "登记了面积的最大网格的面积之和", RATE, 2),
    ("households_per_grid", "每格户数", "户", "期末住户 ÷ 期末网格", RATE, 0),
    ("residents_per_grid", "每格人数", "人", "实有人口 ÷ 期末网格", RATE, 0),
    ("persons_per_household", "每户人数", "人", "实有人口 ÷ 期末住户", RATE, 2),
    ("list_people", "名单人数", "人", "符合本次筛选条件的在册居民", STOCK, 0),
    ("list_households", "名单户数", "户", "符合本次筛选条件的在册居民所在的户", STOCK, 0),
)


def _shipped() -> dict[str, Indicator]:
    found = [
        Indicator(code, FIGURE_LABELS[code], unit, meaning, FLOW, records=code) for code, (unit, meaning) in _FLOW_MEANINGS.items()
    ]
    found.append(Indicator("volume", "数据量", "条", "新增、注销、走访人数与法人新增、注销、走访之和", FLOW, records="volume"))
    found.append(Indicator("attempts", "未遇拒访空置", "次", "没有见到人的走访，不计入走访人数", FLOW, records="attempts"))
    found.append(Indicator("corrections", "更正登记", "条", "期内因误录、重复作废的登记", FLOW, records="corrections"))
    found += [Indicator(code, name, unit, meaning, STOCK) for code, name, unit, meaning in _STOCK]
    found += [Indicator(code, name, unit, meaning, kind, places) for code, name, unit, meaning, kind, places in _DERIVED]
    return {each.code: each for each in found}


INDICATORS: dict[str, Indicator] = _shipped()
PARTS: dict[str, tuple[str, str, str]] = {  # families that the register's own words fill: prefix → (what, unit, kind)
    "opened": ("登记原因", "人", FLOW),
    "closed": ("注销原因", "人", FLOW),
    "outcome": ("走访结果", "次", FLOW),
    "tag": ("关爱标签", "人", STOCK),
    "entity": ("法人类型", "家", STOCK),
    "level": ("网格层级", "个", STOCK),
    "persons": ("各级责任人", "名", STOCK),
}


def part(family: str, key: str, name: str) -> Indicator:
    """One member of a family: 登记原因·迁入."""
    what, unit, kind = PARTS[family]
    return Indicator(f"{family}.{key}", f"{what}·{name}", unit, f"按{what}分，{name}", kind)


@dataclass(frozen=True)
class Figure:
    """A counted value in units of the last printed place; None = nothing to divide by."""

    code: str
    name: str
    unit: str
    value: int | None
    precision: int = 0

    @property
    def text(self) -> str:
        """As running text writes it: no thousand separators."""
        return written(self.value, self.precision) + ("%" if self.unit == "%" and self.value is not None else "")

    @property
    def grouped(self) -> str:
        """As tables write it."""
        return written(self.value, self.precision, grouped=True) + ("%" if self.unit == "%" and self.value is not None else "")


def written(value: int | None, precision: int, grouped: bool = False) -> str:
    """A scaled whole number as text: (716, 1) → '71.6'."""
    if value is None:
        return EMPTY
    sign, whole = ("−" if value < 0 else ""), abs(value)
    front, rest = divmod(whole, 10**precision)
    head = f"{front:,}" if grouped else str(front)
    return f"{sign}{head}.{rest:0{precision}d}" if precision else f"{sign}{head}"


def scaled(part_of: int, whole: int, precision: int, factor: int = 100) -> int | None:
    """A share or ratio in units of the last printed place, half up; None where there is nothing to divide by."""
    if not whole:
        return None
    value = Fraction(part_of * factor * 10**precision, whole)
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def change_words(now: Figure, then: Figure | None) -> str:
    """'增加12人', '减少3.2个百分点', '持平'; '—' where there is nothing to compare with."""
    if then is None or now.value is None or then.value is None:
        return EMPTY
    difference = now.value - then.value
    if not difference:
        return "持平"
    word = "增加" if difference > 0 else "减少"
    if now.unit == "%":
        word = "提高" if difference > 0 else "下降"
    unit = "个百分点" if now.unit == "%" else now.unit
    return f"{word}{written(abs(difference), now.precision)}{unit}"


def rate_words(now: Figure, then: Figure | None) -> str:
    """'增长3.4%', '下降2.3%', '持平'; '—' without a base."""
    if then is None or now.value is None or not then.value:
        return EMPTY
    difference = now.value - then.value
    if not difference:
        return "持平"
    return f"{'增长' if difference > 0 else '下降'}{written(scaled(abs(difference), abs(then.value), 1), 1)}%"


def both_words(now: Figure, then: Figure | None) -> str:
    """'增加905人（增长10.1%）', '持平'; the share is left out where there is no base, or next to none ('增长12980.0%' tells nothing)."""
    change, rate = change_words(now, then), rate_words(now, then)
    if then is not None and then.value and now.value is not None and abs(now.value) > MOST_TIMES * abs(then.value):
        return change
    return change if rate in (EMPTY, "持平") or now.unit == "%" else f"{change}（{rate}）"


class Book:
    """All figures of one period and scope, by code and span; what a chip shows is read from here."""

    def __init__(self, figures: Mapping[tuple[str, str], Figure], compared: Iterable[str] = ()) -> None:
        self.figures = dict(figures)
        self.compared = frozenset(compared)  # spans for which the register holds anything at all

    def get(self, code: str, span: str = NOW) -> Figure | None:
        """A figure, None when it was not counted or the register holds nothing of that span."""
        if span in (LAST_YEAR, PREVIOUS) and span not in self.compared:
            return None
        return self.figures.get((code, span))

    def text(self, code: str, span: str = NOW, form: str = NUMBER) -> str:
        """What a chip prints."""
        found = self.get(code, span)
        if found is None:
            return EMPTY
        if form == NUMBER:
            return found.text
        base = self.get(code, LAST_YEAR if form in (YEARLY, YEARLY_RATE, YEARLY_BOTH) else PREVIOUS)
        if form in (YEARLY, SERIAL):
            return change_words(found, base)
        return rate_words(found, base) if form in (YEARLY_RATE, SERIAL_RATE) else both_words(found, base)

    def to_json(self) -> dict[str, object]:
        """Plain lists for the snapshot."""
        rows = [[f.code, span, f.name, f.unit, f.value, f.precision] for (_, span), f in self.figures.items()]
        return {"compared": sorted(self.compared), "figures": rows}

    @staticmethod
    def from_json(data: Mapping[str, object]) -> Book:
        """Back from a snapshot."""
        rows = data.get("figures", [])
        figures = {}
        for code, span, name, unit, value, precision in rows:  # type: ignore[attr-defined]
            figures[(str(code), str(span))] = Figure(str(code), str(name), str(unit), value, int(precision))
        return Book(figures, data.get("compared", ()))  # type: ignore[arg-type]


def code_of(name: str, known: Mapping[str, str]) -> str:
    """Code of a figure named in Chinese (``known``: name → code) or by its code; '' = unknown."""
    return known.get(name) or (name if name in known.values() else "")


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Names that somebody may have meant."""
    names = list(known)
    inside = [each for each in names if name and (name in each or each in name)]
    return list(dict.fromkeys([*inside, *get_close_matches(name, names, 3, 0.5)]))[:3]
